/* SPDX-License-Identifier: Apache-2.0 */
#include "core/debounce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const int east, west;

static struct tx_span text(const char *s) {
  return tx_span_text(s);
}

static void a_code_held_still_is_one_event_however_long_it_is_held(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin_pass(&pause, &east, text("one"), 1, 5, 0);
  for (int64_t ms = 33; ms < 60000; ms += 33)
    assert_true(gate_debounce_text(&pause, &east, text("one"), ms));
}

static void a_code_that_was_gone_for_longer_than_the_pause_is_a_new_event(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin_pass(&pause, &east, text("one"), 1, 5, 0);
  assert_true(gate_debounce_text(&pause, &east, text("one"), 10000));
  assert_false(gate_debounce_text(&pause, &east, text("one"), 20001));
}

static void a_live_code_that_renews_while_it_is_held_is_the_same_event(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin_pass(&pause, &east, text("at 15 s"), 1, 5, 0);
  assert_false(gate_debounce_text(&pause, &east, text("at 30 s"), 5000));
  assert_true(gate_debounce_pass(&pause, &east, text("at 30 s"), 1, 5, 5000));
  assert_true(gate_debounce_text(&pause, &east, text("at 30 s"), 14000));
}

static void two_people_before_one_camera_are_two_events(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin_pass(&pause, &east, text("one"), 1, 5, 0);
  assert_false(gate_debounce_text(&pause, &east, text("two"), 10));
  assert_false(gate_debounce_pass(&pause, &east, text("two"), 1, 6, 10));
}

static void another_source_has_a_pause_of_its_own(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin_pass(&pause, &east, text("one"), 1, 5, 0);
  assert_false(gate_debounce_text(&pause, &west, text("one"), 10));
  assert_false(gate_debounce_pass(&pause, &west, text("one"), 1, 5, 10));
}

static void a_screenshot_shown_first_does_not_hold_up_the_code_on_the_phone(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("screenshot"), 0);
  assert_false(gate_debounce_pass(&pause, &east, text("live"), 1, 5, 2000));
}

static void a_crowd_pushes_out_whoever_was_quiet_for_longest(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  char name[16] = "person a";
  for (int i = 0; i < GATE_DEBOUNCE_ENTRIES + 1; i++) {
    name[7] = (char)('A' + i);
    gate_debounce_begin(&pause, &east, text(name), i);
  }
  assert_false(gate_debounce_text(&pause, &east, text("person A"), 100));
  assert_true(gate_debounce_text(&pause, &east, text("person B"), 100));
}

static void a_code_of_which_nothing_came_may_be_shown_again_at_once(void **state) {
  (void)state;
  struct gate_debounce pause = { 0 };
  gate_debounce_begin_pass(&pause, &east, text("one"), 1, 5, 0);
  gate_debounce_forget(&pause, &east, text("one"));
  assert_false(gate_debounce_text(&pause, &east, text("one"), 10));
  assert_false(gate_debounce_pass(&pause, &east, text("one"), 1, 5, 10));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_code_held_still_is_one_event_however_long_it_is_held),
    cmocka_unit_test(a_code_that_was_gone_for_longer_than_the_pause_is_a_new_event),
    cmocka_unit_test(a_live_code_that_renews_while_it_is_held_is_the_same_event),
    cmocka_unit_test(two_people_before_one_camera_are_two_events),
    cmocka_unit_test(another_source_has_a_pause_of_its_own),
    cmocka_unit_test(a_screenshot_shown_first_does_not_hold_up_the_code_on_the_phone),
    cmocka_unit_test(a_code_of_which_nothing_came_may_be_shown_again_at_once),
    cmocka_unit_test(a_crowd_pushes_out_whoever_was_quiet_for_longest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
