/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever makes something makes it once under an Idempotency-Key: the same request again gets the
 * same answer, byte for byte, and changes no row of any table.
 */
#include "api_makers.h"

#include "api_description.h"
#include "snapshot.h"

#include "domain/context/once.h"
#include "domain/privacy/retention.h"

#include <pthread.h>
#include <unistd.h>

/* Whatever else is posted. */
static const struct {
  const char *pattern, *why;
} spared[] = {
  { "/v1/gates/token", "a sign-in: its nonce counts once" },
  { "/v1/feeds/token", "a sign-in: its nonce counts once" },
  { "/v1/holders/sessions", "a sign-in: its nonce counts once" },
  { "/v1/sessions", "a sign-in: a second is another session" },
  { "/v1/accounts/activations", "its code counts once, and then one signs in" },
  { "/v1/accounts/bindings", "bound again is bound" },
  { "/v1/events", "each is known by its gate and number" },
  { "/v1/feeds/{source}/statements", "a stream: its receipt is kept by the key (test_feeds)" },
  { "/v1/imports/previews", "rests in memory until it is confirmed, once" },
  { "/v1/residents/search", "a look" },
  { "/v1/passes/search", "a look" },
  { "/v1/residents/{area}/{index}/explanations", "a look" },
  { "/v1/certificates/answers", "a look" },
  { "/v1/certificates/verifications", "a look" },
  { "/v1/closings/verifications", "a look" },
  { "/v1/policies/checks", "a look" },
  { "/v1/policies/rehearsals", "a look" },
  { "/v1/cards", "a picture of what was issued" },
  { "/v1/me/passes/{area}/{index}/cards", "a picture; each copy is counted" },
};

static bool has_act(const char *pattern) {
  for (size_t i = 0; i < COUNT(acts); i++)
    if (strcmp(acts[i].pattern, pattern) == 0) return true;
  return false;
}

static bool is_spared(const char *pattern) {
  for (size_t i = 0; i < COUNT(spared); i++)
    if (strcmp(spared[i].pattern, pattern) == 0) return true;
  return false;
}

static void whatever_is_posted_is_made_once_under_a_key_or_stands_here(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    const bool posts = strcmp(route->method, "POST") == 0, makes = route->flags & HOST_MAKES;
    ASSERT_ROW(!makes || posts, route->pattern);
    ASSERT_ROW(!posts || makes != is_spared(route->pattern), route->pattern);
    ASSERT_ROW(!makes || has_act(route->pattern), route->pattern);
    ASSERT_ROW(!posts || says(route, "parameters/once\"") == makes, route->pattern);
  }
}

/* --- twice ------------------------------------------------------------------------------------ */

static void assert_same(const char *what, snapshot before, snapshot after) {
  for (size_t i = 0; snapshot_tables[i]; i++)
    if (memcmp(before[i], after[i], TX_HASH_SIZE) != 0)
      fail_msg("%s, sent again, changes: %s", what, snapshot_tables[i]);
}

/* But for the blanks by which a stream says that it goes on. */
static void assert_alike(const char *again, const char *first) {
  again += strspn(again, "\n");
  for (first += strspn(first, "\n"); *first || *again; first++, again++) {
    if (*first != *again) fail_msg("%s, and then %s", first, again);
    if (*first != '\n') continue;
    first += strspn(first, "\n") - 1;
    again += strspn(again, "\n") - 1;
  }
}

static void repeat(struct sending *one, const char *pattern) {
  static snapshot before, after;
  struct sending again = *one, other = *one;
  char longer[200];
  snapshot_read(one->room, before);
  send_under(&again);
  snprintf(longer, sizeof longer, "%s%cother=1", one->path, strchr(one->path, '?') ? '&' : '?');
  other.path = longer;
  send_under(&other);
  snapshot_read(one->room, after);
  if (again.status != one->status) fail_msg("%s: %ld, %s", pattern, again.status, again.text);
  assert_alike(again.text, one->text);
  if (other.status != 409) fail_msg("%s: %ld, %s", pattern, other.status, other.text);
  assert_same(pattern, before, after);
  free(again.text);
  free(other.text);
}

static void make_twice(struct room *room, size_t i) {
  struct made made;
  make(room, i, &made);
  repeat(&made.one, acts[i].pattern);
  made_let_go(room, &made);
}

static void what_is_made_is_made_once_and_answered_alike(void **state) {
  struct room *room = *state;
  make_ready(room);
  for (size_t i = 0; i < COUNT(acts); i++)
    make_twice(room, i);
  assert_int_equal(room_count(room, "select count(*) from answer"), COUNT(acts));
}

/* --- whose, and for how long ------------------------------------------------------------------ */

#define RESIDENTS "select count(*) from resident"

static void a_key_is_of_one_account_and_one_path(void **state) {
  struct room *room = *state;
  const int64_t before = room_count(room, RESIDENTS);
  assert_int_equal(status_of(sent(room, "/v1/residents", "a7", resident_body(1))), 201);
  be(room, "clerk");
  assert_int_equal(status_of(sent(room, "/v1/residents", "a7", resident_body(2))), 201);
  be(room, "office");
  assert_int_equal(status_of(sent(room, "/v1/visitors", "a7", visitor_body(3))), 201);
  assert_int_equal(status_of(sent(room, "/v1/residents", "a8", resident_body(4))), 201);
  assert_int_equal(room_count(room, RESIDENTS), before + 5); /* a courier and a car */
}

