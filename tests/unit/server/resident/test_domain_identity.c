/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "domain/roster/id_document.h"

#define NOW_S 1640995200 /* 2022-01-01T00:00Z */

/* Of a region that was never assigned. */
static const char good[] = "99010119800307891X";

static char check_character(const char *seventeen) {
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 17; i++)
    sum += (seventeen[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

static void fill(char number[19], const char *seventeen) {
  snprintf(number, 19, "%s%c", seventeen, check_character(seventeen));
}

static enum tx_reason check(const char *number) {
  struct host_problem problem = { 0 };
  return id_document_check(ID_RESIDENT_CARD, number, NOW_S, &problem);
}

static void one_mistyped_digit_of_a_card_is_noticed(UNUSED void **state) {
  char number[19];
  fill(number, "99010119800307891");
  assert_int_equal(check(number), TX_OK);
  for (int i = 0; i < 17; i++) {
    char wrong[19];
    memcpy(wrong, number, sizeof wrong);
    wrong[i] = (char)('0' + (number[i] - '0' + 1) % 10);
    ASSERT_ROW(check(wrong) == TX_BAD_ARGUMENT, wrong);
  }
}

static void a_card_of_a_day_that_never_was_is_refused(UNUSED void **state) {
  static const char *const wrong[] = { "99010120190229001", "99010119801301001",
                                       "99010119800132001",
                                       "99010120220601001" /* not born yet */ };
  for (size_t i = 0; i < COUNT(wrong); i++) {
    char number[19];
    fill(number, wrong[i]);
    ASSERT_ROW(check(number) == TX_BAD_ARGUMENT, number);
  }
}

static void the_sentence_says_how_many_characters_there_are(UNUSED void **state) {
  struct host_problem problem = { 0 };
  id_document_check(ID_RESIDENT_CARD, "9901011980030789", NOW_S, &problem);
  assert_non_null(strstr(problem.zh, "18位，现为16位"));
  assert_non_null(strstr(problem.en, "has 16"));
}

static void every_document_has_a_form_of_its_own(UNUSED void **state) {
  static const struct {
    enum id_type type;
    const char *number;
    bool good;
  } rows[] = {
    { ID_PASSPORT, "E12345678", true },
    { ID_PASSPORT, "E1", false },
    { ID_HONG_KONG_MACAU, "H12345678", true },
    { ID_HONG_KONG_MACAU, "12345678", false },
    { ID_TAIWAN, "12345678", true },
    { ID_TAIWAN, "1234", false },
    { ID_PERMANENT, "ABC123456789012", true },
    { ID_PERMANENT, "ABC12345", false },
    { ID_RESIDENCE, "990101198003078912", false },
    { ID_MILITARY, "军1234567", true },
    { ID_MILITARY, "军123X", false },
    { ID_NONE, "", true },
    { ID_NONE, "E12345678", false },
    { ID_BIRTH, "Q123456789", true },
    { ID_BIRTH, "1234567890", false },
  };
  struct host_problem problem = { 0 };
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW((id_document_check(rows[i].type, rows[i].number, NOW_S, &problem) == TX_OK) ==
                   rows[i].good,
               rows[i].number);
}

static void full_width_and_spaced_numbers_are_the_same_number(UNUSED void **state) {
  char out[ID_NUMBER_MAX + 1];
  assert_true(id_document_normalise("99010119800307891x", out));
  assert_string_equal(out, "99010119800307891X");
  assert_true(id_document_normalise("990101 19800307 891x", out));
  assert_string_equal(out, "99010119800307891X");
  assert_false(id_document_normalise("张三", out));
  assert_false(id_document_normalise("", out));
}

static void a_document_is_known_by_what_offices_call_it(UNUSED void **state) {
  static const struct {
    const char *word;
    int type;
  } rows[] = {
    { "", ID_RESIDENT_CARD },
    { "二代身份证", ID_RESIDENT_CARD },
    { "户口簿", ID_RESIDENT_CARD },
    { "居民身份证（中国）", ID_RESIDENT_CARD },
    { "Id Card", ID_RESIDENT_CARD },
    { "ＩＤ", ID_RESIDENT_CARD },
    { "居住证", ID_RESIDENCE },
    { "台胞证", ID_TAIWAN },
    { "回乡证", ID_HONG_KONG_MACAU },
    { "Passport", ID_PASSPORT },
    { "军官证", ID_MILITARY },
    { "其他", -1 },
    { "无证件", ID_NONE },
    { "None", ID_NONE },
  };
  char number[ID_NUMBER_MAX + 1];
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(id_document_type_find(rows[i].word) == rows[i].type, rows[i].word);
  assert_true(id_document_normalise("军字第1234567号", number));
  assert_string_equal(number, "军1234567");
}

static void birth_date_and_tail_come_from_the_number(UNUSED void **state) {
  char date[11], tail[5];
  assert_true(id_document_birth_date(good, date));
  assert_string_equal(date, "1980-03-07");
  id_document_tail(good, tail);
  assert_string_equal(tail, "891X");
}

static void a_person_is_a_year_older_on_their_birthday_in_china(UNUSED void **state) {
  /* 2022-01-01T00:00Z is eight in the morning in China. */
  assert_int_equal(date_age_years("2019-01-01", NOW_S), 3);
  assert_int_equal(date_age_years("2019-01-02", NOW_S), 2);
  assert_int_equal(date_age_years("2019-01-01", NOW_S - 8 * 3600 - 1), 2);
  assert_int_equal(date_age_years("2022-01-02", NOW_S), -1);
  assert_int_equal(date_age_years("", NOW_S), -1);
}

static void dates_are_read_as_people_and_spreadsheets_write_them(UNUSED void **state) {
  static const struct {
    const char *text, *day;
    enum date_kind kind;
  } rows[] = { { "2022/1/3", "2022-01-03", DATE_DAY },
               { "2022-01-03", "2022-01-03", DATE_DAY },
               { "2022.1.31", "2022-01-31", DATE_DAY },
               { "2022年1月31日", "2022-01-31", DATE_DAY },
               { "2022 年 1 月 31 号", "2022-01-31", DATE_DAY },
               { "２０２２．１．３１", "2022-01-31", DATE_DAY },
               { "20220131", "2022-01-31", DATE_DAY },
               { "44592", "2022-01-31", DATE_DAY },
               { "18264", "1950-01-01", DATE_DAY },
               { "1/31/2022", "2022-01-31", DATE_DAY },
               { "31/1/2022", "2022-01-31", DATE_DAY },
               { "2022-01-31 08:00:00", "2022-01-31", DATE_DAY },
               { "2022-01", "2022-01-01", DATE_MONTH },
               { "2022年1月", "2022-01-01", DATE_MONTH },
               { "202201", "2022-01-01", DATE_MONTH },
               { "2022.1", "2022-01-01", DATE_MONTH },
               { "2022-1/3", "", DATE_NONE },
               { "2021-02-29", "", DATE_NONE },
               { "03/01/2022", "", DATE_NONE },
               { "22.1.31", "", DATE_NONE },
               { "2022", "", DATE_NONE },
               { "99999", "", DATE_NONE },
               { "不详", "", DATE_NONE },
               { "2022-01-31-", "", DATE_NONE },
               { "", "", DATE_NONE } };
  char out[11];
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(date_read(rows[i].text, out) == rows[i].kind && !strcmp(out, rows[i].day),
               rows[i].text);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(one_mistyped_digit_of_a_card_is_noticed),
    PROMISE(a_card_of_a_day_that_never_was_is_refused),
    PROMISE(the_sentence_says_how_many_characters_there_are),
    PROMISE(every_document_has_a_form_of_its_own),
    PROMISE(full_width_and_spaced_numbers_are_the_same_number),
    PROMISE(a_document_is_known_by_what_offices_call_it),
    PROMISE(birth_date_and_tail_come_from_the_number),
    PROMISE(a_person_is_a_year_older_on_their_birthday_in_china),
    PROMISE(dates_are_read_as_people_and_spreadsheets_write_them),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
