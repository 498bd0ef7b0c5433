/* SPDX-License-Identifier: Apache-2.0 */
/* What goes into the journal, and what comes out of it. */
#ifndef GATE_JOURNAL_ROW_H
#define GATE_JOURNAL_ROW_H

#include "history/passages.h"

#include "format/event.h"

#define GATE_ASIDE_SIZE 64               /* of a damaged journal's name, with the terminator */
#define GATE_EVENT_MAX 4096              /* bytes of one event */
#define GATE_JOURNAL_LOST_S (60 * 86400) /* unacknowledged events older than that are given up */

/* One thing to keep. */
struct gate_entry {
  struct tx_span event; /* as tx_event_write made it; empty: none */
  uint64_t undoes;      /* the number that the event it undoes was given; 0: none */
  int64_t at;
  bool passed; /* passage holds */
  struct gate_passage passage;
  bool live; /* live_iat holds: admitted by a live pass */
  int64_t live_iat;
};

struct gate_stored {
  uint64_t seq;
  int64_t at;
  uint8_t *bytes; /* owned */
  size_t n;
};

struct gate_stored_list {
  struct gate_stored *rows;
  size_t count;
};

void gate_stored_finish(struct gate_stored_list *list);

#endif
