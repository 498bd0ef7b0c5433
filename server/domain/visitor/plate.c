/* SPDX-License-Identifier: Apache-2.0 */
#include "plate.h"

#include <stddef.h>
#include <string.h>

#define IDEOGRAPH 3 /* bytes of UTF-8; all of these are */

static const char provinces[] = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使";
static const char ends[] = "学警港澳挂领试超"; /* of a last character */

static bool one_of(const char *ideographs, const char *text) {
  if (strlen(text) < IDEOGRAPH) return false;
  for (const char *p = ideographs; *p; p += IDEOGRAPH)
    if (memcmp(p, text, IDEOGRAPH) == 0) return true;
  return false;
}

/* What people write between the parts. */
static size_t blank(const char *text) {
  static const char *const blanks[] = { " ", "-", ".", "·", "•" };
  for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
    if (strncmp(text, blanks[i], strlen(blanks[i])) == 0) return strlen(blanks[i]);
  return 0;
}

static bool compact(const char *text, char out[PLATE_SIZE]) {
  size_t n = 0;
  while (*text) {
    size_t skipped = blank(text);
    text += skipped;
    if (skipped) continue;
    if (n + 1 == PLATE_SIZE) return false;
    char c = *text++;
    out[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  out[n] = '\0';
  return true;
}

static size_t count_signs(const char *text) {
  return strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

bool plate_read(const char *text, char out[PLATE_SIZE]) {
  if (!compact(text, out) || !one_of(provinces, out)) return false;
  const char *rest = out + IDEOGRAPH;
  size_t n = count_signs(rest);
  if (*rest < 'A' && strncmp(out, "使", IDEOGRAPH) != 0) return false;
  if (!rest[n]) return n == 6 || n == 7;
  return n == 5 && rest[n + IDEOGRAPH] == '\0' && one_of(ends, rest + n);
}
