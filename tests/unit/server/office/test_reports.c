/* SPDX-License-Identifier: Apache-2.0 */
/* Reports count what stands in the tables, name nobody, and hide small counts from outside. */
#include "bodies_room.h"
#include "gate_room.h"

#include "domain/report/report.h"
#include "model/appeal.h"

#define NEIGHBOUR "610113001002"
#define REPORT(name) "GET /v1/reports/" name

/* A row by its name, of a gate or of all. */
static const json_t *row_of(const json_t *report, const char *of, const char *name) {
  size_t i;
  const json_t *row;
  json_array_foreach(json_object_get(report, "rows"), i,
                     row) if (strcmp(room_text(row, "name"), name) == 0 &&
                              strcmp(room_text(row, "of"), of) == 0) return row;
  fail_msg("there is no row %s %s", of, name);
  return NULL;
}

static const json_t *cell_of(const json_t *report, const char *of, const char *name,
                             const char *column) {
  size_t i;
  const json_t *one;
  json_array_foreach(
      json_object_get(report, "columns"), i,
      one) if (strcmp(room_text(one, "name"), column) ==
               0) return json_array_get(json_object_get(row_of(report, of, name), "counts"), i);
  fail_msg("there is no column %s", column);
  return NULL;
}

static long long count_of(const json_t *report, const char *of, const char *name,
                          const char *column) {
  const json_t *cell = cell_of(report, of, name, column);
  if (!json_is_integer(cell)) fail_msg("%s %s is no number", name, column);
  return json_integer_value(cell);
}

/* A gate with events at hours of 2022-01-01 in China (the room's now is 08:00 there). */
static void let_pass(struct room *room, const char *gate, int hour, enum tx_direction direction,
                     enum tx_verdict verdict, int n) {
  static int seq;
  for (int i = 0; i < n; i++) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "insert into event (area, gate, seq, received_at, at, direction, verdict, reason,"
             " sealed) select %s, '%s', %d, %d, %d, %d, %d, 0, sealed from resident"
             " where idx = 0",
             ROOM_AREA_TEXT, gate, ++seq, ROOM_NOW, ROOM_NOW - (8 - hour) * 3600 + i,
             (int)direction, (int)verdict);
    room_sql(room, sql);
  }
}

static void passages_are_counted_by_the_hour_of_the_day_in_china_and_by_gate(void **state) {
  struct room *room = *state;
  gate_register(room, FORGE_GATE, "东门");
  json_t *gates = room_get(room, "GET /v1/gates", NULL);
  const char *east = room_text(json_array_get(json_object_get(gates, "gates"), 0), "gate");
  let_pass(room, east, 7, TX_IN, TX_ALLOW, 6);
  let_pass(room, east, 7, TX_OUT, TX_ALLOW, 2);
  let_pass(room, east, 7, TX_NEITHER, TX_ALLOW, 3); /* sampled */
  let_pass(room, "west", 7, TX_IN, TX_DENY, 1);
  let_pass(room, "west", 0, TX_IN, TX_ALLOW, 1);
  let_pass(room, "west", -1, TX_IN, TX_ALLOW, 9); /* the day before */
  json_t *out = room_get(room, REPORT("passages"), NULL);
  assert_int_equal(count_of(out, "", "07:00", "in"), 6);
  assert_int_equal(count_of(out, "", "07:00", "out"), 2);
  assert_int_equal(count_of(out, "", "07:00", "refused"), 1);
  assert_int_equal(count_of(out, "", "00:00", "in"), 1);
  assert_int_equal(count_of(out, "", "23:00", "in"), 0);
  assert_int_equal(count_of(out, "东门", "07:00", "in"), 6);
  assert_int_equal(count_of(out, "west", "07:00", "refused"), 1);
  json_decref(out);
  out = room_get(room, REPORT("passages") "?day=2021-12-31", NULL);
  assert_int_equal(count_of(out, "west", "23:00", "in"), 9);
  json_decref(out);
  json_decref(gates);
}

