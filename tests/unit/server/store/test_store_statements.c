/* SPDX-License-Identifier: Apache-2.0 */
/* Statements at rest: one a number of its source, and what a database from before keeps. */
#include "server_room.h"

#include "domain/resident/fold.h"
#include "store/core/migrations.h"
#include "store/feed/statements.h"

static enum tx_reason add(struct db *db, uint8_t subject, int64_t content, bool *added) {
  const uint8_t hash[TX_HASH_SIZE] = { subject };
  const struct statement_row row = {
    .field = 2, .value = 1, .source = "lab", .id = "L7-1", .observed_at = 100, .content = content
  };
  return statements_add(db, ROOM_AREA, hash, &row, (struct tx_span){ 0 }, 200, added);
}

static void a_number_of_a_source_stands_for_one_statement(void **state) {
  struct request request = room_request(*state);
  bool added = false;
  assert_int_equal(add(request.db, 1, 7, &added), TX_OK);
  assert_true(added);
  assert_int_equal(add(request.db, 1, 7, &added), TX_OK);
  assert_false(added);
  assert_int_equal(add(request.db, 1, 9, &added), TX_CONFLICT);
  assert_int_equal(add(request.db, 2, 9, &added), TX_CONFLICT); /* of somebody else */
  request_end(((struct room *)*state)->server, &request);
}

/* --- from before ------------------------------------------------------------------------------ */

#define SINCE 1640000000

static struct db *open_schema(const char *path, size_t versions) {
  struct db *db = NULL;
  const struct db_schema schema = { store_schema.migrations, versions };
  assert_int_equal(db_open(&db_sqlite, path, &schema, &db), TX_OK);
  return db;
}

static uint32_t record_of(struct db *db, int64_t now_s) {
  const uint8_t subject[TX_HASH_SIZE] = { 0 };
  struct statement_row said[8];
  size_t count = 0;
  DB_ROWS rows = statements_of(db, ROOM_AREA, subject);
  while (count < COUNT(said) && db_next(&rows))
    statements_read(&rows, &said[count++]);
  assert_int_equal(rows.end, TX_OK);
  return fold_record(TX_STATE_ACTIVE, 0, said, count, now_s);
}

/* The last schema in which a newer word took the place of an older one. */
static size_t versions_before(void) {
  for (size_t i = 0; i < store_schema.count; i++)
    if (strstr(store_schema.migrations[i], "statement_id on statement")) return i;
  fail_msg("no migration gives statements an id");
  return 0;
}

/* What of it counted, counts; what a newer word had taken the place of does not come back. */
static void a_database_from_before_turns_nobody_red_who_was_green(void **state) {
  struct room *room = *state;
  HOST_FREE char *path = host_path(room->folder, "before.db");
  struct db *db = open_schema(path, versions_before());
  assert_int_equal(
      db_exec(db, "insert into statement (area, subject, field, source, value, observed_at,"
                  " valid_until, received_at) values"
                  " (610113001001, zeroblob(32), 0, 'city', 3, 1640000000, 0, 1),"
                  " (610113001001, zeroblob(32), 0, 'city', 1, 1640000100, 0, 1),"
                  " (610113001001, zeroblob(32), 1, 'telecom', 3, 1640000000, 0, 1),"
                  " (610113001001, zeroblob(32), 3, 'cdc', 3, 1640000000, 0, 1),"
                  " (610113001001, zeroblob(32), 3, 'cdc', 1, 1640000100, 0, 1),"
                  " (610113001001, zeroblob(32), 2, 'lab', 3, 1640000000, 0, 1)"),
      TX_OK);
  db_close(db);
  db = open_schema(path, store_schema.count);
  struct tx_record record = tx_record_unpack(record_of(db, SINCE + 3600));
  assert_int_equal(record.health, TX_HEALTH_GREEN);
  assert_int_equal(record.travel, TX_TRAVEL_RISK);
  assert_int_equal(record.test, TX_TEST_POSITIVE);
  assert_int_equal(record.state, TX_STATE_HOME_ISOLATION); /* as a positive is from now on */
  assert_int_equal(tx_record_unpack(record_of(db, SINCE + 15 * 86400)).travel, TX_TRAVEL_UNKNOWN);
  db_close(db);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_number_of_a_source_stands_for_one_statement),
    IN_A_ROOM(a_database_from_before_turns_nobody_red_who_was_green),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
