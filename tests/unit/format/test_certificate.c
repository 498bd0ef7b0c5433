/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"
#include "format/base45.h"

static enum tx_reason reads_claims(const char *claims, struct tx_certificate *out) {
  static struct forge_bytes payload; /* values point into it */
  forge_bytes_free(&payload);
  payload = forge_cbor("%s", claims);
  if (!payload.p) fail_msg("no notation: %s", claims);
  return tx_certificate_read(forge_span(&payload), out);
}

static enum tx_reason reads_map(const char *map, struct tx_certificate *out) {
  char claims[1024];
  snprintf(claims, sizeof claims, "{4: 9, 6: 5, -65538: {%s}}", map);
  return reads_claims(claims, out);
}

#define REST "1: 610113000000, 2: 7, 3: \"A\", 4: \"1\", 5: \"CDC\""

static void a_certificate_is_read_field_by_field(UNUSED void **state) {
  struct tx_certificate c;
  assert_int_equal(reads_map("0: 4, " REST ", 6: [\"a\", \"bc\"], 99: 0", &c), TX_OK);
  assert_int_equal(c.exp, 9);
  assert_int_equal(c.iat, 5);
  assert_int_equal(c.kind, TX_CERTIFICATE_HEALTH);
  assert_int_equal(c.area, 610113000000);
  assert_int_equal(c.serial, 7);
  assert_string_equal(c.name, "A");
  assert_string_equal(c.tail, "1");
  assert_string_equal(c.authority, "CDC");
  assert_int_equal(c.value_count, 2);
  assert_true(tx_span_equal(c.values[1], tx_span_text("bc")));
}

static void a_certificate_that_breaks_the_format_is_malformed(UNUSED void **state) {
  static const char *const bad[] = {
    REST,
    "0: 0, " REST,
    "0: 16, " REST,
    "0: 1, 1: 610000001001, 2: 7, 3: \"A\", 4: \"1\", 5: \"CDC\"",
    "0: 1, 1: 0, 2: 4294967296, 3: \"A\", 4: \"1\", 5: \"CDC\"",
    "0: 1, 1: 0, 2: 7, 3: \"\", 4: \"1\", 5: \"CDC\"",
    "0: 1, 1: 0, 2: 7, 3: \"1234567890123456789012345\", 4: \"1\", 5: \"CDC\"",
    "0: 1, 1: 0, 2: 7, 3: \"A\", 4: \"\", 5: \"CDC\"",
    "0: 1, 1: 0, 2: 7, 3: \"A\", 4: \"12345\", 5: \"CDC\"",
    "0: 1, 1: 0, 2: 7, 3: \"A\", 4: \"1\", 5: \"\"",
    "0: 1, 1: 0, 2: 7, 3: \"A\", 4: \"1\","
    " 5: \"12345678901234567890123456789012345678901234567890123456789012345\"",
    "0: 1, 1: 0, 2: 7, 3: \"A\", 4: \"1\"",
    "0: 1, " REST ", 6: \"a\"",
    "0: 1, " REST ", 6: [1]",
    "0: 1, " REST ", 6: [\"a\", null]",
    "0: 0, " REST ", -1: 0",
  };
  struct tx_certificate c;
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads_map(bad[i], &c) == TX_MALFORMED_CLAIMS, bad[i]);
  assert_int_equal(reads_claims("{4: 9, 6: 5}", &c), TX_MALFORMED_CLAIMS);
  assert_int_equal(reads_claims("{6: 5, -65538: {0: 1, " REST "}}", &c), TX_MALFORMED_CLAIMS);
  assert_int_equal(reads_claims("{4: 9, -65538: {0: 1, " REST "}}", &c), TX_MALFORMED_CLAIMS);
  assert_int_equal(reads_claims("{4: 9, 6: 5, -65538: {0: 1, " REST "}, -65539: 0}", &c), TX_OK);
}

static void an_unknown_negative_key_is_critical(UNUSED void **state) {
  struct tx_certificate c;
  assert_int_equal(reads_map("0: 1, " REST ", -1: 0", &c), TX_UNKNOWN_CRITICAL);
}

static void values_past_the_sixteenth_are_read_and_ignored(UNUSED void **state) {
  struct tx_certificate c;
  char map[512] = "0: 1, " REST ", 6: [\"0\"";
  for (int i = 1; i < 20; i++)
    strcat(map, ", \"x\"");
  strcat(map, "]");
  assert_int_equal(reads_map(map, &c), TX_OK);
  assert_int_equal(c.value_count, TX_CERTIFICATE_VALUES);
}

