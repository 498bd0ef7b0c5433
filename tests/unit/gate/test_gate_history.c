/* SPDX-License-Identifier: Apache-2.0 */
#include "history/passages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW 1795392000
#define HOUR 3600
#define AREA 610113001001

static const uint64_t home[] = { 77 };

static void pass_by(struct gate_history *history, uint32_t index, enum tx_direction direction,
                    int64_t at, bool medical) {
  struct gate_passage passage = { .area = AREA,
                                  .index = index,
                                  .at = at,
                                  .direction = direction,
                                  .medical = medical,
                                  .household = home[0] };
  assert_true(gate_history_add(history, &passage, at));
}

static struct tx_history ask(const struct gate_history *history, uint32_t index, int64_t now_s,
                             int64_t window_s) {
  struct tx_history out;
  gate_history_find(history, AREA, index, home, 1, now_s, window_s, &out);
  return out;
}

static void of_a_stranger_nothing_is_known_but_how_often_the_household_went_out(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  struct tx_history found = ask(&history, 5, NOW, 2 * 86400);
  assert_int_equal(found.last_entry_age_s, -1);
  assert_int_equal(found.last_exit_age_s, -1);
  assert_int_equal(found.inside, -1);
  assert_int_equal(found.household_exits, 0);
  gate_history_finish(&history);
}

static void who_came_in_is_inside_and_who_went_out_is_not(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  pass_by(&history, 5, TX_IN, NOW - 2 * HOUR, false);
  assert_int_equal(ask(&history, 5, NOW, HOUR).inside, 1);
  pass_by(&history, 5, TX_OUT, NOW - HOUR, false);
  struct tx_history found = ask(&history, 5, NOW, HOUR);
  assert_int_equal(found.inside, 0);
  assert_int_equal(found.last_entry_age_s, 2 * HOUR);
  assert_int_equal(found.last_exit_age_s, HOUR);
  gate_history_finish(&history);
}

static void news_of_a_neighbour_that_comes_late_does_not_turn_time_back(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  pass_by(&history, 5, TX_OUT, NOW - HOUR, false);
  pass_by(&history, 5, TX_IN, NOW - 2 * HOUR, false);
  assert_int_equal(ask(&history, 5, NOW, HOUR).inside, 0);
  gate_history_finish(&history);
}

static void exits_of_a_household_are_counted_within_the_window_alone(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  pass_by(&history, 5, TX_OUT, NOW - 3 * HOUR, false);
  pass_by(&history, 6, TX_OUT, NOW - 1 * HOUR, false);
  assert_int_equal(ask(&history, 7, NOW, 4 * HOUR).household_exits, 2);
  assert_int_equal(ask(&history, 7, NOW, 3 * HOUR).household_exits, 1);
  assert_int_equal(ask(&history, 7, NOW, 0).household_exits, 0);
  gate_history_finish(&history);
}

/* By the neighbour under the key of that day, and by the server under today's. */
static void an_exit_that_is_told_under_two_keys_counts_once(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  struct tx_history out;
  const uint64_t tags[] = { 0, 77, 88 };
  struct gate_passage passage = {
    .area = AREA, .index = 5, .at = NOW - HOUR, .direction = TX_OUT, .household = 77
  };
  assert_true(gate_history_add(&history, &passage, NOW));
  passage.household = 88;
  assert_true(gate_history_add(&history, &passage, NOW));
  gate_history_find(&history, AREA, 5, tags, 3, NOW, 2 * HOUR, &out);
  assert_int_equal(out.household_exits, 1);
  passage.at++;
  assert_true(gate_history_add(&history, &passage, NOW));
  gate_history_find(&history, AREA, 5, tags, 3, NOW, 2 * HOUR, &out);
  assert_int_equal(out.household_exits, 2);
  gate_history_finish(&history);
}

static void an_exit_on_medical_grounds_uses_no_quota_and_covers_the_return(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  pass_by(&history, 5, TX_OUT, NOW, true);
  struct tx_history found = ask(&history, 5, NOW + 23 * HOUR, 48 * HOUR);
  assert_int_equal(found.household_exits, 0);
  assert_true(found.medical_return);
  assert_false(ask(&history, 5, NOW + 24 * HOUR, HOUR).medical_return);
  pass_by(&history, 5, TX_IN, NOW + HOUR, false);
  assert_false(ask(&history, 5, NOW + 2 * HOUR, HOUR).medical_return);
  gate_history_finish(&history);
}

static void a_gate_with_no_direction_changes_nothing(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  pass_by(&history, 5, TX_NEITHER, NOW, false);
  assert_int_equal(ask(&history, 5, NOW, HOUR).inside, -1);
  gate_history_finish(&history);
}

static void a_community_of_thousands_is_remembered_and_the_old_forgotten(void **state) {
  (void)state;
  struct gate_history history = { 0 };
  for (uint32_t i = 0; i < 20000; i++)
    pass_by(&history, i, i % 2 ? TX_IN : TX_OUT, NOW, false);
  for (uint32_t i = 0; i < 20000; i++)
    assert_int_equal(ask(&history, i, NOW, HOUR).inside, i % 2);
  int64_t later = NOW + 14 * 86400 + 1;
  assert_int_equal(ask(&history, 1, later, HOUR).inside, -1);
  for (uint32_t i = 0; i < 20000; i++)
    pass_by(&history, 100000 + i, TX_IN, later, false);
  assert_true(history.person_count <= 20000 + 20000);
  assert_true(history.person_cap <= 1 << 16);
  gate_history_finish(&history);
}

static void a_household_is_known_by_a_tag_that_depends_on_the_key(void **state) {
  (void)state;
  struct tx_pass pass = { .area = AREA, .unit = "3-2", .household = 17 };
  uint8_t one[TX_HASH_SIZE] = { 1 }, two[TX_HASH_SIZE] = { 2 };
  uint64_t tag = gate_household_tag(one, &pass);
  assert_true(tag != 0);
  assert_true(tag == gate_household_tag(one, &pass));
  assert_true(tag != gate_household_tag(two, &pass));
  pass.household = 18;
  assert_true(tag != gate_household_tag(one, &pass));
  pass.household = -1;
  assert_true(gate_household_tag(one, &pass) == 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(of_a_stranger_nothing_is_known_but_how_often_the_household_went_out),
    cmocka_unit_test(who_came_in_is_inside_and_who_went_out_is_not),
    cmocka_unit_test(news_of_a_neighbour_that_comes_late_does_not_turn_time_back),
    cmocka_unit_test(exits_of_a_household_are_counted_within_the_window_alone),
    cmocka_unit_test(an_exit_that_is_told_under_two_keys_counts_once),
    cmocka_unit_test(an_exit_on_medical_grounds_uses_no_quota_and_covers_the_return),
    cmocka_unit_test(a_gate_with_no_direction_changes_nothing),
    cmocka_unit_test(a_community_of_thousands_is_remembered_and_the_old_forgotten),
    cmocka_unit_test(a_household_is_known_by_a_tag_that_depends_on_the_key),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
