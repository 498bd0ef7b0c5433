/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a roster did not name is a list: the office confirms it in one act, all of it or a part, and
 * takes it back within a day. */
#include "bodies_room.h"

#include "domain/privacy/retention.h"
#include "domain/request/gone.h"

#define HEADING "姓名,证件号码,电话,楼栋,房号\n"
#define FIRST HEADING "王秀英,990101194912310028,13800000000,3-2,101\n"
#define GONE "/v1/imports/" ROOM_AREA_TEXT "/2/gone"

static void import(struct room *room, const char *csv) {
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
}

/* A second roster, which names the first of three people alone. */
static int set_up(void **state) {
  if (bodies_set_up(state) != 0) return -1;
  import(*state, FIRST);
  return 0;
}

#define NOT_NAMED(name) cmocka_unit_test_setup_teardown(name, set_up, room_tear_down)

static json_t *whom(const char *indexes) {
  json_t *in = json_pack("{s:s}", "evidence", "asked at the door on 1 January");
  if (indexes)
    json_object_set_new(in, "indexes", json_loads(indexes, 0, NULL));
  else
    json_object_set_new(in, "all", json_true());
  return in;
}

static json_t *confirm(struct room *room, const char *indexes) {
  return room_ask(room, "POST " GONE "/confirmations", whom(indexes));
}

static json_t *take_back(struct room *room, const char *indexes) {
  return room_ask(room, "POST " GONE "/undo", whom(indexes));
}

/* Takes out over. */
static void assert_came_to(struct room *room, json_t *out, int done, int repeated, int left) {
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "done"), done);
  assert_int_equal(room_int(out, "repeated"), repeated);
  assert_int_equal(room_int(out, "left"), left);
  json_decref(out);
}

static int64_t revoked(struct room *room) {
  return room_count(room, "select count(*) from resident where state = 6");
}

static const char *why(const json_t *out) {
  return room_text(json_array_get(json_object_get(out, "left_alone"), 0), "why");
}

/* --- the list --------------------------------------------------------------------------------- */

static void whom_a_roster_does_not_name_is_listed_and_nobody_ends_by_it(void **state) {
  struct room *room = *state;
  json_t *list = room_get(room, "GET " GONE, NULL);
  const json_t *items = json_object_get(list, "items");
  assert_int_equal(json_array_size(items), 2);
  assert_int_equal(room_int(json_array_get(items, 0), "index"), 1);
  assert_string_equal(room_text(json_array_get(items, 0), "name"), "张*");
  assert_string_equal(room_text(json_array_get(items, 0), "state"), "active");
  assert_int_equal(room_int(json_array_get(items, 1), "index"), 2);
  json_decref(list);
  assert_int_equal(revoked(room), 0);
  list = room_get(room, "GET /v1/imports", NULL);
  const json_t *done = json_array_get(json_object_get(list, "done"), 1);
  assert_int_equal(room_int(done, "gone"), 2);
  assert_int_equal(room_int(done, "ended"), 0);
  json_decref(list);
}

static void who_stands_in_a_refused_row_or_comes_for_a_while_is_not_listed(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/visitors",
          json_pack("{s:s, s:s, s:s, s:i, s:i}", "role", "courier", "name", "钱七", "phone",
                    "13800000009", "from", (int)room->now_s, "until", (int)room->now_s + 3600));
  import(room, FIRST "张三,9.90101E+17,,3-2,102\n阿依古丽·买买提,990101201906010021,,3-2,\n");
  json_t *list = room_get(room, "GET /v1/imports/" ROOM_AREA_TEXT "/4/gone",
                          NULL); /* the visit was the third */
  assert_int_equal(room_int(list, "gone"), 0);
  json_decref(list);
}

static void a_cancelled_import_leaves_no_list(void **state) {
  struct room *room = *state;
  room_sql(room, "insert into import (area, id, kind, state, actor, started_at, rows, total,"
                 " next_index, owner) values (610113001001, 9, 'roster', 'cancelled', 'x', 0, 0, 0,"
                 " 0, '')");
  room_sql(room, "insert into import_gone (area, import, idx, ended_at, generation)"
                 " values (610113001001, 9, 1, 0, 0)");
  room_settle(room);
  assert_int_equal(room_count(room, "select count(*) from import_gone where import = 9"), 0);
}

