/* SPDX-License-Identifier: Apache-2.0 */
/* What feeds said of nobody known, sealed, by the keyed hash of the document. */
#ifndef SERVER_STORE_FEED_UNMATCHED_H
#define SERVER_STORE_FEED_UNMATCHED_H

#include "host/db/db.h"
#include "model/feed.h"

struct unmatched_row {
  uint8_t subject[TX_HASH_SIZE];
  uint8_t name[TX_HASH_SIZE]; /* a keyed hash of the source and its number */
  char source[FEED_SOURCE_SIZE];
  int64_t content; /* as a statement's */
  int64_t received_at;
};

/* *added: it was not there. TX_CONFLICT: other content is, under that name. */
enum tx_reason unmatched_add(struct db *db, const struct unmatched_row *row, struct tx_span sealed,
                             bool *added);
/* Whether it is there. TX_NOT_FOUND; TX_CONFLICT as above. */
enum tx_reason unmatched_find(struct db *db, const struct unmatched_row *row);
/* What was said of somebody, as it came, at most limit of it; for unmatched_read. */
struct db_rows unmatched_of(struct db *db, const uint8_t subject[TX_HASH_SIZE], int64_t limit);
void unmatched_read(const struct db_rows *rows, struct unmatched_row *out, struct tx_span *sealed);
enum tx_reason unmatched_remove(struct db *db, const struct unmatched_row *row);
/* How much is kept of a source; of all of them. */
enum tx_reason unmatched_count(struct db *db, const char *source, int64_t *count);
enum tx_reason unmatched_count_all(struct db *db, int64_t *count);
/* What came before a time, at most limit of it; *left: there may be more. */
enum tx_reason unmatched_forget(struct db *db, int64_t before, int64_t limit, bool *left);

#endif
