/* SPDX-License-Identifier: Apache-2.0 */
#include "residents.h"

#define COLUMNS                                                                                    \
  "area, idx, id_hash, name_hash, sealed, household, role, exempt, state, generation, record, "    \
  "issues, created_at, seconded, phone_hash"

static struct db_value sealed_value(const struct sealed *sealed) {
  return db_bytes(tx_span_of(sealed->bytes, sealed->n));
}

static struct db_value hash_value(const uint8_t hash[TX_HASH_SIZE]) {
  return db_bytes(tx_span_of(hash, TX_HASH_SIZE));
}

/* Nobody's is empty, so that no index holds those without. */
static struct db_value phone_value(const struct resident *resident) {
  static const uint8_t none[TX_HASH_SIZE];
  return memcmp(resident->phone_hash, none, sizeof none) == 0 ? db_null()
                                                              : hash_value(resident->phone_hash);
}

#define VALUES_OF(r)                                                                               \
  db_int((int64_t)(r)->area), db_int((r)->index), hash_value((r)->id_hash),                        \
      hash_value((r)->name_hash), sealed_value(&(r)->sealed), db_int((r)->household),              \
      db_int((r)->role), db_int((r)->exempt), db_int((r)->state), db_int((r)->generation),         \
      db_int((r)->record), db_int((r)->issues), db_int((r)->created_at), db_int((r)->seconded),    \
      phone_value(r)

/* A change that waits for the end of its import stands beside its resident, below zero. */
static int64_t staged_index(uint32_t index) {
  return -1 - (int64_t)index;
}

enum tx_reason residents_put(struct db *db, const struct resident *resident, int64_t index,
                             int64_t import) {
  const struct db_value values[] = { VALUES_OF(resident), import ? db_int(import) : db_null() };
  struct db_value row[sizeof values / sizeof *values];
  memcpy(row, values, sizeof values);
  row[1] = db_int(index);
  return db_post_values(db,
                        "insert into resident (" COLUMNS
                        ", import) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                        "$10, $11, $12, $13, $14, $15, $16)",
                        row, sizeof row / sizeof *row);
}

enum tx_reason directory_add(struct db *db, uint64_t area, const uint8_t id_hash[TX_HASH_SIZE],
                             uint32_t index) {
  return db_post(db, "insert into directory (id_hash, area, idx) values ($1, $2, $3)",
                 hash_value(id_hash), db_int((int64_t)area), db_int(index));
}

enum tx_reason residents_insert(struct db *db, const struct resident *resident, int64_t import) {
  enum tx_reason reason = residents_put(db, resident, resident->index, import);
  if (reason != TX_OK) return reason;
  return directory_add(db, resident->area, resident->id_hash, resident->index);
}

enum tx_reason residents_stage(struct db *db, const struct resident *resident, int64_t import) {
  return residents_put(db, resident, staged_index(resident->index), import);
}

struct db_rows residents_staged(struct db *db, uint64_t area, int64_t import, int64_t limit) {
  return db_select(
      db,
      "select area, -1 - idx, id_hash, name_hash, sealed, household, role, exempt, "
      "state, generation, record, issues, created_at, seconded, phone_hash from resident "
      "where area = $1 and idx < 0 and import = $2 order by idx limit $3",
      db_int((int64_t)area), db_int(import), db_int(limit));
}

enum tx_reason residents_apply(struct db *db, const struct resident *staged, int64_t import) {
  enum tx_reason reason = db_post(
      db,
      "update resident set name_hash = $3, sealed = $4, household = $5, role = $6, import = $7, "
      "phone_hash = $8 where area = $1 and idx = $2",
      db_int((int64_t)staged->area), db_int(staged->index), hash_value(staged->name_hash),
      sealed_value(&staged->sealed), db_int(staged->household), db_int(staged->role),
      db_int(import), phone_value(staged));
  if (reason != TX_OK) return reason;
  return db_post(db, "delete from resident where area = $1 and idx = $2",
                 db_int((int64_t)staged->area), db_int(staged_index(staged->index)));
}

