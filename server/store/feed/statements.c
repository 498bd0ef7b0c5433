/* SPDX-License-Identifier: Apache-2.0 */
#include "statements.h"

#include <stdlib.h>

static struct db_value subject_value(const uint8_t subject[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(subject, TX_HASH_SIZE));
}

/* Columns of a statement_row, in the order of statements_read. */
#define SAID                                                                                       \
  "field, act, value, method, source, id, retracts, observed_at, valid_until, reported_at, "       \
  "ground, content"
#define SAID_COLUMNS 12

static const char add_one[] =
    "insert into statement (area, subject, received_at, sealed, " SAID
    ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
    "on conflict do nothing";

/* How db_run or db_prefetch is told it. */
#define ADD_ONE(how)                                                                               \
  how(db, add_one, db_int((int64_t)area), subject_value(subject), db_int(now_s), db_bytes(sealed), \
      db_int(said->field), db_int(said->act), db_int(said->value), db_int(said->method),           \
      db_text(said->source), db_text(said->id), db_text(said->retracts),                           \
      db_int(said->observed_at), db_int(said->valid_until), db_int(said->reported_at),             \
      db_int(said->ground), db_int(said->content))

enum tx_reason statements_foresee_add(struct db *db, uint64_t area,
                                      const uint8_t subject[TX_HASH_SIZE],
                                      const struct statement_row *said, struct tx_span sealed,
                                      int64_t now_s) {
  return ADD_ONE(db_prefetch);
}

