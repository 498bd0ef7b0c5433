/* SPDX-License-Identifier: Apache-2.0 */
/* Signing whole objects, and those kinds of them that have no other test of every byte. */
#include "format/object.h"

#include "community.h"

static void room_is_made_for_what_was_measured(UNUSED void **state) {
  struct tx_cbor_out o = object_room(0);
  assert_non_null(o.buf);
  free(o.buf);
  o = object_room(3);
  tx_cbor_put_uint(&o, 1000);
  assert_false(o.full);
  tx_cbor_put_uint(&o, 1);
  assert_true(o.full);
  free(o.buf);
}

static void what_did_not_fit_is_not_signed(void **state) {
  const struct community *c = *state;
  const struct tx_signer *key = c->forge.keys[FORGE_STATUS];
  uint8_t *out = NULL;
  size_t n;
  struct tx_cbor_out none = tx_cbor_to(NULL, 0), full = object_room(1), fits = object_room(1);
  assert_int_equal(object_sign(key, "tx-status", &none, &out, &n), TX_NO_MEMORY);
  tx_cbor_put_uint(&full, 1000);
  assert_int_equal(object_sign(key, "tx-status", &full, &out, &n), TX_BAD_ARGUMENT);
  assert_null(out);
  tx_cbor_put_uint(&fits, 7);
  assert_int_equal(object_sign(key, "tx-status", &fits, &out, &n), TX_OK);
  assert_non_null(out);
  free(out);
}

static bool out_of_reach(UNUSED const struct tx_signer *signer, UNUSED struct tx_span message,
                         UNUSED uint8_t *signature) {
  return false;
}

static void without_the_signer_there_is_no_object(void **state) {
  static const struct tx_signer_ops ops = { .sign = out_of_reach };
  const struct tx_signer token = { .ops = &ops, .alg = TX_ALG_ES256 };
  const struct community *c = *state;
  uint8_t *out = NULL;
  char text[TX_TEXT_MAX + 1];
  size_t n;
  struct tx_certs certs = { .area = FORGE_DISTRICT };
  struct tx_pass pass = forge_pass(&c->forge);
  struct tx_certificate certificate = forge_certificate(&c->forge);
  assert_int_equal(tx_status_sign(c->list, &token, &out, &n), TX_SIGNER_FAILED);
  assert_int_equal(tx_trust_sign(&c->trust_draft.trust, &token, &out, &n), TX_SIGNER_FAILED);
  assert_int_equal(tx_certs_sign(&certs, &token, &out, &n), TX_SIGNER_FAILED);
  assert_int_equal(tx_pass_sign(&pass, &token, text), TX_SIGNER_FAILED);
  assert_int_equal(tx_certificate_sign(&certificate, &token, text), TX_SIGNER_FAILED);
  assert_null(out);
}

static void every_byte_of_a_policy_counts_and_no_part_is_one(void **state) {
  const struct community *c = *state;
  FORGED json = forge_policy_json(&c->forge, "true", "warn");
  FORGED object = forge_policy(&c->forge, forge_span(&json), FORGE_POLICY);
  struct tx_policy *policy = NULL;
  assert_int_equal(tx_policy_take(forge_span(&object), c->trust, 0, at(NOW), &policy), TX_OK);
  tx_policy_destroy(policy);
  policy = NULL;
  for (size_t i = 0; i < object.n; i++) {
    assert_int_equal(tx_policy_take(tx_span_of(object.p, i), c->trust, 0, at(NOW), &policy),
                     TX_MALFORMED);
    object.p[i] ^= 0x04;
    assert_int_not_equal(tx_policy_take(forge_span(&object), c->trust, 0, at(NOW), &policy), TX_OK);
    object.p[i] ^= 0x04;
  }
  assert_null(policy);
}

static void every_character_of_a_certificate_counts_and_no_part_is_one(void **state) {
  const struct community *c = *state;
  struct tx_certificate certificate = forge_certificate(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_int_equal(tx_certificate_sign(&certificate, c->forge.keys[FORGE_CERTIFICATE], text),
                   TX_OK);
  assert_true(show_text(&c->gate, text).certified);
  for (size_t i = 0; text[i]; i++) {
    char was = text[i];
    text[i] = was == '7' ? '8' : '7';
    struct tx_decision d = show_text(&c->gate, text);
    if (d.certified || d.verdict != TX_DENY) fail_msg("character %zu", i);
    text[i] = was;
  }
  for (size_t n = strlen(text); n-- > 0;) {
    text[n] = '\0';
    assert_int_equal(show_text(&c->gate, text).reason, n < 4 ? TX_NOT_OURS : TX_MALFORMED);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(room_is_made_for_what_was_measured),
    PROMISE(what_did_not_fit_is_not_signed),
    PROMISE(without_the_signer_there_is_no_object),
    PROMISE(every_byte_of_a_policy_counts_and_no_part_is_one),
    PROMISE(every_character_of_a_certificate_counts_and_no_part_is_one),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
