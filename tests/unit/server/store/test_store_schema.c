/* SPDX-License-Identifier: Apache-2.0 */
/* Migrations of a PostgreSQL that others write to meanwhile. */
#include "postgres_place.h"

#include <pthread.h>
#include <unistd.h>

static const char *const steps[] = {
  "create table person (id bigint primary key, name text not null, photo bytea)",
  "create table seen (at bigint not null, gate bigint not null) partition by range (at);"
  "create table seen_first partition of seen for values from (0) to (100);"
  "create table seen_second partition of seen for values from (100) to (200);"
  "create index seen_at on seen (at)",
  "alter table seen add column person bigint;"
  "create unique index person_name on person (name) where id > 0;"
  "create index seen_gate on seen (gate);"
  "create table tube (id bigint primary key, rack bigint not null);"
  "create index tube_rack on tube (rack)",
};

/* An index that is built while others write waits for all older transactions of its database, those
 * of other tests among them: so in one of one's own. */
static struct db *outside;
static char *apart;

static int set_up_apart(void **state) {
  const char *all = getenv("TONGXING_TEST_DATABASE"), *at = all ? strstr(all, "/postgres?") : NULL;
  char sql[120];
  if (set_up(state) != 0 || !at) return at ? -1 : 0;
  struct place *place = *state;
  snprintf(sql, sizeof sql, "create database apart_%d template template0", (int)getpid());
  if (db_exec(place->db, sql) != TX_OK) return -1;
  if (asprintf(&apart, "%.*s/apart_%d%s", (int)(at - all), all, (int)getpid(),
               at + strlen("/postgres")) < 0)
    return -1;
  outside = place->db;
  place->address = apart;
  return db_open(&db_postgres, apart, &schema, &place->db) == TX_OK ? 0 : -1;
}

static int tear_down_apart(void **state) {
  struct place *place = *state;
  char sql[120];
  if (!outside) return tear_down(state);
  db_close(place->db);
  snprintf(sql, sizeof sql, "drop database apart_%d with (force)", (int)getpid());
  const bool dropped = db_exec(outside, sql) == TX_OK;
  place->db = outside;
  outside = NULL;
  free(apart);
  return tear_down(state) == 0 && dropped ? 0 : -1;
}

#define APART(name) cmocka_unit_test_setup_teardown(name, set_up_apart, tear_down_apart)

/* A program of a later release, starting. */
struct start {
  const char *address;
  struct db *db;
  enum tx_reason reason;
  pthread_t thread;
};

static void *start(void *context) {
  struct start *at = context;
  const struct db_schema newer = { steps, 3 };
  at->reason = db_open(&db_postgres, at->address, &newer, &at->db);
  return NULL;
}

static void begin(struct start *at, const struct place *place) {
  *at = (struct start){ .address = place->address };
  assert_int_equal(pthread_create(&at->thread, NULL, start, at), 0);
}

static void await(struct db *db, const char *question, int64_t answer) {
  for (int i = 0; i < 3000 && number_of(db, question) != answer; i++)
    usleep(20000);
  assert_int_equal(number_of(db, question), answer);
}

#define OURS " and relnamespace = current_schema()::regnamespace"
#define NAMED(name) "select count(*) from pg_class where relname = '" name "'" OURS
#define HALF                                                                                       \
  "select count(*) from pg_class join pg_index on indexrelid = oid where not indisvalid" OURS
#define VALID                                                                                      \
  "select count(*) from pg_class join pg_index on indexrelid = oid where indisvalid" OURS

static struct db *another(const struct place *place) {
  const struct db_schema known = { steps, 2 };
  struct db *db = NULL;
  assert_int_equal(db_open(&db_postgres, place->address, &known, &db), TX_OK);
  return db;
}

/* Somebody writes for so long that the index waits for it; and waits its turn for nobody, as
 * db_begin would. */
static struct db *write_for_long(const struct place *place) {
  struct db *db = another(place);
  assert_int_equal(db_exec(db, "insert into person (id, name) values (1, 'a')"), TX_OK);
  assert_int_equal(db_exec(db, "insert into seen values (1, 1), (101, 2)"), TX_OK);
  assert_int_equal(db_exec(db, "begin"), TX_OK);
  assert_int_equal(db_exec(db, "insert into person (id, name) values (2, 'b')"), TX_OK);
  return db;
}

static void others_write_while_an_index_is_built(void **state) {
  ON_POSTGRES(place);
  struct start later;
  struct db *slow = write_for_long(place), *quick = another(place);
  begin(&later, place);
  await(quick, NAMED("tube_rack"), 1); /* the migration itself is done */
  await(quick, HALF, 1);
  assert_int_equal(number_of(quick, VALID " and relname = 'person_name'"), 0);
  assert_int_equal(db_exec(quick, "insert into seen (at, gate) values (102, 3)"), TX_OK);
  assert_int_equal(db_exec(quick, "insert into person (id, name) values (3, 'c')"), TX_OK);
  assert_int_equal(db_exec(slow, "commit"), TX_OK);
  pthread_join(later.thread, NULL);
  assert_int_equal(later.reason, TX_OK);
  assert_int_equal(number_of(quick, VALID " and relname = 'person_name'"), 1);
  assert_int_equal(db_exec(quick, "insert into person (id, name) values (4, 'c')"), TX_CONFLICT);
  assert_int_equal(number_of(quick, "select count(*) from index_left"), 0);
  db_close(later.db);
  db_close(quick);
  db_close(slow);
}

static void an_index_of_months_is_built_in_each(void **state) {
  ON_POSTGRES(place);
  struct start later;
  struct db *db = another(place);
  assert_int_equal(db_exec(db, "insert into seen values (1, 1), (101, 2)"), TX_OK);
  begin(&later, place);
  pthread_join(later.thread, NULL);
  assert_int_equal(later.reason, TX_OK);
  assert_int_equal(number_of(db, VALID " and relname = 'seen_gate'"), 1);
  assert_int_equal(number_of(db, "select count(*) from pg_inherits where inhparent ="
                                 " 'seen_gate'::regclass"),
                   2);
  assert_int_equal(number_of(db, VALID " and relname like 'seen_gate_part_%'"), 2);
  db_close(later.db);
  db_close(db);
}

#define BUILDING "from pg_stat_activity where query like 'create%index concurrently %'"

static void an_index_whose_building_was_cut_off_is_built_by_the_next(void **state) {
  ON_POSTGRES(place);
  struct start later, next;
  struct db *slow = write_for_long(place), *quick = another(place);
  begin(&later, place);
  await(quick, HALF, 1);
  assert_true(number_of(quick, "select count(pg_terminate_backend(pid)) " BUILDING) > 0);
  pthread_join(later.thread, NULL);
  assert_int_not_equal(later.reason, TX_OK);
  assert_int_equal(db_exec(slow, "commit"), TX_OK);
  assert_int_equal(number_of(quick, VALID " and relname = 'person_name'"), 0);
  begin(&next, place);
  begin(&later, place); /* two at once: one builds */
  pthread_join(next.thread, NULL);
  pthread_join(later.thread, NULL);
  assert_int_equal(next.reason, TX_OK);
  assert_int_equal(later.reason, TX_OK);
  assert_int_equal(number_of(quick, VALID " and relname = 'person_name'"), 1);
  db_close(next.db);
  db_close(later.db);
  db_close(quick);
  db_close(slow);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    APART(others_write_while_an_index_is_built),
    APART(an_index_of_months_is_built_in_each),
    APART(an_index_whose_building_was_cut_off_is_built_by_the_next),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
