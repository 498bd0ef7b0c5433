/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts of policies: written down first, checked, then published, so that a second person can
 * stand between. What somebody typed rests sealed. */
#ifndef SERVER_STORE_PUBLICATION_DRAFTS_H
#define SERVER_STORE_PUBLICATION_DRAFTS_H

#include "host/db/db.h"

/* TX_OK and *id. */
enum tx_reason drafts_add(struct db *db, uint64_t area, struct tx_span sealed, const char *actor,
                          int64_t now_s, int64_t *id);
/* Puts one that has a number already. */
struct draft_row {
  int64_t id;
  uint64_t area;
  struct tx_span sealed;
  const char *actor;
  int64_t created_at;
  uint64_t seq;            /* 0: not published */
  struct tx_span accepted; /* sealed words, empty for none */
};
enum tx_reason drafts_put(struct db *db, const struct draft_row *row);
/* Area and sealed text in columns 0 and 1; no row: there is none. */
struct db_rows drafts_find(struct db *db, int64_t id);
/* accepted: sealed words, empty for none. */
enum tx_reason drafts_note_published(struct db *db, int64_t id, uint64_t seq,
                                     struct tx_span accepted);
/* Forgets those of an area written before a time; the newest of all stays, so that its number is
 * not given again. limit at most; *left: there may be more. */
enum tx_reason drafts_forget(struct db *db, uint64_t area, int64_t created_before, int64_t limit,
                             bool *left);
/* id, area, actor, created_at, seq (null: not published), accepted (sealed) in columns 0 to 5,
 * newest first. */
struct db_rows drafts_all(struct db *db);

#endif
