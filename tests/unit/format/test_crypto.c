/* SPDX-License-Identifier: Apache-2.0 */
#include "format/crypto.h"

#include "promise.h"

static const int64_t algs[] = { TX_ALG_ES256, TX_ALG_ED25519, TX_ALG_SM2 };

static size_t from_hex(const char *hex, uint8_t *out) {
  size_t n = strlen(hex) / 2;
  for (size_t i = 0; i < n; i++) {
    const char digits[3] = { hex[2 * i], hex[2 * i + 1], 0 };
    out[i] = (uint8_t)strtoul(digits, NULL, 16);
  }
  return n;
}

static struct tx_span spki_of(const struct tx_signer *key) {
  return tx_span_of(key->spki, key->spki_len);
}

/* --- hash, MAC, random ------------------------------------------------------------------------ */

static void the_hash_is_sha_256(UNUSED void **state) {
  uint8_t want[TX_HASH_SIZE], got[TX_HASH_SIZE];
  from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", want);
  tx_sha256(tx_span_text("abc"), got);
  assert_memory_equal(got, want, TX_HASH_SIZE);
  from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", want);
  tx_sha256(tx_span_of(NULL, 0), got);
  assert_memory_equal(got, want, TX_HASH_SIZE);
}

static void the_mac_is_that_of_rfc_4231(UNUSED void **state) {
  uint8_t want[TX_HASH_SIZE], got[TX_HASH_SIZE];
  from_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", want);
  tx_hmac_sha256(tx_span_text("Jefe"), tx_span_text("what do ya want for nothing?"), got);
  assert_memory_equal(got, want, TX_HASH_SIZE);
}

static void randomness_does_not_repeat(UNUSED void **state) {
  uint8_t a[32] = { 0 }, b[32] = { 0 };
  assert_true(tx_random(a, sizeof a));
  assert_true(tx_random(b, sizeof b));
  assert_memory_not_equal(a, b, sizeof a);
}

static void secrets_are_compared_whole_and_cleansed(UNUSED void **state) {
  uint8_t a[4] = "abc", b[4] = "abd";
  assert_true(tx_equal_secret(a, a, 4));
  assert_false(tx_equal_secret(a, b, 4));
  assert_true(tx_equal_secret(a, b, 2));
  tx_cleanse(a, sizeof a);
  assert_memory_equal(a, "\0\0\0", 4);
}

/* --- published signatures --------------------------------------------------------------------- */

static bool published_holds(int64_t alg, const char *key, const char *message, size_t n,
                            const char *signature) {
  uint8_t spki[TX_SPKI_MAX], bytes[TX_SIGNATURE_SIZE];
  struct tx_verifier *v = tx_verifier_create(alg, tx_span_of(spki, from_hex(key, spki)));
  assert_non_null(v);
  assert_int_equal(from_hex(signature, bytes), TX_SIGNATURE_SIZE);
  bool holds = tx_verifier_holds(v, tx_span_of(message, n / 2),
                                 tx_span_of(message + n / 2, n - n / 2), bytes);
  tx_verifier_destroy(v);
  return holds;
}

/* Its s lies in the upper half. */
static void the_example_of_rfc_6979_holds(UNUSED void **state) {
  assert_true(published_holds(TX_ALG_ES256,
                              "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                              "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
                              "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
                              "sample", 6,
                              "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                              "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
}

static void the_example_of_rfc_8032_holds(UNUSED void **state) {
  assert_true(published_holds(TX_ALG_ED25519,
                              "302a300506032b6570032100"
                              "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                              "\xaf\x82", 2,
                              "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                              "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));
}

static void the_example_of_gb_t_32918_holds(UNUSED void **state) {
  assert_true(published_holds(TX_ALG_SM2,
                              "3059301306072a8648ce3d020106082a811ccf5501822d03420004"
                              "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
                              "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
                              "message digest", 14,
                              "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
                              "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"));
}

/* --- our own ---------------------------------------------------------------------------------- */

static bool holds_by(int64_t alg, struct tx_span spki, struct tx_span message,
                     const uint8_t *signature) {
  struct tx_verifier *v = tx_verifier_create(alg, spki);
  bool holds = v && tx_verifier_holds(v, tx_span_of(NULL, 0), message, signature);
  tx_verifier_destroy(v);
  return holds;
}

static void what_a_key_signs_holds_by_it_and_by_no_other(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *key = tx_key_generate(algs[i]), *other = tx_key_generate(algs[i]);
    uint8_t signature[TX_SIGNATURE_SIZE];
    struct tx_span message = tx_span_text("let in"), another = tx_span_text("let im");
    assert_int_equal(key->alg, algs[i]);
    assert_true(key->ops->sign(key, message, signature));
    assert_true(holds_by(algs[i], spki_of(key), message, signature));
    assert_false(holds_by(algs[i], spki_of(key), another, signature));
    assert_false(holds_by(algs[i], spki_of(other), message, signature));
    tx_signer_destroy(other);
    tx_signer_destroy(key);
  }
}

static void a_flipped_bit_anywhere_in_a_signature_breaks_it(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *key = tx_key_generate(algs[i]);
    uint8_t signature[TX_SIGNATURE_SIZE];
    assert_true(key->ops->sign(key, tx_span_text("m"), signature));
    for (size_t at = 0; at < sizeof signature; at++) {
      signature[at] ^= 0x10;
      assert_false(holds_by(algs[i], spki_of(key), tx_span_text("m"), signature));
      signature[at] ^= 0x10;
    }
    tx_signer_destroy(key);
  }
}

