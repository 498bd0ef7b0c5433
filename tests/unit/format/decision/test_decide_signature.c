/* SPDX-License-Identifier: Apache-2.0 */
/* S1: a pass not signed by a key valid for its area and time is refused. */
#include "community.h"
#include "format/base45.h"

/* --- S1: a pass not signed by a key valid for its area and time is refused -------------------- */

static const enum forge_key issuers[] = { FORGE_ISSUE, FORGE_ISSUE_ED25519, FORGE_ISSUE_SM2 };

static void every_byte_of_a_pass_counts(void **state) {
  static const uint8_t flips[] = { 0x01, 0x20, 0x80, 0xff };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  for (size_t k = 0; k < COUNT(issuers); k++) {
    char text[TX_TEXT_MAX + 1];
    uint8_t bytes[TX_TEXT_MAX];
    size_t n;
    assert_int_equal(tx_pass_sign(&pass, c->forge.keys[issuers[k]], text), TX_OK);
    assert_int_equal(show_text(&c->gate, text).reason, TX_OK);
    assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
    for (size_t i = 0; i < n; i++)
      for (size_t f = 0; f < COUNT(flips); f++) {
        bytes[i] ^= flips[f];
        assert_true(tx_text_write("TX1:", tx_span_of(bytes, n), text));
        struct tx_decision d = show_text(&c->gate, text);
        if (d.verdict != TX_DENY || d.identified) fail_msg("byte %zu ^ %#x", i, flips[f]);
        bytes[i] ^= flips[f];
      }
  }
}

static void every_character_of_a_code_counts(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  for (size_t i = 0; text[i]; i++) {
    char was = text[i];
    text[i] = was == '7' ? '8' : '7';
    if (show_text(&c->gate, text).verdict != TX_DENY) fail_msg("character %zu", i);
    text[i] = was;
  }
}

static void no_part_of_a_code_is_a_code(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  for (size_t n = strlen(live); n-- > 0;) {
    live[n] = '\0';
    assert_int_equal(show_text(&c->gate, live).reason, n < 4 ? TX_NOT_OURS : TX_MALFORMED);
  }
  for (size_t n = strlen(text); n-- > 0;) {
    text[n] = '\0';
    assert_int_equal(show_text(&c->gate, text).reason, n < 4 ? TX_NOT_OURS : TX_MALFORMED);
  }
}

static void only_a_key_for_passes_of_the_area_signs_one(void **state) {
  static const struct {
    enum forge_key key;
    enum tx_reason reason;
  } rows[] = {
    { FORGE_ISSUE, TX_OK },
    { FORGE_ISSUE_STREET, TX_OK },
    { FORGE_ISSUE_CITY, TX_OK },
    { FORGE_ISSUE_ED25519, TX_OK },
    { FORGE_ISSUE_SM2, TX_OK },
    { FORGE_ISSUE_ENDED, TX_KEY_OUT_OF_TIME },
    { FORGE_ISSUE_DEAD, TX_KEY_OUT_OF_TIME },
    { FORGE_ISSUE_REVOKED, TX_KEY_REVOKED },
    { FORGE_STATUS, TX_UNKNOWN_KEY },
    { FORGE_POLICY, TX_UNKNOWN_KEY },
    { FORGE_CERTIFICATE, TX_UNKNOWN_KEY },
    { FORGE_ROOT, TX_UNKNOWN_KEY },
    { FORGE_STRANGER, TX_UNKNOWN_KEY },
    { FORGE_HOLDER, TX_UNKNOWN_KEY },
  };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[TX_TEXT_MAX + 1];
    assert_int_equal(tx_pass_sign(&pass, c->forge.keys[rows[i].key], text), TX_OK);
    struct tx_decision d = show_text(&c->gate, text);
    ASSERT_ROW(d.reason == rows[i].reason, forge_key_name(rows[i].key));
    assert_int_equal(d.identified, d.reason == TX_OK);
  }
}

static void another_areas_key_is_refused(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  pass.area = CITY_AREA + 1;
  assert_int_equal(show_pass(c, &c->gate, &pass).reason, TX_WRONG_JURISDICTION);
  pass.area = FORGE_STREET;
  assert_int_equal(show_pass(c, &c->gate, &pass).reason, TX_WRONG_JURISDICTION);
  pass.area = 0;
  assert_int_equal(show_pass(c, &c->gate, &pass).reason, TX_WRONG_JURISDICTION);
}

