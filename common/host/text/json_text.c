/* SPDX-License-Identifier: Apache-2.0 */
#include "json_text.h"

#include "visible.h"

#include <stdlib.h>
#include <string.h>

/* NOLINTBEGIN(misc-no-recursion): as deep as the parser let it be, 2048 by jansson */

static bool clean_string(json_t *json) {
  size_t n = json_string_length(json);
  char *text = malloc(n + 1);
  if (!text) return false;
  memcpy(text, json_string_value(json), n);
  n = host_visible_clean(text, n);
  bool done = json_string_setn(json, text, n) == 0;
  free(text);
  return done;
}

static bool is_among(const char *const *names, const char *name) {
  for (size_t i = 0; names && names[i]; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

bool host_json_clean(json_t *json, const char *const *but) {
  const char *name;
  json_t *child;
  size_t i;
  if (json_is_string(json)) return clean_string(json);
  json_array_foreach(json, i, child) if (!host_json_clean(child, but)) return false;
  json_object_foreach(json, name,
                      child) if (!is_among(but, name) && !host_json_clean(child, but)) return false;
  return true;
}

bool host_json_visible(const json_t *json) {
  const char *name;
  json_t *child;
  size_t i;
  if (json_is_string(json))
    return host_visible(tx_span_of(json_string_value(json), json_string_length(json)));
  json_array_foreach(json, i, child) if (!host_json_visible(child)) return false;
  json_object_foreach((json_t *)json, name, child) if (!host_visible(tx_span_text(name)) ||
                                                       !host_json_visible(child)) return false;
  return true;
}

/* NOLINTEND(misc-no-recursion) */
