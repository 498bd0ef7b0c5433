/* SPDX-License-Identifier: Apache-2.0 */
#include "qr/symbol.h"

#include <qrencode.h>
#include <stdio.h>

#include "city/chance.h"
#include "eye_scene.h"

static struct eye_symbol symbol;
static float soft[EYE_MODULES_MAX];
static uint8_t bytes[EYE_TEXT_MAX];
static bool mirrored;

static void soften(const QRcode *code) {
  assert_true(eye_symbol_of(code->width, &symbol));
  for (int i = 0; i < code->width * code->width; i++)
    soft[i] = code->data[i] & 1 ? 1 : -1;
}

static void every_version_and_level_is_understood(UNUSED void **state) {
  for (int version = 1; version <= 40; version++)
    for (int level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++) {
      QRcode *code = QRcode_encodeString("TX1:7", version, (QRecLevel)level, QR_MODE_8, 1);
      assert_non_null(code);
      soften(code);
      const int n = eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored);
      if (n != 5 || memcmp(bytes, "TX1:7", 5) != 0 || mirrored)
        fail_msg("version %d level %d", version, level);
      QRcode_free(code);
    }
}

/* What a corner's three finders let see of a mirrored code: its columns as rows. */
static void turn_over(void) {
  for (int y = 0; y < symbol.side; y++)
    for (int x = 0; x < y; x++) {
      const float kept = soft[y * symbol.side + x];
      soft[y * symbol.side + x] = soft[x * symbol.side + y];
      soft[x * symbol.side + y] = kept;
    }
}

static void every_version_and_level_is_understood_in_a_mirror(UNUSED void **state) {
  for (int version = 1; version <= 40; version++)
    for (int level = QR_ECLEVEL_L; level <= QR_ECLEVEL_H; level++) {
      QRcode *code = QRcode_encodeString("TX1:7", version, (QRecLevel)level, QR_MODE_8, 1);
      assert_non_null(code);
      soften(code);
      turn_over();
      const int n = eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored);
      if (n != 5 || memcmp(bytes, "TX1:7", 5) != 0 || !mirrored)
        fail_msg("version %d level %d", version, level);
      QRcode_free(code);
    }
}

static void what_is_fixed_is_where_the_standard_has_it(UNUSED void **state) {
  for (int version = 1; version <= 40; version++) {
    QRcode *code = QRcode_encodeString("A", version, QR_ECLEVEL_L, QR_MODE_8, 1);
    soften(code);
    for (int i = 0; i < code->width * code->width; i++) {
      if (symbol.fixed[i] == EYE_DARK) assert_true(soft[i] > 0);
      if (symbol.fixed[i] == EYE_LIGHT) assert_true(soft[i] < 0);
    }
    QRcode_free(code);
  }
}

static void bytes_come_back_as_they_were(UNUSED void **state) {
  uint8_t all[256];
  for (int i = 0; i < 256; i++)
    all[i] = (uint8_t)i;
  QRcode *code = QRcode_encodeData(256, all, 0, QR_ECLEVEL_Q);
  soften(code);
  assert_int_equal(eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored), 256);
  assert_memory_equal(bytes, all, 256);
  QRcode_free(code);
}

/* Doubtful modules are the first to be distrusted: twice as many are borne as wrong ones. */
static int decode_with_wrong(int wrong, float how_sure) {
  QRcode *code = QRcode_encodeString(A_PASS, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  soften(code);
  struct chance chance = chance_of(5, 5);
  for (int i = 0; i < wrong; i++) {
    const size_t at = chance_below(&chance, (size_t)code->width * (size_t)code->width);
    if (symbol.fixed[at] == EYE_DATA) soft[at] = soft[at] > 0 ? -how_sure : how_sure;
  }
  QRcode_free(code);
  return eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored);
}

static void a_little_dirt_is_corrected(UNUSED void **state) {
  assert_int_equal(decode_with_wrong(20, 1), strlen(A_PASS));
  assert_memory_equal(bytes, A_PASS, strlen(A_PASS));
}

static void what_is_doubtful_is_forgiven_more_than_what_is_wrong(UNUSED void **state) {
  assert_int_equal(decode_with_wrong(50, 1), -1);
  assert_int_equal(decode_with_wrong(50, 0.1f), strlen(A_PASS));
}

