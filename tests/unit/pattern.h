/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of routes. */
#ifndef TESTS_UNIT_PATTERN_H
#define TESTS_UNIT_PATTERN_H

#include <stdio.h>
#include <string.h>

/* A route's pattern with something in its braces. */
static inline void fill_pattern(const char *pattern, const char *area, char *out, size_t cap) {
  size_t n = 0;
  for (const char *p = pattern; *p && n + 20 < cap; p++) {
    if (*p != '{') {
      out[n++] = *p;
      continue;
    }
    const char *value = strncmp(p, "{area}", 6) == 0    ? area
                        : strncmp(p, "{gate}", 6) == 0  ? "none"
                        : strncmp(p, "{login}", 7) == 0 ? "street"
                                                        : "1";
    n += (size_t)snprintf(out + n, cap - n, "%s", value);
    p = strchr(p, '}');
  }
  out[n] = '\0';
}

#endif
