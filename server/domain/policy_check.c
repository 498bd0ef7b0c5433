/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_check.h"
#include "policy_say.h"
#include "policy_space.h"

#include <stdio.h>
#include <stdlib.h>

#define RULES_MAX 512
#define INSTANTS_MAX 16

/* The rules in force in one community at one time. */
struct scene {
  const struct policy_check *check;
  struct policy_findings *findings;
  struct space *space;
  uint64_t community;
  int64_t now_s;
  struct layers layers;
  struct tx_finding rules[RULES_MAX]; /* from the highest level down */
  size_t rule_count;
};

/* --- findings
 * ---------------------------------------------------------------------------------------- */

static struct policy_finding *known(const struct scene *scene, const struct policy_finding *like) {
  for (size_t i = 0; i < scene->findings->count; i++) {
    struct policy_finding *own = &scene->findings->items[i];
    if (own->kind == like->kind && own->first.rule == like->first.rule &&
        own->second.rule == like->second.rule)
      return own;
  }
  return NULL;
}

static void report(struct scene *scene, struct policy_finding *finding,
                   const struct policy_details *details) {
  struct policy_finding *own = known(scene, finding);
  if (own) {
    own->community_count += own->community != scene->community;
    return;
  }
  struct policy_findings *all = scene->findings;
  struct policy_finding *grown = realloc(all->items, (all->count + 1) * sizeof *grown);
  if (!grown) {
    all->out_of_memory = true;
    return;
  }
  all->items = grown;
  finding->community = scene->community;
  finding->community_count = 1;
  policy_say(finding, details);
  all->errors += finding->weight == FINDING_ERROR;
  all->warnings += finding->weight == FINDING_WARNING;
  all->items[all->count++] = *finding;
}

static struct policy_finding finding_of(enum policy_finding_kind kind,
                                        const struct tx_finding *first,
                                        const struct tx_finding *second) {
  struct policy_finding finding = { .kind = kind, .first = *first };
  if (second) finding.second = *second;
  return finding;
}

static void describe(const struct scene *scene, struct policy_finding *finding) {
  space_describe(scene->space, "zh", finding->example_zh, sizeof finding->example_zh);
  space_describe(scene->space, "en", finding->example_en, sizeof finding->example_en);
}

static void report_not_decided(struct scene *scene, const struct tx_finding *first,
                               const struct tx_finding *second) {
  struct policy_finding finding = finding_of(FINDING_NOT_DECIDED, first, second);
  struct policy_details details = { 0 };
  report(scene, &finding, &details);
}

static bool concerns(const struct scene *scene, const struct tx_finding *rule) {
  return !scene->check->draft || rule->policy == scene->check->draft;
}

/* --- spaces over one rule or two
 * --------------------------------------------------------------------- */

static bool stands(const struct scene *scene, const struct tx_finding *rule,
                   const struct space_group *group) {
  struct tx_gate gate = { .area = scene->community,
                          .kind = (enum tx_gate_kind)group->kind,
                          .direction = (enum tx_direction)group->direction,
                          .clock.now_s = scene->now_s };
  struct standing standing;
  standing_begin(&standing, &scene->layers, &gate, group->role);
  return standing_applies(&standing, rule->order, rule->rule) &&
         !standing_replaced(&standing, tx_area_level(rule->policy->area), rule->rule);
}

typedef bool group_test(const struct space_group *group);

static bool any_group(const struct space_group *group) {
  (void)group;
  return true;
}

static bool resident_going_in(const struct space_group *group) {
  return group->role == TX_ROLE_RESIDENT && group->direction == TX_IN &&
         group->kind != TX_GATE_SAMPLING;
}

/* Every role, kind and direction for which both rules stand. */
static void add_groups(const struct scene *scene, const struct tx_finding *a,
                       const struct tx_finding *b, group_test *wanted) {
  for (uint8_t role = 0; role < TX_ROLE_COUNT; role++)
    for (uint8_t kind = 0; kind < TX_GATE_KIND_COUNT; kind++)
      for (uint8_t direction = 0; direction < TX_DIRECTION_COUNT; direction++) {
        struct space_group group = { role, kind, direction };
        if (!(a->rule->roles & b->rule->roles & 1u << role)) continue;
        if (wanted(&group) && stands(scene, a, &group) && stands(scene, b, &group))
          space_add_group(scene->space, group);
      }
}

/* False: there is nobody to whom both apply. */
static bool open_space(const struct scene *scene, const struct tx_finding *a,
                       const struct tx_finding *b, group_test *wanted) {
  space_begin(scene->space, scene->community, scene->now_s);
  space_look(scene->space, rule_logic_json(a));
  if (b != a) space_look(scene->space, rule_logic_json(b));
  add_groups(scene, a, b, wanted);
  space_finish(scene->space, a->policy->utc_offset_s);
  return scene->space->group_count > 0;
}

