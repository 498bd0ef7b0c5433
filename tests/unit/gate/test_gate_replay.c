/* SPDX-License-Identifier: Apache-2.0 */
#include "history/replay_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW 1795392000
#define WINDOW 60

static struct gate_admitted person(uint32_t index, int64_t live_iat) {
  return (struct gate_admitted){ 610113001001, index, live_iat };
}

static void a_live_code_is_remembered_to_the_end_of_its_window(void **state) {
  (void)state;
  struct gate_replay replay = { 0 };
  assert_true(gate_replay_add(&replay, person(5, NOW), NOW, WINDOW));
  assert_true(gate_replay_add(&replay, person(6, NOW), NOW + WINDOW, WINDOW));
  assert_true(gate_replay_holds(&replay, person(5, NOW)));
  assert_true(gate_replay_add(&replay, person(7, NOW + WINDOW), NOW + WINDOW + 1, WINDOW));
  assert_false(gate_replay_holds(&replay, person(5, NOW)));
  assert_int_equal(replay.count, 1);
  gate_replay_finish(&replay);
}

static void several_passes_on_one_phone_do_not_collide(void **state) {
  (void)state;
  struct gate_replay replay = { 0 };
  gate_replay_add(&replay, person(5, NOW), NOW, WINDOW);
  assert_false(gate_replay_holds(&replay, person(6, NOW)));
  assert_false(gate_replay_holds(&replay, person(5, NOW + 15)));
  gate_replay_finish(&replay);
}

static void a_rush_within_one_window_is_all_remembered(void **state) {
  (void)state;
  struct gate_replay replay = { 0 };
  for (uint32_t i = 0; i < 1000; i++)
    gate_replay_add(&replay, person(i, NOW), NOW, WINDOW);
  for (uint32_t i = 0; i < 1000; i++)
    assert_true(gate_replay_holds(&replay, person(i, NOW)));
  gate_replay_finish(&replay);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_live_code_is_remembered_to_the_end_of_its_window),
    cmocka_unit_test(several_passes_on_one_phone_do_not_collide),
    cmocka_unit_test(a_rush_within_one_window_is_all_remembered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