static void who_has_no_test_is_counted_by_building_and_by_age_of_the_swab(void **state) {
  struct room *room = *state;
  room_feed(room, 1, "test", "negative", ""); /* eight hours ago */
  json_t *out = room_get(room, REPORT("tests") "?hours=9", NULL);
  assert_int_equal(count_of(out, "", "all", "people"), 3);
  assert_int_equal(count_of(out, "", "all", "tested"), 1);
  assert_int_equal(count_of(out, "", "all", "untested"), 2);
  assert_int_equal(count_of(out, "", "3-2", "untested"), 2);
  json_decref(out);
  out = room_get(room, REPORT("tests") "?hours=7", NULL);
  assert_int_equal(count_of(out, "", "all", "tested"), 0);
  json_decref(out);
  room_sql(room, "update resident set exempt = 1 where idx = 0");
  room_sql(room, "update resident set record = record + 4194304 where idx = 2"); /* pending */
  out = room_get(room, REPORT("tests"), NULL);
  assert_int_equal(count_of(out, "", "all", "exempt"), 1);
  assert_int_equal(count_of(out, "", "all", "awaiting"), 1);
  assert_int_equal(count_of(out, "", "all", "untested"), 0);
  json_decref(out);
}

static void
the_people_are_those_that_the_count_counts_masked_and_the_look_is_entered(void **state) {
  struct room *room = *state;
  room_feed(room, 1, "test", "negative", "");
  room_set_state(room, 2, "revoked");
  json_t *out = room_get(room, REPORT("tests/people") "?hours=9", NULL);
  const json_t *people = json_object_get(out, "residents");
  assert_int_equal(json_array_size(people), 1);
  assert_int_equal(room_int(json_array_get(people, 0), "index"), 0);
  assert_string_equal(room_text(json_array_get(people, 0), "name"), "王*英");
  assert_string_equal(room_text(json_array_get(people, 0), "room"), "101");
  json_decref(out);
  out = room_get(room, REPORT("tests") "?hours=9", NULL);
  assert_int_equal(count_of(out, "", "all", "untested"), 1);
  json_decref(out);
  out = room_get(room, "GET /v1/audit", NULL);
  assert_string_equal(room_text(json_array_get(json_object_get(out, "entries"), 0), "action"),
                      "read.untested");
  json_decref(out);
}

static void who_lives_there_is_counted_by_age_and_by_household(void **state) {
  struct room *room = *state;
  json_t *out =
      room_get(room, REPORT("people"), NULL); /* a woman of 72, a man of 41, a child of 2 */
  assert_int_equal(count_of(out, "", "all", "people"), 3);
  assert_int_equal(count_of(out, "", "all", "households"), 2);
  assert_int_equal(count_of(out, "", "under3", "people"), 1);
  assert_int_equal(count_of(out, "", "18to59", "alone"), 1);
  assert_int_equal(count_of(out, "", "70to79", "people"), 1);
  assert_int_equal(count_of(out, "", "70plus", "alone"), 0);
  assert_int_equal(count_of(out, "", "household1", "households"), 1);
  assert_int_equal(count_of(out, "", "household2", "people"), 2);
  assert_int_equal(count_of(out, "", "households70plus", "households"), 0);
  assert_true(json_is_null(cell_of(out, "", "under3", "households")));
  json_decref(out);
  room_set_state(room, 2, "revoked"); /* moved out */
  out = room_get(room, REPORT("people"), NULL);
  assert_int_equal(count_of(out, "", "all", "people"), 2);
  assert_int_equal(count_of(out, "", "70plus", "alone"), 1);
  assert_int_equal(count_of(out, "", "households70plus", "households"), 1);
  json_decref(out);
}

