/* SPDX-License-Identifier: Apache-2.0 */
/* The loop over lines of standard input. Pictures and the eye's death are tried with the whole
 * program. */
#include "loop/loop_internal.h"

#include "gate_scene.h"
#include "hal/gpio.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct street {
  struct scene scene;
  struct gate_loop loop;
  int shown; /* what is written here is shown to the gate */
  unsigned told;
};

static void told(void *context, const struct gate_outcome *outcome) {
  (void)outcome;
  ((struct street *)context)->told++;
}

static void open_street(struct street *street, enum tx_gate_kind kind) {
  char error[256];
  int ends[2];
  street->told = 0;
  scene_begin(&street->scene, kind, TX_IN);
  scene_news(&street->scene);
  assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
  assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  close(ends[0]);
  street->shown = ends[1];
  assert_true(gate_loop_open(&street->loop, &street->scene.gate, NULL));
  street->loop.lines.json = true;
  street->loop.told = told;
  street->loop.context = street;
  assert_true(gate_loop_add_source(&street->loop, "stdin:", error, sizeof error));
}

static void show(struct street *street, const char *text) {
  assert_true(dprintf(street->shown, "%s\n", text) > 0);
}

static void say(struct street *street, enum gate_word_kind kind) {
  struct gate_word word = { .kind = kind, .why = GATE_WHY_PAPERS };
  assert_true(gate_words_say(street->loop.words, &word));
}

/* Until everything that was shown has been seen. */
static void run(struct street *street) {
  close(street->shown);
  gate_loop_run(&street->loop);
}

static void expect(struct street *street, const enum tx_reason *reasons, size_t count) {
  struct gate_stored_list rows = scene_events(&street->scene);
  struct tx_event event;
  assert_int_equal(rows.count, count);
  for (size_t i = 0; i < count; i++) {
    struct tx_span bytes = tx_span_of(rows.rows[i].bytes, rows.rows[i].n);
    assert_int_equal(tx_event_read(bytes, &event), TX_OK);
    assert_int_equal(event.reason, reasons[i]);
  }
  assert_int_equal(street->told, count);
  gate_stored_finish(&rows);
}

static void close_street(struct street *street) {
  gate_loop_close(&street->loop);
  scene_end(&street->scene);
}

static void what_is_shown_is_decided_told_and_journalled_in_its_order(void **state) {
  (void)state;
  struct street street;
  char good[TX_TEXT_MAX + 1], suspended[TX_TEXT_MAX + 1];
  open_street(&street, TX_GATE_PEDESTRIAN);
  scene_static(&street.scene, 1, good);
  scene_static(&street.scene, 6, suspended);
  show(&street, good);
  show(&street, good);
  show(&street, suspended);
  show(&street, "@11");
  show(&street, good);
  run(&street);
  expect(&street, (const enum tx_reason[]){ TX_OK, TX_SUSPENDED, TX_OK }, 3);
  assert_int_equal(street.loop.repeated, 1);
  assert_int_equal(street.loop.admitted, 2);
  close_street(&street);
}

static void an_emergency_goes_before_everybody_who_stands_in_line(void **state) {
  (void)state;
  struct street street;
  char suspended[TX_TEXT_MAX + 1];
  open_street(&street, TX_GATE_PEDESTRIAN);
  scene_static(&street.scene, 6, suspended);
  show(&street, suspended);
  say(&street, GATE_WORD_HOLD);
  say(&street, GATE_WORD_EMERGENCY);
  run(&street);
  expect(&street, (const enum tx_reason[]){ TX_EMERGENCY_OPENED, TX_HELD_OPEN, TX_SUSPENDED }, 3);
  assert_true(street.loop.held);
  close_street(&street);
}

