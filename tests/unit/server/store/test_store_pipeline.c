/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent to PostgreSQL before the answer to what came before it is there. */
#include "postgres_place.h"

#include <stdio.h>

#define ADD "insert into person (id, name) values ($1, $2)"
#define NAME_OF "select name, photo from person where id = $1"

static enum tx_reason post(struct db *db, int64_t id, const char *name) {
  return db_post(db, ADD, db_int(id), db_text(name));
}

static bool is_called(struct db *db, int64_t id, const char *name) {
  DB_ROWS rows = db_select(db, NAME_OF, db_int(id));
  const char *held = db_next(&rows) ? db_column_text(&rows, 0) : NULL;
  return held ? name && strcmp(held, name) == 0 : !name;
}

static void what_was_posted_is_there_for_the_next_question(void **state) {
  ON_POSTGRES(place);
  DB_TRANSACTION work = db_begin(place->db);
  assert_int_equal(post(place->db, 1, "张三"), TX_OK);
  assert_int_equal(post(place->db, 2, "李四"), TX_OK);
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 2);
  assert_int_equal(post(place->db, 3, "王五"), TX_OK);
  assert_int_equal(db_commit(&work), TX_OK);
  assert_true(is_called(place->db, 3, "王五"));
}

static void more_than_the_pipeline_holds_is_all_kept(void **state) {
  ON_POSTGRES(place);
  DB_TRANSACTION work = db_begin_relaxed(place->db);
  for (int64_t id = 0; id < 1500; id++)
    assert_int_equal(post(place->db, id, "张三"), TX_OK);
  assert_int_equal(db_commit(&work), TX_OK);
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 1500);
}

static void outside_a_transaction_the_answer_is_waited_for(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(post(place->db, 1, "张三"), TX_OK);
  assert_int_equal(post(place->db, 1, "李四"), TX_CONFLICT);
}

/* --- errors ----------------------------------------------------------------------------------- */

static void an_error_in_the_middle_is_named_and_undoes_all(void **state) {
  ON_POSTGRES(place);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(post(place->db, 1, "张三"), TX_OK);
    assert_int_equal(post(place->db, 1, "李四"), TX_OK);  /* on its way */
    assert_int_equal(post(place->db, 2, "a\xff"), TX_OK); /* never run */
    assert_int_equal(db_commit(&work), TX_CONFLICT);
  }
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 0);
  assert_int_equal(post(place->db, 1, "张三"), TX_OK);
}

static void an_error_comes_with_the_next_answer_and_all_that_follow(void **state) {
  ON_POSTGRES(place);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(post(place->db, 1, "张三"), TX_OK);
    assert_int_equal(post(place->db, 1, "李四"), TX_OK);
    DB_ROWS rows = db_select(place->db, COUNT_PEOPLE, DB_NONE);
    assert_false(db_next(&rows));
    assert_int_equal(rows.end, TX_CONFLICT);
    assert_int_equal(post(place->db, 2, "王五"), TX_CONFLICT);
    assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(1)), TX_CONFLICT);
    assert_int_equal(db_commit(&work), TX_CONFLICT);
  }
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 0);
}

static void what_was_given_up_leaves_nothing_on_its_way(void **state) {
  ON_POSTGRES(place);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(post(place->db, 1, "张三"), TX_OK);
    assert_int_equal(post(place->db, 1, "李四"), TX_OK);
  }
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 0);
  DB_TRANSACTION work = db_begin(place->db);
  assert_int_equal(post(place->db, 2, "王五"), TX_OK);
  assert_int_equal(db_commit(&work), TX_OK);
}

static void a_connection_that_breaks_takes_what_is_on_its_way_with_it(void **state) {
  ON_POSTGRES(place);
  for (int i = 0; i < 2; i++) {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(post(place->db, 1, "张三"), TX_OK);
    assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(1)), TX_OK);
    break_connection(place, place->db);
    assert_int_equal(post(place->db, 2, "李四"), TX_OK);
    assert_int_equal(db_commit(&work), TX_BUSY);
  }
  assert_int_equal(number_of(place->db, COUNT_PEOPLE), 0);
  DB_TRANSACTION work = db_begin(place->db);
  assert_int_equal(post(place->db, 1, "张三"), TX_OK);
  assert_int_equal(db_commit(&work), TX_OK);
}

/* --- fetched ahead ---------------------------------------------------------------------------- */