enum tx_reason residents_change(struct db *db, const struct resident *resident,
                                const struct sealed *before) {
  enum tx_reason reason = db_run(
      db,
      "update resident set name_hash = $3, sealed = $4, household = $5, role = $6, "
      "phone_hash = $8, import = null where area = $1 and idx = $2 and sealed = $7",
      db_int((int64_t)resident->area), db_int(resident->index), hash_value(resident->name_hash),
      sealed_value(&resident->sealed), db_int(resident->household), db_int(resident->role),
      sealed_value(before), phone_value(resident));
  if (reason != TX_OK) return reason;
  return db_changes(db) == 1 ? TX_OK : TX_CONFLICT;
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
  return db_post(db,
                 "update resident set state = $3, generation = $4, record = $5, issues = $6 "
                 "where area = $1 and idx = $2",
                 db_int((int64_t)resident->area), db_int(resident->index), db_int(resident->state),
                 db_int(resident->generation), db_int(resident->record), db_int(resident->issues));
}

enum tx_reason residents_touch(struct db *db, uint64_t area, uint32_t index) {
  return db_run(db, "update resident set import = null where area = $1 and idx = $2",
                db_int((int64_t)area), db_int(index));
}

enum tx_reason residents_set_exempt(struct db *db, const struct resident *resident,
                                    uint8_t exempt) {
  enum tx_reason reason =
      db_run(db, "update resident set exempt = $3 where area = $1 and idx = $2 and exempt = $4",
             db_int((int64_t)resident->area), db_int(resident->index), db_int(exempt),
             db_int(resident->exempt));
  if (reason != TX_OK) return reason;
  return db_changes(db) == 1 ? TX_OK : TX_CONFLICT;
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
  read_fixed(rows, 2, out->id_hash, TX_HASH_SIZE);
  read_fixed(rows, 3, out->name_hash, TX_HASH_SIZE);
  read_sealed(rows, 4, &out->sealed);
  memset(&out->person, 0, sizeof out->person);
  out->household = (int32_t)db_column_int(rows, 5);
  out->role = (uint8_t)db_column_int(rows, 6);
  out->exempt = (uint8_t)db_column_int(rows, 7);
  out->state = (uint8_t)db_column_int(rows, 8);
  out->generation = (uint8_t)db_column_int(rows, 9);
  out->record = (uint32_t)db_column_int(rows, 10);
  out->issues = (uint32_t)db_column_int(rows, 11);
  out->created_at = db_column_int(rows, 12);
  out->seconded = db_column_int(rows, 13) != 0;
  memset(out->phone_hash, 0, TX_HASH_SIZE);
  read_fixed(rows, 14, out->phone_hash, TX_HASH_SIZE);
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

static const char by_identity[] = "select " COLUMNS " from resident_now where area = $1 and idx = "
                                  "(select idx from directory where id_hash = $2 and area = $1)";

enum tx_reason residents_foresee(struct db *db, uint64_t area,
                                 const uint8_t id_hash[TX_HASH_SIZE]) {
  return db_prefetch(db, by_identity, db_int((int64_t)area), hash_value(id_hash));
}

enum tx_reason residents_by_identity(struct db *db, uint64_t area,
                                     const uint8_t id_hash[TX_HASH_SIZE], struct resident *out) {
  DB_ROWS rows = db_select(db, by_identity, db_int((int64_t)area), hash_value(id_hash));
  return read_one(&rows, out);
}

struct db_rows residents_from(struct db *db, uint64_t area, uint32_t index, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and idx >= $2 "
                   "order by idx limit $3",
                   db_int((int64_t)area), db_int(index), db_int(limit));
}

struct db_rows residents_restrained(struct db *db, uint64_t area, uint32_t index, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and idx >= $2 and "
                   "(record / 134217728 % 4 >= 2 or record / 536870912 between 2 and 5 or "
                   "record / 8388608 % 4 >= 2) order by idx limit $3",
                   db_int((int64_t)area), db_int(index), db_int(limit));
}

struct db_rows residents_untested(struct db *db, uint64_t area, uint32_t index, uint32_t since,
                                  int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and idx >= $2 and "
                   "role not in (2, 3, 5, 11) and record / 536870912 < 6 and exempt % 2 = 0 and "
                   "record / 4194304 % 2 = 0 and (record / 8388608 % 4 = 0 or "
                   "record % 524288 < $3) order by idx limit $4",
                   db_int((int64_t)area), db_int(index), db_int(since), db_int(limit));
}

