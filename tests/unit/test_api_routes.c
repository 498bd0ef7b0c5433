/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "host/sys/file.h"
#include "http/routes.h"

#include <ctype.h>

static char *description;

static int read_description(UNUSED void **state) {
  struct host_bytes bytes = { 0 };
  if (host_file_read(TONGXING_SOURCE "/docs/api/openapi.yaml", 1u << 20, &bytes) != TX_OK)
    return -1;
  description = (char *)bytes.p;
  return 0;
}

static int drop_description(UNUSED void **state) {
  free(description);
  return 0;
}

/* The text of one path: from its line to the next that is indented as little. */
static const char *find_path(const char *pattern, size_t *length) {
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

static bool describes(const struct host_route *route) {
  char method[24] = "\n    ", line[32];
  size_t length = 0;
  const char *text = find_path(route->pattern, &length);
  if (!text) return false;
  for (size_t i = 0; route->method[i]; i++)
    method[5 + i] = (char)tolower((unsigned char)route->method[i]);
  snprintf(line, sizeof line, "%s:", method);
  return memmem(text, length, line, strlen(line)) != NULL;
}

static void every_route_is_described(UNUSED void **state) {
  for (size_t i = 0; i < public_route_count; i++)
    ASSERT_ROW(describes(&public_routes[i]), public_routes[i].pattern);
}

static bool is_route(const char *pattern, size_t n) {
  for (size_t i = 0; i < public_route_count; i++)
    if (strlen(public_routes[i].pattern) == n && strncmp(public_routes[i].pattern, pattern, n) == 0)
      return true;
  return false;
}

static void nothing_is_described_that_is_no_route(UNUSED void **state) {
  size_t described = 0;
  for (const char *p = strstr(description, "\npaths:"); p && (p = strstr(p, "\n  /")); p++) {
    const char *pattern = p + 3;
    size_t n = strcspn(pattern, "\n") - 1; /* without the colon */
    if (!is_route(pattern, n)) fail_msg("described, but no route: %.*s", (int)n, pattern);
    described++;
  }
  assert_true(described >= 15);
}

static void what_takes_a_body_bounds_it(UNUSED void **state) {
  for (size_t i = 0; i < public_route_count; i++)
    ASSERT_ROW((strcmp(public_routes[i].method, "POST") == 0) == (public_routes[i].body_max > 0),
               public_routes[i].pattern);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(every_route_is_described),
    PROMISE(nothing_is_described_that_is_no_route),
    PROMISE(what_takes_a_body_bounds_it),
  };
  return cmocka_run_group_tests(promises, read_description, drop_description);
}