static void a_guard_signs_on_with_the_next_pass_and_that_is_no_admission(void **state) {
  (void)state;
  struct street street;
  char guard[TX_TEXT_MAX + 1];
  open_street(&street, TX_GATE_PEDESTRIAN);
  struct tx_pass pass = forge_pass(&street.scene.forge);
  pass.index = 1;
  pass.role = TX_ROLE_PROPERTY;
  assert_true(forge_pass_text(&street.scene.forge, &pass, guard));
  say(&street, GATE_WORD_SIGN_ON);
  show(&street, guard);
  run(&street);
  expect(&street, NULL, 0);
  assert_string_equal(street.scene.gate.guard, "610113001001/1");
  close_street(&street);
}

/* --- two buttons ------------------------------------------------------------------------------ */

static struct pin { int closed; } pins[2];

static struct gate_line *take_pin(const char *chip, unsigned offset, bool active_low) {
  (void)chip, (void)active_low;
  return (struct gate_line *)&pins[offset];
}
static int pin_fd(struct gate_line *line) {
  (void)line;
  return -1;
}
static int pin_get(struct gate_line *line) {
  return ((struct pin *)line)->closed;
}
static void leave_pin(struct gate_line *line) {
  (void)line;
}
static const struct gate_gpio_calls board = {
  .input = take_pin, .fd = pin_fd, .get = pin_get, .release = leave_pin
};

static void add_button(struct street *street, const char *address) {
  char error[256] = "";
  if (!gate_loop_add_button(&street->loop, address, error, sizeof error)) fail_msg("%s", error);
}

static void press_and_read(unsigned offset, enum tx_reason reason) {
  struct street street;
  struct tx_event event;
  gate_gpio = &board;
  pins[0].closed = pins[1].closed = 0;
  open_street(&street, TX_GATE_PEDESTRIAN);
  snprintf(street.scene.gate.identity.station, sizeof street.scene.gate.identity.station, "东门");
  add_button(&street, "let_in:chip/0");
  add_button(&street, "turn_away:chip/1");
  pins[offset].closed = 1;
  run(&street);
  expect(&street, &reason, 1);
  struct gate_stored_list rows = scene_events(&street.scene);
  assert_int_equal(tx_event_read(tx_span_of(rows.rows[0].bytes, rows.rows[0].n), &event), TX_OK);
  assert_int_equal(event.why, GATE_WHY_OTHER);
  assert_true(tx_span_equal(event.by, tx_span_text("东门")));
  gate_stored_finish(&rows);
  close_street(&street);
}

static void a_guard_without_a_screen_lets_in_and_turns_away_by_two_buttons(void **state) {
  (void)state;
  press_and_read(0, TX_LET_IN_BY_HAND);
  press_and_read(1, TX_TURNED_AWAY_BY_HAND);
}

static void bounce(struct gate_loop *loop) {
  for (int i = 0; i < 5; i++) {
    pins[0].closed = !(i % 2);
    gate_loop_read_buttons(loop);
  }
}

static void a_button_that_bounces_lets_in_once(void **state) {
  (void)state;
  struct street street;
  gate_gpio = &board;
  pins[0].closed = pins[1].closed = 0;
  open_street(&street, TX_GATE_PEDESTRIAN);
  add_button(&street, "let_in:chip/0");
  bounce(&street.loop);
  run(&street);
  expect(&street, (const enum tx_reason[]){ TX_LET_IN_BY_HAND }, 1);
  close_street(&street);
}

static void a_sampling_point_keeps_nothing_of_who_comes_before_the_tube(void **state) {
  (void)state;
  struct street street;
  char text[TX_TEXT_MAX + 1];
  open_street(&street, TX_GATE_SAMPLING);
  scene_static(&street.scene, 1, text);
  show(&street, text);
  show(&street, "TUBE-0001");
  run(&street);
  struct gate_stored_list rows = scene_events(&street.scene);
  assert_int_equal(rows.count, 0);
  gate_stored_finish(&rows);
  assert_string_equal(street.loop.sampling.tube, "TUBE-0001");
  close_street(&street);
}

/* An act that writes down what a voice would say. */
static char heard[256];

