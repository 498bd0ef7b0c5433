/* SPDX-License-Identifier: Apache-2.0 */
#include "server_room.h"

#include "domain/roster/roster.h"

#include <iconv.h>

#define HEADING "姓名,证件号码,楼栋,房号\n"

static json_t *import(struct room *room, const char *csv) {
  return room_send(room, "POST /v1/imports", "text/csv", tx_span_text(csv));
}

static void an_empty_roster_is_called_empty(void **state) {
  struct room *room = *state;
  assert_null(import(room, ""));
  assert_non_null(strstr(room->problem.zh, "空的"));
  assert_null(import(room, HEADING));
  assert_non_null(strstr(room->problem.zh, "没有居民"));
}

static void a_missing_column_is_named(void **state) {
  struct room *room = *state;
  assert_null(import(room, "姓名,楼栋,房号\n张三,3-2,101\n"));
  assert_non_null(strstr(room->problem.zh, "证件号码"));
  assert_non_null(strstr(room->problem.en, "id_number"));
  assert_null(import(room, "张三,99010119800307891X,3-2,101\n"));
  assert_non_null(strstr(room->problem.zh, "没有表头"));
}

static void exchanged_headings_are_said_in_one_sentence(void **state) {
  struct room *room = *state;
  assert_null(import(room, "证件号码,姓名,楼栋,房号\n"
                           "张三,99010119800307891X,3-2,101\n"
                           "王秀英,990101194912310028,3-2,101\n"));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_non_null(strstr(room->problem.zh, "对调"));
  assert_non_null(strstr(room->problem.en, "exchanged"));
}

static void a_bad_row_is_named_by_line_and_column_and_the_good_ones_go_in(void **state) {
  struct room *room = *state;
  json_t *out = import(room, HEADING "张三,99010119800307891X,3-2,101\n"
                                     "李四,990101198003078915,3-2,102\n"
                                     ",990101194912310028,3-2,103\n");
  assert_non_null(out);
  assert_int_equal(room_int(out, "added"), 1);
  assert_int_equal(room_int(out, "refused"), 2);
  const json_t *first = json_array_get(json_object_get(out, "errors"), 0);
  assert_int_equal(room_int(first, "line"), 3);
  assert_string_equal(room_text(first, "column"), "证件号码");
  const json_t *second = json_array_get(json_object_get(out, "errors"), 1);
  assert_int_equal(room_int(second, "line"), 4);
  assert_string_equal(room_text(second, "column_en"), "name");
  json_decref(out);
}

static void a_person_named_twice_goes_in_once(void **state) {
  struct room *room = *state;
  json_t *out = import(room, HEADING "张三,99010119800307891X,3-2,101\n"
                                     "张三,99010119800307 891x,3-3,101\n");
  assert_int_equal(room_int(out, "added"), 1);
  const json_t *error = json_array_get(json_object_get(out, "errors"), 0);
  assert_int_equal(room_int(error, "line"), 3);
  assert_non_null(strstr(room_text(error, "zh"), "第2行"));
  json_decref(out);
}

static void the_same_roster_again_changes_nothing_and_a_new_flat_does(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *out = import(room, ROOM_ROSTER);
  assert_int_equal(room_int(out, "unchanged"), 3);
  json_decref(out);
  out = import(room, HEADING "王秀英,990101194912310028,3-2,999\n");
  assert_int_equal(room_int(out, "updated"), 1);
  json_decref(out);
}

static void what_a_spreadsheet_did_is_told_with_its_first_line(void **state) {
  struct room *room = *state;
  json_t *out = import(room, HEADING "张三,99010119800307891X,3-2,101\n"
                                     "王秀英,990101194912310028,,\n");
  assert_non_null(out);
  assert_int_equal(room_int(out, "added"), 2);
  const json_t *notices = json_object_get(out, "notices");
  assert_int_equal(json_array_size(notices), 1);
  const json_t *notice = json_array_get(notices, 0);
  assert_int_equal(room_int(notice, "rows"), 1);
  assert_int_equal(room_int(notice, "line"), 3);
  assert_non_null(strstr(room_text(notice, "zh"), "合并单元格"));
  assert_non_null(strstr(room_text(notice, "en"), "merged cells"));
  json_decref(out);
  out = import(room, ROOM_ROSTER);
  assert_int_equal(json_array_size(json_object_get(out, "notices")), 0);
  json_decref(out);
}

static void neighbours_of_one_flat_are_one_household(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *out = room_get(room, "GET /v1/residents", NULL);
  const json_t *list = json_object_get(out, "residents");
  assert_int_equal(room_int(json_array_get(list, 0), "household"),
                   room_int(json_array_get(list, 2), "household"));
  assert_int_not_equal(room_int(json_array_get(list, 0), "household"),
                       room_int(json_array_get(list, 1), "household"));
  json_decref(out);
}

