/* SPDX-License-Identifier: Apache-2.0 */
/* A feed's body on its way in. Private to the room. */
#ifndef SERVER_DOMAIN_FEED_TAKE_INTERNAL_H
#define SERVER_DOMAIN_FEED_TAKE_INTERNAL_H

#include "content.h"
#include "domain/resident/intake.h"
#include "held.h"
#include "lines.h"
#include "store/receipts.h"
#include "take.h"

/* A line as it was read. */
struct feed_said {
  size_t line;
  struct statement_row row;
  enum restraint restraint;
  bool papers; /* it says what it restrains somebody by */
  uint8_t subject[TX_HASH_SIZE];
  struct host_bytes sealed;
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
  size_t lines, taken, repeated, held, unknown, refused;
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
};

/* One line into the database, within the caller's transaction. */
enum tx_reason feed_take_said(struct feed_take *take, const struct request *request,
                              const struct feed_said *said, struct host_problem *problem);

/* What is wrong with a line. */
void feed_take_refuse(struct feed_take *take, size_t line, enum feed_member member,
                      const struct host_problem *problem);

/* The receipt's JSON; NULL: out of memory. */
char *feed_receipt_write(const struct feed_take *take);

#endif
