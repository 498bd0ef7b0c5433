/* SPDX-License-Identifier: Apache-2.0 */
/* The server's clock: what it may be, and what happens while it may not. */
#include "failing_db.h"

#include "domain/clock/clock.h"
#include "domain/resident/merge.h"
#include "domain/resident/residency.h"
#include "host/text/date.h"
#include "store/core/areas.h"
#include "store/feed/statements.h"

#define HOUR_S 3600
#define DAY_S 86400

/* --- judging ---------------------------------------------------------------------------------- */

static const struct clock_past yesterday = {
  .trusted = { .wall_s = ROOM_NOW, .boot_ms = 5000, .boot = "one" },
};

static enum clock_verdict judge(const struct clock_past *past, const char *boot, int64_t wall_s,
                                int64_t run_s) {
  int64_t expected_s;
  struct clock_reading now = { .wall_s = ROOM_NOW + wall_s, .boot_ms = 5000 + run_s * 1000 };
  snprintf(now.boot, sizeof now.boot, "%s", boot);
  return clock_judge(past, &now, &expected_s);
}

static void on_one_boot_a_clock_goes_as_the_machine_runs(void **state) {
  (void)state;
  assert_int_equal(judge(&yesterday, "one", DAY_S, DAY_S), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "one", DAY_S + HOUR_S, DAY_S), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "one", DAY_S - HOUR_S, DAY_S), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "one", DAY_S + HOUR_S + 1, DAY_S), CLOCK_JUMPED);
  assert_int_equal(judge(&yesterday, "one", DAY_S - HOUR_S - 1, DAY_S), CLOCK_JUMPED);
  assert_int_equal(judge(&yesterday, "one", 20 * DAY_S, 1), CLOCK_JUMPED);
  assert_int_equal(judge(&yesterday, "one", 0, 2 * HOUR_S), CLOCK_JUMPED);
}

static void what_a_right_clock_would_show_is_told(void **state) {
  (void)state;
  int64_t expected_s;
  const struct clock_reading now = { ROOM_NOW + 99 * DAY_S, 5000 + 7000, "one" };
  clock_judge(&yesterday, &now, &expected_s);
  assert_int_equal(expected_s, ROOM_NOW + 7);
}

static void after_a_boot_a_server_may_have_been_off_for_weeks(void **state) {
  (void)state;
  assert_int_equal(judge(&yesterday, "two", 0, 0), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "two", 45 * DAY_S, 0), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "two", -HOUR_S, 0), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "two", 45 * DAY_S + 1, 0), CLOCK_GONE);
  assert_int_equal(judge(&yesterday, "two", -HOUR_S - 1, 0), CLOCK_BACK);
}

/* A name of a boot that comes again, or none, tells nothing about how long the machine has run. */
static void a_boot_that_ran_backwards_is_another(void **state) {
  (void)state;
  assert_int_equal(judge(&yesterday, "one", DAY_S, -1), CLOCK_RIGHT);
  assert_int_equal(judge(&yesterday, "", DAY_S, DAY_S + 3 * HOUR_S), CLOCK_RIGHT);
}

static void a_doubt_outlives_a_boot_and_not_a_clock_that_fits(void **state) {
  (void)state;
  struct clock_past doubted = yesterday;
  doubted.doubted = true;
  assert_int_equal(judge(&doubted, "two", DAY_S, 0), CLOCK_DOUBTED);
  assert_int_equal(judge(&doubted, "one", DAY_S, DAY_S), CLOCK_RIGHT);
}

static void without_a_past_only_what_was_signed_speaks(void **state) {
  (void)state;
  const struct clock_past none = { 0 };
  const struct clock_past floor = { .trusted.wall_s = ROOM_NOW };
  assert_int_equal(judge(&none, "one", -999 * DAY_S, 0), CLOCK_RIGHT);
  assert_int_equal(judge(&floor, "one", 999 * DAY_S, 0), CLOCK_RIGHT);
  assert_int_equal(judge(&floor, "one", -2 * HOUR_S, 0), CLOCK_BACK);
}

/* --- a server whose clock is not believed ----------------------------------------------------- */

/* As if the machine had believed another time before its last boot. */
static void remember(struct room *room, int64_t wall_s) {
  char text[80];
  snprintf(text, sizeof text, "%lld 1 another-boot 0", (long long)wall_s);
  struct request request = room_request(room);
  assert_int_equal(settings_set(request.db, "clock", text), TX_OK);
  assert_int_equal(clock_load(room->server->clock, request.db), TX_OK);
  request_end(room->server, &request);
}