/* What is asked of each person. */
struct pair {
  const struct tx_rule *a, *b;
};

static bool both_hold(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) < 0 && space_severity(space, pair->b) < 0;
}

static bool first_holds(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) < 0;
}

static bool second_holds(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->b) < 0;
}

static bool first_denies(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) == TX_FAIL_DENY;
}

static bool first_is_stricter(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) > space_severity(space, pair->b);
}

static bool second_is_stricter(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->b) > space_severity(space, pair->a);
}

/* --- errors of one rule
 * ------------------------------------------------------------------------------ */

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
  if (!open_space(scene, rule, rule, any_group)) return;
  enum space_answer answer = space_search(scene->space, first_holds, &pair);
  if (answer == SPACE_NOT_DECIDED) report_not_decided(scene, rule, NULL);
  if (answer != SPACE_NONE) return;
  struct policy_finding finding = finding_of(FINDING_UNSATISFIABLE, rule, NULL);
  struct policy_details details = { .rule_count = 1 };
  report(scene, &finding, &details);
}

static void check_home(struct scene *scene, const struct tx_finding *rule) {
  struct pair pair = { rule->rule, rule->rule };
  if (rule->rule->keeps_home || !open_space(scene, rule, rule, resident_going_in)) return;
  space_stay_home(scene->space);
  enum space_answer answer = space_search(scene->space, first_denies, &pair);
  if (answer == SPACE_NOT_DECIDED && rule->rule->on_fail == TX_FAIL_DENY)
    report_not_decided(scene, rule, NULL);
  if (answer != SPACE_FOUND) return;
  struct policy_finding finding = finding_of(FINDING_KEEPS_FROM_HOME, rule, NULL);
  struct policy_details details = { 0 };
  describe(scene, &finding);
  report(scene, &finding, &details);
}

static bool begins(const char *path, const char *prefix) {
  size_t n = strlen(prefix);
  return strncmp(path, prefix, n) == 0 && (path[n] == '\0' || path[n] == '.');
}

static bool declared(const struct policy_check *check, const char *path) {
  static const char *const always[] = { "pass", "record.state", "data", "now", "clock", "gate" };
  for (size_t i = 0; i < sizeof always / sizeof *always; i++)
    if (begins(path, always[i])) return true;
  for (size_t i = 0; i < check->declared_count; i++)
    if (begins(path, check->declared[i])) return true;
  return !check->declared;
}

static void check_path(struct scene *scene, const struct tx_finding *rule, const char *path,
                       bool inside_reduce) {
  bool local = inside_reduce && (begins(path, "current") || begins(path, "accumulator"));
  bool unknown = !datum_find(path);
  if (local || *path == '\0' || (!unknown && declared(scene->check, path))) return;
  struct policy_finding finding = finding_of(FINDING_UNDECLARED, rule, NULL);
  struct policy_details details = { .path = path, .unknown = unknown };
  report(scene, &finding, &details);
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
    struct policy_finding finding = finding_of(FINDING_OUTSIDE, rule, NULL);
    struct policy_details details = { .path = place };
    report(scene, &finding, &details);
  }
}

static void check_jurisdiction(struct scene *scene, const struct tx_finding *rule) {
  if (tx_area_contains(scene->check->jurisdiction, rule->policy->area)) return;
  if (!scene->check->draft) return; /* those above us are not ours to publish */
  char area[13];
  tx_area_format(rule->policy->area, area);
  struct policy_finding finding = finding_of(FINDING_OUTSIDE, rule, NULL);
  struct policy_details details = { .path = area };
  report(scene, &finding, &details);
}

static void check_rule(struct scene *scene, const struct tx_finding *rule) {
  check_jurisdiction(scene, rule);
  check_paths(scene, rule, rule_logic_json(rule), false);
  check_gate_areas(scene, rule);
  check_satisfiable(scene, rule);
  check_home(scene, rule);
}

/* --- two rules
 * --------------------------------------------------------------------------------------- */

/* Both can be satisfied by someone of the group, but not by one and the same person. */
static enum space_answer at_odds(struct space *space, const struct pair *pair) {
  struct space_group groups[SPACE_GROUPS];
  size_t count = space->group_count;
  enum space_answer worst = SPACE_FOUND;
  memcpy(groups, space->groups, sizeof groups);
  space->group_count = 1;
  for (size_t i = 0; i < count && worst != SPACE_NONE; i++) {
    space->groups[0] = groups[i];
    enum space_answer answer = space_search(space, both_hold, pair);
    if (answer == SPACE_NOT_DECIDED) worst = answer;
    if (answer == SPACE_NONE && space_search(space, first_holds, pair) == SPACE_FOUND &&
        space_search(space, second_holds, pair) == SPACE_FOUND)
      worst = SPACE_NONE;
  }
  return worst;
}

