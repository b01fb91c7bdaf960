// SPDX-License-Identifier: Apache-2.0
#ifndef SIDESTEP_CISAL_H
#define SIDESTEP_CISAL_H
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

// The state has tables of thousands of elements, which import as tuples; so it stays opaque.
struct sidestep_inflater;

static inline struct sidestep_inflater *sidestep_inflater_new(void) {
  struct inflate_state *state = (struct inflate_state *)calloc(1, sizeof *state);
  if (state) {
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;
  }
  return (struct sidestep_inflater *)state;
}

static inline void sidestep_inflater_free(struct sidestep_inflater *inflater) { free(inflater); }

// Ready for the next member.
static inline void sidestep_inflater_reset(struct sidestep_inflater *inflater) {
  isal_inflate_reset((struct inflate_state *)inflater);
}

// Inflates from `in` to `out`: 0 if there is more to come, 1 at the end of a member, else an error.
static inline int sidestep_inflate(
    struct sidestep_inflater *inflater, const uint8_t *in, uint32_t in_count, uint8_t *out,
    uint32_t out_count, uint32_t *taken, uint32_t *made) {
  struct inflate_state *state = (struct inflate_state *)inflater;
  state->next_in = (uint8_t *)in;
  state->avail_in = in_count;
  state->next_out = out;
  state->avail_out = out_count;
  int status = isal_inflate(state);
  *taken = in_count - state->avail_in;
  *made = out_count - state->avail_out;
  if (status < 0) return status;
  return state->block_state == ISAL_BLOCK_FINISH;
}
#endif
