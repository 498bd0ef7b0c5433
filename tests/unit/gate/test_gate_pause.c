/* SPDX-License-Identifier: Apache-2.0 */
#include "core/debounce.h"

#include "promise.h"

static const int east, west;
static const struct gate_seen person = {
  .identified = true, .area = 1, .index = 5, .verdict = TX_ALLOW
};
static const struct gate_seen nobody = { .verdict = TX_DENY };

static struct tx_span text(const char *s) {
  return tx_span_text(s);
}

static void a_code_held_still_is_one_event_however_long_it_is_held(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("one"), &person, 0);
  for (int64_t ms = 33; ms < 60000; ms += 33) {
    struct gate_seen *seen = gate_debounce_text(&pause, &east, text("one"), ms);
    assert_non_null(seen);
    gate_debounce_continue(seen, text("one"), ms);
  }
}

static void a_code_that_was_gone_for_longer_than_the_pause_is_a_new_event(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("one"), &person, 0);
  assert_non_null(gate_debounce_text(&pause, &east, text("one"), 10000));
  assert_null(gate_debounce_text(&pause, &east, text("one"), 10001));
}

static void a_live_code_that_renews_while_it_is_held_is_the_same_event(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("at 15 s"), &person, 0);
  assert_null(gate_debounce_text(&pause, &east, text("at 30 s"), 5000));
  struct gate_seen *seen = gate_debounce_pass(&pause, &east, 1, 5, 5000);
  assert_non_null(seen);
  gate_debounce_continue(seen, text("at 30 s"), 5000);
  assert_ptr_equal(gate_debounce_text(&pause, &east, text("at 30 s"), 14000), seen);
}

static void two_people_before_one_camera_are_two_events(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("one"), &person, 0);
  assert_null(gate_debounce_text(&pause, &east, text("two"), 10));
  assert_null(gate_debounce_pass(&pause, &east, 1, 6, 10));
  assert_null(gate_debounce_pass(&pause, &east, 2, 5, 10));
}

static void another_source_has_a_pause_of_its_own(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("one"), &person, 0);
  assert_null(gate_debounce_text(&pause, &west, text("one"), 10));
  assert_null(gate_debounce_pass(&pause, &west, 1, 5, 10));
  assert_true(gate_debounce_admitted(&pause, &east, 10000));
  assert_false(gate_debounce_admitted(&pause, &west, 10));
  assert_false(gate_debounce_admitted(&pause, &east, 10001));
}

static void a_screenshot_shown_first_does_not_hold_up_the_code_on_the_phone(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("screenshot"), &nobody, 0);
  assert_null(gate_debounce_pass(&pause, &east, 0, 0, 2000));
  assert_false(gate_debounce_admitted(&pause, &east, 2000));
}

static void a_better_answer_takes_the_place_of_the_one_before(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  struct gate_seen refused = person;
  refused.verdict = TX_DENY;
  gate_debounce_begin(&pause, &east, text("used"), &refused, 0);
  gate_debounce_begin(&pause, &east, text("fresh"), &person, 1000);
  assert_null(gate_debounce_text(&pause, &east, text("used"), 1000));
  assert_int_equal(gate_debounce_pass(&pause, &east, 1, 5, 1000)->verdict, TX_ALLOW);
}

static void whoever_was_let_in_by_hand_was_admitted(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  struct gate_seen refused = person;
  refused.verdict = TX_DENY;
  gate_debounce_begin(&pause, &east, text("one"), &refused, 0);
  gate_debounce_begin(&pause, &east, text("two"), &nobody, 0);
  gate_debounce_admit(&pause, 1, 6);
  assert_false(gate_debounce_admitted(&pause, &east, 0));
  gate_debounce_admit(&pause, 1, 5);
  assert_int_equal(gate_debounce_text(&pause, &east, text("one"), 0)->verdict, TX_ALLOW);
  assert_int_equal(gate_debounce_text(&pause, &east, text("two"), 0)->verdict, TX_DENY);
}

static void a_crowd_pushes_out_whoever_was_quiet_for_longest(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  char name[16] = "person a";
  for (int i = 0; i < GATE_DEBOUNCE_ENTRIES + 1; i++) {
    name[7] = (char)('A' + i);
    gate_debounce_begin(&pause, &east, text(name), &nobody, i);
  }
  assert_null(gate_debounce_text(&pause, &east, text("person A"), 100));
  assert_non_null(gate_debounce_text(&pause, &east, text("person B"), 100));
}

static void a_code_of_which_nothing_came_may_be_shown_again_at_once(UNUSED void **state) {
  struct gate_debounce pause = { 0 };
  gate_debounce_begin(&pause, &east, text("one"), &person, 0);
  gate_debounce_forget(&pause, &east, text("one"));
  assert_null(gate_debounce_text(&pause, &east, text("one"), 10));
  assert_null(gate_debounce_pass(&pause, &east, 1, 5, 10));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_code_held_still_is_one_event_however_long_it_is_held),
    PROMISE(a_code_that_was_gone_for_longer_than_the_pause_is_a_new_event),
    PROMISE(a_live_code_that_renews_while_it_is_held_is_the_same_event),
    PROMISE(two_people_before_one_camera_are_two_events),
    PROMISE(another_source_has_a_pause_of_its_own),
    PROMISE(a_screenshot_shown_first_does_not_hold_up_the_code_on_the_phone),
    PROMISE(a_better_answer_takes_the_place_of_the_one_before),
    PROMISE(whoever_was_let_in_by_hand_was_admitted),
    PROMISE(a_code_of_which_nothing_came_may_be_shown_again_at_once),
    PROMISE(a_crowd_pushes_out_whoever_was_quiet_for_longest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
