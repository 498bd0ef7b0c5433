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

/* The text of one operation within it: from its method to the next that is indented as little. */
static const char *find_operation(const struct host_route *route, size_t *length) {
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
static bool says(const struct host_route *route, const char *words) {
  size_t n = 0;
  const char *text = find_operation(route, &n);
  return text && memmem(text, n, words, strlen(words)) != NULL;
}

static void every_route_is_described(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i].route;
    if (!says(route, "summary:")) fail_msg("not described: %s %s", route->method, route->pattern);
  }
}

static bool is_route(const char *method, size_t method_n, const char *pattern, size_t n) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i].route;
    if (strlen(route->pattern) == n && strncmp(route->pattern, pattern, n) == 0 &&
        strlen(route->method) == method_n && strncasecmp(route->method, method, method_n) == 0)
      return true;
  }
  return false;
}

/* Looks at each operation of the path whose line begins at pattern; returns how many there are. */
static size_t look_at_operations(const char *pattern, size_t n) {
  static const char *const shared = "parameters";
  char name[128];
  size_t length = 0, count = 0;
  snprintf(name, sizeof name, "%.*s", (int)n, pattern);
  const char *text = find_path(name, &length), *end = text + length;
  for (const char *p = text; (p = memmem(p, (size_t)(end - p), "\n    ", 5)) != NULL; p++) {
    size_t word_n = strspn(p + 5, "abcdefghijklmnopqrstuvwxyz");
    if (!word_n || (word_n == strlen(shared) && strncmp(p + 5, shared, word_n) == 0)) continue;
    if (!is_route(p + 5, word_n, pattern, n))
      fail_msg("described, but no route: %.*s %s", (int)word_n, p + 5, name);
    count++;
  }
  if (!count) fail_msg("described, but no route: %s", name);
  return count;
}

static void nothing_is_described_that_is_no_route(UNUSED void **state) {
  size_t described = 0;
  for (const char *p = strstr(description, "\npaths:"); p && (p = strstr(p, "\n  /")); p++) {
    const char *pattern = p + 3;
    described += look_at_operations(pattern, strcspn(pattern, "\n") - 1); /* without the colon */
  }
  assert_int_equal(described, server_route_count);
  assert_true(described >= 15);
}

static void the_description_says_what_is_the_offices_alone(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++)
    ASSERT_ROW(says(&server_routes[i].route, "\n      x-who: office\n") ==
                   (server_routes[i].who == ROUTE_OFFICE),
               server_routes[i].route.pattern);
}

/* Publishing is the one that is asked for with nothing to say. */
static bool takes_body(const struct host_route *route) {
  bool post = strcmp(route->method, "POST") == 0, put = strcmp(route->method, "PUT") == 0;
  return (post && strcmp(route->pattern, "/v1/publications") != 0) || put;
}

static void what_takes_a_body_bounds_it(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i].route;
    ASSERT_ROW(takes_body(route) == (route->body_max > 0), route->pattern);
    ASSERT_ROW(takes_body(route) == says(route, "\n      requestBody:\n"), route->pattern);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(every_route_is_described),
    PROMISE(nothing_is_described_that_is_no_route),
    PROMISE(the_description_says_what_is_the_offices_alone),
    PROMISE(what_takes_a_body_bounds_it),
  };
  return cmocka_run_group_tests(promises, read_description, drop_description);
}
