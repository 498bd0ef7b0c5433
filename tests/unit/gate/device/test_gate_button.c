/* SPDX-License-Identifier: Apache-2.0 */
#include "output_bench.h"
#include "sensor/button.h"

/* --- buttons -------------------------------------------------------------------------------------
 */

static void an_emergency_button_is_seen_once_a_press(void **state) {
  (void)state;
  char error[256];
  struct gate_button *b = gate_button_open("emergency:gpiochip0/4", error, sizeof error);
  assert_non_null(b);
  assert_int_equal(gate_button_read(b), GATE_PRESS_NOTHING);
  lines[4].value = 1;
  assert_int_equal(gate_button_read(b), GATE_PRESS_EMERGENCY);
  assert_int_equal(gate_button_read(b), GATE_PRESS_NOTHING);
  lines[4].value = 0;
  assert_int_equal(gate_button_read(b), GATE_PRESS_NOTHING);
  gate_button_close(b);
}

static void a_contact_that_is_closed_at_the_start_holds_at_once(void **state) {
  (void)state;
  char error[256];
  lines[5].value = 1;
  struct gate_button *b = gate_button_open("hold:gpiochip0/5,low", error, sizeof error);
  assert_non_null(b);
  assert_int_equal(gate_button_read(b), GATE_PRESS_HOLD);
  lines[5].value = 0;
  assert_int_equal(gate_button_read(b), GATE_PRESS_RELEASE);
  broken = true;
  assert_int_equal(gate_button_read(b), GATE_PRESS_BROKEN);
  assert_int_equal(errno, EIO);
  assert_string_equal(gate_button_address(b), "hold:gpiochip0/5,low");
  gate_button_close(b);
}

static void a_guard_without_a_screen_has_a_button_for_each_answer(void **state) {
  (void)state;
  char error[256];
  struct gate_button *let_in = gate_button_open("let_in:gpiochip0/4", error, sizeof error);
  struct gate_button *turn_away =
      gate_button_open("turn_away:gpiochip0/5,low", error, sizeof error);
  assert_true(let_in && turn_away);
  lines[4].value = lines[5].value = 1;
  assert_int_equal(gate_button_read(let_in), GATE_PRESS_LET_IN);
  assert_int_equal(gate_button_read(turn_away), GATE_PRESS_TURN_AWAY);
  assert_int_equal(gate_button_read(let_in), GATE_PRESS_NOTHING);
  lines[4].value = lines[5].value = 0;
  assert_int_equal(gate_button_read(let_in), GATE_PRESS_NOTHING);
  assert_int_equal(gate_button_read(turn_away), GATE_PRESS_NOTHING);
  gate_button_close(let_in);
  gate_button_close(turn_away);
}

static void an_address_that_cannot_be_says_what_to_write(void **state) {
  (void)state;
  static const char *const wrong[] = { "",
                                       "relay",
                                       "relay:17",
                                       "relay:gpiochip9/17",
                                       "relay:gpiochip0/17,ms=0",
                                       "relay:gpiochip0/x",
                                       "light:gpiochip0/1,gpiochip0/2",
                                       "voice:/nowhere",
                                       "command:/nowhere",
                                       "horn:1" };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct gate_outputs outputs = { 0 };
    char error[256] = "";
    assert_false(gate_outputs_add(&outputs, wrong[i], error, sizeof error));
    assert_true(strlen(error) > 20);
  }
  char error[256] = "";
  assert_null(gate_button_open("bell:gpiochip0/1", error, sizeof error));
  assert_non_null(strstr(error, "emergency:"));
  assert_null(gate_button_open("let_in", error, sizeof error));
  assert_null(gate_button_open("let_in:gpiochip0/1,high", error, sizeof error));
  assert_non_null(strstr(error, "let_in:"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(an_emergency_button_is_seen_once_a_press, fresh),
    cmocka_unit_test_setup(a_contact_that_is_closed_at_the_start_holds_at_once, fresh),
    cmocka_unit_test_setup(a_guard_without_a_screen_has_a_button_for_each_answer, fresh),
    cmocka_unit_test_setup(an_address_that_cannot_be_says_what_to_write, fresh),
  };
  return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
