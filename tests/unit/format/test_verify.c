/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decision and OpenSSL meet: a keyring decides as keys loaded one by one do. */
#include "community.h"

static void signed_by(const struct community *c, enum forge_key key, char *text) {
  struct tx_pass pass = forge_pass(&c->forge);
  assert_int_equal(tx_pass_sign(&pass, c->forge.keys[key], text), TX_OK);
}

static void live_by(const struct community *c, enum forge_key key, char *live) {
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[key], live), TX_OK);
}

static enum tx_reason with_ring(const struct community *c, struct tx_keyring *ring,
                                const char *text) {
  struct tx_decision d;
  tx_decide(tx_span_text(text), &c->gate, ring, &d);
  return d.reason;
}

static void one_ring_decides_as_fresh_keys_do(void **state) {
  const struct community *c = *state;
  struct tx_keyring *ring = tx_keyring_create(c->trust);
  char text[TX_TEXT_MAX + 1];
  assert_non_null(ring);
  for (int round = 0; round < 2; round++)
    for (int key = 0; key < FORGE_KEYS; key++) {
      signed_by(c, (enum forge_key)key, text);
      ASSERT_ROW(with_ring(c, ring, text) == with_ring(c, NULL, text),
                 forge_key_name((enum forge_key)key));
    }
  tx_keyring_destroy(ring);
}

static void holders_come_and_go_on_one_ring(void **state) {
  const struct community *c = *state;
  struct tx_keyring *ring = tx_keyring_create(c->trust);
  char right[TX_TEXT_MAX + 1], wrong[TX_TEXT_MAX + 1], card[TX_TEXT_MAX + 1];
  live_by(c, FORGE_HOLDER, right);
  live_by(c, FORGE_OTHER_HOLDER, wrong);
  signed_by(c, FORGE_ISSUE, card);
  for (int round = 0; round < 3; round++) {
    assert_int_equal(with_ring(c, ring, right), TX_OK);
    assert_int_equal(with_ring(c, ring, wrong), TX_LIVE_BAD_SIGNATURE);
    assert_int_equal(with_ring(c, ring, card), TX_OK);
    assert_int_equal(with_ring(c, NULL, right), TX_OK);
    assert_int_equal(with_ring(c, NULL, wrong), TX_LIVE_BAD_SIGNATURE);
  }
  tx_keyring_destroy(ring);
}

static void a_ring_holds_keys_of_passes_and_certificates_only(void **state) {
  const struct community *c = *state;
  struct tx_keyring *ring = tx_keyring_create(c->trust);
  for (size_t row = 0; row < c->trust->row_count; row++) {
    const struct tx_key_row *key = &c->trust->rows[row];
    struct tx_signer *signer = NULL;
    for (size_t k = 0; k < FORGE_KEYS; k++)
      if (memcmp(c->forge.keys[k]->hash, key->hash, TX_HASH_SIZE) == 0) signer = c->forge.keys[k];
    assert_non_null(signer);
    FORGED payload = forge_cbor("{1: 2}");
    FORGED object = forge_object(signer, NULL, forge_span(&payload));
    struct tx_check check = { .alg = key->alg, .spki = key->spki, .row = row };
    assert_int_equal(tx_sign1_read(forge_span(&object), TX_SHAPE_PLAIN, NULL, &check.sign1), TX_OK);
    assert_true(tx_check_holds(&check));
    bool loaded = key->uses & (TX_USE_ISSUE | TX_USE_CERTIFICATE);
    assert_int_equal(tx_keyring_holds(ring, &check), loaded);
    check.row = c->trust->row_count; /* past the list that the ring was made from */
    assert_false(tx_keyring_holds(ring, &check));
  }
  tx_keyring_destroy(ring);
}

static void a_ring_of_no_keys_still_knows_holders(void **state) {
  const struct community *c = *state;
  struct tx_trust none = { 0 };
  struct tx_keyring *ring = tx_keyring_create(&none);
  char live[TX_TEXT_MAX + 1];
  struct tx_showing showing;
  live_by(c, FORGE_HOLDER, live);
  assert_int_equal(tx_decide_open(&showing, tx_span_text(live), c->trust), TX_OK);
  assert_int_equal(showing.check_count, 2);
  assert_false(tx_keyring_holds(ring, &showing.checks[0]));
  assert_true(tx_keyring_holds(ring, &showing.checks[1]));
  tx_keyring_destroy(ring);
  tx_keyring_destroy(NULL);
}

static void a_row_that_cannot_be_loaded_verifies_nothing_and_harms_no_other(void **state) {
  const struct community *c = *state;
  struct tx_key_row rows[FORGE_ROWS];
  struct tx_trust trust = *c->trust;
  struct tx_gate gate = c->gate;
  uint8_t off_the_curve[TX_SPKI_MAX];
  char text[TX_TEXT_MAX + 1];
  memcpy(rows, trust.rows, trust.row_count * sizeof *rows);
  memcpy(off_the_curve, rows[0].spki.p, sizeof off_the_curve);
  off_the_curve[TX_SPKI_MAX - 1] ^= 1;
  rows[0].spki = tx_span_of(off_the_curve, sizeof off_the_curve);
  rows[1].alg = 0; /* of an algorithm that nobody knows */
  trust.rows = rows;
  gate.trust = &trust;
  struct tx_keyring *ring = tx_keyring_create(&trust);
  static const enum forge_key keys[] = { FORGE_ISSUE, FORGE_ISSUE_STREET, FORGE_ISSUE_CITY };
  for (size_t i = 0; i < COUNT(keys); i++) {
    struct tx_decision d;
    signed_by(c, keys[i], text);
    tx_decide(tx_span_text(text), &gate, ring, &d);
    assert_int_equal(d.reason, i < 2 ? TX_BAD_SIGNATURE : TX_OK);
    tx_decide(tx_span_text(text), &gate, NULL, &d);
    assert_int_equal(d.reason, i < 2 ? TX_BAD_SIGNATURE : TX_OK);
  }
  tx_keyring_destroy(ring);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(one_ring_decides_as_fresh_keys_do),
    PROMISE(holders_come_and_go_on_one_ring),
    PROMISE(a_ring_holds_keys_of_passes_and_certificates_only),
    PROMISE(a_ring_of_no_keys_still_knows_holders),
    PROMISE(a_row_that_cannot_be_loaded_verifies_nothing_and_harms_no_other),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
