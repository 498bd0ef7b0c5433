/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two databases as one: every statement runs on SQLite and on PostgreSQL, and the program ends with
 * the statement's text when they differ in rows, changes or errors. Rows come in the order of the
 * query, or in any where it names none.
 */
#ifndef TESTS_UNIT_TWIN_H
#define TESTS_UNIT_TWIN_H

#include "host/db/db.h"

/* where is twin_where's. With TONGXING_TEST_QUERIES the text of each statement is appended to a
 * file in that folder, a line each. */
extern const struct db_driver db_twin;

/* Names a file and a schema of its own, made here, in the PostgreSQL of TONGXING_TEST_DATABASE.
 * NULL when that is not set, or the schema cannot be made. The caller frees it. */
char *twin_where(const char *path);
/* What names the schema alone, for its own driver. */
void twin_leave_file(char *where);
/* Drops the schema. */
void twin_drop(const char *where);

#endif
