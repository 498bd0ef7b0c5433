/* SPDX-License-Identifier: Apache-2.0 */
/* PostgreSQL's driver by itself: what it says when it cannot be had, and what survives a connection
 * that broke. Skipped where TONGXING_TEST_DATABASE names none. */
#include "postgres_place.h"

#include "host/sys/problem.h"
#include "store/core/store.h"

#include <stdio.h>

static enum tx_reason add(struct db *db, int64_t id, const char *name) {
  return db_run(db, "insert into person (id, name) values ($1, $2)", db_int(id), db_text(name));
}

static void statements_survive_a_connection_that_broke(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(add(place->db, 1, "张三"), TX_OK);
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 1);
  break_connection(place, place->db);
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 1);
  break_connection(place, place->db);
  assert_int_equal(add(place->db, 2, "李四"), TX_OK);
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 2);
}

static void a_transaction_whose_connection_broke_is_undone_and_says_so(void **state) {
  ON_POSTGRES(place);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(add(place->db, 1, "张三"), TX_OK);
    break_connection(place, place->db);
    assert_int_equal(add(place->db, 2, "李四"), TX_BUSY);
    assert_int_equal(db_commit(&work), TX_BUSY);
  }
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 0);
}

static void a_commit_whose_connection_broke_is_not_acknowledged(void **state) {
  ON_POSTGRES(place);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(add(place->db, 1, "张三"), TX_OK);
    break_connection(place, place->db);
    assert_int_equal(db_commit(&work), TX_IO_FAILED);
  }
  DB_TRANSACTION again = db_begin(place->db);
  assert_int_equal(again.begun, TX_OK);
  assert_int_equal(add(place->db, 1, "张三"), TX_OK);
  assert_int_equal(db_commit(&again), TX_OK);
}

static void a_statement_that_failed_takes_its_transaction_with_it(void **state) {
  ON_POSTGRES(place);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(add(place->db, 1, "张三"), TX_OK);
    assert_int_equal(add(place->db, 1, "李四"), TX_CONFLICT);
    assert_int_equal(add(place->db, 2, "李四"), TX_CONFLICT);
    assert_int_equal(db_commit(&work), TX_CONFLICT);
  }
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 0);
  assert_int_equal(add(place->db, 1, "张三"), TX_OK);
}

static void one_writes_at_a_time_and_the_other_waits_its_turn(void **state) {
  ON_POSTGRES(place);
  struct db *other = NULL;
  assert_int_equal(db_open(&db_postgres, place->address, &schema, &other), TX_OK);
  assert_int_equal(db_exec(other, "set lock_timeout = 100"), TX_OK);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(work.begun, TX_OK);
    DB_TRANSACTION second = db_begin(other);
    assert_int_equal(second.begun, TX_BUSY);
  }
  DB_TRANSACTION third = db_begin(other);
  assert_int_equal(third.begun, TX_OK);
  db_rollback(&third);
  db_close(other);
}

static void values_come_back_as_they_went(void **state) {
  ON_POSTGRES(place);
  const struct tx_span photo = tx_span_of("\0\377\\x41'", 7);
  assert_int_equal(db_run(place->db, "insert into person (photo, name, id) values ($2, $3, $1)",
                          db_int(INT64_MIN), db_bytes(photo), db_text("'; drop --")),
                   TX_OK);
  DB_ROWS rows = db_select(place->db, "select id, name, photo, null, id + 1 from person", DB_NONE);
  assert_true(db_next(&rows));
  assert_true(db_column_int(&rows, 0) == INT64_MIN);
  assert_string_equal(db_column_text(&rows, 0), "-9223372036854775808");
  assert_string_equal(db_column_text(&rows, 1), "'; drop --");
  assert_true(tx_span_equal(db_column_bytes(&rows, 2), photo));
  assert_true(db_column_null(&rows, 3));
  assert_null(db_column_text(&rows, 3));
  assert_true(db_column_int(&rows, 4) == INT64_MIN + 1);
}

static void a_text_that_postgres_cannot_keep_is_called_malformed(void **state) {
  ON_POSTGRES(place);
  const struct db_value name = { .kind = DB_KIND_TEXT, .span = tx_span_of("a\0b", 3) };
  assert_int_equal(
      db_run(place->db, "insert into person (id, name) values ($1, $2)", db_int(1), name),
      TX_MALFORMED);
}

static void a_number_of_fractions_is_refused(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(add(place->db, 1, "张三"), TX_OK);
  DB_ROWS rows = db_select(place->db, "select sum(id) / 2.0 from person", DB_NONE);
  assert_false(db_next(&rows));
  assert_int_equal(rows.end, TX_BAD_ARGUMENT);
}

static void of_several_hosts_the_one_that_answers_is_taken(void **state) {
  ON_POSTGRES(place);
  char where[600];
  struct db *db = NULL;
  const char *host = strstr(place->address, "host=");
  snprintf(where, sizeof where, "%.*shost=/nowhere,%s", (int)(host - place->address),
           place->address, host + 5);
  assert_int_equal(db_open(&db_postgres, where, &schema, &db), TX_OK);
  assert_int_equal(number_of(db, COUNT_PEOPLE), 0);
  db_close(db);
}

static void without_a_second_machine_that_is_needed_nothing_lasting_is_begun(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(db_machines(place->db), 1);
  assert_int_equal(db_ask_machines(place->db), TX_OK);
  assert_false(db_lacks_machine(place->db));
  db_need_two_machines(place->db);
  assert_true(db_lacks_machine(place->db));
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(work.begun, TX_BUSY);
  }
  DB_TRANSACTION work = db_begin_relaxed(place->db);
  assert_int_equal(work.begun, TX_OK);
}

