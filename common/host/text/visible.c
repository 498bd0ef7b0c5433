/* SPDX-License-Identifier: Apache-2.0 */
#include "visible.h"

#include "format/cbor.h"

struct range {
  uint32_t from, to;
};

static bool is_among(const struct range *ranges, size_t count, uint32_t c) {
  for (size_t i = 0; i < count; i++)
    if (c >= ranges[i].from && c <= ranges[i].to) return true;
  return false;
}
#define IS_AMONG(ranges, c) is_among(ranges, sizeof(ranges) / sizeof *(ranges), c)

static bool is_invisible(uint32_t c) {
  static const struct range ranges[] = {
    { 0x00, 0x08 },     { 0x0e, 0x1f },       { 0x7f, 0x84 },     { 0x86, 0x9f },
    { 0xad, 0xad },     { 0x34f, 0x34f },     { 0x61c, 0x61c },   { 0x115f, 0x1160 },
    { 0x180b, 0x180e }, { 0x200b, 0x200f },   { 0x202a, 0x202e }, { 0x2060, 0x206f },
    { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
    { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
  };
  return IS_AMONG(ranges, c);
}

static bool is_blank(uint32_t c) {
  static const struct range ranges[] = {
    { 0x09, 0x0d },     { 0x20, 0x20 },     { 0x85, 0x85 },     { 0xa0, 0xa0 },
    { 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f },
    { 0x205f, 0x205f }, { 0x3000, 0x3000 },
  };
  return IS_AMONG(ranges, c);
}

/* What a character is made of; the size is 0 where there is no whole one. */
static size_t read_character(const uint8_t *p, size_t n, uint32_t *c) {
  size_t size = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
  if (size == 0 || size > n || !tx_utf8_valid(tx_span_of(p, size))) return 0;
  *c = size == 1 ? *p : *p & (0x7fu >> size);
  for (size_t i = 1; i < size; i++)
    *c = *c << 6 | (p[i] & 0x3fu);
  return size;
}

/* All that is invisible or blank begins with one of these; most texts hold none of them. */
static bool is_suspect(const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (p[i] <= ' ' || p[i] == 0x7f || p[i] == 0xc2 || p[i] == 0xcd || p[i] == 0xd8 ||
        (p[i] >= 0xe1 && p[i] <= 0xe3) || p[i] >= 0xef)
      return true;
  return false;
}

size_t host_visible_clean(char *text, size_t n) {
  uint8_t *p = (uint8_t *)text;
  size_t out = 0;
  bool gap = false;
  text[n] = '\0';
  if (!is_suspect(p, n)) return n;
  for (size_t i = 0, size; i < n; i += size) {
    uint32_t c = 0xfffd;
    size = read_character(p + i, n - i, &c);
    if (size == 0) size = 1;
    if (is_invisible(c)) continue;
    if (is_blank(c)) {
      gap = out > 0;
      continue;
    }
    if (gap) p[out++] = ' ';
    gap = false;
    memmove(p + out, p + i, size);
    out += size;
  }
  text[out] = '\0';
  return out;
}

/* A character's size where it may stand on a screen, else 0. */
static size_t read_visible(const uint8_t *p, size_t n) {
  static const struct range ranges[] = {
    { 0x00, 0x1f }, { 0x7f, 0x9f }, { 0x2028, 0x2029 }, { 0x202a, 0x202e }, { 0x2066, 0x2069 },
  };
  uint32_t c;
  size_t size = read_character(p, n, &c);
  return size && !IS_AMONG(ranges, c) ? size : 0;
}

bool host_visible(struct tx_span text) {
  for (size_t i = 0, size; i < text.n; i += size) {
    size = read_visible(text.p + i, text.n - i);
    if (size == 0) return false;
  }
  return true;
}

void host_visible_copy(struct tx_span text, char *out, size_t cap) {
  size_t n = 0;
  for (size_t i = 0; i < text.n;) {
    size_t size = read_visible(text.p + i, text.n - i);
    uint32_t c;
    if (n + (size ? size : 1) >= cap) break;
    if (size)
      memcpy(out + n, text.p + i, size);
    else
      out[n] = '?';
    n += size ? size : 1;
    size_t whole = read_character(text.p + i, text.n - i, &c);
    i += whole ? whole : 1;
  }
  out[n] = '\0';
}

bool host_visible_letter(const char *text) {
  static const struct range marks[] = {
    { 0x00, 0x2f },     { 0x3a, 0x40 },     { 0x5b, 0x60 },     { 0x7b, 0xa9 },
    { 0xab, 0xb4 },     { 0xb6, 0xb9 },     { 0xbb, 0xbf },     { 0xd7, 0xd7 },
    { 0xf7, 0xf7 },     { 0x2000, 0x2bff }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 },
    { 0x3030, 0x3030 }, { 0xfe10, 0xfe6f }, { 0xff00, 0xff0f }, { 0xff1a, 0xff20 },
    { 0xff3b, 0xff40 }, { 0xff5b, 0xff65 }, { 0xffe0, 0xffff }, { 0x1f000, 0x1faff },
  };
  uint32_t c;
  size_t n = strlen(text);
  if (n == 0 || !read_character((const uint8_t *)text, n, &c)) return false;
  return !is_invisible(c) && !is_blank(c) && !IS_AMONG(marks, c);
}
