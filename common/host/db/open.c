/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a database, and bringing its schema up to date. */
#include "db.h"

/* In a transaction, since two that make a table at once would hinder each other. */
static enum tx_reason make_versions(struct db *db) {
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason =
      db_exec(db, "create table if not exists schema_version (version bigint not null)");
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason read_version(struct db *db, int64_t *version) {
  DB_ROWS rows = db_select(db, "select coalesce(max(version), 0) from schema_version", DB_NONE);
  if (db_next(&rows)) *version = db_column_int(&rows, 0);
  return rows.end;
}

/* Another process may have been faster: the version is read again where nobody else writes. */
static enum tx_reason apply(struct db *db, const char *sql, int64_t number) {
  int64_t version = 0;
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = read_version(db, &version);
  if (reason != TX_OK || version >= number) return reason;
  reason = db->driver->migrate ? db->driver->migrate(db, sql) : db_exec(db, sql);
  if (reason != TX_OK) return reason;
  reason = db_run(db, "insert into schema_version (version) values ($1)", db_int(number));
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason migrate(struct db *db, const struct db_schema *schema) {
  int64_t version = 0;
  enum tx_reason reason = read_version(db, &version);
  if (reason == TX_IO_FAILED) { /* a new database has no such table */
    reason = make_versions(db);
    if (reason == TX_OK) reason = read_version(db, &version);
  }
  if (reason == TX_OK && (version < 0 || version > (int64_t)schema->count)) return TX_CONFLICT;
  for (; reason == TX_OK && version < (int64_t)schema->count; version++)
    reason = apply(db, schema->migrations[version], version + 1);
  return reason == TX_OK && db->driver->finish_schema ? db->driver->finish_schema(db) : reason;
}

enum tx_reason db_open_read_only(const struct db_driver *driver, const char *where,
                                 struct db **out) {
  struct db_failure failure = { 0 };
  return driver->open(where, true, out, &failure);
}

enum tx_reason db_open_explained(const struct db_driver *driver, const char *where,
                                 const struct db_schema *schema, struct db **out,
                                 struct db_failure *failure) {
  struct db *db = NULL;
  *failure = (struct db_failure){ 0 };
  enum tx_reason reason = driver->open(where, false, &db, failure);
  if (reason != TX_OK) return reason;
  reason = migrate(db, schema);
  if (reason != TX_OK) {
    db_close(db);
    return reason;
  }
  *out = db;
  return TX_OK;
}

enum tx_reason db_open(const struct db_driver *driver, const char *where,
                       const struct db_schema *schema, struct db **out) {
  struct db_failure failure;
  return db_open_explained(driver, where, schema, out, &failure);
}
