/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever is restrained can say something against it, and is answered in time by somebody else. */
#include "bodies_room.h"

#include "domain/appeal/appeal.h"
#include "phone_room.h"

#define HOUR_S 3600

/* A red code (A3) that the committee asked for and the health body seconded. */
static void turn_red(struct room *room) {
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
}

/* A suspension (B4) that the committee asked for and the street seconded. */
static void suspend(struct room *room) {
  const struct request_in in = { .act = REQUEST_STATE,
                                 .area = ROOM_AREA,
                                 .index = 1,
                                 .state = TX_STATE_SUSPENDED,
                                 .ground = "B4",
                                 .evidence = "PSB-7",
                                 .words = "" };
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
}

static json_t *form_of(const char *field) {
  return json_pack("{s:i, s:s, s:s, s:s}", "index", 1, "field", field, "way", "telephone", "words",
                   "我那天不在");
}

static void appeal(struct room *room, const char *field) {
  room_do(room, "POST /v1/appeals", form_of(field));
}

static enum tx_reason answer_as(struct room *room, const char *login, bool lift,
                                const char *words) {
  struct appeal row;
  struct caller caller = who(room, login);
  struct request request = room_request(room);
  request.caller = &caller;
  request.actor = caller.login;
  room->problem = (struct host_problem){ 0 };
  enum tx_reason reason = appeal_answer(&request, ROOM_AREA, 1, lift, words, &row, &room->problem);
  request_end(room->server, &request);
  return reason;
}

static const char *state_of(struct room *room, char out[16]) {
  json_t *list = room_get(room, "GET /v1/appeals?all=1", NULL);
  const json_t *one = json_array_get(json_object_get(list, "appeals"), 0);
  snprintf(out, 16, "%s", room_text(one, "state"));
  json_decref(list);
  return out;
}

static void expire_at(struct room *room, int64_t now_s) {
  room->now_s = now_s;
  assert_int_equal(appeal_expire(room->server, now_s), TX_OK);
}

static long long due_of(struct room *room) {
  json_t *list = room_get(room, "GET /v1/appeals", NULL);
  const json_t *row = json_array_get(json_object_get(list, "appeals"), 0);
  assert_non_null(strchr(room_text(row, "name"), '*')); /* whose it is, masked */
  long long due = room_int(row, "due_at");
  json_decref(list);
  return due;
}

/* --- answered --------------------------------------------------------------------------------- */

static void a_body_that_took_part_does_not_answer(void **state) {
  static const char *const parties[] = { "office", "health", "clerk" };
  struct room *room = *state;
  turn_red(room);
  appeal(room, "health");
  for (size_t i = 0; i < COUNT(parties); i++)
    ASSERT_ROW(answer_as(room, parties[i], true, "wrong person") == TX_NOT_ALLOWED, parties[i]);
  assert_int_equal(answer_as(room, "chief", true, ""), TX_BAD_ARGUMENT);
  assert_int_equal(answer_as(room, "chief", true, "wrong person"), TX_OK);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
  assert_int_equal(answer_as(room, "chief", false, "again"), TX_CONFLICT);
}

static int64_t count_rows(struct room *room, const char *sql) {
  int64_t count = 0;
  struct request request = room_request(room);
  {
    DB_ROWS rows = db_select_values(request.db, sql, NULL, 0);
    while (db_next(&rows))
      count = db_column_int(&rows, 0);
  }
  request_end(room->server, &request);
  return count;
}

