/* SPDX-License-Identifier: Apache-2.0 */
#include "requests.h"

#include "store/core/numbers.h"

#define COLUMNS                                                                                    \
  "area, id, act, idx, before, state, field, value, source, observed_at, ground, ends_at, "        \
  "asked_by, asked_body, asked_at, outcome, decided_by, decided_body, decided_at, sealed, "        \
  "wanted, emergency"

static enum tx_reason next_id(struct db *db, uint64_t area, int64_t *id) {
  int64_t highest = 0;
  DB_ROWS rows = db_select(db, "select coalesce(max(id), 0) from request where area = $1",
                           db_int((int64_t)area));
  while (db_next(&rows))
    highest = db_column_int(&rows, 0);
  return rows.end == TX_OK ? numbers_next(db, area, "request", highest, id) : rows.end;
}

enum tx_reason requests_add(struct db *db, struct request_row *row, const char *wanted) {
  const struct statement_row *said = &row->statement;
  enum tx_reason reason = next_id(db, row->area, &row->id);
  if (reason != TX_OK) return reason;
  return db_run(db,
                "insert into request (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
                " $11, $12, $13, $14, $15, $16, $17, $18, $19, null, $20, $21)",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->act), db_int(row->index),
                db_int(row->before), db_int(row->state), db_int(said->field), db_int(said->value),
                db_text(said->source), db_int(said->observed_at), db_int(row->ground),
                db_int(row->until), db_text(row->asked_by), db_text(row->asked_body),
                db_int(row->asked_at), db_int(row->outcome), db_text(row->decided_by),
                db_text(row->decided_body), db_int(row->decided_at), db_text(wanted),
                db_int(row->emergency));
}

/* What it says stands in columns that others use for statements. */
static struct request_row founding_columns(const struct request_row *row) {
  const struct founding *done = &row->founding;
  struct request_row out = *row;
  out.act = REQUEST_FOUNDING;
  out.ground = -1;
  out.before = (uint32_t)done->people;
  out.statement = (struct statement_row){ .field = (int)done->what,
                                          .value = (int)done->import,
                                          .observed_at = done->at_s };
  return out;
}

enum tx_reason requests_note_founding(struct db *db, struct request_row *row) {
  const struct founding *done = &row->founding;
  struct request_row columns = founding_columns(row);
  if (done->what != FOUNDING_PASSES) return requests_add(db, &columns, "");
  enum tx_reason reason =
      db_run(db,
             "update request set before = before + $4, observed_at = $5 where area = $1"
             " and act = 12 and outcome = 0 and field = $2 and asked_by = $3",
             db_int((int64_t)row->area), db_int(FOUNDING_PASSES), db_text(row->asked_by),
             db_int(done->people), db_int(done->at_s));
  if (reason != TX_OK || db_changes(db) > 0) return reason;
  return requests_add(db, &columns, "");
}

struct db_rows requests_to_undo(struct db *db, uint64_t area) {
  return db_select(db,
                   "select " COLUMNS " from request where area = $1 and act = 12 and outcome = 2"
                   " and ended = 0 order by id limit 1",
                   db_int((int64_t)area));
}

enum tx_reason requests_seal(struct db *db, uint64_t area, int64_t id, struct tx_span sealed) {
  return db_run(db, "update request set sealed = $3 where area = $1 and id = $2",
                db_int((int64_t)area), db_int(id), db_bytes(sealed));
}

struct db_rows requests_one(struct db *db, uint64_t area, int64_t id) {
  return db_select(db, "select " COLUMNS " from request where area = $1 and id = $2",
                   db_int((int64_t)area), db_int(id));
}

struct db_rows requests_page(struct db *db, uint64_t area, enum request_outcome last,
                             const struct list_page *page) {
  return db_select(db,
                   "select " COLUMNS " from request where area = $1 and outcome <= $2"
                   " and (id < $3 or $3 = 0) order by id desc limit $4",
                   db_int((int64_t)area), db_int(last), db_int(page->below),
                   db_int((int64_t)page->limit + 1));
}

struct db_rows requests_asked(struct db *db, uint64_t area) {
  return db_select(db,
                   "select " COLUMNS " from request where area = $1 and outcome = 0 order by id",
                   db_int((int64_t)area));
}

struct db_rows requests_done_to(struct db *db, uint64_t area, uint32_t index) {
  return db_select(db,
                   "select " COLUMNS " from request where area = $1 and idx = $2"
                   " and (outcome = $3 or emergency = 1) and act in (0, 1) order by id desc",
                   db_int((int64_t)area), db_int(index), db_int(REQUEST_DONE));
}

