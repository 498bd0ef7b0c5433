/* SPDX-License-Identifier: Apache-2.0 */
/* Data codewords to the bytes that were encoded. Nothing is taken for text: bytes stay bytes. */
#include "symbol.h"

struct bits {
  const uint8_t *p;
  int n, at; /* in bits */
};

struct answer {
  uint8_t *bytes;
  size_t n, cap;
};

enum mode {
  END = 0,
  NUMERIC = 1,
  ALPHANUMERIC = 2,
  APPENDED = 3,
  BYTES = 4,
  FNC1_FIRST = 5,
  ECI = 7,
  KANJI = 8,
  FNC1_SECOND = 9,
};

static int left(const struct bits *bits) {
  return bits->n - bits->at;
}

/* 0 past the end; callers ask left() first. */
static unsigned take(struct bits *bits, int n) {
  unsigned value = 0;
  for (; n > 0 && left(bits) > 0; n--, bits->at++)
    value = value << 1 | (bits->p[bits->at / 8] >> (7 - bits->at % 8) & 1);
  return value;
}

static bool put(struct answer *answer, unsigned byte) {
  if (answer->n == answer->cap) return false;
  answer->bytes[answer->n++] = (uint8_t)byte;
  return true;
}

static bool numeric(struct bits *bits, unsigned count, struct answer *out) {
  while (count > 0) {
    const unsigned digits = count < 3 ? count : 3;
    const int width = digits == 3 ? 10 : digits == 2 ? 7 : 4;
    if (left(bits) < width) return false;
    const unsigned value = take(bits, width);
    if (value >= (digits == 3 ? 1000u : digits == 2 ? 100u : 10u)) return false;
    for (unsigned i = 0, unit = digits == 3 ? 100 : digits == 2 ? 10 : 1; i < digits; i++) {
      if (!put(out, '0' + value / unit % 10)) return false;
      unit /= 10;
    }
    count -= digits;
  }
  return true;
}

static bool alphanumeric(struct bits *bits, unsigned count, struct answer *out) {
  static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  for (; count > 1; count -= 2) {
    if (left(bits) < 11) return false;
    const unsigned pair = take(bits, 11);
    if (pair >= 45 * 45 || !put(out, (unsigned)letters[pair / 45]) ||
        !put(out, (unsigned)letters[pair % 45]))
      return false;
  }
  if (count == 0) return true;
  if (left(bits) < 6) return false;
  const unsigned one = take(bits, 6);
  return one < 45 && put(out, (unsigned)letters[one]);
}

static bool plain_bytes(struct bits *bits, unsigned count, struct answer *out) {
  if (left(bits) / 8 < (int)count) return false;
  while (count-- > 0)
    if (!put(out, take(bits, 8))) return false;
  return true;
}

/* As Shift JIS, which is what was encoded. */
static bool kanji(struct bits *bits, unsigned count, struct answer *out) {
  while (count-- > 0) {
    if (left(bits) < 13) return false;
    const unsigned value = take(bits, 13), packed = value / 0xc0 << 8 | value % 0xc0;
    const unsigned jis = packed + (packed < 0x1f00 ? 0x8140 : 0xc140);
    if (!put(out, jis >> 8) || !put(out, jis & 0xff)) return false;
  }
  return true;
}

static int count_width(enum mode mode, int version) {
  static const int widths[][3] = {
    [NUMERIC] = { 10, 12, 14 },
    [ALPHANUMERIC] = { 9, 11, 13 },
    [BYTES] = { 8, 16, 16 },
    [KANJI] = { 8, 10, 12 },
  };
  return widths[mode][version < 10 ? 0 : version < 27 ? 1 : 2];
}

/* The character set that follows is the reader's business, not ours. */
static bool skip_eci(struct bits *bits) {
  if (left(bits) < 8) return false;
  const unsigned first = take(bits, 8);
  const int more = (first & 0x80) == 0 ? 0 : (first & 0xc0) == 0x80 ? 8 : 16;
  if ((first & 0xe0) == 0xe0 || left(bits) < more) return false;
  take(bits, more);
  return true;
}

static bool segment(struct bits *bits, enum mode mode, int version, struct answer *out) {
  switch (mode) {
  case ECI:
    return skip_eci(bits);
  case FNC1_FIRST:
    return true;
  case FNC1_SECOND:
    take(bits, 8);
    return true;
  case NUMERIC:
  case ALPHANUMERIC:
  case BYTES:
  case KANJI:
    break;
  case END:
  case APPENDED:
    return false; /* one part of several is no text of ours */
  default:
    return false;
  }
  const int width = count_width(mode, version);
  if (left(bits) < width) return false;
  const unsigned count = take(bits, width);
  if (mode == NUMERIC) return numeric(bits, count, out);
  if (mode == ALPHANUMERIC) return alphanumeric(bits, count, out);
  return mode == BYTES ? plain_bytes(bits, count, out) : kanji(bits, count, out);
}

int eye_segments(const uint8_t *codewords, int n, int version, uint8_t *bytes, size_t cap) {
  struct bits bits = { codewords, n * 8, 0 };
  struct answer answer = { bytes, 0, cap };
  while (left(&bits) >= 4) {
    const enum mode mode = (enum mode)take(&bits, 4);
    if (mode == END) break;
    if (!segment(&bits, mode, version, &answer)) return -1;
  }
  return answer.n > 0 ? (int)answer.n : -1;
}