struct db_rows residents_left(struct db *db, uint64_t area, int64_t since, uint32_t from,
                              uint32_t to, int64_t limit) {
  return db_select(
      db,
      "select idx from resident r where area = $1 and idx >= $3 and idx < $4 and state = 6 and"
      " not exists (select 1 from visitor v where v.area = r.area and v.idx = r.idx) and"
      " not exists (select 1 from issue i where i.area = r.area and i.idx = r.idx and"
      " +i.exp >= $2) and not exists (select 1 from request q where q.area = r.area and"
      " q.idx = r.idx and q.decided_at >= $2) and not exists (select 1 from appeal a where"
      " a.area = r.area and a.idx = r.idx and a.state = 0) order by idx limit $5",
      db_int((int64_t)area), db_int(since), db_int(from), db_int(to), db_int(limit));
}

struct db_rows residents_of_name(struct db *db, uint64_t area,
                                 const uint8_t name_hash[TX_HASH_SIZE]) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and name_hash = $2 "
                   "order by idx",
                   db_int((int64_t)area), hash_value(name_hash));
}

struct db_rows residents_of_phone(struct db *db, uint64_t area,
                                  const uint8_t phone_hash[TX_HASH_SIZE]) {
  return db_select(db,
                   "select " COLUMNS " from resident_now where area = $1 and phone_hash = $2 "
                   "order by idx",
                   db_int((int64_t)area), hash_value(phone_hash));
}

struct db_rows residents_after(struct db *db, uint64_t area, int64_t index, int64_t limit) {
  return db_select(db,
                   "select " COLUMNS " from resident where area = $1 and idx > $2 "
                   "order by idx limit $3",
                   db_int((int64_t)area), db_int(index), db_int(limit));
}

enum tx_reason residents_set_phone(struct db *db, const struct resident *resident, int64_t index) {
  return db_post(db, "update resident set phone_hash = $3 where area = $1 and idx = $2",
                 db_int((int64_t)resident->area), db_int(index), phone_value(resident));
}

static const char areas_of[] = "select area from directory where id_hash = $1 order by area";

enum tx_reason directory_foresee(struct db *db, const uint8_t id_hash[TX_HASH_SIZE]) {
  return db_prefetch(db, areas_of, hash_value(id_hash));
}

struct db_rows directory_areas(struct db *db, const uint8_t id_hash[TX_HASH_SIZE]) {
  return db_select(db, areas_of, hash_value(id_hash));
}

enum tx_reason residents_set_record(struct db *db, uint64_t area, uint32_t index, uint32_t record) {
  return db_post(db, "update resident set record = $3 where area = $1 and idx = $2",
                 db_int((int64_t)area), db_int(index), db_int(record));
}

/* Who is in resident_now, but which imports hide their rows is asked once, not of each row. */
enum tx_reason residents_records(struct db *db, uint64_t area, uint32_t *records, uint32_t from,
                                 uint32_t to) {
  DB_ROWS rows = db_select(db,
                           "select idx, record from resident where area = $1 and idx >= $2 and "
                           "idx < $3 and (import is null or import not in (select id from import "
                           "where area = $1 and state in ('running', 'cancelled')))",
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

enum tx_reason households_find(struct db *db, const struct household_place *place,
                               int32_t *number) {
  DB_ROWS rows = db_select(
      db, "select number from household where area = $1 and unit_hash = $2 and room_hash = $3",
      db_int((int64_t)place->area), hash_value(place->unit), hash_value(place->room));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *number = (int32_t)db_column_int(&rows, 0);
  return TX_OK;
}

static const char of_unit[] =
    "select room_hash, number from household where area = $1 and unit_hash = $2";

struct db_rows households_of_unit(struct db *db, uint64_t area, const uint8_t unit[TX_HASH_SIZE]) {
  return db_select(db, of_unit, db_int((int64_t)area), hash_value(unit));
}

enum tx_reason households_foresee(struct db *db, uint64_t area, const uint8_t unit[TX_HASH_SIZE]) {
  return db_prefetch(db, of_unit, db_int((int64_t)area), hash_value(unit));
}

enum tx_reason households_add(struct db *db, const struct household_place *place, int32_t number) {
  return db_post(db,
                 "insert into household (area, unit_hash, room_hash, number) "
                 "values ($1, $2, $3, $4)",
                 db_int((int64_t)place->area), hash_value(place->unit), hash_value(place->room),
                 db_int(number));
}