/* The rosters of offices say it of the head of a household, under many names. */
static void who_rents_is_counted_by_people_and_by_households(void **state) {
  struct room *room = *state;
  static const char roster[] = "姓名,证件号码,楼栋,房号,是否租房\n"
                               "王秀英,990101194912310028,3-2,101,是\n"
                               "张三,99010119800307891X,3-2,102,自有\n";
  json_t *out = room_get(room, REPORT("people"), NULL);
  assert_int_equal(count_of(out, "", "tenure_unknown", "people"), 3);
  json_decref(out);
  json_decref(room_send(room, "POST /v1/imports", "text/csv", tx_span_text(roster)));
  out = room_get(room, REPORT("people"), NULL);
  assert_int_equal(count_of(out, "", "rent", "people"), 2);
  assert_int_equal(count_of(out, "", "rent", "households"), 1);
  assert_int_equal(count_of(out, "", "rent", "alone"), 0);
  assert_int_equal(count_of(out, "", "own", "alone"), 1);
  assert_int_equal(count_of(out, "", "tenure_unknown", "people"), 0);
  json_decref(out);
  room_do(room, "PATCH /v1/residents/" ROOM_AREA_TEXT "/0", json_pack("{s:s}", "tenure", ""));
  out = room_get(room, REPORT("people"), NULL);
  assert_int_equal(count_of(out, "", "rent", "people"), 0);
  json_decref(out);
}

static void a_renter_among_the_roles_is_a_resident_who_rents(void **state) {
  struct room *room = *state;
  static const char roster[] = "姓名,证件号码,楼栋,房号,人员类别,居住方式\n"
                               "王秀英,990101194912310028,3-2,101,租户,\n"
                               "张三,99010119800307891X,3-2,102,居民,看情况\n";
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(roster));
  const json_t *left = json_array_get(json_object_get(out, "left_out"), 0);
  assert_string_equal(room_text(left, "column"), "居住方式");
  json_decref(out);
  out = room_get(room, "GET /v1/residents/" ROOM_AREA_TEXT "/0?purpose=papers", NULL);
  assert_string_equal(room_text(out, "tenure"), "rent");
  assert_string_equal(room_text(out, "role"), "resident");
  json_decref(out);
  out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(ROOM_ROSTER));
  assert_int_equal(room_int(out, "updated"), 0); /* what a roster says nothing of stays */
  json_decref(out);
}

static void the_days_figures_say_what_stands_and_what_waits(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  gate_register(room, FORGE_GATE, "东门");
  let_pass(room, "west", 7, TX_IN, TX_ALLOW, 2);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 40));
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  json_t *out = room_get(room, REPORT("day"), NULL);
  static const struct {
    const char *name;
    int count;
  } said[] = { { "residents", 3 }, { "passes", 3 },   { "issued", 3 }, { "in", 2 },
               { "untested", 3 },  { "requests", 1 }, { "gates", 1 },  { "silent", 1 },
               { "red", 0 },       { "visits", 0 },   { "appeals", 0 } };
  for (size_t i = 0; i < COUNT(said); i++)
    ASSERT_ROW(count_of(out, "", said[i].name, "count") == said[i].count, said[i].name);
  json_decref(out);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  out = room_get(room, REPORT("day"), NULL);
  assert_int_equal(count_of(out, "", "red", "count"), 1);
  assert_int_equal(count_of(out, "", "requests", "count"), 0);
  json_decref(out);
}

/* The street's eye on two communities: one of the room's, one of six people. */
static void look_from_the_street(struct room *room) {
  room_sql(room, "insert into area (area, next_index, last_issue, listed, changed, neighbour_id)"
                 " values (" NEIGHBOUR ", 6, 0, 0, 0, 0)");
  for (int i = 0; i < 6; i++) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "insert into resident (area, idx, id_hash, name_hash, sealed, household, role, exempt,"
             " state, generation, record, issues, created_at) select " NEIGHBOUR ", %d, id_hash,"
             " name_hash, sealed, household, role, exempt, state, generation, record, issues,"
             " created_at from resident where area = " ROOM_AREA_TEXT " and idx = 0",
             i);
    room_sql(room, sql);
  }
  room_sql(room, "update account set area = 610113001000 where login = 'office'");
}

