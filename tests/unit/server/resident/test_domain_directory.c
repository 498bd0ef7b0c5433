/* SPDX-License-Identifier: Apache-2.0 */
/* Whom an import added comes into the directory by its key, before anybody sees the import. */
#include "server_room.h"

#include "domain/import/roster_import.h"
#include "domain/resident/identities.h"
#include "store/resident/residents.h"

#define PEOPLE 600

static void people_come_by_the_first_byte_of_their_hashes_each_once(void **state) {
  (void)state;
  struct identities kept = { 0 };
  bool met[PEOPLE] = { false };
  int before = -1, n = 0;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    const uint8_t hash[TX_HASH_SIZE] = { (uint8_t)(i * 151), (uint8_t)i };
    assert_true(identities_add(&kept, hash, i));
  }
  for (const struct identity *one; (one = identities_next(&kept)); n++) {
    assert_true(one->id_hash[0] >= before && !met[one->index]);
    assert_int_equal(one->id_hash[0], (uint8_t)(one->index * 151));
    before = one->id_hash[0];
    met[one->index] = true;
  }
  assert_int_equal(n, PEOPLE);
  assert_null(identities_next(&kept));
  identities_finish(&kept);
}

static char *write_roster(void) {
  char *csv = calloc(PEOPLE + 1, 64);
  assert_non_null(csv);
  char *at = csv + sprintf(csv, "姓名,证件类型,证件号码,楼栋,房号\n");
  for (int i = 0; i < PEOPLE; i++)
    at += sprintf(at, "李四,护照,E%08d,3-2,101\n", i);
  return csv;
}

static int64_t count(struct room *room, const char *sql) {
  struct request request = room_request(room);
  int64_t n = -1;
  {
    DB_ROWS rows = db_select(request.db, sql, DB_NONE);
    if (db_next(&rows)) n = db_column_int(&rows, 0);
  }
  request_end(room->server, &request);
  return n;
}

static struct roster_import *begin(struct room *room, const char *csv) {
  struct roster_import *import = NULL;
  struct request request = room_request(room);
  enum tx_reason reason = roster_import_open(room->server, &request, ROOM_AREA, tx_span_text(csv),
                                             NULL, &import, &room->problem);
  request_end(room->server, &request);
  if (reason != TX_OK) fail_msg("%s", room->problem.en);
  return import;
}

static bool step(struct room *room, struct roster_import *import) {
  bool done = false;
  struct request request = request_begin_slice(room->server, room->now_s, "test");
  enum tx_reason reason = roster_import_step(import, &request, &done, &room->problem);
  request_end(room->server, &request);
  if (reason != TX_OK) fail_msg("%s", room->problem.en);
  return done;
}

#define DIRECTORY "select count(*) from directory"
#define WRONG                                                                                      \
  "select count(*) from resident r left join directory d on d.id_hash = r.id_hash"                 \
  " and d.area = r.area where d.idx is null or d.idx <> r.idx"

static void an_import_that_is_seen_is_found_by_identity_to_the_last_row(void **state) {
  struct room *room = *state;
  char *csv = write_roster();
  struct roster_import *import = begin(room, csv);
  while (!step(room, import))
    if (count(room, "select count(*) from resident_now"))
      assert_int_equal(count(room, DIRECTORY), PEOPLE); /* all at once */
  assert_int_equal(count(room, "select count(*) from resident_now"), PEOPLE);
  assert_int_equal(count(room, DIRECTORY), PEOPLE);
  assert_int_equal(count(room, WRONG), 0);
  roster_import_close(import);
  free(csv);
}

/* Left half way, wherever it stood: neither a row nor its place in the directory stays. */
static void an_import_left_at_any_step_leaves_nobody_in_the_directory(void **state) {
  struct room *room = *state;
  char *csv = write_roster();
  for (int steps = 1; count(room, "select count(*) from resident_now") == 0; steps++) {
    struct roster_import *import = begin(room, csv);
    bool done = false;
    for (int i = 0; i < steps && !done; i++)
      done = step(room, import);
    roster_import_close(import);
    room_settle(room);
    if (count(room, "select count(*) from resident_now")) break;
    assert_int_equal(count(room, "select count(*) from resident"), 0);
    assert_int_equal(count(room, DIRECTORY), 0);
  }
  assert_int_equal(count(room, WRONG), 0);
  free(csv);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(people_come_by_the_first_byte_of_their_hashes_each_once),
    IN_A_ROOM(an_import_that_is_seen_is_found_by_identity_to_the_last_row),
    IN_A_ROOM(an_import_left_at_any_step_leaves_nobody_in_the_directory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
