// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CARCHIVE_H
#define SIDESTEP_CARCHIVE_H
#include <archive.h>
#include <archive_entry.h>

// What a mode says is not imported from a macro with a cast.
static inline int sidestep_entry_is_file(struct archive_entry *entry) {
  return archive_entry_filetype(entry) == AE_IFREG;
}
#endif
