/* SPDX-License-Identifier: Apache-2.0 */
/* S8: in an emergency one person acts alone for two hours, then it lapses. */
#include "bodies_room.h"

#define HOUR_S 3600
#define MINUTE_S 60

static const struct statement_row home = { .field = STATEMENT_STATE,
                                           .value = TX_STATE_HOME_ISOLATION,
                                           .source = "office",
                                           .observed_at = ROOM_NOW };

static struct request_in isolation(void) {
  return (struct request_in){ .act = REQUEST_STATEMENT,
                              .area = ROOM_AREA,
                              .index = 1,
                              .statement = &home,
                              .ground = "A3",
                              .evidence = "",
                              .words = "a case in the same stairwell",
                              .emergency = true };
}

static void expire_at(struct room *room, int64_t now_s) {
  room->now_s = now_s;
  assert_int_equal(request_expire(room->server, now_s), TX_OK);
  assert_int_equal(residency_expire(room->server, now_s), TX_OK);
}

static void one_person_isolates_at_home_for_two_hours(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_HOME_ISOLATION);
  expire_at(room, ROOM_NOW + 2 * HOUR_S - MINUTE_S);
  assert_int_equal(record_of(room).state, TX_STATE_HOME_ISOLATION);
  expire_at(room, ROOM_NOW + 2 * HOUR_S + 1);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
}

static void the_person_sees_who_why_and_until_when_at_once(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  json_t *out = room_get(room, "GET /v1/residents/" ROOM_AREA_TEXT "/1?purpose=visit", NULL);
  const json_t *one = json_array_get(json_object_get(out, "restraints"), 0);
  assert_string_equal(room_text(one, "ground"), "A3");
  assert_non_null(strstr(room_text(one, "by"), "居委会"));
  assert_int_equal(room_int(one, "until"), ROOM_NOW + 2 * HOUR_S);
  json_decref(out);
}

static void what_is_seconded_in_time_goes_on(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  room->now_s += HOUR_S;
  assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  expire_at(room, ROOM_NOW + 3 * HOUR_S);
  assert_int_equal(record_of(room).state, TX_STATE_HOME_ISOLATION);
  expire_at(room, row.until + 1);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

static void the_same_body_does_not_do_it_again_within_a_day(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  expire_at(room, ROOM_NOW + 3 * HOUR_S);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_CONFLICT);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
  assert_int_equal(ask_as(room, "health", &in, &row), TX_OK); /* another body */
  expire_at(room, ROOM_NOW + 25 * HOUR_S);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
}

