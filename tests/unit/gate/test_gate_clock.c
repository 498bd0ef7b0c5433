/* SPDX-License-Identifier: Apache-2.0 */
#include "core/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW 1795392000
#define DAY 86400

static struct gate_instant at(int64_t wall_s, int64_t running_s) {
  return (struct gate_instant){ .wall_s = wall_s, .mono_ms = running_s * 1000 };
}

static struct gate_clock started(int64_t wall_s, int64_t floor_s, int64_t saved_s) {
  struct gate_clock clock;
  gate_clock_start(&clock, at(wall_s, 0), floor_s, saved_s);
  return clock;
}

static void a_clock_after_all_that_is_held_is_believed(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, NOW - 3600);
  struct tx_clock now = gate_clock_now(&clock, at(NOW + 60, 60));
  assert_false(now.unsure);
  assert_int_equal(now.now_s, NOW + 60);
}

static void a_clock_that_starts_in_1970_counts_from_the_newest_object_held(void **state) {
  (void)state;
  struct gate_clock clock = started(100, NOW, 0);
  struct tx_clock now = gate_clock_now(&clock, at(160, 60));
  assert_true(now.unsure);
  assert_int_equal(now.now_s, NOW);
  assert_true(gate_clock_is_behind(&clock, at(160, 60)));
}

static void a_clock_that_starts_before_the_last_time_on_disk_is_not_believed(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW - 10, NOW - DAY, NOW);
  assert_true(gate_clock_now(&clock, at(NOW, 10)).unsure);
}

static void a_gate_that_was_off_for_45_days_is_believed_and_for_longer_is_not(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW + 45 * DAY, NOW, NOW);
  assert_false(gate_clock_now(&clock, at(NOW + 45 * DAY, 0)).unsure);
  clock = started(NOW + 45 * DAY + 1, NOW, NOW);
  assert_true(gate_clock_now(&clock, at(NOW + 45 * DAY + 1, 0)).unsure);
}

static void a_jump_forward_a_year_is_noticed_and_one_of_five_minutes_is_not(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  assert_false(gate_clock_now(&clock, at(NOW + 300, 0)).unsure);
  assert_true(gate_clock_now(&clock, at(NOW + 301, 0)).unsure);
  assert_true(gate_clock_now(&clock, at(NOW + 365 * DAY, 5)).unsure);
}

static void a_jump_back_is_noticed_and_over_when_the_clock_comes_back(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  assert_true(gate_clock_now(&clock, at(NOW - 400, 0)).unsure);
  assert_false(gate_clock_now(&clock, at(NOW + 10, 10)).unsure);
}

static void a_slow_drift_is_no_jump_when_it_is_confirmed_every_hour(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  for (int hour = 1; hour <= 10; hour++)
    gate_clock_confirm(&clock, at(NOW + hour * 3700, hour * 3600));
  assert_false(gate_clock_now(&clock, at(NOW + 11 * 3700, 11 * 3600)).unsure);
}

static void the_date_of_a_known_server_sets_a_clock_that_was_not_believed(void **state) {
  (void)state;
  struct gate_clock clock = started(100, NOW - DAY, 0);
  gate_clock_set(&clock, at(110, 10), NOW);
  struct tx_clock now = gate_clock_now(&clock, at(170, 70));
  assert_false(now.unsure);
  assert_int_equal(now.now_s, NOW + 60);
}

static void
an_object_dated_ahead_makes_a_good_clock_doubtful_until_the_server_speaks(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  gate_clock_doubt(&clock, at(NOW, 0));
  assert_true(gate_clock_now(&clock, at(NOW, 0)).unsure);
  gate_clock_confirm(&clock, at(NOW, 0));
  assert_true(gate_clock_now(&clock, at(NOW, 0)).unsure);
  gate_clock_set(&clock, at(NOW, 0), NOW);
  assert_false(gate_clock_now(&clock, at(NOW, 0)).unsure);
}

static void three_holders_off_by_the_same_amount_are_right(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  gate_clock_holder_missed(&clock, at(NOW, 0), 1, 1, 200);
  gate_clock_holder_missed(&clock, at(NOW, 0), 1, 2, 205);
  assert_false(gate_clock_now(&clock, at(NOW, 0)).unsure);
  gate_clock_holder_missed(&clock, at(NOW, 0), 1, 3, 195);
  assert_true(gate_clock_now(&clock, at(NOW, 0)).unsure);
}

static void one_holder_who_tries_three_times_proves_nothing(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  for (int i = 0; i < 5; i++)
    gate_clock_holder_missed(&clock, at(NOW, 0), 1, 1, 200);
  assert_false(gate_clock_now(&clock, at(NOW, 0)).unsure);
}

static void three_holders_off_by_different_amounts_prove_nothing(void **state) {
  (void)state;
  struct gate_clock clock = started(NOW, NOW - DAY, 0);
  gate_clock_holder_missed(&clock, at(NOW, 0), 1, 1, 200);
  gate_clock_holder_missed(&clock, at(NOW, 0), 1, 2, -300);
  gate_clock_holder_missed(&clock, at(NOW, 0), 1, 3, 4000);
  assert_false(gate_clock_now(&clock, at(NOW, 0)).unsure);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_clock_after_all_that_is_held_is_believed),
    cmocka_unit_test(a_clock_that_starts_in_1970_counts_from_the_newest_object_held),
    cmocka_unit_test(a_clock_that_starts_before_the_last_time_on_disk_is_not_believed),
    cmocka_unit_test(a_gate_that_was_off_for_45_days_is_believed_and_for_longer_is_not),
    cmocka_unit_test(a_jump_forward_a_year_is_noticed_and_one_of_five_minutes_is_not),
    cmocka_unit_test(a_jump_back_is_noticed_and_over_when_the_clock_comes_back),
    cmocka_unit_test(a_slow_drift_is_no_jump_when_it_is_confirmed_every_hour),
    cmocka_unit_test(the_date_of_a_known_server_sets_a_clock_that_was_not_believed),
    cmocka_unit_test(an_object_dated_ahead_makes_a_good_clock_doubtful_until_the_server_speaks),
    cmocka_unit_test(three_holders_off_by_the_same_amount_are_right),
    cmocka_unit_test(one_holder_who_tries_three_times_proves_nothing),
    cmocka_unit_test(three_holders_off_by_different_amounts_prove_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
