/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that need two people. */
#ifndef SERVER_STORE_OFFICE_REQUESTS_H
#define SERVER_STORE_OFFICE_REQUESTS_H

#include "host/db/db.h"
#include "model/list_page.h"
#include "model/request.h"

/* Writes one down and numbers it: row->id. The texts are not written; sealed is what rests of them.
 * wanted: the body or account as JSON, "" for none. */
enum tx_reason requests_add(struct db *db, struct request_row *row, const char *wanted);
enum tx_reason requests_seal(struct db *db, uint64_t area, int64_t id, struct tx_span sealed);
/* One of the founding, with no texts: of passes, those that wait already become more. */
enum tx_reason requests_note_founding(struct db *db, struct request_row *row);
/* Of the founding, one of an area that was refused and is not undone yet. For requests_read. */
struct db_rows requests_to_undo(struct db *db, uint64_t area);
/* For requests_read. */
struct db_rows requests_one(struct db *db, uint64_t area, int64_t id);
/* A page of an area's whose outcome is none behind last, and one row more where there is another.
 * For requests_read. */
struct db_rows requests_page(struct db *db, uint64_t area, enum request_outcome last,
                             const struct list_page *page);
/* Those of an area that wait for a second person, oldest first. For requests_read. */
struct db_rows requests_asked(struct db *db, uint64_t area);
/* What was done to one person, by one alone too, newest first; for requests_read. */
struct db_rows requests_done_to(struct db *db, uint64_t area, uint32_t index);
/* *sealed and *wanted point into the row, until the next. */
void requests_read(const struct db_rows *rows, struct request_row *out, struct tx_span *sealed,
                   const char **wanted);

/* Forgets those of an area that were asked before a time, limit at most. *left: there may be more.
 */
enum tx_reason requests_forget(struct db *db, uint64_t area, int64_t asked_before, int64_t limit,
                               bool *left);

/* Decides one that is still asked for, in one update. TX_CONFLICT: it is not any more. */
enum tx_reason requests_decide(struct db *db, const struct request_row *row);
/* Those of an area that were asked before a time lapse, but for the founding's; emergencies have
 * one of their own. */
enum tx_reason requests_lapse(struct db *db, uint64_t area, int64_t asked_before,
                              int64_t emergency_before);
/* What people of a body did alone since: act and idx in columns 0 and 1. */
struct db_rows requests_emergencies(struct db *db, uint64_t area, const char *body, int64_t since);
/* The record as it stands after one person alone changed it. */
enum tx_reason requests_set_before(struct db *db, const struct request_row *row);
/* Suspensions of an area whose end has come: id, idx in columns 0 and 1. */
struct db_rows requests_ended(struct db *db, uint64_t area, int64_t now_s);
/* The end was carried out. */
enum tx_reason requests_note_ended(struct db *db, uint64_t area, int64_t id);

#endif