static void check_together(struct scene *scene, const struct tx_finding *a,
                           const struct tx_finding *b) {
  struct pair pair = { a->rule, b->rule };
  if (a->rule->on_fail == TX_FAIL_WARN || b->rule->on_fail == TX_FAIL_WARN) return;
  if (!space_shares_anything(rule_logic_json(a), rule_logic_json(b))) return;
  if (!open_space(scene, a, b, any_group)) return;
  enum space_answer answer = at_odds(scene->space, &pair);
  if (answer == SPACE_NOT_DECIDED) report_not_decided(scene, a, b);
  if (answer != SPACE_NONE) return;
  struct policy_finding finding = finding_of(FINDING_UNSATISFIABLE, a, b);
  struct policy_details details = { .rule_count = 2 };
  describe(scene, &finding);
  report(scene, &finding, &details);
}

static void note_severities(struct scene *scene, const struct pair *pair,
                            struct policy_finding *finding, struct policy_details *details) {
  details->first_severity = space_severity(scene->space, pair->a);
  details->second_severity = space_severity(scene->space, pair->b);
  describe(scene, finding);
}

/* One of a topic is looser where it lets someone pass whom the other stops, and either never the
 * other way round, or by a limit that both set. Rules of one topic that speak of different things
 * (red, yellow) are no contradiction. */
static void check_looser(struct scene *scene, const struct tx_finding *higher,
                         const struct tx_finding *lower) {
  struct pair pair = { higher->rule, lower->rule };
  struct policy_finding finding = finding_of(FINDING_LOOSER, higher, lower);
  struct policy_details details = { 0 };
  if (!open_space(scene, higher, lower, any_group)) return;
  enum space_answer looser = space_search(scene->space, first_is_stricter, &pair);
  if (looser == SPACE_NOT_DECIDED) report_not_decided(scene, higher, lower);
  if (looser != SPACE_FOUND) return;
  note_severities(scene, &pair, &finding, &details);
  bool limits = space_shares_number(rule_logic_json(higher), rule_logic_json(lower));
  if (limits || space_search(scene->space, second_is_stricter, &pair) != SPACE_FOUND)
    report(scene, &finding, &details);
}

static void check_disagree(struct scene *scene, const struct tx_finding *a,
                           const struct tx_finding *b) {
  struct pair pair = { a->rule, b->rule };
  struct policy_finding finding = finding_of(FINDING_DISAGREE, a, b);
  struct policy_details details = { 0 };
  if (a->order == b->order || !open_space(scene, a, b, any_group)) return;
  enum space_answer second = space_search(scene->space, second_is_stricter, &pair);
  if (second == SPACE_FOUND) note_severities(scene, &pair, &finding, &details);
  enum space_answer first = space_search(scene->space, first_is_stricter, &pair);
  if (first == SPACE_FOUND) note_severities(scene, &pair, &finding, &details);
  if (first == SPACE_NOT_DECIDED || second == SPACE_NOT_DECIDED) report_not_decided(scene, a, b);
  bool limits = space_shares_number(rule_logic_json(a), rule_logic_json(b));
  bool either = first == SPACE_FOUND || second == SPACE_FOUND;
  bool both = first == SPACE_FOUND && second == SPACE_FOUND;
  if (either && (limits || !both)) report(scene, &finding, &details);
}

/* Whether the higher level goes on with the topic when an order of it ends. */
static bool succeeded(const struct scene *scene, const struct tx_finding *higher) {
  const struct tx_policy *policy = higher->policy;
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    if (!tx_order_in_force(order, higher->order->valid_to)) continue;
    for (size_t k = 0; k < order->rule_count; k++)
      if (order->rules[k].topic == higher->rule->topic) return true;
  }
  (void)scene;
  return false;
}

/* A delegable rule is the ground on which the lower one stands; any other is leaned on by whoever
 * would be let in without it. */
static void check_ends_first(struct scene *scene, const struct tx_finding *higher,
                             const struct tx_finding *lower) {
  struct pair pair = { higher->rule, lower->rule };
  struct policy_finding finding = finding_of(FINDING_ENDS_FIRST, higher, lower);
  struct policy_details details = { 0 };
  if (!tx_order_in_force(lower->order, higher->order->valid_to) || succeeded(scene, higher)) return;
  if (!higher->rule->delegable) {
    if (!open_space(scene, higher, lower, any_group)) return;
    if (space_search(scene->space, first_is_stricter, &pair) != SPACE_FOUND) return;
    describe(scene, &finding);
  }
  report(scene, &finding, &details);
}

static bool may_meet(const struct tx_rule *a, const struct tx_rule *b) {
  return (a->roles & b->roles) && (a->kinds & b->kinds) && (a->directions & b->directions);
}

