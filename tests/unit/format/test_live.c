/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"
#include "format/base45.h"

static enum tx_reason reads(const char *claims, int64_t *iat) {
  FORGED payload = forge_cbor("%s", claims);
  return tx_live_read(forge_span(&payload), iat);
}

static void a_live_payload_is_a_date_and_what_may_be_ignored(UNUSED void **state) {
  static const char *const bad[] = {
    "{}",           "[6, 5]",           "{6: -1}",      "{6: \"5\"}",
    "{6: 5, 6: 5}", "{6: 5, \"a\": 1}", "{7: 5, 6: 5}", "{6: 5, 9: raw'f90000'}",
  };
  int64_t iat;
  assert_int_equal(reads("{6: 5}", &iat), TX_OK);
  assert_int_equal(iat, 5);
  assert_int_equal(reads("{6: 5, 9: [1], -1: 2}", &iat), TX_OK);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads(bad[i], &iat) == TX_MALFORMED_CLAIMS, bad[i]);
  assert_int_equal(tx_live_read((struct tx_span){ 0 }, &iat), TX_MALFORMED_CLAIMS);
}

static void the_window_is_whole_behind_and_half_ahead(UNUSED void **state) {
  static const struct {
    int64_t iat, window_s, miss;
  } rows[] = {
    { NOW, 60, 0 },        { NOW - 60, 60, 0 },  { NOW - 61, 60, 1 },      { NOW - 100, 60, 40 },
    { NOW + 30, 60, 0 },   { NOW + 31, 60, -1 }, { NOW + 15, 31, 0 },      { NOW + 16, 31, -1 },
    { NOW - 300, 300, 0 }, { 0, 60, NOW - 60 },  { NOW + 1000, 60, -970 },
  };
  for (size_t i = 0; i < COUNT(rows); i++)
    assert_int_equal(tx_live_miss(rows[i].iat, NOW, rows[i].window_s), rows[i].miss);
}

static void a_live_pass_fits_its_code(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_in_range(strlen(live), 300, 419);
  pass.role = TX_ROLE_SUPPLY;
  pass.age = TX_AGE_70_PLUS;
  pass.exempt = 255;
  pass.household = 65535;
  pass.index = UINT32_MAX;
  strcpy(pass.name, "123456789012345678901234");
  strcpy(pass.unit, "123456789012");
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_in_range(strlen(live), 420, 483);
}

static void the_pass_stands_in_it_byte_for_byte(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  uint8_t inner[TX_TEXT_MAX], outer[TX_TEXT_MAX];
  size_t inner_n, outer_n;
  struct tx_sign1 sign1;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_true(tx_base45_decode(tx_span_text(text + 4), inner, &inner_n));
  assert_true(tx_base45_decode(tx_span_text(live + 4), outer, &outer_n));
  assert_int_equal(tx_sign1_read(tx_span_of(outer, outer_n), TX_SHAPE_LIVE, NULL, &sign1), TX_OK);
  assert_true(tx_span_equal(sign1.inner, tx_span_of(inner, inner_n)));
}

static void a_tagged_pass_is_wrapped_without_its_tags(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  uint8_t tagged[TX_TEXT_MAX] = { 0xd8, 61, 0xd2 };
  size_t n;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_true(tx_base45_decode(tx_span_text(text + 4), tagged + 3, &n));
  assert_true(tx_text_write("TX1:", tx_span_of(tagged, n + 3), text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_int_equal(show_text(&c->gate, live).reason, TX_OK);
}

static void only_a_pass_is_wrapped(void **state) {
  static const char *const others[] = { "", "TX1", "TX1:", "TX1:0", "TX1:BB8", "TL1:BB8", "hello" };
  const struct community *c = *state;
  char live[TX_TEXT_MAX + 1], too_long[TX_TEXT_MAX + 8] = "TX1:";
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(tx_live_sign(others[i], NOW, c->forge.keys[FORGE_HOLDER], live) == TX_MALFORMED,
               others[i]);
  memset(too_long + 4, '0', sizeof too_long - 5);
  assert_int_equal(tx_live_sign(too_long, NOW, c->forge.keys[FORGE_HOLDER], live), TX_MALFORMED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_live_payload_is_a_date_and_what_may_be_ignored),
    PROMISE(the_window_is_whole_behind_and_half_ahead),
    PROMISE(a_live_pass_fits_its_code),
    PROMISE(the_pass_stands_in_it_byte_for_byte),
    PROMISE(a_tagged_pass_is_wrapped_without_its_tags),
    PROMISE(only_a_pass_is_wrapped),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
