/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds of the simulated world: what they said, what they were told of it, and a model of the
 * record that follows, which shares nothing with the server's.
 */
#ifndef SIM_FEEDS_H
#define SIM_FEEDS_H

#include "format/record.h"
#include "model/statement.h"

#define SIM_FEEDS 2
#define SIM_NO_FEED SIM_FEEDS /* whoever is none */
#define SIM_NEWCOMERS 2       /* of whom something is said before anybody knows them */
#define SIM_ALL (SIM_PEOPLE + SIM_NEWCOMERS)
#define SIM_SAID 256
#define SIM_BATCHES 64
#define SIM_BATCH 5 /* lines */

enum sim_fate {
  SIM_NOT,   /* it is not there */
  SIM_MAYBE, /* nobody was told: it is there or not */
  SIM_DUE,   /* it is to be there within the bound */
  SIM_THERE, /* it was acknowledged */
  SIM_HELD,  /* it waits for a second hand: it is not there */
  SIM_ASIDE, /* it is of somebody who lives nowhere yet: it is not there */
};

/* Whether the server keeps a line until somebody appears. */
enum sim_kept { SIM_KEPT_NOT, SIM_KEPT_MAYBE, SIM_KEPT };

struct sim_said {
  unsigned person, feed, number;
  int field, value;
  enum statement_act act;
  enum statement_method method;
  int64_t observed_at, valid_until; /* 0: none was given */
  unsigned of;                      /* the number that a retraction names */
  bool papers;

  int64_t sent_s; /* first, on the world's time */
  enum sim_fate fate;
  int64_t settled_s; /* since when, on the world's time */
  bool once;         /* it was there, or may have been */
  enum sim_kept kept;
  int64_t request; /* of SIM_HELD: 0: none is known */
  bool counted;    /* in the last record that was right */
  bool forgotten;  /* gone in its time; what it said or took back stays so */
  bool seen;       /* in the database, just now … */
  int64_t received_at;
};

struct sim_batch {
  unsigned lines[SIM_BATCH]; /* of all that was said */
  unsigned count, key;       /* key: of its last sending */
  bool acknowledged;
  uint64_t receipt; /* of its bytes */
  int64_t at_s;     /* on the world's time */
};

/* Somebody of whom something may be said. */
struct sim_known {
  bool known; /* in the directory */
  uint8_t subject[32];
  uint32_t index;
  int state, generation; /* by the office */
  uint32_t record;
  int64_t folded_s; /* the time by which the record was right last; 0: it is not known */
  bool may_be_red;  /* a feed said so, once */
};

struct sim_feeds {
  char tokens[SIM_FEEDS][80]; /* "": it is to be made yet */
  struct sim_said said[SIM_SAID];
  unsigned said_count;
  struct sim_batch batches[SIM_BATCHES];
  unsigned batch_count, key;
  struct sim_known people[SIM_ALL];
};

/* Something that a feed says of a person: the next of said. */
struct sim_said *sim_said_draw(struct sim_feeds *feeds, unsigned feed, unsigned person,
                               struct chance *dice);
/* The lines of a batch, which the caller frees; their bytes. */
size_t sim_said_write(const struct sim_feeds *feeds, const struct sim_batch *batch, char **body);
/* When one ends that does not say when, by docs/feeds.md; INT64_MAX: it does not by itself. */
int64_t sim_said_end(const struct sim_said *said);
/* Whether it says nothing any more, and nothing that stands would come back without it. */
bool sim_said_over(const struct sim_said *const *all, size_t count, const struct sim_said *said,
                   int64_t now_s);
/* It restrains somebody. */
bool sim_said_restrains(const struct sim_said *said);
/* What a record has to be by all that counts: docs/feeds.md, "Who wins", read anew. */
uint32_t sim_said_record(const struct sim_said *const *all, size_t count, int state, int generation,
                         int64_t now_s);

#endif
