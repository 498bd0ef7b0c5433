/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts of policies: written down first, checked, then published, so that a second person can
 * stand between. */
#ifndef SERVER_STORE_DRAFTS_H
#define SERVER_STORE_DRAFTS_H

#include "host/db/db.h"

/* TX_OK and *id. */
enum tx_reason drafts_add(struct db *db, uint64_t area, const char *json, const char *actor,
                          int64_t now_s, int64_t *id);
/* The text, for the caller to free. TX_NOT_FOUND. */
enum tx_reason drafts_text(struct db *db, int64_t id, char **json);
enum tx_reason drafts_note_published(struct db *db, int64_t id, uint64_t seq, const char *accepted);
/* id, area, actor, created_at, seq (null: not published), accepted in columns 0 to 5, newest first.
 */
struct db_rows drafts_all(struct db *db);

#endif
