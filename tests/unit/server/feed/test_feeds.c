/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds are made, and given other rights or another token, by two people of two bodies. */
#include "feed_room.h"

#define TEST_AND_SWAB json_pack("[s, s]", "test", "swab")

static void a_feed_is_made_by_two_people_of_two_bodies(void **state) {
  struct room *room = *state;
  json_t *asked = room_get(room, "PUT /v1/feeds/lab-7", feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB));
  assert_int_equal(strlen(room_text(asked, "token")), FEED_TOKEN_SIZE - 1);
  assert_int_equal(feed_of(room, "lab-7").made_at, 0);
  assert_int_equal(feed_decide(room, asked, "office", REQUEST_SECOND), TX_NOT_ALLOWED);
  assert_int_equal(feed_decide(room, asked, "health", REQUEST_SECOND), TX_NOT_ALLOWED);
  assert_int_equal(feed_decide(room, asked, "keeper", REQUEST_SECOND), TX_NOT_ALLOWED);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  struct feed_row feed = feed_of(room, "lab-7");
  assert_int_equal(feed.fields, 1u << STATEMENT_TEST | 1u << STATEMENT_SWAB);
  assert_int_equal(feed.hold_above, FEED_HOLD_ABOVE);
  assert_int_equal(feed.token_until, room->now_s + FEED_TOKEN_LIFE_S);
  json_decref(asked);
}

static void what_it_may_speak_of_widens_by_two_and_its_token_stays(void **state) {
  struct room *room = *state;
  free(feed_make(room, "lab-7", ROOM_AREA_TEXT, TEST_AND_SWAB));
  struct feed_row before = feed_of(room, "lab-7");
  room->now_s += 60;
  json_t *asked =
      room_get(room, "PUT /v1/feeds/lab-7", feed_body(ROOM_AREA_TEXT, json_pack("[s]", "health")));
  assert_null(json_object_get(asked, "token"));
  assert_int_equal(feed_of(room, "lab-7").fields, before.fields);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_REFUSE), TX_OK);
  assert_int_equal(feed_of(room, "lab-7").fields, before.fields);
  json_decref(asked);
  asked =
      room_get(room, "PUT /v1/feeds/lab-7", feed_body(ROOM_AREA_TEXT, json_pack("[s]", "health")));
  assert_int_equal(feed_decide(room, asked, "chief", REQUEST_SECOND), TX_OK);
  json_decref(asked);
  struct feed_row after = feed_of(room, "lab-7");
  assert_int_equal(after.fields, 1u << STATEMENT_HEALTH);
  assert_memory_equal(after.token, before.token, TX_HASH_SIZE);
  assert_int_equal(after.token_until, before.token_until);
}

static void a_token_is_another_once_two_have_said_so(void **state) {
  struct room *room = *state;
  free(feed_make(room, "lab-7", ROOM_AREA_TEXT, TEST_AND_SWAB));
  struct feed_row before = feed_of(room, "lab-7");
  room->now_s += 60;
  json_t *asked = room_get(room, "POST /v1/feeds/lab-7/tokens", NULL);
  const char *token = room_text(asked, "token");
  assert_true(feed_token_ours(room->server, "lab-7", token));
  assert_false(feed_token_ours(room->server, "lab-8", token));
  assert_memory_equal(feed_of(room, "lab-7").token, before.token, TX_HASH_SIZE);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  assert_memory_not_equal(feed_of(room, "lab-7").token, before.token, TX_HASH_SIZE);
  assert_int_equal(feed_of(room, "lab-7").token_until, room->now_s + FEED_TOKEN_LIFE_S);
  json_decref(asked);
}

