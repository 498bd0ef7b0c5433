/* SPDX-License-Identifier: Apache-2.0 */
/* What a swab and a result of a tube are taken by, and how long they live. */
#include "lab_room.h"

static void what_was_shown_is_checked_again(void **state) {
  struct lab *lab = *state;
  struct tx_pass pass = pass_of(lab->room, 1);
  show(lab, &pass, FORGE_GATE, 1, TUBE, SWABBED);             /* signed by no issuer */
  show(lab, &pass, FORGE_ISSUE, 2, TUBE, SWABBED);            /* another's */
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, SWABBED - DAY * 40); /* before it was issued */
  pass.exp = SWABBED - 1;
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, SWABBED); /* over */
  settle(lab);
  assert_int_equal(room_count(lab->room, "select count(*) from swab where state = 3"), 4);
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 0, 0, 1, 0);
  for (uint32_t index = 1; index <= 2; index++)
    assert_int_equal(record_at(lab, index).test, TX_TEST_NONE);
}

static void the_list_of_that_time_says_who_was_superseded(void **state) {
  struct lab *lab = *state;
  size_t count = 0;
  struct tx_pass pass = pass_of(lab->room, 1);
  struct tx_record record = tx_record_unpack(pass.record);
  record.generation = 5;
  pass.record = tx_record_pack(&record);
  lab->room->now_s += 10;
  assert_int_equal(publish_due(lab->room->server, lab->room->now_s, &count, &lab->room->problem),
                   TX_OK);
  assert_true(count > 0);
  lab->room->now_s += 60;
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, ROOM_NOW + 30);
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, SWABBED); /* when there was no list */
  swab_at(lab, 2, TUBE, ROOM_NOW + 30);
  settle(lab);
  assert_int_equal(room_count(lab->room, "select count(*) from swab where state = 3"), 1);
  assert_int_equal(room_count(lab->room, "select count(*) from swab where state = 1"), 2);
}

static void only_a_sampling_point_fills_tubes(void **state) {
  struct lab *lab = *state;
  room_sql(lab->room, "update gate set kind = 0");
  swab(lab, 1);
  settle(lab);
  assert_false(record_at(lab, 1).pending);
}

static void a_tube_holds_twenty(void **state) {
  struct lab *lab = *state;
  for (int i = 0; i < 21; i++)
    swab(lab, 1);
  settle(lab);
  assert_int_equal(room_count(lab->room, "select count(*) from swab where state = 1"), 20);
  assert_int_equal(room_count(lab->room, "select count(*) from swab where state = 3"), 1);
}

static void without_the_sealing_key_swabs_wait_for_it(void **state) {
  struct lab *lab = *state;
  struct host_problem problem = { 0 };
  bool changed = false;
  HOST_FREE char *path =
      host_path(lab->room->folder, "keys/%s.key", forge_key_name(FORGE_STRANGER));
  assert_int_equal(remove(path), 0);
  struct request request = room_request(lab->room);
  assert_int_equal(signing_refresh(lab->room->server, &request, &changed, &problem), TX_OK);
  request_end(lab->room->server, &request);
  swab(lab, 1);
  settle(lab);
  assert_false(record_at(lab, 1).pending);
  json_t *status = room_get(lab->room, "GET /v1/status", NULL);
  assert_int_equal(room_int(status, "swabs"), 1);
  json_decref(status);
  room_write_key(lab->room, FORGE_STRANGER);
  request = room_request(lab->room);
  assert_int_equal(signing_refresh(lab->room->server, &request, &changed, &problem), TX_OK);
  request_end(lab->room->server, &request);
  settle(lab);
  assert_true(record_at(lab, 1).pending);
}

static void a_barcode_that_comes_round_again_is_another_tube(void **state) {
  struct lab *lab = *state;
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 0, 1, 0);
  lab->room->now_s += 5 * DAY;
  swab_at(lab, 1, TUBE, ROOM_NOW + 5 * DAY - 60);
  settle(lab);
  assert_true(record_at(lab, 1).pending);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
}

static void a_feed_speaks_of_the_tubes_of_its_area_alone(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  room_sql(lab->room, "update feed set area = 610113001002");
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 0, 0, 1, 0);
  swab(lab, 2);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
}

static void beyond_the_threshold_a_positive_tube_waits_for_a_second_person(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  room_sql(lab->room, "update feed set hold_above = 0, hold_share = 0");
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 1, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  json_t *list = room_get(lab->room, "GET /v1/requests", NULL);
  json_t *asked =
      json_pack("{s:O}", "request", json_array_get(json_object_get(list, "requests"), 0));
  assert_int_equal(feed_decide(lab->room, asked, "street", REQUEST_SECOND), TX_OK);
  room_settle(lab->room);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_MIXED_POSITIVE);
  json_decref(asked);
  json_decref(list);
}

