// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CPCAP_H
#define SIDESTEP_CPCAP_H
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

// The C library declares fopencookie(3) only under _GNU_SOURCE, which changes types that other modules
// share; so it is declared here, as the manual has it.
typedef struct {
  ssize_t (*read)(void *cookie, char *buffer, size_t size);
  ssize_t (*write)(void *cookie, const char *buffer, size_t size);
  int (*seek)(void *cookie, int64_t *offset, int whence);
  int (*close)(void *cookie);
} sidestep_stream_calls;

extern FILE *sidestep_open_stream(void *cookie, const char *mode, sidestep_stream_calls calls)
    __asm__("fopencookie");

/// A stream whose bytes `read` gives; nothing can be written to it and no place in it be sought.
static inline FILE *sidestep_stream(
    void *cookie, ssize_t (*read)(void *cookie, char *buffer, size_t size)) {
  sidestep_stream_calls calls = {read, 0, 0, 0};
  return sidestep_open_stream(cookie, "r", calls);
}
#endif
