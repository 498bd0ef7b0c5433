/* SPDX-License-Identifier: Apache-2.0 */
#include "clear.h"

static void read_bytes(const struct db_rows *rows, int column, uint8_t *out, size_t cap,
                       size_t *n) {
  struct tx_span bytes = db_column_bytes(rows, column);
  *n = bytes.n <= cap ? bytes.n : 0;
  if (*n) memcpy(out, bytes.p, *n);
}

struct db_rows clear_residents(struct db *db) {
  return db_select(
      db,
      "select area, idx, id_hash, id_sealed, phone_sealed, name_sealed, id_type, mask, "
      "tail, unit, room, birth_date, moved_in, household, role, exempt, state, "
      "generation, record, issues, created_at, import from resident_clear "
      "order by area, idx limit 1",
      DB_NONE);
}

static void read_person(const struct db_rows *rows, struct person *out) {
  out->id_type = (int)db_column_int(rows, 6);
  db_column_copy(rows, 7, out->mask, sizeof out->mask);
  db_column_copy(rows, 8, out->tail, sizeof out->tail);
  db_column_copy(rows, 9, out->unit, sizeof out->unit);
  db_column_copy(rows, 10, out->room, sizeof out->room);
  db_column_copy(rows, 11, out->birth_date, sizeof out->birth_date);
  db_column_copy(rows, 12, out->moved_in, sizeof out->moved_in);
}

void clear_resident_read(const struct db_rows *rows, struct clear_resident *out) {
  size_t n;
  *out =
      (struct clear_resident){ .index = db_column_int(rows, 1), .import = db_column_int(rows, 21) };
  struct resident *resident = &out->resident;
  resident->area = (uint64_t)db_column_int(rows, 0);
  read_bytes(rows, 2, resident->id_hash, TX_HASH_SIZE, &n);
  read_bytes(rows, 3, out->id.bytes, SEALED_MAX, &out->id.n);
  read_bytes(rows, 4, out->phone.bytes, SEALED_MAX, &out->phone.n);
  read_bytes(rows, 5, out->name.bytes, SEALED_MAX, &out->name.n);
  read_person(rows, &resident->person);
  resident->household = (int32_t)db_column_int(rows, 13);
  resident->role = (uint8_t)db_column_int(rows, 14);
  resident->exempt = (uint8_t)db_column_int(rows, 15);
  resident->state = (uint8_t)db_column_int(rows, 16);
  resident->generation = (uint8_t)db_column_int(rows, 17);
  resident->record = (uint32_t)db_column_int(rows, 18);
  resident->issues = (uint32_t)db_column_int(rows, 19);
  resident->created_at = db_column_int(rows, 20);
  resident->seconded = true; /* as the migration has it of everybody */
}

enum tx_reason clear_resident_forget(struct db *db, const struct clear_resident *row) {
  return db_run(db, "delete from resident_clear where area = $1 and idx = $2",
                db_int((int64_t)row->resident.area), db_int(row->index));
}

struct db_rows clear_households(struct db *db) {
  return db_select(db,
                   "select area, unit, room, number from household_clear "
                   "order by area, unit, room limit 1",
                   DB_NONE);
}

enum tx_reason clear_household_forget(struct db *db, uint64_t area, const char *unit,
                                      const char *room) {
  return db_run(db, "delete from household_clear where area = $1 and unit = $2 and room = $3",
                db_int((int64_t)area), db_text(unit), db_text(room));
}

struct db_rows clear_audit(struct db *db) {
  return db_select(db,
                   "select area, n, at, actor, action, detail, salt, hash, head from audit_clear "
                   "order by area, n limit 1",
                   DB_NONE);
}

enum tx_reason clear_audit_forget(struct db *db, uint64_t area, int64_t n) {
  return db_run(db, "delete from audit_clear where area = $1 and n = $2", db_int((int64_t)area),
                db_int(n));
}

struct db_rows clear_events(struct db *db) {
  return db_select(db,
                   "select gate, seq, body, area, received_at from event_clear "
                   "order by area, gate, seq limit 1",
                   DB_NONE);
}

enum tx_reason clear_event_forget(struct db *db, uint64_t area, const char *gate, uint64_t seq) {
  return db_run(db, "delete from event_clear where area = $1 and gate = $2 and seq = $3",
                db_int((int64_t)area), db_text(gate), db_int((int64_t)seq));
}

struct db_rows clear_drafts(struct db *db) {
  return db_select(db,
                   "select id, area, json, actor, created_at, seq, accepted from draft_clear "
                   "order by id limit 1",
                   DB_NONE);
}

enum tx_reason clear_draft_forget(struct db *db, int64_t id) {
  return db_run(db, "delete from draft_clear where id = $1", db_int(id));
}

enum tx_reason clear_drop(struct db *db) {
  return db_exec(db, "drop table resident_clear; drop table household_clear;"
                     "drop table audit_clear; drop table event_clear; drop table draft_clear");
}