enum tx_reason statements_content(struct db *db, uint64_t area, const char *source, const char *id,
                                  int64_t *content) {
  DB_ROWS rows = db_select(db,
                           "select content from statement where area = $1 and source = $2 "
                           "and id = $3 and content <> 0",
                           db_int((int64_t)area), db_text(source), db_text(id));
  *content = 0;
  while (db_next(&rows))
    *content = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason statements_add(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *said, struct tx_span sealed,
                              int64_t now_s, bool *added) {
  int64_t held = 0;
  enum tx_reason reason = ADD_ONE(db_run);
  *added = reason == TX_OK && db_changes(db) > 0;
  if (reason != TX_OK || *added || !said->content) return reason;
  reason = statements_content(db, area, said->source, said->id, &held);
  return reason == TX_OK && held != said->content ? TX_CONFLICT : reason;
}

enum tx_reason statements_copy(struct db *db, uint64_t from, uint64_t to,
                               const uint8_t subject[TX_HASH_SIZE],
                               const struct statement_row *said) {
  return db_run(db,
                "insert into statement (area, subject, received_at, sealed, " SAID ") select $2,"
                " subject, received_at, sealed, " SAID " from statement where area = $1"
                " and subject = $3 and source = $4 and id = $5 on conflict do nothing",
                db_int((int64_t)from), db_int((int64_t)to), subject_value(subject),
                db_text(said->source), db_text(said->id));
}

enum tx_reason statements_any(struct db *db, int field, bool *any) {
  DB_ROWS rows = db_select(db,
                           "select 1 from area a join statement s on s.area = a.area"
                           " where s.field = $1 limit 1",
                           db_int(field));
  *any = db_next(&rows);
  return rows.end;
}

/* Under each document of the person. */
static const char of_subject[] =
    "select " SAID " from statement where area = $1 and subject = $2 union all"
    " select " SAID " from document d join statement s on s.area = d.area"
    " and s.subject = d.id_hash where d.area = $1 and d.id_hash <> $2 and d.idx ="
    " (select idx from directory where id_hash = $2 and area = $1)";

enum tx_reason statements_has(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *said, bool *there) {
  DB_ROWS rows = db_select(db,
                           "select 1 from statement where area = $1 and subject = $2"
                           " and source = $3 and id = $4",
                           db_int((int64_t)area), subject_value(subject), db_text(said->source),
                           db_text(said->id));
  *there = db_next(&rows);
  return rows.end;
}

/* By the index statement_restraint. */
enum tx_reason statements_restraining(struct db *db, uint64_t area, const char *source,
                                      int64_t since, int64_t *count) {
  DB_ROWS rows = db_select(db,
                           "select count(*) from statement where area = $1 and source = $2"
                           " and received_at > $3 and act = 0 and value >= 2"
                           " and field in (0, 2, 3)",
                           db_int((int64_t)area), db_text(source), db_int(since));
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

struct db_rows statements_of(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE]) {
  return db_select(db, of_subject, db_int((int64_t)area), subject_value(subject));
}

enum tx_reason statements_foresee(struct db *db, uint64_t area,
                                  const uint8_t subject[TX_HASH_SIZE]) {
  return db_prefetch(db, of_subject, db_int((int64_t)area), subject_value(subject));
}

void statements_read(const struct db_rows *rows, struct statement_row *out) {
  out->field = (int)db_column_int(rows, 0);
  out->act = (enum statement_act)db_column_int(rows, 1);
  out->value = (int)db_column_int(rows, 2);
  out->method = (enum statement_method)db_column_int(rows, 3);
  db_column_copy(rows, 4, out->source, sizeof out->source);
  db_column_copy(rows, 5, out->id, sizeof out->id);
  db_column_copy(rows, 6, out->retracts, sizeof out->retracts);
  out->observed_at = db_column_int(rows, 7);
  out->valid_until = db_column_int(rows, 8);
  out->reported_at = db_column_int(rows, 9);
  out->ground = (int)db_column_int(rows, 10);
  out->content = db_column_int(rows, 11);
}

struct db_rows statements_ended(struct db *db, uint64_t area, int64_t from, int64_t to,
                                struct tx_span after, int64_t limit) {
  /* Asked each second: by when they end, of which there is an index, and not by the subject. */
  return db_select(db,
                   "with ended as materialized (select subject from statement where area = $1"
                   " and valid_until > 0 and valid_until > $2 and valid_until <= $3)"
                   " select distinct subject from ended where subject > $4"
                   " order by subject limit $5",
                   db_int((int64_t)area), db_int(from), db_int(to),
                   db_bytes(after.p ? after : tx_span_text("")), db_int(limit));
}

/* --- on their way in -------------------------------------------------------------------------- */

enum tx_reason statements_stage(struct db *db, uint64_t area, int64_t import, int64_t n,
                                const uint8_t subject[TX_HASH_SIZE],
                                const struct statement_row *said, struct tx_span sealed) {
  return db_post(
      db,
      "insert into staged_statement (area, import, n, subject, sealed, " SAID
      ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
      db_int((int64_t)area), db_int(import), db_int(n), subject_value(subject), db_bytes(sealed),
      db_int(said->field), db_int(said->act), db_int(said->value), db_int(said->method),
      db_text(said->source), db_text(said->id), db_text(said->retracts), db_int(said->observed_at),
      db_int(said->valid_until), db_int(said->reported_at), db_int(said->ground),
      db_int(said->content));
}

static const char staged_one[] = "select " SAID ", subject, sealed from staged_statement "
                                 "where area = $1 and import = $2 and n = $3";

enum tx_reason statements_foresee_staged(struct db *db, uint64_t area, int64_t import, int64_t n) {
  return db_prefetch(db, staged_one, db_int((int64_t)area), db_int(import), db_int(n));
}

enum tx_reason statements_read_staged(struct db *db, uint64_t area, int64_t import, int64_t n,
                                      struct staged_row *out) {
  DB_ROWS rows = db_select(db, staged_one, db_int((int64_t)area), db_int(import), db_int(n));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  statements_read(&rows, &out->said);
  struct tx_span subject = db_column_bytes(&rows, SAID_COLUMNS);
  struct tx_span sealed = db_column_bytes(&rows, SAID_COLUMNS + 1);
  if (subject.n != TX_HASH_SIZE) return TX_MALFORMED;
  memcpy(out->subject, subject.p, TX_HASH_SIZE);
  if (!sealed.n) return TX_OK;
  out->sealed = (struct host_bytes){ .p = calloc(1, sealed.n + 1), .n = sealed.n };
  if (!out->sealed.p) return TX_NO_MEMORY;
  memcpy(out->sealed.p, sealed.p, sealed.n);
  return TX_OK;
}

struct db_rows statements_staged(struct db *db, uint64_t area, int64_t import, int64_t after,
                                 int64_t limit) {
  return db_select(db,
                   "select n, subject from staged_statement where area = $1 and import = $2 "
                   "and n > $3 order by n limit $4",
                   db_int((int64_t)area), db_int(import), db_int(after), db_int(limit));
}

/* By a bound: of a list of numbers PostgreSQL, which knows nothing of a table that was empty, may
 * compare each with each. */
enum tx_reason statements_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                   bool *left) {
  enum tx_reason reason =
      db_run(db,
             "delete from staged_statement where area = $1 and import = $2 and n <= (select "
             "max(n) from (select n from staged_statement where area = $1 and import = $2 "
             "order by n limit $3) as first)",
             db_int((int64_t)area), db_int(import), db_int(limit));
  *left = reason == TX_OK && db_changes(db) > 0;
  return reason;
}

struct db_rows statements_endings(struct db *db, uint64_t area, int64_t before,
                                  struct tx_span after, int64_t limit) {
  return db_select(db,
                   "select distinct subject from statement where area = $1 and act > 0"
                   " and observed_at <= $2 and subject > $3 order by subject limit $4",
                   db_int((int64_t)area), db_int(before), db_bytes(after), db_int(limit));
}

enum tx_reason statements_forget(struct db *db, uint64_t area, const uint8_t subject[TX_HASH_SIZE],
                                 const struct statement_row *said) {
  return db_run(db,
                "delete from statement where area = $1 and subject = $2 and source = $3"
                " and id = $4",
                db_int((int64_t)area), db_bytes(tx_span_of(subject, TX_HASH_SIZE)),
                db_text(said->source), db_text(said->id));
}
