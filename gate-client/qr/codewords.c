/* SPDX-License-Identifier: Apache-2.0 */
/* Soft modules to data codewords: format, mask, order of bits, blocks, and what to distrust. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "symbol.h"

enum level { LEVEL_M, LEVEL_L, LEVEL_H, LEVEL_Q }; /* as the format bits number them */

static const uint8_t parity_of[4][40] = {
  [LEVEL_L] = { 7,  10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
                28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
  [LEVEL_M] = { 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
                26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28 },
  [LEVEL_Q] = { 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
                28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
  [LEVEL_H] = { 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
                30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30 },
};

static const uint8_t blocks_of[4][40] = {
  [LEVEL_L] = { 1, 1, 1, 1,  1,  2,  2,  2,  2,  4,  4,  4,  4,  4,  6,  6,  6,  6,  7,  8,
                8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25 },
  [LEVEL_M] = { 1,  1,  1,  2,  2,  4,  4,  4,  5,  5,  5,  8,  9,  9,  10, 10, 11, 13, 14, 16,
                17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49 },
  [LEVEL_Q] = { 1,  1,  2,  2,  4,  4,  6,  6,  8,  8,  8,  10, 12, 16, 12, 17, 16, 18, 21, 20,
                23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68 },
  [LEVEL_H] = { 1,  1,  2,  4,  4,  4,  5,  6,  8,  8,  11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
                25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81 },
};

/* The modules as they lie in the picture: of a mirrored code, columns are rows. */
struct reading {
  const struct eye_symbol *symbol;
  const float *soft;
  bool mirrored;
};

/* What the format bits say, and how surely. */
struct guess {
  bool mirrored;
  int format;
  float score;
};

#define GUESSES 2          /* of each hand */
#define MIRROR_LEAST 0.75f /* of the better hand's score, to be tried at all */

struct read_word {
  uint8_t value;
  float sure; /* of its least certain bit */
};

static int raw_codewords(int version) {
  int bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const int alignments = version / 7 + 2;
    bits -= (25 * alignments - 10) * alignments - 55;
  }
  if (version >= 7) bits -= 36;
  return bits / 8;
}

static int format_bits(int format) {
  int rest = format;
  for (int i = 0; i < 10; i++)
    rest = rest << 1 ^ (rest >> 9) * 0x537;
  return (format << 10 | rest) ^ 0x5412;
}

static float soft_at(const struct reading *in, int x, int y) {
  const int side = in->symbol->side;
  return in->soft[in->mirrored ? x * side + y : y * side + x];
}

/* Both copies' soft values, bit 0 first. */
static void format_soft(const struct reading *in, float out[15]) {
  const int side = in->symbol->side;
  for (int i = 0; i < 15; i++) {
    const int x = i < 8 ? 8 : i == 8 ? 7 : 14 - i;
    const int y = i < 6 ? i : i == 6 ? 7 : 8;
    const int x2 = i < 8 ? side - 1 - i : 8, y2 = i < 8 ? 8 : side - 15 + i;
    out[i] = soft_at(in, x, y) + soft_at(in, x2, y2);
  }
}

/* The formats by likelihood, best first. */
static void guess_formats(const struct reading *in, struct guess best[GUESSES]) {
  float bits[15];
  format_soft(in, bits);
  best[0] = best[1] = (struct guess){ in->mirrored, 0, -1e30f };
  for (int format = 0; format < 32; format++) {
    const int word = format_bits(format);
    float score = 0;
    for (int i = 0; i < 15; i++)
      score += word >> i & 1 ? bits[i] : -bits[i];
    const int place = score > best[0].score ? 0 : score > best[1].score ? 1 : 2;
    if (place == 0) best[1] = best[0];
    if (place < 2) best[place] = (struct guess){ in->mirrored, format, score };
  }
}

static bool masked(int mask, int x, int y) {
  switch (mask) {
  case 0:
    return (x + y) % 2 == 0;
  case 1:
    return y % 2 == 0;
  case 2:
    return x % 3 == 0;
  case 3:
    return (x + y) % 3 == 0;
  case 4:
    return (x / 3 + y / 2) % 2 == 0;
  case 5:
    return x * y % 2 + x * y % 3 == 0;
  case 6:
    return (x * y % 2 + x * y % 3) % 2 == 0;
  default:
    return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

/* Two columns at a time from the right, up and down in turn. */
static void take_words(const struct reading *in, int mask, struct read_word *words, int n) {
  const int side = in->symbol->side;
  int bit = 0;
  for (int right = side - 1; right >= 1; right -= 2) {
    if (right == 6) right = 5;
    for (int step = 0; step < side; step++)
      for (int j = 0; j < 2; j++) {
        const int x = right - j, y = ((right + 1) & 2) == 0 ? side - 1 - step : step;
        if (in->symbol->fixed[y * side + x] != EYE_DATA || bit / 8 >= n) continue;
        const float value = soft_at(in, x, y);
        struct read_word *word = &words[bit / 8];
        if (bit % 8 == 0) *word = (struct read_word){ 0, 1e30f };
        word->value = (uint8_t)(word->value << 1 | ((value > 0) != masked(mask, x, y)));
        if (fabsf(value) < word->sure) word->sure = fabsf(value);
        bit++;
      }
  }
}

struct block {
  uint8_t words[255];
  float sure[255];
  int n, parity;
};

/* The words' places, least certain first. */
static void order_by_doubt(const struct block *block, int *places) {
  for (int i = 0; i < block->n; i++) {
    int j = i;
    for (; j > 0 && block->sure[places[j - 1]] > block->sure[i]; j--)
      places[j] = places[j - 1];
    places[j] = i;
  }
}

/* As it stands, then with more and more of the least certain words erased. */
static bool correct(struct block *block) {
  if (eye_reed_solomon(block->words, block->n, block->parity, NULL, 0)) return true;
  int places[255];
  order_by_doubt(block, places);
  for (int erasures = 2; erasures <= block->parity - 4; erasures += 2)
    if (eye_reed_solomon(block->words, block->n, block->parity, places, erasures)) return true;
  return false;
}

static void take_block(const struct read_word *words, int raw, int blocks, int parity, int nth,
                       struct block *out) {
  const int shorts = blocks - raw % blocks, data = raw / blocks - parity;
  const bool is_long = nth >= shorts;
  out->parity = parity;
  out->n = raw / blocks + is_long;
  for (int i = 0; i < out->n; i++) {
    int at = i * blocks + nth; /* of a data word before the long blocks' last */
    if (i == data && is_long) at = data * blocks + nth - shorts;
    if (i >= data + is_long)
      at = data * blocks + blocks - shorts + (i - data - is_long) * blocks + nth;
    out->words[i] = words[at].value;
    out->sure[i] = words[at].sure;
  }
}

static int decode_as(const struct reading *in, int format, uint8_t *bytes, size_t cap) {
  struct read_word words[EYE_CODEWORDS_MAX];
  uint8_t data[EYE_CODEWORDS_MAX];
  const int version = in->symbol->version, raw = raw_codewords(version), level = format >> 3;
  const int blocks = blocks_of[level][version - 1];
  const int parity = parity_of[level][version - 1];
  take_words(in, format & 7, words, raw);
  int n = 0;
  for (int i = 0; i < blocks; i++) {
    struct block block;
    take_block(words, raw, blocks, parity, i, &block);
    if (!correct(&block)) return -1;
    memcpy(data + n, block.words, (size_t)(block.n - parity));
    n += block.n - parity;
  }
  return eye_segments(data, n, version, bytes, cap);
}

static int decode_guesses(struct reading *in, const struct guess guesses[GUESSES], uint8_t *bytes,
                          size_t cap) {
  in->mirrored = guesses[0].mirrored;
  for (int i = 0; i < GUESSES; i++) {
    const int n = decode_as(in, guesses[i].format, bytes, cap);
    if (n >= 0) return n;
  }
  return -1;
}

/* The likelier hand first; a code and its mirror image differ by their format bits, mostly. */
int eye_symbol_decode(const struct eye_symbol *symbol, const float *soft, uint8_t *bytes,
                      size_t cap, bool *mirrored) {
  struct guess guesses[2][GUESSES];
  struct reading in = { symbol, soft, true };
  guess_formats(&in, guesses[true]);
  in.mirrored = false;
  guess_formats(&in, guesses[false]);
  const float straight = guesses[false][0].score, mirror = guesses[true][0].score;
  const bool first = mirror > straight;
  int n = decode_guesses(&in, guesses[first], bytes, cap);
  if (n < 0 && (first || mirror > MIRROR_LEAST * straight))
    n = decode_guesses(&in, guesses[!first], bytes, cap);
  *mirrored = in.mirrored;
  return n;
}