static void assert_refused(struct room *room, const char *what, json_t *in) {
  assert_null(room_ask(room, what, in));
  if (room->problem.reason != TX_CLOCK_UNSURE)
    fail_msg("%s: %s", what, tx_reason_name(room->problem.reason));
  assert_non_null(strstr(room->problem.zh, "clock confirm"));
  assert_non_null(strstr(room->problem.en, "clock confirm"));
}

static void nothing_that_bears_a_date_is_done_by_a_clock_that_went_back(void **state) {
  struct room *room = *state;
  room_import(room);
  remember(room, host_now_s() + 3 * DAY_S);
  assert_refused(room, "POST /v1/publications", NULL);
  assert_refused(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_object());
  assert_refused(room, "POST /v1/passes", json_object());
  assert_refused(room, "POST /v1/policies", json_object());
  assert_refused(room, "POST /v1/policies/signed", json_object());
  assert_refused(room, "PUT /v1/trust", json_object());
  assert_refused(room, "POST /v1/feeds", json_object());
  assert_refused(room, "POST /v1/gates/codes",
                 json_pack("{s:s, s:s}", "area", ROOM_AREA_TEXT, "url", "http://127.0.0.1:1"));
  assert_refused(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/statements",
                 json_pack("{s:s, s:s, s:s, s:s}", "field", "health", "value", "green", "source",
                           "x", "observed_at", "2022-01-01"));
  room_do(room, "GET /v1/residents", NULL);
  json_t *status = room_get(room, "GET /v1/status", NULL);
  assert_false(json_is_true(json_object_get(json_object_get(status, "clock"), "trusted")));
  json_decref(status);
}

/* Retention goes by when a thing came, where that thing dates itself ahead. */
static void what_comes_to_a_clock_that_went_back_came_no_earlier_than_it_can_have(void **state) {
  struct room *room = *state;
  const int64_t trusted_s = host_now_s() + 3 * DAY_S;
  assert_int_equal(clock_best(room->server->clock, 5), 5);
  remember(room, trusted_s);
  assert_int_equal(clock_best(room->server->clock, 5), trusted_s);
}

/* A yellow code of person 1 until then, and what the record says of it by a time. */
static enum tx_health weigh(struct room *room, int64_t until_s, int64_t now_s) {
  bool added = false;
  size_t changed = 0;
  struct resident resident;
  const struct statement_row said = { .field = STATEMENT_HEALTH,
                                      .value = TX_HEALTH_YELLOW,
                                      .source = "office",
                                      .id = "y",
                                      .observed_at = ROOM_NOW,
                                      .valid_until = until_s };
  struct request request = room_request(room);
  request.now_s = now_s;
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  assert_int_equal(statements_add(request.db, ROOM_AREA, resident.id_hash, &said,
                                  (struct tx_span){ 0 }, ROOM_NOW, &added),
                   TX_OK);
  assert_int_equal(residency_remerge(&request, ROOM_AREA, resident.id_hash, &changed), TX_OK);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  request_end(room->server, &request);
  return tx_record_unpack(resident.record).health;
}

static void nothing_ends_by_a_clock_that_is_not_believed(void **state) {
  struct room *room = *state;
  const int64_t trusted_s = host_now_s() + 3 * DAY_S, until_s = trusted_s + 10 * DAY_S;
  room_import(room);
  remember(room, trusted_s);
  assert_int_equal(weigh(room, until_s, until_s - 1), TX_HEALTH_YELLOW);
  assert_int_equal(weigh(room, until_s, until_s + 365 * DAY_S), TX_HEALTH_YELLOW);
  assert_int_equal(residency_expire(room->server, until_s + 365 * DAY_S), TX_OK);
  assert_int_equal(weigh(room, until_s, until_s + 365 * DAY_S), TX_HEALTH_YELLOW);
}

static void nothing_that_ended_is_back_by_a_clock_that_is_not_believed(void **state) {
  struct room *room = *state;
  const int64_t until_s = host_now_s() + 10 * DAY_S;
  room_import(room);
  assert_int_equal(residency_expire(room->server, until_s + DAY_S), TX_OK);
  remember(room, host_now_s() + 3 * DAY_S);
  assert_int_equal(weigh(room, until_s, 0), TX_HEALTH_UNKNOWN);
}

/* The ends until now were seen to before the clock was set back. */
static void what_is_said_while_the_clock_is_behind_ends_once_it_is_right(void **state) {
  struct room *room = *state;
  struct resident resident;
  const int64_t now_s = host_now_s(), until_s = now_s - 300;
  room_import(room);
  assert_int_equal(residency_expire(room->server, now_s), TX_OK);
  assert_int_equal(weigh(room, until_s, now_s - 3000), TX_HEALTH_YELLOW);
  assert_int_equal(residency_expire(room->server, now_s), TX_OK);
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(tx_record_unpack(resident.record).health, TX_HEALTH_UNKNOWN);
}

