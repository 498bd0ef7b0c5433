/* SPDX-License-Identifier: Apache-2.0 */
/* Sources that send statements by themselves. */
#ifndef SERVER_STORE_FEED_FEEDS_H
#define SERVER_STORE_FEED_FEEDS_H

#include "host/db/db.h"
#include "model/feed.h"

/* Writes one down, in the place of the one of that name. */
enum tx_reason feeds_put(struct db *db, const struct feed_row *feed);
enum tx_reason feeds_find(struct db *db, const char *source, struct feed_row *out);
/* TX_NOT_FOUND: there is none of that name, or it has ended. */
enum tx_reason feeds_end(struct db *db, const char *source, int64_t now_s);
struct db_rows feeds_all(struct db *db); /* by source; for feeds_read */
void feeds_read(const struct db_rows *rows, struct feed_row *out);

#endif
