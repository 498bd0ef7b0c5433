/* SPDX-License-Identifier: Apache-2.0 */
/* An area's passages in the order of time, each looked at once. Private to the room. */
#ifndef SERVER_DOMAIN_TRACE_SWEEP_H
#define SERVER_DOMAIN_TRACE_SWEEP_H

#include "meeting.h"

struct sweep_passage {
  int64_t at_s;
  uint64_t area;
  uint32_t index;
};

/* A gate: when somebody traced passed last, and who else since the window began, of whom that is
 * not settled yet. */
struct sweep_gate {
  uint16_t place;
  int64_t marked_s; /* INT64_MIN: nobody has */
  struct sweep_passage *waiting;
  size_t first, count, cap;
};

struct sweep {
  struct meeting *meeting;
  int order; /* of those who are found */
  uint64_t area;
  struct sweep_gate *gates; /* owned */
  size_t gate_count;
};

/* The next passage, no earlier than the one before. TX_TOO_MANY, TX_NO_MEMORY. */
enum tx_reason sweep_take(struct sweep *sweep, const char *name,
                          const struct sweep_passage *passage);
void sweep_finish(struct sweep *sweep);

#endif
