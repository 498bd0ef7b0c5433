/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a database, and bringing its schema up to date. */
#include "db.h"

static enum tx_reason read_version(struct db *db, int64_t *version) {
  enum tx_reason reason =
      db_exec(db, "create table if not exists schema_version (version bigint not null)");
  if (reason != TX_OK) return reason;
  DB_ROWS rows = db_select(db, "select coalesce(max(version), 0) from schema_version", DB_NONE);
  if (db_next(&rows)) *version = db_column_int(&rows, 0);
  return rows.end;
}

static enum tx_reason apply(struct db *db, const char *sql, int64_t number) {
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = db_exec(db, sql);
  if (reason != TX_OK) return reason;
  reason = db_run(db, "insert into schema_version (version) values ($1)", db_int(number));
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason migrate(struct db *db, const struct db_schema *schema) {
  int64_t version = 0;
  enum tx_reason reason = read_version(db, &version);
  if (reason == TX_OK && (version < 0 || version > (int64_t)schema->count)) return TX_CONFLICT;
  for (; reason == TX_OK && version < (int64_t)schema->count; version++)
    reason = apply(db, schema->migrations[version], version + 1);
  return reason;
}

enum tx_reason db_open_read_only(const struct db_driver *driver, const char *where,
                                 struct db **out) {
  return driver->open(where, true, out);
}

enum tx_reason db_open(const struct db_driver *driver, const char *where,
                       const struct db_schema *schema, struct db **out) {
  struct db *db = NULL;
  enum tx_reason reason = driver->open(where, false, &db);
  if (reason != TX_OK) return reason;
  reason = migrate(db, schema);
  if (reason != TX_OK) {
    db_close(db);
    return reason;
  }
  *out = db;
  return TX_OK;
}