static void what_is_signed_is_what_is_read(void **state) {
  const struct community *community = *state;
  struct tx_certificate c = forge_certificate(&community->forge), back;
  c.values[0] = tx_span_text("2026-11-23");
  c.value_count = 1;
  char text[TX_TEXT_MAX + 1];
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  struct tx_sign1 sign1;
  assert_int_equal(tx_certificate_sign(&c, community->forge.keys[FORGE_CERTIFICATE], text), TX_OK);
  assert_memory_equal(text, "TC1:", 4);
  assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_PLAIN, NULL, &sign1), TX_OK);
  assert_int_equal(tx_certificate_read(sign1.payload, &back), TX_OK);
  assert_int_equal(back.serial, c.serial);
  assert_int_equal(back.area, c.area);
  assert_string_equal(back.authority, c.authority);
  assert_true(tx_span_equal(back.values[0], c.values[0]));
}

static void a_field_out_of_its_range_is_never_signed(void **state) {
  const struct community *community = *state;
  char text[TX_TEXT_MAX + 1];
  struct tx_certificate c[13];
  for (size_t i = 0; i < COUNT(c); i++)
    c[i] = forge_certificate(&community->forge);
  c[0].kind = 0;
  c[1].kind = 16;
  c[2].area = 610000001001;
  c[3].name[0] = '\0';
  c[4].tail[0] = '\0';
  c[5].authority[0] = '\0';
  c[6].iat = -1;
  c[7].exp = -1;
  strcpy(c[8].name, "\xff");
  strcpy(c[9].authority, "\xe6\xb0");
  c[10].values[0] = tx_span_text("\xff");
  c[10].value_count = 1;
  c[11].value_count = TX_CERTIFICATE_VALUES + 1;
  memset(c[12].name, 'x', sizeof c[12].name); /* without its end */
  for (size_t i = 0; i < COUNT(c); i++)
    assert_int_equal(tx_certificate_sign(&c[i], community->forge.keys[FORGE_CERTIFICATE], text),
                     TX_BAD_ARGUMENT);
}

static void a_certificate_too_long_for_a_code_is_not_written(void **state) {
  const struct community *community = *state;
  static char long_value[1200];
  char text[TX_TEXT_MAX + 1];
  memset(long_value, 'x', sizeof long_value);
  struct tx_certificate c = forge_certificate(&community->forge);
  c.value_count = 1;
  c.values[0] = tx_span_of(long_value, 650);
  assert_int_equal(tx_certificate_sign(&c, community->forge.keys[FORGE_CERTIFICATE], text),
                   TX_NO_SPACE);
  c.values[0] = tx_span_of(long_value, sizeof long_value);
  assert_int_equal(tx_certificate_sign(&c, community->forge.keys[FORGE_CERTIFICATE], text),
                   TX_NO_SPACE);
  c.values[0] = tx_span_of(long_value, 400);
  assert_int_equal(tx_certificate_sign(&c, community->forge.keys[FORGE_CERTIFICATE], text), TX_OK);
}

static void a_serial_past_the_count_is_not_withdrawn(UNUSED void **state) {
  uint8_t bits[] = { 0x81, 0x02 };
  struct tx_certs certs = { .count = 10, .withdrawn = bits };
  assert_true(tx_certs_withdrawn(&certs, 0));
  assert_false(tx_certs_withdrawn(&certs, 1));
  assert_true(tx_certs_withdrawn(&certs, 7));
  assert_true(tx_certs_withdrawn(&certs, 9));
  assert_false(tx_certs_withdrawn(&certs, 10));
  assert_false(tx_certs_withdrawn(&certs, UINT32_MAX));
}

static void kinds_have_words_in_both_languages(UNUSED void **state) {
  assert_string_equal(tx_certificate_kind_text(TX_CERTIFICATE_RELEASED, "zh"), "解除隔离证明");
  assert_string_equal(tx_certificate_kind_text(TX_CERTIFICATE_RETURN_TO_WORK, "en"),
                      "return to work");
  assert_string_equal(tx_certificate_kind_text(0, "en"), "certificate");
  assert_string_equal(tx_certificate_kind_text(15, NULL), "证明");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_certificate_is_read_field_by_field),
    PROMISE(a_certificate_that_breaks_the_format_is_malformed),
    PROMISE(an_unknown_negative_key_is_critical),
    PROMISE(values_past_the_sixteenth_are_read_and_ignored),
    PROMISE(what_is_signed_is_what_is_read),
    PROMISE(a_field_out_of_its_range_is_never_signed),
    PROMISE(a_certificate_too_long_for_a_code_is_not_written),
    PROMISE(a_serial_past_the_count_is_not_withdrawn),
    PROMISE(kinds_have_words_in_both_languages),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
