/* SPDX-License-Identifier: Apache-2.0 */
#include "api_description.h"
#include "model/account.h"

static void every_route_is_described(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    if (!says(route, "summary:")) fail_msg("not described: %s %s", route->method, route->pattern);
  }
}

static bool is_route(const char *method, size_t method_n, const char *pattern, size_t n) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
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

/* "      x-rights: [search, open]\n" of a route's needs. */
static void rights_line(unsigned needs, char *out, size_t cap) {
  size_t n = (size_t)snprintf(out, cap, "\n      x-rights: [");
  for (unsigned bit = 0; bit < RIGHTS; bit++)
    if (needs & 1u << bit)
      n += (size_t)snprintf(out + n, cap - n, "%s%s", out[n - 1] == '[' ? "" : ", ",
                            right_word(1u << bit));
  snprintf(out + n, cap - n, "]\n");
}

static void the_description_says_which_rights_a_caller_needs(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    char line[160];
    rights_line(route->needs, line, sizeof line);
    ASSERT_ROW(says(route, route->needs ? line : "\n      x-rights:") == (route->needs != 0),
               route->pattern);
  }
}

static bool begins(const struct host_route *route, const char *with) {
  return strncmp(route->pattern, with, strlen(with)) == 0;
}

static bool is_a_phones(const struct host_route *route) {
  return begins(route, "/v1/me") || begins(route, "/v1/holders") || begins(route, "/v1/sync/end") ||
         (begins(route, "/v1/applications") && !route->needs);
}

/* Phones alone go last, and whoever needs a right never goes first. */
static void phones_wait_behind_the_office_and_the_office_behind_gates(UNUSED void **state) {
  unsigned of[HOST_CLASSES] = { 0 };
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    const enum host_class class = host_class_of(route->flags);
    if (!(route->flags & HOST_WAITS)) continue;
    ASSERT_ROW((class == HOST_LAST) == is_a_phones(route), route->pattern);
    ASSERT_ROW(!(class == HOST_FIRST && route->needs), route->pattern);
    of[class]++;
  }
  for (int class = 0; class < HOST_CLASSES; class ++)
    assert_true(of[class] > 5);
}

/* These are asked for with nothing to say. */
static const char *const bare[] = { "/v1/me/passes/{area}/{index}/renewals",
                                    "/v1/me/passes/{area}/{index}/cards",
                                    "/v1/publications",
                                    "/v1/accounts/bindings",
                                    "/v1/accounts/{login}/codes",
                                    "/v1/feeds/{source}/tokens",
                                    "/v1/imports/previews/{area}/{id}/confirmations",
                                    "/v1/imports/{area}/{id}/undo" };

static bool takes_body(const struct host_route *route) {
  bool put = strcmp(route->method, "PUT") == 0 || strcmp(route->method, "PATCH") == 0;
  if (strcmp(route->method, "POST") != 0) return put;
  for (size_t i = 0; i < COUNT(bare); i++)
    if (strcmp(route->pattern, bare[i]) == 0) return false;
  return true;
}

static void what_takes_a_body_bounds_it(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    ASSERT_ROW(takes_body(route) == (route->body_max > 0), route->pattern);
    ASSERT_ROW(takes_body(route) == says(route, "\n      requestBody:\n"), route->pattern);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(every_route_is_described),
    PROMISE(nothing_is_described_that_is_no_route),
    PROMISE(the_description_says_which_rights_a_caller_needs),
    PROMISE(phones_wait_behind_the_office_and_the_office_behind_gates),
    PROMISE(what_takes_a_body_bounds_it),
  };
  return cmocka_run_group_tests(promises, read_description, drop_description);
}
