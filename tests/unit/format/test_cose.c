/* SPDX-License-Identifier: Apache-2.0 */
#include "format/crypto.h"

#include "city/forge.h"
#include "promise.h"

#define ZEROS_16 "00000000000000000000000000000000"
#define SIGNATURE "h'" ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16 "'"

/* Reads an object whose protected header is written in notation, around the payload 00. */
static enum tx_reason read_header(const char *header, enum tx_shape shape, const char *typ,
                                  struct tx_sign1 *out) {
  FORGED protected_ = forge_cbor("%s", header);
  if (!protected_.p) fail_msg("no notation: %s", header);
  static char hex[2048 + 1];
  forge_hex(forge_span(&protected_), hex);
  static struct forge_bytes object;
  forge_bytes_free(&object);
  object = forge_cbor("[h'%s', {}, h'00', " SIGNATURE "]", hex);
  enum tx_reason reason = tx_sign1_read(forge_span(&object), shape, typ, out);
  return reason;
}

static enum tx_reason reads(const char *header, enum tx_shape shape, const char *typ) {
  struct tx_sign1 out;
  return read_header(header, shape, typ, &out);
}

static enum tx_reason reads_whole(const char *object) {
  FORGED bytes = forge_cbor("%s", object);
  if (!bytes.p) fail_msg("no notation: %s", object);
  struct tx_sign1 out;
  return tx_sign1_read(forge_span(&bytes), TX_SHAPE_PLAIN, NULL, &out);
}

/* --- headers ---------------------------------------------------------------------------------- */

