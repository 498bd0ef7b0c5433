/* SPDX-License-Identifier: Apache-2.0 */
#include "output_bench.h"

/* --- the barrier ---------------------------------------------------------------------------------
 */

static void a_barrier_opens_once_for_each_admission_and_for_nothing_else(void **state) {
  (void)state;
  struct gate_outputs outputs = outputs_of("relay:gpiochip0/17,ms=30");
  assert_true(gate_outputs_carry(&outputs, &refused));
  assert_true(gate_outputs_carry(&outputs, &shown_again));
  assert_int_equal(lines[17].switched_on, 0);
  assert_true(gate_outputs_carry(&outputs, &admitted));
  assert_int_equal(lines[17].value, 1);
  usleep(150000);
  assert_int_equal(lines[17].value, 0);
  assert_int_equal(lines[17].switched_on, 1);
  gate_outputs_close(&outputs);
}

static void a_fire_contact_holds_the_barrier_open_through_every_pulse(void **state) {
  (void)state;
  struct gate_outputs outputs = outputs_of("relay:gpiochip0/17,ms=20");
  assert_true(gate_outputs_hold(&outputs, true));
  assert_true(gate_outputs_carry(&outputs, &admitted));
  usleep(100000);
  assert_int_equal(lines[17].value, 1);
  assert_true(gate_outputs_hold(&outputs, false));
  assert_int_equal(lines[17].value, 0);
  gate_outputs_close(&outputs);
}

static void a_relay_that_fails_is_said_aloud(void **state) {
  (void)state;
  struct gate_outputs outputs = { 0 };
  char error[256], address[320];
  snprintf(address, sizeof address, "voice:%s", folder);
  assert_true(gate_outputs_add(&outputs, "relay:gpiochip0/17", error, sizeof error));
  assert_true(gate_outputs_add(&outputs, address, error, sizeof error));
  broken = true;
  assert_false(gate_outputs_carry(&outputs, &admitted));
  usleep(700000);
  gate_outputs_close(&outputs);
  /* Two chimes, the admission and the alarm: more than the admission alone could be. */
  assert_true(played > 2 * 22050);
}

/* --- the light -----------------------------------------------------------------------------------
 */

static void the_light_shows_one_colour_a_verdict(void **state) {
  (void)state;
  struct gate_outputs outputs = outputs_of("light:gpiochip0/1,gpiochip0/2,gpiochip0/3,low");
  const struct gate_signal review = { .verdict = TX_REVIEW, .reason = TX_NO_LIST, .json = "{}" };
  gate_outputs_carry(&outputs, &admitted);
  assert_true(lines[1].value == 1 && lines[2].value == 0 && lines[3].value == 0);
  gate_outputs_carry(&outputs, &review);
  assert_true(lines[1].value == 0 && lines[2].value == 1 && lines[3].value == 0);
  gate_outputs_carry(&outputs, &refused);
  assert_true(lines[1].value == 0 && lines[2].value == 0 && lines[3].value == 1);
  gate_outputs_close(&outputs);
}

/* --- the voice -----------------------------------------------------------------------------------
 */

static void a_new_verdict_cuts_the_old_one_off(void **state) {
  (void)state;
  char address[320];
  snprintf(address, sizeof address, "voice:%s", folder);
  struct gate_outputs outputs = outputs_of(address);
  gate_outputs_carry(&outputs, &admitted);
  usleep(60000);
  gate_outputs_carry(&outputs, &refused);
  usleep(300000);
  gate_outputs_close(&outputs);
  assert_true(cuts >= 1);
}

static void a_device_with_a_long_name_is_a_device(void **state) {
  (void)state;
  char address[640], name[200] = "";
  memset(name, 'n', sizeof name - 1);
  snprintf(address, sizeof address, "voice:%s,tee:null,/%s,wav", folder, name);
  struct gate_outputs outputs = outputs_of(address);
  played = 0;
  gate_outputs_carry(&outputs, &admitted);
  usleep(100000);
  gate_outputs_close(&outputs);
  assert_true(played > 0);
}