static void never_a_colour_a_suspension_or_an_account(void **state) {
  static const struct body body = {
    .id = "police", .name = "公安", .kind = BODY_POLICE, .area = ROOM_AREA
  };
  struct room *room = *state;
  struct request_row row;
  struct request_in colour = red_code(), away = isolation(), suspended = red_code(),
                    body_in = red_code();
  struct statement_row elsewhere = home;
  elsewhere.value = TX_STATE_AWAY;
  away.statement = &elsewhere;
  suspended.act = REQUEST_STATE;
  suspended.state = TX_STATE_SUSPENDED;
  suspended.ground = "B4";
  body_in.act = REQUEST_BODY;
  body_in.body = &body;
  struct request_in *all[] = { &colour, &away, &suspended, &body_in };
  for (size_t i = 0; i < COUNT(all); i++) {
    all[i]->emergency = true;
    all[i]->words = "in haste";
    assert_int_equal(ask_as(room, "office", all[i], &row), TX_NOT_ALLOWED);
  }
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

static void it_takes_words_and_more_than_a_clerk(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  assert_int_equal(ask_as(room, "clerk", &in, &row), TX_NOT_ALLOWED);
  in.words = "";
  assert_int_equal(ask_as(room, "office", &in, &row), TX_BAD_ARGUMENT);
  in.words = "a case";
  in.ground = "A1"; /* a ground of the list, that allows it */
  assert_int_equal(ask_as(room, "office", &in, &row), TX_BAD_ARGUMENT);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

static void one_body_isolates_twenty_people_alone_and_no_more(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  room_sql(room, "insert into request (area, id, act, idx, before, state, field, value, source,"
                 " observed_at, ground, ends_at, asked_by, asked_body, asked_at, outcome,"
                 " decided_by, decided_body, decided_at, emergency)"
                 " with recursive n(i) as (select 1 union all select i + 1 from n where i < 19)"
                 " select 610113001001, i, 1, 100 + i, 0, 0, 3, 3, 'office', 0, 2, 0, 'office',"
                 " 'committee', 1640995000, 4, '', '', 0, 1 from n");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  in.index = 2;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_CONFLICT);
}

static void everybody_who_seconds_or_inspects_sees_it_and_so_does_the_audit_log(void **state) {
  struct room *room = *state;
  struct request_in in = isolation();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  room_sql(room, "update account set roles = 16 where login = 'office'"); /* an auditor */
  json_t *list = room_get(room, "GET /v1/requests", NULL);
  const json_t *one = json_array_get(json_object_get(list, "requests"), 0);
  assert_true(json_is_true(json_object_get(one, "emergency")));
  assert_string_equal(room_text(one, "words"), "a case in the same stairwell");
  json_decref(list);
  list = room_get(room, "GET /v1/audit?index=1", NULL);
  one = json_array_get(json_object_get(list, "entries"), 1); /* before what it did */
  assert_string_equal(room_text(one, "action"), "emergency");
  json_decref(list);
}

/* --- orders ----------------------------------------------------------------------------------- */

static json_t *order_until(int64_t end) {
  return json_pack("{s:I, s:[{s:s, s:s, s:s, s:I, s:I, s:[{s:s, s:s}]}]}", "area",
                   (json_int_t)ROOM_AREA, "orders", "id", "e", "document", "急1号", "issuer",
                   "居委会", "valid_from", (json_int_t)(ROOM_NOW - MINUTE_S), "valid_to",
                   (json_int_t)end, "rules", "topic", "courier", "limit", "not building");
}

static uint64_t seq_in_force(struct room *room) {
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  uint64_t seq = item ? item->seq : 0;
  if (item) cache_release(item);
  return seq;
}

#define ALONE "POST /v1/policies?emergency=1&accept=fire"

static void one_person_publishes_orders_that_end_within_two_hours(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, ALONE, order_until(ROOM_NOW + 2 * HOUR_S + 1)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_int_equal(seq_in_force(room), 0);
  room_do(room, ALONE, order_until(ROOM_NOW + 2 * HOUR_S));
  assert_int_equal(seq_in_force(room), ROOM_NOW);
  assert_null(room_ask(room, ALONE, order_until(ROOM_NOW + 2 * HOUR_S)));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

static void nothing_in_force_is_ended_or_set_otherwise_by_one(void **state) {
  struct room *room = *state;
  json_t *stale = order_until(ROOM_NOW + HOUR_S);
  room_must_publish(room, "POST /v1/policies?accept=x",
                    json_pack("{s:I, s:s, s:s, s:s, s:[{s:s, s:s}]}", "area", (json_int_t)ROOM_AREA,
                              "document", "1号", "issuer", "居委会", "until", "2022-12-31", "rules",
                              "topic", "courier", "limit", "none"));
  uint64_t before = seq_in_force(room);
  assert_null(room_ask(room, ALONE "&end=all", order_until(ROOM_NOW + HOUR_S)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  json_object_set_new(stale, "live_window_s", json_integer(60));
  assert_null(room_ask(room, ALONE, stale));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_int_equal(seq_in_force(room), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(one_person_isolates_at_home_for_two_hours),
    WITH_BODIES(the_person_sees_who_why_and_until_when_at_once),
    WITH_BODIES(what_is_seconded_in_time_goes_on),
    WITH_BODIES(the_same_body_does_not_do_it_again_within_a_day),
    WITH_BODIES(never_a_colour_a_suspension_or_an_account),
    WITH_BODIES(it_takes_words_and_more_than_a_clerk),
    WITH_BODIES(one_body_isolates_twenty_people_alone_and_no_more),
    WITH_BODIES(everybody_who_seconds_or_inspects_sees_it_and_so_does_the_audit_log),
    WITH_BODIES(one_person_publishes_orders_that_end_within_two_hours),
    WITH_BODIES(nothing_in_force_is_ended_or_set_otherwise_by_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
