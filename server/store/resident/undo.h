/* SPDX-License-Identifier: Apache-2.0 */
/* What rosters brought within the last day, so that it can be taken back: each import, and the
 * people whom it changed as they were before. */
#ifndef SERVER_STORE_RESIDENT_UNDO_H
#define SERVER_STORE_RESIDENT_UNDO_H

#include "host/db/db.h"
#include "model/import.h"

enum tx_reason done_add(struct db *db, const struct import_done *done);
enum tx_reason done_find(struct db *db, uint64_t area, int64_t id, struct import_done *out);
struct db_rows done_of_area(struct db *db, uint64_t area, int64_t since); /* for done_read */
void done_read(const struct db_rows *rows, struct import_done *out);
enum tx_reason done_note(struct db *db, uint64_t area, int64_t id, enum import_undo undo);
/* Deletes what was done before a time, and who was how before it: limit people at most.
 * *left: there may be more. */
enum tx_reason done_forget(struct db *db, uint64_t area, int64_t before, int64_t limit, bool *left);

/* Keeps a resident as it is, before an import changes it. */
enum tx_reason before_keep(struct db *db, uint64_t area, int64_t import, uint32_t index);

/* Somebody whom an import changed or added, from an index on. Changed: index, issues; added: index,
 * id_hash, issues, state, whether anybody works with them (application, phone, claim, request,
 * appeal), created_at. Import 0: whom nobody imported. */
struct db_rows before_page(struct db *db, uint64_t area, int64_t import, int64_t limit);
struct db_rows added_page(struct db *db, uint64_t area, int64_t import, uint32_t from,
                          int64_t limit);
/* Those of an area whose latest pass is by an account and not dated later, and who are not revoked,
 * from an index on: index. */
struct db_rows issued_page(struct db *db, uint64_t area, const char *actor, int64_t iat,
                           uint32_t from, int64_t limit);

/* Puts back whom nobody changed since, and forgets how they were; *back: it was so. */
enum tx_reason before_restore(struct db *db, uint64_t area, int64_t import, uint32_t index,
                              bool *back);
/* Takes somebody away whom the import added; of import 0, whom nobody imported. */
enum tx_reason added_remove(struct db *db, uint64_t area, int64_t import, uint32_t index,
                            const uint8_t id_hash[TX_HASH_SIZE]);

#endif
