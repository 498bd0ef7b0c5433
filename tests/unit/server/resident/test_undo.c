/* SPDX-License-Identifier: Apache-2.0 */
/* What a roster brought is taken back within a day, and nobody who was touched since. */
#include "server_room.h"

#include "domain/import/undo.h"
#include "domain/privacy/retention.h"

#define HEADING "姓名,证件号码,电话,楼栋,房号\n"
/* 0 and 1 change, 3 and 4 are new. */
#define NEWER                                                                                      \
  HEADING "王秀英,990101194912310028,13900000001,3-2,103\n"                                     \
          "张三,99010119800307891X,13900000002,3-2,102\n"                                        \
          "李娜,990101199001010019,,4-1,201\n"                                                   \
          "李娜,990101199001010027,,4-1,202\n"

static int set_up(void **state) {
  if (room_set_up_people(state) != 0) return -1;
  struct room *room = *state;
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(NEWER));
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "import"), 2);
  json_decref(out);
  return 0;
}

#define AFTER_TWO(name) cmocka_unit_test_setup_teardown(name, set_up, room_tear_down)
#define UNDO "POST /v1/imports/" ROOM_AREA_TEXT "/2/undo"

static json_t *person(struct room *room, int index) {
  char what[96];
  snprintf(what, sizeof what, "GET /v1/residents/" ROOM_AREA_TEXT "/%d?purpose=papers", index);
  return room_ask(room, what, NULL);
}

static void assert_phone(struct room *room, int index, const char *phone) {
  json_t *out = person(room, index);
  assert_non_null(out);
  assert_string_equal(room_text(out, "phone"), phone);
  json_decref(out);
}

static const char *why(const json_t *out, int index) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(out, "left_alone"), i,
                     one) if (room_int(one, "index") == index) return room_text(one, "why");
  return "";
}

static void who_was_added_goes_and_who_was_changed_is_as_before(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, UNDO, NULL);
  assert_int_equal(room_int(out, "removed"), 2);
  assert_int_equal(room_int(out, "restored"), 2);
  assert_int_equal(room_int(out, "left"), 0);
  json_decref(out);
  assert_phone(room, 0, "13800000000");
  assert_phone(room, 1, "");
  assert_null(person(room, 3));
  json_t *all = room_get(room, "GET /v1/residents", NULL);
  assert_int_equal(json_array_size(json_object_get(all, "residents")), 3);
  json_decref(all);
  out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(NEWER)); /* and again */
  assert_int_equal(room_int(out, "added"), 2);
  assert_int_equal(room_int(out, "updated"), 2);
  json_decref(out);
}

static void who_was_changed_since_or_has_a_pass_is_left_alone_and_named(void **state) {
  struct room *room = *state;
  room_do(room, "PATCH /v1/residents/" ROOM_AREA_TEXT "/0", json_pack("{s:s}", "room", "109"));
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_object());
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/3/passes", json_object());
  json_t *out = room_get(room, UNDO, NULL);
  assert_int_equal(room_int(out, "removed"), 1);
  assert_int_equal(room_int(out, "restored"), 1);
  assert_int_equal(room_int(out, "left"), 2);
  assert_string_equal(why(out, 0), "changed");
  assert_string_equal(why(out, 3), "pass");
  assert_int_equal(json_integer_value(json_array_get(json_object_get(out, "with_pass"), 0)), 1);
  json_decref(out);
  assert_phone(room, 0, "13900000001");
  assert_phone(room, 1, "");
  json_decref(person(room, 3));
  assert_int_equal(room->problem.reason, TX_OK);
}

static void who_was_added_and_then_corrected_is_counted_as_left_alone(void **state) {
  struct room *room = *state;
  room_do(room, "PATCH /v1/residents/" ROOM_AREA_TEXT "/4", json_pack("{s:s}", "room", "203"));
  room_do(room, "POST /v1/claims", json_pack("{s:i}", "index", 3));
  json_t *out = room_get(room, UNDO, NULL);
  assert_int_equal(room_int(out, "removed"), 0);
  assert_int_equal(room_int(out, "left"), 2);
  assert_string_equal(why(out, 3), "used");
  json_decref(out);
}

static void an_import_is_undone_once_and_within_a_day(void **state) {
  struct room *room = *state;
  room->now_s += UNDO_KEPT_S;
  assert_null(room_ask(room, UNDO, NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  room->now_s -= 1;
  json_t *list = room_get(room, "GET /v1/imports", NULL);
  assert_int_equal(json_array_size(json_object_get(list, "done")), 2);
  json_decref(list);
  room_do(room, UNDO, NULL);
  assert_null(room_ask(room, UNDO, NULL));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

/* A later roster's change goes first, and then the earlier one's can. */
static void later_imports_are_taken_back_before_earlier_ones(void **state) {
  struct room *room = *state;
  json_decref(room_send(room, "POST /v1/imports", "text/csv",
                        tx_span_text(HEADING "李娜,990101199001010019,13900000009,4-1,201\n")));
  room_do(room, "POST /v1/imports/" ROOM_AREA_TEXT "/3/undo", NULL);
  assert_phone(room, 3, "");
  json_t *out = room_get(room, UNDO, NULL);
  assert_int_equal(room_int(out, "removed"), 2);
  json_decref(out);
}

static void how_people_were_before_dies_after_the_day(void **state) {
  struct room *room = *state;
  assert_int_equal(retention_run(room->server, room->now_s + UNDO_KEPT_S - 1), TX_OK);
  struct request request = room_request(room);
  DB_ROWS rows = db_select(request.db, "select count(*) from import_before", DB_NONE);
  assert_true(db_next(&rows));
  assert_int_equal(db_column_int(&rows, 0), 2);
  db_rows_finish(&rows);
  request_end(room->server, &request);
  assert_int_equal(retention_run(room->server, room->now_s + UNDO_KEPT_S), TX_OK);
  request = room_request(room);
  rows = db_select(request.db,
                   "select (select count(*) from import_before) + (select count(*) from"
                   " import_done)",
                   DB_NONE);
  assert_true(db_next(&rows));
  assert_int_equal(db_column_int(&rows, 0), 0);
  db_rows_finish(&rows);
  request_end(room->server, &request);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    AFTER_TWO(who_was_added_goes_and_who_was_changed_is_as_before),
    AFTER_TWO(who_was_changed_since_or_has_a_pass_is_left_alone_and_named),
    AFTER_TWO(who_was_added_and_then_corrected_is_counted_as_left_alone),
    AFTER_TWO(an_import_is_undone_once_and_within_a_day),
    AFTER_TWO(later_imports_are_taken_back_before_earlier_ones),
    AFTER_TWO(how_people_were_before_dies_after_the_day),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
