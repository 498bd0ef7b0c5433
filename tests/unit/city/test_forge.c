/* SPDX-License-Identifier: Apache-2.0 */
#include "city/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))

static void assert_writes(const char *notation, const char *hex) {
  FORGED bytes = forge_cbor("%s", notation);
  char written[256];
  assert_non_null(bytes.p);
  assert_string_equal(forge_hex(forge_span(&bytes), written), hex);
}

static void notation_becomes_the_bytes_of_the_standard(UNUSED void **state) {
  assert_writes("0", "00");
  assert_writes("-500", "3901f3");
  assert_writes("\"ü\"", "62c3bc");
  assert_writes("h'01020304'", "4401020304");
  assert_writes("[1, [2, 3], [4, 5]]", "8301820203820405");
  assert_writes("{1: 2, 3: [true, false, null]}", "a2010203"
                                                  "83f5f4f6");
  assert_writes("18([])", "d280");
}

static void notation_keeps_what_is_wrong_as_it_is(UNUSED void **state) {
  assert_writes("{2: 0, 1: 0}", "a202000100");
  assert_writes("[raw'fa47c35000']", "81fa47c35000");
}

static void what_is_no_notation_makes_nothing(UNUSED void **state) {
  static const char *const wrong[] = { "", "[1", "{1: }", "h'0'", "\"a", "1 2", "nul" };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    FORGED bytes = forge_cbor("%s", wrong[i]);
    assert_null(bytes.p);
  }
}

static void an_object_written_by_hand_is_an_object(UNUSED void **state) {
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256);
  FORGED payload = forge_cbor("{6: 1}");
  FORGED object = forge_object(key, "tx-status", forge_span(&payload));
  struct tx_check check = { .alg = key->alg, .spki = tx_span_of(key->spki, key->spki_len) };
  enum tx_reason read =
      tx_sign1_read(forge_span(&object), TX_SHAPE_TYPED, "tx-status", &check.sign1);
  assert_int_equal(read, TX_OK);
  assert_true(tx_check_holds(&check));
  object.p[object.n - 1] ^= 1;
  assert_false(tx_check_holds(&check));
  tx_signer_destroy(key);
}

static void keys_follow_from_a_seed(UNUSED void **state) {
  struct forge one, again, other;
  char long_one[200];
  assert_true(forge_open_seeded(&one, CITY_TODAY_S, "seven"));
  assert_true(forge_open_seeded(&again, CITY_TODAY_S, "seven"));
  assert_true(forge_open_seeded(&other, CITY_TODAY_S, "eight"));
  for (int i = 0; i < FORGE_KEYS; i++) {
    const enum forge_key key = (enum forge_key)i;
    assert_int_equal(one.keys[i]->alg, forge_key_alg(key));
    assert_memory_equal(one.keys[i]->hash, again.keys[i]->hash, TX_HASH_SIZE);
    assert_memory_not_equal(one.keys[i]->hash, other.keys[i]->hash, TX_HASH_SIZE);
    assert_memory_not_equal(one.keys[i]->hash, one.keys[(i + 1) % FORGE_KEYS]->hash, TX_HASH_SIZE);
  }
  forge_close(&one);
  forge_close(&again);
  forge_close(&other);
  memset(long_one, 'x', sizeof long_one - 1);
  long_one[sizeof long_one - 1] = '\0';
  assert_false(forge_open_seeded(&one, CITY_TODAY_S, long_one));
  forge_close(&one);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(notation_becomes_the_bytes_of_the_standard),
    cmocka_unit_test(notation_keeps_what_is_wrong_as_it_is),
    cmocka_unit_test(what_is_no_notation_makes_nothing),
    cmocka_unit_test(an_object_written_by_hand_is_an_object),
    cmocka_unit_test(keys_follow_from_a_seed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