/* n - s of the curve: as good a signature as s. */
static void negate_s(uint8_t *s) {
  uint8_t n[32];
  from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", n);
  int borrow = 0;
  for (int i = 31; i >= 0; i--) {
    int digit = n[i] - s[i] - borrow;
    borrow = digit < 0;
    s[i] = (uint8_t)(digit + 256 * borrow);
  }
}

static void s_is_not_bounded_to_the_lower_half(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  uint8_t signature[TX_SIGNATURE_SIZE];
  assert_true(key->ops->sign(key, tx_span_text("m"), signature));
  negate_s(signature + 32);
  assert_true(holds_by(TX_ALG_ES256, spki_of(key), tx_span_text("m"), signature));
  tx_signer_destroy(key);
}

static void zeros_and_ones_sign_nothing(UNUSED void **state) {
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *key = tx_key_generate(algs[i]);
    uint8_t signature[TX_SIGNATURE_SIZE] = { 0 };
    assert_false(holds_by(algs[i], spki_of(key), tx_span_text("m"), signature));
    signature[31] = signature[63] = 1;
    assert_false(holds_by(algs[i], spki_of(key), tx_span_text("m"), signature));
    memset(signature, 0xff, sizeof signature);
    assert_false(holds_by(algs[i], spki_of(key), tx_span_text("m"), signature));
    tx_signer_destroy(key);
  }
}

static void long_messages_and_empty_ones_are_signed_too(UNUSED void **state) {
  static uint8_t message[10000];
  for (size_t i = 0; i < COUNT(algs); i++) {
    struct tx_signer *key = tx_key_generate(algs[i]);
    uint8_t signature[TX_SIGNATURE_SIZE];
    struct tx_span whole = tx_span_of(message, sizeof message), none = tx_span_of(message, 0);
    assert_true(key->ops->sign(key, whole, signature));
    assert_true(holds_by(algs[i], spki_of(key), whole, signature));
    assert_false(holds_by(algs[i], spki_of(key), none, signature));
    assert_true(key->ops->sign(key, none, signature));
    assert_true(holds_by(algs[i], spki_of(key), none, signature));
    tx_signer_destroy(key);
  }
}

static void a_header_that_names_another_algorithm_does_not_hold(UNUSED void **state) {
  static const int64_t named[] = { -9, -7, -19, -8, -65550, 0, 5 };
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  for (size_t i = 0; i < COUNT(named); i++) {
    uint8_t object[256];
    size_t n;
    struct tx_check check = { .alg = key->alg, .spki = spki_of(key) };
    struct tx_signer lying = *key;
    assert_int_equal(tx_sign1_write(key, TX_SHAPE_PLAIN, NULL, (struct tx_span){ 0 },
                                    tx_span_text("m"), object, sizeof object, &n),
                     TX_OK);
    assert_int_equal(tx_sign1_read(tx_span_of(object, n), TX_SHAPE_PLAIN, NULL, &check.sign1),
                     TX_OK);
    check.sign1.alg = lying.alg = named[i];
    assert_int_equal(tx_check_holds(&check), named[i] == -9 || named[i] == -7);
    check.alg = 0;
    assert_false(tx_check_holds(&check));
  }
  tx_signer_destroy(key);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_hash_is_sha_256),
    PROMISE(the_mac_is_that_of_rfc_4231),
    PROMISE(randomness_does_not_repeat),
    PROMISE(secrets_are_compared_whole_and_cleansed),
    PROMISE(the_example_of_rfc_6979_holds),
    PROMISE(the_example_of_rfc_8032_holds),
    PROMISE(the_example_of_gb_t_32918_holds),
    PROMISE(what_a_key_signs_holds_by_it_and_by_no_other),
    PROMISE(a_flipped_bit_anywhere_in_a_signature_breaks_it),
    PROMISE(s_is_not_bounded_to_the_lower_half),
    PROMISE(zeros_and_ones_sign_nothing),
    PROMISE(long_messages_and_empty_ones_are_signed_too),
    PROMISE(a_header_that_names_another_algorithm_does_not_hold),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
