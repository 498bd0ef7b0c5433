/* SPDX-License-Identifier: Apache-2.0 */
/* S8 by feed: what restrains people beyond a feed's threshold, or without papers, waits for two. */
#include "feed_room.h"

#define PAPERS                                                                                     \
  "\"ground\":\"A3\",\"evidence\":\"XH-17\",\"decided_by\":\"区疾控\",\"confirmed_by\":\"街道\","

static const char *const numbers[] = { "990101194912310028", "99010119800307891X",
                                       "990101201906010021" };

/* A feed of everything whose threshold is so many lines. */
static char *make_city(struct room *room, int hold_above) {
  json_t *body = feed_body(ROOM_AREA_TEXT, json_pack("[s, s, s]", "health", "test", "state"));
  json_object_set_new(body, "hold_above", json_integer(hold_above));
  json_t *asked = room_get(room, "PUT /v1/feeds/city", body);
  char *token = strdup(room_text(asked, "token"));
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  json_decref(asked);
  return token;
}

static json_t *say(struct room *room, const char *token, int who, const char *id,
                   const char *members) {
  char line[512];
  snprintf(line, sizeof line, "{\"id_number\":\"%s\",\"id\":\"%s\",\"observed_at\":%lld,%s}\n",
           numbers[who], id, (long long)room->now_s - 3600, members);
  json_t *receipt = feed_send(room, "city", token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", room->problem.en);
  return receipt;
}

#define RED PAPERS "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\""

static void expect(json_t *receipt, int taken, int held) {
  ASSERT_COUNTS(receipt, taken, 0, held, 0, 0);
  json_decref(receipt);
}

static void a_colour_without_its_papers_is_held_and_with_them_counts(void **state) {
  static const char *const lacking[] = {
    "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\"",
    "\"evidence\":\"XH-17\",\"decided_by\":\"a\",\"confirmed_by\":\"b\","
    "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\"",
    "\"ground\":\"A3\",\"evidence\":\"XH-17\",\"decided_by\":\"a\",\"confirmed_by\":\"a\","
    "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\"",
    "\"field\":\"state\",\"value\":\"away\",\"valid_until\":\"2022-01-08\"",
    "\"field\":\"test\",\"value\":\"positive\"",
  };
  struct room *room = *state;
  char id[8];
  HOST_FREE char *token = make_city(room, 20);
  for (size_t i = 0; i < COUNT(lacking); i++) {
    snprintf(id, sizeof id, "r%zu", i);
    expect(say(room, token, 1, id, lacking[i]), 0, 1);
  }
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
  expect(say(room, token, 1, "r9", RED), 1, 0);
  expect(say(room, token, 1, "t9", "\"evidence\":\"L9\",\"field\":\"test\",\"value\":\"positive\""),
         1, 0);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
  assert_int_equal(record_of(room).test, TX_TEST_POSITIVE);
}

static void beyond_the_threshold_all_that_worsens_is_held_for_a_day(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_city(room, 2);
  expect(say(room, token, 0, "a", RED), 1, 0);
  expect(say(room, token, 2, "b", RED), 1, 0);
  expect(say(room, token, 1, "c", RED), 0, 1);
  expect(say(room, token, 1, "d", "\"field\":\"test\",\"value\":\"negative\""), 1, 0);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
  json_t *again = say(room, token, 0, "a", "\"field\":\"health\",\"value\":\"green\"");
  ASSERT_COUNTS(again, 0, 0, 0, 0, 1); /* other content under that id */
  json_decref(again);
  room->now_s += 86400;
  expect(say(room, token, 1, "e", RED), 1, 0);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
}

static void the_lines_of_one_body_are_held_as_one_request_that_two_decide(void **state) {
  struct room *room = *state;
  char body[1200] = "";
  HOST_FREE char *token = make_city(room, 1);
  for (int who = 0; who < 3; who++)
    sprintf(body + strlen(body), "{\"id_number\":\"%s\",\"observed_at\":%lld," RED "}\n",
            numbers[who], (long long)room->now_s - 3600);
  json_t *receipt = feed_send(room, "city", token, NULL, tx_span_text(body));
  ASSERT_COUNTS(receipt, 1, 0, 2, 0, 0);
  assert_int_equal(json_array_size(json_object_get(receipt, "requests")), 1);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
  json_t *list = room_get(room, "GET /v1/requests", NULL);
  const json_t *request = json_array_get(json_object_get(list, "requests"), 0);
  assert_string_equal(room_text(request, "act"), "held");
  assert_string_equal(room_text(request, "asked_by"), "feed:city");
  assert_int_equal(room_int(json_object_get(request, "held"), "lines"), 2);
  json_t *asked = json_pack("{s:O}", "request", request);
  assert_int_equal(feed_decide(room, asked, "office", REQUEST_SECOND), TX_NOT_ALLOWED);
  assert_int_equal(feed_decide(room, asked, "health", REQUEST_SECOND), TX_NOT_ALLOWED);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  room_settle(room);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
  json_decref(asked);
  json_decref(list);
  json_decref(receipt);
}

static void a_release_by_the_feed_ends_its_own_and_of_all_where_its_row_says_so(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_city(room, 20);
  room_feed(room, 1, "health", "yellow", "2022-01-08"); /* another source's */
  expect(say(room, token, 1, "a", RED), 1, 0);
  expect(say(room, token, 1, "b", "\"act\":\"release\",\"field\":\"health\""), 1, 0);
  assert_int_equal(record_of(room).health, TX_HEALTH_YELLOW);
  room_sql(room, "update feed set release_all = 1");
  expect(say(room, token, 1, "c", "\"act\":\"release\",\"field\":\"health\""), 1, 0);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_colour_without_its_papers_is_held_and_with_them_counts),
    WITH_BODIES(beyond_the_threshold_all_that_worsens_is_held_for_a_day),
    WITH_BODIES(the_lines_of_one_body_are_held_as_one_request_that_two_decide),
    WITH_BODIES(a_release_by_the_feed_ends_its_own_and_of_all_where_its_row_says_so),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
