/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a roster that is not usual: workbooks that cannot be read, headings that are not
 * known, people who are gone by now, imports that go on. */
#include "bodies_room.h"

#define HEADING "姓名,证件号码,电话,楼栋,房号\n"
#define FIRST HEADING "王秀英,990101194912310028,13800000000,3-2,101\n"
#define GONE "/v1/imports/" ROOM_AREA_TEXT "/2/gone"

static json_t *send(struct room *room, const char *what, const char *csv) {
  return room_send(room, what, "text/csv", tx_span_text(csv));
}

/* --- files ------------------------------------------------------------------------------------ */

static void a_workbook_of_before_2007_is_refused_with_what_to_do(void **state) {
  static const char old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a workbook of Excel 97";
  static const char *const routes[] = { "POST /v1/imports", "POST /v1/imports/previews",
                                        "POST /v1/feeds" };
  struct room *room = *state;
  for (size_t i = 0; i < COUNT(routes); i++) {
    assert_null(
        room_send(room, routes[i], "application/octet-stream", tx_span_of(old, sizeof old - 1)));
    assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
    ASSERT_ROW(strstr(room->problem.zh, "xlsx") != NULL, room->problem.zh);
  }
}

/* Whatever else is asked for, refused rows are handed back as a workbook alone. */
static void refused_rows_come_back_where_a_workbook_is_asked_for(void **state) {
  static const char csv[] = FIRST "赵一,990101199001010010,,4-1,202\n";
  static const struct {
    const char *what;
    bool back;
  } rows[] = { { "POST /v1/imports?refused=xlsx", true },
               { "POST /v1/imports?refused=csv", false },
               { "POST /v1/imports", false } };
  for (size_t i = 0; i < COUNT(rows); i++) {
    json_t *out = send(*state, rows[i].what, csv);
    assert_non_null(out);
    ASSERT_ROW((json_object_get(out, "refused_xlsx") != NULL) == rows[i].back, rows[i].what);
    json_decref(out);
  }
}

static void more_rows_than_a_workbook_takes_back_are_said_to_be_more(void **state) {
  char *csv = NULL;
  size_t n = 0;
  FILE *file = open_memstream(&csv, &n);
  fputs(HEADING, file);
  for (int i = 0; i < 20002; i++)
    fprintf(file, "赵%d,x,,4-1,202\n", i);
  fclose(file);
  json_t *out = send(*state, "POST /v1/imports?refused=xlsx", csv);
  assert_true(json_is_true(json_object_get(out, "refused_cut")));
  assert_non_null(json_object_get(out, "refused_xlsx"));
  json_decref(out);
  free(csv);
}

/* --- previews --------------------------------------------------------------------------------- */

static void a_heading_that_is_half_known_says_which_columns_are(void **state) {
  struct room *room = *state;
  struct socket_answer answer = { 0 };
  static const char csv[] = "姓名,甲,乙\n张三,1,2\n";
  room->api.fixed_s = room->now_s;
  socket_ask(room->socket, "POST", "/v1/imports/previews", "text/csv", tx_span_text(csv), &answer);
  assert_int_equal(answer.status, 400);
  json_t *out = json_loadb(answer.text, answer.n, 0, NULL);
  assert_string_equal(room_text(json_object_get(out, "known"), "name"), "姓名");
  assert_int_equal(json_array_size(json_object_get(out, "columns")), 3);
  assert_true(json_array_size(json_object_get(out, "lacks")) > 0);
  json_decref(out);
  free(answer.text);
  assert_null(send(room, "POST /v1/imports/previews?area=nowhere", csv));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
}

static void who_is_nobody_by_now_is_left_out_of_a_preview(void **state) {
  struct room *room = *state;
  char what[128];
  json_t *out = send(room, "POST /v1/imports/previews", FIRST);
  snprintf(what, sizeof what, "GET /v1/imports/previews/" ROOM_AREA_TEXT "/%lld?kind=gone",
           room_int(out, "preview"));
  json_decref(out);
  out = room_get(room, what, NULL);
  assert_int_equal(json_array_size(json_object_get(out, "items")), 2);
  json_decref(out);
  room_sql(room, "delete from resident where idx = 2");
  out = room_get(room, what, NULL);
  assert_int_equal(json_array_size(json_object_get(out, "items")), 1);
  assert_int_equal(room_int(json_array_get(json_object_get(out, "items"), 0), "index"), 1);
  json_decref(out);
}

/* --- imports ---------------------------------------------------------------------------------- */

static void an_import_that_goes_on_is_listed(void **state) {
  struct room *room = *state;
  room_sql(room, "insert into import (area, id, kind, state, actor, started_at, rows, total,"
                 " next_index) values (610113001001, 77, 'roster', 'running', 'x', 1, 0, 0, 3)");
  json_t *out = room_get(room, "GET /v1/imports", NULL);
  const json_t *one = json_array_get(json_object_get(out, "imports"), 0);
  assert_int_equal(room_int(one, "import"), 77);
  assert_string_equal(room_text(one, "kind"), "roster");
  json_decref(out);
}

static json_t *confirm(struct room *room, json_t *indexes) {
  return room_ask(room, "POST " GONE "/confirmations",
                  json_pack("{s:o, s:s}", "indexes", indexes, "evidence", "asked at the door"));
}

static void whom_a_roster_left_out_is_confirmed_by_number_and_says_when_it_ended(void **state) {
  struct room *room = *state;
  json_decref(send(room, "POST /v1/imports", FIRST));
  json_t *out = confirm(room, json_pack("[i, I, i]", -1, (json_int_t)4294967296, 1));
  assert_int_equal(room_int(out, "done"), 1);
  assert_int_equal(room_int(out, "left"), 1); /* nobody, under whatever number */
  json_decref(out);
  out = room_get(room, "GET " GONE, NULL);
  const json_t *items = json_object_get(out, "items");
  assert_int_equal(room_int(json_array_get(items, 0), "index"), 1);
  assert_int_equal(room_int(json_array_get(items, 0), "ended_at"), room->now_s);
  assert_null(json_object_get(json_array_get(items, 1), "ended_at"));
  json_decref(out);
}

static void more_people_than_a_list_names_are_not_confirmed_at_once(void **state) {
  struct room *room = *state;
  json_decref(send(room, "POST /v1/imports", FIRST));
  json_t *many = json_array();
  for (int i = 0; i <= 131072; i++)
    json_array_append_new(many, json_integer(1));
  assert_null(confirm(room, many));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_workbook_of_before_2007_is_refused_with_what_to_do),
    WITH_BODIES(refused_rows_come_back_where_a_workbook_is_asked_for),
    WITH_BODIES(more_rows_than_a_workbook_takes_back_are_said_to_be_more),
    WITH_BODIES(a_heading_that_is_half_known_says_which_columns_are),
    WITH_BODIES(who_is_nobody_by_now_is_left_out_of_a_preview),
    WITH_BODIES(an_import_that_goes_on_is_listed),
    WITH_BODIES(whom_a_roster_left_out_is_confirmed_by_number_and_says_when_it_ended),
    WITH_BODIES(more_people_than_a_list_names_are_not_confirmed_at_once),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
