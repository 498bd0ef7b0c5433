/* SPDX-License-Identifier: Apache-2.0 */
/* Being alone among the processes over one PostgreSQL. */
#include "postgres_place.h"

#include <pthread.h>

#define BACKEND_THAT_HOLDS                                                                         \
  "select l.pid from pg_locks l join pg_stat_activity a on a.pid = l.pid "                         \
  "where l.locktype = 'advisory' and l.granted and a.query like '%tongxing hold%' "                \
  "and l.objid = (select (hashtextextended('tongxing hold ' || current_schema(), 0) "              \
  "& 4294967295)::oid)"

static struct db *another(const struct place *place) {
  struct db *db = NULL;
  assert_int_equal(db_open(&db_postgres, place->address, &schema, &db), TX_OK);
  return db;
}

struct waiting {
  struct db *db;
  int64_t answer;
  enum tx_reason reason;
};

static void *wait_for_it(void *context) {
  struct waiting *waiting = context;
  waiting->reason = db_hold(waiting->db, COUNT_PEOPLE, &waiting->answer);
  return NULL;
}

static void while_one_is_alone_the_next_waits_and_then_sees_what_it_did(void **state) {
  ON_POSTGRES(place);
  int64_t count = -1;
  pthread_t thread;
  struct waiting waiting = { .db = another(place), .answer = -1 };
  assert_int_equal(db_hold(place->db, COUNT_PEOPLE, &count), TX_OK);
  assert_int_equal(count, 0);
  assert_int_equal(pthread_create(&thread, NULL, wait_for_it, &waiting), 0);
  for (int id = 1; id <= 3; id++)
    assert_int_equal(
        db_run(place->db, "insert into person (id, name) values ($1, 'x')", db_int(id)), TX_OK);
  db_let_go(place->db);
  pthread_join(thread, NULL);
  assert_int_equal(waiting.reason, TX_OK);
  assert_int_equal(waiting.answer, 3);
  db_let_go(waiting.db);
  assert_int_equal(db_hold(place->db, COUNT_PEOPLE, &count), TX_OK);
  db_let_go(place->db);
  db_close(waiting.db);
}

static void whoever_lost_its_hold_changes_nothing_more(void **state) {
  ON_POSTGRES(place);
  int64_t count;
  struct db *other = another(place);
  assert_int_equal(db_hold(place->db, COUNT_PEOPLE, &count), TX_OK);
  int64_t backend = number_of(other, BACKEND_THAT_HOLDS);
  assert_true(backend > 0);
  DB_ROWS rows = db_select(other, "select pg_terminate_backend($1, 5000)", db_int(backend));
  assert_true(db_next(&rows));
  db_rows_finish(&rows);
  assert_int_equal(db_exec(place->db, "delete from person"), TX_BUSY);
  DB_TRANSACTION work = db_begin(place->db);
  assert_int_equal(work.begun, TX_BUSY);
  db_let_go(place->db);
  assert_int_equal(db_hold(place->db, COUNT_PEOPLE, &count), TX_OK);
  assert_int_equal(db_exec(place->db, "delete from person"), TX_OK);
  db_let_go(place->db);
  db_close(other);
}

static void whoever_dies_lets_go(void **state) {
  ON_POSTGRES(place);
  int64_t count;
  struct db *other = another(place);
  assert_int_equal(db_hold(other, COUNT_PEOPLE, &count), TX_OK);
  db_close(other);
  assert_int_equal(db_hold(place->db, COUNT_PEOPLE, &count), TX_OK);
  db_let_go(place->db);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    ON(while_one_is_alone_the_next_waits_and_then_sees_what_it_did),
    ON(whoever_lost_its_hold_changes_nothing_more),
    ON(whoever_dies_lets_go),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
