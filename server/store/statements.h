/* SPDX-License-Identifier: Apache-2.0 */
/* Statements: what a source said of a person, one row each. */
#ifndef SERVER_STORE_STATEMENTS_H
#define SERVER_STORE_STATEMENTS_H

#include "host/db/db.h"

struct statement_row {
  int field; /* enum statement_field of the domain */
  int value;
  char source[65];
  int64_t observed_at;
  int64_t valid_until; /* 0: until something newer is said */
};

/* Repetition is nothing new: *added says whether the row was. */
enum tx_reason statements_add(struct db *db, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *statement, int64_t now_s, bool *added);
struct db_rows statements_of(struct db *db, const uint8_t subject[TX_HASH_SIZE]);
void statements_read(const struct db_rows *rows, struct statement_row *out);

/* The subjects with a statement whose validity ended in from < t <= to: column 0. */
struct db_rows statements_ended(struct db *db, int64_t from, int64_t to);

#endif
