/* SPDX-License-Identifier: Apache-2.0 */
#include "areas.h"

#define COLUMNS                                                                                    \
  "area, next_index, last_issue, changed, neighbour_id, neighbour_key, listed, "                   \
  "neighbour_before, listed_change, dated"

enum tx_reason areas_add(struct db *db, uint64_t area) {
  return db_run(db,
                "insert into area (area, next_index, last_issue, listed, changed, neighbour_id) "
                "values ($1, 0, 0, 0, 1, 0) on conflict (area) do nothing",
                db_int((int64_t)area));
}

static size_t copy_key(struct tx_span key, uint8_t out[64]) {
  if (!key.n || key.n > 64) return 0;
  memcpy(out, key.p, key.n);
  return key.n;
}

void areas_read(const struct db_rows *rows, struct area_row *out) {
  *out = (struct area_row){
    .area = (uint64_t)db_column_int(rows, 0),
    .next_index = (uint32_t)db_column_int(rows, 1),
    .last_issue = db_column_int(rows, 2),
    .change = db_column_int(rows, 3),
    .changed = db_column_int(rows, 3) != db_column_int(rows, 8),
    .dated = db_column_int(rows, 9),
    .neighbour_id = (uint64_t)db_column_int(rows, 4),
    .listed = (uint32_t)db_column_int(rows, 6),
  };
  out->neighbour_key_len = copy_key(db_column_bytes(rows, 5), out->neighbour_key);
  out->neighbour_before_len = copy_key(db_column_bytes(rows, 7), out->neighbour_before);
}

enum tx_reason areas_find(struct db *db, uint64_t area, struct area_row *out) {
  DB_ROWS rows =
      db_select(db, "select " COLUMNS " from area where area = $1", db_int((int64_t)area));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  areas_read(&rows, out);
  return TX_OK;
}

struct db_rows areas_all(struct db *db) {
  return db_select(db, "select " COLUMNS " from area order by area", DB_NONE);
}

enum tx_reason areas_list(struct db *db, uint64_t areas[AREAS_MAX], size_t *count) {
  DB_ROWS rows = areas_all(db);
  for (*count = 0; *count < AREAS_MAX && db_next(&rows);)
    areas[(*count)++] = (uint64_t)db_column_int(&rows, 0);
  return rows.end;
}

struct db_rows areas_due(struct db *db, int64_t before) {
  return db_select(db,
                   "select area from area where changed <> listed_change or dated <= $1 "
                   "order by area",
                   db_int(before));
}

enum tx_reason areas_note_dated(struct db *db, uint64_t area, int64_t iat) {
  return db_run(db,
                "update area set listed_change = changed - 1,"
                " dated = case when dated < $2 then $2 else dated end where area = $1",
                db_int((int64_t)area), db_int(iat));
}

enum tx_reason areas_set_next_index(struct db *db, uint64_t area, uint32_t index) {
  return db_run(db, "update area set next_index = $2 where area = $1", db_int((int64_t)area),
                db_int(index));
}

enum tx_reason areas_note_issue(struct db *db, uint64_t area, int64_t iat) {
  return db_post(db, "update area set last_issue = $2 where area = $1 and last_issue < $2",
                 db_int((int64_t)area), db_int(iat));
}

enum tx_reason areas_note_change(struct db *db, uint64_t area) {
  return db_post(db, "update area set changed = changed + 1 where area = $1",
                 db_int((int64_t)area));
}

enum tx_reason areas_note_all(struct db *db) {
  return db_exec(db, "update area set changed = changed + 1");
}

enum tx_reason areas_note_list(struct db *db, uint64_t area, uint32_t listed, int64_t change) {
  return db_run(db, "update area set listed = $2, listed_change = $3 where area = $1",
                db_int((int64_t)area), db_int(listed), db_int(change));
}

enum tx_reason areas_set_neighbour(struct db *db, uint64_t area, struct tx_span key, uint64_t id) {
  return db_run(db,
                "update area set neighbour_before = neighbour_key, neighbour_key = $2, "
                "neighbour_id = $3 where area = $1",
                db_int((int64_t)area), db_bytes(key), db_int((int64_t)id));
}

enum tx_reason settings_set(struct db *db, const char *name, const char *value) {
  return db_run(db,
                "insert into setting (name, value) values ($1, $2) "
                "on conflict (name) do update set value = excluded.value",
                db_text(name), db_text(value));
}

enum tx_reason settings_change(struct db *db, const char *name, const char *before,
                               const char *value) {
  enum tx_reason reason =
      db_run(db,
             "insert into setting (name, value) select $1, $2"
             " where $3 = '' or exists (select 1 from setting where name = $1)"
             " on conflict (name) do update set value = excluded.value where setting.value = $3",
             db_text(name), db_text(value), db_text(before));
  return reason == TX_OK && db_changes(db) == 0 ? TX_CONFLICT : reason;
}

static const char setting[] = "select value from setting where name = $1";

enum tx_reason settings_foresee(struct db *db, const char *name) {
  return db_prefetch(db, setting, db_text(name));
}

enum tx_reason settings_get(struct db *db, const char *name, char *out, size_t cap) {
  DB_ROWS rows = db_select(db, setting, db_text(name));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  const char *value = db_column_text(&rows, 0);
  if (!value || strlen(value) >= cap) return TX_NO_SPACE;
  memcpy(out, value, strlen(value) + 1);
  return TX_OK;
}