static void each_shape_has_its_headers_and_no_other(UNUSED void **state) {
  static const struct {
    const char *header;
    enum tx_reason plain, typed, live, login;
  } rows[] = {
    { "{1: -9, 4: h'00000000'}", TX_OK, TX_BAD_TYPE, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'00000000', 16: \"tx-a\"}", TX_MALFORMED, TX_OK, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'00000000', 16: \"tx-b\"}", TX_MALFORMED, TX_BAD_TYPE, TX_MALFORMED,
      TX_MALFORMED },
    { "{1: -9, 4: h'00000000', 16: 294}", TX_MALFORMED, TX_BAD_TYPE, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 13: [], 16: 294}", TX_MALFORMED, TX_MALFORMED, TX_OK, TX_MALFORMED },
    { "{1: -9, 13: [], 16: 293}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 13: [], 16: \"294\"}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 13: []}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'00000000', 13: [], 16: 294}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED,
      TX_MALFORMED },
    { "{1: -9, 16: \"tx-a\"}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_OK },
    { "{1: -9}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_BAD_TYPE },
    { "{4: h'00000000'}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'00000000', 99: 0}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 2: [1], 4: h'00000000'}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'00000000', -1: 0}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: \"ES256\", 4: h'00000000'}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'000000'}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: h'0000000000'}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 4: \"kid1\"}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{4: h'00000000', 1: -9}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{1: -9, 1: -9, 4: h'00000000'}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "{}", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
    { "[1, -9]", TX_MALFORMED, TX_MALFORMED, TX_MALFORMED, TX_MALFORMED },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    ASSERT_ROW(reads(rows[i].header, TX_SHAPE_PLAIN, NULL) == rows[i].plain, rows[i].header);
    ASSERT_ROW(reads(rows[i].header, TX_SHAPE_TYPED, "tx-a") == rows[i].typed, rows[i].header);
    ASSERT_ROW(reads(rows[i].header, TX_SHAPE_LIVE, NULL) == rows[i].live, rows[i].header);
    ASSERT_ROW(reads(rows[i].header, TX_SHAPE_LOGIN, "tx-a") == rows[i].login, rows[i].header);
  }
}

static void the_parts_are_handed_out_as_they_stand(UNUSED void **state) {
  struct tx_sign1 out;
  assert_int_equal(read_header("{1: -7, 4: h'01020304'}", TX_SHAPE_PLAIN, NULL, &out), TX_OK);
  assert_int_equal(out.alg, -7);
  assert_memory_equal(out.kid, "\1\2\3\4", 4);
  assert_int_equal(out.payload.n, 1);
  assert_int_equal(out.signature[0], 0);
  assert_int_equal(read_header("{1: -9, 13: [1, 2], 16: 294}", TX_SHAPE_LIVE, NULL, &out), TX_OK);
  assert_true(tx_span_equal(out.inner, tx_span_text("\x82\1\2")));
}

/* --- the array -------------------------------------------------------------------------------- */

#define HEADER                                                                                     \
  "h'a201280444"                                                                                   \
  "00000000'"

static void four_parts_in_an_array_are_an_object(UNUSED void **state) {
  assert_int_equal(reads_whole("[" HEADER ", {}, h'', " SIGNATURE "]"), TX_OK);
  assert_int_equal(reads_whole("18([" HEADER ", {}, h'', " SIGNATURE "])"), TX_OK);
  assert_int_equal(reads_whole("61(18([" HEADER ", {}, h'', " SIGNATURE "]))"), TX_OK);
  static const char *const bad[] = {
    "[" HEADER ", {}, h'']",
    "[" HEADER ", {}, h'', " SIGNATURE ", 0]",
    "[" HEADER ", {1: 1}, h'', " SIGNATURE "]",
    "[" HEADER ", h'', h'', " SIGNATURE "]",
    "[" HEADER ", {}, null, " SIGNATURE "]",
    "[" HEADER ", {}, \"\", " SIGNATURE "]",
    "[" HEADER ", {}, h'', h'00']",
    "[h'', {}, h'', " SIGNATURE "]",
    "[{1: -9, 4: h'00000000'}, {}, h'', " SIGNATURE "]",
    "18(61([" HEADER ", {}, h'', " SIGNATURE "]))",
    "17([" HEADER ", {}, h'', " SIGNATURE "])",
    "{}",
    "0",
  };
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(reads_whole(bad[i]) == TX_MALFORMED, bad[i]);
}

static void nothing_stands_behind_an_object_and_it_has_one_form(UNUSED void **state) {
  FORGED object = forge_cbor("[" HEADER ", {}, h'', " SIGNATURE "]");
  uint8_t bytes[128] = { 0 };
  struct tx_sign1 out;
  memcpy(bytes, object.p, object.n);
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, object.n), TX_SHAPE_PLAIN, NULL, &out), TX_OK);
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, object.n + 1), TX_SHAPE_PLAIN, NULL, &out),
                   TX_MALFORMED);
  bytes[0] = 0x98, bytes[1] = 4; /* the same array with its length in two bytes */
  memcpy(bytes + 2, object.p + 1, object.n - 1);
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, object.n + 1), TX_SHAPE_PLAIN, NULL, &out),
                   TX_MALFORMED);
}

static void a_signature_has_64_bytes(UNUSED void **state) {
  for (int n = 62; n <= 66; n++) {
    char object[512];
    snprintf(object, sizeof object, "[" HEADER ", {}, h'', h'%0*d']", 2 * n, 0);
    assert_int_equal(reads_whole(object), n == 64 ? TX_OK : TX_MALFORMED);
  }
}

/* --- what is signed --------------------------------------------------------------------------- */

static void what_is_signed_is_the_sig_structure_of_rfc_9052(UNUSED void **state) {
  const uint8_t protected_[] = { 0xa1, 0x01, 0x28 }, payload[300] = { 0 };
  struct tx_sign1 sign1 = { .protected_ = tx_span_of(protected_, sizeof protected_),
                            .payload = tx_span_of(payload, sizeof payload) };
  uint8_t prefix[64 + sizeof protected_];
  char hex[2 * sizeof prefix + 1];
  size_t n = tx_sig_prefix(&sign1, prefix, sizeof prefix);
  assert_string_equal(forge_hex(tx_span_of(prefix, n), hex),
                      "846a5369676e61747572653143a101284059012c");
  assert_int_equal(tx_sig_prefix(&sign1, prefix, n - 1), 0);
}

