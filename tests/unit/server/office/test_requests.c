/* SPDX-License-Identifier: Apache-2.0 */
/* S8: what restrains a person needs two people of two bodies, a ground and its evidence. */
#include "bodies_room.h"

#include "domain/holder/restraints.h"
#include "domain/resident/seat.h"
#include "domain/statement/statement.h"
#include "model/ground.h"
#include "store/core/areas.h"
#include "store/office/accounts.h"
#include "store/office/requests.h"

#define RESIDENT "/v1/residents/" ROOM_AREA_TEXT "/1"
#define DAY_S 86400

static struct request_in suspension(const char *ground) {
  return (struct request_in){ .act = REQUEST_STATE,
                              .area = ROOM_AREA,
                              .index = 1,
                              .state = TX_STATE_SUSPENDED,
                              .ground = ground,
                              .evidence = "PSB-7",
                              .words = "" };
}

/* --- colours ---------------------------------------------------------------------------------- */

static void one_person_makes_nobody_red_today_or_tomorrow(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  for (int day = 0; day < 2; day++) {
    assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
    assert_int_equal(row.outcome, REQUEST_ASKED);
    assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED);
    assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
    room->now_s += DAY_S + 60;
  }
}

static void a_red_code_needs_a_second_of_a_health_body(void **state) {
  static const char *const others[] = { "clerk", "street", "keeper", "chief" };
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(second_as(room, others[i], &row) == TX_NOT_ALLOWED, others[i]);
  assert_non_null(strstr(room->problem.en, "health"));
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
}

static void what_a_health_body_asks_for_the_street_or_the_command_seconds(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "health", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "chief", &row), TX_OK);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
}

static void a_red_code_ends_by_itself_when_its_ground_does(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(row.until, ROOM_NOW + 14 * DAY_S);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  room->now_s = row.until + 1;
  assert_int_equal(residency_expire(room->server, room->now_s), TX_OK);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

#define OTHER 610113001002u

/* Person 1 lives in another area too, under index 7. */
static void move_in(struct room *room) {
  struct resident other;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &other, &room->problem), TX_OK);
  assert_int_equal(areas_add(request.db, OTHER), TX_OK);
  other.area = OTHER;
  other.index = 7;
  assert_int_equal(seat_put(&request, &other), TX_OK);
  request_end(room->server, &request);
}

static void what_two_decide_reaches_each_home_and_says_there_who_and_why(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  struct resident other;
  struct restraint_view views[RESTRAINTS_MAX];
  size_t count = 0;
  move_in(room);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, OTHER, 7, &other, &room->problem), TX_OK);
  assert_int_equal(tx_record_unpack(other.record).health, TX_HEALTH_RED);
  assert_int_equal(restraints_of(&request, &other, views, &count), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(count, 1);
  assert_int_equal(views[0].ground, ground_find("A3"));
  assert_string_equal(views[0].evidence, "XH-2022-17");
  assert_non_null(strstr(views[0].by, "疾控"));
}

/* --- grounds ---------------------------------------------------------------------------------- */

static void nothing_but_the_closed_list_is_a_ground(void **state) {
  static const char *const none[] = { "", "C1", "debt", "B4", "A4", "A8" };
  struct room *room = *state;
  struct request_row row;
  for (size_t i = 0; i < COUNT(none); i++) {
    struct request_in in = red_code();
    in.ground = none[i];
    ASSERT_ROW(ask_as(room, "office", &in, &row) == TX_BAD_ARGUMENT, none[i]);
    assert_true(*room->problem.zh && *room->problem.en);
  }
  struct request_in bare = red_code();
  bare.evidence = "";
  assert_int_equal(ask_as(room, "office", &bare, &row), TX_BAD_ARGUMENT);
}

static void every_restraint_ends_within_what_its_ground_allows(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  in.until = ROOM_NOW + 14 * DAY_S + 1;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_BAD_ARGUMENT);
  in.until = ROOM_NOW;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_BAD_ARGUMENT);
  in.until = ROOM_NOW + 14 * DAY_S;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
}

/* --- passes ----------------------------------------------------------------------------------- */

