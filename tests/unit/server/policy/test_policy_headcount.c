/* SPDX-License-Identifier: Apache-2.0 */
/* Who of today's residents a draft would stop, and why. */
#include "server_room.h"

#define PEOPLE 3 /* of the room's roster */

static json_t *draft(const char *document, const char *topic, const char *limit,
                     const char *on_fail) {
  return json_pack("{s:I, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:b}]}", "area", (json_int_t)ROOM_AREA,
                   "document", document, "issuer", "居委会", "until", "2022-12-31", "rules",
                   "topic", topic, "limit", limit, "on_fail", on_fail, "keeps_home", 1);
}

static json_t *today(struct room *room, json_t *policy) {
  json_t *out = room_get(room, "POST /v1/policies/rehearsals", policy);
  json_t *heads = json_incref(json_object_get(out, "today"));
  json_decref(out);
  return heads;
}

/* The first group: why, how many are stopped. */
static void stops(struct room *room, json_t *policy, const char *why, long long stopped) {
  json_t *heads = today(room, policy);
  const json_t *first = json_array_get(json_object_get(heads, "groups"), 0);
  assert_int_equal(room_int(heads, "residents"), PEOPLE);
  assert_int_equal(room_int(heads, "stopped"), stopped);
  assert_string_equal(room_text(first, "why"), why);
  assert_int_equal(room_int(first, "stopped"), stopped);
  json_decref(heads);
}

static void say(struct room *room, int index, const char *field, const char *value) {
  room_feed(room, index, field, value, "2022-03-01");
}

static void everybody_is_stopped_for_want_of_any_test(void **state) {
  struct room *room = *state;
  room_import(room);
  stops(room, draft("1号", "test", "48h", "deny"), "no_test", PEOPLE);
  say(room, 0, "test", "negative");
  stops(room, draft("1号", "test", "48h", "deny"), "no_test", PEOPLE - 1);
}

static void a_rule_that_only_warns_stops_nobody(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *heads = today(room, draft("1号", "test", "48h", "warn"));
  assert_int_equal(room_int(heads, "stopped"), 0);
  assert_int_equal(room_int(heads, "reviewed"), 0);
  json_decref(heads);
}

static void each_reason_is_counted_for_itself(void **state) {
  struct room *room = *state;
  room_import(room);
  say(room, 0, "test", "negative");
  say(room, 1, "test", "positive");
  json_t *heads = today(room, draft("1号", "test", "1h", "deny"));
  const json_t *groups = json_object_get(heads, "groups");
  assert_int_equal(json_array_size(groups), 3);
  assert_int_equal(room_int(heads, "stopped"), 3);
  json_decref(heads);
  say(room, 2, "health", "red");
  stops(room, draft("2号", "health", "not red", "deny"), "health", 1);
  heads = today(room, draft("2号", "health", "only green", "deny"));
  groups = json_object_get(heads, "groups");
  assert_int_equal(json_array_size(groups), 2);
  assert_string_equal(room_text(json_array_get(groups, 0), "why"), "no_health");
  assert_int_equal(room_int(json_array_get(groups, 0), "stopped"), 2);
  assert_int_equal(room_int(heads, "stopped"), 3);
  json_decref(heads);
}

static void what_is_in_force_is_counted_beside_it(void **state) {
  struct room *room = *state;
  room_import(room);
  room_must_publish(room, "POST /v1/policies", draft("1号", "test", "48h", "deny"));
  json_t *heads = today(room, draft("2号", "health", "not red", "deny"));
  assert_int_equal(room_int(heads, "stopped_before"), PEOPLE);
  assert_int_equal(room_int(heads, "stopped"), PEOPLE);
  json_decref(heads);
  json_t *out = room_get(room, "POST /v1/policies/rehearsals?end=all",
                         draft("2号", "health", "not red", "deny"));
  assert_int_equal(room_int(json_object_get(out, "today"), "stopped"), 0);
  assert_int_equal(room_int(json_object_get(out, "today"), "stopped_before"), PEOPLE);
  json_decref(out);
}

static void an_order_from_tomorrow_counts_as_if_it_had_begun(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *later = draft("1号", "test", "48h", "deny");
  json_object_set_new(later, "from", json_string("2022-02-01"));
  stops(room, later, "no_test", PEOPLE);
}

/* Nobody is stopped for a temperature, a copy or a passage of which nothing is known here. */
static void what_only_a_gate_knows_stops_nobody(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *policy = draft("1号", "temperature", "37.3", "deny");
  json_array_append_new(json_object_get(policy, "rules"),
                        json_pack("{s:s, s:s}", "topic", "static", "limit", "live"));
  json_array_append_new(json_object_get(policy, "rules"),
                        json_pack("{s:s, s:s}", "topic", "household", "limit", "1"));
  json_t *heads = today(room, policy);
  assert_int_equal(room_int(heads, "stopped") + room_int(heads, "reviewed"), 0);
  json_decref(heads);
}

static void who_is_revoked_is_not_counted(void **state) {
  struct room *room = *state;
  room_import(room);
  room_set_state(room, 0, "revoked");
  json_t *heads = today(room, draft("1号", "test", "48h", "deny"));
  assert_int_equal(room_int(heads, "residents"), PEOPLE - 1);
  json_decref(heads);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(everybody_is_stopped_for_want_of_any_test),
    IN_A_ROOM(a_rule_that_only_warns_stops_nobody),
    IN_A_ROOM(each_reason_is_counted_for_itself),
    IN_A_ROOM(what_is_in_force_is_counted_beside_it),
    IN_A_ROOM(an_order_from_tomorrow_counts_as_if_it_had_begun),
    IN_A_ROOM(what_only_a_gate_knows_stops_nobody),
    IN_A_ROOM(who_is_revoked_is_not_counted),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
