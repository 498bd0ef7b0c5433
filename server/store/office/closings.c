/* SPDX-License-Identifier: Apache-2.0 */
#include "closings.h"

#include "store/core/numbers.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

/* --- what goes -------------------------------------------------------------------------------- */

/* A suspension whose end has not come is ended by its request. */
#define DECIDED                                                                                    \
  " request where area = $1 and outcome <> 0 and not (act = 0 and outcome = 1 and ends_at > 0"     \
  " and ended = 0)"
#define UNFOUNDED                                                                                  \
  " appeal where area = $1 and not exists (select 1 from request r where r.area = appeal.area"     \
  " and r.id = appeal.request)"
#define OF_FEEDS " unmatched where source in (select source from feed where area = $1)"
#define OLD_DRAFTS " draft where area = $1 and id < (select max(id) from draft)"
#define OLD_LISTS                                                                                  \
  " publication where area = $1 and kind in ('status', 'delta', 'certs') and seq < (select"        \
  " max(p.seq) from publication p where p.kind = publication.kind and p.area = publication.area)"

#define ROW(word, table, key, what)                                                                \
  {                                                                                                \
    word, ("select count(*) from" what),                                                           \
        ("delete from " table " where area = $1 and (" key ") in (select " key " from" what        \
         " limit $2)")                                                                             \
  }

static const struct {
  enum closing_kind kind;
  const char *count, *forget;
} tables[] = {
  ROW(CLOSING_TUBES, "swab", "gate, seq", " swab where area = $1"),
  ROW(CLOSING_TUBES, "tube_result", "tube, name", " tube_result where area = $1"),
  ROW(CLOSING_EVENTS, "event", "gate, seq", " event where area = $1"),
  ROW(CLOSING_EVENTS, "gap", "gate, first", " gap where area = $1"),
  ROW(CLOSING_STATEMENTS, "arrival", "subject", " arrival where area = $1"),
  ROW(CLOSING_STATEMENTS, "staged_statement", "import, n", " staged_statement where area = $1"),
  ROW(CLOSING_STATEMENTS, "statement", "subject, source, id", " statement where area = $1"),
  { CLOSING_UNMATCHED, "select count(*) from" OF_FEEDS,
    "delete from unmatched where source in (select source from feed where area = $1) and"
    " (subject, name) in (select subject, name from" OF_FEEDS " limit $2)" },
  ROW(CLOSING_APPLICATIONS, "application", "id", " application where area = $1"),
  ROW(CLOSING_CLAIMS, "claim_use", "claim, idx", " claim_use where area = $1"),
  ROW(CLOSING_CLAIMS, "claim", "id", " claim where area = $1"),
  /* The number of a withdrawn one is needed until its end. */
  ROW(CLOSING_CERTIFICATES, "certificate", "serial",
      " certificate where area = $1 and withdrawn_at = 0"),
  ROW(CLOSING_TRACES, "trace", "id", " trace where area = $1"),
  ROW(CLOSING_HOLDINGS, "holding", "idx, holder", " holding where area = $1 and ended_at > 0"),
  ROW(CLOSING_REQUESTS, "request", "id", DECIDED),
  ROW(CLOSING_APPEALS, "appeal", "id", UNFOUNDED),
  ROW(CLOSING_DRAFTS, "draft", "id", OLD_DRAFTS),
  ROW(CLOSING_LISTS, "publication", "kind, seq", OLD_LISTS),
  ROW(CLOSING_LISTS, "publication_ahead", "kind, seq",
      " publication_ahead where area = $1 and kind in ('status', 'delta', 'certs')"),
};
const size_t closing_table_count = sizeof tables / sizeof *tables;

enum closing_kind closing_table_kind(size_t table) {
  return tables[table].kind;
}