static void what_can_be_read_is_settled_by_a_commit_of_its_own(void **state) {
  ON_POSTGRES(place);
  int64_t before = number_of(place->db, "select txid_current()");
  assert_int_equal(db_settle(place->db), TX_OK);
  assert_true(number_of(place->db, "select txid_current()") > before + 1);
  break_connection(place, place->db);
  assert_int_equal(db_settle(place->db), TX_OK);
  assert_false(db_doubtful(place->db));
}

static void shared_commits_are_of_a_session_which_a_broken_connection_ends(void **state) {
  ON_POSTGRES(place);
  unsigned session = db_session(place->db);
  assert_true(db_may_share(place->db));
  db_share_commits(place->db, true);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(add(place->db, 1, "张三"), TX_OK);
    assert_int_equal(db_commit(&work), TX_OK);
  }
  db_share_commits(place->db, false);
  assert_int_equal(db_shared_commits(place->db), 1);
  assert_int_equal(db_settle(place->db), TX_OK);
  assert_int_equal(db_session(place->db), session);
  break_connection(place, place->db);
  assert_int_equal(db_settle(place->db), TX_OK); /* of nothing that was committed before */
  assert_int_not_equal(db_session(place->db), session);
}

/* --- in words --------------------------------------------------------------------------------- */

static void says(const char *where, enum tx_reason reason, const char *zh, const char *en) {
  struct host_problem problem = { 0 };
  struct store *store = NULL;
  assert_int_equal(store_open(store_driver(where), where, &store, &problem), reason);
  assert_null(store);
  if (!strstr(problem.zh, zh) || !strstr(problem.en, en))
    fail_msg("%s\n%s", problem.zh, problem.en);
  assert_null(strchr(problem.en, '\n'));
}

static void asked_elsewhere(const char *how, const char *instead, char *out, size_t cap) {
  const char *base = getenv("TONGXING_TEST_DATABASE"), *at = base ? strstr(base, how) : NULL;
  if (!at) fail_msg("%s", how);
  snprintf(out, cap, "%.*s%s%s", (int)(at - base), base, instead, at + strlen(how));
}

static void a_database_that_cannot_be_had_is_named_in_words(void **state) {
  ON_POSTGRES(place);
  (void)place;
  char where[512];
  says("postgresql:///x?host=/nowhere", TX_BUSY, "连不上数据库", "does not answer");
  says("postgresql:///x?hots=/nowhere", TX_BAD_ARGUMENT, "不是PostgreSQL的连接串",
       "no connection string");
  asked_elsewhere("/postgres?", "/nothing?", where, sizeof where);
  says(where, TX_NOT_FOUND, "没有这个数据库", "no such database (database \"nothing\"");
  asked_elsewhere("tongxing@", "nobody@", where, sizeof where);
  says(where, TX_NOT_ALLOWED, "不让登录", "refuses the login (role \"nobody\"");
}

static void a_wrong_password_is_named_and_never_repeated(void **state) {
  ON_POSTGRES(place);
  char where[512];
  assert_int_equal(db_exec(place->db, "do $$ begin create role locked login password 'right'; "
                                      "exception when duplicate_object then null; end $$"),
                   TX_OK);
  asked_elsewhere("tongxing@", "locked:sesame@", where, sizeof where);
  says(where, TX_NOT_ALLOWED, "口令", "password authentication failed");
  struct host_problem problem = { 0 };
  struct store *store = NULL;
  store_open(&db_postgres, where, &store, &problem);
  assert_null(strstr(problem.en, "sesame"));
  asked_elsewhere("tongxing@", "locked@", where, sizeof where);
  says(where, TX_NOT_ALLOWED, "口令", "no password supplied");
}

static void a_database_that_sorts_by_language_is_refused(void **state) {
  ON_POSTGRES(place);
  char where[512];
  db_exec(place->db, "create database by_language template template0 "
                     "locale_provider icu icu_locale 'zh' locale 'C'"); /* may be there already */
  asked_elsewhere("/postgres?", "/by_language?", where, sizeof where);
  says(where, TX_NOT_ALLOWED, "不按字节排序", "does not sort by bytes");
}

static void it_is_described_without_its_password(void **state) {
  ON_POSTGRES(place);
  char text[256];
  db_describe(place->db, text, sizeof text);
  if (strncmp(text, "PostgreSQL 1", 12) != 0 || !strstr(text, "postgres at /"))
    fail_msg("%s", text);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    ON(statements_survive_a_connection_that_broke),
    ON(a_transaction_whose_connection_broke_is_undone_and_says_so),
    ON(a_commit_whose_connection_broke_is_not_acknowledged),
    ON(a_statement_that_failed_takes_its_transaction_with_it),
    ON(one_writes_at_a_time_and_the_other_waits_its_turn),
    ON(values_come_back_as_they_went),
    ON(a_text_that_postgres_cannot_keep_is_called_malformed),
    ON(a_number_of_fractions_is_refused),
    ON(of_several_hosts_the_one_that_answers_is_taken),
    ON(without_a_second_machine_that_is_needed_nothing_lasting_is_begun),
    ON(what_can_be_read_is_settled_by_a_commit_of_its_own),
    ON(shared_commits_are_of_a_session_which_a_broken_connection_ends),
    ON(a_database_that_cannot_be_had_is_named_in_words),
    ON(a_wrong_password_is_named_and_never_repeated),
    ON(a_database_that_sorts_by_language_is_refused),
    ON(it_is_described_without_its_password),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
