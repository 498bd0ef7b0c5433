/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in their one form, and as PEM. */
#include "format/crypto.h"

#include "promise.h"

#define PEM_MAX 2048

static const int64_t algs[] = { TX_ALG_ES256, TX_ALG_ED25519, TX_ALG_SM2 };

static struct tx_span spki_of(const struct tx_signer *key) {
  return tx_span_of(key->spki, key->spki_len);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void a_public_key_has_exactly_one_form(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *key = tx_key_generate(algs[i]);
    uint8_t spki[TX_SPKI_MAX + 1] = { 0 }, hash[TX_HASH_SIZE];
    assert_int_equal(key->spki_len, algs[i] == TX_ALG_ED25519 ? 44 : 91);
    memcpy(spki, key->spki, key->spki_len);
    assert_int_equal(tx_spki_alg(spki_of(key)), algs[i]);
    assert_int_equal(tx_spki_alg(tx_span_of(spki, key->spki_len - 1)), 0);
    assert_int_equal(tx_spki_alg(tx_span_of(spki, key->spki_len + 1)), 0);
    size_t prefix = algs[i] == TX_ALG_ED25519 ? 12 : 27;
    for (size_t at = 0; at < prefix; at++) {
      spki[at] ^= 1;
      assert_int_not_equal(tx_spki_alg(tx_span_of(spki, key->spki_len)), algs[i]);
      spki[at] ^= 1;
    }
    tx_sha256(spki_of(key), hash);
    assert_memory_equal(key->hash, hash, TX_HASH_SIZE);
    tx_signer_destroy(key);
  }
  assert_int_equal(tx_spki_alg(tx_span_of(NULL, 0)), 0);
}

static void a_point_off_the_curve_verifies_nothing(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  uint8_t spki[TX_SPKI_MAX];
  memcpy(spki, key->spki, sizeof spki);
  spki[TX_SPKI_MAX - 1] ^= 1;
  assert_int_equal(tx_spki_alg(tx_span_of(spki, sizeof spki)), TX_ALG_ES256);
  assert_null(tx_verifier_create(TX_ALG_ES256, tx_span_of(spki, sizeof spki)));
  assert_null(tx_verifier_create(TX_ALG_SM2, spki_of(key)));
  assert_null(tx_verifier_create(0, spki_of(key)));
  tx_signer_destroy(key);
}

static void half_of_all_x_lie_on_the_curve(UNUSED void **state) {
  int on = 0;
  for (uint8_t i = 0; i < 40; i++) {
    struct tx_holder holder = { .x = { [31] = i } };
    on += tx_holder_on_curve(&holder);
  }
  assert_in_range(on, 8, 32);
  struct tx_holder past_the_field;
  memset(past_the_field.x, 0xff, sizeof past_the_field.x);
  past_the_field.y_odd = false;
  assert_false(tx_holder_on_curve(&past_the_field));
}

static void a_holders_key_is_the_compressed_point_of_it(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256), *ed = tx_key_generate(TX_ALG_ED25519);
  struct tx_verifier *v = tx_verifier_for_holders();
  struct tx_holder holder;
  uint8_t signature[TX_SIGNATURE_SIZE];
  struct tx_span none = { 0 }, m = tx_span_text("m");
  assert_true(tx_key_holder(key, &holder));
  assert_false(tx_key_holder(ed, &holder));
  assert_true(key->ops->sign(key, m, signature));
  assert_true(tx_verifier_set_holder(v, &holder));
  assert_true(tx_verifier_holds(v, none, m, signature));
  holder.y_odd = !holder.y_odd;
  assert_true(tx_verifier_set_holder(v, &holder));
  assert_false(tx_verifier_holds(v, none, m, signature));
  tx_verifier_destroy(v);
  tx_signer_destroy(ed);
  tx_signer_destroy(key);
}

static void a_verifier_survives_a_holder_that_is_no_point(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  struct tx_verifier *v = tx_verifier_for_holders();
  struct tx_holder good, bad;
  uint8_t signature[TX_SIGNATURE_SIZE];
  struct tx_span none = { 0 }, m = tx_span_text("m");
  memset(&bad, 0xff, sizeof bad.x);
  bad.y_odd = true;
  assert_true(tx_key_holder(key, &good));
  assert_true(key->ops->sign(key, m, signature));
  assert_false(tx_verifier_set_holder(v, &bad));
  assert_true(tx_verifier_set_holder(v, &good));
  assert_true(tx_verifier_holds(v, none, m, signature));
  tx_verifier_destroy(v);
  tx_signer_destroy(key);
}

static void no_other_algorithm_makes_keys(UNUSED void **state) {
  assert_null(tx_key_generate(0));
  assert_null(tx_key_generate(-7));
  assert_null(tx_key_generate(-35));
}

/* --- PEM -------------------------------------------------------------------------------------- */