/* What may not be said of a tube, and the member that the error names. */
static const struct {
  const char *line, *member;
} wrong[] = {
  { "{\"tube\":\"T-1\",\"id\":\"a\",\"field\":\"test\"," NEGATIVE, "tube" },
  { "{\"tube\":\"T 0001\",\"id\":\"a\",\"field\":\"test\"," NEGATIVE, "tube" },
  { "{\"tube\":\"T-0001\",\"id_number\":\"99010119800307891X\",\"id\":\"a\",\"field\":\"test\","
    "" NEGATIVE,
    "tube" },
  { "{\"tube\":\"T-0001\",\"field\":\"test\"," NEGATIVE, "id" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"test\",\"method\":\"single\"," NEGATIVE,
    "method" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"test\",\"method\":\"antigen\"," POSITIVE,
    "method" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"test\",\"act\":\"release\"", "act" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"swab\",\"value\":\"pending\"", "field" },
};

static void what_may_not_be_said_of_a_tube_is_refused(void **state) {
  struct lab *lab = *state;
  for (size_t i = 0; i < COUNT(wrong); i++) {
    char line[400];
    snprintf(line, sizeof line, "%s,\"observed_at\":%lld}\n", wrong[i].line, (long long)SWABBED);
    json_t *receipt = send_line(lab, line);
    const json_t *error = json_array_get(json_object_get(receipt, "errors"), 0);
    ASSERT_ROW(error && strcmp(room_text(error, "member"), wrong[i].member) == 0, wrong[i].line);
    json_decref(receipt);
  }
}

static void a_file_reaches_who_is_in_the_tube_by_then(void **state) {
  struct lab *lab = *state;
  char csv[400];
  swab(lab, 1);
  swab(lab, 2);
  settle(lab);
  snprintf(csv, sizeof csv,
           "tube,id,field,value,source,observed_at\n%s,t1,test,negative,hospital,%lld\n"
           "XA-20220101-0009,t2,test,negative,hospital,%lld\n",
           TUBE, (long long)SWABBED, (long long)SWABBED);
  json_t *out = room_send(lab->room, "POST /v1/feeds", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", lab->room->problem.en);
  assert_int_equal(room_int(out, "unknown"), 1);
  assert_int_equal(room_int(out, "refused"), 0);
  json_decref(out);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
}

static void all_of_it_is_gone_after_28_days(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  assert_int_equal(retention_run(lab->room->server, ROOM_NOW + 27 * DAY), TX_OK);
  assert_int_equal(room_count(lab->room, "select count(*) from swab"), 1);
  assert_int_equal(room_count(lab->room, "select count(*) from tube_result"), 1);
  assert_int_equal(retention_run(lab->room->server, ROOM_NOW + 28 * DAY + 1), TX_OK);
  assert_int_equal(room_count(lab->room, "select count(*) from swab"), 0);
  assert_int_equal(room_count(lab->room, "select count(*) from tube_result"), 0);
}

static void no_barcode_and_no_result_can_be_read_in_the_database(void **state) {
  static const char *const words[] = { TUBE, "t1-secret", "R-t1" };
  struct lab *lab = *state;
  struct room *room = lab->room;
  if (room->database) skip(); /* the dump is a file's */
  swab(lab, 1);
  settle(lab);
  json_decref(say(lab, TUBE, "t1-secret", POSITIVE));
  room_sql(room, "pragma wal_checkpoint(truncate)");
  HOST_FREE char *path = host_path(room->data, "office.db");
  HOST_BYTES bytes = { 0 };
  assert_int_equal(host_file_read(path, 64u << 20, &bytes), TX_OK);
  for (size_t i = 0; i < COUNT(words); i++)
    ASSERT_ROW(!memmem(bytes.p, bytes.n, words[i], strlen(words[i])), words[i]);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_LAB(what_was_shown_is_checked_again),
    IN_A_LAB(the_list_of_that_time_says_who_was_superseded),
    IN_A_LAB(only_a_sampling_point_fills_tubes),
    IN_A_LAB(a_tube_holds_twenty),
    IN_A_LAB(without_the_sealing_key_swabs_wait_for_it),
    IN_A_LAB(a_barcode_that_comes_round_again_is_another_tube),
    IN_A_LAB(a_feed_speaks_of_the_tubes_of_its_area_alone),
    IN_A_LAB(beyond_the_threshold_a_positive_tube_waits_for_a_second_person),
    IN_A_LAB(what_may_not_be_said_of_a_tube_is_refused),
    IN_A_LAB(a_file_reaches_who_is_in_the_tube_by_then),
    IN_A_LAB(all_of_it_is_gone_after_28_days),
    IN_A_LAB(no_barcode_and_no_result_can_be_read_in_the_database),
  };
  return cmocka_run_group_tests(promises, lab_set_up, lab_tear_down);
}
