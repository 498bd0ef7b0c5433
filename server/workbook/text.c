/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ESCAPE 7 /* _xHHHH_ */

bool workbook_text_add(struct workbook_text *text, const char *piece, size_t n, size_t max) {
  if (n > max || text->n > max - n) return false;
  if (text->n + n + 1 > text->cap) {
    const size_t cap = (text->n + n + 1) * 2;
    char *grown = realloc(text->bytes, cap);
    if (!grown) return false;
    text->bytes = grown;
    text->cap = cap;
  }
  memcpy(text->bytes + text->n, piece, n);
  text->n += n;
  text->bytes[text->n] = '\0';
  return true;
}

static bool is_escape(const char *at, size_t left) {
  return left >= ESCAPE && at[0] == '_' && at[1] == 'x' && at[6] == '_' &&
         isxdigit((unsigned char)at[2]) && isxdigit((unsigned char)at[3]) &&
         isxdigit((unsigned char)at[4]) && isxdigit((unsigned char)at[5]);
}

/* What is neither a control nor ASCII stays escaped: nobody writes it so. */
static char escaped(const char *at) {
  const long code = strtol((const char[]){ at[2], at[3], at[4], at[5], '\0' }, NULL, 16);
  return code < ' ' ? ' ' : code < 0x7f ? (char)code : '\0';
}

void workbook_text_unescape(struct workbook_text *text) {
  if (!text->n || !memchr(text->bytes, '_', text->n)) return;
  size_t to = 0;
  for (size_t from = 0; from < text->n; to++) {
    const char c =
        is_escape(text->bytes + from, text->n - from) ? escaped(text->bytes + from) : '\0';
    text->bytes[to] = c ? c : text->bytes[from];
    from += c ? ESCAPE : 1;
  }
  text->n = to;
  text->bytes[to] = '\0';
}

void workbook_text_finish(struct workbook_text *text) {
  free(text->bytes);
  *text = (struct workbook_text){ 0 };
}