/* --- confirmed -------------------------------------------------------------------------------- */

static void one_act_ends_a_part_of_the_list_and_each_sees_it(void **state) {
  struct room *room = *state;
  json_t *out = confirm(room, "[77, 1, 1]");
  assert_string_equal(why(out), "unlisted");
  assert_came_to(room, out, 1, 0, 1);
  assert_int_equal(revoked(room), 1);
  assert_int_equal(room_count(room, "select count(*) from resident where state = 6 and idx = 1"),
                   1);
  out = room_get(room, "GET /v1/requests?all=1", NULL);
  const json_t *request = json_array_get(json_object_get(out, "requests"), 0);
  assert_string_equal(room_text(request, "ground"), "B2");
  assert_string_equal(room_text(request, "outcome"), "done");
  assert_string_equal(room_text(request, "evidence"), "asked at the door on 1 January");
  json_decref(out);
}

static void it_stands_in_the_audit_log_once_a_person_and_once_for_all(void **state) {
  struct room *room = *state;
  const char *all = "select count(*) from audit where action in ('revoke', 'gone')";
  const int64_t before = room_count(room, all);
  assert_came_to(room, confirm(room, NULL), 2, 0, 0);
  assert_int_equal(room_count(room, all) - before, 3);
}

static void the_same_again_changes_nothing(void **state) {
  struct room *room = *state;
  assert_came_to(room, confirm(room, "[2]"), 1, 0, 0);
  assert_came_to(room, confirm(room, "[2]"), 0, 1, 0);
  assert_came_to(room, confirm(room, NULL), 1, 1, 0);
  assert_came_to(room, confirm(room, NULL), 0, 2, 0);
  assert_int_equal(room_count(room, "select count(*) from request"), 2);
}

static void how_it_was_checked_has_to_be_said(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "POST " GONE "/confirmations", json_pack("{s:b}", "all", 1)));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_null(room_ask(room, "POST " GONE "/confirmations", json_pack("{s:s}", "evidence", "x")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT); /* of whom is not said */
  assert_int_equal(revoked(room), 0);
}

static void who_is_suspended_or_stands_in_a_later_roster_is_left_alone(void **state) {
  struct room *room = *state;
  room_set_state(room, 1, "suspended");
  import(room, HEADING "阿依古丽·买买提,990101201906010021,,3-2,101\n");
  json_t *out = confirm(room, "[1]");
  assert_string_equal(why(out), "changed");
  assert_came_to(room, out, 0, 0, 1);
  out = confirm(room, "[2]");
  assert_string_equal(why(out), "named");
  assert_came_to(room, out, 0, 0, 1);
  assert_int_equal(revoked(room), 0);
}

static void the_list_of_an_import_that_was_undone_holds_no_more(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/imports/" ROOM_AREA_TEXT "/2/undo", NULL);
  assert_null(confirm(room, NULL));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

/* --- many ------------------------------------------------------------------------------------- */

static void import_many(struct room *room, int count) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  assert_non_null(out);
  fprintf(out, "姓名,证件类型,证件号码,楼栋,房号\n");
  for (int i = 0; i < count; i++)
    fprintf(out, "李四,护照,E%08d,5-1,%d\n", i, 100 + i);
  fclose(out);
  import(room, text);
  free(text);
}

static void allow(struct room *room, enum bulk_what what, int64_t people) {
  struct request_row row;
  const struct bulk_wish wish = { what, people };
  const struct request_in in = { .act = REQUEST_BULK,
                                 .area = ROOM_AREA,
                                 .bulk = &wish,
                                 .ground = "",
                                 .evidence = "",
                                 .words = "the building was cleared" };
  if (ask_as(room, "office", &in, &row) != TX_OK) fail_msg("%s", room->problem.en);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
}

