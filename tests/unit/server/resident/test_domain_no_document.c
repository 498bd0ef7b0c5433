/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever has no document has a pass by the office's word, and the pass says so. */
#include "server_room.h"

#define HEADING "姓名,证件类型,证件号码,出生日期,楼栋,房号\n"
#define LI HEADING "李四,无证件,,1950-03-07,3-2,101\n"

static json_t *import(struct room *room, const char *csv) {
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", room->problem.en);
  return out;
}

static void imported(struct room *room, const char *csv, const char *what, int count) {
  json_t *out = import(room, csv);
  if (room_int(out, what) != count) fail_msg("%s: not %d %s", csv, count, what);
  json_decref(out);
}

static struct tx_pass pass_of(struct room *room, int index) {
  char what[80];
  snprintf(what, sizeof what, "POST /v1/residents/" ROOM_AREA_TEXT "/%d/passes", index);
  json_t *out = room_ask(room, what, json_object());
  if (!out) fail_msg("%s", room->problem.en);
  const json_t *first = json_array_get(json_object_get(out, "passes"), 0);
  struct tx_pass pass = room_read_pass(room, room_text(first, "text"));
  json_decref(out);
  return pass;
}

static void a_person_without_a_document_has_a_pass_that_says_so(void **state) {
  struct room *room = *state;
  json_t *out = import(room, LI);
  assert_int_equal(room_int(out, "added"), 1);
  const json_t *notice = json_array_get(json_object_get(out, "notices"), 0);
  assert_int_equal(room_int(notice, "line"), 2);
  assert_non_null(strstr(room_text(notice, "en"), "office's word"));
  assert_non_null(strstr(room_text(notice, "zh"), "没有证件号码"));
  json_decref(out);
  struct tx_pass pass = pass_of(room, 0);
  assert_string_equal(pass.tail, TX_TAIL_NONE);
  assert_string_equal(pass.name, "李*");
}

static void the_same_person_again_is_nobody_new(void **state) {
  struct room *room = *state;
  imported(room, LI, "added", 1);
  imported(room, LI, "unchanged", 1);
  imported(room, HEADING "李四,无,,1950/3/7,3号楼2单元,101室\n", "updated", 1);
  imported(room, HEADING "李四,none,,1951-03-07,3-2,101\n", "added", 1);
  imported(room, HEADING "李五,NONE,,1950-03-07,3-2,101\n", "added", 1);
  imported(room, HEADING "李四,无证件,,1950-03-07,3-2,102\n", "added", 1);
}

static void two_of_one_name_and_home_are_told_apart_by_birth_or_refused(void **state) {
  struct room *room = *state;
  json_t *out = import(room, HEADING "李四,无证件,,,3-2,101\n"
                                     "李四,无证件,,,3-2,101\n"
                                     "李四,无证件,,1950-03-07,3-2,101\n");
  assert_int_equal(room_int(out, "added"), 2);
  const json_t *error = json_array_get(json_object_get(out, "errors"), 0);
  assert_int_equal(room_int(error, "line"), 3);
  assert_non_null(strstr(room_text(error, "zh"), "第2行"));
  json_decref(out);
}

static void an_empty_number_alone_is_no_word_of_the_office(void **state) {
  static const char *const types[] = { "", "身份证", "护照", "其他" };
  struct room *room = *state;
  for (size_t i = 0; i < COUNT(types); i++) {
    char csv[200];
    snprintf(csv, sizeof csv, HEADING "李四,%s,,1950-03-07,3-2,101\n", types[i]);
    json_t *out = import(room, csv);
    ASSERT_ROW(room_int(out, "refused") == 1, types[i]);
    const json_t *error = json_array_get(json_object_get(out, "errors"), 0);
    ASSERT_ROW(strstr(room_text(error, "zh"), "无证件"), types[i]);
    ASSERT_ROW(strstr(room_text(error, "en"), "none"), types[i]);
    json_decref(out);
  }
}

static void a_number_beside_none_is_asked_about(void **state) {
  imported(*state, HEADING "李四,无证件,99010119800307891X,,3-2,101\n", "refused", 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(a_person_without_a_document_has_a_pass_that_says_so),
    IN_A_ROOM(the_same_person_again_is_nobody_new),
    IN_A_ROOM(two_of_one_name_and_home_are_told_apart_by_birth_or_refused),
    IN_A_ROOM(an_empty_number_alone_is_no_word_of_the_office),
    IN_A_ROOM(a_number_beside_none_is_asked_about),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