static void each_question_finds_its_own_answer(void **state) {
  ON_POSTGRES(place);
  char name[16];
  DB_TRANSACTION work = db_begin(place->db);
  for (int64_t id = 0; id < 40; id++) {
    snprintf(name, sizeof name, "name %d", (int)id);
    assert_int_equal(post(place->db, id, name), TX_OK);
    assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(id)), TX_OK);
  }
  for (int64_t id = 40; id-- > 0;) {
    snprintf(name, sizeof name, "name %d", (int)id);
    assert_true(is_called(place->db, id, name));
  }
  assert_true(is_called(place->db, 41, NULL));
}

static enum tx_reason rename_all(struct db *db, const char *name) {
  return db_run(db, "update person set name = $1", db_text(name));
}

/* An answer is of the moment at which it was fetched, is given once, and ends with its transaction.
 */
static void an_answer_is_given_once_and_not_after_its_transaction(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(post(place->db, 1, "before"), TX_OK);
  {
    DB_TRANSACTION work = db_begin(place->db);
    assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(1)), TX_OK);
    assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(1)), TX_OK);
    assert_int_equal(rename_all(place->db, "after"), TX_OK);
    assert_true(is_called(place->db, 1, "before"));
    assert_int_equal(db_commit(&work), TX_OK);
  }
  assert_true(is_called(place->db, 1, "after"));
  DB_TRANSACTION work = db_begin(place->db);
  assert_true(is_called(place->db, 1, "after"));
}

static void what_nobody_asks_for_gives_way(void **state) {
  ON_POSTGRES(place);
  assert_int_equal(post(place->db, 1, "张三"), TX_OK);
  DB_TRANSACTION work = db_begin(place->db);
  for (int64_t id = 1000; id < 2000; id++)
    assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(id)), TX_OK);
  assert_int_equal(db_prefetch(place->db, NAME_OF, db_int(1)), TX_OK);
  assert_true(is_called(place->db, 1, "张三"));
  assert_true(is_called(place->db, 1000, NULL));
}

static void null_is_not_the_empty_text(void **state) {
  static const char kind[] = "select coalesce($1, 'none')";
  ON_POSTGRES(place);
  DB_TRANSACTION work = db_begin(place->db);
  assert_int_equal(db_prefetch(place->db, kind, db_text(NULL)), TX_OK);
  assert_int_equal(db_prefetch(place->db, kind, db_text("")), TX_OK);
  DB_ROWS rows = db_select(place->db, kind, db_text(""));
  assert_true(db_next(&rows));
  assert_string_equal(db_column_text(&rows, 0), "");
}

static void a_change_that_ran_ahead_tells_what_it_changed(void **state) {
  static const char add[] = "insert into person (id, name) values ($1, $2) on conflict do nothing";
  ON_POSTGRES(place);
  DB_TRANSACTION work = db_begin(place->db);
  for (int i = 0; i < 2; i++)
    assert_int_equal(db_prefetch(place->db, add, db_int(1), db_text("张三")), TX_OK);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(db_run(place->db, add, db_int(1), db_text("张三")), TX_OK);
    assert_int_equal(db_changes(place->db), i == 0);
  }
}

/* Both ends of a socket full: whoever only wrote would wait for ever. */
static void much_goes_both_ways_at_once(void **state) {
  static const char much[] = "select repeat(name, 200000), $1 from person";
  static char name[100001];
  ON_POSTGRES(place);
  memset(name, 'x', sizeof name - 1);
  assert_int_equal(post(place->db, 0, "张三"), TX_OK);
  DB_TRANSACTION work = db_begin(place->db);
  for (int64_t i = 1; i < 20; i++) {
    assert_int_equal(db_prefetch(place->db, much, db_text(name)), TX_OK);
    assert_int_equal(db_post(place->db, "update person set name = $1", db_text("李四")), TX_OK);
  }
  DB_ROWS rows = db_select(place->db, much, db_text(name));
  assert_true(db_next(&rows));
  assert_int_equal(db_column_bytes(&rows, 0).n, 200000 * strlen("张三"));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    ON(what_was_posted_is_there_for_the_next_question),
    ON(more_than_the_pipeline_holds_is_all_kept),
    ON(outside_a_transaction_the_answer_is_waited_for),
    ON(an_error_in_the_middle_is_named_and_undoes_all),
    ON(an_error_comes_with_the_next_answer_and_all_that_follow),
    ON(what_was_given_up_leaves_nothing_on_its_way),
    ON(a_connection_that_breaks_takes_what_is_on_its_way_with_it),
    ON(each_question_finds_its_own_answer),
    ON(an_answer_is_given_once_and_not_after_its_transaction),
    ON(what_nobody_asks_for_gives_way),
    ON(null_is_not_the_empty_text),
    ON(a_change_that_ran_ahead_tells_what_it_changed),
    ON(much_goes_both_ways_at_once),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