static void words_make_it_right_and_no_words_do_not(void **state) {
  struct room *room = *state;
  static const char *const none[] = { "", " \n", "\xe2\x80\xae" };
  remember(room, host_now_s() + 3 * DAY_S);
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    assert_null(
        room_ask(room, "POST /v1/clock/confirmations", json_pack("{s:s}", "words", none[i])));
    assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  }
  assert_refused(room, "POST /v1/publications", NULL);
  json_t *before =
      room_get(room, "POST /v1/clock/confirmations", json_pack("{s:s}", "words", "与手机核对过"));
  assert_string_equal(room_text(before, "verdict"), "back");
  json_decref(before);
  room_do(room, "POST /v1/publications", NULL);
}

/* --- what is kept of it ----------------------------------------------------------------------- */

static void look_while_each_call_fails(struct room *room, const char *past, char kept[80]) {
  bool failed = true;
  for (int n = 1; failed; n++) {
    struct request request = room_request(room);
    assert_int_equal(settings_set(request.db, "clock", past), TX_OK);
    assert_int_equal(clock_load(room->server->clock, request.db), TX_OK);
    failing_calls = 0;
    failing_at = n;
    clock_check(room->server->clock, &request, &room->problem);
    failed = failing_calls >= n;
    failing_at = 0;
    clock_check(room->server->clock, &request, &room->problem);
    assert_int_equal(settings_get(request.db, "clock", kept, 80), TX_OK);
    ASSERT_ROW(strcmp(kept, past) != 0, failing_sql);
    request_end(room->server, &request);
  }
}

/* Else the next process of this boot would take whatever the clock shows by then for right. */
static void what_could_not_be_kept_is_when_the_clock_is_looked_at_next(void **state) {
  struct room *room = *state;
  char past[80], kept[80], boot[CLOCK_BOOT_SIZE];
  long long wall_s, boot_ms;
  snprintf(past, sizeof past, "%lld 1 another-boot 0", (long long)host_now_s() - DAY_S);
  look_while_each_call_fails(room, past, kept);
  assert_int_equal(sscanf(kept, "%lld %lld %39s 0", &wall_s, &boot_ms, boot), 3);
  snprintf(past, sizeof past, "%lld %lld %s 0", wall_s - 2 * HOUR_S, boot_ms, boot);
  look_while_each_call_fails(room, past, kept);
  assert_string_equal(strrchr(kept, ' '), " 1");
}

/* --- a clock that was ahead ------------------------------------------------------------------- */

static int64_t newest_seq(struct room *room) {
  json_t *status = room_get(room, "GET /v1/status", NULL);
  int64_t seq = room_int(json_array_get(json_object_get(status, "areas"), 0), "seq");
  json_decref(status);
  return seq;
}

static void what_is_dated_ahead_gives_way_and_what_is_a_little_ahead_stays(void **state) {
  struct room *room = *state;
  room_import(room);
  room->now_s = ROOM_NOW + TX_AHEAD_S;
  room_do(room, "POST /v1/publications", NULL);
  room->now_s = ROOM_NOW;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(newest_seq(room), ROOM_NOW + TX_AHEAD_S + 1);
  room->now_s = ROOM_NOW + 20 * DAY_S;
  room_do(room, "POST /v1/publications", NULL);
  room->now_s = ROOM_NOW + 600;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(newest_seq(room), ROOM_NOW + 600);
  json_t *clock = room_get(room, "GET /v1/clock", NULL);
  assert_true(room_int(clock, "set_aside") > 0);
  json_decref(clock);
}

static int64_t policy_seq(struct room *room) {
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  assert_non_null(item);
  int64_t seq = (int64_t)item->seq;
  cache_release(item);
  return seq;
}

/* Gates hold what it set aside, and take nothing that is numbered lower. */
static void when_a_clock_was_behind_policies_overtake_what_it_set_aside(void **state) {
  struct room *room = *state;
  room_import(room);
  room->now_s = ROOM_NOW + HOUR_S;
  room_must_publish(
      room, "POST /v1/policies",
      json_loads("{\"area\": " ROOM_AREA_TEXT ", \"orders\": [{\"id\": \"o1\", \"document\": "
                 "\"No. 1\", \"issuer\": \"The committee\", \"valid_from\": 1640000000, "
                 "\"valid_to\": 1700000000, \"rules\": [{\"topic\": \"courier\", \"limit\": "
                 "\"not building\"}]}]}",
                 0, NULL));
  assert_int_equal(policy_seq(room), ROOM_NOW + HOUR_S);
  room->now_s = ROOM_NOW;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(policy_seq(room), ROOM_NOW);
  room->now_s = ROOM_NOW + HOUR_S - 1;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(policy_seq(room), ROOM_NOW);
  room->now_s = ROOM_NOW + HOUR_S;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(policy_seq(room), ROOM_NOW + HOUR_S + 1);
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(policy_seq(room), ROOM_NOW + HOUR_S + 1);
}