static void hear_english_only_when_nobody_waits(void) {
  char address[320];
  played = 0;
  snprintf(address, sizeof address, "voice:%s", folder);
  struct gate_outputs outputs = outputs_of(address);
  gate_outputs_carry(&outputs, &admitted);
  usleep(1200000);
  gate_outputs_close(&outputs);
  assert_true(played > 2 * 22050); /* both sentences */
  played = 0;
  outputs = outputs_of(address);
  gate_outputs_carry(&outputs, &admitted);
  usleep(400000); /* Mandarin was heard; somebody else comes */
  gate_outputs_carry(&outputs, &refused);
  usleep(300000);
  gate_outputs_close(&outputs);
  assert_true(played < 3 * 22050);
}

static void english_follows_only_when_nobody_waits(void **state) {
  (void)state;
  hear_english_only_when_nobody_waits();
}

static void english_follows_whatever_the_wall_clock_says(void **state) {
  (void)state;
  wall_ahead_s = 86400;
  hear_english_only_when_nobody_waits();
  wall_ahead_s = 0;
}

static void what_a_verdict_has_of_its_own_is_said_in_place_of_the_reason(void **state) {
  (void)state;
  const struct gate_signal review = { .verdict = TX_REVIEW, .reason = TX_NO_LIST, .json = "{}" };
  const struct gate_signal alone = {
    .verdict = TX_REVIEW, .reason = TX_NO_LIST, .prompt = "call_office", .json = "{}"
  };
  const struct gate_signal *const said[] = { &review, &alone };
  size_t heard[2];
  char address[320];
  snprintf(address, sizeof address, "voice:%s", folder);
  for (size_t i = 0; i < 2; i++) {
    played = 0;
    struct gate_outputs outputs = outputs_of(address);
    gate_outputs_carry(&outputs, said[i]);
    usleep(700000);
    gate_outputs_close(&outputs);
    heard[i] = played;
  }
  assert_true(heard[0] < 22050); /* a chime: this folder has no recording of that reason */
  assert_true(heard[1] > 22050);
}

static void a_gate_without_sound_goes_on(void **state) {
  (void)state;
  char address[320];
  snprintf(address, sizeof address, "voice:%s", folder);
  muted = true;
  struct gate_outputs outputs = outputs_of(address);
  assert_true(gate_outputs_carry(&outputs, &admitted));
  gate_outputs_close(&outputs);
}

static void a_recording_of_another_form_is_refused(void **state) {
  (void)state;
  struct wave wave;
  assert_true(wave_load(in_folder("zh/ok.wav"), &wave));
  assert_int_equal(wave.rate, 22050);
  assert_int_equal(wave.count, 22050);
  wave_finish(&wave);
  uint8_t bytes[64] = "RIFF....WAVEfmt ";
  assert_false(wave_read(bytes, 11, &wave));
  assert_false(wave_read(bytes, sizeof bytes, &wave));
}

/* --- the command hook ----------------------------------------------------------------------------
 */

static void a_command_gets_the_verdict_and_the_decision(void **state) {
  (void)state;
  char address[600], result[256], text[128] = "";
  snprintf(result, sizeof result, "%s/out", folder);
  FILE *f = fopen(in_folder("hook"), "w");
  assert_non_null(f);
  fprintf(f, "#!/bin/sh\n{ echo $TONGXING_VERDICT $TONGXING_REASON $TONGXING_OPEN; cat; } > %s\n",
          result);
  fclose(f);
  chmod(path, 0700);
  snprintf(address, sizeof address, "command:%s", path);
  struct gate_outputs outputs = outputs_of(address);
  const struct gate_signal signal = { .verdict = TX_DENY,
                                      .reason = TX_EXPIRED,
                                      .json = "{\"reason\":21}" };
  assert_true(gate_outputs_carry(&outputs, &signal));
  gate_outputs_close(&outputs);
  f = fopen(result, "r");
  assert_non_null(f);
  size_t n = fread(text, 1, sizeof text - 1, f);
  fclose(f);
  text[n] = '\0';
  assert_string_equal(text, "deny expired 0\n{\"reason\":21}\n");
}

