/* SPDX-License-Identifier: Apache-2.0 */
/* What feeds were told of what they sent. */
#ifndef SERVER_STORE_FEED_RECEIPTS_H
#define SERVER_STORE_FEED_RECEIPTS_H

#include "host/db/db.h"
#include "model/feed.h"

#define RECEIPT_ID_SIZE 33 /* hexadecimal */
#define RECEIPTS_KEPT_S (28 * (int64_t)86400)

struct receipt_row {
  char source[FEED_SOURCE_SIZE];
  char id[RECEIPT_ID_SIZE];
  int64_t made_at;
  bool has_key;                 /* it was sent under an Idempotency-Key … */
  uint8_t key[TX_HASH_SIZE];    /* … of this hash */
  uint8_t digest[TX_HASH_SIZE]; /* of what was sent */
};

/* TX_CONFLICT: the key has one already. */
enum tx_reason receipts_add(struct db *db, const struct receipt_row *row, const char *text);
/* By id, or where that is "" by key. TX_NOT_FOUND; *text is malloc'd. */
enum tx_reason receipts_find(struct db *db, struct receipt_row *row, char **text);
/* When the newest of a source was made; 0: there is none. */
enum tx_reason receipts_newest(struct db *db, const char *source, int64_t *made_at);
/* Those that were made before a time, at most limit of them; *left: there may be more. */
enum tx_reason receipts_forget(struct db *db, int64_t before, int64_t limit, bool *left);

#endif
