/* SPDX-License-Identifier: Apache-2.0 */
#include "http_internal.h"

#include <stdio.h>

/* One segment of the pattern against one of the path. */
static bool segment_fits(struct host_request *request, const char *pattern, size_t n,
                         const char *value) {
  if (n < 2 || pattern[0] != '{') return strlen(value) == n && memcmp(pattern, value, n) == 0;
  if (*value == '\0' || request->param_count == PARAMS_MAX) return false;
  request->params[request->param_count++] =
      (struct host_param){ .name = pattern + 1, .name_len = n - 2, .value = value };
  return true;
}

static bool is_rest(const char *pattern, size_t n) {
  size_t dots = strlen("…}");
  return n > dots && memcmp(pattern + n - dots, "…}", dots) == 0;
}

/* {name…}: everything from here to the end of the path, slashes and all. */
static bool take_rest(struct host_request *request, const char *pattern, size_t n, size_t offset) {
  if (request->param_count == PARAMS_MAX) return false;
  request->params[request->param_count++] = (struct host_param){ .name = pattern + 1,
                                                                 .name_len = n - 1 - strlen("…}"),
                                                                 .value = request->path + offset };
  return true;
}

static bool fits(struct host_request *request, const char *pattern) {
  size_t offset = 0, total = strlen(request->path);
  request->param_count = 0;
  while (*pattern == '/') {
    size_t n = strcspn(++pattern, "/");
    if (offset >= total || request->path[offset] != '/') return false;
    offset++;
    if (is_rest(pattern, n)) return take_rest(request, pattern, n, offset);
    if (!segment_fits(request, pattern, n, request->segments + offset)) return false;
    offset += strlen(request->segments + offset);
    pattern += n;
  }
  return offset == total;
}

static bool method_fits(const char *route, const char *method) {
  return strcmp(route, method) == 0 || (strcmp(route, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static void cut_segments(char *segments) {
  for (; *segments; segments++)
    if (*segments == '/') *segments = '\0';
}

bool route_find(struct host_request *request, char *allow, size_t cap) {
  size_t len = 0;
  allow[0] = '\0';
  cut_segments(request->segments);
  for (size_t i = 0; i < request->http->options.route_count; i++) {
    const struct host_route *route = &request->http->routes[i];
    if (!fits(request, route->pattern)) continue;
    if (method_fits(route->method, request->method)) {
      request->route = route;
      return true;
    }
    if (len < cap)
      len += (size_t)snprintf(allow + len, cap - len, "%s%s", len > 0 ? ", " : "", route->method);
  }
  return false;
}
