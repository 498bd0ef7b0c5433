/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rosters and feeds have in common on their way in. Each comes in slices under an id of its
 * area, hidden until all of it is there; then it is seen at once, and what follows from it is done
 * in slices, too. One that ends early is taken away. Ids stand in store/imports.h.
 */
#ifndef SERVER_DOMAIN_INTAKE_H
#define SERVER_DOMAIN_INTAKE_H

#include "domain/context/context.h"
#include "model/import.h"

/* What is wrong with a row. */
struct row_error {
  size_t line;
  const char *column_zh, *column_en;
  struct host_problem problem;
};

#define ROW_ERRORS_SHOWN 1000
struct row_errors {
  struct row_error *items; /* the first of them */
  size_t count;            /* of items */
  size_t refused;          /* of all */
};
void row_errors_add(struct row_errors *errors, size_t line, const char *column_zh,
                    const char *column_en, const struct host_problem *problem);
void row_errors_finish(struct row_errors *errors);

/* Begins one, in the caller's transaction if there is one. TX_CONFLICT with a sentence while
 * another of its kind goes on in that area. total is how many rows there will be, 0 when nobody
 * knows. */
enum tx_reason intake_begin(struct server *server, const struct request *request,
                            struct import_row *row, struct host_problem *problem);

/* Within a transaction: TX_OK while it may go on and row is written down; TX_CONFLICT with a
 * sentence when somebody cancelled it. */
enum tx_reason intake_note(const struct request *request, const struct import_row *row,
                           struct host_problem *problem);

/* Whoever brought it has gone: what was running is cancelled, what was applying is left to
 * intake_settle. */
void intake_leave(struct server *server, const struct import_row *row);

/* Those that go on; the caller frees *out. */
enum tx_reason intake_list(const struct request *request, struct import_row **out, size_t *count);

/* Cancels one that is running. TX_NOT_FOUND, or TX_CONFLICT when all of it is there already, with a
 * sentence. */
enum tx_reason intake_cancel(const struct request *request, uint64_t area, int64_t id,
                             struct host_problem *problem);

/* Takes away what was cancelled or abandoned and applies what nobody else does, in slices, for half
 * a second at most: the rest is left to the next call. */
enum tx_reason intake_settle(struct server *server, int64_t now_s);

/* Some rows of what follows from an import; *done when there are no more, and it is over. */
enum tx_reason intake_apply(const struct request *request, struct import_row *row, bool *done);

#endif
