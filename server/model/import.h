/* SPDX-License-Identifier: Apache-2.0 */
/* A roster or a feed on its way in (store/imports.h). */
#ifndef SERVER_MODEL_IMPORT_H
#define SERVER_MODEL_IMPORT_H

#include "format/crypto.h"

enum import_state {
  IMPORT_RUNNING,   /* rows come in, hidden */
  IMPORT_APPLYING,  /* all rows are seen; what follows from them is being done */
  IMPORT_HELD,      /* all rows are there, and wait for a second person, hidden */
  IMPORT_CANCELLED, /* rows are being taken away, hidden */
};

struct import_row {
  uint64_t area;
  int64_t id;
  char kind[8]; /* "roster", "feed", "held" */
  enum import_state state;
  char actor[40];
  char owner[320]; /* the process that drives it, or did; "": the only one there is */
  int64_t started_at;
  int64_t rows, total; /* read so far, of so many; total 0: not known */
  uint32_t next_index; /* of a roster: the first free index once it is done */
  int64_t applied;     /* of a feed, in memory only: the row that was moved last */
};

/* A roster of the last day that is all in. */
enum import_undo { UNDO_OPEN, UNDO_BEGUN, UNDO_DONE };

struct import_done {
  uint64_t area;
  int64_t id;
  char actor[40];
  int64_t done_at;
  int64_t added, updated;
  int64_t gone, ended; /* of a list: whom it did not name, and of these, whom the office ended */
  enum import_undo undo;
};

/* Whom a roster did not name. */
struct gone {
  uint32_t index;
  int64_t ended_at;   /* when the office confirmed it; 0: it has not */
  uint8_t generation; /* of the pass that was ended then */
};

/* "running", "applying", "held", "cancelled". */
const char *import_state_word(enum import_state state);
/* IMPORT_CANCELLED for another word. */
enum import_state import_state_find(const char *word);

#endif
