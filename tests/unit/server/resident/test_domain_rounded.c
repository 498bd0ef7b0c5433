/* SPDX-License-Identifier: Apache-2.0 */
/* Identity numbers that a spreadsheet has rounded: who is meant is offered, and never taken. */
#include "server_room.h"

#include "domain/import/roster_import.h"
#include "domain/roster/id_document.h"

#define HEADING "姓名,证件号码,出生日期,楼栋,房号\n"
#define ROWS_MAX 2000

static json_t *import(struct room *room, const char *csv) {
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", room->problem.en);
  return out;
}

static void write_check_digit(char number[19]) {
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (size_t i = 0; i < 17; i++)
    sum += (number[i] - '0') * weights[i];
  number[17] = "10X98765432"[sum % 11];
  number[18] = '\0';
}

/* Somebody's number, and the one in eleven that checks rounded, too. */
static void make_numbers(char whole[19], char rounded[19]) {
  for (unsigned n = 0; n < 1000; n++) {
    snprintf(rounded, 19, "990%03u19800307000", n);
    write_check_digit(rounded);
    if (!id_document_is_rounded(rounded)) continue;
    snprintf(whole, 19, "%.15s28", rounded);
    write_check_digit(whole);
    return;
  }
  fail();
}

/* The sentence of the only error of an import of one row. */
static void import_refused(struct room *room, const char *row, char out[512]) {
  char csv[ROWS_MAX];
  snprintf(csv, sizeof csv, HEADING "%s\n", row);
  json_t *answer = import(room, csv);
  const json_t *error = json_array_get(json_object_get(answer, "errors"), 0);
  assert_int_equal(room_int(answer, "added"), 0);
  assert_int_equal(room_int(answer, "refused"), 1);
  assert_string_equal(room_text(error, "column_en"), "id_number");
  host_copy(room_text(error, "en"), out, 512);
  json_decref(answer);
}

static void a_rounded_number_that_checks_is_refused_where_its_person_is_known(void **state) {
  struct room *room = *state;
  char whole[19], rounded[19], csv[ROWS_MAX], said[512], offered[64];
  make_numbers(whole, rounded);
  snprintf(csv, sizeof csv, HEADING "王小明,%s,,3-2,101\n", whole);
  json_decref(import(room, csv));
  snprintf(csv, sizeof csv, "王小明,%s,,3-2,101", rounded);
  import_refused(room, csv, said);
  snprintf(offered, sizeof offered, "may be number 0 of the roster, 王*明 (ends in %s)",
           whole + 14);
  assert_non_null(strstr(said, "ends in 000"));
  assert_non_null(strstr(said, offered));
  assert_null(strstr(said, "王小明"));
  assert_null(strstr(said, whole));
}

static void a_number_that_truly_ends_in_000_goes_in_and_is_named(void **state) {
  struct room *room = *state;
  char whole[19], rounded[19], csv[ROWS_MAX];
  make_numbers(whole, rounded);
  snprintf(csv, sizeof csv,
           HEADING "王小明,%s,,3-2,101\n李四,%s,,3-2,102\n张三,99010119800307891X,,3-2,103\n",
           whole, rounded);
  for (int again = 0; again < 2; again++) { /* known by its own number, it is nobody else's */
    json_t *out = import(room, csv);
    const json_t *notice = json_array_get(json_object_get(out, "notices"), 0);
    assert_int_equal(room_int(out, again ? "unchanged" : "added"), 3);
    assert_int_equal(room_int(out, "refused"), 0);
    assert_int_equal(room_int(notice, "rows"), 1);
    assert_int_equal(room_int(notice, "line"), 3);
    json_decref(out);
  }
}

