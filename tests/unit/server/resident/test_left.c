/* SPDX-License-Identifier: Apache-2.0 */
/* S12: who left is forgotten 28 days after their last pass ended; the clock is moved. */
#include "server_room.h"

#include "domain/privacy/retention.h"

#define DAY INT64_C(86400)
#define PERSON "/v1/residents/" ROOM_AREA_TEXT "/1"

static void forget_at(struct room *room, int64_t now_s) {
  room->now_s = now_s;
  assert_int_equal(retention_run(room->server, now_s), TX_OK);
  assert_int_equal(retention_run_statements(room->server, now_s), TX_OK);
}

static bool is_there(struct room *room) {
  return room_count(room, "select count(*) from resident where idx = 1") == 1;
}

/* Issues to person 1; when that pass ends. */
static int64_t issue(struct room *room) {
  json_t *out = room_get(room, "POST " PERSON "/passes", json_object());
  const json_t *one = json_array_get(json_object_get(out, "passes"), 0);
  const struct tx_pass pass = room_read_pass(room, room_text(one, "text"));
  json_decref(out);
  return pass.exp;
}

static void asks_well(struct room *room, const char *what) {
  json_t *out = room_ask(room, what, NULL);
  if (!out) fail_msg("%s: %s", what, room->problem.en);
  json_decref(out);
}

static void who_was_revoked_is_forgotten_28_days_after_their_last_pass_ended(void **state) {
  struct room *room = *state;
  int64_t end = issue(room);
  room_set_state(room, 1, "revoked");
  forget_at(room, end + 28 * DAY);
  assert_true(is_there(room));
  int64_t before = room_count(room, "select changed from area");
  forget_at(room, end + 28 * DAY + 1);
  assert_false(is_there(room));
  assert_int_equal(room_count(room, "select count(*) from directory"), 2);
  assert_int_equal(room_count(room, "select count(*) from resident"), 2);
  assert_true(room_count(room, "select changed from area") > before); /* the next list knows it */
}

static void whoever_lives_there_stays_without_any_pass(void **state) {
  struct room *room = *state;
  forget_at(room, ROOM_NOW + 3650 * DAY);
  assert_int_equal(room_count(room, "select count(*) from resident"), 3);
}

static void who_had_no_pass_is_forgotten_28_days_after_they_were_revoked(void **state) {
  struct room *room = *state;
  room_set_state(room, 1, "revoked");
  forget_at(room, ROOM_NOW + 28 * DAY);
  assert_true(is_there(room));
  forget_at(room, ROOM_NOW + 28 * DAY + 1);
  assert_false(is_there(room));
}

static void while_an_appeal_is_open_nobody_is_forgotten(void **state) {
  struct room *room = *state;
  room_set_state(room, 1, "revoked");
  room_do(room, "POST /v1/appeals",
          json_pack("{s:s, s:i, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "index", 1, "field",
                    "state", "way", "paper", "words", "I live here"));
  forget_at(room, ROOM_NOW + 100 * DAY);
  assert_true(is_there(room));
  room_sql(room, "update appeal set state = 1");
  forget_at(room, ROOM_NOW + 100 * DAY);
  assert_false(is_there(room));
}

static void who_has_a_pass_again_stays(void **state) {
  struct room *room = *state;
  int64_t end = issue(room);
  room_set_state(room, 1, "revoked");
  room_do(room, "POST " PERSON "/passes", json_pack("{s:b}", "reissue", 1));
  forget_at(room, end + 400 * DAY);
  assert_true(is_there(room));
}

static void what_was_decided_about_who_left_is_still_read(void **state) {
  struct room *room = *state;
  issue(room);
  room_set_state(room, 1, "revoked");
  room_do(room, "POST /v1/appeals",
          json_pack("{s:s, s:i, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "index", 1, "field",
                    "state", "way", "paper", "words", "I live here"));
  room_sql(room, "update appeal set state = 1");
  room_sql(room, "update issue set exp = 1");
  forget_at(room, ROOM_NOW + 29 * DAY);
  assert_false(is_there(room));
  asks_well(room, "GET /v1/requests?all=1");
  asks_well(room, "GET /v1/appeals?all=1");
  asks_well(room, "GET /v1/passes");
  asks_well(room, "GET /v1/audit?index=1");
}

static void their_index_is_a_visitors_with_another_generation_and_they_may_come_back(void **state) {
  struct room *room = *state;
  room_set_state(room, 1, "revoked");
  int64_t generation = room_count(room, "select generation from resident where idx = 1");
  forget_at(room, ROOM_NOW + 29 * DAY);
  json_t *out = room_get(room, "POST /v1/residents",
                         json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "name",
                                   "张三", "id_type", "居民身份证", "id_number",
                                   "99010119800307891X", "unit", "3-2", "room", "102"));
  assert_int_equal(room_int(out, "index"), 3);
  json_decref(out);
  room_do(room, "POST /v1/visitors",
          json_pack("{s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "role", "courier", "name", "李四"));
  assert_int_equal(room_count(room, "select generation from resident where idx = 1"),
                   (generation + 1) % 8);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(who_was_revoked_is_forgotten_28_days_after_their_last_pass_ended),
    WITH_PEOPLE(whoever_lives_there_stays_without_any_pass),
    WITH_PEOPLE(who_had_no_pass_is_forgotten_28_days_after_they_were_revoked),
    WITH_PEOPLE(while_an_appeal_is_open_nobody_is_forgotten),
    WITH_PEOPLE(who_has_a_pass_again_stays),
    WITH_PEOPLE(what_was_decided_about_who_left_is_still_read),
    WITH_PEOPLE(their_index_is_a_visitors_with_another_generation_and_they_may_come_back),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
