/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong with one rule by itself. */
#include "scene.h"

#include <stdio.h>

static bool everybody(const struct tx_rule *rule) {
  unsigned kinds = (1u << TX_GATE_KIND_COUNT) - 1 - (1u << TX_GATE_SAMPLING);
  return rule->roles == 0xffff && (rule->kinds & kinds) == kinds && rule->directions == 7;
}

/* A condition that is plainly false closes a gate for those to whom the rule applies; that is how a
 * ban is written, and only a ban of everybody is an error. */
static bool is_ban(const struct tx_finding *rule) {
  return !json_is_object(rule_logic_json(rule)) && !everybody(rule->rule);
}

static void check_satisfiable(struct scene *scene, const struct tx_finding *rule) {
  struct pair pair = { rule->rule, rule->rule };
  if (rule->rule->on_fail == TX_FAIL_WARN || is_ban(rule)) return;
  if (!scene_open_space(scene, rule, rule, any_group)) return;
  enum space_answer answer = space_search(scene->space, first_holds, &pair);
  if (answer == SPACE_NOT_DECIDED) scene_report_not_decided(scene, rule, NULL);
  if (answer != SPACE_NONE) return;
  struct policy_finding finding = scene_finding(FINDING_UNSATISFIABLE, rule, NULL);
  struct policy_details details = { .rule_count = 1 };
  scene_report(scene, &finding, &details);
}

static void check_home(struct scene *scene, const struct tx_finding *rule) {
  struct pair pair = { rule->rule, rule->rule };
  if (rule->rule->keeps_home || !scene_open_space(scene, rule, rule, resident_going_in)) return;
  space_stay_home(scene->space);
  enum space_answer answer = space_search(scene->space, first_denies, &pair);
  if (answer == SPACE_NOT_DECIDED && rule->rule->on_fail == TX_FAIL_DENY)
    scene_report_not_decided(scene, rule, NULL);
  if (answer != SPACE_FOUND) return;
  struct policy_finding finding = scene_finding(FINDING_KEEPS_FROM_HOME, rule, NULL);
  struct policy_details details = { 0 };
  scene_describe(scene, &finding);
  scene_report(scene, &finding, &details);
}

static bool first_errs(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_errs(space, pair->a);
}

/* Gates deny whom a rule errs with, whatever its on_fail says. */
static void check_errs(struct scene *scene, const struct tx_finding *rule) {
  struct pair pair = { rule->rule, rule->rule };
  if (!scene_open_space(scene, rule, rule, any_group)) return;
  if (space_search(scene->space, first_errs, &pair) != SPACE_FOUND) return;
  struct policy_finding finding = scene_finding(FINDING_ERRS, rule, NULL);
  struct policy_details details = { 0 };
  scene_describe(scene, &finding);
  scene_report(scene, &finding, &details);
}

static bool begins(const char *path, const char *prefix) {
  size_t n = strlen(prefix);
  return strncmp(path, prefix, n) == 0 && (path[n] == '\0' || path[n] == '.');
}

/* A result brings its swab with it. */
static const char *source_of(const char *path) {
  static const char *const of_tests[] = { "record.pending", "record.sampled_at",
                                          "record.sampled_age_s" };
  for (size_t i = 0; i < sizeof of_tests / sizeof *of_tests; i++)
    if (strcmp(path, of_tests[i]) == 0) return "record.test";
  return path;
}

static bool declared(const struct policy_check *check, const char *path) {
  static const char *const always[] = { "pass", "record.state", "data", "now", "clock", "gate" };
  for (size_t i = 0; i < sizeof always / sizeof *always; i++)
    if (begins(path, always[i])) return true;
  for (size_t i = 0; i < check->declared_count; i++)
    if (begins(path, check->declared[i]) || begins(source_of(path), check->declared[i]))
      return true;
  return !check->declared;
}

static void check_fed(struct scene *scene, const struct tx_finding *rule, const char *path) {
  const struct policy_check *check = scene->check;
  for (size_t i = 0; i < check->never_fed_count; i++) {
    if (!begins(source_of(path), check->never_fed[i])) continue;
    struct policy_finding finding = scene_finding(FINDING_NEVER_FED, rule, NULL);
    struct policy_details details = { .path = check->never_fed[i] };
    scene_report(scene, &finding, &details);
  }
}