static void check_pair(struct scene *scene, const struct tx_finding *a,
                       const struct tx_finding *b) {
  bool same_level = a->policy == b->policy;
  if (!may_meet(a->rule, b->rule)) return;
  check_together(scene, a, b);
  if (a->rule->topic != b->rule->topic) return;
  if (same_level) {
    check_disagree(scene, a, b);
    return;
  }
  check_looser(scene, a, b);
  check_ends_first(scene, a, b);
}

/* --- communities and times
 * --------------------------------------------------------------------------- */

static void collect(struct scene *scene) {
  struct tx_gate gate = { .area = scene->community,
                          .clock.now_s = scene->now_s,
                          .policies = scene->check->policies,
                          .policy_count = scene->check->policy_count };
  layers_collect(&gate, &scene->layers);
  scene->rule_count = 0;
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    const struct tx_policy *policy = scene->layers.at[level];
    for (size_t i = 0; policy && i < policy->order_count; i++) {
      const struct tx_order *order = &policy->orders[i];
      if (!tx_order_in_force(order, scene->now_s)) continue;
      for (size_t k = 0; k < order->rule_count && scene->rule_count < RULES_MAX; k++)
        scene->rules[scene->rule_count++] = (struct tx_finding){ policy, order, &order->rules[k] };
    }
  }
}

static void check_scene(struct scene *scene) {
  collect(scene);
  for (size_t i = 0; i < scene->rule_count; i++) {
    if (concerns(scene, &scene->rules[i])) check_rule(scene, &scene->rules[i]);
    for (size_t k = i + 1; k < scene->rule_count; k++)
      if (concerns(scene, &scene->rules[i]) || concerns(scene, &scene->rules[k]))
        check_pair(scene, &scene->rules[i], &scene->rules[k]);
  }
}

static void add_instant(int64_t *instants, size_t *count, int64_t at_s) {
  for (size_t i = 0; i < *count; i++)
    if (instants[i] == at_s) return;
  if (*count < INSTANTS_MAX) instants[(*count)++] = at_s;
}

/* Now, and whenever an order that reaches the community begins. */
static size_t find_instants(const struct policy_check *check, uint64_t community,
                            int64_t instants[INSTANTS_MAX]) {
  size_t count = 0;
  add_instant(instants, &count, check->now_s);
  for (size_t i = 0; i < check->policy_count; i++) {
    const struct tx_policy *policy = check->policies[i];
    for (size_t k = 0; tx_area_contains(policy->area, community) && k < policy->order_count; k++)
      if (policy->orders[k].valid_from > check->now_s)
        add_instant(instants, &count, policy->orders[k].valid_from);
  }
  return count;
}

static void check_community(struct scene *scene, uint64_t community) {
  int64_t instants[INSTANTS_MAX];
  size_t count = find_instants(scene->check, community, instants);
  scene->community = community;
  for (size_t i = 0; i < count; i++) {
    scene->now_s = instants[i];
    check_scene(scene);
  }
}

/* Communities under the same policies have the same findings. */
static bool same_policies(const struct policy_check *check, uint64_t a, uint64_t b) {
  for (size_t i = 0; i < check->policy_count; i++) {
    uint64_t area = check->policies[i]->area;
    if (tx_area_contains(area, a) != tx_area_contains(area, b)) return false;
  }
  return true;
}

static bool counted_with_another(struct scene *scene, size_t index) {
  const struct policy_check *check = scene->check;
  for (size_t i = 0; i < index; i++) {
    if (!same_policies(check, check->communities[i], check->communities[index])) continue;
    for (size_t k = 0; k < scene->findings->count; k++)
      if (scene->findings->items[k].community == check->communities[i])
        scene->findings->items[k].community_count++;
    return true;
  }
  return false;
}

static int by_weight(const void *a, const void *b) {
  const struct policy_finding *x = a;
  const struct policy_finding *y = b;
  if (x->weight != y->weight) return (int)y->weight - (int)x->weight;
  return (int)x->kind - (int)y->kind;
}

void policy_check_run(const struct policy_check *check, struct policy_findings *out) {
  *out = (struct policy_findings){ 0 };
  struct space *space = malloc(sizeof *space);
  struct scene *scene = calloc(1, sizeof *scene);
  if (space && scene) {
    scene->check = check;
    scene->findings = out;
    scene->space = space;
    for (size_t i = 0; i < check->community_count; i++)
      if (!counted_with_another(scene, i)) check_community(scene, check->communities[i]);
    if (check->community_count == 0 && check->draft) check_community(scene, check->draft->area);
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_weight);
  } else {
    out->out_of_memory = true;
  }
  free(scene);
  free(space);
}

void policy_findings_clear(struct policy_findings *findings) {
  free(findings->items);
  *findings = (struct policy_findings){ 0 };
}