/* As soon as it has a pass a phone signs in, whether it heard of that or not. */
static void who_applied_gets_the_answer_having_signed_in_since(void **state) {
  struct made made;
  size_t i = 0;
  make_ready(*state);
  while (strcmp(acts[i].pattern, "/v1/applications") != 0)
    i++;
  make(*state, i, &made);
  struct sending again = made.one;
  again.cookie = mother.cookie;
  send_under(&again);
  assert_int_equal(again.status, 201);
  assert_string_equal(again.text, made.one.text);
  free(again.text);
  made_let_go(*state, &made);
}

static void who_is_let_in_no_more_is_told_nothing(void **state) {
  struct room *room = *state;
  assert_int_equal(status_of(sent(room, "/v1/residents", "a7", resident_body(1))), 201);
  room_sql(room, "update account set roles = 16 where login = 'office'"); /* an auditor */
  assert_int_equal(status_of(sent(room, "/v1/residents", "a7", resident_body(1))), 403);
}

static void what_was_refused_is_tried_again(void **state) {
  struct room *room = *state;
  const char *path = "/v1/residents/" ROOM_AREA_TEXT "/1/passes";
  room_set_state(room, 1, "suspended");
  assert_int_equal(status_of(sent(room, path, "a7", json_object())), 409);
  room_set_state(room, 1, "active");
  assert_int_equal(status_of(sent(room, path, "a7", json_object())), 201);
}

static void a_key_has_two_hundred_bytes(void **state) {
  char key[202] = "";
  memset(key, 'k', 201);
  assert_int_equal(status_of(sent(*state, "/v1/residents", key, resident_body(1))), 400);
  key[200] = '\0';
  assert_int_equal(status_of(sent(*state, "/v1/residents", key, resident_body(1))), 201);
}

static void an_answer_dies_after_a_day(void **state) {
  struct room *room = *state;
  assert_int_equal(status_of(sent(room, "/v1/residents", "a7", resident_body(1))), 201);
  assert_int_equal(retention_run(room->server, ROOM_NOW + DAY_S), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from answer"), 1);
  assert_int_equal(retention_run(room->server, ROOM_NOW + DAY_S + 1), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from answer"), 0);
}

/* Not even with the server's own key: a code opens an account. */
static void an_answer_is_read_by_nobody_without_the_key(void **state) {
  struct room *room = *state;
  struct once once;
  const uint8_t asked[TX_HASH_SIZE] = { 0 };
  struct once_answer answer = { .status = 201, .text = { (uint8_t *)"{\"code\":1}", 10 } }, out;
  struct request request = room_request(room);
  once_of(room->server, "office", "POST /v1/claims", "a7", asked, &once);
  assert_int_equal(once_keep(&request, &once, &answer), TX_OK);
  assert_int_equal(once_keep(&request, &once, &answer), TX_CONFLICT);
  assert_int_equal(once_find(&request, &once, &out, &room->problem), TX_OK);
  assert_int_equal(out.text.n, 10);
  free(out.text.p);
  once.fields = room->server->fields;
  assert_int_equal(once_find(&request, &once, &out, &room->problem), TX_BAD_SIGNATURE);
  request_end(room->server, &request);
}

/* --- at once ---------------------------------------------------------------------------------- */

#define AT_ONCE 6

static void *send_in_thread(void *sending) {
  send_under(sending);
  return NULL;
}

static void of_many_at_once_one_is_done_and_all_are_answered_alike(void **state) {
  struct room *room = *state;
  struct sending all[AT_ONCE];
  pthread_t threads[AT_ONCE];
  const int64_t before = room_count(room, RESIDENTS);
  json_t *json = resident_body(1);
  char *body = json_dumps(json, JSON_COMPACT);
  room->api.fixed_s = room->now_s;
  for (size_t i = 0; i < AT_ONCE; i++) {
    all[i] = (struct sending){ .room = room,
                               .path = "/v1/residents",
                               .key = "a7",
                               .type = "application/json",
                               .body = tx_span_text(body) };
    assert_int_equal(pthread_create(&threads[i], NULL, send_in_thread, &all[i]), 0);
  }
  for (size_t i = 0; i < AT_ONCE; i++)
    pthread_join(threads[i], NULL);
  for (size_t i = 0; i < AT_ONCE; i++) {
    assert_int_equal(all[i].status, 201);
    assert_string_equal(all[i].text, all[0].text);
  }
  assert_int_equal(room_count(room, RESIDENTS), before + 1);
  for (size_t i = 0; i < AT_ONCE; i++)
    free(all[i].text);
  free(body);
  json_decref(json);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(whatever_is_posted_is_made_once_under_a_key_or_stands_here),
    WITH_BODIES(what_is_made_is_made_once_and_answered_alike),
    WITH_BODIES(a_key_is_of_one_account_and_one_path),
    WITH_BODIES(who_applied_gets_the_answer_having_signed_in_since),
    WITH_BODIES(who_is_let_in_no_more_is_told_nothing),
    WITH_BODIES(what_was_refused_is_tried_again),
    WITH_BODIES(a_key_has_two_hundred_bytes),
    WITH_BODIES(an_answer_dies_after_a_day),
    WITH_BODIES(an_answer_is_read_by_nobody_without_the_key),
    WITH_BODIES(of_many_at_once_one_is_done_and_all_are_answered_alike),
  };
  return cmocka_run_group_tests(promises, read_description, drop_description);
}