enum tx_reason closing_table_rows(struct db *db, size_t table, uint64_t area, int64_t *count) {
  DB_ROWS rows = db_select(db, tables[table].count, db_int((int64_t)area));
  *count = 0;
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason closing_table_forget(struct db *db, size_t table, uint64_t area, int64_t limit,
                                    int64_t *gone) {
  enum tx_reason reason = db_run(db, tables[table].forget, db_int((int64_t)area), db_int(limit));
  *gone = reason == TX_OK ? db_changes(db) : 0;
  return reason;
}

struct db_rows closing_subjects(struct db *db, uint64_t area, int64_t limit) {
  return db_select(db,
                   "select distinct subject from statement where area = $1 order by subject"
                   " limit $2",
                   db_int((int64_t)area), db_int(limit));
}

enum tx_reason closing_forget_subject(struct db *db, uint64_t area,
                                      const uint8_t subject[TX_HASH_SIZE], int64_t *gone) {
  enum tx_reason reason = db_run(db, "delete from statement where area = $1 and subject = $2",
                                 db_int((int64_t)area), HASH(subject));
  *gone = reason == TX_OK ? db_changes(db) : 0;
  return reason;
}

/* --- how far it has come ---------------------------------------------------------------------- */

#define COLUMNS "area, id, asked_by, asked_body, decided_by, decided_body, begun_at, done_at"

enum tx_reason closings_add(struct db *db, struct closing *row) {
  enum tx_reason reason = numbers_next(db, row->area, "closing", 0, &row->id);
  if (reason != TX_OK) return reason;
  return db_run(db, "insert into closing (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, 0)",
                db_int((int64_t)row->area), db_int(row->id), db_text(row->asked_by),
                db_text(row->asked_body), db_text(row->decided_by), db_text(row->decided_body),
                db_int(row->begun_at));
}

enum tx_reason closings_note(struct db *db, const struct closing *row, enum closing_kind kind,
                             int64_t gone) {
  return db_run(db,
                "insert into closing_count (area, id, kind, deleted) values ($1, $2, $3, $4)"
                " on conflict (area, id, kind) do update"
                " set deleted = closing_count.deleted + excluded.deleted",
                db_int((int64_t)row->area), db_int(row->id), db_text(closing_kind_word(kind)),
                db_int(gone));
}

enum tx_reason closings_finish(struct db *db, const struct closing *row, struct tx_span statement) {
  enum tx_reason reason = db_run(
      db,
      "update closing set done_at = $3, statement = $4 where area = $1 and id = $2"
      " and done_at = 0",
      db_int((int64_t)row->area), db_int(row->id), db_int(row->done_at), db_bytes(statement));
  return reason == TX_OK && db_changes(db) == 0 ? TX_CONFLICT : reason;
}

struct db_rows closings_open(struct db *db) {
  return db_select(db, "select " COLUMNS " from closing where done_at = 0 order by area, id",
                   DB_NONE);
}

struct db_rows closings_of(struct db *db, uint64_t area) {
  return db_select(db, "select " COLUMNS " from closing where area = $1 order by id desc",
                   db_int((int64_t)area));
}

void closings_read(const struct db_rows *rows, struct closing *out) {
  *out = (struct closing){ .area = (uint64_t)db_column_int(rows, 0),
                           .id = db_column_int(rows, 1),
                           .begun_at = db_column_int(rows, 6),
                           .done_at = db_column_int(rows, 7) };
  db_column_copy(rows, 2, out->asked_by, sizeof out->asked_by);
  db_column_copy(rows, 3, out->asked_body, sizeof out->asked_body);
  db_column_copy(rows, 4, out->decided_by, sizeof out->decided_by);
  db_column_copy(rows, 5, out->decided_body, sizeof out->decided_body);
}

enum tx_reason closings_counts(struct db *db, struct closing *row) {
  DB_ROWS rows =
      db_select(db, "select kind, deleted from closing_count where area = $1 and id = $2",
                db_int((int64_t)row->area), db_int(row->id));
  while (db_next(&rows))
    for (int kind = 0; kind < CLOSING_KINDS; kind++)
      if (strcmp(db_column_text(&rows, 0), closing_kind_word((enum closing_kind)kind)) == 0)
        row->deleted[kind] = db_column_int(&rows, 1);
  return rows.end;
}

struct db_rows closings_statement(struct db *db, uint64_t area) {
  return db_select(db,
                   "select statement from closing where area = $1 and done_at > 0"
                   " order by id desc limit 1",
                   db_int((int64_t)area));
}
