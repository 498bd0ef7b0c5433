/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's home page in one answer: what its resources say, to whom they say it. */
#include "api/call/live.h"
#include "api/home/counted.h"
#include "bodies_room.h"
#include "gate_room.h"

#define HOME "GET /v1/home"

static json_t *home_of(struct room *room) {
  return room_get(room, HOME, NULL);
}

static void be(struct room *room, unsigned roles, const char *area) {
  char sql[160];
  snprintf(sql, sizeof sql, "update account set roles = %u, area = %s where login = 'office'",
           roles, area);
  room_sql(room, sql);
}

/* Whether a member of it is what another resource answers, or has under that name. */
static void assert_same(struct room *room, const json_t *home, const char *member, const char *path,
                        const char *name) {
  char what[80];
  snprintf(what, sizeof what, "GET %s", path);
  json_t *out = room_get(room, what, NULL);
  const json_t *said = json_object_get(home, member);
  ASSERT_ROW(said && json_equal(said, name ? json_object_get(out, name) : out), member);
  json_decref(out);
}

static void home_has_what_its_resources_answer(void **state) {
  struct room *room = *state;
  gate_register(room, FORGE_GATE, "东门");
  room_do(room, "POST /v1/drills", json_pack("{s:i}", "hours", 2));
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 40));
  json_t *home = home_of(room);
  assert_same(room, home, "drills", "/v1/drills", "drills");
  assert_same(room, home, "gates", "/v1/gates", "gates");
  assert_same(room, home, "hours", "/v1/events/hours?hours=24", "hours");
  assert_same(room, home, "ends", "/v1/ends", "ends");
  assert_same(room, home, "contradictions", "/v1/policies/contradictions", NULL);
  assert_same(room, home, "tests", "/v1/reports/tests?hours=48", NULL);
  assert_int_equal(json_array_size(json_object_get(home, "drills")), 1);
  assert_int_equal(json_array_size(json_object_get(home, "gates")), 1);
  assert_true(json_array_size(json_object_get(home, "ends")) > 0);
  assert_null(json_object_get(home, "figures"));
  json_decref(home);
}

static size_t entries(struct room *room) {
  return (size_t)room_count(room, "select count(*) from audit where action like 'read.%'");
}

static void what_waits_is_counted_and_nobody_is_read_of(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "clerk", &in, &row), TX_OK);
  room_sql(room,
           "insert into appeal (area, id, idx, field, way, state, ground, request, asked_body,"
           " decided_body, made_by, made_at, due_at, above, answered_by, answered_body,"
           " answered_at) values (" ROOM_AREA_TEXT ", 1, 1, 0, 0, 1, 0, 0, '', '', '', 1, 900,"
           " '', '', '', 0), (" ROOM_AREA_TEXT ", 2, 1, 0, 0, 0, 0, 0, '', '', '', 1, 700, '',"
           " '', '', 0), (" ROOM_AREA_TEXT ", 3, 1, 0, 0, 2, 0, 0, '', '', '', 1, 500, '', '',"
           " '', 9)");
  const size_t before = entries(room);
  json_t *home = home_of(room);
  const json_t *appeals = json_object_get(home, "appeals");
  const json_t *requests = json_object_get(home, "requests");
  assert_int_equal(room_int(home, "applications"), 0);
  assert_int_equal(room_int(appeals, "waiting"), 2);
  assert_int_equal(room_int(appeals, "due_at"), 700);
  assert_int_equal(room_int(requests, "waiting"), 1);
  assert_false(json_is_true(json_object_get(requests, "more")));
  assert_int_equal(json_array_size(json_object_get(requests, "founding")), 0);
  assert_int_equal(entries(room), before);
  json_decref(home);
}

static void assert_lacking(struct room *room, size_t count) {
  json_t *home = home_of(room), *out = room_get(room, "GET /v1/passes?lacking=1", NULL);
  assert_int_equal(room_int(home, "lacking"), count);
  assert_int_equal(json_array_size(json_object_get(out, "holders")), count);
  json_decref(home);
  json_decref(out);
}

/* The tile says as many as the page behind it lists. */
static void who_lacks_a_pass_is_counted_as_the_ledger_lists_them(void **state) {
  struct room *room = *state;
  assert_lacking(room, 3);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_pack("{s:i}", "days", 40));
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:i}", "days", 20));
  assert_lacking(room, 1);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:i}", "days", 10));
  assert_lacking(room, 1);
  room->now_s += (int64_t)15 * 86400;
  assert_lacking(room, 2); /* of two of hers the newest has ended */
  room_sql(room, "update resident set state = 5 where idx = 0");
  assert_lacking(room, 3);
  room_sql(room, "update resident set state = 1, generation = 1 where idx = 0");
  assert_lacking(room, 3);
}

static bool any_session(void *context, const char *token) {
  (void)context;
  (void)token;
  return true;
}

static void assert_home_lacks(struct room *room, size_t count) {
  json_t *home = home_of(room);
  assert_int_equal(room_int(home, "lacking"), count);
  assert_non_null(json_object_get(home, "tests"));
  json_decref(home);
}

