/* SPDX-License-Identifier: Apache-2.0 */
/* What a spreadsheet did to a roster before it came. */
#include "promise.h"

#include "domain/roster/place.h"
#include "domain/roster/roster.h"

#define NOW_S 1640995200 /* 2022-01-01T00:00Z */
#define HEADING "姓名,证件类型,证件号码,电话,楼栋,房号\n"
#define ZHANG "99010119800307891X"
#define WANG "990101194912310028"

struct outcome {
  struct roster roster;
  struct roster_entry entries[4];
  struct roster_error wrong;
  enum roster_end end;
  size_t taken, refused;
};

static void read_roster(const char *csv, struct outcome *out) {
  struct host_problem problem = { 0 };
  struct roster_error error;
  *out = (struct outcome){ 0 };
  assert_int_equal(roster_open(&out->roster, tx_span_text(csv), NULL, NOW_S, &problem), TX_OK);
  for (;;) {
    out->end = roster_next(&out->roster, &out->entries[out->taken], &error);
    if (out->end != ROSTER_ENTRY) out->wrong = error;
    if (out->end == ROSTER_END || out->end == ROSTER_BROKEN) break;
    out->taken += out->end == ROSTER_ENTRY;
    out->refused += out->end == ROSTER_WRONG;
    if (out->end == ROSTER_WRONG) break;
  }
  roster_close(&out->roster);
}

static size_t noticed(const struct outcome *out, enum roster_notice notice) {
  return out->roster.notices[notice].rows;
}

static void merged_cells_are_the_row_above(UNUSED void **state) {
  struct outcome out;
  read_roster(HEADING "张三,," ZHANG ",,3-2,101\n王秀英,," WANG ",,,\n", &out);
  assert_int_equal(out.taken, 2);
  assert_string_equal(out.entries[1].unit, "3-2");
  assert_string_equal(out.entries[1].room, "101");
  assert_int_equal(noticed(&out, ROSTER_FILLED), 1);
  assert_int_equal(out.roster.notices[ROSTER_FILLED].first_line, 3);
  read_roster(HEADING "张三,," ZHANG ",,3-2,101\n王秀英,," WANG ",,4-1,\n", &out);
  assert_int_equal(out.refused, 1);
  read_roster(HEADING "王秀英,," WANG ",,,\n", &out);
  assert_int_equal(out.refused, 1);
}

static void a_building_below_a_refused_row_is_still_the_one_above_it(UNUSED void **state) {
  struct roster roster;
  struct roster_entry entry;
  struct roster_error error;
  struct host_problem problem;
  const char *csv = HEADING "张三,," ZHANG ",,3-2,101\n李四,,1,,4-1,201\n王秀英,," WANG ",,,\n";
  assert_int_equal(roster_open(&roster, tx_span_text(csv), NULL, NOW_S, &problem), TX_OK);
  assert_int_equal(roster_next(&roster, &entry, &error), ROSTER_ENTRY);
  assert_int_equal(roster_next(&roster, &entry, &error), ROSTER_WRONG);
  assert_int_equal(roster_next(&roster, &entry, &error), ROSTER_ENTRY);
  assert_string_equal(entry.unit, "4-1");
  assert_string_equal(entry.room, "201");
  roster_close(&roster);
}

static void a_building_that_became_a_date_is_named(UNUSED void **state) {
  static const char *const units[] = { "1月2日", "2026/1/2", "Jan-02", "2-Jan", "46024" };
  static const char *const others[] = { "1-2", "3号楼", "101", "12345", "A-2", "13月2日" };
  char probable[8];
  for (size_t i = 0; i < COUNT(units); i++)
    ASSERT_ROW(place_looks_like_date(units[i], probable) && strcmp(probable, "1-2") == 0, units[i]);
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(!place_looks_like_date(others[i], probable), others[i]);
  struct outcome out;
  read_roster(HEADING "张三,," ZHANG ",,1月2日,101\n", &out);
  assert_int_equal(noticed(&out, ROSTER_UNIT_DATE), 1);
  struct host_problem words = { 0 };
  roster_notice_say(&out.roster, ROSTER_UNIT_DATE, &words);
  assert_non_null(strstr(words.zh, "1-2"));
}

