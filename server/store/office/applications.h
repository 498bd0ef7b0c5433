/* SPDX-License-Identifier: Apache-2.0 */
/* What phones apply for. */
#ifndef SERVER_STORE_OFFICE_APPLICATIONS_H
#define SERVER_STORE_OFFICE_APPLICATIONS_H

#include "host/db/db.h"
#include "model/application.h"
#include "model/retention.h"

enum tx_reason applications_next(struct db *db, uint64_t area, int64_t *id);
enum tx_reason applications_add(struct db *db, const struct application *application,
                                struct tx_span sealed);
/* Writes state, decided_at, decided_by, index and what is sealed of one that waits. TX_CONFLICT:
 * it is decided. */
enum tx_reason applications_decide(struct db *db, const struct application *application,
                                   struct tx_span sealed);
/* Takes away what that key waits for about that person: it asks anew. */
enum tx_reason applications_withdraw(struct db *db, const struct application *application);

/* For applications_read. */
struct db_rows applications_find(struct db *db, uint64_t area, int64_t id);
struct db_rows applications_of_key(struct db *db, uint64_t area, const struct holder_key *key);
/* Those of a state, oldest first, behind an id. */
struct db_rows applications_in(struct db *db, uint64_t area, enum application_state state,
                               int64_t after, int64_t limit);
/* Those that wait about a residency. */
struct db_rows applications_about(struct db *db, uint64_t area, uint32_t index);
/* What is sealed lives until the next row; the texts stay empty. */
void applications_read(const struct db_rows *rows, struct application *out, struct tx_span *sealed);

/* How many wait in an area, and of them how many from one address. */
enum tx_reason applications_waiting(struct db *db, const struct application *like, int64_t *all,
                                    int64_t *near);

/* Forgets those that were asked and decided before a time, limit at most. *left: there may be more.
 */
enum tx_reason applications_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                                   bool *left);

#endif