static void what_is_counted_over_everybody_is_kept_until_somebody_changes_something(void **state) {
  struct room *room = *state;
  room->api.live = live_start(any_session, NULL);
  room->api.counted = counted_create();
  assert_home_lacks(room, 3);
  room_sql(room, "update resident set state = 5 where idx = 0"); /* by nobody's request */
  assert_lacking(room, 3);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:i}", "days", 40));
  assert_home_lacks(room, 2);
  room_sql(room, "update issue set exp = 1");
  assert_home_lacks(room, 2);
  room->now_s += 60;
  assert_home_lacks(room, 3);
  room_sql(room, "update issue set exp = 2000000000");
  room->now_s -= 600; /* a clock that was set */
  assert_home_lacks(room, 2);
  room->now_s += 660;
  room_sql(room, "alter table issue rename column generation to lost");
  assert_null(room_ask(room, HOME, NULL)); /* what went wrong is not kept */
  room_sql(room, "alter table issue rename column lost to generation");
  assert_home_lacks(room, 2);
  room_sql(room, "update issue set exp = 1");
  assert_home_lacks(room, 2);
  json_decref(room_send(room, "POST /v1/imports", "text/csv", tx_span_text(ROOM_ROSTER)));
  assert_home_lacks(room, 3);
  be(room, 1u << ROLE_CLERK, "610113001002");
  assert_null(room_ask(room, HOME "?area=" ROOM_AREA_TEXT, NULL)); /* kept for others */
  live_stop(room->api.live);
  live_destroy(room->api.live);
  counted_destroy(room->api.counted);
  room->api.live = NULL;
  room->api.counted = NULL;
}

static void what_one_did_before_there_was_a_second_is_read_and_written_down(void **state) {
  struct room *room = *state;
  room_sql(room, "update account set activated_at = null where login = 'street'");
  room->now_s += 60;
  room_do(room, "POST /v1/residents",
          json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "赵六", "id_type", "护照", "id_number",
                    "G00000001", "unit", "7-1", "room", "101"));
  const size_t before = entries(room);
  json_t *home = home_of(room);
  const json_t *requests = json_object_get(home, "requests");
  const json_t *one = json_array_get(json_object_get(requests, "founding"), 0);
  assert_string_equal(room_text(json_object_get(one, "founding"), "what"), "add");
  assert_string_equal(room_text(one, "name"), "赵*");
  assert_int_equal(entries(room), before + 1);
  json_decref(home);
}

static void each_member_is_for_those_who_have_its_right(void **state) {
  struct room *room = *state;
  static const struct {
    enum role role;
    const char *has, *lacks;
  } cases[] = {
    { ROLE_CLERK, "applications lacking appeals requests drills gates hours tests", "figures" },
    { ROLE_HEALTH, "appeals requests tests", "applications lacking figures" },
    { ROLE_AUDITOR, "requests", "applications lacking appeals figures" },
    { ROLE_ADMIN, "drills gates hours tests", "applications lacking appeals figures" },
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    char words[120], *rest = words;
    be(room, 1u << cases[i].role, ROOM_AREA_TEXT);
    json_t *home = home_of(room);
    snprintf(words, sizeof words, "%s", cases[i].has);
    for (const char *word; (word = strsep(&rest, " "));)
      ASSERT_ROW(json_object_get(home, word) != NULL, word);
    snprintf(words, sizeof words, "%s", cases[i].lacks);
    rest = words;
    for (const char *word; (word = strsep(&rest, " "));)
      ASSERT_ROW(json_object_get(home, word) == NULL, word);
    json_decref(home);
  }
}

static void an_account_above_has_the_figures_of_its_communities(void **state) {
  struct room *room = *state;
  be(room, 1u << ROLE_COMMAND, "610113001000");
  json_t *home = home_of(room);
  assert_same(room, home, "figures", "/v1/figures/610113001000", NULL);
  assert_same(room, home, "contradictions", "/v1/policies/contradictions?area=610113001000", NULL);
  static const char *const ones[] = { "applications", "lacking", "appeals",
                                      "gates",        "hours",   "tests" };
  for (size_t i = 0; i < COUNT(ones); i++)
    ASSERT_ROW(json_object_get(home, ones[i]) == NULL, ones[i]);
  json_decref(home);
}

static void of_an_area_that_is_not_kept_here_nothing_is_told(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, HOME "?area=610113001002", NULL));
  assert_null(room_ask(room, HOME "?area=6101", NULL));
  assert_non_null(strstr(room->problem.zh, "12位"));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(home_has_what_its_resources_answer),
    WITH_BODIES(what_waits_is_counted_and_nobody_is_read_of),
    WITH_BODIES(who_lacks_a_pass_is_counted_as_the_ledger_lists_them),
    WITH_BODIES(what_is_counted_over_everybody_is_kept_until_somebody_changes_something),
    WITH_BODIES(what_one_did_before_there_was_a_second_is_read_and_written_down),
    WITH_BODIES(each_member_is_for_those_who_have_its_right),
    WITH_BODIES(an_account_above_has_the_figures_of_its_communities),
    WITH_BODIES(of_an_area_that_is_not_kept_here_nothing_is_told),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