static bool listen_to(struct gate_output *act, const struct gate_signal *signal) {
  (void)act;
  size_t n = strlen(heard);
  snprintf(heard + n, sizeof heard - n, "%s ",
           signal->prompt ? signal->prompt : tx_reason_name(signal->reason));
  return true;
}

static const struct gate_output_kind ear = { .name = "ear", .carry = listen_to };

static void listen_in(struct street *street) {
  static struct gate_output act = { .kind = &ear };
  heard[0] = '\0';
  street->loop.outputs.items[street->loop.outputs.count++] = &act;
}

#define LOOK_AT_EVERYBODY                                                                          \
  "{\"area\": 610113001001, \"seq\": 1795391999, \"orders\": [{\"id\": \"o\", \"document\": "      \
  "\"1\", "                                                                                        \
  "\"issuer\": \"x\", \"phone\": \"029-85000000\", \"valid_from\": 0, \"valid_to\": 4000000000, "  \
  "\"rules\": [{\"id\": \"r\", \"topic\": \"other\", \"on_fail\": \"review\", \"say\": {\"zh\": "  \
  "\"x\"}, "                                                                                       \
  "\"logic\": {\"===\": [1, 2]}}]}]}"

/* Two who come to a gate whose rule wants everybody looked at. */
static void see_two_at(struct street *street, bool attended) {
  char text[TX_TEXT_MAX + 1];
  open_street(street, TX_GATE_PEDESTRIAN);
  street->scene.gate.identity.attended = attended;
  assert_int_equal(
      scene_offer(&street->scene, GATE_POLICY,
                  forge_policy(&street->scene.forge, tx_span_text(LOOK_AT_EVERYBODY), FORGE_POLICY),
                  NULL),
      TX_OK);
  listen_in(street);
  scene_static(&street->scene, 1, text);
  show(street, text);
  scene_static(&street->scene, 6, text);
  show(street, text);
  run(street);
  street->loop.outputs.count = 0;
  close_street(street);
}

static void a_rule_that_asks_for_a_look_is_not_spoken_as_a_refusal(void **state) {
  (void)state;
  struct street street;
  see_two_at(&street, true);
  assert_string_equal(heard, "staff_will_check suspended ");
}

static void where_nobody_stands_the_voice_names_the_screens_telephone(void **state) {
  (void)state;
  struct street street;
  see_two_at(&street, false);
  assert_string_equal(heard, "call_office suspended ");
}

static void people_in_a_tube_are_counted_aloud_instead_of_being_let_pass(void **state) {
  (void)state;
  struct street street;
  char text[TX_TEXT_MAX + 1];
  open_street(&street, TX_GATE_SAMPLING);
  scene_trust_sealing(&street.scene);
  listen_in(&street);
  street.loop.sampling.size = 2;
  show(&street, "TUBE-0001");
  for (uint32_t index = 1; index <= 3; index++) {
    scene_static(&street.scene, index, text);
    show(&street, text);
  }
  scene_static(&street.scene, 6, text);
  show(&street, text);
  run(&street);
  assert_string_equal(heard, "sample_1 sample_2 suspended ");
  street.loop.outputs.count = 0;
  close_street(&street);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_shown_is_decided_told_and_journalled_in_its_order),
    cmocka_unit_test(an_emergency_goes_before_everybody_who_stands_in_line),
    cmocka_unit_test(a_guard_signs_on_with_the_next_pass_and_that_is_no_admission),
    cmocka_unit_test(a_guard_without_a_screen_lets_in_and_turns_away_by_two_buttons),
    cmocka_unit_test(a_button_that_bounces_lets_in_once),
    cmocka_unit_test(a_sampling_point_keeps_nothing_of_who_comes_before_the_tube),
    cmocka_unit_test(a_rule_that_asks_for_a_look_is_not_spoken_as_a_refusal),
    cmocka_unit_test(where_nobody_stands_the_voice_names_the_screens_telephone),
    cmocka_unit_test(people_in_a_tube_are_counted_aloud_instead_of_being_let_pass),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
