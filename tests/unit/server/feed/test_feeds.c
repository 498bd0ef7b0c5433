/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds are made, and given other rights or another token, by two people of two bodies. */
#include "feed_room.h"

#include "domain/feed/sign_in.h"
#include "domain/gate/login.h"

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

/* --- by its key ------------------------------------------------------------------------------- */

#define ORIGIN "http://127.0.0.1:8080"

static const char *const origins[] = { ORIGIN, NULL };

static json_t *keyed_body(const struct room *room, enum forge_key key) {
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  const struct tx_signer *signer = room->forge.keys[key];
  json_t *body = feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB);
  host_base64(tx_span_of(signer->spki, signer->spki_len), base64);
  json_object_set_new(body, "key", json_string(base64));
  return body;
}

static void make_keyed(struct room *room, const char *source, enum forge_key key) {
  char what[80];
  snprintf(what, sizeof what, "PUT /v1/feeds/%s", source);
  room->server->origins = origins;
  json_t *asked = room_get(room, what, keyed_body(room, key));
  assert_null(json_object_get(asked, "token"));
  const json_t *feed = json_object_get(json_object_get(asked, "request"), "feed");
  assert_int_equal(strlen(room_text(feed, "key")), 32); /* what the second compares */
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  json_decref(asked);
}

struct attempt {
  const char *who, *audience;
  enum forge_key signer;
  uint8_t nonce[TX_NONCE_SIZE];
};

static struct attempt good_attempt(struct room *room) {
  struct attempt attempt = { "lab-7", ORIGIN, FORGE_GATE, { 0 } };
  assert_int_equal(login_nonce(room->server, room->now_s, attempt.nonce), TX_OK);
  return attempt;
}

/* The token; NULL with room->problem. The caller frees it. */
static char *try_to_sign_in(struct room *room, const struct attempt *attempt) {
  uint8_t bytes[TX_LOGIN_MAX];
  size_t n = 0;
  struct tx_login login = { .who = tx_span_text(attempt->who),
                            .audience = tx_span_text(attempt->audience),
                            .iat = room->now_s };
  memcpy(login.nonce, attempt->nonce, TX_NONCE_SIZE);
  assert_int_equal(
      tx_login_sign(&login, room->forge.keys[attempt->signer], bytes, sizeof bytes, &n), TX_OK);
  json_t *out = room_send(room, "POST /v1/feeds/token", "application/cose", tx_span_of(bytes, n));
  char *token = out ? strdup(room_text(out, "token")) : NULL;
  json_decref(out);
  return token;
}

static char *sign_in(struct room *room) {
  const struct attempt attempt = good_attempt(room);
  char *token = try_to_sign_in(room, &attempt);
  if (!token) fail_msg("%s", room->problem.en);
  return token;
}

static bool is_taken(struct room *room, const char *source, const char *token) {
  json_t *receipt = feed_send(room, source, token, NULL, tx_span_text("{}\n"));
  const bool taken = receipt;
  json_decref(receipt);
  return taken;
}

static void a_feed_signs_in_by_its_key_for_an_hour(void **state) {
  struct room *room = *state;
  make_keyed(room, "lab-7", FORGE_GATE);
  char *token = sign_in(room), *other = sign_in(room);
  assert_true(is_taken(room, "lab-7", token));
  assert_true(is_taken(room, "lab-7", other));
  room->now_s += FEED_PASS_LIFE_S - 1;
  assert_true(is_taken(room, "lab-7", token));
  room->now_s += 1;
  assert_false(is_taken(room, "lab-7", token));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  free(token);
  free(other);
}

static void a_feed_s_token_of_an_hour_is_of_that_feed_and_key(void **state) {
  struct room *room = *state;
  make_keyed(room, "lab-7", FORGE_GATE);
  make_keyed(room, "lab-8", FORGE_GATE);
  char *token = sign_in(room);
  assert_false(is_taken(room, "lab-8", token));
  char changed[LOGIN_TOKEN_MAX];
  snprintf(changed, sizeof changed, "%s", token);
  changed[0] = changed[0] == '9' ? '8' : '9'; /* for longer */
  assert_false(is_taken(room, "lab-7", changed));
  room->now_s += 60;
  make_keyed(room, "lab-7", FORGE_HOLDER);
  assert_false(is_taken(room, "lab-7", token));
  free(token);
}

static void who_has_not_the_feed_s_key_does_not_sign_in(void **state) {
  struct room *room = *state;
  make_keyed(room, "lab-7", FORGE_GATE);
  struct attempt attempt = good_attempt(room);
  char *token = try_to_sign_in(room, &attempt);
  assert_non_null(token);
  free(token);
  assert_null(try_to_sign_in(room, &attempt)); /* the nonce was used */
  attempt = good_attempt(room);
  attempt.signer = FORGE_HOLDER;
  assert_null(try_to_sign_in(room, &attempt));
  assert_int_equal(room->problem.reason, TX_BAD_SIGNATURE);
  attempt = good_attempt(room);
  attempt.who = "lab-9";
  assert_null(try_to_sign_in(room, &attempt));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  attempt = good_attempt(room);
  attempt.audience = "https://elsewhere.example";
  assert_null(try_to_sign_in(room, &attempt));
  room->now_s += FEED_TOKEN_LIFE_S;
  attempt = good_attempt(room);
  assert_null(try_to_sign_in(room, &attempt)); /* the key is over */
}

static void a_feed_that_ended_or_has_a_token_signs_in_by_no_key(void **state) {
  struct room *room = *state;
  make_keyed(room, "lab-7", FORGE_GATE);
  char *hour = sign_in(room);
  room->now_s += 60;
  json_t *asked = room_get(room, "PUT /v1/feeds/lab-7", feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB));
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  json_decref(asked);
  assert_true(is_taken(room, "lab-7", hour)); /* whoever changes its fields keeps its key */
  room->now_s += 60;
  asked = room_get(room, "POST /v1/feeds/lab-7/tokens", NULL);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  assert_true(is_taken(room, "lab-7", room_text(asked, "token")));
  json_decref(asked);
  assert_false(is_taken(room, "lab-7", hour));
  struct attempt attempt = good_attempt(room);
  assert_null(try_to_sign_in(room, &attempt));
  room->now_s += 60;
  make_keyed(room, "lab-7", FORGE_GATE);
  room_do(room, "DELETE /v1/feeds/lab-7", NULL);
  attempt = good_attempt(room);
  assert_null(try_to_sign_in(room, &attempt));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  free(hour);
}

static void a_key_that_is_none_is_refused_in_words(void **state) {
  struct room *room = *state;
  json_t *body = feed_body(ROOM_AREA_TEXT, TEST_AND_SWAB);
  json_object_set_new(body, "key", json_string("bm8ga2V5"));
  assert_null(room_ask(room, "PUT /v1/feeds/lab-7", body));
  assert_int_equal(room->problem.reason, TX_BAD_KEY);
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
    WITH_BODIES(a_feed_signs_in_by_its_key_for_an_hour),
    WITH_BODIES(a_feed_s_token_of_an_hour_is_of_that_feed_and_key),
    WITH_BODIES(who_has_not_the_feed_s_key_does_not_sign_in),
    WITH_BODIES(a_feed_that_ended_or_has_a_token_signs_in_by_no_key),
    WITH_BODIES(a_key_that_is_none_is_refused_in_words),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
