/* SPDX-License-Identifier: Apache-2.0 */
/* What was changed of what servers keep in memory, numbered: each process over the database reads
 * on from where it stands. Written in the transaction of the change, by the functions that change
 * it. */
#ifndef SERVER_STORE_CORE_CHANGES_H
#define SERVER_STORE_CORE_CHANGES_H

#include "host/db/db.h"

#define CHANGES_KEPT 4096
#define CHANGES_LAST "select coalesce(max(n), 0) from change" /* 0: there was none yet */

/* Beside the words of kinds of publications. */
#define CHANGE_GATES "gates"
#define CHANGE_NAMES "names"
#define CHANGE_ALL "all"

/* seq is a publication's, else 0, as area may be. */
enum tx_reason changes_note(struct db *db, const char *kind, uint64_t area, uint64_t seq);
enum tx_reason changes_last(struct db *db, int64_t *n);
/* n, kind, area, seq after a number, in order. */
struct db_rows changes_after(struct db *db, int64_t n);
/* Those up to the newest CHANGES_KEPT: who stood further back reads everything anew. */
enum tx_reason changes_forget(struct db *db);

#endif