/* The laboratory sends the same file again: its word stays taken back. */
static void what_an_appeal_lifts_is_retracted_and_nothing_is_deleted(void **state) {
  struct room *room = *state;
  room_feed(room, 1, "test", "positive", "");
  room_feed(room, 1, "test", "negative", "");
  assert_int_equal(record_of(room).test, TX_TEST_POSITIVE);
  appeal(room, "test");
  assert_int_equal(answer_as(room, "street", true, "another sample was exchanged"), TX_OK);
  assert_int_equal(record_of(room).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
  room_feed(room, 1, "test", "positive", "");
  assert_int_equal(record_of(room).test, TX_TEST_NEGATIVE);
  assert_int_equal(count_rows(room, "select count(*) from statement where value = 3"), 1);
  assert_int_equal(count_rows(room, "select count(*) from statement where act = 3"), 1);
}

/* An antigen test's positive is shown as a mixed one, and taken back as what it is. */
static void a_test_that_counts_for_less_than_it_says_is_taken_back_too(void **state) {
  struct room *room = *state;
  room_feed(room, 1, "test", "positive", "");
  room_sql(room, "update statement set method = 3");
  room_feed(room, 0, "test", "positive", ""); /* somebody else's */
  room_feed(room, 1, "swab", "pending", "");
  assert_int_equal(record_of(room).test, TX_TEST_MIXED_POSITIVE);
  appeal(room, "test");
  assert_int_equal(answer_as(room, "street", true, "another sample was exchanged"), TX_OK);
  assert_int_equal(record_of(room).test, TX_TEST_NONE);
  assert_int_equal(count_rows(room, "select count(*) from statement where act = 3"), 1);
}

static void what_is_upheld_stands_with_words(void **state) {
  struct room *room = *state;
  char word[16];
  turn_red(room);
  appeal(room, "health");
  assert_int_equal(answer_as(room, "street", false, "the list names you"), TX_OK);
  assert_string_equal(state_of(room, word), "upheld");
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
}

static void a_suspension_that_is_lifted_is_over_at_once(void **state) {
  struct room *room = *state;
  suspend(room);
  appeal(room, "state");
  assert_int_equal(answer_as(room, "chief", true, "no evidence"), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

static void what_restrains_nobody_is_not_appealed_against_nor_anything_twice(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "POST /v1/appeals", form_of("health")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  turn_red(room);
  appeal(room, "health");
  assert_null(room_ask(room, "POST /v1/appeals", form_of("health")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

/* --- not answered ----------------------------------------------------------------------------- */

static void a_ground_a_is_due_in_a_day_and_is_then_looked_at_again_by_health(void **state) {
  struct room *room = *state;
  char word[16];
  turn_red(room);
  appeal(room, "health");
  assert_int_equal(due_of(room), ROOM_NOW + 24 * HOUR_S);
  expire_at(room, ROOM_NOW + 24 * HOUR_S - 1);
  assert_string_equal(state_of(room, word), "open");
  expire_at(room, ROOM_NOW + 24 * HOUR_S);
  assert_string_equal(state_of(room, word), "escalated");
  assert_int_equal(due_of(room), ROOM_NOW + 48 * HOUR_S);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
  assert_int_equal(answer_as(room, "office", true, "late"), TX_NOT_ALLOWED);
  assert_int_equal(answer_as(room, "health", true, "looked again"), TX_OK);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

static void a_ground_b_is_due_in_three_days_and_lapses(void **state) {
  struct room *room = *state;
  char word[16];
  suspend(room);
  appeal(room, "state");
  assert_int_equal(due_of(room), ROOM_NOW + 72 * HOUR_S);
  expire_at(room, ROOM_NOW + 72 * HOUR_S - 1);
  assert_int_equal(record_of(room).state, TX_STATE_SUSPENDED);
  expire_at(room, ROOM_NOW + 72 * HOUR_S);
  assert_string_equal(state_of(room, word), "lapsed");
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
}

static void what_nobody_answered_goes_to_the_body_above(void **state) {
  struct room *room = *state;
  turn_red(room);
  appeal(room, "health");
  expire_at(room, ROOM_NOW + 24 * HOUR_S);
  json_t *list = room_get(room, "GET /v1/appeals", NULL);
  const json_t *one = json_array_get(json_object_get(list, "appeals"), 0);
  assert_string_equal(room_text(one, "above"), "street");
  assert_string_equal(room_text(one, "asked_body"), "committee");
  json_decref(list);
  assert_int_equal(answer_as(room, "street", true, "looked into it"), TX_OK);
}

static void an_appeal_dies_after_a_year(void **state) {
  struct room *room = *state;
  turn_red(room);
  appeal(room, "health");
  assert_int_equal(answer_as(room, "street", false, "the list names you"), TX_OK);
  expire_at(room, ROOM_NOW + APPEAL_KEPT_S);
  json_t *list = room_get(room, "GET /v1/appeals?all=1", NULL);
  assert_int_equal(json_array_size(json_object_get(list, "appeals")), 1);
  json_decref(list);
  expire_at(room, ROOM_NOW + APPEAL_KEPT_S + 1);
  list = room_get(room, "GET /v1/appeals?all=1", NULL);
  assert_int_equal(json_array_size(json_object_get(list, "appeals")), 0);
  json_decref(list);
}

/* --- by phone --------------------------------------------------------------------------------- */

static struct phone phone_with_a_pass(struct room *room) {
  char code[16];
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&phone, phone_form(1, code), "approved");
  assert_int_equal(phone_sign_in(&phone), 201);
  return phone;
}

#define MINE                                                                                       \
  "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": 1, \"field\": \"health\", \"words\": \"不是我\"}"
#define OTHERS                                                                                     \
  "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": 0, \"field\": \"health\", \"words\": \"不是她\"}"

static void a_phone_appeals_for_its_holder_and_sees_the_answer(void **state) {
  struct room *room = *state;
  struct phone phone = phone_with_a_pass(room);
  turn_red(room);
  json_decref(phone_exchange(&phone, "/v1/me/appeals", "", OTHERS));
  assert_int_equal(phone.status, 404);
  json_decref(phone_exchange(&phone, "/v1/me/appeals", "", MINE));
  assert_int_equal(phone.status, 201);
  assert_int_equal(answer_as(room, "street", false, "the list names you"), TX_OK);
  json_t *out = phone_get(&phone, "/v1/me/appeals", "");
  const json_t *one = phone_first(out, "appeals");
  assert_string_equal(room_text(one, "state"), "upheld");
  assert_string_equal(room_text(one, "answer"), "the list names you");
  json_decref(out);
}

static void nobody_appeals_by_phone_without_its_session(void **state) {
  struct room *room = *state;
  struct phone phone = phone_with_a_pass(room);
  *phone.cookie = '\0';
  json_decref(phone_exchange(&phone, "/v1/me/appeals", "", MINE));
  assert_int_equal(phone.status, 401);
  json_decref(phone_get(&phone, "/v1/me/reads", ""));
  assert_int_equal(phone.status, 401);
}

static void the_holder_sees_who_looked_and_what_for(void **state) {
  struct room *room = *state;
  struct phone phone = phone_with_a_pass(room);
  room_do(room, "GET /v1/residents/" ROOM_AREA_TEXT "/0?purpose=papers", NULL);
  room_do(room, "GET /v1/residents/" ROOM_AREA_TEXT "/1?purpose=visit", NULL);
  json_t *out = phone_get(&phone, "/v1/me/reads", "");
  const json_t *one = phone_first(out, "reads");
  assert_int_equal(json_array_size(json_object_get(out, "reads")), 1);
  assert_string_equal(room_text(one, "purpose"), "visit");
  assert_string_equal(room_text(one, "purpose_zh"), "上门服务");
  assert_true(*room_text(one, "body"));
  assert_true(json_array_size(json_object_get(one, "roles")) > 0);
  assert_int_equal(room_int(one, "at"), ROOM_NOW);
  assert_null(json_object_get(one, "account")); /* officials are named for decisions alone */
  json_decref(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(a_body_that_took_part_does_not_answer),
    WITH_BODIES(what_an_appeal_lifts_is_retracted_and_nothing_is_deleted),
    WITH_BODIES(a_test_that_counts_for_less_than_it_says_is_taken_back_too),
    WITH_BODIES(what_is_upheld_stands_with_words),
    WITH_BODIES(a_suspension_that_is_lifted_is_over_at_once),
    WITH_BODIES(what_restrains_nobody_is_not_appealed_against_nor_anything_twice),
    WITH_BODIES(a_ground_a_is_due_in_a_day_and_is_then_looked_at_again_by_health),
    WITH_BODIES(a_ground_b_is_due_in_three_days_and_lapses),
    WITH_BODIES(what_nobody_answered_goes_to_the_body_above),
    WITH_BODIES(an_appeal_dies_after_a_year),
    WITH_BODIES(a_phone_appeals_for_its_holder_and_sees_the_answer),
    WITH_BODIES(nobody_appeals_by_phone_without_its_session),
    WITH_BODIES(the_holder_sees_who_looked_and_what_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
