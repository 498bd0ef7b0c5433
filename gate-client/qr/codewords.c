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

/* Through the data modules: two columns at a time from the right, up and down in turn. */
struct walk {
  const struct eye_symbol *symbol;
  int right, step, j; /* of the module that comes next */
  int x, y;           /* of the one that came */
};

static struct walk walk_of(const struct eye_symbol *symbol) {
  return (struct walk){ symbol, symbol->side - 1, 0, 0, 0, 0 };
}

static bool walk_on(struct walk *walk) {
  const int side = walk->symbol->side;
  while (walk->right >= 1) {
    walk->x = walk->right - walk->j;
    walk->y = ((walk->right + 1) & 2) == 0 ? side - 1 - walk->step : walk->step;
    walk->j ^= 1;
    if (walk->j == 0) walk->step++;
    if (walk->step == side) {
      walk->step = 0;
      walk->right -= walk->right == 8 ? 3 : 2; /* past the timing pattern */
    }
    if (walk->symbol->fixed[walk->y * side + walk->x] == EYE_DATA) return true;
  }
  return false;
}

static void take_words(const struct reading *in, int mask, struct read_word *words, int n) {
  struct walk walk = walk_of(in->symbol);
  for (int bit = 0; bit / 8 < n && walk_on(&walk); bit++) {
    const float value = soft_at(in, walk.x, walk.y);
    struct read_word *word = &words[bit / 8];
    if (bit % 8 == 0) *word = (struct read_word){ 0, 1e30f };
    word->value = (uint8_t)(word->value << 1 | ((value > 0) != masked(mask, walk.x, walk.y)));
    if (fabsf(value) < word->sure) word->sure = fabsf(value);
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

/* Where a block's words lie among all of a code's. */
struct blocks {
  int raw, n, parity;
};

static struct blocks blocks_as(const struct eye_symbol *symbol, int format) {
  const int level = format >> 3, version = symbol->version;
  return (struct blocks){ raw_codewords(version), blocks_of[level][version - 1],
                          parity_of[level][version - 1] };
}

static int word_at(const struct blocks *blocks, int nth, int i) {
  const int shorts = blocks->n - blocks->raw % blocks->n;
  const int data = blocks->raw / blocks->n - blocks->parity;
  const bool is_long = nth >= shorts;
  if (i == data && is_long) return data * blocks->n + nth - shorts;
  if (i >= data + is_long)
    return data * blocks->n + blocks->n - shorts + (i - data - is_long) * blocks->n + nth;
  return i * blocks->n + nth; /* of a data word before the long blocks' last */
}

static void take_block(const struct read_word *words, const struct blocks *blocks, int nth,
                       struct block *out) {
  out->parity = blocks->parity;
  out->n = blocks->raw / blocks->n + (nth >= blocks->n - blocks->raw % blocks->n);
  for (int i = 0; i < out->n; i++) {
    const struct read_word *word = &words[word_at(blocks, nth, i)];
    out->words[i] = word->value;
    out->sure[i] = word->sure;
  }
}

static int decode_as(const struct reading *in, int format, uint8_t *bytes, size_t cap) {
  struct read_word words[EYE_CODEWORDS_MAX];
  uint8_t data[EYE_CODEWORDS_MAX];
  const struct blocks blocks = blocks_as(in->symbol, format);
  take_words(in, format & 7, words, blocks.raw);
  int n = 0;
  for (int i = 0; i < blocks.n; i++) {
    struct block block;
    take_block(words, &blocks, i, &block);
    if (!correct(&block)) return -1;
    memcpy(data + n, block.words, (size_t)(block.n - blocks.parity));
    n += block.n - blocks.parity;
  }
  return eye_segments(data, n, in->symbol->version, bytes, cap);
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
static bool guess_hands(struct reading *in, struct guess guesses[2][GUESSES]) {
  in->mirrored = true;
  guess_formats(in, guesses[true]);
  in->mirrored = false;
  guess_formats(in, guesses[false]);
  return guesses[true][0].score > guesses[false][0].score;
}

int eye_symbol_decode(const struct eye_symbol *symbol, const float *soft, uint8_t *bytes,
                      size_t cap, bool *mirrored) {
  struct guess guesses[2][GUESSES];
  struct reading in = { symbol, soft, false };
  const bool first = guess_hands(&in, guesses);
  int n = decode_guesses(&in, guesses[first], bytes, cap);
  if (n < 0 && (first || guesses[true][0].score > MIRROR_LEAST * guesses[false][0].score))
    n = decode_guesses(&in, guesses[!first], bytes, cap);
  *mirrored = in.mirrored;
  return n;
}

int eye_symbol_learn(const struct eye_symbol *symbol, const float *soft, int8_t *known) {
  struct read_word words[EYE_CODEWORDS_MAX];
  bool right[EYE_CODEWORDS_MAX] = { false };
  struct guess guesses[2][GUESSES];
  struct reading in = { symbol, soft, false };
  const bool hand = guess_hands(&in, guesses);
  const int format = guesses[hand][0].format, side = symbol->side;
  const struct blocks blocks = blocks_as(symbol, format);
  int learnt = 0;
  in.mirrored = hand;
  take_words(&in, format & 7, words, blocks.raw);
  for (int i = 0; i < blocks.n; i++) {
    struct block block;
    take_block(words, &blocks, i, &block);
    if (!correct(&block)) continue;
    for (int k = 0; k < block.n; k++) {
      const int at = word_at(&blocks, i, k);
      words[at].value = block.words[k];
      right[at] = true;
    }
  }
  struct walk walk = walk_of(symbol);
  for (int bit = 0; bit / 8 < blocks.raw && walk_on(&walk); bit++) {
    if (!right[bit / 8]) continue;
    const bool dark =
        (words[bit / 8].value >> (7 - bit % 8) & 1) != masked(format & 7, walk.x, walk.y);
    int8_t *module = &known[hand ? walk.x * side + walk.y : walk.y * side + walk.x];
    learnt += *module == EYE_DATA;
    *module = dark ? EYE_DARK : EYE_LIGHT;
  }
  return learnt;
}
