/* SPDX-License-Identifier: Apache-2.0 */
#include "ahead.h"

#include "store/core/changes.h"

#include <stdlib.h>

/* $1: after which time. */
#define AHEAD "kind <> 'trust' and (iat > $1 or (kind <> 'delta' and seq > $1))"
#define TRUST_AHEAD "kind = 'trust' and iat > $1"
#define MOVE(which)                                                                                \
  "insert into publication_ahead (kind, area, seq, iat, body, aside_at) "                          \
  "select kind, area, seq, iat, body, $2 from publication where " which " on conflict do nothing"
#define DROP(which) "delete from publication where " which

static enum tx_reason count_ahead(struct db *db, int64_t after, struct ahead_count *count) {
  DB_ROWS rows = db_select(db,
                           "select kind, count(*) from publication where kind <> 'delta' and "
                           "(iat > $1 or (kind <> 'trust' and seq > $1)) group by kind",
                           db_int(after));
  *count = (struct ahead_count){ 0 };
  while (db_next(&rows)) {
    enum publication_kind kind = PUBLISHED_STATUS;
    publication_find(db_column_text(&rows, 0), &kind);
    int64_t found = db_column_int(&rows, 1);
    if (kind == PUBLISHED_TRUST)
      count->trusts = found;
    else if (kind == PUBLISHED_POLICY)
      count->policies = found;
    else
      count->lists += found;
  }
  return rows.end;
}

enum tx_reason ahead_set_aside(struct db *db, int64_t after, int64_t now_s,
                               struct ahead_count *count) {
  enum tx_reason reason = count_ahead(db, after, count);
  count->trusts = 0;
  if (reason == TX_OK) reason = db_run(db, MOVE(AHEAD), db_int(after), db_int(now_s));
  if (reason == TX_OK) reason = db_run(db, DROP(AHEAD), db_int(after));
  return reason == TX_OK ? changes_note(db, CHANGE_ALL, 0, 0) : reason;
}

enum tx_reason ahead_set_trusts_aside(struct db *db, int64_t after, int64_t now_s,
                                      struct ahead_count *count) {
  struct ahead_count found;
  enum tx_reason reason = count_ahead(db, after, &found);
  count->trusts = found.trusts;
  if (reason == TX_OK) reason = db_run(db, MOVE(TRUST_AHEAD), db_int(after), db_int(now_s));
  if (reason == TX_OK) reason = db_run(db, DROP(TRUST_AHEAD), db_int(after));
  return reason == TX_OK ? changes_note(db, CHANGE_ALL, 0, 0) : reason;
}

enum tx_reason ahead_next_policy(struct db *db, int64_t now_s, uint64_t area,
                                 struct publication *out, uint8_t **body) {
  DB_ROWS rows = db_select(db,
                           "select area, seq, iat, body from publication_ahead where kind = "
                           "'policy' and aside_at = $1 and area > $2 order by area, seq desc "
                           "limit 1",
                           db_int(now_s), db_int((int64_t)area));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  struct tx_span span = db_column_bytes(&rows, 3);
  *body = malloc(span.n ? span.n : 1);
  if (!*body) return TX_NO_MEMORY;
  if (span.n) memcpy(*body, span.p, span.n);
  *out = (struct publication){ .kind = PUBLISHED_POLICY,
                               .area = (uint64_t)db_column_int(&rows, 0),
                               .seq = (uint64_t)db_column_int(&rows, 1),
                               .iat = db_column_int(&rows, 2),
                               .body = tx_span_of(*body, span.n) };
  return TX_OK;
}

enum tx_reason ahead_come_true(struct db *db, int64_t latest, uint64_t *area, uint64_t *seq) {
  DB_ROWS rows = db_select(
      db,
      "select area, max(seq) from publication_ahead where kind = 'policy' and seq <= $1 and "
      "area > $2 and seq > (select coalesce(max(p.seq), 0) from publication p where "
      "p.kind = 'policy' and p.area = publication_ahead.area) group by area order by area limit 1",
      db_int(latest), db_int((int64_t)*area));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *area = (uint64_t)db_column_int(&rows, 0);
  *seq = (uint64_t)db_column_int(&rows, 1);
  return TX_OK;
}

enum tx_reason ahead_highest(struct db *db, enum publication_kind kind, uint64_t area,
                             int64_t latest, uint64_t *seq) {
  DB_ROWS rows = db_select(db,
                           "select coalesce(max(seq), 0) from publication_ahead where kind = $1 "
                           "and area = $2 and seq <= $3",
                           db_text(publication_word(kind)), db_int((int64_t)area), db_int(latest));
  *seq = db_next(&rows) ? (uint64_t)db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason ahead_all_due(struct db *db) {
  return db_exec(db, "update area set changed = changed + 1");
}

enum tx_reason ahead_areas(struct db *db, uint64_t area, int64_t after, bool *any) {
  DB_ROWS rows =
      area ? db_select(db, "select 1 from area where area = $1 and (dated > $2 or last_issue > $2)",
                       db_int((int64_t)area), db_int(after))
           : db_select(db, "select 1 from area where dated > $1 or last_issue > $1 limit 1",
                       db_int(after));
  *any = db_next(&rows);
  return rows.end;
}

/* --- back to now ------------------------------------------------------------------------------ */

enum tx_reason ahead_bring_back(struct db *db, int64_t after, int64_t now_s) {
  static const char *const notes[] = {
    "update statement set observed_at = $2 where observed_at > $1",
    "update statement set reported_at = $2 where reported_at > $1",
    "update statement set received_at = $2 where received_at > $1",
    "update area set dated = $2 where dated > $1",
    ("update area set last_issue = (select coalesce(max(i.iat), 0) from issue i where "
     "i.area = area.area and i.iat <= $2) where last_issue > $1"),
    "update event set received_at = $2 where received_at > $1",
    "update gap set received_at = $2 where received_at > $1",
  };
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < sizeof notes / sizeof *notes && reason == TX_OK; i++)
    reason = db_run(db, notes[i], db_int(after), db_int(now_s));
  /* A code may have been drawn by the right clock a moment ago: another is soon drawn. */
  if (reason == TX_OK)
    reason = db_run(db, "delete from enrolment where used_by is null and expires_at > $1",
                    db_int(after));
  return reason == TX_OK ? ahead_all_due(db) : reason;
}

/* --- what is left to say ---------------------------------------------------------------------- */

enum tx_reason ahead_passes(struct db *db, int64_t after, int64_t *count) {
  DB_ROWS rows = db_select(db, "select count(*) from issue where iat > $1", db_int(after));
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason ahead_aside(struct db *db, int64_t *count, int64_t *last_s) {
  DB_ROWS rows =
      db_select(db, "select count(*), coalesce(max(aside_at), 0) from publication_ahead", DB_NONE);
  bool any = db_next(&rows);
  *count = any ? db_column_int(&rows, 0) : 0;
  *last_s = any ? db_column_int(&rows, 1) : 0;
  return rows.end;
}