static void a_key_is_refused_before_its_time_after_and_past_its_end(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  const struct tx_signer *ended = c->forge.keys[FORGE_ISSUE_ENDED];
  static const struct {
    int64_t days, seconds;
    enum tx_reason reason;
  } rows[] = { { -365, -1, TX_KEY_OUT_OF_TIME },
               { -365, 0, TX_OK },
               { -30, 0, TX_OK },
               { -30, 1, TX_KEY_OUT_OF_TIME } };
  for (size_t i = 0; i < COUNT(rows); i++) {
    pass.iat = NOW + rows[i].days * FORGE_DAY_S + rows[i].seconds;
    assert_int_equal(tx_pass_sign(&pass, ended, text), TX_OK);
    assert_int_equal(show_text(&c->gate, text).reason, rows[i].reason);
  }
  pass.iat = NOW - 31 * FORGE_DAY_S;
  assert_int_equal(tx_pass_sign(&pass, c->forge.keys[FORGE_ISSUE_DEAD], text), TX_OK);
  assert_int_equal(show_text(&c->gate, text).reason, TX_KEY_OUT_OF_TIME);
}

/* The text of forge_pass with a header that the test writes, and its kid. */
static void forge_header(const struct community *c, const struct tx_signer *signer, int64_t alg,
                         const uint8_t *kid, char *text) {
  struct tx_pass pass = forge_pass(&c->forge);
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  struct tx_sign1 sign1;
  char hex[2 * TX_KID_SIZE + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_PLAIN, NULL, &sign1), TX_OK);
  FORGED header = forge_cbor("{1: %lld, 4: h'%s'}", (long long)alg,
                             forge_hex(tx_span_of(kid, TX_KID_SIZE), hex));
  FORGED object = forge_sign1(signer, forge_span(&header), sign1.payload);
  assert_true(tx_text_write("TX1:", forge_span(&object), text));
}

static void the_algorithm_is_that_of_the_key_whatever_the_header_says(void **state) {
  static const int64_t algs[] = { -9, -7, -19, -8, -65550, 0, 5, -257, -37 };
  const struct community *c = *state;
  char text[TX_TEXT_MAX + 1];
  for (size_t k = 0; k < COUNT(issuers); k++)
    for (size_t a = 0; a < COUNT(algs); a++) {
      const struct tx_signer *key = c->forge.keys[issuers[k]];
      forge_header(c, key, algs[a], key->hash, text);
      bool same = tx_alg_canonical(algs[a]) == key->alg;
      assert_int_equal(show_text(&c->gate, text).reason, same ? TX_OK : TX_BAD_SIGNATURE);
    }
}

static void a_strangers_signature_under_the_issuers_name_is_refused(void **state) {
  const struct community *c = *state;
  char text[TX_TEXT_MAX + 1];
  forge_header(c, c->forge.keys[FORGE_STRANGER], -9, c->forge.keys[FORGE_ISSUE]->hash, text);
  struct tx_decision d = show_text(&c->gate, text);
  assert_int_equal(d.reason, TX_BAD_SIGNATURE);
  assert_int_equal(d.pass.area, 0);
}

static void a_pass_under_another_prefix_is_none(void **state) {
  static const char *const prefixes[] = { "TL1:", "TC1:", "TE1:", "TX2:", "tx1:" };
  static const enum tx_reason reasons[] = { TX_MALFORMED, TX_UNKNOWN_KEY, TX_NOT_OURS, TX_NOT_OURS,
                                            TX_NOT_OURS };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  for (size_t i = 0; i < COUNT(prefixes); i++) {
    memcpy(text, prefixes[i], 4);
    ASSERT_ROW(show_text(&c->gate, text).reason == reasons[i], prefixes[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(every_byte_of_a_pass_counts),
    PROMISE(every_character_of_a_code_counts),
    PROMISE(no_part_of_a_code_is_a_code),
    PROMISE(only_a_key_for_passes_of_the_area_signs_one),
    PROMISE(another_areas_key_is_refused),
    PROMISE(a_key_is_refused_before_its_time_after_and_past_its_end),
    PROMISE(the_algorithm_is_that_of_the_key_whatever_the_header_says),
    PROMISE(a_strangers_signature_under_the_issuers_name_is_refused),
    PROMISE(a_pass_under_another_prefix_is_none),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