static void more_than_twenty_end_once_another_body_has_seconded_it_or_nobody(void **state) {
  struct room *room = *state;
  allow(room, BULK_ADD, 300);
  import_many(room, 300);
  import(room, FIRST "张三,99010119800307891X,,3-2,102\n");
  const char *path = "POST /v1/imports/" ROOM_AREA_TEXT "/4/gone/confirmations";
  assert_null(room_ask(room, path, whom(NULL)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_non_null(strstr(room->problem.en, "this is 301")); /* before the first */
  assert_int_equal(revoked(room), 0);
  allow(room, BULK_END, 301);
  assert_came_to(room, room_ask(room, path, whom(NULL)), 301, 0, 0);
  assert_int_equal(revoked(room), 301);
}

/* --- taken back ------------------------------------------------------------------------------- */

static void within_a_day_it_is_taken_back(void **state) {
  struct room *room = *state;
  json_decref(confirm(room, NULL));
  assert_came_to(room, take_back(room, "[1]"), 1, 0, 0);
  assert_came_to(room, take_back(room, NULL), 1, 0, 0);
  assert_came_to(room, take_back(room, NULL), 0, 0, 0);
  assert_int_equal(revoked(room), 0);
  assert_came_to(room, confirm(room, NULL), 2, 0, 0); /* and again */
}

static void a_day_is_counted_from_the_confirmation(void **state) {
  struct room *room = *state;
  room->now_s += UNDO_KEPT_S - 1;
  assert_came_to(room, confirm(room, "[1]"), 1, 0, 0);
  room->now_s += 1;
  assert_null(confirm(room, "[2]"));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  room->now_s += UNDO_KEPT_S - 2;
  assert_came_to(room, take_back(room, NULL), 1, 0, 0);
}

static void after_a_day_nothing_is_taken_back(void **state) {
  struct room *room = *state;
  json_decref(confirm(room, "[1]"));
  room->now_s += UNDO_KEPT_S;
  assert_came_to(room, take_back(room, NULL), 0, 0, 0);
  assert_int_equal(revoked(room), 1);
}

static void who_has_a_new_pass_by_then_is_left_alone(void **state) {
  struct room *room = *state;
  json_decref(confirm(room, "[1]"));
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:b}", "reissue", 1));
  room_set_state(room, 1, "revoked");
  json_t *out = take_back(room, NULL);
  assert_string_equal(why(out), "changed");
  assert_came_to(room, out, 0, 0, 1);
}

static void the_list_dies_a_day_after_its_import_and_who_was_ended_a_day_after_that(void **state) {
  struct room *room = *state;
  room->now_s += 3600;
  json_decref(confirm(room, "[1]"));
  room->now_s = ROOM_NOW + UNDO_KEPT_S;
  assert_int_equal(retention_run(room->server, room->now_s - 1), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from import_gone"), 2);
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from import_gone"), 1);
  assert_int_equal(retention_run(room->server, room->now_s + 3600), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from import_gone"), 0);
  assert_int_equal(room_count(room, "select count(*) from import_done"), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    NOT_NAMED(whom_a_roster_does_not_name_is_listed_and_nobody_ends_by_it),
    NOT_NAMED(who_stands_in_a_refused_row_or_comes_for_a_while_is_not_listed),
    NOT_NAMED(a_cancelled_import_leaves_no_list),
    NOT_NAMED(one_act_ends_a_part_of_the_list_and_each_sees_it),
    NOT_NAMED(it_stands_in_the_audit_log_once_a_person_and_once_for_all),
    NOT_NAMED(the_same_again_changes_nothing),
    NOT_NAMED(how_it_was_checked_has_to_be_said),
    NOT_NAMED(who_is_suspended_or_stands_in_a_later_roster_is_left_alone),
    NOT_NAMED(the_list_of_an_import_that_was_undone_holds_no_more),
    NOT_NAMED(more_than_twenty_end_once_another_body_has_seconded_it_or_nobody),
    NOT_NAMED(within_a_day_it_is_taken_back),
    NOT_NAMED(a_day_is_counted_from_the_confirmation),
    NOT_NAMED(after_a_day_nothing_is_taken_back),
    NOT_NAMED(who_has_a_new_pass_by_then_is_left_alone),
    NOT_NAMED(the_list_dies_a_day_after_its_import_and_who_was_ended_a_day_after_that),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