static void figures_of_an_area_are_the_sum_of_its_communities(void **state) {
  struct room *room = *state;
  look_from_the_street(room);
  json_t *out = room_get(room, "GET /v1/figures/610113001000", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "rows")), 3);
  assert_int_equal(count_of(out, NEIGHBOUR, NEIGHBOUR, "residents"), 6);
  /* 9 less 6 would say the 3 that are hidden */
  assert_int_equal(count_of(out, "", "all", "residents"), 5);
  assert_string_equal(json_string_value(cell_of(out, ROOM_AREA_TEXT, ROOM_AREA_TEXT, "residents")),
                      "<5");
  json_decref(out);
  assert_null(room_ask(room, "GET /v1/figures/610113000000", NULL)); /* above the street */
  assert_null(room_ask(room, "GET /v1/figures/610113001000?from=2022-01-02&to=2022-01-01", NULL));
  assert_null(room_ask(room, "GET /v1/figures/610113001000?table=names", NULL));
}

static void
an_appeal_that_nobody_answered_in_time_is_counted_as_late_and_gates_are_no_people(void **state) {
  struct room *room = *state;
  static const struct {
    int state, due, late;
  } cases[] = { { APPEAL_OPEN, 1, 0 },      /* not yet */
                { APPEAL_OPEN, 0, 1 },      /* by now */
                { APPEAL_ESCALATED, 1, 1 }, /* it went up */
                { APPEAL_UPHELD, 0, 0 } };
  gate_register(room, FORGE_GATE, "东门");
  for (size_t i = 0; i < COUNT(cases); i++) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "insert into appeal (area, id, idx, field, way, state, ground, request, asked_body,"
             " decided_body, made_by, made_at, due_at, above, answered_by, answered_body,"
             " answered_at) values (" ROOM_AREA_TEXT
             ", %zu, 1, 0, 0, %d, 0, 0, '', '', '', %d, %d, '', '', '', 0)",
             i + 1, cases[i].state, ROOM_NOW, ROOM_NOW + cases[i].due * 60);
    room_sql(room, sql);
    json_t *out = room_get(room, REPORT("day"), NULL);
    ASSERT_ROW(count_of(out, "", "late", "count") == cases[i].late, "late");
    json_decref(out);
    room_sql(room, "delete from appeal");
  }
  look_from_the_street(room);
  json_t *out = room_get(room, "GET /v1/figures/610113001000", NULL);
  assert_int_equal(count_of(out, ROOM_AREA_TEXT, ROOM_AREA_TEXT, "silent"), 1);
  assert_int_equal(count_of(out, "", "all", "silent"), 1);
  json_decref(out);
}

static void one_to_four_people_are_few_outside_the_community_and_a_number_within(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, REPORT("people"), NULL);
  assert_int_equal(count_of(out, "", "under3", "people"), 1);
  json_decref(out);
  room_sql(room, "update account set area = 610113001000 where login = 'office'");
  static const char *const names[] = { "day", "passages", "tests", "people" };
  let_pass(room, "west", 7, TX_IN, TX_ALLOW, 2);
  for (size_t i = 0; i < COUNT(names); i++) {
    char what[64];
    size_t n, c;
    const json_t *row, *cell;
    snprintf(what, sizeof what, "GET /v1/reports/%s", names[i]);
    out = room_get(room, what, NULL);
    bool few = false;
    json_array_foreach(json_object_get(out, "rows"), n, row)
        json_array_foreach(json_object_get(row, "counts"), c, cell) {
      const json_int_t count = json_integer_value(cell);
      ASSERT_ROW(count < 1 || count > 4, what);
      few |= json_is_string(cell);
    }
    ASSERT_ROW(few, what);
    json_decref(out);
  }
}

static void who_is_restrained_is_counted_by_ground(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  room_feed(room, 0, "health", "yellow", "2022-01-10"); /* a source that gives no ground */
  json_t *out = room_get(room, "GET /v1/figures/" ROOM_AREA_TEXT "?table=grounds", NULL);
  assert_int_equal(count_of(out, "", "A3", "red"), 1);
  assert_int_equal(count_of(out, "", "A3", "yellow"), 0);
  assert_int_equal(count_of(out, "", "none", "yellow"), 1);
  json_decref(out);
  let_pass(room, "west", 7, TX_IN, TX_ALLOW, 2);
  out = room_get(room, "GET /v1/figures/" ROOM_AREA_TEXT "?table=hours", NULL);
  assert_int_equal(count_of(out, "", "07:00", "in"), 2);
  json_decref(out);
}