static void a_pass_is_suspended_by_two_and_comes_back_at_its_end(void **state) {
  struct room *room = *state;
  struct request_in in = suspension("B4");
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_SUSPENDED);
  assert_int_equal(request_expire(room->server, row.until - 1), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_SUSPENDED);
  assert_int_equal(request_expire(room->server, row.until), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

/* Two of one kind are two where one stands above the other. */
static void two_bodies_of_one_kind_at_one_level_are_one(void **state) {
  struct room *room = *state;
  struct request_in in = suspension("B4");
  struct request_row row;
  room_sql(room,
           "insert into body (id, name, kind, area, made_at) values"
           " ('beside', '街道办', 2, 610113001001, 1), ('above', '街道办', 2, 610113001000, 1)");
  room_sql(room, "insert into account (login, body, area, roles, made_at, activated_at) values"
                 " ('beside', 'beside', 610113001001, 2, 1, 1),"
                 " ('above', 'above', 610113001000, 2, 1, 1)");
  assert_int_equal(ask_as(room, "street", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "beside", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "above", &row), TX_OK);
}

static void a_loss_that_the_holder_reports_needs_one_person(void **state) {
  struct room *room = *state;
  struct request_in in = suspension("B1");
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(row.outcome, REQUEST_DONE);
  assert_int_equal(record_of(room).state, TX_STATE_SUSPENDED);
}

/* --- deciding --------------------------------------------------------------------------------- */

static void a_request_lapses_after_a_day(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  room->now_s += REQUEST_LIFE_S + 1;
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  assert_int_equal(request_expire(room->server, room->now_s), TX_OK);
  room->now_s = ROOM_NOW;
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

static void it_is_decided_once(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(decide_as(room, "health", row.id, REQUEST_REFUSE, NULL, ""), TX_BAD_ARGUMENT);
  assert_int_equal(decide_as(room, "health", row.id, REQUEST_REFUSE, NULL, "another person"),
                   TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  assert_int_equal(decide_as(room, "office", row.id, REQUEST_WITHDRAW, NULL, ""), TX_CONFLICT);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

/* Both saw it waiting, as over two connections. */
static void of_two_who_decide_at_once_one_is_first(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  row.outcome = REQUEST_REFUSED;
  struct request request = room_request(room);
  assert_int_equal(requests_decide(request.db, &row), TX_OK);
  row.outcome = REQUEST_DONE;
  assert_int_equal(requests_decide(request.db, &row), TX_CONFLICT);
  request_end(room->server, &request);
}

static void only_who_asked_takes_it_back(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(decide_as(room, "clerk", row.id, REQUEST_WITHDRAW, NULL, ""), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "office", row.id, REQUEST_WITHDRAW, NULL, ""), TX_OK);
}

static void what_was_seen_is_what_is_seconded(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row, other;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  other = row;
  other.until -= DAY_S;
  assert_int_equal(second_as(room, "health", &other), TX_CONFLICT);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
}

static void a_record_that_changed_meanwhile_is_asked_for_anew(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  room_feed(room, 1, "health", "green", "");
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  assert_int_equal(record_of(room).health, TX_HEALTH_GREEN);
}

static void a_body_made_today_seconds_tomorrow(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  room_sql(room, "update body set made_at = 1640995000, founding = 0 where id = 'health'");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_NOT_ALLOWED);
  room_sql(room, "update body set made_at = 1640908800 where id = 'health'");
  assert_int_equal(second_as(room, "health", &row), TX_OK);
}

static void until_both_founding_accounts_have_signed_in_nothing_of_it_is_done(void **state) {
  struct room *room = *state;
  struct request_in in = red_code(), own = suspension("B1");
  struct request_row row;
  room_sql(room, "update account set activated_at = null where login = 'street'");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_NOT_ALLOWED);
  assert_non_null(strstr(room->problem.en, "account code"));
  assert_int_equal(ask_as(room, "office", &own, &row), TX_OK);
}

/* --- doors ------------------------------------------------------------------------------------ */

/* Whatever calls the setters without a decision is turned away. */
static void no_door_goes_around_it(void **state) {
  struct room *room = *state;
  struct resident resident;
  struct host_problem problem = { 0 };
  bool changed = false;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &problem), TX_OK);
  assert_int_equal(residency_restrain(&request, &resident, TX_STATE_SUSPENDED, NULL, "", &problem),
                   TX_NOT_ALLOWED);
  assert_int_equal(statement_decide(&request, &resident, &red, NULL), TX_NOT_ALLOWED);
  assert_int_equal(statement_enter(&request, &resident, &red, &changed, &problem), TX_NOT_ALLOWED);
  request_end(room->server, &request);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

