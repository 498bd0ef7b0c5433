/* SPDX-License-Identifier: Apache-2.0 */
#include "format/base45.h"

#include "promise.h"

static void assert_decodes(const char *text, const char *bytes) {
  uint8_t out[64];
  size_t n = 99;
  ASSERT_ROW(tx_base45_decode(tx_span_text(text), out, &n), text);
  assert_int_equal(n, strlen(bytes));
  assert_memory_equal(out, bytes, n);
}

static bool refused(struct tx_span text) {
  uint8_t out[64];
  size_t n;
  return !tx_base45_decode(text, out, &n);
}

static void the_examples_of_rfc_9285_hold(UNUSED void **state) {
  static const struct {
    const char *bytes, *text;
  } rows[] = { { "AB", "BB8" },
               { "Hello!!", "%69 VD92EX0" },
               { "base-45", "UJCLQE7W581" },
               { "ietf!", "QED8WEX0" } };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[32] = { 0 };
    tx_base45_encode(tx_span_text(rows[i].bytes), text);
    assert_string_equal(text, rows[i].text);
    assert_decodes(rows[i].text, rows[i].bytes);
  }
}

static void every_pair_and_every_byte_comes_back(UNUSED void **state) {
  for (unsigned v = 0; v < 0x10000; v++) {
    uint8_t bytes[2] = { (uint8_t)(v >> 8), (uint8_t)v }, out[2];
    char text[3];
    size_t n;
    for (size_t size = 1; size <= 2; size++) {
      tx_base45_encode(tx_span_of(bytes, size), text);
      assert_int_equal(tx_base45_encoded_size(size), size + 1);
      assert_true(tx_base45_decode(tx_span_of(text, size + 1), out, &n));
      assert_int_equal(n, size);
      assert_memory_equal(out, bytes, size);
    }
  }
}

static void nothing_is_nothing(UNUSED void **state) {
  uint8_t out[1];
  size_t n = 7;
  assert_true(tx_base45_decode(tx_span_of(NULL, 0), out, &n));
  assert_int_equal(n, 0);
}

static void a_group_over_its_bytes_is_refused(UNUSED void **state) {
  assert_decodes("FGW", "\xff\xff");
  assert_true(refused(tx_span_text("GGW"))); /* 65,536 */
  assert_true(refused(tx_span_text(":::")));
  assert_decodes("U5", "\xff");
  assert_true(refused(tx_span_text("V5"))); /* 256 */
  assert_true(refused(tx_span_text("::")));
}

static void a_length_that_no_bytes_have_is_refused(UNUSED void **state) {
  assert_true(refused(tx_span_text("0")));
  assert_true(refused(tx_span_text("BB8B")));
}

static void every_character_outside_the_alphabet_is_refused_in_each_place(UNUSED void **state) {
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  for (int c = 0; c < 256; c++)
    for (size_t place = 0; place < 5; place++) {
      char text[5] = { '0', '0', '0', '0', '0' };
      text[place] = (char)c;
      bool known = c != 0 && strchr(alphabet, c);
      bool fits = (place != 2 && place != 4) || c == '0' || place == 2;
      if (!known)
        assert_true(refused(tx_span_of(text, 5)));
      else if (fits && place != 2)
        assert_false(refused(tx_span_of(text, 5)));
    }
}

static void sizes_agree_with_each_other(UNUSED void **state) {
  for (size_t n = 0; n < 2000; n++)
    assert_int_equal(tx_base45_decoded_size(tx_base45_encoded_size(n)), n);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_examples_of_rfc_9285_hold),
    PROMISE(every_pair_and_every_byte_comes_back),
    PROMISE(nothing_is_nothing),
    PROMISE(a_group_over_its_bytes_is_refused),
    PROMISE(a_length_that_no_bytes_have_is_refused),
    PROMISE(every_character_outside_the_alphabet_is_refused_in_each_place),
    PROMISE(sizes_agree_with_each_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
