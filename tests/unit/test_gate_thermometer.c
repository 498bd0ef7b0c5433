/* SPDX-License-Identifier: Apache-2.0 */
#include "sensor/thermometer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants the two above first */
#include <cmocka.h>

static int master;
static struct gate_thermometer *sensor;

static int plug_in(void **state) {
  (void)state;
  char error[256];
  master = posix_openpt(O_RDWR | O_NOCTTY);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return -1;
  sensor = gate_thermometer_open(ptsname(master), error, sizeof error);
  return sensor ? 0 : -1;
}

static int plug_out(void **state) {
  (void)state;
  gate_thermometer_close(sensor);
  if (master >= 0) close(master);
  return 0;
}

static void write_line(const char *text) {
  assert_int_equal(write(master, text, strlen(text)), (ssize_t)strlen(text));
  usleep(20000);
}

static void one_reading_is_one_person_s(void **state) {
  (void)state;
  int32_t centi;
  write_line("36.5\r\n");
  assert_true(gate_thermometer_read(sensor, 1000));
  assert_true(gate_thermometer_take(sensor, 1100, &centi));
  assert_int_equal(centi, 3650);
  assert_false(gate_thermometer_take(sensor, 1200, &centi));
}

static void an_old_reading_is_nobody_s(void **state) {
  (void)state;
  int32_t centi;
  write_line("T=37.38C\n");
  assert_true(gate_thermometer_read(sensor, 1000));
  assert_false(gate_thermometer_take(sensor, 1000 + GATE_READING_FRESH_MS + 1, &centi));
}

static void what_is_no_temperature_of_a_person_is_passed_over(void **state) {
  (void)state;
  static const char *const wrong[] = { "",    "ready", "-36.5", "3.65", "99999999999999999999",
                                       "36.", "365",   "19.99" };
  int32_t centi = 7;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(gate_thermometer_parse(wrong[i], &centi));
  assert_int_equal(centi, 7);
  assert_true(gate_thermometer_parse("36", &centi));
  assert_int_equal(centi, 3600);
}

static void a_sensor_that_is_gone_says_so(void **state) {
  (void)state;
  close(master);
  master = -1;
  assert_false(gate_thermometer_read(sensor, 1000));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(one_reading_is_one_person_s, plug_in, plug_out),
    cmocka_unit_test_setup_teardown(an_old_reading_is_nobody_s, plug_in, plug_out),
    cmocka_unit_test_setup_teardown(what_is_no_temperature_of_a_person_is_passed_over, plug_in,
                                    plug_out),
    cmocka_unit_test_setup_teardown(a_sensor_that_is_gone_says_so, plug_in, plug_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