/* What was seen is what is done. */
static void of_two_changes_asked_for_the_second_to_be_done_is_refused(void **state) {
  struct room *room = *state;
  json_t *first = room_get(room, "PUT /v1/feeds/lab-7", feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB));
  json_t *second =
      room_get(room, "PUT /v1/feeds/lab-7", feed_body(ROOM_AREA_TEXT, json_pack("[s]", "health")));
  assert_int_equal(feed_decide(room, first, "street", REQUEST_SECOND), TX_OK);
  assert_int_equal(feed_decide(room, second, "street", REQUEST_SECOND), TX_CONFLICT);
  assert_int_equal(feed_of(room, "lab-7").fields, 1u << STATEMENT_TEST | 1u << STATEMENT_SWAB);
  json_decref(first);
  json_decref(second);
}

static void one_person_ends_a_feed(void **state) {
  struct room *room = *state;
  free(feed_make(room, "lab-7", ROOM_AREA_TEXT, TEST_AND_SWAB));
  room_do(room, "DELETE /v1/feeds/lab-7", NULL);
  json_t *list = room_get(room, "GET /v1/feeds", NULL);
  const json_t *feed = json_array_get(json_object_get(list, "feeds"), 0);
  assert_int_equal(room_int(feed, "ended_at"), room->now_s);
  json_decref(list);
  assert_null(room_ask(room, "DELETE /v1/feeds/lab-7", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  assert_null(room_ask(room, "POST /v1/feeds/lab-7/tokens", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

static void what_cannot_be_a_feed_is_refused_in_words(void **state) {
  struct room *room = *state;
  const struct {
    const char *what;
    json_t *body;
  } wrong[] = {
    { "PUT /v1/feeds/Lab", feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB) },
    { "PUT /v1/feeds/a-name-of-a-feed-that-goes-on-and-on-and-on",
      feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB) },
    { "PUT /v1/feeds/lab", feed_body(ROOM_AREA_TEXT, json_array()) },
    { "PUT /v1/feeds/lab", feed_body(ROOM_AREA_TEXT, json_pack("[s]", "weather")) },
    { "PUT /v1/feeds/lab", feed_body("61", TEST_AND_SWAB) },
    { "PUT /v1/feeds/lab", feed_body("610200000000", TEST_AND_SWAB) },
    { "PUT /v1/feeds/lab", json_pack("{s:s, s:o}", "body", "nobodys", "fields", TEST_AND_SWAB) },
    { "PUT /v1/feeds/lab", json_pack("{s:s, s:o, s:i}", "body", "health", "fields", TEST_AND_SWAB,
                                     "hold_above", 1000000) },
  };
  for (size_t i = 0; i < COUNT(wrong); i++) {
    assert_null(room_ask(room, wrong[i].what, wrong[i].body));
    assert_true(*room->problem.zh && *room->problem.en);
    assert_true(room->problem.reason == TX_BAD_ARGUMENT || room->problem.reason == TX_NOT_FOUND ||
                room->problem.reason == TX_NOT_ALLOWED);
  }
  json_t *list = room_get(room, "GET /v1/requests?all=1", NULL);
  assert_int_equal(json_array_size(json_object_get(list, "requests")), 0);
  json_decref(list);
}

static void no_door_to_a_feed_goes_around_two(void **state) {
  struct room *room = *state;
  const struct feed_wish wish = {
    .feed = { .source = "lab-7", .body = "health", .area = ROOM_AREA, .fields = 1 }
  };
  struct request request = room_request(room);
  assert_int_equal(feed_set(&request, &wish, NULL), TX_NOT_ALLOWED);
  request_end(room->server, &request);
  assert_int_equal(feed_of(room, "lab-7").fields, 0);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_feed_is_made_by_two_people_of_two_bodies),
    WITH_BODIES(what_it_may_speak_of_widens_by_two_and_its_token_stays),
    WITH_BODIES(a_token_is_another_once_two_have_said_so),
    WITH_BODIES(of_two_changes_asked_for_the_second_to_be_done_is_refused),
    WITH_BODIES(one_person_ends_a_feed),
    WITH_BODIES(what_cannot_be_a_feed_is_refused_in_words),
    WITH_BODIES(no_door_to_a_feed_goes_around_two),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
