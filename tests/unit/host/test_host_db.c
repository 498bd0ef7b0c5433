/* SPDX-License-Identifier: Apache-2.0 */
#include "host/db/db.h"
#include "host/sys/file.h"

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

static void close_db(struct db **db) {
  db_close(*db);
}
#define TEST_DB __attribute__((cleanup(close_db))) struct db *

static enum tx_reason open_with(const char *folder, const char *const *sql, size_t count,
                                struct db **db) {
  HOST_FREE char *path = host_path(folder, "x.db");
  const struct db_schema schema = { sql, count };
  return db_open(&db_sqlite, path, &schema, db);
}

static enum tx_reason open_in(const char *folder, size_t count, struct db **db) {
  return open_with(folder, migrations, count, db);
}

static int64_t number_of(struct db *db, const char *sql) {
  DB_ROWS rows = db_select(db, sql, DB_NONE);
  return db_next(&rows) ? db_column_int(&rows, 0) : -1;
}

static enum tx_reason add(struct db *db, const char *name) {
  return db_run(db, "insert into person (name) values ($1)", db_text(name));
}

static void a_new_database_is_private_and_synced_at_each_commit(void **state) {
  TEST_DB db = NULL;
  struct stat st;
  HOST_FREE char *path = host_path(*state, "x.db");
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(number_of(db, "pragma synchronous"), 2);
  assert_int_equal(number_of(db, "pragma foreign_keys"), 1);
  DB_ROWS rows = db_select(db, "pragma journal_mode", DB_NONE);
  assert_true(db_next(&rows));
  assert_string_equal(db_column_text(&rows, 0), "wal");
}

static void an_older_database_is_brought_up_to_date_with_its_rows(void **state) {
  struct db *db = NULL;
  assert_int_equal(open_in(*state, 1, &db), TX_OK);
  assert_int_equal(add(db, "张三"), TX_OK);
  db_close(db);
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from person where age is null"), 1);
  assert_int_equal(number_of(db, "select max(version) from schema_version"), 2);
  db_close(db);
}

static void a_newer_database_is_refused(void **state) {
  struct db *db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  db_close(db);
  db = NULL;
  assert_int_equal(open_in(*state, 1, &db), TX_CONFLICT);
  assert_null(db);
}

static void a_file_that_is_no_database_is_called_malformed(void **state) {
  HOST_FREE char *path = host_path(*state, "x.db");
  struct db *db = NULL;
  scratch_put(
      path, "this is a letter to my aunt, and not a database at all, however long it may be", 0600);
  assert_int_equal(open_in(*state, 1, &db), TX_MALFORMED);
}

