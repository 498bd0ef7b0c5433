/* SPDX-License-Identifier: Apache-2.0 */
#include "residents.h"

#define COLUMNS                                                                                    \
  "area, idx, id_type, id_hash, name_hash, id_sealed, phone_sealed, name_sealed, mask, tail, "     \
  "unit, "                                                                                         \
  "room, household, birth_date, role, moved_in, exempt, state, generation, record, issues, "       \
  "created_at"

static struct db_value sealed_value(const struct sealed *sealed) {
  return sealed->n ? db_bytes(tx_span_of(sealed->bytes, sealed->n)) : db_null();
}

static struct db_value hash_value(const uint8_t hash[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(hash, TX_HASH_SIZE));
}

#define VALUES_OF(r)                                                                               \
  db_int((int64_t)(r)->area), db_int((r)->index), db_int((r)->id_type), hash_value((r)->id_hash),  \
      hash_value((r)->name_hash), sealed_value(&(r)->id), sealed_value(&(r)->phone),               \
      sealed_value(&(r)->name), db_text((r)->mask), db_text((r)->tail), db_text((r)->unit),        \
      db_text((r)->room), db_int((r)->household), db_text((r)->birth_date), db_int((r)->role),     \
      db_text((r)->moved_in), db_int((r)->exempt), db_int((r)->state), db_int((r)->generation),    \
      db_int((r)->record), db_int((r)->issues), db_int((r)->created_at)

/* A change that waits for the end of its import stands beside its resident, below zero. */
static int64_t staged_index(uint32_t index) {
  return -1 - (int64_t)index;
}

static enum tx_reason insert_row(struct db *db, const struct resident *resident, int64_t index,
                                 int64_t import) {
  const struct db_value values[] = { VALUES_OF(resident), import ? db_int(import) : db_null() };
  struct db_value row[sizeof values / sizeof *values];
  memcpy(row, values, sizeof values);
  row[1] = db_int(index);
  return db_run_values(db,
                       "insert into resident (" COLUMNS
                       ", import) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                       "$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
                       row, sizeof row / sizeof *row);
}

enum tx_reason residents_insert(struct db *db, const struct resident *resident, int64_t import) {
  enum tx_reason reason = insert_row(db, resident, resident->index, import);
  if (reason != TX_OK) return reason;
  return db_run(db, "insert into directory (id_hash, area, idx) values ($1, $2, $3)",
                hash_value(resident->id_hash), db_int((int64_t)resident->area),
                db_int(resident->index));
}

enum tx_reason residents_stage(struct db *db, const struct resident *resident, int64_t import) {
  return insert_row(db, resident, staged_index(resident->index), import);
}

struct db_rows residents_staged(struct db *db, uint64_t area, int64_t import, int64_t limit) {
  return db_select(db,
                   "select area, -1 - idx, id_type, id_hash, name_hash, id_sealed, phone_sealed, "
                   "name_sealed, mask, tail, unit, room, household, birth_date, role, moved_in, "
                   "exempt, state, generation, record, issues, created_at from resident "
                   "where area = $1 and idx < 0 and import = $2 order by idx limit $3",
                   db_int((int64_t)area), db_int(import), db_int(limit));
}

enum tx_reason residents_apply(struct db *db, const struct resident *staged) {
  enum tx_reason reason =
      db_run(db,
             "update resident set id_type = $3, name_hash = $4, id_sealed = $5, phone_sealed = $6, "
             "name_sealed = $7, mask = $8, tail = $9, unit = $10, room = $11, household = $12, "
             "birth_date = $13, role = $14, moved_in = $15 where area = $1 and idx = $2",
             db_int((int64_t)staged->area), db_int(staged->index), db_int(staged->id_type),
             hash_value(staged->name_hash), sealed_value(&staged->id), sealed_value(&staged->phone),
             sealed_value(&staged->name), db_text(staged->mask), db_text(staged->tail),
             db_text(staged->unit), db_text(staged->room), db_int(staged->household),
             db_text(staged->birth_date), db_int(staged->role), db_text(staged->moved_in));
  if (reason != TX_OK) return reason;
  return db_run(db, "delete from resident where area = $1 and idx = $2",
                db_int((int64_t)staged->area), db_int(staged_index(staged->index)));
}

enum tx_reason residents_withdraw(struct db *db, uint64_t area, int64_t import, int64_t limit,
                                  bool *left) {
  enum tx_reason reason =
      db_run(db,
             "delete from directory where area = $1 and id_hash in (select id_hash from resident "
             "where area = $1 and import = $2 and idx >= 0 order by idx desc limit $3)",
             db_int((int64_t)area), db_int(import), db_int(limit));
  if (reason == TX_OK)
    reason = db_run(db,
                    "delete from resident where area = $1 and idx in (select idx from resident "
                    "where area = $1 and import = $2 order by idx desc limit $3)",
                    db_int((int64_t)area), db_int(import), db_int(limit));
  *left = reason == TX_OK && db_changes(db) > 0;
  return reason;
}

enum tx_reason residents_note(struct db *db, const struct resident *resident) {
  return db_run(db,
                "update resident set state = $3, generation = $4, record = $5, issues = $6 "
                "where area = $1 and idx = $2",
                db_int((int64_t)resident->area), db_int(resident->index), db_int(resident->state),
                db_int(resident->generation), db_int(resident->record), db_int(resident->issues));
}

static void read_fixed(const struct db_rows *rows, int column, uint8_t *out, size_t n) {
  struct tx_span bytes = db_column_bytes(rows, column);
  memset(out, 0, n);
  if (bytes.n) memcpy(out, bytes.p, bytes.n < n ? bytes.n : n);
}

