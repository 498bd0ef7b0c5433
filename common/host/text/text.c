/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <ctype.h>

void host_hex(struct tx_span bytes, char *out) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes.n; i++) {
    *out++ = digits[bytes.p[i] >> 4];
    *out++ = digits[bytes.p[i] & 15];
  }
  *out = '\0';
}

static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = (char)tolower((unsigned char)c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool host_unhex(const char *text, uint8_t *out, size_t n) {
  if (strlen(text) != 2 * n) return false;
  for (size_t i = 0; i < n; i++) {
    int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = (uint8_t)(high << 4 | low);
  }
  return true;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void host_base64(struct tx_span bytes, char *out) {
  for (size_t i = 0; i < bytes.n; i += 3) {
    size_t left = bytes.n - i;
    uint32_t group = (uint32_t)bytes.p[i] << 16;
    if (left > 1) group |= (uint32_t)bytes.p[i + 1] << 8;
    if (left > 2) group |= bytes.p[i + 2];
    *out++ = alphabet[group >> 18];
    *out++ = alphabet[group >> 12 & 63];
    *out++ = left > 1 ? alphabet[group >> 6 & 63] : '=';
    *out++ = left > 2 ? alphabet[group & 63] : '=';
  }
  *out = '\0';
}

static int sextet_of(uint8_t c) {
  const char *at = c ? strchr(alphabet, c) : NULL;
  return at ? (int)(at - alphabet) : -1;
}

/* Four characters, of which the last pad are '='. */
static bool read_group(const uint8_t *text, size_t pad, uint32_t *group) {
  *group = 0;
  for (size_t i = 0; i < 4; i++) {
    int sextet = i < 4 - pad ? sextet_of(text[i]) : 0;
    if (sextet < 0) return false;
    *group = *group << 6 | (uint32_t)sextet;
  }
  return (*group & ((1u << (8 * pad)) - 1)) == 0;
}

bool host_unbase64(struct tx_span text, uint8_t *out, size_t cap, size_t *n) {
  *n = 0;
  if (text.n % 4 != 0) return false;
  for (size_t i = 0; i < text.n; i += 4) {
    bool last = i + 4 == text.n;
    size_t pad = !last || text.p[i + 3] != '=' ? 0 : text.p[i + 2] == '=' ? 2 : 1;
    uint32_t group;
    if (!read_group(text.p + i, pad, &group) || *n + 3 - pad > cap) return false;
    for (size_t b = 0; b < 3 - pad; b++)
      out[(*n)++] = (uint8_t)(group >> (16 - 8 * b));
  }
  return true;
}

void host_copy(const char *text, char *out, size_t cap) {
  size_t n = strnlen(text, cap);
  if (n == cap) n--;
  while (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80)
    n--;
  memcpy(out, text, n);
  out[n] = 0;
}

#define DISTANCE_MAX 63

size_t host_distance(const char *a, const char *b) {
  size_t n = strlen(b), row[DISTANCE_MAX + 1];
  if (n > DISTANCE_MAX) return n;
  for (size_t j = 0; j <= n; j++)
    row[j] = j;
  for (size_t i = 0; a[i]; i++) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < n; j++) {
      size_t change = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      size_t shorter = row[j] < diagonal ? row[j] : diagonal;
      row[j + 1] = change < shorter + 1 ? change : shorter + 1;
    }
  }
  return row[n];
}
