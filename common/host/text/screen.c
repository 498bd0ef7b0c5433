/* SPDX-License-Identifier: Apache-2.0 */
#include "screen.h"

#include "visible.h"

#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <wchar.h>

static size_t columns_of(const char *text) {
  size_t columns = 0, n = strlen(text);
  mbstate_t state = { 0 };
  for (size_t i = 0, size; i < n; i += size) {
    wchar_t c;
    size = mbrtowc(&c, text + i, n - i, &state);
    bool whole = size > 0 && size <= n - i;
    int width = whole ? wcwidth(c) : 1;
    if (width > 0) columns += (size_t)width;
    if (whole) continue;
    size = 1;
    state = (mbstate_t){ 0 };
  }
  return columns;
}

/* Widths are the locale's, and a service has none: C.UTF-8 is part of the C library. */
size_t host_screen_columns(const char *text) {
  locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
  size_t columns = columns_of(text);
  if (utf8) {
    uselocale(before);
    freelocale(utf8);
  }
  return columns;
}

void host_screen_print(FILE *out, const char *text, size_t columns) {
  size_t n = strlen(text), cap = n + 1;
  char *shown = malloc(cap);
  if (!shown) return;
  host_visible_copy(tx_span_of(text, n), shown, cap);
  size_t taken = host_screen_columns(shown);
  fprintf(out, "%s%*s", shown, taken < columns ? (int)(columns - taken) : 0, "");
  free(shown);
}

static void print_format(FILE *out, const char *format, va_list list) {
  char *text = NULL;
  if (vasprintf(&text, format, list) < 0) return;
  host_screen_print(out, text, 0);
  free(text);
}

void host_screen_part(FILE *out, const char *format, ...) {
  va_list list;
  va_start(list, format);
  print_format(out, format, list);
  va_end(list);
}

void host_screen_line(FILE *out, const char *format, ...) {
  va_list list;
  va_start(list, format);
  print_format(out, format, list);
  va_end(list);
  fputc('\n', out);
}
