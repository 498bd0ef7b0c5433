/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong between two rules. */
#include "scene.h"

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
  if (!scene_open_space(scene, a, b, any_group)) return;
  enum space_answer answer = at_odds(scene->space, &pair);
  if (answer == SPACE_NOT_DECIDED) scene_report_not_decided(scene, a, b);
  if (answer != SPACE_NONE) return;
  struct policy_finding finding = scene_finding(FINDING_UNSATISFIABLE, a, b);
  struct policy_details details = { .rule_count = 2 };
  scene_describe(scene, &finding);
  scene_report(scene, &finding, &details);
}

static void note_severities(struct scene *scene, const struct pair *pair,
                            struct policy_finding *finding, struct policy_details *details) {
  details->first_severity = space_severity(scene->space, pair->a);
  details->second_severity = space_severity(scene->space, pair->b);
  scene_describe(scene, finding);
}

/* One of a topic is looser where it lets someone pass whom the other stops, and either never the
 * other way round, or by a limit that both set. Rules of one topic that speak of different things
 * (red, yellow) are no contradiction. */
static void check_looser(struct scene *scene, const struct tx_finding *higher,
                         const struct tx_finding *lower) {
  struct pair pair = { higher->rule, lower->rule };
  struct policy_finding finding = scene_finding(FINDING_LOOSER, higher, lower);
  struct policy_details details = { 0 };
  if (!scene_open_space(scene, higher, lower, any_group)) return;
  enum space_answer looser = space_search(scene->space, first_is_stricter, &pair);
  if (looser == SPACE_NOT_DECIDED) scene_report_not_decided(scene, higher, lower);
  if (looser != SPACE_FOUND) return;
  note_severities(scene, &pair, &finding, &details);
  bool limits = space_shares_number(rule_logic_json(higher), rule_logic_json(lower));
  if (limits || space_search(scene->space, second_is_stricter, &pair) != SPACE_FOUND)
    scene_report(scene, &finding, &details);
}

static void check_disagree(struct scene *scene, const struct tx_finding *a,
                           const struct tx_finding *b) {
  struct pair pair = { a->rule, b->rule };
  struct policy_finding finding = scene_finding(FINDING_DISAGREE, a, b);
  struct policy_details details = { 0 };
  if (a->order == b->order || !scene_open_space(scene, a, b, any_group)) return;
  enum space_answer second = space_search(scene->space, second_is_stricter, &pair);
  if (second == SPACE_FOUND) note_severities(scene, &pair, &finding, &details);
  enum space_answer first = space_search(scene->space, first_is_stricter, &pair);
  if (first == SPACE_FOUND) note_severities(scene, &pair, &finding, &details);
  if (first == SPACE_NOT_DECIDED || second == SPACE_NOT_DECIDED)
    scene_report_not_decided(scene, a, b);
  bool limits = space_shares_number(rule_logic_json(a), rule_logic_json(b));
  bool either = first == SPACE_FOUND || second == SPACE_FOUND;
  bool both = first == SPACE_FOUND && second == SPACE_FOUND;
  if (either && (limits || !both)) scene_report(scene, &finding, &details);
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
  struct policy_finding finding = scene_finding(FINDING_ENDS_FIRST, higher, lower);
  struct policy_details details = { 0 };
  if (!tx_order_in_force(lower->order, higher->order->valid_to) || succeeded(scene, higher)) return;
  if (!higher->rule->delegable) {
    if (!scene_open_space(scene, higher, lower, any_group)) return;
    if (space_search(scene->space, first_is_stricter, &pair) != SPACE_FOUND) return;
    scene_describe(scene, &finding);
  }
  scene_report(scene, &finding, &details);
}

static bool may_meet(const struct tx_rule *a, const struct tx_rule *b) {
  return (a->roles & b->roles) && (a->kinds & b->kinds) && (a->directions & b->directions);
}

void scene_check_pair(struct scene *scene, const struct tx_finding *a, const struct tx_finding *b) {
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