/* What the log says while what is done. */
static void read_log(void (*what)(struct gate_outputs *outputs), struct gate_outputs *outputs,
                     char *out, size_t cap) {
  FILE *log = tmpfile();
  int before = dup(STDERR_FILENO);
  assert_true(log && dup2(fileno(log), STDERR_FILENO) >= 0);
  what(outputs);
  fflush(stderr);
  dup2(before, STDERR_FILENO);
  close(before);
  rewind(log);
  out[fread(out, 1, cap - 1, log)] = 0;
  fclose(log);
}

static void admit(struct gate_outputs *outputs) {
  assert_false(gate_outputs_carry(outputs, &admitted));
}

static void hold_open(struct gate_outputs *outputs) {
  assert_false(gate_outputs_hold(outputs, true));
}

static void an_output_that_fails_is_named_with_its_error(void **state) {
  (void)state;
  static const char *const addresses[] = {
    "relay:gpiochip0/17",
    "light:gpiochip0/2,gpiochip0/3,gpiochip0/4",
  };
  for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
    char log[512], expected[128];
    struct gate_outputs outputs = outputs_of(addresses[i]);
    broken = true;
    snprintf(expected, sizeof expected, "output %s: failed: %s; check", addresses[i],
             strerror(EIO));
    read_log(admit, &outputs, log, sizeof log);
    assert_non_null(strstr(log, expected));
    read_log(hold_open, &outputs, log, sizeof log);
    assert_non_null(strstr(log, expected));
    broken = false;
    gate_outputs_close(&outputs);
  }
}

static void a_barrier_that_did_not_close_is_named_at_the_next_admission(void **state) {
  (void)state;
  char log[512];
  struct gate_outputs outputs = outputs_of("relay:gpiochip0/17,ms=1");
  assert_true(gate_outputs_carry(&outputs, &admitted));
  broken = true;
  usleep(100000);
  broken = false;
  read_log(admit, &outputs, log, sizeof log);
  assert_non_null(strstr(log, "output relay:gpiochip0/17,ms=1: failed: Input/output error"));
  gate_outputs_close(&outputs);
}

static void a_command_that_hangs_does_not_hold_the_gate_up(void **state) {
  (void)state;
  char address[600];
  FILE *f = fopen(in_folder("hang"), "w");
  assert_non_null(f);
  fputs("#!/bin/sh\nexec sleep 60\n", f);
  fclose(f);
  chmod(path, 0700);
  snprintf(address, sizeof address, "command:%s", path);
  struct gate_outputs outputs = outputs_of(address);
  for (int i = 0; i < 8; i++)
    assert_true(gate_outputs_carry(&outputs, &admitted));
  assert_false(gate_outputs_carry(&outputs, &admitted));
  gate_outputs_close(&outputs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(a_barrier_opens_once_for_each_admission_and_for_nothing_else, fresh),
    cmocka_unit_test_setup(a_fire_contact_holds_the_barrier_open_through_every_pulse, fresh),
    cmocka_unit_test_setup(a_relay_that_fails_is_said_aloud, fresh),
    cmocka_unit_test_setup(the_light_shows_one_colour_a_verdict, fresh),
    cmocka_unit_test_setup(a_device_with_a_long_name_is_a_device, fresh),
    cmocka_unit_test_setup(a_new_verdict_cuts_the_old_one_off, fresh),
    cmocka_unit_test_setup(english_follows_only_when_nobody_waits, fresh),
    cmocka_unit_test_setup(english_follows_whatever_the_wall_clock_says, fresh),
    cmocka_unit_test_setup(what_a_verdict_has_of_its_own_is_said_in_place_of_the_reason, fresh),
    cmocka_unit_test_setup(a_gate_without_sound_goes_on, fresh),
    cmocka_unit_test_setup(a_recording_of_another_form_is_refused, fresh),
    cmocka_unit_test_setup(a_command_gets_the_verdict_and_the_decision, fresh),
    cmocka_unit_test_setup(an_output_that_fails_is_named_with_its_error, fresh),
    cmocka_unit_test_setup(a_barrier_that_did_not_close_is_named_at_the_next_admission, fresh),
    cmocka_unit_test_setup(a_command_that_hangs_does_not_hold_the_gate_up, fresh),
  };
  return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
