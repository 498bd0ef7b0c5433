/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"

#include <stdio.h>
#include <string.h>

bool sheet_address(const struct sheet *sheet, const char *claim, char *out, size_t cap) {
  const char *url = json_string_value(json_object_get(sheet->heading, "url"));
  size_t n = url ? strlen(url) : 0;
  while (n > 0 && url[n - 1] == '/')
    n--;
  if (n == 0) return false;
  const int written = snprintf(out, cap, "%.*s/resident/#apply%s%s", (int)n, url,
                               claim ? "?claim=" : "", claim ? claim : "");
  return written > 0 && (size_t)written < cap;
}
