/* SPDX-License-Identifier: Apache-2.0 */
#include "host/text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))

static void hex_goes_there_and_back(UNUSED void **state) {
  const uint8_t bytes[] = { 0x00, 0x7f, 0xab, 0xff };
  char text[9];
  uint8_t back[4];
  host_hex(tx_span_of(bytes, 4), text);
  assert_string_equal(text, "007fabff");
  assert_true(host_unhex("007FabfF", back, 4));
  assert_memory_equal(back, bytes, 4);
}

static void hex_of_another_length_or_letter_is_refused(UNUSED void **state) {
  uint8_t out[2];
  assert_false(host_unhex("abc", out, 2));
  assert_false(host_unhex("abcdef", out, 2));
  assert_false(host_unhex("abcg", out, 2));
  assert_false(host_unhex("ab:d", out, 2));
}

/* The test vectors of RFC 4648 section 10. */
static const char *const rfc4648[][2] = {
  { "", "" },
  { "f", "Zg==" },
  { "fo", "Zm8=" },
  { "foo", "Zm9v" },
  { "foob", "Zm9vYg==" },
  { "fooba", "Zm9vYmE=" },
  { "foobar", "Zm9vYmFy" },
};

static void base64_is_that_of_the_standards_examples(UNUSED void **state) {
  for (size_t i = 0; i < sizeof rfc4648 / sizeof *rfc4648; i++) {
    char text[16];
    uint8_t back[8];
    size_t n;
    struct tx_span plain = tx_span_text(rfc4648[i][0]);
    host_base64(plain, text);
    assert_string_equal(text, rfc4648[i][1]);
    assert_true(host_unbase64(tx_span_text(text), back, sizeof back, &n));
    assert_true(tx_span_equal(tx_span_of(back, n), plain));
  }
}

static void base64_that_could_be_written_otherwise_is_refused(UNUSED void **state) {
  static const char *const bad[] = { "Zg=",  "Zg",     "Zh==", "Zm9=", "Zg==Zg==", "Z===",
                                     "====", "Zm9v\n", "Zm 9", "Zm-v", "=m9v" };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    uint8_t out[16];
    size_t n;
    assert_false(host_unbase64(tx_span_text(bad[i]), out, sizeof out, &n));
  }
}

static void base64_never_writes_past_its_room(UNUSED void **state) {
  uint8_t out[3] = { 0 };
  size_t n;
  assert_false(host_unbase64(tx_span_text("Zm9v"), out, 2, &n));
  assert_true(host_unbase64(tx_span_text("Zm8="), out, 2, &n));
  assert_int_equal(out[2], 0);
}

static void the_distance_counts_changed_missing_and_added_letters(UNUSED void **state) {
  assert_int_equal(host_distance("issue", "issue"), 0);
  assert_int_equal(host_distance("issue", "isue"), 1);
  assert_int_equal(host_distance("issue", "issues"), 1);
  assert_int_equal(host_distance("issue", "isxue"), 1);
  assert_int_equal(host_distance("kitten", "sitting"), 3);
  assert_int_equal(host_distance("", "abc"), 3);
}

static void a_name_that_is_too_long_is_cut_between_its_characters(UNUSED void **state) {
  char out[8];
  host_copy("东门岗亭", out, sizeof out);
  assert_string_equal(out, "东门");
  host_copy("东门1", out, sizeof out);
  assert_string_equal(out, "东门1");
  host_copy("East gate", out, sizeof out);
  assert_string_equal(out, "East ga");
  host_copy("", out, sizeof out);
  assert_string_equal(out, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_name_that_is_too_long_is_cut_between_its_characters),
    cmocka_unit_test(hex_goes_there_and_back),
    cmocka_unit_test(hex_of_another_length_or_letter_is_refused),
    cmocka_unit_test(base64_is_that_of_the_standards_examples),
    cmocka_unit_test(base64_that_could_be_written_otherwise_is_refused),
    cmocka_unit_test(base64_never_writes_past_its_room),
    cmocka_unit_test(the_distance_counts_changed_missing_and_added_letters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
