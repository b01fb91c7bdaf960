// SPDX-License-Identifier: Apache-2.0
// Swift's view of glibc lacks malloc.h.
#ifndef SIDESTEP_MEMORY_H
#define SIDESTEP_MEMORY_H

#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

/// Gives free memory that the allocator keeps back to the system.
static inline void sidestep_give_back(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

#endif