/* As many wrong as leave some of its four blocks to be corrected, and not all. */
static void what_can_be_corrected_of_a_code_is_known(UNUSED void **state) {
  static int8_t known[EYE_MODULES_MAX];
  int partly = 0;
  for (int wrong = 24; wrong < 60; wrong++) {
    if (decode_with_wrong(wrong, 1) >= 0) continue;
    QRcode *code = QRcode_encodeString(A_PASS, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    const int modules = code->width * code->width;
    int unknown = 0, data = 0;
    if (wrong % 2) turn_over();
    memset(known, EYE_DATA, sizeof known);
    const int learnt = eye_symbol_learn(&symbol, soft, known);
    if (wrong % 2) turn_over();
    for (int i = 0; i < modules; i++) {
      const int there = wrong % 2 ? i % code->width * code->width + i / code->width : i;
      data += symbol.fixed[i] == EYE_DATA;
      unknown += symbol.fixed[i] == EYE_DATA && known[there] == EYE_DATA;
      if (known[there] != EYE_DATA)
        assert_int_equal(known[there], code->data[i] & 1 ? EYE_DARK : EYE_LIGHT);
    }
    assert_int_equal(learnt, data - unknown);
    assert_true(unknown > 0);
    partly += learnt > 0;
    QRcode_free(code);
  }
  assert_true(partly >= 10);
}

/* All zeros is a code word: six erased, and some wrong besides, of ten parity words. */
static bool repaired(int wrong, int erasures) {
  static const int erased[] = { 0, 1, 2, 3, 4, 5 };
  uint8_t words[26] = { 9, 8, 7, 6, 5, 4 };
  for (int i = 0; i < wrong; i++)
    words[10 + i] = (uint8_t)(40 + i);
  const bool done = eye_reed_solomon(words, 26, 10, erased, erasures);
  for (size_t i = 0; done && i < sizeof words; i++)
    assert_int_equal(words[i], 0);
  return done;
}

static void erasures_are_repaired_only_with_a_margin_against_chance(UNUSED void **state) {
  assert_true(repaired(0, 6));
  assert_true(repaired(1, 6));
  assert_false(repaired(2, 6));
  assert_false(repaired(0, 0)); /* six wrong, and nobody knows which */
}

static void noise_is_no_code(UNUSED void **state) {
  struct chance chance = chance_of(1, 1);
  assert_true(eye_symbol_of(49, &symbol));
  for (int round = 0; round < 300; round++) {
    for (int i = 0; i < 49 * 49; i++)
      soft[i] = (float)chance_between(&chance, -100, 100);
    assert_int_equal(eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored), -1);
  }
}

static void other_sides_are_no_codes(UNUSED void **state) {
  for (int side = -1; side < 200; side++)
    assert_int_equal(eye_symbol_of(side, &symbol),
                     side >= 21 && side <= 177 && (side - 21) % 4 == 0);
}

/* Bits from a text of 0 and 1 and spaces; the codewords, padded with zeros. */
static int segments(const char *bits, int version) {
  uint8_t words[64] = { 0 };
  int n = 0;
  for (; *bits; bits++)
    if (*bits != ' ') {
      words[n / 8] |= (uint8_t)((*bits - '0') << (7 - n % 8));
      n++;
    }
  return eye_segments(words, (n + 7) / 8, version, bytes, 8);
}

static void a_character_set_named_by_eci_changes_no_byte(UNUSED void **state) {
  assert_int_equal(segments("0111 00011010 0100 00000010 11100100 10111101 0000", 1), 2);
  assert_memory_equal(bytes, "\xe4\xbd", 2);
  assert_int_equal(segments("0111 10000000 00011010 0100 00000001 01000001 0000", 1), 1);
}

static void numbers_letters_and_kanji_are_told_apart(UNUSED void **state) {
  assert_int_equal(segments("0001 0000000100 0000001100 0101 0000", 1), 4);
  assert_memory_equal(bytes, "0125", 4);
  assert_int_equal(segments("0010 000000010 00111001101 0000", 1), 2);
  assert_memory_equal(bytes, "AB", 2);
  assert_int_equal(segments("1000 00000001 0110110011111 0000", 1), 1 + 1);
  assert_memory_equal(bytes, "\x93\x5f", 2);
}

static void nonsense_in_the_bits_is_refused(UNUSED void **state) {
  assert_int_equal(segments("0100 11111111 00000000", 1), -1);          /* more than there is */
  assert_int_equal(segments("0001 0000000011 1111111111 0000", 1), -1); /* no three digits */
  assert_int_equal(segments("0010 000000010 11111111111 0000", 1), -1); /* no two letters */
  assert_int_equal(segments("0110 0000", 1), -1);                       /* no such mode */
  assert_int_equal(segments("0011 00000001 00000000 0100 00000001 01000001", 1), -1); /* a part */
  assert_int_equal(segments("0000", 1), -1);                                          /* nothing */
  assert_int_equal(segments("0100 00001001 01000001 01000001 01000001 01000001 01000001 01000001 "
                            "01000001 01000001 01000001 0000",
                            1),
                   -1); /* longer than the room */
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_version_and_level_is_understood),
    cmocka_unit_test(every_version_and_level_is_understood_in_a_mirror),
    cmocka_unit_test(what_is_fixed_is_where_the_standard_has_it),
    cmocka_unit_test(bytes_come_back_as_they_were),
    cmocka_unit_test(a_little_dirt_is_corrected),
    cmocka_unit_test(what_is_doubtful_is_forgiven_more_than_what_is_wrong),
    cmocka_unit_test(what_can_be_corrected_of_a_code_is_known),
    cmocka_unit_test(erasures_are_repaired_only_with_a_margin_against_chance),
    cmocka_unit_test(noise_is_no_code),
    cmocka_unit_test(other_sides_are_no_codes),
    cmocka_unit_test(a_character_set_named_by_eci_changes_no_byte),
    cmocka_unit_test(numbers_letters_and_kanji_are_told_apart),
    cmocka_unit_test(nonsense_in_the_bits_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