/* Rows of one flat mostly stand together; these do in every other way. */
static void a_flat_is_told_from_the_one_before_it(void **state) {
  struct room *room = *state;
  json_decref(import(room, HEADING "张三,990101198003078012,3-2,101\n"
                                   "张三,990101198003078020,3-2,102\n"
                                   "张三,990101198003078039,4-2,102\n"
                                   "张三,990101198003078047,3-2,102\n"
                                   "张三,990101198003078055,3栋2单元,101室\n"
                                   "张三,990101198003078063,3-2,101\n"));
  json_t *out = room_get(room, "GET /v1/residents", NULL);
  const json_t *list = json_object_get(out, "residents");
  static const int first[] = { 0, 1, 2, 1, 0, 0 }; /* whose flat each row is */
  int64_t numbers[6];
  for (size_t i = 0; i < 6; i++) {
    numbers[i] = room_int(json_array_get(list, i), "household");
    assert_int_equal(numbers[i], numbers[first[i]]);
  }
  assert_int_not_equal(numbers[0], numbers[1]);
  assert_int_equal(numbers[2], 1); /* each building counts by itself */
  json_decref(out);
}

static size_t encode(const char *to, const char *text, char *out, size_t cap) {
  iconv_t conversion = iconv_open(to, "UTF-8");
  char *in = (char *)(uintptr_t)text;
  size_t left = strlen(text), room_left = cap;
  assert_true(iconv(conversion, &in, &left, &out, &room_left) != (size_t)-1);
  iconv_close(conversion);
  return cap - room_left;
}

static void what_excel_saves_in_china_is_read(UNUSED void **state) {
  static const char *const encodings[] = { "UTF-8", "GB18030", "UTF-16" };
  for (size_t i = 0; i < COUNT(encodings); i++) {
    char bytes[1024];
    struct roster roster;
    struct roster_entry entry;
    struct roster_error error;
    struct host_problem problem = { 0 };
    size_t n = encode(encodings[i], HEADING "䶮三,99010119800307891X,3号楼2单元,101\r\n", bytes,
                      sizeof bytes);
    ASSERT_ROW(roster_open(&roster, tx_span_of(bytes, n), NULL, ROOM_NOW, &problem) == TX_OK,
               encodings[i]);
    ASSERT_ROW(roster_next(&roster, &entry, &error) == ROSTER_ENTRY, encodings[i]);
    assert_string_equal(entry.name, "䶮三");
    assert_string_equal(entry.unit, "3-2");
    assert_string_equal(entry.birth_date, "1980-03-07");
    assert_int_equal(roster_next(&roster, &entry, &error), ROSTER_END);
    roster_close(&roster);
  }
}

static void a_workbook_is_called_a_workbook(UNUSED void **state) {
  struct roster roster;
  struct host_problem problem = { 0 };
  assert_int_equal(roster_open(&roster, tx_span_of("PK\x03\x04 zip", 8), NULL, ROOM_NOW, &problem),
                   TX_BAD_ARGUMENT);
  assert_non_null(strstr(problem.en, "workbook"));
  roster_close(&roster);
}

static void a_quote_that_never_closes_ends_the_reading(void **state) {
  struct room *room = *state;
  assert_null(import(room, HEADING "张三,99010119800307891X,3-2,101\n\"李四,1,2,3\n"));
  assert_non_null(strstr(room->problem.zh, "第3行"));
  json_t *out = room_get(room, "GET /v1/residents", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "residents")), 0);
  json_decref(out);
}

static void quoted_fields_keep_commas_and_a_line_break_is_a_space(UNUSED void **state) {
  struct csv csv;
  struct csv_row row;
  struct host_problem problem;
  const char *text = "a;\"b;1\r\n2\";\"c\"\"d\"\n\n x ; y;　z　\n";
  csv_start(&csv, text, strlen(text));
  assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
  assert_string_equal(row.fields[1], "b;1 2");
  assert_string_equal(row.fields[2], "c\"d");
  assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
  assert_int_equal(row.line, 4);
  assert_string_equal(row.fields[0], "x");
  assert_string_equal(row.fields[2], "z");
  assert_int_equal(csv_next(&csv, &row, &problem), CSV_END);
  csv_finish(&csv);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(an_empty_roster_is_called_empty),
    IN_A_ROOM(a_missing_column_is_named),
    IN_A_ROOM(exchanged_headings_are_said_in_one_sentence),
    IN_A_ROOM(a_bad_row_is_named_by_line_and_column_and_the_good_ones_go_in),
    IN_A_ROOM(a_person_named_twice_goes_in_once),
    IN_A_ROOM(the_same_roster_again_changes_nothing_and_a_new_flat_does),
    IN_A_ROOM(what_a_spreadsheet_did_is_told_with_its_first_line),
    IN_A_ROOM(neighbours_of_one_flat_are_one_household),
    IN_A_ROOM(a_flat_is_told_from_the_one_before_it),
    IN_A_ROOM(a_quote_that_never_closes_ends_the_reading),
    PROMISE(what_excel_saves_in_china_is_read),
    PROMISE(a_workbook_is_called_a_workbook),
    PROMISE(quoted_fields_keep_commas_and_a_line_break_is_a_space),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
