/* SPDX-License-Identifier: Apache-2.0 */
#include "scene.h"

#include <stdlib.h>

/* --- findings --------------------------------------------------------------------------------- */

static struct policy_finding *known(const struct scene *scene, const struct policy_finding *like) {
  for (size_t i = 0; i < scene->findings->count; i++) {
    struct policy_finding *own = &scene->findings->items[i];
    if (own->kind == like->kind && own->first.rule == like->first.rule &&
        own->second.rule == like->second.rule)
      return own;
  }
  return NULL;
}

void scene_report(struct scene *scene, struct policy_finding *finding,
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

struct policy_finding scene_finding(enum policy_finding_kind kind, const struct tx_finding *first,
                                    const struct tx_finding *second) {
  struct policy_finding finding = { .kind = kind, .first = *first };
  if (second) finding.second = *second;
  return finding;
}

void scene_describe(const struct scene *scene, struct policy_finding *finding) {
  space_describe(scene->space, "zh", finding->example_zh, sizeof finding->example_zh);
  space_describe(scene->space, "en", finding->example_en, sizeof finding->example_en);
}

void scene_report_not_decided(struct scene *scene, const struct tx_finding *first,
                              const struct tx_finding *second) {
  struct policy_finding finding = scene_finding(FINDING_NOT_DECIDED, first, second);
  struct policy_details details = { 0 };
  scene_report(scene, &finding, &details);
}

/* --- spaces over one rule or two -------------------------------------------------------------- */

static size_t group_index(const struct space_group *group) {
  return (size_t)(group->role * TX_GATE_KIND_COUNT + group->kind) * TX_DIRECTION_COUNT +
         group->direction;
}

void scene_stand(struct scene *scene) {
  struct tx_gate gate = { .area = scene->community, .clock.now_s = scene->now_s };
  for (unsigned i = 0; i < SPACE_GROUPS; i++) {
    unsigned role = i / TX_DIRECTION_COUNT / TX_GATE_KIND_COUNT;
    gate.kind = (enum tx_gate_kind)(i / TX_DIRECTION_COUNT % TX_GATE_KIND_COUNT);
    gate.direction = (enum tx_direction)(i % TX_DIRECTION_COUNT);
    standing_begin(&scene->standing[i], &scene->layers, &gate, role);
    scene->standing[i].gate = NULL; /* only what was worked out is kept */
  }
}

bool scene_stands(const struct scene *scene, const struct tx_finding *rule,
                  const struct space_group *group) {
  const struct tx_rule *own = rule->rule;
  enum tx_level level = tx_area_level(rule->policy->area);
  return (own->roles >> group->role & 1) && (own->kinds >> group->kind & 1) &&
         (own->directions >> group->direction & 1) &&
         !standing_replaced(&scene->standing[group_index(group)], level, own);
}

bool scene_is_carried(const struct policy_check *check, const struct tx_order *order) {
  size_t i;
  const json_t *id;
  json_array_foreach(check->carried, i,
                     id) if (strcmp(json_string_value(id), order->id) == 0) return true;
  return false;
}

bool scene_concerns(const struct scene *scene, const struct tx_finding *rule) {
  if (scene->check->draft && rule->policy != scene->check->draft) return false;
  return !scene_is_carried(scene->check, rule->order); /* it was checked when it was published */
}

bool any_group(const struct space_group *group) {
  (void)group;
  return true;
}

bool resident_going_in(const struct space_group *group) {
  return group->role == TX_ROLE_RESIDENT && group->direction == TX_IN &&
         group->kind != TX_GATE_SAMPLING;
}

/* Every role, kind and direction for which both rules stand. */
static void add_groups(const struct scene *scene, const struct tx_finding *a,
                       const struct tx_finding *b, group_test *wanted) {
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++)
    for (unsigned kind = 0; kind < TX_GATE_KIND_COUNT; kind++)
      for (unsigned direction = 0; direction < TX_DIRECTION_COUNT; direction++) {
        struct space_group group = { (uint8_t)role, (uint8_t)kind, (uint8_t)direction };
        if (!(a->rule->roles & b->rule->roles & 1u << role)) continue;
        if (wanted(&group) && scene_stands(scene, a, &group) && scene_stands(scene, b, &group))
          space_add_group(scene->space, group);
      }
}

/* False: there is nobody to whom both apply. */
bool scene_open_space(const struct scene *scene, const struct tx_finding *a,
                      const struct tx_finding *b, group_test *wanted) {
  space_begin(scene->space, scene->community, scene->now_s);
  space_look(scene->space, rule_logic_json(a));
  if (b != a) space_look(scene->space, rule_logic_json(b));
  add_groups(scene, a, b, wanted);
  space_finish(scene->space, a->policy->utc_offset_s);
  return scene->space->group_count > 0;
}

bool both_hold(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) < 0 && space_severity(space, pair->b) < 0;
}

bool first_holds(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) < 0;
}

bool second_holds(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->b) < 0;
}

bool first_denies(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) == TX_FAIL_DENY;
}

bool first_is_stricter(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->a) > space_severity(space, pair->b);
}

bool second_is_stricter(struct space *space, const void *context) {
  const struct pair *pair = context;
  return space_severity(space, pair->b) > space_severity(space, pair->a);
}
