/* SPDX-License-Identifier: Apache-2.0 */
/* Traces that were made, with whom they found, sealed. */
#ifndef SERVER_STORE_GATE_TRACES_H
#define SERVER_STORE_GATE_TRACES_H

#include "host/db/db.h"
#include "model/trace.h"

/* The next id of an area: none is given twice. */
enum tx_reason traces_number(struct db *db, uint64_t area, int64_t *id);
enum tx_reason traces_add(struct db *db, const struct trace *row, struct tx_span sealed);
/* Who sees names from now on. TX_NOT_FOUND: the trace has died. */
enum tx_reason traces_allow(struct db *db, uint64_t area, int64_t id, const char *login,
                            int64_t now_s);

/* Rows for traces_read, newest first: at most limit of an area below an id (0: from the newest);
 * one, whose seal is read as well. */
struct db_rows traces_of(struct db *db, uint64_t area, int64_t below, int64_t limit);
struct db_rows traces_one(struct db *db, uint64_t area, int64_t id);
/* sealed: of one, good until the next row; NULL of a list. */
void traces_read(const struct db_rows *rows, struct trace *out, struct tx_span *sealed);

/* Those whose last day ended before a time die, at most limit of them; *left: there may be more. */
enum tx_reason traces_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                             bool *left);

#endif
