/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a roster did not name, as it found them: a list that the office confirms, for a day. */
#ifndef SERVER_STORE_GONE_H
#define SERVER_STORE_GONE_H

#include "host/db/db.h"
#include "model/import.h"

enum tx_reason gone_put(struct db *db, uint64_t area, int64_t import, uint32_t index);

/* Of a list from an index on; for gone_read. */
struct db_rows gone_page(struct db *db, uint64_t area, int64_t import, uint32_t from,
                         int64_t limit);
void gone_read(const struct db_rows *rows, struct gone *out);
enum tx_reason gone_find(struct db *db, uint64_t area, int64_t import, uint32_t index,
                         struct gone *out);
/* Whether a roster that came in later names somebody of the list. */
enum tx_reason gone_named_since(struct db *db, uint64_t area, int64_t import, uint32_t index,
                                bool *named);
/* ended_at and generation. */
enum tx_reason gone_note(struct db *db, uint64_t area, int64_t import, const struct gone *gone);

/* Takes the list of an import away that does not come in, limit rows at most. *left: there may be
 * more. */
enum tx_reason gone_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                             bool *left);
/* Deletes who was listed, and not ended, or ended, before a time. *left: there may be more. */
enum tx_reason gone_forget(struct db *db, uint64_t area, int64_t before, int64_t limit, bool *left);

#endif