void requests_read(const struct db_rows *rows, struct request_row *out, struct tx_span *sealed,
                   const char **wanted) {
  *out = (struct request_row){
    .area = (uint64_t)db_column_int(rows, 0),
    .id = db_column_int(rows, 1),
    .act = (enum request_act)db_column_int(rows, 2),
    .index = (uint32_t)db_column_int(rows, 3),
    .before = (uint32_t)db_column_int(rows, 4),
    .state = (enum tx_state)db_column_int(rows, 5),
    .statement = { .field = (int)db_column_int(rows, 6),
                   .value = (int)db_column_int(rows, 7),
                   .observed_at = db_column_int(rows, 9),
                   .valid_until = db_column_int(rows, 11) },
    .ground = (int)db_column_int(rows, 10),
    .until = db_column_int(rows, 11),
    .asked_at = db_column_int(rows, 14),
    .outcome = (enum request_outcome)db_column_int(rows, 15),
    .decided_at = db_column_int(rows, 18),
    .emergency = db_column_int(rows, 21) != 0,
  };
  if (out->act == REQUEST_FOUNDING)
    out->founding = (struct founding){ .what = (enum founding_what)out->statement.field,
                                       .import = out->statement.value,
                                       .people = out->before,
                                       .at_s = out->statement.observed_at };
  db_column_copy(rows, 8, out->statement.source, sizeof out->statement.source);
  db_column_copy(rows, 12, out->asked_by, sizeof out->asked_by);
  db_column_copy(rows, 13, out->asked_body, sizeof out->asked_body);
  db_column_copy(rows, 16, out->decided_by, sizeof out->decided_by);
  db_column_copy(rows, 17, out->decided_body, sizeof out->decided_body);
  *sealed = db_column_bytes(rows, 19);
  *wanted = db_column_text(rows, 20);
}

enum tx_reason requests_decide(struct db *db, const struct request_row *row) {
  enum tx_reason reason =
      db_run(db,
             "update request set outcome = $3, decided_by = $4, decided_body = $5,"
             " decided_at = $6 where area = $1 and id = $2 and outcome = 0",
             db_int((int64_t)row->area), db_int(row->id), db_int(row->outcome),
             db_text(row->decided_by), db_text(row->decided_body), db_int(row->decided_at));
  return reason == TX_OK && db_changes(db) == 0 ? TX_CONFLICT : reason;
}

enum tx_reason requests_lapse(struct db *db, uint64_t area, int64_t asked_before,
                              int64_t emergency_before) {
  return db_run(db,
                "update request set outcome = $3 where area = $1 and outcome = 0 and act <> 12"
                " and (asked_at < $2 or (emergency = 1 and asked_at < $4))",
                db_int((int64_t)area), db_int(asked_before), db_int(REQUEST_LAPSED),
                db_int(emergency_before));
}

struct db_rows requests_emergencies(struct db *db, uint64_t area, const char *body, int64_t since) {
  return db_select(db,
                   "select act, idx from request where area = $1 and asked_body = $2"
                   " and emergency = 1 and asked_at > $3",
                   db_int((int64_t)area), db_text(body), db_int(since));
}

enum tx_reason requests_set_before(struct db *db, const struct request_row *row) {
  return db_run(db, "update request set before = $3 where area = $1 and id = $2",
                db_int((int64_t)row->area), db_int(row->id), db_int(row->before));
}

struct db_rows requests_ended(struct db *db, uint64_t area, int64_t now_s) {
  return db_select(db,
                   "select id, idx from request where area = $1 and act = $2 and outcome = $3"
                   " and ends_at > 0 and ends_at <= $4 and ended = 0 order by id",
                   db_int((int64_t)area), db_int(REQUEST_STATE), db_int(REQUEST_DONE),
                   db_int(now_s));
}

enum tx_reason requests_note_ended(struct db *db, uint64_t area, int64_t id) {
  return db_run(db, "update request set ended = 1 where area = $1 and id = $2",
                db_int((int64_t)area), db_int(id));
}

enum tx_reason requests_forget(struct db *db, uint64_t area, int64_t asked_before, int64_t limit,
                               bool *left) {
  return db_forget(
      db, left, "select 1 from request where area = $1 and asked_at < $2 limit $3",
      "delete from request where area = $1 and id in (select id from request"
      " where area = $1 and asked_at < $2 and outcome <> 0 order by asked_at limit $3)",
      db_int((int64_t)area), db_int(asked_before), db_int(limit));
}
