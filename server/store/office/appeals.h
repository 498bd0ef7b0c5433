/* SPDX-License-Identifier: Apache-2.0 */
/* Appeals of an area. */
#ifndef SERVER_STORE_OFFICE_APPEALS_H
#define SERVER_STORE_OFFICE_APPEALS_H

#include "host/db/db.h"
#include "model/appeal.h"
#include "model/list_page.h"

/* Writes one down and numbers it: row->id. The texts are not written: appeals_seal. */
enum tx_reason appeals_add(struct db *db, struct appeal *row);
enum tx_reason appeals_seal(struct db *db, uint64_t area, int64_t id, struct tx_span sealed);
/* For appeals_read. */
struct db_rows appeals_one(struct db *db, uint64_t area, int64_t id);
/* A page of an area's whose state is none behind last, and one row more where there is another. */
struct db_rows appeals_page(struct db *db, uint64_t area, enum appeal_state last,
                            const struct list_page *page);
/* Of one person, newest first. */
struct db_rows appeals_about(struct db *db, uint64_t area, uint32_t index);
/* *sealed points into the row, until the next. */
void appeals_read(const struct db_rows *rows, struct appeal *out, struct tx_span *sealed);
/* Puts row->state, due_at, above and who answered in the place of what stood, of one that is still
 * in the state before. TX_CONFLICT: it is not any more. */
enum tx_reason appeals_settle(struct db *db, const struct appeal *row, enum appeal_state before);
/* The first that nobody answered in time. TX_NOT_FOUND: there is none. */
enum tx_reason appeals_overdue(struct db *db, uint64_t area, int64_t now_s, int64_t *id);
/* Those that were made before a time go, limit at most. *left: there may be more. */
enum tx_reason appeals_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                              bool *left);

#endif
