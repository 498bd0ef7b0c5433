/* SPDX-License-Identifier: Apache-2.0 */
/* Who appeared in an area, and is still to be given what is known of them. */
#ifndef SERVER_STORE_FEED_ARRIVALS_H
#define SERVER_STORE_FEED_ARRIVALS_H

#include "host/db/db.h"

/* Notes somebody who has come into the directory, where anything may be known of them: a statement
 * was kept aside, or they live elsewhere, too. */
enum tx_reason arrivals_note(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                             int64_t due);
/* Notes somebody whatever is known, or puts them off until then. */
enum tx_reason arrivals_put(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                            int64_t due);
/* Area and subject of at most limit of those that are due. */
struct db_rows arrivals_due(struct db *db, int64_t now_s, int64_t limit);
enum tx_reason arrivals_end(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]);

#endif
