/* SPDX-License-Identifier: Apache-2.0 */
#include "city/city.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))

static bool same_resident(const struct city_resident *a, const struct city_resident *b) {
  return strcmp(a->name, b->name) == 0 && strcmp(a->id_number, b->id_number) == 0 &&
         strcmp(a->room, b->room) == 0;
}

static void the_same_seed_makes_the_same_city(UNUSED void **state) {
  struct city a = city_of(7, CITY_TODAY_S, 500), b = city_of(7, CITY_TODAY_S, 500);
  struct city_resident one, other;
  while (city_next(&a, &one)) {
    assert_true(city_next(&b, &other));
    assert_true(same_resident(&one, &other));
  }
  assert_false(city_next(&b, &other));
}

static void another_seed_makes_another_city(UNUSED void **state) {
  struct city a = city_of(1, CITY_TODAY_S, 50), b = city_of(2, CITY_TODAY_S, 50);
  struct city_resident one, other;
  size_t same = 0;
  while (city_next(&a, &one) && city_next(&b, &other))
    same += same_resident(&one, &other);
  assert_true(same < 5);
}

static void as_many_residents_come_as_were_asked_for(UNUSED void **state) {
  struct city city = city_of(1, CITY_TODAY_S, 1999);
  struct city_resident resident;
  size_t count = 0;
  while (city_next(&city, &resident))
    count++;
  assert_int_equal(count, 1999);
}

static void the_check_digit_is_that_of_the_standards_example(UNUSED void **state) {
  assert_int_equal(city_check_digit("11010519491231002"), 'X');
  assert_int_equal(city_check_digit("44052418800101001"), '4');
}

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

static void nobody_shares_an_identity_number(UNUSED void **state) {
  enum { COUNT = 20000, SIZE = 24 };
  char(*numbers)[SIZE] = calloc(COUNT, SIZE);
  assert_non_null(numbers);
  struct city city = city_of(3, CITY_TODAY_S, COUNT);
  struct city_resident resident;
  for (size_t i = 0; city_next(&city, &resident); i++)
    memcpy(numbers[i], resident.id_number, SIZE);
  qsort(numbers, COUNT, SIZE, by_text);
  for (size_t i = 1; i < COUNT; i++)
    assert_string_not_equal(numbers[i - 1], numbers[i]);
  free(numbers);
}

static void no_identity_number_has_a_real_region(UNUSED void **state) {
  struct city city = city_of(1, CITY_TODAY_S, 5000);
  struct city_resident resident;
  while (city_next(&city, &resident)) {
    if (strcmp(resident.id_type, "身份证") != 0) continue;
    assert_int_equal(strlen(resident.id_number), 18);
    assert_int_equal(city_check_digit(resident.id_number), resident.id_number[17]);
    assert_int_equal(resident.id_number[2], '9');
    assert_true(resident.id_number[3] == '7' || resident.id_number[3] == '8');
  }
}

static void children_old_people_and_rare_names_live_there(UNUSED void **state) {
  struct city city = city_of(1, CITY_TODAY_S, CITY_RESIDENTS);
  struct city_resident resident;
  size_t small = 0, old = 0, single = 0, dotted = 0;
  while (city_next(&city, &resident)) {
    int age = city_date_of(CITY_TODAY_S).year - resident.born.year;
    small += age < 3;
    old += age > 80;
    single += strlen(resident.name) == 3;
    dotted += strstr(resident.name, "·") != NULL;
  }
  assert_true(small > 10 && old > 10 && single > 0 && dotted > 5);
}

static size_t roster_size(enum city_encoding encoding) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  assert_true(city_write_roster(out, city_of(1, CITY_TODAY_S, 200), encoding));
  fclose(out);
  free(text);
  return size;
}

static void a_roster_comes_in_three_encodings(UNUSED void **state) {
  size_t utf8 = roster_size(CITY_UTF8);
  assert_int_equal(roster_size(CITY_BOM), utf8 + 3);
  assert_true(roster_size(CITY_GB18030) < utf8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_seed_makes_the_same_city),
    cmocka_unit_test(another_seed_makes_another_city),
    cmocka_unit_test(as_many_residents_come_as_were_asked_for),
    cmocka_unit_test(the_check_digit_is_that_of_the_standards_example),
    cmocka_unit_test(nobody_shares_an_identity_number),
    cmocka_unit_test(no_identity_number_has_a_real_region),
    cmocka_unit_test(children_old_people_and_rare_names_live_there),
    cmocka_unit_test(a_roster_comes_in_three_encodings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
