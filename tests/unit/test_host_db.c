/* SPDX-License-Identifier: Apache-2.0 */
#include "host/db.h"

#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>

#include <cmocka.h>

static const char *const migrations[] = {
  "create table person (id integer primary key, name text not null unique)",
  "alter table person add column age integer",
};

static enum tx_reason open_in(const char *folder, size_t count, sqlite3 **db) {
  HOST_FREE char *path = host_path(folder, "x.db");
  return host_db_open(path, migrations, count, db);
}

static int64_t number_of(sqlite3 *db, const char *sql) {
  HOST_STATEMENT s = host_db_prepare(db, sql);
  enum tx_reason reason;
  return host_db_step(s, &reason) ? sqlite3_column_int64(s, 0) : -1;
}

static enum tx_reason add(sqlite3 *db, const char *name) {
  HOST_STATEMENT s = host_db_prepare(db, "insert into person (name) values ($name)");
  host_db_bind_text(s, "$name", name);
  return host_db_run(s);
}

static void a_new_database_is_private_and_synced_at_each_commit(void **state) {
  HOST_DB db = NULL;
  struct stat st;
  HOST_FREE char *path = host_path(*state, "x.db");
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(number_of(db, "pragma synchronous"), 2);
  assert_int_equal(number_of(db, "pragma foreign_keys"), 1);
  HOST_STATEMENT s = host_db_prepare(db, "pragma journal_mode");
  enum tx_reason reason;
  assert_true(host_db_step(s, &reason));
  assert_string_equal((const char *)sqlite3_column_text(s, 0), "wal");
}

static void an_older_database_is_brought_up_to_date_with_its_rows(void **state) {
  sqlite3 *db = NULL;
  assert_int_equal(open_in(*state, 1, &db), TX_OK);
  assert_int_equal(add(db, "张三"), TX_OK);
  host_db_close(&db);
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from person where age is null"), 1);
  assert_int_equal(number_of(db, "pragma user_version"), 2);
  host_db_close(&db);
}

static void a_newer_database_is_refused(void **state) {
  sqlite3 *db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  host_db_close(&db);
  assert_int_equal(open_in(*state, 1, &db), TX_CONFLICT);
  assert_null(db);
}

static void a_file_that_is_no_database_is_called_malformed(void **state) {
  HOST_FREE char *path = host_path(*state, "x.db");
  HOST_DB db = NULL;
  scratch_put(
      path, "this is a letter to my aunt, and not a database at all, however long it may be", 0600);
  assert_int_equal(open_in(*state, 1, &db), TX_MALFORMED);
}

static void a_broken_migration_leaves_the_version_before(void **state) {
  static const char *const broken[] = { "create table a (x)", "create table b (x); nonsense" };
  HOST_FREE char *path = host_path(*state, "x.db");
  sqlite3 *db = NULL;
  assert_int_not_equal(host_db_open(path, broken, 2, &db), TX_OK);
  assert_int_equal(host_db_open(path, broken, 1, &db), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from sqlite_master where name = 'b'"), 0);
  host_db_close(&db);
}

static void a_broken_constraint_is_a_conflict(void **state) {
  HOST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(add(db, "李四"), TX_OK);
  assert_int_equal(add(db, "李四"), TX_CONFLICT);
  assert_int_equal(number_of(db, "select count(*) from person"), 1);
}

static enum tx_reason add_and_leave(sqlite3 *db, bool commit) {
  HOST_TRANSACTION work = host_db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  if (add(db, "王五") != TX_OK) return TX_IO_FAILED;
  return commit ? host_db_commit(&work) : TX_OK;
}

static void a_transaction_left_early_is_undone(void **state) {
  HOST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(add_and_leave(db, false), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from person"), 0);
  assert_int_equal(add_and_leave(db, true), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from person"), 1);
}

static void a_full_database_is_a_full_disk_and_can_go_on(void **state) {
  HOST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(host_db_exec(db, "pragma max_page_count = 6"), TX_OK);
  HOST_STATEMENT s =
      host_db_prepare(db, "insert into person (name) values (hex(zeroblob(200000)))");
  assert_int_equal(host_db_run(s), TX_DISK_FULL);
  assert_int_equal(add_and_leave(db, true), TX_OK);
}

static void bytes_and_null_come_back_as_they_went(void **state) {
  HOST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  HOST_STATEMENT s = host_db_prepare(db, "select $bytes, $null, $number");
  enum tx_reason reason;
  host_db_bind_bytes(s, "$bytes", tx_span_of("\0\1\2", 3));
  host_db_bind_null(s, "$null");
  host_db_bind_int(s, "$number", INT64_MIN);
  assert_true(host_db_step(s, &reason));
  assert_true(tx_span_equal(host_db_column_bytes(s, 0), tx_span_of("\0\1\2", 3)));
  assert_int_equal(sqlite3_column_type(s, 1), SQLITE_NULL);
  assert_true(sqlite3_column_int64(s, 2) == INT64_MIN);
}

static void a_statement_that_cannot_be_prepared_fails_at_its_first_step(void **state) {
  HOST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  HOST_STATEMENT s = host_db_prepare(db, "select from nowhere");
  assert_null(s);
  host_db_bind_int(s, "$x", 1);
  assert_int_not_equal(host_db_run(s), TX_OK);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_new_database_is_private_and_synced_at_each_commit),
    IN_FOLDER(an_older_database_is_brought_up_to_date_with_its_rows),
    IN_FOLDER(a_newer_database_is_refused),
    IN_FOLDER(a_file_that_is_no_database_is_called_malformed),
    IN_FOLDER(a_broken_migration_leaves_the_version_before),
    IN_FOLDER(a_broken_constraint_is_a_conflict),
    IN_FOLDER(a_transaction_left_early_is_undone),
    IN_FOLDER(a_full_database_is_a_full_disk_and_can_go_on),
    IN_FOLDER(bytes_and_null_come_back_as_they_went),
    IN_FOLDER(a_statement_that_cannot_be_prepared_fails_at_its_first_step),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