/* It was shown to gates, and the next in the same second says something else. */
static void no_list_has_the_number_of_one_that_was_set_aside(void **state) {
  struct room *room = *state;
  room_import(room);
  room->now_s = ROOM_NOW + HOUR_S;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(newest_seq(room), ROOM_NOW + HOUR_S);
  room->now_s = ROOM_NOW;
  room_do(room, "POST /v1/publications", NULL);
  room->now_s = ROOM_NOW + HOUR_S;
  room_do(room, "POST /v1/publications", NULL);
  assert_int_equal(newest_seq(room), ROOM_NOW + HOUR_S + 1);
}

static void a_pass_dated_ahead_is_counted_and_the_next_is_from_now(void **state) {
  struct room *room = *state;
  room_import(room);
  room->now_s = ROOM_NOW + 20 * DAY_S;
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_object());
  room->now_s = ROOM_NOW + 60;
  json_t *out = room_get(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_object());
  assert_int_equal(room_int(json_array_get(json_object_get(out, "passes"), 0), "iat"),
                   ROOM_NOW + 60);
  json_decref(out);
  json_t *clock = room_get(room, "GET /v1/clock", NULL);
  assert_int_equal(room_int(clock, "passes_ahead"), 1);
  json_decref(clock);
}

static void an_enrolment_code_and_a_token_of_the_future_do_not_live_until_then(void **state) {
  struct room *room = *state;
  static const char *const origins[] = { "http://127.0.0.1:1", NULL };
  room->server->origins = origins;
  room->now_s = ROOM_NOW + 20 * DAY_S;
  room_do(room, "POST /v1/publications", NULL);
  room_do(room, "POST /v1/gates/codes", json_pack("{s:s}", "area", ROOM_AREA_TEXT));
  room->now_s = ROOM_NOW + 60;
  room_do(room, "POST /v1/publications", NULL);
  struct request request = room_request(room);
  struct db_rows rows = db_select(request.db, "select count(*) from enrolment", DB_NONE);
  assert_true(db_next(&rows));
  assert_int_equal(db_column_int(&rows, 0), 0);
  db_rows_finish(&rows);
  request_end(room->server, &request);
  room->server->origins = NULL;
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test(on_one_boot_a_clock_goes_as_the_machine_runs),
    cmocka_unit_test(what_a_right_clock_would_show_is_told),
    cmocka_unit_test(after_a_boot_a_server_may_have_been_off_for_weeks),
    cmocka_unit_test(a_boot_that_ran_backwards_is_another),
    cmocka_unit_test(a_doubt_outlives_a_boot_and_not_a_clock_that_fits),
    cmocka_unit_test(without_a_past_only_what_was_signed_speaks),
    IN_A_ROOM(nothing_that_bears_a_date_is_done_by_a_clock_that_went_back),
    IN_A_ROOM(what_comes_to_a_clock_that_went_back_came_no_earlier_than_it_can_have),
    IN_A_ROOM(nothing_ends_by_a_clock_that_is_not_believed),
    IN_A_ROOM(nothing_that_ended_is_back_by_a_clock_that_is_not_believed),
    IN_A_ROOM(what_is_said_while_the_clock_is_behind_ends_once_it_is_right),
    IN_A_ROOM(words_make_it_right_and_no_words_do_not),
    IN_A_ROOM(what_is_dated_ahead_gives_way_and_what_is_a_little_ahead_stays),
    IN_A_ROOM(when_a_clock_was_behind_policies_overtake_what_it_set_aside),
    IN_A_ROOM(no_list_has_the_number_of_one_that_was_set_aside),
    IN_A_ROOM(a_pass_dated_ahead_is_counted_and_the_next_is_from_now),
    IN_A_ROOM(an_enrolment_code_and_a_token_of_the_future_do_not_live_until_then),
    /* the last: from here on all is SQLite */
    cmocka_unit_test_setup_teardown(what_could_not_be_kept_is_when_the_clock_is_looked_at_next,
                                    failing_set_up, room_tear_down),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
