/* SPDX-License-Identifier: Apache-2.0 */
#include "format/area.h"

#include "promise.h"

#define COMMUNITY 610113001001u
#define STREET 610113001000u
#define DISTRICT 610113000000u
#define CITY 610100000000u
#define PROVINCE 610000000000u

static void below_a_level_that_is_zero_there_are_only_zeros(UNUSED void **state) {
  static const uint64_t good[] = { 0, PROVINCE, CITY, DISTRICT, STREET, COMMUNITY, TX_AREA_MAX };
  static const uint64_t bad[] = {
    1,          1000,         610000000001, 610000001000,       441900000001,
    4419003001, 610113000001, 130000000,    TX_AREA_MAX + 1ull, UINT64_MAX
  };
  for (size_t i = 0; i < COUNT(good); i++)
    assert_true(tx_area_valid(good[i]));
  for (size_t i = 0; i < COUNT(bad); i++)
    assert_false(tx_area_valid(bad[i]));
}

static void a_city_without_counties_has_its_townships_right_below_it(UNUSED void **state) {
  static const uint64_t communities[] = { 441900003001, 442000001007, 460400100001 };
  for (size_t i = 0; i < COUNT(communities); i++) {
    uint64_t community = communities[i], city = community / 100000000 * 100000000;
    assert_true(tx_area_valid(community));
    assert_int_equal(tx_area_level(community), TX_COMMUNITY);
    assert_int_equal(tx_area_level(city), TX_CITY);
    assert_int_equal(tx_area_at(community, TX_COUNTY), city);
    assert_int_equal(tx_area_level(tx_area_at(community, TX_TOWNSHIP)), TX_TOWNSHIP);
    assert_true(tx_area_contains(city, community));
    assert_false(tx_area_contains(city + 1000000, community));
    assert_int_equal(tx_area_where(community, city), TX_ABOVE);
  }
}

static void a_level_is_the_lowest_that_is_not_zero(UNUSED void **state) {
  assert_int_equal(tx_area_level(0), TX_NATION);
  assert_int_equal(tx_area_level(PROVINCE), TX_PROVINCE);
  assert_int_equal(tx_area_level(CITY), TX_CITY);
  assert_int_equal(tx_area_level(DISTRICT), TX_COUNTY);
  assert_int_equal(tx_area_level(STREET), TX_TOWNSHIP);
  assert_int_equal(tx_area_level(COMMUNITY), TX_COMMUNITY);
  assert_int_equal(tx_area_level(610113010000), TX_TOWNSHIP);
  assert_int_equal(tx_area_level(610113100100), TX_COMMUNITY);
}

static void an_area_knows_those_above_it(UNUSED void **state) {
  static const uint64_t above[TX_LEVELS] = { 0, PROVINCE, CITY, DISTRICT, STREET, COMMUNITY };
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    assert_int_equal(tx_area_at(COMMUNITY, (enum tx_level)level), above[level]);
    assert_true(tx_area_contains(above[level], COMMUNITY));
    assert_int_equal(tx_area_contains(COMMUNITY, above[level]), level == TX_COMMUNITY);
  }
  assert_int_equal(tx_area_at(CITY, TX_COMMUNITY), CITY);
}

static void containment_goes_by_levels_never_by_digits(UNUSED void **state) {
  assert_true(tx_area_contains(610113010000, 610113010999));
  assert_false(tx_area_contains(610113010000, 610113011001));
  assert_false(tx_area_contains(610110000000, 610113000000));
  assert_false(tx_area_contains(610113100000, 610113101001));
  assert_false(tx_area_contains(DISTRICT, 610112001001));
  assert_false(tx_area_contains(COMMUNITY, 610113001002));
}

static void the_nation_reaches_everything(UNUSED void **state) {
  assert_true(tx_area_contains(0, 0));
  assert_true(tx_area_contains(0, COMMUNITY));
  assert_false(tx_area_contains(COMMUNITY, 0));
}

static void where_another_area_stands_is_seen_from_here(UNUSED void **state) {
  assert_int_equal(tx_area_where(COMMUNITY, COMMUNITY), TX_OWN);
  assert_int_equal(tx_area_where(COMMUNITY, DISTRICT), TX_ABOVE);
  assert_int_equal(tx_area_where(DISTRICT, COMMUNITY), TX_BELOW);
  assert_int_equal(tx_area_where(COMMUNITY, 610113001002), TX_ELSEWHERE);
}

static void an_area_is_written_as_twelve_digits_and_read_back(UNUSED void **state) {
  char text[13];
  uint64_t area = 1;
  tx_area_format(COMMUNITY, text);
  assert_string_equal(text, "610113001001");
  tx_area_format(0, text);
  assert_string_equal(text, "000000000000");
  assert_true(tx_area_parse(tx_span_text(text), &area));
  assert_int_equal(area, 0);
  assert_true(tx_area_parse(tx_span_text("110101001001"), &area));
  assert_int_equal(area, 110101001001);
}

static void only_twelve_digits_are_an_area(UNUSED void **state) {
  static const char *const bad[] = { "",
                                     "61011300100",
                                     "6101130010011",
                                     "61011300100a",
                                     " 61011300100",
                                     "+61011300100",
                                     "-10113001001",
                                     "610000000001" };
  uint64_t area;
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(!tx_area_parse(tx_span_text(bad[i]), &area), bad[i]);
}

static void levels_have_names_in_both_languages(UNUSED void **state) {
  assert_string_equal(tx_level_name(TX_NATION, "en"), "nation");
  assert_string_equal(tx_level_name(TX_COMMUNITY, "en-US"), "community");
  assert_string_equal(tx_level_name(TX_CITY, "zh"), "市");
  assert_string_equal(tx_level_name(TX_TOWNSHIP, NULL), "街道");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(below_a_level_that_is_zero_there_are_only_zeros),
    PROMISE(a_city_without_counties_has_its_townships_right_below_it),
    PROMISE(a_level_is_the_lowest_that_is_not_zero),
    PROMISE(an_area_knows_those_above_it),
    PROMISE(containment_goes_by_levels_never_by_digits),
    PROMISE(the_nation_reaches_everything),
    PROMISE(where_another_area_stands_is_seen_from_here),
    PROMISE(an_area_is_written_as_twelve_digits_and_read_back),
    PROMISE(only_twelve_digits_are_an_area),
    PROMISE(levels_have_names_in_both_languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
