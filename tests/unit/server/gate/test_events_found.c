/* SPDX-License-Identifier: Apache-2.0 */
/* Events are looked for by gate, time and person; who looks for a person's is written down. */
#include "gate_room.h"

static size_t found(struct room *room, const char *query) {
  char what[200];
  snprintf(what, sizeof what, "GET /v1/events%s", query);
  json_t *out = room_get(room, what, NULL);
  size_t count = json_array_size(json_object_get(out, "events"));
  json_decref(out);
  return count;
}

/* Five admissions at each of two gates, a second apart from 08:00:01 in China on; the second of
 * each is person 2's. */
static void come(struct room *room) {
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  room_import(room);
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 5, &answer), TX_OK);
  assert_int_equal(gate_send(room, FORGE_OTHER_GATE, 1, 5, &answer), TX_OK);
  room_sql(room, "update event set person_idx = 2 where seq = 2");
  room->now_s += 60;
}

static void events_are_found_by_gate_time_and_person(void **state) {
  struct room *room = *state;
  char gate[64], query[160];
  come(room);
  assert_int_equal(found(room, ""), 10);
  json_t *out = room_get(room, "GET /v1/gates", NULL);
  const json_t *first = json_array_get(json_object_get(out, "gates"), 0);
  snprintf(gate, sizeof gate, "%s", room_text(first, "gate"));
  json_decref(out);
  snprintf(query, sizeof query, "?gate=%s", gate);
  assert_int_equal(found(room, query), 5);
  assert_int_equal(found(room, "?from=2022-01-01+08:00:03&to=2022-01-01+08:00:05"), 4);
  assert_int_equal(found(room, "?to=2021-12-31"), 0);
  assert_int_equal(found(room, "?index=2&purpose=health"), 2);
  snprintf(query, sizeof query, "?gate=%s&index=2&purpose=health", gate);
  assert_int_equal(found(room, query), 1);
  assert_int_equal(found(room, "?index=0&purpose=health"), 0);
}

static void a_persons_are_seen_for_a_purpose_and_they_see_it(void **state) {
  struct room *room = *state;
  come(room);
  assert_null(room_ask(room, "GET /v1/events?index=2", NULL));
  assert_non_null(strstr(room->problem.en, "no purpose"));
  assert_int_equal(found(room, "?index=2&purpose=health"), 2);
  json_t *out = room_get(room, "GET /v1/audit?index=2", NULL);
  const json_t *newest = json_array_get(json_object_get(out, "entries"), 0);
  assert_string_equal(room_text(newest, "action"), "read.events");
  assert_true(json_is_true(json_object_get(newest, "read")));
  json_decref(out);
}

static void what_cannot_be_meant_is_refused_in_words(void **state) {
  struct room *room = *state;
  come(room);
  assert_null(room_ask(room, "GET /v1/events?from=yesterday-ish", NULL));
  assert_non_null(strstr(room->problem.en, "is no time"));
  assert_null(room_ask(room, "GET /v1/events?after=7", NULL));
  assert_null(room_ask(room, "GET /v1/events?area=620113001001", NULL));
}

static void a_long_day_comes_in_pages_each_event_once(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  room_import(room);
  for (uint64_t first = 1; first < 640; first += 8)
    assert_int_equal(gate_send(room, FORGE_GATE, first, 8, &answer), TX_OK);
  room->now_s += 3600;
  size_t count = 0;
  char query[200] = "";
  for (int page = 0; page < 2; page++) {
    char what[240];
    snprintf(what, sizeof what, "GET /v1/events%s", query);
    json_t *out = room_get(room, what, NULL);
    count += json_array_size(json_object_get(out, "events"));
    assert_int_equal(json_object_get(out, "next") != NULL, page == 0);
    snprintf(query, sizeof query, "?after=%s", room_text(out, "next"));
    json_decref(out);
  }
  assert_int_equal(count, 640);
  json_t *out = room_get(room, "GET /v1/gates", NULL);
  char what[240];
  snprintf(what, sizeof what, "GET /v1/gates/%s/events",
           room_text(json_array_get(json_object_get(out, "gates"), 0), "gate"));
  json_decref(out);
  out = room_get(room, what, NULL); /* the gate's own, as it wrote them */
  assert_int_equal(json_array_size(json_object_get(out, "events")), 500);
  assert_int_equal(room_int(out, "next"), 500);
  json_decref(out);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(events_are_found_by_gate_time_and_person),
    IN_A_ROOM(a_persons_are_seen_for_a_purpose_and_they_see_it),
    IN_A_ROOM(what_cannot_be_meant_is_refused_in_words),
    IN_A_ROOM(a_long_day_comes_in_pages_each_event_once),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
