/* SPDX-License-Identifier: Apache-2.0 */
/* What was published: signed objects by kind, area and seq, as they are served. */
#ifndef SERVER_STORE_PUBLICATION_PUBLICATIONS_H
#define SERVER_STORE_PUBLICATION_PUBLICATIONS_H

#include "host/db/db.h"
#include "model/publication.h"

enum tx_reason publications_add(struct db *db, const struct publication *publication);

/* seq and iat of the newest; TX_NOT_FOUND when there is none. body stays empty. */
enum tx_reason publications_newest(struct db *db, enum publication_kind kind, uint64_t area,
                                   struct publication *out);
/* The body of one, for the caller to free. TX_NOT_FOUND. */
enum tx_reason publications_body(struct db *db, enum publication_kind kind, uint64_t area,
                                 uint64_t seq, uint8_t **body, size_t *len);
/* The seq that was published before one; 0: none is kept. */
enum tx_reason publications_before(struct db *db, enum publication_kind kind, uint64_t area,
                                   uint64_t seq, uint64_t *before);
/* The status list of an area that was newest at a time. TX_NOT_FOUND. */
enum tx_reason publications_at(struct db *db, enum publication_kind kind, uint64_t area, int64_t at,
                               struct publication *out);

/* The newest of every kind and area: for publications_read, which fills all of
 * it. */
struct db_rows publications_current(struct db *db);
/* The same of policies, by area; and of those whose areas hold one. before is not read. */
struct db_rows publications_policies(struct db *db);
struct db_rows publications_policies_over(struct db *db, uint64_t area);
void publications_read(const struct db_rows *rows, struct publication *out);

/* The same without bodies and without deltas, but with every trust list: kind word, area, seq. */
struct db_rows publications_headings(struct db *db);

/* Forgets an area's lists, deltas and certificate status whose next is dated before a time. */
enum tx_reason publications_forget(struct db *db, uint64_t area, int64_t before);

#endif
