/* SPDX-License-Identifier: Apache-2.0 */
#include "sensor/thermometer.h"

#include <errno.h>
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
  static const char *const wrong[] = {
    "",
    "ready",
    "-36.5",
    "3.65",
    "99999999999999999999",
    "36.",
    "36,",
    "365",
    "33.99",
    "43.01",
    "21.0",
    "3690",
    "36 .9",
    "36 , 9",
    "37 ,9",
    "36.5.1",
    "FW 36.5.1",
    "36,5.1",
    "36.6 36.9",
    "35.2,36.5",
    "TA=36.5",
    "Ambient = 36.51*C",
    "环境温度:36.5",
    "\xbb\xb7\xbe\xb3:36.5",
    "TO=52.10 36.5",
    "T1=36.5 T2=36.9",
    "36.5F",
    "38.5C 101.5F",
    "ID:37 T:36.5",
    "ID:01 T:38",
    "2026-11-27 20:36:41",
    "36.5-37.9",
    "Object/Ambient: 36.5/24.1",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    int32_t centi = 7;
    if (gate_thermometer_parse(wrong[i], &centi)) fail_msg("\"%s\" is %d", wrong[i], centi);
    assert_int_equal(centi, 7);
  }
}

/* As sensors that are sold write them. */
static void a_person_s_temperature_is_found_in_the_line_of_any_sensor(void **state) {
  (void)state;
  static const struct {
    const char *line;
    int32_t centi;
  } rows[] = {
    { "36", 3600 },
    { "34.0", 3400 },
    { "43.0", 4300 },
    { "37,9", 3790 },
    { "+38.90", 3890 },
    { "T=37.38C", 3738 },
    { "T36.5", 3650 },
    { "36.456", 3646 },
    { "Ambient = 24.51*C\tObject = 38.62*C", 3862 },
    { "Object: 36,6 Ambient: 35,9", 3660 },
    { "TA=25.1,TO=38.9", 3890 },
    { "ta:36.9,to:35.9", 3590 },
    { "Tobj=37.4;Tamb=36.8", 3740 },
    { "T1=36.5 T2=25.0", 3650 },
    { "25.13,38.90", 3890 },
    { "ID:01 T:38.20", 3820 },
    { "E=0.98 T=38.8", 3880 },
    { "101.3F", 3850 },
    { "97,7 \xc2\xb0"
      "F",
      3650 },
    { "100.4\xe2\x84\x89", 3800 },
    { "38.9 Forehead", 3890 },
    { "体温：38.9℃", 3890 },
    { "环境36.8 额温38.1", 3810 },
    { "\xbb\xb7\xbe\xb3:36.8 \xcc\xe5\xce\xc2:38.2", 3820 },
    { "2026-11-27 20:36:05 38.9", 3890 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    int32_t centi = 0;
    if (!gate_thermometer_parse(rows[i].line, &centi)) fail_msg("\"%s\" is none", rows[i].line);
    if (centi != rows[i].centi) fail_msg("\"%s\" is %d", rows[i].line, centi);
  }
}

static void a_line_that_is_longer_than_any_sensor_s_is_no_reading(void **state) {
  (void)state;
  int32_t centi;
  char text[302];
  memset(text, ' ', sizeof text);
  memcpy(text, "36.5", 4);
  memcpy(text + sizeof text - 6, "38.9\n", 6);
  write_line(text);
  assert_true(gate_thermometer_read(sensor, 1000));
  assert_false(gate_thermometer_take(sensor, 1000, &centi));
}

static void ten_lines_without_a_reading_are_spoken_of_with_one_of_them(void **state) {
  (void)state;
  for (int i = 0; i < 9; i++)
    write_line("\x1b[31mroom 24.51\xb0\r\n");
  assert_true(gate_thermometer_read(sensor, 1000));
  assert_null(gate_thermometer_unread(sensor));
  write_line("36.5 36.9\r\n");
  assert_true(gate_thermometer_read(sensor, 1000));
  assert_string_equal(gate_thermometer_unread(sensor), "?[31mroom 24.51?");
  write_line("36.5\r\n");
  assert_true(gate_thermometer_read(sensor, 1000));
  assert_null(gate_thermometer_unread(sensor));
}

static void a_sensor_that_is_gone_says_so(void **state) {
  (void)state;
  close(master);
  master = -1;
  errno = 0;
  assert_false(gate_thermometer_read(sensor, 1000));
  assert_true(errno == EIO || errno == ENODEV);
  assert_int_equal(strncmp(gate_thermometer_path(sensor), "/dev/pts/", 9), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(one_reading_is_one_person_s, plug_in, plug_out),
    cmocka_unit_test_setup_teardown(an_old_reading_is_nobody_s, plug_in, plug_out),
    cmocka_unit_test_setup_teardown(what_is_no_temperature_of_a_person_is_passed_over, plug_in,
                                    plug_out),
    cmocka_unit_test(a_person_s_temperature_is_found_in_the_line_of_any_sensor),
    cmocka_unit_test_setup_teardown(a_line_that_is_longer_than_any_sensor_s_is_no_reading, plug_in,
                                    plug_out),
    cmocka_unit_test_setup_teardown(ten_lines_without_a_reading_are_spoken_of_with_one_of_them,
                                    plug_in, plug_out),
    cmocka_unit_test_setup_teardown(a_sensor_that_is_gone_says_so, plug_in, plug_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
