/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"

#include <dirent.h>
#include <stdio.h>

static bool skipped(const json_t *item) {
  const char *directive = json_string_value(json_object_get(item, "directive"));
  return directive && strcmp(directive, "skip") == 0;
}

static void add(struct rules *rules, const char *name, const json_t *expression,
                const json_t *data) {
  if (rules->count == RULES_MAX) return;
  struct rule_case *one = &rules->cases[rules->count];
  snprintf(one->name, sizeof one->name, "%s", name ? name : "");
  one->logic = tx_logic_compile(expression, NULL);
  if (!one->logic) return;
  if (json_value_read(data, &one->data))
    rules->count++;
  else
    tx_logic_destroy(one->logic);
}

static void add_case(struct rules *rules, const json_t *one) {
  const json_t *assertions = json_object_get(one, "assertions");
  for (size_t i = 0; i < json_array_size(assertions); i++) {
    const json_t *assertion = json_array_get(assertions, i);
    const json_t *own = json_object_get(assertion, "certLogicExpression");
    if (skipped(assertion)) continue;
    add(rules, json_string_value(json_object_get(one, "name")),
        own ? own : json_object_get(one, "certLogicExpression"),
        json_object_get(assertion, "data"));
  }
}

static void add_suite(struct rules *rules, const char *path) {
  json_t *suite = json_load_file(path, 0, NULL);
  if (!suite || skipped(suite)) {
    json_decref(suite);
    return;
  }
  json_array_append_new(rules->suites, suite);
  const json_t *cases = json_object_get(suite, "cases");
  for (size_t i = 0; i < json_array_size(cases); i++)
    if (!skipped(json_array_get(cases, i))) add_case(rules, json_array_get(cases, i));
}

bool rules_load(struct rules *rules, const char *folder) {
  *rules = (struct rules){ .suites = json_array() };
  DIR *dir = opendir(folder);
  if (!dir) return false;
  for (const struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (strstr(entry->d_name, ".json")) add_suite(rules, path);
  }
  closedir(dir);
  return rules->count > 0;
}

void rules_clear(struct rules *rules) {
  for (size_t i = 0; i < rules->count; i++) {
    tx_logic_destroy(rules->cases[i].logic);
    json_value_clear(&rules->cases[i].data);
  }
  json_decref(rules->suites);
}
