/* SPDX-License-Identifier: Apache-2.0 */
/* Three rules and more that nobody can satisfy together, though any two of them can be. */
#include "scene.h"

#include <stdlib.h>

#define MANY_MAX 32 /* rules that hang together; more are not decided */

struct knot {
  const struct scene *scene;
  const struct tx_finding *rules[MANY_MAX];
  size_t count;
  bool too_many;
};

static bool all_hold(struct space *space, const void *context) {
  const struct knot *knot = context;
  for (size_t i = 0; i < knot->count; i++)
    if (space_severity(space, knot->rules[i]->rule) >= 0) return false;
  return true;
}

static bool in_knot(const struct knot *knot, const struct tx_finding *rule) {
  for (size_t i = 0; i < knot->count; i++)
    if (knot->rules[i] == rule) return true;
  return false;
}

static bool tied(const struct knot *knot, const struct tx_finding *rule) {
  for (size_t i = 0; i < knot->count; i++)
    if (space_shares_anything(rule_logic_json(knot->rules[i]), rule_logic_json(rule))) return true;
  return false;
}

static bool may_join(const struct scene *scene, const struct tx_finding *rule,
                     const struct space_group *group) {
  return rule->rule->on_fail != TX_FAIL_WARN && json_is_object(rule_logic_json(rule)) &&
         scene_stands(scene, rule, group);
}

/* All rules for a group that look, one by way of another, at what the first looks at. */
static struct knot tie(const struct scene *scene, size_t first, const struct space_group *group) {
  struct knot knot = { .scene = scene, .rules[0] = &scene->rules[first], .count = 1 };
  for (bool grown = true; grown;) {
    grown = false;
    for (size_t i = 0; i < scene->rule_count && !knot.too_many; i++) {
      const struct tx_finding *rule = &scene->rules[i];
      if (in_knot(&knot, rule) || !may_join(scene, rule, group) || !tied(&knot, rule)) continue;
      if (knot.count == MANY_MAX)
        knot.too_many = true;
      else
        knot.rules[knot.count++] = rule;
      grown = true;
    }
  }
  return knot;
}

static void open_knot(struct scene *scene, const struct knot *knot, struct space_group group) {
  space_begin(scene->space, scene->community, scene->now_s);
  for (size_t i = 0; i < knot->count; i++)
    space_look(scene->space, rule_logic_json(knot->rules[i]));
  space_add_group(scene->space, group);
  space_finish(scene->space, knot->rules[0]->policy->utc_offset_s);
}

/* One that nobody of the group can satisfy is a ban of that group, and two that contradict each
 * other were found before. */
static bool explained_by_fewer(struct scene *scene, const struct knot *knot) {
  for (size_t i = 0; i < knot->count; i++) {
    struct pair one = { knot->rules[i]->rule, knot->rules[i]->rule };
    if (space_search(scene->space, first_holds, &one) != SPACE_FOUND) return true;
    for (size_t k = i + 1; k < knot->count; k++) {
      struct pair pair = { knot->rules[i]->rule, knot->rules[k]->rule };
      if (space_search(scene->space, both_hold, &pair) != SPACE_FOUND) return true;
    }
  }
  return false;
}

static void check_knot(struct scene *scene, const struct knot *knot, struct space_group group) {
  struct policy_details details = { .rule_count = knot->count };
  if (knot->too_many) {
    scene_report_not_decided(scene, knot->rules[0], knot->rules[1]);
    return;
  }
  open_knot(scene, knot, group);
  enum space_answer answer = space_search(scene->space, all_hold, knot);
  if (answer == SPACE_FOUND || explained_by_fewer(scene, knot)) return;
  struct policy_finding finding =
      scene_finding(FINDING_UNSATISFIABLE, knot->rules[0], knot->rules[1]);
  if (answer == SPACE_NOT_DECIDED) {
    scene_report_not_decided(scene, knot->rules[0], knot->rules[1]);
    return;
  }
  scene_describe(scene, &finding);
  scene_report(scene, &finding, &details);
}

static bool concerned(const struct scene *scene, const struct knot *knot) {
  for (size_t i = 0; i < knot->count; i++)
    if (scene_concerns(scene, knot->rules[i])) return true;
  return false;
}

static void check_group(struct scene *scene, struct space_group group) {
  for (size_t i = 0; i < scene->rule_count; i++) {
    if (!may_join(scene, &scene->rules[i], &group)) continue;
    struct knot knot = tie(scene, i, &group);
    bool is_first = true; /* each knot once, by its first rule */
    for (size_t k = 1; k < knot.count; k++)
      is_first &= knot.rules[k] > knot.rules[0];
    if (is_first && knot.count > 2 && concerned(scene, &knot)) check_knot(scene, &knot, group);
  }
}

/* Residents at every kind of gate, and the other roles at the pedestrians': that is where several
 * orders meet. */
void scene_check_all(struct scene *scene) {
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++)
    for (unsigned direction = TX_IN; direction <= TX_OUT; direction++)
      for (unsigned kind = 0; kind < (role == TX_ROLE_RESIDENT ? TX_GATE_KIND_COUNT : 1u); kind++)
        check_group(scene,
                    (struct space_group){ (uint8_t)role, (uint8_t)kind, (uint8_t)direction });
}