static void read_sealed(const struct db_rows *rows, int column, struct sealed *out) {
  struct tx_span bytes = db_column_bytes(rows, column);
  out->n = bytes.n <= SEALED_MAX ? bytes.n : 0;
  if (out->n) memcpy(out->bytes, bytes.p, out->n);
}

void residents_read(const struct db_rows *rows, struct resident *out) {
  out->area = (uint64_t)db_column_int(rows, 0);
  out->index = (uint32_t)db_column_int(rows, 1);
  out->id_type = (int)db_column_int(rows, 2);
  read_fixed(rows, 3, out->id_hash, TX_HASH_SIZE);
  read_fixed(rows, 4, out->name_hash, TX_HASH_SIZE);
  read_sealed(rows, 5, &out->id);
  read_sealed(rows, 6, &out->phone);
  read_sealed(rows, 7, &out->name);
  db_column_copy(rows, 8, out->mask, sizeof out->mask);
  db_column_copy(rows, 9, out->tail, sizeof out->tail);
  db_column_copy(rows, 10, out->unit, sizeof out->unit);
  db_column_copy(rows, 11, out->room, sizeof out->room);
  out->household = (int32_t)db_column_int(rows, 12);
  db_column_copy(rows, 13, out->birth_date, sizeof out->birth_date);
  out->role = (uint8_t)db_column_int(rows, 14);
  db_column_copy(rows, 15, out->moved_in, sizeof out->moved_in);
  out->exempt = (uint8_t)db_column_int(rows, 16);
  out->state = (uint8_t)db_column_int(rows, 17);
  out->generation = (uint8_t)db_column_int(rows, 18);
  out->record = (uint32_t)db_column_int(rows, 19);
  out->issues = (uint32_t)db_column_int(rows, 20);
  out->created_at = db_column_int(rows, 21);
}

static enum tx_reason read_one(struct db_rows *rows, struct resident *out) {
  if (!db_next(rows)) return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
  residents_read(rows, out);
  return TX_OK;
}

enum tx_reason residents_find(struct db *db, uint64_t area, uint32_t index, struct resident *out) {
  DB_ROWS rows = db_select(db, "select " COLUMNS " from resident_now where area = $1 and idx = $2",
                           db_int((int64_t)area), db_int(index));
  return read_one(&rows, out);
}

enum tx_reason residents_by_identity(struct db *db, uint64_t area,
                                     const uint8_t id_hash[TX_HASH_SIZE], struct resident *out) {
  DB_ROWS rows = db_select(db,
                           "select " COLUMNS " from resident_now where area = $1 and idx = "
                           "(select idx from directory where id_hash = $2 and area = $1)",
                           db_int((int64_t)area), hash_value(id_hash));
  return read_one(&rows, out);
}

struct db_rows residents_from(struct db *db, uint64_t area, uint32_t index, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and idx >= $2 "
                   "order by idx limit $3",
                   db_int((int64_t)area), db_int(index), db_int(limit));
}

struct db_rows residents_of_name(struct db *db, uint64_t area,
                                 const uint8_t name_hash[TX_HASH_SIZE]) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and name_hash = $2 "
                   "order by idx",
                   db_int((int64_t)area), hash_value(name_hash));
}

struct db_rows directory_areas(struct db *db, const uint8_t id_hash[TX_HASH_SIZE]) {
  return db_select(db, "select area from directory where id_hash = $1 order by area",
                   hash_value(id_hash));
}

enum tx_reason residents_set_record(struct db *db, uint64_t area, uint32_t index, uint32_t record) {
  return db_run(db, "update resident set record = $3 where area = $1 and idx = $2",
                db_int((int64_t)area), db_int(index), db_int(record));
}

enum tx_reason residents_records(struct db *db, uint64_t area, uint32_t *records, uint32_t from,
                                 uint32_t to) {
  DB_ROWS rows = db_select(db,
                           "select idx, record from resident_now where area = $1 and idx >= $2 "
                           "and idx < $3",
                           db_int((int64_t)area), db_int(from), db_int(to));
  while (db_next(&rows))
    records[db_column_int(&rows, 0)] = (uint32_t)db_column_int(&rows, 1);
  return rows.end;
}

enum tx_reason residents_count(struct db *db, uint64_t area, int64_t *count) {
  DB_ROWS rows =
      db_select(db, "select count(*) from resident_now where area = $1", db_int((int64_t)area));
  *count = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

static enum tx_reason find_household(struct db *db, uint64_t area, const char *unit,
                                     const char *room, int32_t *number) {
  DB_ROWS rows =
      db_select(db, "select number from household where area = $1 and unit = $2 and room = $3",
                db_int((int64_t)area), db_text(unit), db_text(room));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *number = (int32_t)db_column_int(&rows, 0);
  return TX_OK;
}

static enum tx_reason next_household(struct db *db, uint64_t area, const char *unit,
                                     int64_t *next) {
  DB_ROWS rows = db_select(
      db, "select coalesce(max(number), 0) + 1 from household where area = $1 and unit = $2",
      db_int((int64_t)area), db_text(unit));
  if (db_next(&rows)) *next = db_column_int(&rows, 0);
  return rows.end;
}

enum tx_reason households_number(struct db *db, uint64_t area, const char *unit, const char *room,
                                 int32_t *number) {
  enum tx_reason reason = find_household(db, area, unit, room, number);
  if (reason != TX_NOT_FOUND) return reason;
  int64_t next = 0;
  reason = next_household(db, area, unit, &next);
  if (reason != TX_OK) return reason;
  if (next > 65535) return TX_CONFLICT;
  *number = (int32_t)next;
  return db_run(db, "insert into household (area, unit, room, number) values ($1, $2, $3, $4)",
                db_int((int64_t)area), db_text(unit), db_text(room), db_int(next));
}
