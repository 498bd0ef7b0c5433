/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sys/ini.h"

#include "promise.h"
#include "scratch.h"

static enum tx_reason read_text(const char *folder, const char *text, struct host_config *out,
                                unsigned *line) {
  HOST_FREE char *path = host_path(folder, "x.ini");
  scratch_put(path, text, 0600);
  return host_config_read(path, out, line);
}

static void settings_come_in_order_with_section_and_line(void **state) {
  static const char text[] =
      "\xef\xbb\xbf# 注释\r\narea = 610113001001 \r\n\n[gate add]\n  name=\" 东门 \"\n; no\n"
      "name = a = b\nempty =\n";
  static const struct host_setting expected[] = {
    { "", "area", "610113001001", 2 },
    { "gate add", "name", " 东门 ", 5 },
    { "gate add", "name", "a = b", 7 },
    { "gate add", "empty", "", 8 },
  };
  HOST_CONFIG config = { 0 };
  unsigned line;
  assert_int_equal(read_text(*state, text, &config, &line), TX_OK);
  assert_int_equal(config.count, COUNT(expected));
  for (size_t i = 0; i < COUNT(expected); i++) {
    assert_string_equal(config.settings[i].section, expected[i].section);
    assert_string_equal(config.settings[i].name, expected[i].name);
    assert_string_equal(config.settings[i].value, expected[i].value);
    assert_int_equal(config.settings[i].line, expected[i].line);
  }
}

static void a_line_that_is_nothing_is_named(void **state) {
  static const char *const bad[] = { "a = 1\nnonsense", "\n= value", "\n[", "\n[]", "\n[open" };
  for (size_t i = 0; i < COUNT(bad); i++) {
    HOST_CONFIG config = { 0 };
    unsigned line;
    ASSERT_ROW(read_text(*state, bad[i], &config, &line) == TX_MALFORMED, bad[i]);
    ASSERT_ROW(line == 2, bad[i]);
  }
}

static void an_empty_file_sets_nothing(void **state) {
  HOST_CONFIG config = { 0 };
  unsigned line;
  assert_int_equal(read_text(*state, "", &config, &line), TX_OK);
  assert_int_equal(config.count, 0);
}

static void a_file_with_a_zero_byte_or_too_large_is_refused(void **state) {
  HOST_FREE char *path = host_path(*state, "x.ini"), *large = NULL;
  HOST_CONFIG config = { 0 };
  unsigned line;
  assert_int_equal(host_file_write(path, tx_span_of("a=1\n\0b=2", 8), 0600), TX_OK);
  assert_int_equal(host_config_read(path, &config, &line), TX_MALFORMED);
  host_config_finish(&config);
  large = calloc(1, HOST_CONFIG_MAX + 2);
  memset(large, '#', HOST_CONFIG_MAX + 1);
  assert_int_equal(read_text(*state, large, &config, &line), TX_NO_SPACE);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_FOLDER(settings_come_in_order_with_section_and_line),
    IN_FOLDER(a_line_that_is_nothing_is_named),
    IN_FOLDER(an_empty_file_sets_nothing),
    IN_FOLDER(a_file_with_a_zero_byte_or_too_large_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
