// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CGRAPHVIZ_H
#define SIDESTEP_CGRAPHVIZ_H
#include <gvc.h>
#include <sys/resource.h>

// Limits this process: bytes of address space and seconds of processor time, no core file.
// 0 on success.
static inline int sidestep_limit_process(unsigned long bytes, unsigned long seconds) {
  struct rlimit memory = {bytes, bytes};
  struct rlimit time = {seconds, seconds + 1};
  struct rlimit core = {0, 0};
  return setrlimit(RLIMIT_AS, &memory) | setrlimit(RLIMIT_CPU, &time)
       | setrlimit(RLIMIT_CORE, &core);
}
#endif
