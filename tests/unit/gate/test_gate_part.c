/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate is made of: here, absent, lost and back. */
#include "loop/part.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct device {
  int number; /* of its errno; 0: it opens */
  int tries;
};

static bool open_device(void *context, const char *address, struct gate_part_fault *fault) {
  struct device *device = context;
  device->tries++;
  fault->number = device->number;
  snprintf(fault->error, sizeof fault->error, "%s: %d", address, device->number);
  return device->number == 0;
}

static struct gate_parts parts;
static char error[512];

static bool add(enum gate_part_kind kind, const char *address, struct device *device) {
  const struct gate_part part = {
    .kind = kind, .address = address, .open = open_device, .context = device
  };
  return gate_parts_add(&parts, &part, error, sizeof error);
}

static int setup(void **state) {
  (void)state;
  parts = (struct gate_parts){ 0 };
  return 0;
}

static void a_part_that_is_absent_is_tried_each_second_until_it_is_there(void **state) {
  (void)state;
  struct device device = { .number = ENODEV };
  assert_true(add(GATE_PART_SOURCE, "serial:/dev/ttyACM0", &device));
  assert_int_equal(gate_parts_absent(&parts, GATE_PART_SOURCE), 1);
  gate_parts_try(&parts, 1000);
  gate_parts_try(&parts, 1500);
  assert_int_equal(device.tries, 2);
  device.number = 0;
  gate_parts_try(&parts, 2000);
  assert_int_equal(gate_parts_absent(&parts, GATE_PART_SOURCE), 0);
  gate_parts_try(&parts, 4000);
  assert_int_equal(device.tries, 3);
}

static void an_address_written_wrong_is_refused_in_its_own_words(void **state) {
  (void)state;
  struct device device = { .number = EINVAL };
  assert_false(add(GATE_PART_OUTPUT, "horn:1", &device));
  assert_string_equal(error, "horn:1: 22");
  assert_int_equal(parts.n, 0);
}

static void a_part_that_is_lost_comes_back(void **state) {
  (void)state;
  struct device device = { 0 };
  assert_true(add(GATE_PART_BUTTON, "emergency:gpiochip0/4", &device));
  gate_parts_lose(&parts, GATE_PART_OUTPUT, "emergency:gpiochip0/4", EIO);
  assert_int_equal(gate_parts_absent(&parts, GATE_PART_BUTTON), 0);
  gate_parts_lose(&parts, GATE_PART_BUTTON, "emergency:gpiochip0/4", EIO);
  assert_int_equal(gate_parts_absent(&parts, GATE_PART_BUTTON), 1);
  gate_parts_try(&parts, 1000);
  assert_int_equal(gate_parts_absent(&parts, GATE_PART_BUTTON), 0);
}

static void only_what_drives_a_barrier_is_missed_when_it_is_to_open(void **state) {
  (void)state;
  struct device device = { .number = ENODEV };
  assert_true(add(GATE_PART_OUTPUT, "light:gpiochip0/1,gpiochip0/2,gpiochip0/3", &device));
  assert_true(add(GATE_PART_PAGE, "127.0.0.1:80", &device));
  assert_false(gate_parts_lack_barrier(&parts));
  assert_true(add(GATE_PART_OUTPUT, "relay:gpiochip0/17", &device));
  assert_true(gate_parts_lack_barrier(&parts));
  device.number = 0;
  gate_parts_try(&parts, 1000);
  assert_false(gate_parts_lack_barrier(&parts));
}

static void every_kind_says_what_is_wrong_and_what_to_do_in_both_languages(void **state) {
  (void)state;
  for (int kind = GATE_PART_SOURCE; kind <= GATE_PART_DECODER; kind++) {
    const struct gate_part part = { .kind = (enum gate_part_kind)kind,
                                    .address = "somewhere",
                                    .fault = { .number = EACCES } };
    char zh[300], en[300], short_zh[160], short_en[160];
    gate_part_say(&part, zh, en);
    gate_part_say_short(&part, short_zh, short_en);
    assert_non_null(strstr(zh, "没有权限"));
    assert_non_null(strstr(zh, "请检查"));
    assert_non_null(strstr(en, "Permission denied"));
    assert_non_null(strstr(en, "check"));
    assert_true(short_zh[0] && short_en[0]);
  }
}

static void what_a_part_says_of_itself_stands_in_place_of_the_error_s_number(void **state) {
  (void)state;
  const struct gate_part part = {
    .kind = GATE_PART_PAGE,
    .address = "127.0.0.1:80",
    .fault = { .number = EIO, .zh = "端口已被占用", .en = "port in use" },
  };
  char zh[300], en[300];
  gate_part_say(&part, zh, en);
  assert_non_null(strstr(zh, "端口已被占用"));
  assert_non_null(strstr(en, "port in use"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(a_part_that_is_absent_is_tried_each_second_until_it_is_there, setup),
    cmocka_unit_test_setup(an_address_written_wrong_is_refused_in_its_own_words, setup),
    cmocka_unit_test_setup(a_part_that_is_lost_comes_back, setup),
    cmocka_unit_test_setup(only_what_drives_a_barrier_is_missed_when_it_is_to_open, setup),
    cmocka_unit_test(every_kind_says_what_is_wrong_and_what_to_do_in_both_languages),
    cmocka_unit_test(what_a_part_says_of_itself_stands_in_place_of_the_error_s_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
