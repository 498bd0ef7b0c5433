/* SPDX-License-Identifier: Apache-2.0 */
/* docs/api/openapi.yaml, by the text of its operations. */
#ifndef TESTS_UNIT_API_DESCRIPTION_H
#define TESTS_UNIT_API_DESCRIPTION_H

#include "promise.h"

#include "host/sys/file.h"
#include "http/routes.h"

#include <ctype.h>

static char *description;

static inline int read_description(UNUSED void **state) {
  struct host_bytes bytes = { 0 };
  if (host_file_read(TONGXING_SOURCE "/docs/api/openapi.yaml", 1u << 20, &bytes) != TX_OK)
    return -1;
  description = (char *)bytes.p;
  return 0;
}

static inline int drop_description(UNUSED void **state) {
  free(description);
  return 0;
}

/* The text of one path: from its line to the next that is indented as little. */
static inline const char *find_path(const char *pattern, size_t *length) {
  char line[160];
  snprintf(line, sizeof line, "\n  %s:\n", pattern);
  const char *start = strstr(description, line);
  if (!start) return NULL;
  const char *end = start + strlen(line);
  while (*end && !(end[-1] == '\n' && strncmp(end, "  /", 3) == 0))
    end++;
  *length = (size_t)(end - start);
  return start;
}

/* The text of one operation within it: from its method to the next that is indented as little. */
static inline const char *find_operation(const struct host_route *route, size_t *length) {
  char line[32] = "\n    ";
  size_t text_n = 0, n = strlen(line);
  const char *text = find_path(route->pattern, &text_n);
  if (!text) return NULL;
  for (size_t i = 0; route->method[i]; i++)
    line[n++] = (char)tolower((unsigned char)route->method[i]);
  line[n++] = ':';
  const char *start = memmem(text, text_n, line, n);
  if (!start) return NULL;
  const char *end = start + n;
  while (end < text + text_n && !(strncmp(end, "\n    ", 5) == 0 && end[5] != ' '))
    end++;
  *length = (size_t)(end - start);
  return start;
}

/* Whether a route's operation says a line; false, too, where it is not described. */
static inline bool says(const struct host_route *route, const char *words) {
  size_t n = 0;
  const char *text = find_operation(route, &n);
  return text && memmem(text, n, words, strlen(words)) != NULL;
}

#endif
