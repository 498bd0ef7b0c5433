/* SPDX-License-Identifier: Apache-2.0 */
/* Passes on phones: which key holds which, and the sessions of keys. */
#ifndef SERVER_STORE_RESIDENT_HOLDERS_H
#define SERVER_STORE_RESIDENT_HOLDERS_H

#include "host/db/db.h"
#include "model/holder.h"
#include "model/retention.h"

/* --- in which areas a key is known ------------------------------------------------------------ */

/* Nothing happens when it is there. */
enum tx_reason holders_enter(struct db *db, const struct holder_key *key, uint64_t area);
/* Area in column 0, ascending. */
struct db_rows holders_areas(struct db *db, const struct holder_key *key);
/* Takes the areas of keys away that hold nothing there and have asked for nothing: of the next
 * limit keys after *after, which goes on to the last of them. *left: there may be more. */
enum tx_reason holders_forget(struct db *db, uint64_t area, struct holder_key *after, int64_t limit,
                              bool *left);

/* --- what it holds ---------------------------------------------------------------------------- */

/* Over what that key held of that residency. sealed: the pass's text; empty while it is not signed.
 */
enum tx_reason holdings_put(struct db *db, const struct holding *holding);
enum tx_reason holdings_keep_text(struct db *db, const struct holding *holding,
                                  struct tx_span sealed);
/* Whatever other keys hold of a residency ends. */
enum tx_reason holdings_end_others(struct db *db, const struct holding *holding, int64_t now_s);
/* Those of a key in an area, and those of a residency, ended ones too; for holdings_read. */
struct db_rows holdings_of_key(struct db *db, uint64_t area, const struct holder_key *key);
struct db_rows holdings_of(struct db *db, uint64_t area, uint32_t index);
/* sealed lives until the next row. */
void holdings_read(const struct db_rows *rows, struct holding *out, struct tx_span *sealed);
/* Forgets some of those of an area that ended, or expired, before a time: limit of each at most.
 * *left: there may be more. */
enum tx_reason holdings_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                               bool *left);

/* --- sessions --------------------------------------------------------------------------------- */

/* In the place of those that the key had. */
enum tx_reason holder_sessions_put(struct db *db, const uint8_t hash[TX_HASH_SIZE],
                                   const struct holder_key *key, int64_t now_s);
/* TX_NOT_FOUND. */
enum tx_reason holder_sessions_find(struct db *db, const uint8_t hash[TX_HASH_SIZE],
                                    struct holder_key *key, int64_t *made_at);
enum tx_reason holder_sessions_remove(struct db *db, const uint8_t hash[TX_HASH_SIZE]);
/* limit at most; *left: there may be more. */
enum tx_reason holder_sessions_remove_old(struct db *db, int64_t made_before, int64_t limit,
                                          bool *left);

#endif
