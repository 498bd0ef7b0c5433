/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"

#include <sys/stat.h>

static void create(const char *dir) {
  struct host_problem error = { 0 };
  struct gate_identity made = { .area = 610113001001,
                                .kind = TX_GATE_BUILDING,
                                .direction = TX_OUT,
                                .name = "东门 East",
                                .pin = { .root = { 7 }, .seq = 42 },
                                .server = "http://127.0.0.1:8080",
                                .phone = "029-85000000转801" };
  assert_int_equal(gate_identity_create(dir, &made, &error), TX_OK);
  gate_identity_finish(&made);
}

static void a_gate_is_read_back_as_it_was_made(void **state) {
  struct gate_identity read;
  struct host_problem error = { 0 };
  create(*state);
  assert_int_equal(gate_identity_load(*state, &read, &error), TX_OK);
  assert_int_equal(read.area, 610113001001);
  assert_int_equal(read.kind, TX_GATE_BUILDING);
  assert_int_equal(read.direction, TX_OUT);
  assert_false(read.attended);
  assert_string_equal(read.name, "东门 East");
  assert_int_equal(read.pin.root[0], 7);
  assert_int_equal(read.pin.seq, 42);
  assert_string_equal(read.server, "http://127.0.0.1:8080");
  assert_string_equal(read.phone, "029-85000000转801");
  assert_int_equal(strlen(read.id), TX_GATE_NAME_SIZE);
  gate_identity_finish(&read);
}

static void a_telephone_that_would_break_the_settings_is_refused(void **state) {
  (void)state;
  static const char *const wrong[] = {
    "029\"", "029\xff", "0123456789012345678901234567890123456789012345678901234567890123456789"
  };
  struct gate_identity identity = { 0 };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(gate_phone_set(&identity, wrong[i]));
  assert_true(gate_phone_set(&identity, "029-85000000"));
  assert_true(gate_phone_set(&identity, "029\nattended = yes"));
  assert_string_equal(identity.phone, "029 attended = yes");
}

static void its_key_is_its_own_alone(void **state) {
  struct gate_identity read;
  struct host_problem error = { 0 };
  struct stat stat_;
  create(*state);
  HOST_FREE char *path = host_path(*state, "gate.key");
  assert_int_equal(stat(path, &stat_), 0);
  assert_int_equal(stat_.st_mode & 0777, 0600);
  assert_int_equal(chmod(path, 0640), 0);
  assert_int_equal(gate_identity_load(*state, &read, &error), TX_BAD_KEY);
  assert_non_null(strstr(error.en, "chmod 600"));
}

static void a_folder_that_is_a_gate_is_not_made_one_again(void **state) {
  struct host_problem error = { 0 };
  struct gate_identity again = { .area = 610113001001 };
  create(*state);
  assert_int_equal(gate_identity_create(*state, &again, &error), TX_CONFLICT);
  assert_non_null(strstr(error.en, "already"));
  gate_identity_finish(&again);
}

static void refuse(const char *dir, const char *text, const char *said) {
  struct gate_identity read;
  struct host_problem error = { 0 };
  HOST_FREE char *path = host_path(dir, "gate.ini");
  scratch_put(path, text, 0644);
  assert_int_equal(gate_identity_load(dir, &read, &error), TX_MALFORMED);
  if (!strstr(error.en, said)) fail_msg("%s", error.en);
}

static void what_is_wrong_with_the_settings_is_said_with_its_line(void **state) {
  create(*state);
  refuse(*state, "area = 610113001001\nkind = door\n", "line 2: kind cannot be \"door\"");
  refuse(*state, "area = 610113010000001\n", "line 1");
  refuse(*state, "colour = red\n", "line 1: there is no setting \"colour\"");
  refuse(*state, "area = 610113001001\n\nnonsense\n", "line 3");
  refuse(*state, "area = 610113001001\n", "is missing");
  refuse(*state, "area = 610113001001\nstation = \xb6\xab\xc3\xc5\n", "line 2: station cannot be");
}

static void a_name_that_would_not_come_back_as_it_is_makes_no_gate(void **state) {
  static const char *const wrong[] = { "East\nstation = x", "\"East\"", "\xb6\xab\xc3\xc5" };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct host_problem error = { 0 };
    struct gate_identity identity = { .area = 610113001001, .kind = TX_GATE_PEDESTRIAN };
    snprintf(identity.name, sizeof identity.name, "%s", wrong[i]);
    assert_int_equal(gate_identity_create(*state, &identity, &error), TX_BAD_ARGUMENT);
    assert_non_null(strstr(error.en, "name"));
    assert_false(gate_identity_exists(*state));
  }
}

static void an_empty_folder_is_told_how_to_become_a_gate(void **state) {
  struct gate_identity read;
  struct host_problem error = { 0 };
  assert_int_equal(gate_identity_load(*state, &read, &error), TX_NOT_FOUND);
  assert_non_null(strstr(error.en, "init"));
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_gate_is_read_back_as_it_was_made),
    PROMISE(a_telephone_that_would_break_the_settings_is_refused),
    PROMISE(its_key_is_its_own_alone),
    PROMISE(a_folder_that_is_a_gate_is_not_made_one_again),
    PROMISE(what_is_wrong_with_the_settings_is_said_with_its_line),
    PROMISE(a_name_that_would_not_come_back_as_it_is_makes_no_gate),
    PROMISE(an_empty_folder_is_told_how_to_become_a_gate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
