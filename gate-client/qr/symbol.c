/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol.h"

#include <stdlib.h>
#include <string.h>

#define VERSION_RIGHT 24 /* of twice 18 bits; chance says 18, give or take 3 */

static void place_alignments(struct eye_symbol *symbol) {
  const int version = symbol->version;
  if (version == 1) return;
  const int n = version / 7 + 2;
  const int step = version == 32 ? 26 : (version * 4 + n * 2 + 1) / (n * 2 - 2) * 2;
  symbol->alignments = n;
  symbol->alignment[0] = 6;
  for (int i = n - 1; i > 0; i--)
    symbol->alignment[i] = symbol->side - 7 - step * (n - 1 - i);
}

bool eye_symbol_aligns(const struct eye_symbol *symbol, int row, int column) {
  const int last = symbol->alignments - 1;
  const bool finder =
      (row == 0 && column == 0) || (row == 0 && column == last) || (row == last && column == 0);
  return row <= last && column <= last && !finder;
}

static void set(struct eye_symbol *symbol, int x, int y, enum eye_module value) {
  if (x < 0 || y < 0 || x >= symbol->side || y >= symbol->side) return;
  symbol->fixed[y * symbol->side + x] = (int8_t)value;
}

static int ring(int dx, int dy) {
  return abs(dx) > abs(dy) ? abs(dx) : abs(dy);
}

static void draw_finder(struct eye_symbol *symbol, int cx, int cy) {
  for (int dy = -4; dy <= 4; dy++)
    for (int dx = -4; dx <= 4; dx++) {
      const int r = ring(dx, dy);
      set(symbol, cx + dx, cy + dy, r == 2 || r == 4 ? EYE_LIGHT : EYE_DARK);
    }
}

static void draw_alignments(struct eye_symbol *symbol) {
  for (int row = 0; row < symbol->alignments; row++)
    for (int column = 0; column < symbol->alignments; column++) {
      if (!eye_symbol_aligns(symbol, row, column)) continue;
      for (int dy = -2; dy <= 2; dy++)
        for (int dx = -2; dx <= 2; dx++)
          set(symbol, symbol->alignment[column] + dx, symbol->alignment[row] + dy,
              ring(dx, dy) == 1 ? EYE_LIGHT : EYE_DARK);
    }
}

static void reserve_info(struct eye_symbol *symbol) {
  const int side = symbol->side;
  for (int i = 0; i < 9; i++) {
    if (i == 6) continue;
    set(symbol, 8, i, EYE_INFO);
    set(symbol, i, 8, EYE_INFO);
  }
  for (int i = 0; i < 8; i++) {
    set(symbol, side - 1 - i, 8, EYE_INFO);
    set(symbol, 8, side - 1 - i, EYE_INFO);
  }
  set(symbol, 8, side - 8, EYE_DARK);
  if (symbol->version < 7) return;
  for (int i = 0; i < 18; i++) {
    set(symbol, side - 11 + i % 3, i / 3, EYE_INFO);
    set(symbol, i / 3, side - 11 + i % 3, EYE_INFO);
  }
}

bool eye_symbol_of(int side, struct eye_symbol *out) {
  if (side < EYE_SIDE_LEAST || side > EYE_SIDE_MOST || side % 4 != 1) return false;
  out->side = side;
  out->version = (side - 17) / 4;
  out->alignments = 0;
  memset(out->fixed, EYE_DATA, (size_t)side * (size_t)side);
  place_alignments(out);
  for (int i = 0; i < side; i++) {
    set(out, i, 6, i % 2 ? EYE_LIGHT : EYE_DARK);
    set(out, 6, i, i % 2 ? EYE_LIGHT : EYE_DARK);
  }
  draw_finder(out, 3, 3);
  draw_finder(out, side - 4, 3);
  draw_finder(out, 3, side - 4);
  draw_alignments(out);
  reserve_info(out);
  return true;
}

/* BCH(18, 6), as ISO/IEC 18004 has it. */
static int version_bits(int version) {
  int rest = version;
  for (int i = 0; i < 12; i++)
    rest = rest << 1 ^ (rest >> 11) * 0x1f25;
  return version << 12 | rest;
}

bool eye_symbol_says_version(const struct eye_symbol *symbol, const float *soft) {
  const int side = symbol->side, bits = version_bits(symbol->version);
  int right = 0;
  if (symbol->version < 7) return true;
  for (int i = 0; i < 18; i++) {
    const int near = i / 3, far = side - 11 + i % 3;
    const bool dark = bits >> i & 1;
    right += (soft[near * side + far] > 0) == dark;
    right += (soft[far * side + near] > 0) == dark;
  }
  return right >= VERSION_RIGHT;
}
