/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"
#include "format/login.h"

#define NONCE "h'000102030405060708090a0b0c0d0e0f'"

static struct tx_login a_login(void) {
  struct tx_login login = { .who = tx_span_text("610113001001/5"),
                            .audience = tx_span_text("https://tongxing.example"),
                            .iat = NOW };
  memset(login.nonce, 7, sizeof login.nonce);
  return login;
}

static enum tx_reason reads(const struct community *c, const char *claims) {
  FORGED payload = forge_cbor("%s", claims);
  if (!payload.p) fail_msg("no notation: %s", claims);
  FORGED header = forge_cbor("{1: -9, 16: \"tx-login\"}");
  FORGED object =
      forge_sign1(c->forge.keys[FORGE_HOLDER], forge_span(&header), forge_span(&payload));
  struct tx_login out;
  return tx_login_read(forge_span(&object), &out);
}

static void a_holder_proves_itself_with_the_passes_key(void **state) {
  const struct community *c = *state;
  struct tx_login login = a_login(), back;
  struct tx_holder holder, other;
  uint8_t object[TX_LOGIN_MAX];
  size_t n;
  assert_int_equal(tx_login_sign(&login, c->forge.keys[FORGE_HOLDER], object, sizeof object, &n),
                   TX_OK);
  assert_int_equal(tx_login_read(tx_span_of(object, n), &back), TX_OK);
  assert_true(tx_span_equal(back.who, login.who));
  assert_true(tx_span_equal(back.audience, login.audience));
  assert_int_equal(back.iat, NOW);
  assert_memory_equal(back.nonce, login.nonce, TX_NONCE_SIZE);
  assert_true(tx_key_holder(c->forge.keys[FORGE_HOLDER], &holder));
  assert_true(tx_key_holder(c->forge.keys[FORGE_OTHER_HOLDER], &other));
  assert_false(tx_check_holds(&back.check)); /* nobody's key yet */
  back.check.alg = TX_ALG_ES256;
  back.check.holder = &other;
  assert_false(tx_check_holds(&back.check));
  back.check.holder = &holder;
  assert_true(tx_check_holds(&back.check));
}

static void a_gate_proves_itself_with_its_own(void **state) {
  const struct community *c = *state;
  const struct tx_signer *gate = c->forge.keys[FORGE_GATE];
  struct tx_login login = a_login(), back;
  uint8_t object[TX_LOGIN_MAX];
  size_t n;
  assert_int_equal(tx_login_sign(&login, gate, object, sizeof object, &n), TX_OK);
  assert_int_equal(tx_login_read(tx_span_of(object, n), &back), TX_OK);
  back.check.alg = gate->alg;
  back.check.spki = tx_span_of(gate->spki, gate->spki_len);
  assert_true(tx_check_holds(&back.check));
}

static void every_byte_counts_and_no_part_is_a_sign_in(void **state) {
  const struct community *c = *state;
  struct tx_login login = a_login(), back;
  struct tx_holder holder;
  uint8_t object[TX_LOGIN_MAX];
  size_t n;
  assert_true(tx_key_holder(c->forge.keys[FORGE_HOLDER], &holder));
  assert_int_equal(tx_login_sign(&login, c->forge.keys[FORGE_HOLDER], object, sizeof object, &n),
                   TX_OK);
  for (size_t i = 0; i < n; i++) {
    assert_int_equal(tx_login_read(tx_span_of(object, i), &back), TX_MALFORMED);
    object[i] ^= 0x02;
    if (tx_login_read(tx_span_of(object, n), &back) == TX_OK) {
      back.check.alg = TX_ALG_ES256;
      back.check.holder = &holder;
      assert_false(tx_check_holds(&back.check));
    }
    object[i] ^= 0x02;
  }
}

static void what_is_shown_at_gates_signs_nobody_in(void **state) {
  const struct community *c = *state;
  FORGED payload = forge_cbor("{6: %lld}", (long long)NOW);
  FORGED header = forge_cbor("{1: -9, 13: [], 16: 294}");
  FORGED live = forge_sign1(c->forge.keys[FORGE_HOLDER], forge_span(&header), forge_span(&payload));
  FORGED batch = forge_object(c->forge.keys[FORGE_GATE], "tx-batch", forge_span(&payload));
  struct tx_login out;
  assert_int_equal(tx_login_read(forge_span(&live), &out), TX_MALFORMED);
  assert_int_equal(tx_login_read(forge_span(&batch), &out), TX_MALFORMED);
  FORGED other = forge_cbor("{1: -9, 16: \"tx-batch\"}");
  FORGED mistyped =
      forge_sign1(c->forge.keys[FORGE_HOLDER], forge_span(&other), forge_span(&payload));
  assert_int_equal(tx_login_read(forge_span(&mistyped), &out), TX_BAD_TYPE);
}

static void who_to_whom_when_and_which_nonce_are_all_there(void **state) {
  static const char *const bad[] = {
    "{3: \"b\", 6: 1, 10: " NONCE "}",
    "{2: \"a\", 6: 1, 10: " NONCE "}",
    "{2: \"a\", 3: \"b\", 10: " NONCE "}",
    "{2: \"a\", 3: \"b\", 6: 1}",
    "{2: \"a\", 3: \"b\", 6: 1, 10: h'00'}",
    "{2: \"a\", 3: \"b\", 6: 1, 10: \"0123456789abcdef\"}",
    "{2: h'61', 3: \"b\", 6: 1, 10: " NONCE "}",
    "{2: \"a\", 3: 7, 6: 1, 10: " NONCE "}",
    "{2: \"a\", 3: \"b\", 6: -1, 10: " NONCE "}",
    "{2: \"a\", 3: \"b\", 6: 1, 10: " NONCE ", \"x\": 1}",
    "[]",
  };
  const struct community *c = *state;
  assert_int_equal(reads(c, "{2: \"a\", 3: \"b\", 6: 1, 10: " NONCE "}"), TX_OK);
  assert_int_equal(reads(c, "{2: \"a\", 3: \"b\", 6: 1, 10: " NONCE ", 99: [1], -1: 0}"), TX_OK);
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads(c, bad[i]) == TX_MALFORMED_CLAIMS, bad[i]);
}

static void a_sign_in_has_its_size(void **state) {
  const struct community *c = *state;
  static char audience[2000];
  struct tx_login login = a_login();
  uint8_t object[2 * TX_LOGIN_MAX];
  size_t n;
  memset(audience, 'a', sizeof audience);
  login.audience = tx_span_of(audience, 1000);
  assert_int_equal(tx_login_sign(&login, c->forge.keys[FORGE_HOLDER], object, sizeof object, &n),
                   TX_NO_SPACE);
  assert_int_equal(tx_login_read(tx_span_of(audience, TX_LOGIN_MAX + 1), &login), TX_MALFORMED);
  login = a_login();
  assert_int_equal(tx_login_sign(&login, c->forge.keys[FORGE_HOLDER], object, 50, &n), TX_NO_SPACE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_holder_proves_itself_with_the_passes_key),
    PROMISE(a_gate_proves_itself_with_its_own),
    PROMISE(every_byte_counts_and_no_part_is_a_sign_in),
    PROMISE(what_is_shown_at_gates_signs_nobody_in),
    PROMISE(who_to_whom_when_and_which_nonce_are_all_there),
    PROMISE(a_sign_in_has_its_size),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