static void both_numbers_of_an_algorithm_are_one(UNUSED void **state) {
  assert_int_equal(tx_alg_canonical(-9), TX_ALG_ES256);
  assert_int_equal(tx_alg_canonical(-7), TX_ALG_ES256);
  assert_int_equal(tx_alg_canonical(-19), TX_ALG_ED25519);
  assert_int_equal(tx_alg_canonical(-8), TX_ALG_ED25519);
  assert_int_equal(tx_alg_canonical(-65550), TX_ALG_SM2);
  static const int64_t others[] = { 0, 5, -35, -36, -257, -65549, INT64_MIN, 7, 9 };
  for (size_t i = 0; i < COUNT(others); i++)
    assert_int_equal(tx_alg_canonical(others[i]), 0);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void what_is_written_reads_and_verifies_in_every_shape_and_algorithm(UNUSED void **state) {
  static const int64_t algs[] = { TX_ALG_ES256, TX_ALG_ED25519, TX_ALG_SM2 };
  static const enum tx_shape shapes[] = { TX_SHAPE_PLAIN, TX_SHAPE_TYPED, TX_SHAPE_LIVE,
                                          TX_SHAPE_LOGIN };
  const uint8_t inner[] = { 0x81, 0x07 };
  for (size_t a = 0; a < COUNT(algs); a++) {
    struct tx_signer *key = tx_key_generate(algs[a]);
    for (size_t s = 0; s < COUNT(shapes); s++) {
      uint8_t object[256];
      size_t n;
      struct tx_check check = { .alg = key->alg, .spki = tx_span_of(key->spki, key->spki_len) };
      assert_int_equal(tx_sign1_write(key, shapes[s], "tx-a", tx_span_of(inner, 2),
                                      tx_span_text("payload"), object, sizeof object, &n),
                       TX_OK);
      assert_true(n <= tx_sign1_size(7, 2));
      assert_int_equal(tx_sign1_read(tx_span_of(object, n), shapes[s], "tx-a", &check.sign1),
                       TX_OK);
      assert_true(tx_check_holds(&check));
      assert_true(tx_span_equal(check.sign1.payload, tx_span_text("payload")));
    }
    tx_signer_destroy(key);
  }
}

static void no_object_is_written_where_it_does_not_fit(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  uint8_t object[200];
  size_t n, whole;
  struct tx_span none = { 0 }, payload = tx_span_text("payload");
  assert_int_equal(
      tx_sign1_write(key, TX_SHAPE_PLAIN, NULL, none, payload, object, sizeof object, &whole),
      TX_OK);
  for (size_t cap = 0; cap < whole; cap++)
    assert_int_equal(tx_sign1_write(key, TX_SHAPE_PLAIN, NULL, none, payload, object, cap, &n),
                     TX_NO_SPACE);
  assert_int_equal(tx_sign1_write(key, TX_SHAPE_PLAIN, NULL, none, payload, object, whole, &n),
                   TX_OK);
  tx_signer_destroy(key);
}

static bool out_of_reach(UNUSED const struct tx_signer *signer, UNUSED struct tx_span message,
                         UNUSED uint8_t *signature) {
  return false;
}

static void a_signer_that_cannot_be_reached_is_named(UNUSED void **state) {
  static const struct tx_signer_ops ops = { .sign = out_of_reach };
  const struct tx_signer token = { .ops = &ops, .alg = TX_ALG_ES256 };
  uint8_t object[200];
  size_t n;
  struct tx_span none = { 0 };
  assert_int_equal(
      tx_sign1_write(&token, TX_SHAPE_PLAIN, NULL, none, none, object, sizeof object, &n),
      TX_SIGNER_FAILED);
  tx_signer_destroy(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(each_shape_has_its_headers_and_no_other),
    PROMISE(the_parts_are_handed_out_as_they_stand),
    PROMISE(four_parts_in_an_array_are_an_object),
    PROMISE(nothing_stands_behind_an_object_and_it_has_one_form),
    PROMISE(a_signature_has_64_bytes),
    PROMISE(what_is_signed_is_the_sig_structure_of_rfc_9052),
    PROMISE(both_numbers_of_an_algorithm_are_one),
    PROMISE(what_is_written_reads_and_verifies_in_every_shape_and_algorithm),
    PROMISE(no_object_is_written_where_it_does_not_fit),
    PROMISE(a_signer_that_cannot_be_reached_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