static void by_http_a_red_code_is_a_request_that_waits(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST " RESIDENT "/statements",
                         json_pack("{s:s, s:s, s:s, s:s}", "field", "health", "value", "red",
                                   "ground", "A3", "evidence", "XH-2022-17"));
  const json_t *row = json_object_get(out, "request");
  assert_string_equal(room_text(row, "outcome"), "asked");
  assert_string_equal(room_text(row, "restraint"), "red");
  json_t *list = room_get(room, "GET /v1/requests", NULL);
  assert_int_equal(json_array_size(json_object_get(list, "requests")), 1);
  row = json_array_get(json_object_get(list, "requests"), 0);
  assert_non_null(strchr(room_text(row, "name"), '*')); /* whom it is about, masked */
  json_decref(list);
  json_decref(out);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

/* Every ground of the list is a restraint that somebody may ask for by what it says. */
static void the_grounds_are_listed_with_what_each_allows(void **state) {
  struct room *room = *state;
  size_t i, k;
  const json_t *ground, *allowed;
  json_t *out = room_get(room, "GET /v1/grounds", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "grounds")), GROUNDS);
  json_array_foreach(json_object_get(out, "grounds"), i, ground) {
    assert_true(json_array_size(json_object_get(ground, "allows")) > 0);
    json_array_foreach(json_object_get(ground, "allows"), k, allowed)
        assert_true(*room_text(allowed, "field") && *room_text(allowed, "value"));
  }
  json_decref(out);
}

/* An office that is nobody's health body enters no green, and nobody's second guesses a password.
 */
static void who_seconds_gives_the_password_again(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  uint8_t hash[TX_HASH_SIZE];
  char hex[TX_HASH_SIZE * 2 + 1];
  room_sql(room, "update account set body = 'street' where login = 'office'"); /* one that may */
  assert_int_equal(ask_as(room, "health", &in, &row), TX_OK);
  assert_int_equal(request_hash(&row, hash), TX_OK);
  host_hex(tx_span_of(hash, sizeof hash), hex);
  json_t *out = room_ask(room, "POST /v1/requests/" ROOM_AREA_TEXT "/1/decisions",
                         json_pack("{s:s, s:s, s:s}", "decision", "second", "hash", hex, "password",
                                   "a wrong password"));
  assert_null(out);
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_non_null(strstr(room->problem.en, "password"));
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(one_person_makes_nobody_red_today_or_tomorrow),
    WITH_BODIES(a_red_code_needs_a_second_of_a_health_body),
    WITH_BODIES(what_a_health_body_asks_for_the_street_or_the_command_seconds),
    WITH_BODIES(a_red_code_ends_by_itself_when_its_ground_does),
    WITH_BODIES(what_two_decide_reaches_each_home_and_says_there_who_and_why),
    WITH_BODIES(nothing_but_the_closed_list_is_a_ground),
    WITH_BODIES(every_restraint_ends_within_what_its_ground_allows),
    WITH_BODIES(a_pass_is_suspended_by_two_and_comes_back_at_its_end),
    WITH_BODIES(two_bodies_of_one_kind_at_one_level_are_one),
    WITH_BODIES(a_loss_that_the_holder_reports_needs_one_person),
    WITH_BODIES(a_request_lapses_after_a_day),
    WITH_BODIES(it_is_decided_once),
    WITH_BODIES(of_two_who_decide_at_once_one_is_first),
    WITH_BODIES(only_who_asked_takes_it_back),
    WITH_BODIES(what_was_seen_is_what_is_seconded),
    WITH_BODIES(a_record_that_changed_meanwhile_is_asked_for_anew),
    WITH_BODIES(a_body_made_today_seconds_tomorrow),
    WITH_BODIES(until_both_founding_accounts_have_signed_in_nothing_of_it_is_done),
    WITH_BODIES(no_door_goes_around_it),
    WITH_BODIES(by_http_a_red_code_is_a_request_that_waits),
    WITH_BODIES(the_grounds_are_listed_with_what_each_allows),
    WITH_BODIES(who_seconds_gives_the_password_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
