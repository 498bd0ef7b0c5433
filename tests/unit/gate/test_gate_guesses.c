/* SPDX-License-Identifier: Apache-2.0 */
#include "page/guesses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define START_MS 123456

static void guess(struct guesses *guesses, int times, int64_t now_ms) {
  for (int i = 0; i < times; i++)
    guesses_wrong(guesses, now_ms);
}

static void four_wrong_words_cost_nothing(void **state) {
  (void)state;
  struct guesses guesses = { 0 };
  guess(&guesses, 4, START_MS);
  assert_int_equal(guesses_wait_ms(&guesses, START_MS), 0);
}

static void the_fifth_within_a_minute_stops_all_for_a_minute(void **state) {
  (void)state;
  struct guesses guesses = { 0 };
  guess(&guesses, 4, START_MS);
  guess(&guesses, 1, START_MS + 59999);
  assert_int_equal(guesses_wait_ms(&guesses, START_MS + 59999), 60000);
  assert_int_equal(guesses_wait_ms(&guesses, START_MS + 119998), 1);
  assert_int_equal(guesses_wait_ms(&guesses, START_MS + 119999), 0);
}

static void a_slow_hand_is_not_stopped(void **state) {
  (void)state;
  struct guesses guesses = { 0 };
  for (int i = 0; i < 40; i++) {
    int64_t now_ms = START_MS + i * 15000LL;
    guess(&guesses, 1, now_ms);
    assert_int_equal(guesses_wait_ms(&guesses, now_ms), 0);
  }
}

static void after_the_pause_five_more_stop_again(void **state) {
  (void)state;
  struct guesses guesses = { 0 };
  guess(&guesses, 5, START_MS);
  guess(&guesses, 4, START_MS + 60000);
  assert_int_equal(guesses_wait_ms(&guesses, START_MS + 60000), 0);
  guess(&guesses, 1, START_MS + 60000);
  assert_int_equal(guesses_wait_ms(&guesses, START_MS + 60000), 60000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(four_wrong_words_cost_nothing),
    cmocka_unit_test(the_fifth_within_a_minute_stops_all_for_a_minute),
    cmocka_unit_test(a_slow_hand_is_not_stopped),
    cmocka_unit_test(after_the_pause_five_more_stop_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