static void a_broken_migration_leaves_the_version_before(void **state) {
  static const char *const broken[] = { "create table a (x)", "create table b (x); nonsense" };
  struct db *db = NULL;
  assert_int_not_equal(open_with(*state, broken, 2, &db), TX_OK);
  assert_int_equal(open_with(*state, broken, 1, &db), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from sqlite_master where name = 'b'"), 0);
  db_close(db);
}

static void a_broken_constraint_is_a_conflict(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(add(db, "李四"), TX_OK);
  assert_int_equal(add(db, "李四"), TX_CONFLICT);
  assert_int_equal(number_of(db, "select count(*) from person"), 1);
}

static enum tx_reason add_and_leave(struct db *db, bool commit) {
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  if (add(db, "王五") != TX_OK) return TX_IO_FAILED;
  return commit ? db_commit(&work) : TX_OK;
}

static void a_transaction_left_early_is_undone(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(add_and_leave(db, false), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from person"), 0);
  assert_int_equal(add_and_leave(db, true), TX_OK);
  assert_int_equal(number_of(db, "select count(*) from person"), 1);
}

static void a_statement_that_failed_undoes_its_transaction_and_all_that_follows(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  {
    DB_TRANSACTION work = db_begin(db);
    assert_int_equal(add(db, "李四"), TX_OK);
    assert_int_equal(add(db, "李四"), TX_CONFLICT);
    assert_int_equal(add(db, "王五"), TX_CONFLICT);
    assert_int_equal(db_exec(db, "delete from person"), TX_CONFLICT);
    assert_int_equal(db_commit(&work), TX_CONFLICT);
  }
  assert_int_equal(number_of(db, "select count(*) from person"), 0);
  assert_int_equal(add_and_leave(db, true), TX_OK);
}

static void a_full_database_is_a_full_disk_and_can_go_on(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(db_exec(db, "pragma max_page_count = 7"), TX_OK);
  assert_int_equal(db_run(db, "insert into person (name) values (hex(zeroblob(200000)))", DB_NONE),
                   TX_DISK_FULL);
  assert_int_equal(add_and_leave(db, true), TX_OK);
}

static void bytes_and_null_come_back_as_they_went(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  DB_ROWS rows = db_select(db, "select $1, $2, $3", db_bytes(tx_span_of("\0\1\2", 3)), db_null(),
                           db_int(INT64_MIN));
  assert_true(db_next(&rows));
  assert_true(tx_span_equal(db_column_bytes(&rows, 0), tx_span_of("\0\1\2", 3)));
  assert_true(db_column_null(&rows, 1));
  assert_true(db_column_int(&rows, 2) == INT64_MIN);
}

static void a_statement_that_cannot_be_prepared_has_no_rows(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  DB_ROWS rows = db_select(db, "select from nowhere", DB_NONE);
  assert_false(db_next(&rows));
  assert_int_not_equal(rows.end, TX_OK);
  assert_int_not_equal(db_run(db, "select from nowhere", db_int(1)), TX_OK);
}

static void a_reader_beside_a_writer_changes_nothing(void **state) {
  HOST_FREE char *path = host_path(*state, "x.db");
  TEST_DB reader = NULL;
  TEST_DB writer = NULL;
  assert_int_equal(db_open_read_only(&db_sqlite, path, &reader), TX_NOT_ALLOWED);
  assert_int_equal(open_in(*state, 2, &writer), TX_OK);
  assert_int_equal(add(writer, "赵六"), TX_OK);
  assert_int_equal(db_open_read_only(&db_sqlite, path, &reader), TX_OK);
  assert_int_equal(number_of(reader, "select count(*) from person"), 1);
  assert_int_equal(add(reader, "孙七"), TX_NOT_ALLOWED);
}

static bool is_in(const char *path, const char *text) {
  HOST_BYTES bytes = { 0 };
  return host_file_read(path, 64u << 20, &bytes) == TX_OK &&
         memmem(bytes.p, bytes.n, text, strlen(text));
}

static bool is_in_files(const char *folder, const char *text) {
  HOST_FREE char *file = host_path(folder, "x.db");
  HOST_FREE char *log = host_path(folder, "x.db-wal");
  return is_in(file, text) || is_in(log, text);
}

static void what_was_deleted_is_in_no_file_once_the_database_is_compact(void **state) {
  TEST_DB db = NULL;
  assert_int_equal(open_in(*state, 2, &db), TX_OK);
  assert_int_equal(add(db, "somebody who has moved out"), TX_OK);
  assert_int_equal(add(db, "somebody who stays"), TX_OK);
  assert_int_equal(db_exec(db, "delete from person where name like '%moved out'"), TX_OK);
  assert_true(is_in_files(*state, "moved out")); /* in the log, which nobody has cut off */
  assert_int_equal(db_compact(db), TX_OK);
  assert_false(is_in_files(*state, "moved out"));
  assert_true(is_in_files(*state, "somebody who stays"));
  assert_int_equal(add(db, "somebody new"), TX_OK);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

static struct db_driver counting;
static size_t prepared;

static enum tx_reason open_counting(const char *where, bool read_only, struct db **out,
                                    struct db_failure *failure) {
  enum tx_reason reason = db_sqlite.open(where, read_only, out, failure);
  if (reason == TX_OK) (*out)->driver = &counting;
  return reason;
}
static enum tx_reason prepare_counting(struct db *db, const char *sql, struct db_statement **out) {
  prepared++;
  return db_sqlite.prepare(db, sql, out);
}

static void each_query_is_prepared_once_however_many_there_are(void **state) {
  static char queries[1000][32];
  const size_t count = sizeof queries / sizeof *queries;
  const struct db_schema schema = { migrations, 2 };
  HOST_FREE char *path = host_path(*state, "x.db");
  TEST_DB db = NULL;
  counting = db_sqlite;
  counting.open = open_counting;
  counting.prepare = prepare_counting;
  assert_int_equal(db_open(&counting, path, &schema, &db), TX_OK);
  prepared = 0;
  for (size_t turn = 0; turn < 3; turn++)
    for (size_t i = 0; i < count; i++) {
      snprintf(queries[i], sizeof queries[i], "select %zu", i);
      assert_int_equal(number_of(db, queries[i]), (int64_t)i);
    }
  assert_int_equal(prepared, count);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(a_new_database_is_private_and_synced_at_each_commit),
    IN_FOLDER(an_older_database_is_brought_up_to_date_with_its_rows),
    IN_FOLDER(a_newer_database_is_refused),
    IN_FOLDER(a_file_that_is_no_database_is_called_malformed),
    IN_FOLDER(a_broken_migration_leaves_the_version_before),
    IN_FOLDER(a_broken_constraint_is_a_conflict),
    IN_FOLDER(a_transaction_left_early_is_undone),
    IN_FOLDER(a_statement_that_failed_undoes_its_transaction_and_all_that_follows),
    IN_FOLDER(a_full_database_is_a_full_disk_and_can_go_on),
    IN_FOLDER(bytes_and_null_come_back_as_they_went),
    IN_FOLDER(a_statement_that_cannot_be_prepared_has_no_rows),
    IN_FOLDER(a_reader_beside_a_writer_changes_nothing),
    IN_FOLDER(what_was_deleted_is_in_no_file_once_the_database_is_compact),
    IN_FOLDER(each_query_is_prepared_once_however_many_there_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
