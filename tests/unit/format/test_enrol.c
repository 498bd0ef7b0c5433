/* SPDX-License-Identifier: Apache-2.0 */
#include "format/enrol.h"

#include "city/forge.h"
#include "promise.h"

#define HASH "h'1111111111111111111111111111111111111111111111111111111111111111'"
#define TOKEN "h'22222222222222222222222222222222'"

static enum tx_reason reads(const char *code, struct tx_enrol *out) {
  char text[TX_TEXT_MAX + 1];
  FORGED bytes = forge_cbor("%s", code);
  if (!bytes.p) fail_msg("no notation: %s", code);
  assert_true(tx_text_write("TE1:", forge_span(&bytes), text));
  return tx_enrol_read(tx_span_text(text), out);
}

static void what_is_written_is_what_is_read(UNUSED void **state) {
  struct tx_enrol code = { .url = "https://通行.example:8443", .pin.seq = 1795392000 }, back;
  char text[TX_TEXT_MAX + 1];
  memset(code.tls, 1, sizeof code.tls);
  memset(code.token, 2, sizeof code.token);
  memset(code.pin.root, 3, sizeof code.pin.root);
  assert_int_equal(tx_enrol_write(&code, text), TX_OK);
  assert_memory_equal(text, "TE1:", 4);
  assert_int_equal(tx_enrol_read(tx_span_text(text), &back), TX_OK);
  assert_string_equal(back.url, code.url);
  assert_memory_equal(back.tls, code.tls, sizeof code.tls);
  assert_memory_equal(back.token, code.token, sizeof code.token);
  assert_memory_equal(back.pin.root, code.pin.root, sizeof code.pin.root);
  assert_int_equal(back.pin.seq, code.pin.seq);
}

static void the_code_is_closed(UNUSED void **state) {
  static const char *const bad[] = {
    "{}",
    "[\"u\", " HASH ", " TOKEN ", " HASH ", 4]",
    "{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH "}",
    "{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: 1, 5: 0}",
    "{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 5: 1}",
    "{0: \"\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: 1}",
    "{0: h'75', 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: 1}",
    "{0: \"u\", 1: h'11', 2: " TOKEN ", 3: " HASH ", 4: 1}",
    "{0: \"u\", 1: " HASH ", 2: h'22', 3: " HASH ", 4: 1}",
    "{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: h'11', 4: 1}",
    "{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: -1}",
    "{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: \"1\"}",
    "{1: " HASH ", 0: \"u\", 2: " TOKEN ", 3: " HASH ", 4: 1}",
    "18({0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: 1})",
  };
  struct tx_enrol out;
  assert_int_equal(reads("{0: \"u\", 1: " HASH ", 2: " TOKEN ", 3: " HASH ", 4: 1}", &out), TX_OK);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads(bad[i], &out) == TX_MALFORMED, bad[i]);
}

static void only_its_own_prefix_is_an_enrolment_code(UNUSED void **state) {
  static const char *const others[] = { "", "TE1", "TX1:", "te1:", "https://example.org" };
  struct tx_enrol out;
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(tx_enrol_read(tx_span_text(others[i]), &out) == TX_NOT_OURS, others[i]);
  assert_int_equal(tx_enrol_read(tx_span_text("TE1:"), &out), TX_MALFORMED);
  assert_int_equal(tx_enrol_read(tx_span_text("TE1:abc"), &out), TX_MALFORMED);
}

static void no_part_of_a_code_is_one(UNUSED void **state) {
  struct tx_enrol code = { .url = "https://s.example" }, back;
  char text[TX_TEXT_MAX + 1];
  assert_int_equal(tx_enrol_write(&code, text), TX_OK);
  for (size_t n = 4; n < strlen(text); n++)
    assert_int_equal(tx_enrol_read(tx_span_of(text, n), &back), TX_MALFORMED);
}

static void an_address_has_1_to_256_bytes_of_utf8(UNUSED void **state) {
  struct tx_enrol code = { 0 }, back;
  char text[TX_TEXT_MAX + 1];
  assert_int_equal(tx_enrol_write(&code, text), TX_BAD_ARGUMENT);
  memset(code.url, 'u', 256);
  assert_int_equal(tx_enrol_write(&code, text), TX_OK);
  assert_int_equal(tx_enrol_read(tx_span_text(text), &back), TX_OK);
  assert_string_equal(back.url, code.url);
  code.url[256] = 'u';
  assert_int_equal(tx_enrol_write(&code, text), TX_BAD_ARGUMENT);
  strcpy(code.url, "\xff");
  assert_int_equal(tx_enrol_write(&code, text), TX_BAD_ARGUMENT);
}

static void a_text_over_1024_characters_is_malformed(UNUSED void **state) {
  static char text[2000] = "TE1:";
  struct tx_enrol out;
  memset(text + 4, '0', sizeof text - 5);
  assert_int_equal(tx_enrol_read(tx_span_text(text), &out), TX_MALFORMED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(what_is_written_is_what_is_read),
    PROMISE(the_code_is_closed),
    PROMISE(only_its_own_prefix_is_an_enrolment_code),
    PROMISE(no_part_of_a_code_is_one),
    PROMISE(an_address_has_1_to_256_bytes_of_utf8),
    PROMISE(a_text_over_1024_characters_is_malformed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
