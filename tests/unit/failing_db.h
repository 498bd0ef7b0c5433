/* SPDX-License-Identifier: Apache-2.0 */
/* A room whose SQLite fails at one call when it is told to. */
#ifndef TEST_FAILING_DB_H
#define TEST_FAILING_DB_H

#include "server_room.h"

#include "host/db/db.h"

#include <stdatomic.h>

static struct db_driver failing_driver;
static atomic_int failing_calls, failing_at; /* the call that fails; 0: none */
static atomic_int failing_durable;           /* commits that waited for the disk, and syncs */
static char failing_sql[200];                /* which statement failed */

static inline bool failing_now(const char *sql) {
  if (failing_calls + 1 == failing_at) snprintf(failing_sql, sizeof failing_sql, "%s", sql);
  return ++failing_calls == failing_at;
}

static inline enum tx_reason failing_open(const char *where, bool read_only, struct db **out,
                                          struct db_failure *failure) {
  enum tx_reason reason = db_sqlite.open(where, read_only, out, failure);
  if (reason == TX_OK) (*out)->driver = &failing_driver;
  return reason;
}
static inline enum tx_reason failing_exec(struct db *db, const char *sql) {
  return failing_now(sql) ? TX_IO_FAILED : db_sqlite.exec(db, sql);
}
static inline enum tx_reason failing_start(struct db_statement *statement,
                                           const struct db_value *values, size_t count) {
  return failing_now(statement->sql) ? TX_IO_FAILED : db_sqlite.start(statement, values, count);
}
static inline enum tx_reason failing_step(struct db_statement *statement) {
  return failing_now(statement->sql) ? TX_IO_FAILED : db_sqlite.step(statement);
}
static inline enum tx_reason failing_begin(struct db *db, bool relaxed) {
  failing_durable += !relaxed;
  return failing_now("begin") ? TX_IO_FAILED : db_sqlite.begin(db, relaxed);
}
static inline enum tx_reason failing_commit(struct db *db) {
  return failing_now("commit") ? TX_IO_FAILED : db_sqlite.commit(db);
}
static inline enum tx_reason failing_settle(struct db *db) {
  failing_durable++;
  return failing_now("settle") ? TX_IO_FAILED : db_sqlite.settle(db);
}

static inline int failing_set_up(void **state) {
  failing_driver = db_sqlite;
  failing_driver.open = failing_open;
  failing_driver.exec = failing_exec;
  failing_driver.start = failing_start;
  failing_driver.step = failing_step;
  failing_driver.begin = failing_begin;
  failing_driver.commit = failing_commit;
  failing_driver.settle = failing_settle;
  unsetenv("TONGXING_TEST_DATABASE");
  if (room_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_close_office(room);
  room->driver = &failing_driver;
  room_open_office(room);
  return 0;
}

#endif
