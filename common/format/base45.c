/* SPDX-License-Identifier: Apache-2.0 */
#include "base45.h"

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

void tx_base45_encode(struct tx_span bytes, char *out) {
  for (size_t i = 0; i + 1 < bytes.n; i += 2) {
    unsigned v = bytes.p[i] * 256u + bytes.p[i + 1];
    *out++ = alphabet[v % 45];
    *out++ = alphabet[v / 45 % 45];
    *out++ = alphabet[v / 2025];
  }
  if (bytes.n % 2 == 0) return;
  *out++ = alphabet[bytes.p[bytes.n - 1] % 45];
  *out = alphabet[bytes.p[bytes.n - 1] / 45];
}

/* Values of the alphabet, one more than they are; 0 is no character of it. */
static const uint8_t values[128] = {
  ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
  ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
  ['G'] = 17, ['H'] = 18, ['I'] = 19, ['J'] = 20, ['K'] = 21, ['L'] = 22, ['M'] = 23, ['N'] = 24,
  ['O'] = 25, ['P'] = 26, ['Q'] = 27, ['R'] = 28, ['S'] = 29, ['T'] = 30, ['U'] = 31, ['V'] = 32,
  ['W'] = 33, ['X'] = 34, ['Y'] = 35, ['Z'] = 36, [' '] = 37, ['$'] = 38, ['%'] = 39, ['*'] = 40,
  ['+'] = 41, ['-'] = 42, ['.'] = 43, ['/'] = 44, [':'] = 45,
};

static bool value(uint8_t character, unsigned *out) {
  if (character >= 128 || values[character] == 0) return false;
  *out = values[character] - 1u;
  return true;
}

bool tx_base45_decode(struct tx_span text, uint8_t *out, size_t *n) {
  if (text.n % 3 == 1) return false;
  size_t i = 0;
  for (; i + 2 < text.n; i += 3) {
    unsigned a, b, c;
    if (!value(text.p[i], &a) || !value(text.p[i + 1], &b) || !value(text.p[i + 2], &c))
      return false;
    unsigned v = a + 45 * b + 2025 * c;
    if (v > 0xffff) return false;
    *out++ = (uint8_t)(v >> 8);
    *out++ = (uint8_t)v;
  }
  if (i < text.n) {
    unsigned a, b;
    if (!value(text.p[i], &a) || !value(text.p[i + 1], &b) || a + 45 * b > 255) return false;
    *out = (uint8_t)(a + 45 * b);
  }
  *n = tx_base45_decoded_size(text.n);
  return true;
}