static char *fetch(struct room *room, const char *path) {
  struct socket_answer answer = { 0 };
  room->api.fixed_s = room->now_s;
  socket_ask(room->socket, "GET", path, NULL, tx_span_text(""), &answer);
  assert_int_equal(answer.status, 200);
  char *text = strndup(answer.text, answer.n);
  free(answer.text);
  return text;
}

static void a_file_holds_the_same_numbers_and_no_formula(void **state) {
  struct room *room = *state;
  room_sql(room, "update resident set exempt = 1 where idx = 0");
  char *text = fetch(room, "/v1/reports/tests?format=csv");
  assert_string_equal(text, "\xef\xbb\xbf日期,区划,楼栋,人数,已检测,已采样待结果,免检,未检测\r\n"
                            "2022-01-01," ROOM_AREA_TEXT ",全部,3,0,0,1,2\r\n"
                            "2022-01-01," ROOM_AREA_TEXT ",3-2,3,0,0,1,2\r\n");
  free(text);
  gate_register(room, FORGE_GATE, "=cmd|' /C calc'!A0");
  json_t *gates = room_get(room, "GET /v1/gates", NULL);
  let_pass(room, room_text(json_array_get(json_object_get(gates, "gates"), 0), "gate"), 7, TX_IN,
           TX_ALLOW, 1);
  text = fetch(room, "/v1/reports/passages?format=csv");
  assert_non_null(strstr(text, ",\"'=cmd|"));
  assert_null(strstr(text, ",=cmd"));
  free(text);
  text = fetch(room, "/v1/reports/day?format=xlsx");
  assert_memory_equal(text, "PK", 2);
  free(text);
  assert_null(room_ask(room, REPORT("day") "?format=doc", NULL));
  assert_null(room_ask(room, REPORT("day") "?day=yesterday", NULL));
  assert_null(room_ask(room, REPORT("week"), NULL));
  json_decref(gates);
}

static void a_report_is_drawn_as_pdf_and_what_cannot_be_drawn_is_said(void **state) {
  struct room *room = *state;
  static const char *const paths[] = { "/v1/reports/day?format=pdf",
                                       "/v1/reports/passages?format=pdf",
                                       "/v1/reports/people?format=pdf&lang=en",
                                       "/v1/figures/" ROOM_AREA_TEXT "?format=pdf" };
  room->api.paper.program = TONGXING_PAPER;
  for (size_t i = 0; i < COUNT(paths); i++) {
    char *text = fetch(room, paths[i]);
    assert_memory_equal(text, "%PDF-", 5);
    free(text);
  }
  room->api.paper.program = "/bin/false";
  assert_null(room_ask(room, REPORT("day") "?format=pdf", NULL));
  assert_non_null(strstr(room->problem.en, "did not start"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(passages_are_counted_by_the_hour_of_the_day_in_china_and_by_gate),
    WITH_BODIES(who_has_no_test_is_counted_by_building_and_by_age_of_the_swab),
    WITH_BODIES(the_people_are_those_that_the_count_counts_masked_and_the_look_is_entered),
    WITH_BODIES(who_lives_there_is_counted_by_age_and_by_household),
    WITH_BODIES(who_rents_is_counted_by_people_and_by_households),
    WITH_BODIES(a_renter_among_the_roles_is_a_resident_who_rents),
    WITH_BODIES(the_days_figures_say_what_stands_and_what_waits),
    WITH_BODIES(figures_of_an_area_are_the_sum_of_its_communities),
    WITH_BODIES(an_appeal_that_nobody_answered_in_time_is_counted_as_late_and_gates_are_no_people),
    WITH_BODIES(one_to_four_people_are_few_outside_the_community_and_a_number_within),
    WITH_BODIES(who_is_restrained_is_counted_by_ground),
    WITH_BODIES(a_file_holds_the_same_numbers_and_no_formula),
    WITH_BODIES(a_report_is_drawn_as_pdf_and_what_cannot_be_drawn_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