static void check_path(struct scene *scene, const struct tx_finding *rule, const char *path,
                       bool inside_reduce) {
  bool local = inside_reduce && (begins(path, "current") || begins(path, "accumulator"));
  bool unknown = !datum_find(path);
  check_fed(scene, rule, path);
  if (local || *path == '\0' || (!unknown && declared(scene->check, path))) return;
  struct policy_finding finding = scene_finding(FINDING_UNDECLARED, rule, NULL);
  struct policy_details details = { .path = path, .unknown = unknown };
  scene_report(scene, &finding, &details);
}

static void check_paths(struct scene *scene, const struct tx_finding *rule, const json_t *logic,
                        bool inside_reduce) {
  for (size_t i = 0; i < json_array_size(logic); i++)
    check_paths(scene, rule, json_array_get(logic, i), inside_reduce);
  const char *operation;
  json_t *operands;
  json_object_foreach((json_t *)logic, operation, operands) {
    if (json_is_string(operands))
      check_path(scene, rule, json_string_value(operands), inside_reduce);
    else
      check_paths(scene, rule, operands, inside_reduce || strcmp(operation, "reduce") == 0);
  }
}

/* A rule that waits for a gate's area outside its own policy's waits for ever. */
static void check_gate_areas(struct scene *scene, const struct tx_finding *rule) {
  space_begin(scene->space, scene->community, scene->now_s);
  space_look(scene->space, rule_logic_json(rule));
  for (size_t i = 0; i < scene->space->literal_count; i++) {
    const struct space_literal *literal = &scene->space->literals[i];
    if (!literal->path || strcmp(literal->path, "gate.area") != 0) continue;
    if (literal->value.kind != TX_VALUE_INT ||
        tx_area_contains(rule->policy->area, (uint64_t)literal->value.integer))
      continue;
    char place[64];
    snprintf(place, sizeof place, "gate.area %lld", (long long)literal->value.integer);
    struct policy_finding finding = scene_finding(FINDING_OUTSIDE, rule, NULL);
    struct policy_details details = { .path = place };
    scene_report(scene, &finding, &details);
  }
}

static bool is_age_of_passage(const struct space_literal *literal) {
  const char *path = literal->path;
  return path && literal->value.kind == TX_VALUE_INT &&
         (strcmp(path, "history.last_entry_age_s") == 0 ||
          strcmp(path, "history.last_exit_age_s") == 0);
}

/* A server tells gates of passages within the exit window, and gates forget the others. */
static void check_look_back(struct scene *scene, const struct tx_finding *rule) {
  space_begin(scene->space, scene->community, scene->now_s);
  space_look(scene->space, rule_logic_json(rule));
  struct policy_details details = { .kept_s = scene->layers.exit_window_s };
  for (size_t i = 0; i < scene->space->literal_count; i++) {
    const struct space_literal *literal = &scene->space->literals[i];
    if (!is_age_of_passage(literal) || literal->value.integer <= details.kept_s) continue;
    if (literal->value.integer <= details.looks_s) continue;
    details.looks_s = literal->value.integer;
    details.path = literal->path;
  }
  if (!details.looks_s) return;
  struct policy_finding finding = scene_finding(FINDING_FORGOTTEN, rule, NULL);
  scene_report(scene, &finding, &details);
}

static void check_jurisdiction(struct scene *scene, const struct tx_finding *rule) {
  if (tx_area_contains(scene->check->jurisdiction, rule->policy->area)) return;
  if (!scene->check->draft) return; /* those above us are not ours to publish */
  char area[13];
  tx_area_format(rule->policy->area, area);
  struct policy_finding finding = scene_finding(FINDING_OUTSIDE, rule, NULL);
  struct policy_details details = { .path = area };
  scene_report(scene, &finding, &details);
}

void scene_check_rule(struct scene *scene, const struct tx_finding *rule) {
  check_jurisdiction(scene, rule);
  check_paths(scene, rule, rule_logic_json(rule), false);
  check_gate_areas(scene, rule);
  check_look_back(scene, rule);
  check_errs(scene, rule);
  check_satisfiable(scene, rule);
  check_home(scene, rule);
}
