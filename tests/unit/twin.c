/* SPDX-License-Identifier: Apache-2.0 */
#include "twin.h"

#include "store/postgres/postgres.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct cell {
  bool null;
  int64_t integer;
  char *bytes; /* a zero behind them */
  size_t n;
};

struct answer {
  enum tx_reason end;
  int columns;
  size_t count;
  struct cell *cells; /* count times columns */
};

struct twin_db {
  struct db base;
  struct db *file, *net;
  struct db_transaction file_work, net_work;
  const char *last; /* statement */
};

struct twin_statement {
  struct db_statement base;
  struct answer answer;
  size_t row; /* one after that which is read */
};

static struct twin_db *twin_of(const struct db *db) {
  return (struct twin_db *)(uintptr_t)db;
}

static _Noreturn void differ(const char *sql, const char *what, long long file, long long net) {
  fprintf(stderr, "SQLite and PostgreSQL differ in %s, %lld and %lld:\n  %s\n", what, file, net,
          sql);
  abort();
}

static void same(const char *sql, const char *what, long long file, long long net) {
  if (file != net) differ(sql, what, file, net);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void *must(void *memory) {
  if (!memory) abort();
  return memory;
}

static struct cell read_cell(const struct db_rows *rows, int column) {
  struct tx_span span = db_column_bytes(rows, column);
  struct cell cell = { .null = db_column_null(rows, column),
                       .integer = db_column_int(rows, column),
                       .bytes = must(calloc(1, span.n + 1)),
                       .n = span.n };
  if (span.n) memcpy(cell.bytes, span.p, span.n);
  return cell;
}

static void read_row(const struct db_rows *rows, struct answer *out) {
  out->columns = rows->statement->db->driver->column_count(rows->statement);
  size_t width = (size_t)out->columns;
  out->cells = must(reallocarray(out->cells, (out->count + 1) * width + 1, sizeof *out->cells));
  for (int i = 0; i < out->columns; i++)
    out->cells[out->count * width + (size_t)i] = read_cell(rows, i);
  out->count++;
}

static struct answer ask(struct db *db, const char *sql, const struct db_value *values,
                         size_t count) {
  struct answer out = { 0 };
  DB_ROWS rows = db_select_values(db, sql, values, count);
  while (db_next(&rows))
    read_row(&rows, &out);
  out.end = rows.end;
  return out;
}

static void forget(struct answer *answer) {
  for (size_t i = 0; i < answer->count * (size_t)answer->columns; i++)
    free(answer->cells[i].bytes);
  free(answer->cells);
  *answer = (struct answer){ 0 };
}

/* --- comparing -------------------------------------------------------------------------------- */

static int compare_cells(const struct cell *a, const struct cell *b) {
  if (a->null != b->null) return a->null ? -1 : 1;
  size_t n = a->n < b->n ? a->n : b->n;
  int order = n ? memcmp(a->bytes, b->bytes, n) : 0;
  return order ? order : (a->n > b->n) - (a->n < b->n);
}

static int compare_rows(const void *a, const void *b, void *columns) {
  int order = 0;
  for (int i = 0; i < *(int *)columns && !order; i++)
    order = compare_cells((const struct cell *)a + i, (const struct cell *)b + i);
  return order;
}

static void put_in_order(struct answer *answer) {
  if (answer->count < 2) return;
  qsort_r(answer->cells, answer->count, (size_t)answer->columns * sizeof *answer->cells,
          compare_rows, &answer->columns);
}

/* A number is also compared as such. */
static bool same_number(const struct cell *a, const struct cell *b) {
  char digits[24];
  snprintf(digits, sizeof digits, "%" PRId64, a->integer);
  return strcmp(digits, a->bytes) != 0 || a->integer == b->integer;
}

static void compare(const char *sql, struct answer *file, struct answer *net) {
  same(sql, "how it ended", file->end, net->end);
  same(sql, "the number of rows", (long long)file->count, (long long)net->count);
  if (!file->count) return;
  same(sql, "the number of columns", file->columns, net->columns);
  if (!strcasestr(sql, "order by")) put_in_order(file), put_in_order(net);
  for (size_t i = 0; i < file->count * (size_t)file->columns; i++) {
    const struct cell *a = &file->cells[i], *b = &net->cells[i];
    if (compare_cells(a, b) == 0 && same_number(a, b)) continue;
    fprintf(stderr, "\"%s\" and \"%s\"\n", a->bytes, b->bytes);
    differ(sql, "a column", (long long)(i % (size_t)file->columns), (long long)i / file->columns);
  }
}

static void record(const char *sql) {
  const char *folder = getenv("TONGXING_TEST_QUERIES");
  char path[512];
  if (!folder) return;
  snprintf(path, sizeof path, "%s/%ld", folder, (long)getpid());
  FILE *out = fopen(path, "ae");
  if (!out) abort();
  fprintf(out, "%s\n", sql);
  fclose(out);
}

/* --- the driver ------------------------------------------------------------------------------- */

static enum tx_reason open_both(struct twin_db *db, const char *where) {
  const char *end = strchr(where, '\n');
  char path[512];
  struct db_failure failure = { 0 };
  snprintf(path, sizeof path, "%.*s", (int)(end - where), where);
  enum tx_reason reason = db_sqlite.open(path, false, &db->file, &failure);
  if (reason == TX_OK) reason = db_postgres.open(end + 1, false, &db->net, &failure);
  if (reason != TX_OK) fprintf(stderr, "twin: %s\n", failure.detail);
  return reason;
}

static void close_db(struct db *db) {
  db_close(twin_of(db)->file);
  db_close(twin_of(db)->net);
  free(db);
}

static enum tx_reason open_db(const char *where, bool read_only, struct db **out,
                              struct db_failure *failure) {
  (void)read_only;
  (void)failure;
  struct twin_db *db = must(calloc(1, sizeof *db));
  db->base.driver = &db_twin;
  enum tx_reason reason = open_both(db, where);
  if (reason != TX_OK) return close_db(&db->base), reason;
  *out = &db->base;
  return TX_OK;
}

static enum tx_reason exec_sql(struct db *db, const char *sql) {
  record(sql);
  enum tx_reason file = db_exec(twin_of(db)->file, sql), net = db_exec(twin_of(db)->net, sql);
  same(sql, "how it ended", file, net);
  return file;
}

static enum tx_reason prepare(struct db *db, const char *sql, struct db_statement **out) {
  (void)db;
  record(sql);
  struct twin_statement *statement = must(calloc(1, sizeof *statement));
  *out = &statement->base;
  return TX_OK;
}

static struct twin_statement *own(struct db_statement *statement) {
  return (struct twin_statement *)statement;
}

static void reset(struct db_statement *statement) {
  forget(&own(statement)->answer);
}

static void finalize(struct db_statement *statement) {
  reset(statement);
  free(statement);
}

static enum tx_reason start(struct db_statement *statement, const struct db_value *values,
                            size_t count) {
  struct twin_db *db = twin_of(statement->db);
  struct answer net = ask(db->net, statement->sql, values, count);
  struct answer *file = &own(statement)->answer;
  *file = ask(db->file, statement->sql, values, count);
  compare(statement->sql, file, &net);
  forget(&net);
  own(statement)->row = 0;
  db->last = statement->sql;
  return file->end;
}

static enum tx_reason step(struct db_statement *statement) {
  return own(statement)->row++ < own(statement)->answer.count ? TX_OK : TX_NOT_FOUND;
}

static const struct cell *cell_of(struct db_statement *statement, int column) {
  const struct twin_statement *at = own(statement);
  return &at->answer.cells[(at->row - 1) * (size_t)at->answer.columns + (size_t)column];
}

static int column_count(struct db_statement *statement) {
  return own(statement)->answer.columns;
}
static int64_t column_int(struct db_statement *statement, int column) {
  return cell_of(statement, column)->integer;
}
static const char *column_text(struct db_statement *statement, int column) {
  const struct cell *cell = cell_of(statement, column);
  return cell->null ? NULL : cell->bytes;
}
static struct tx_span column_bytes(struct db_statement *statement, int column) {
  const struct cell *cell = cell_of(statement, column);
  return cell->null ? (struct tx_span){ 0 } : tx_span_of(cell->bytes, cell->n);
}
static bool column_null(struct db_statement *statement, int column) {
  return cell_of(statement, column)->null;
}

static int64_t changes(const struct db *db) {
  int64_t file = db_changes(twin_of(db)->file), net = db_changes(twin_of(db)->net);
  same(twin_of(db)->last, "the number of changes", file, net);
  return file;
}

static enum tx_reason begin(struct db *db, bool relaxed) {
  struct twin_db *twin = twin_of(db);
  twin->file_work = relaxed ? db_begin_relaxed(twin->file) : db_begin(twin->file);
  twin->net_work = relaxed ? db_begin_relaxed(twin->net) : db_begin(twin->net);
  same("begin", "how it ended", twin->file_work.begun, twin->net_work.begun);
  return twin->file_work.begun;
}

static enum tx_reason commit(struct db *db) {
  enum tx_reason file = db_commit(&twin_of(db)->file_work);
  enum tx_reason net = db_commit(&twin_of(db)->net_work);
  same("commit", "how it ended", file, net);
  return file;
}

static void rollback(struct db *db) {
  db_rollback(&twin_of(db)->file_work);
  db_rollback(&twin_of(db)->net_work);
}

/* Of each by itself, with what failed in it. */
static enum tx_reason undo_one(struct db *db) {
  db->failed = TX_OK;
  return db->driver->undo(db);
}

static enum tx_reason undo(struct db *db) {
  enum tx_reason file = undo_one(twin_of(db)->file), net = undo_one(twin_of(db)->net);
  same("undo", "how it ended", file, net);
  return file;
}

static enum tx_reason compact(struct db *db) {
  enum tx_reason file = db_compact(twin_of(db)->file), net = db_compact(twin_of(db)->net);
  same("compact", "how it ended", file, net);
  return file;
}

static void describe(const struct db *db, char *out, size_t cap) {
  db_describe(twin_of(db)->file, out, cap);
}

const struct db_driver db_twin = {
  .name = "twin",
  .shared = true,
  .open = open_db,
  .close = close_db,
  .exec = exec_sql,
  .prepare = prepare,
  .finalize = finalize,
  .start = start,
  .step = step,
  .reset = reset,
  .column_count = column_count,
  .column_int = column_int,
  .column_text = column_text,
  .column_bytes = column_bytes,
  .column_null = column_null,
  .changes = changes,
  .compact = compact,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .undo = undo,
  .describe = describe,
};

/* --- schemas ---------------------------------------------------------------------------------- */

static bool tell(const char *format, const char *schema) {
  char sql[128];
  snprintf(sql, sizeof sql, "%s schema %s%s", format, schema, *format == 'd' ? " cascade" : "");
  PGconn *connection = PQconnectdb(getenv("TONGXING_TEST_DATABASE"));
  PGresult *result = PQexec(connection, "set client_min_messages = warning");
  PQclear(result);
  result = PQexec(connection, sql);
  bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
  if (!done) fprintf(stderr, "%s: %s", sql, PQerrorMessage(connection));
  PQclear(result);
  PQfinish(connection);
  return done;
}

char *twin_where(const char *path) {
  static unsigned count;
  const char *base = getenv("TONGXING_TEST_DATABASE");
  char schema[48];
  char *where = NULL;
  if (!base) return NULL;
  snprintf(schema, sizeof schema, "room_%ld_%u", (long)getpid(), ++count);
  if (!tell("create", schema)) return NULL;
  if (asprintf(&where, "%s\n%s&options=-csearch_path%%3D%s", path, base, schema) < 0) return NULL;
  return where;
}

void twin_leave_file(char *where) {
  const char *net = strchr(where, '\n') + 1;
  memmove(where, net, strlen(net) + 1);
}

void twin_drop(const char *where) {
  tell("drop", strstr(where, "%3D") + 3);
}
