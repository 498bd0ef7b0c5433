/* SPDX-License-Identifier: Apache-2.0 */
/* Claim codes: kept by a keyed hash, and for whom each was used. */
#ifndef SERVER_STORE_OFFICE_CLAIMS_H
#define SERVER_STORE_OFFICE_CLAIMS_H

#include "host/db/db.h"
#include "model/application.h"
#include "model/list_page.h"

/* Numbers it. sealed: what its slip says of the home. TX_CONFLICT: that code is there. */
enum tx_reason claims_next(struct db *db, uint64_t area, int64_t *id);
enum tx_reason claims_add(struct db *db, const struct claim *claim,
                          const uint8_t code[TX_HASH_SIZE], struct tx_span sealed);
/* TX_NOT_FOUND. */
enum tx_reason claims_find(struct db *db, uint64_t area, const uint8_t code[TX_HASH_SIZE],
                           struct claim *out);
/* A page of an area's, and one row more where there is another; for claims_read. */
struct db_rows claims_page(struct db *db, uint64_t area, const struct list_page *page);
/* sealed lives until the next row. */
void claims_read(const struct db_rows *rows, struct claim *out, struct tx_span *sealed);
/* When the newest slip was made for a person of a home or for the whole of it; 0: none was. */
enum tx_reason claims_newest(struct db *db, uint64_t area, uint32_t index,
                             const uint8_t place[TX_HASH_SIZE], int64_t *made_at);
/* Whether a household has an open slip. */
enum tx_reason claims_any_open(struct db *db, const struct claim *like, int64_t now_s, bool *any);
/* Closes what is open of the same household, or the same person. */
enum tx_reason claims_close_like(struct db *db, const struct claim *like, int64_t now_s);

/* Writes wrong and closed_at. */
enum tx_reason claims_note(struct db *db, const struct claim *claim);
/* TX_CONFLICT: it was used for that person before. */
enum tx_reason claims_use(struct db *db, const struct claim *claim, uint32_t index, int64_t now_s);
enum tx_reason claims_is_used(struct db *db, const struct claim *claim, uint32_t index, bool *used);

/* Forgets those of an area that were over before a time, and their uses: limit at most. *left:
 * there may be more. */
enum tx_reason claims_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                             bool *left);

#endif
