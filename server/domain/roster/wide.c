/* SPDX-License-Identifier: Apache-2.0 */
#include "wide.h"

/* U+FF01 to U+FF3F are EF BC 81 to EF BC BF, U+FF40 to U+FF5E are EF BD 80 to EF BD 9E. */
static int narrow_of(const unsigned char *p) {
  if (p[0] != 0xef) return 0;
  if (p[1] == 0xbc && p[2] > 0x80 && p[2] < 0xc0) return p[2] - 0x80 + 0x20;
  if (p[1] == 0xbd && p[2] >= 0x80 && p[2] < 0x9f) return p[2] - 0x80 + 0x60;
  return 0;
}

int wide_next(const char **text) {
  const unsigned char *p = (const unsigned char *)*text;
  const int narrow = narrow_of(p);
  *text += narrow ? 3 : 1;
  return narrow ? narrow : *p < 0x80 ? *p : 0;
}

void wide_to_ascii(char *text) {
  const char *from = text;
  while (*from) {
    const char byte = *from;
    const int c = wide_next(&from);
    *text++ = c ? (char)c : byte;
  }
  *text = '\0';
}