static void of_two_of_one_name_the_day_of_birth_or_the_home_says_who_is_meant(void **state) {
  struct room *room = *state;
  char said[512];
  json_decref(import(room, HEADING "王秀英,990101194912310028,,3-2,101\n"
                                   "王秀英,990101198003078020,,3-2,102\n"));
  import_refused(room, "王秀英,9.90101E+17,1980-03-07,9,9", said);
  assert_non_null(strstr(said, "may be number 1 "));
  import_refused(room, "王秀英,9.90101E+17,,3号楼2单元,101室", said);
  assert_non_null(strstr(said, "may be number 0 "));
  import_refused(room, "王秀英,9.90101E+17,,9,9", said);
  assert_null(strstr(said, "may be")); /* either */
  import_refused(room, "王秀英,9.90101E+17,1999-01-01,3-2,101", said);
  assert_null(strstr(said, "may be")); /* neither */
  assert_non_null(strstr(said, "scientific notation"));
}

/* Of 990101 19800307 891X fifteen digits are …8, or …9 where it was rounded. */
static void a_last_digit_that_was_rounded_up_is_the_same_person(void **state) {
  struct room *room = *state;
  char said[512];
  json_decref(import(room, HEADING "张三,99010119800307891X,,3-2,101\n"));
  import_refused(room, "张三,9.90101198003079E+17,,3-2,101", said);
  assert_non_null(strstr(said, "may be number 0 "));
  import_refused(room, "张三,9.90101198003078E+17,,3-2,101", said);
  assert_non_null(strstr(said, "may be number 0 "));
  import_refused(room, "张三,9.90101198003080E+17,,3-2,101", said);
  assert_null(strstr(said, "may be"));
}

static struct roster_import *take_in(struct room *room, const char *csv) {
  struct roster_import *import = NULL;
  struct request request = room_request(room);
  enum tx_reason reason = roster_import_open(room->server, &request, ROOM_AREA, tx_span_text(csv),
                                             NULL, &import, &room->problem);
  if (reason == TX_OK) reason = roster_import_keep_refused(import);
  for (bool done = false; !done && reason == TX_OK;)
    reason = roster_import_step(import, &request, &done, &room->problem);
  request_end(room->server, &request);
  if (reason != TX_OK) fail_msg("%s", room->problem.en);
  return import;
}

/* Rows are read ahead: what comes back to be mended is the row that was refused. */
static void a_row_that_is_refused_late_comes_back_as_itself(void **state) {
  struct room *room = *state;
  char whole[19], rounded[19], csv[ROWS_MAX];
  struct refused_row row;
  size_t at = 0;
  make_numbers(whole, rounded);
  snprintf(csv, sizeof csv, HEADING "王小明,%s,,3-2,101\n", whole);
  json_decref(import(room, csv));
  snprintf(csv, sizeof csv,
           HEADING "张三,99010119800307891X,,3-2,103\n张三,99010119800307891X,,4-1,twice\n"
                   "王小明,%s,,3-2,rounded\n李娜,990101199001010019,,4-1,201\n",
           rounded);
  struct roster_import *import = take_in(room, csv);
  const struct refused_rows *refused = &roster_import_report(import)->refused;
  assert_int_equal(refused->count, 3);
  assert_true(refused_rows_next(refused, &at, &row));
  assert_true(refused_rows_next(refused, &at, &row));
  assert_int_equal(row.count, 6);
  assert_string_equal(row.cells[4], "twice");
  assert_true(refused_rows_next(refused, &at, &row));
  assert_string_equal(row.cells[4], "rounded");
  assert_non_null(strstr(row.cells[5], "000"));
  roster_import_close(import);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(a_rounded_number_that_checks_is_refused_where_its_person_is_known),
    IN_A_ROOM(a_number_that_truly_ends_in_000_goes_in_and_is_named),
    IN_A_ROOM(of_two_of_one_name_the_day_of_birth_or_the_home_says_who_is_meant),
    IN_A_ROOM(a_last_digit_that_was_rounded_up_is_the_same_person),
    IN_A_ROOM(a_row_that_is_refused_late_comes_back_as_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