static void numbers_that_a_spreadsheet_rounded_bring_nobody_in(UNUSED void **state) {
  struct outcome out;
  static const int64_t weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8 };
  char good[2][19];
  size_t found = 0;
  for (int n = 0; n < 1000 && found < 2; n++) { /* numbers that end in 000 and check */
    char *number = good[found];
    int64_t sum = 0;
    snprintf(number, 19, "990%03u198003070000", (unsigned)n % 1000);
    for (size_t i = 0; i < COUNT(weights); i++)
      sum += (number[i] - '0') * weights[i];
    found += sum % 11 == 1;
  }
  assert_int_equal(found, 2);
  char csv[400];
  snprintf(csv, sizeof csv, HEADING "张三,,%s,,3,1\n李四,,%s,,3,2\n", good[0], good[1]);
  read_roster(csv, &out);
  assert_int_equal(out.end, ROSTER_BROKEN);
  assert_non_null(strstr(out.wrong.problem.en, "rounded"));
  snprintf(csv, sizeof csv, HEADING "张三,," ZHANG ",,3,1\n李四,,%s,,3,2\n", good[0]);
  read_roster(csv, &out);
  assert_int_equal(out.end, ROSTER_END); /* one of two may be true */
  assert_int_equal(noticed(&out, ROSTER_ROUNDED), 1);
}

static void a_single_rounded_number_is_called_rounded(UNUSED void **state) {
  struct outcome out;
  read_roster(HEADING "张三,," ZHANG ",,3,1\n李四,,990101198003070000,,3,2\n", &out);
  assert_int_equal(out.refused, 1);
  assert_non_null(strstr(out.wrong.problem.en, "rounded"));
  read_roster(HEADING "李四,,1.19701E+17,,3,2\n", &out);
  assert_non_null(strstr(out.wrong.problem.en, "scientific"));
}

static void an_unknown_document_counts_by_its_number(UNUSED void **state) {
  struct outcome out;
  read_roster(HEADING "张三,其他," ZHANG ",,3-2,101\n", &out);
  assert_int_equal(out.taken, 1);
  assert_int_equal(noticed(&out, ROSTER_TYPE_UNKNOWN), 1);
  read_roster(HEADING "张三,其他,12345,,3-2,101\n", &out);
  assert_int_equal(out.refused, 1);
  assert_non_null(strstr(out.wrong.problem.zh, "港澳台居民居住证"));
}

static void telephones_are_read_as_spreadsheets_leave_them(UNUSED void **state) {
  static const char *const phones[] = { "１３８００００００００", "'13800000000", "13800000000.0",
                                        ("\xe2\x80\xad"
                                         "13800000000\xe2\x80\xac") };
  for (size_t i = 0; i < COUNT(phones); i++) {
    char csv[300];
    struct outcome out;
    snprintf(csv, sizeof csv, HEADING "张三,," ZHANG ",%s,3-2,101\n", phones[i]);
    read_roster(csv, &out);
    ASSERT_ROW(out.taken == 1 && strcmp(out.entries[0].phone, "13800000000") == 0, phones[i]);
  }
}

static void a_name_of_marks_alone_is_no_name(UNUSED void **state) {
  static const char *const names[] = { "\xc2\xa0\xe2\x80\x8b", "**", "·张", "（户主）" };
  for (size_t i = 0; i < COUNT(names); i++) {
    char csv[300];
    struct outcome out;
    snprintf(csv, sizeof csv, HEADING "%s,," ZHANG ",,3-2,101\n", names[i]);
    read_roster(csv, &out);
    ASSERT_ROW(out.refused == 1, names[i]);
  }
}

static void one_building_has_one_key_however_it_is_written(UNUSED void **state) {
  static const char *const rows[][2] = {
    { "3号楼", "3" }, { "3栋", "3" },     { "3#", "3" },    { "３", "3" },
    { "3", "3" },     { "501室", "501" }, { "501", "501" }, { "3号楼2单元", "3-2" },
    { "3-2", "3-2" }, { "a座", "A" },     { "", "" },       { "３＃２", "3-2" },
  };
  char key[PLACE_KEY_SIZE];
  for (size_t i = 0; i < COUNT(rows); i++) {
    place_key(rows[i][0], key);
    ASSERT_ROW(strcmp(key, rows[i][1]) == 0, rows[i][0]);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(merged_cells_are_the_row_above),
    PROMISE(a_building_below_a_refused_row_is_still_the_one_above_it),
    PROMISE(a_building_that_became_a_date_is_named),
    PROMISE(numbers_that_a_spreadsheet_rounded_bring_nobody_in),
    PROMISE(a_single_rounded_number_is_called_rounded),
    PROMISE(an_unknown_document_counts_by_its_number),
    PROMISE(telephones_are_read_as_spreadsheets_leave_them),
    PROMISE(a_name_of_marks_alone_is_no_name),
    PROMISE(one_building_has_one_key_however_it_is_written),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
