/* SPDX-License-Identifier: Apache-2.0 */
/* Statements: what a source said of a person, one row each. */
#ifndef SERVER_STORE_STATEMENTS_H
#define SERVER_STORE_STATEMENTS_H

#include "host/db/db.h"
#include "model/statement.h"

/* Repetition is nothing new: *added says whether the row was. import is 0, or the feed (imports.h)
 * that brings it: until that is done it counts for nobody. */
enum tx_reason statements_add(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *statement, int64_t import, int64_t now_s,
                              bool *added);
struct db_rows statements_of(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]);
void statements_read(const struct db_rows *rows, struct statement_row *out);

/* The subjects with a statement whose validity ended in from < t <= to, ascending, at most limit
 * of them behind after (empty: from the first): column 0. */
struct db_rows statements_ended(struct db *db, uint64_t area, int64_t from, int64_t to,
                                struct tx_span after, int64_t limit);
/* The same of those that a feed brought. */
struct db_rows statements_of_import(struct db *db, uint64_t area, int64_t import,
                                    struct tx_span after, int64_t limit);
/* Takes the statements of some limit of its subjects away; *left says whether there may be more. */
enum tx_reason statements_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                   bool *left);

#endif
