/* SPDX-License-Identifier: Apache-2.0 */
/* A feed's body on its way in. Private to the room. */
#ifndef SERVER_DOMAIN_FEED_TAKE_INTERNAL_H
#define SERVER_DOMAIN_FEED_TAKE_INTERNAL_H

#include "domain/resident/intake.h"
#include "domain/statement/content.h"
#include "domain/statement/lines.h"
#include "held.h"
#include "host/text/date.h"
#include "store/feed/receipts.h"
#include "store/feed/tubes.h"
#include "take.h"

/* A line as it was read. */
struct feed_said {
  size_t line;
  struct statement_row row;
  enum restraint restraint;
  bool papers; /* it says what it restrains somebody by */
  bool tube;   /* it is of a tube, and subject is the tube's hash, unless swab is given */
  uint8_t subject[TX_HASH_SIZE];
  struct host_bytes sealed;
  char *text; /* the line, for who may not be known; NULL: it was kept aside before */
  const struct swab_row *swab; /* given: by which of the tube's the line is said of a person … */
  char at[HOST_DATE_SIZE];     /* … who was swabbed then */
};

/* What became of one; other: the source said something else under that id. */
struct feed_verdict {
  bool added, held, aside, unknown, other;
};

/* What the feed comes to in one area. */
struct feed_area {
  uint64_t area;
  int64_t restrained, most; /* lines that restrain, within 24 hours, and how many may count */
  bool over;                /* all further ones are held */
  struct import_row import; /* of what is held; id 0: nothing is */
  struct held_wish wish;
  int64_t request;
};

struct feed_counts {
  size_t lines, taken, repeated, held, aside, unknown, refused;
};

struct feed_take {
  struct server *server;
  struct feed_row feed;
  struct caller caller; /* the feed, as who asks */
  struct receipt_row receipt;
  uint8_t digest_before[TX_HASH_SIZE];
  char *replayed; /* what was answered under the same key before; nothing more is done */
  struct feed_lines lines;
  struct feed_said *said; /* read, and not in yet from done on */
  size_t said_count, said_cap, done;
  struct feed_area *areas;
  size_t area_count;
  struct feed_counts counts;
  struct row_errors errors;
  bool aside_asked, aside_may;    /* whether it was asked, and lines may be kept aside … */
  int64_t aside_most, aside_room; /* … how many at most, and how many until they are counted */
};

/* One line about a person into the database, within the caller's transaction. */
enum tx_reason feed_take_said(struct feed_take *take, const struct request *request,
                              const struct feed_said *said, struct host_problem *problem);

/* The same of one person alone, in each of their homes within the feed's area; counted by nobody.
 * unknown: they have none. */
enum tx_reason feed_take_homes(struct feed_take *take, const struct request *request,
                               const struct feed_said *said, struct feed_verdict *verdict,
                               struct host_problem *problem);
void feed_take_count(struct feed_take *take, const struct feed_said *said,
                     const struct feed_verdict *verdict);

/* Reads a line, but not for the database. *good says whether there is a statement in it, else what
 * is wrong with which member. The caller finishes out. */
enum tx_reason feed_take_read(struct feed_take *take, int64_t now_s, struct tx_span text,
                              struct feed_said *out, bool *good, enum feed_member *member,
                              struct host_problem *problem);
void feed_said_finish(struct feed_said *said);

/* A line that is kept as it came: the keyed hash of its source and id among those of a kind … */
void feed_said_hash(const struct feed_said *said, const struct request *request, const char *kind,
                    uint8_t out[TX_HASH_SIZE]);
/* … and the name of the row that it is sealed to: of a kind, by whom it is of and that hash. */
#define FEED_ROW_NAME_SIZE (4 * TX_HASH_SIZE + 16)
void feed_row_name(const char *kind, const uint8_t subject[TX_HASH_SIZE],
                   const uint8_t hash[TX_HASH_SIZE], char out[FEED_ROW_NAME_SIZE]);

/* A take for what a feed said before: nobody sends it. Closed by feed_take_close. */
enum tx_reason feed_take_again(struct server *server, const struct request *request,
                               const char *source, struct feed_take **out);
/* The request as the feed's own. */
struct request feed_take_as(struct feed_take *take, const struct request *request);
/* Within a transaction: what is held is asked for, one request an area. */
enum tx_reason feed_take_ask(struct feed_take *take, const struct request *request,
                             struct host_problem *problem);

/* What is wrong with a line. */
void feed_take_refuse(struct feed_take *take, size_t line, enum feed_member member,
                      const struct host_problem *problem);

/* The receipt's JSON; NULL: out of memory. */
char *feed_receipt_write(const struct feed_take *take);

#endif
