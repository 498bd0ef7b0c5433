/* SPDX-License-Identifier: Apache-2.0 */
#include "code.h"

#include "format/crypto.h"

#include <ctype.h>

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int digit_value(char c) {
  if (c == '\0') return -1;
  const char *at = strchr(digits, c);
  return at ? (int)(at - digits) : -1;
}

/* Luhn mod 32 of n characters; doubled says whether the last of them counts double. */
static unsigned luhn(const char *code, size_t n, bool doubled) {
  unsigned sum = 0;
  for (size_t i = n; i-- > 0; doubled = !doubled) {
    unsigned value = (unsigned)digit_value(code[i]) << (doubled ? 1 : 0);
    sum += value / 32 + value % 32;
  }
  return sum % 32;
}

bool code_make(size_t length, char *out) {
  uint8_t random[CODE_MAX];
  if (!tx_random(random, length - 1)) return false;
  for (size_t i = 0; i < length - 1; i++)
    out[i] = digits[random[i] & 31];
  out[length - 1] = digits[(32 - luhn(out, length - 1, true)) % 32];
  out[length] = '\0';
  tx_cleanse(random, sizeof random);
  return true;
}

static char as_printed(char typed) {
  char c = (char)toupper((unsigned char)typed);
  return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

bool code_read(const char *typed, size_t length, char *out) {
  size_t n = 0;
  for (; *typed; typed++) {
    if (*typed == '-' || *typed == ' ') continue;
    char c = as_printed(*typed);
    if (n == length || digit_value(c) < 0) return false;
    out[n++] = c;
  }
  out[n] = '\0';
  return n == length && luhn(out, n, false) == 0;
}

void code_show(const char *code, char out[CODE_SHOWN_SIZE]) {
  size_t n = 0;
  for (size_t i = 0; code[i]; i++) {
    if (i && i % 4 == 0) out[n++] = '-';
    out[n++] = code[i];
  }
  out[n] = '\0';
}