static void a_key_written_is_the_key_read(UNUSED void **state) {
  static const char *const passphrases[] = { "", "correct horse battery staple", "口令" };
  for (size_t i = 0; i < COUNT(algs); i++)
    for (size_t p = 0; p < COUNT(passphrases); p++) {
      struct tx_signer *key = tx_key_generate(algs[i]), *back = NULL;
      struct tx_span passphrase = tx_span_text(passphrases[p]);
      char pem[PEM_MAX];
      size_t n;
      assert_int_equal(tx_key_write_pem(key, passphrase, pem, sizeof pem, &n), TX_OK);
      assert_int_equal(n, strlen(pem));
      assert_int_equal(strstr(pem, "ENCRYPTED") != NULL, passphrase.n > 0);
      assert_int_equal(tx_key_read_pem(tx_span_of(pem, n), passphrase, &back), TX_OK);
      assert_memory_equal(back->hash, key->hash, TX_HASH_SIZE);
      assert_int_equal(back->alg, key->alg);
      tx_signer_destroy(back);
      tx_signer_destroy(key);
    }
}

static void a_wrong_passphrase_or_none_opens_nothing(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256), *back = key;
  char pem[PEM_MAX];
  size_t n;
  assert_int_equal(tx_key_write_pem(key, tx_span_text("right"), pem, sizeof pem, &n), TX_OK);
  assert_int_equal(tx_key_read_pem(tx_span_of(pem, n), tx_span_text("wrong"), &back), TX_BAD_KEY);
  assert_null(back);
  back = key;
  assert_int_equal(tx_key_read_pem(tx_span_of(pem, n), tx_span_of(NULL, 0), &back), TX_BAD_KEY);
  assert_null(back);
  static char endless[5000];
  memset(endless, 'p', sizeof endless);
  assert_int_equal(tx_key_read_pem(tx_span_of(pem, n), tx_span_of(endless, sizeof endless), &back),
                   TX_BAD_KEY);
  tx_signer_destroy(key);
}

static void what_is_no_key_of_ours_is_not_read(UNUSED void **state) {
  static const char *const pems[] = {
    "",
    "hello",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    /* a key of P-384 */
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDB4SR4CO/CAwjLDhn52\n"
    "G9yOn2zjQ0JNUt8zSaAL/ZcihbA5YHXA5hvzVsSd4ZKcWOOhZANiAATZgWtR5fZu\n"
    "Pq2izeM6RbWu9/5FaQmYeyhxJidWRFZ4X4c8LKSlOjXIU9tX+ohl1z0IM0p5HlwJ\n"
    "V17fHDViLs5iIgFrPUCyp8ndEqoU3cHkgBxwcQ7hXQORDpKippe/tyo=\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=\n"
    "-----END PUBLIC KEY-----\n",
  };
  for (size_t i = 0; i < COUNT(pems); i++) {
    struct tx_signer *key = NULL;
    ASSERT_ROW(tx_key_read_pem(tx_span_text(pems[i]), tx_span_of(NULL, 0), &key) == TX_BAD_KEY,
               pems[i]);
    assert_null(key);
  }
  struct tx_signer *key = NULL;
  assert_int_equal(tx_key_read_pem(tx_span_of(NULL, 0), tx_span_of(NULL, 0), &key), TX_BAD_KEY);
}

static void a_key_is_not_written_where_it_does_not_fit(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  char pem[PEM_MAX];
  size_t n;
  assert_int_equal(tx_key_write_pem(key, tx_span_of(NULL, 0), pem, sizeof pem, &n), TX_OK);
  assert_int_equal(tx_key_write_pem(key, tx_span_of(NULL, 0), pem, n, &n), TX_NO_SPACE);
  assert_int_equal(tx_key_write_pem(key, tx_span_of(NULL, 0), pem, n + 1, &n), TX_OK);
  tx_signer_destroy(key);
}

static void a_key_on_a_token_stays_there(UNUSED void **state) {
  static const struct tx_signer_ops ops = { 0 };
  const struct tx_signer token = { .ops = &ops, .alg = TX_ALG_ES256 };
  char pem[PEM_MAX];
  size_t n;
  assert_int_equal(tx_key_write_pem(&token, tx_span_of(NULL, 0), pem, sizeof pem, &n), TX_BAD_KEY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_public_key_has_exactly_one_form),
    PROMISE(a_point_off_the_curve_verifies_nothing),
    PROMISE(half_of_all_x_lie_on_the_curve),
    PROMISE(a_holders_key_is_the_compressed_point_of_it),
    PROMISE(a_verifier_survives_a_holder_that_is_no_point),
    PROMISE(no_other_algorithm_makes_keys),
    PROMISE(a_key_written_is_the_key_read),
    PROMISE(a_wrong_passphrase_or_none_opens_nothing),
    PROMISE(what_is_no_key_of_ours_is_not_read),
    PROMISE(a_key_is_not_written_where_it_does_not_fit),
    PROMISE(a_key_on_a_token_stays_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
