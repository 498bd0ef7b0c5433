/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "scene.h"

#include <stdlib.h>

#define INSTANTS_MAX 16

static void add_rule(struct scene *scene, struct tx_finding rule) {
  if (scene->rule_count == SCENE_RULES_MAX)
    scene->truncated = true;
  else
    scene->rules[scene->rule_count++] = rule;
}

static void collect(struct scene *scene) {
  struct tx_gate gate = { .area = scene->community,
                          .clock.now_s = scene->now_s,
                          .policies = scene->check->policies,
                          .policy_count = scene->check->policy_count };
  layers_collect(&gate, &scene->layers);
  scene_stand(scene);
  scene->rule_count = 0;
  scene->truncated = false;
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    const struct tx_policy *policy = scene->layers.at[level];
    for (size_t i = 0; policy && i < policy->order_count; i++) {
      const struct tx_order *order = &policy->orders[i];
      if (!tx_order_in_force(order, scene->now_s)) continue;
      for (size_t k = 0; k < order->rule_count; k++)
        add_rule(scene, (struct tx_finding){ policy, order, &order->rules[k] });
    }
  }
}

static void check_scene(struct scene *scene) {
  collect(scene);
  if (scene->truncated) scene_report_not_decided(scene, &scene->rules[0], NULL);
  for (size_t i = 0; i < scene->rule_count; i++) {
    if (scene_concerns(scene, &scene->rules[i])) scene_check_rule(scene, &scene->rules[i]);
    for (size_t k = i + 1; k < scene->rule_count; k++)
      if (scene_concerns(scene, &scene->rules[i]) || scene_concerns(scene, &scene->rules[k]))
        scene_check_pair(scene, &scene->rules[i], &scene->rules[k]);
  }
  scene_check_all(scene);
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

/* The order that begins next after at_s, or NULL; one in force at at_s means no gap: *gap. */
static const struct tx_order *begins_next(const struct tx_policy *policy, int64_t at_s, bool *gap) {
  const struct tx_order *next = NULL;
  *gap = true;
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    if (order->rule_count && tx_order_in_force(order, at_s)) *gap = false;
    if (order->rule_count && order->valid_from > at_s &&
        (!next || order->valid_from < next->valid_from))
      next = order;
  }
  return next;
}

static void check_gap(struct scene *scene, int64_t at_s) {
  bool gap;
  const struct tx_policy *draft = scene->check->draft;
  const struct tx_order *next = begins_next(draft, at_s, &gap);
  if (!gap || !next) return;
  struct tx_finding rule = { draft, next, &next->rules[0] };
  struct policy_finding finding = scene_finding(FINDING_GAP, &rule, NULL);
  struct policy_details details = { .gap_from = at_s };
  scene_report(scene, &finding, &details);
}

/* Now and whenever one of its orders ends, something of the draft should be in force, while any is
 * still to come. */
static void check_gaps(struct scene *scene) {
  const struct tx_policy *draft = scene->check->draft;
  if (!draft) return;
  check_gap(scene, scene->check->now_s);
  for (size_t i = 0; i < draft->order_count; i++)
    if (draft->orders[i].valid_to > scene->check->now_s)
      check_gap(scene, draft->orders[i].valid_to);
}

static void check_community(struct scene *scene, uint64_t community) {
  int64_t instants[INSTANTS_MAX];
  size_t count = find_instants(scene->check, community, instants);
  scene->community = community;
  check_gaps(scene);
  for (size_t i = 0; i < count; i++) {
    scene->now_s = instants[i];
    check_scene(scene);
  }
}

bool policy_check_same(const struct tx_policy *const *policies, size_t count, uint64_t a,
                       uint64_t b) {
  for (size_t i = 0; i < count; i++) {
    uint64_t area = policies[i]->area;
    if (tx_area_contains(area, a) != tx_area_contains(area, b)) return false;
  }
  return true;
}

static bool same_policies(const struct policy_check *check, uint64_t a, uint64_t b) {
  return policy_check_same(check->policies, check->policy_count, a, b);
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

/* A community below an area under no policy of its own, and none between: 999 counted down, where
 * no community is likely to be. 0: there is none. */
static uint64_t plain_community(const struct policy_check *check, uint64_t area) {
  enum tx_level level = tx_area_level(area);
  uint64_t step = 1, below = 0;
  for (int l = (int)TX_COMMUNITY; l > (int)level; l--)
    step *= l == (int)TX_COMMUNITY || l == (int)TX_TOWNSHIP ? 1000 : 100;
  for (uint64_t n = step - 1; n > 0 && step - n < 1000; n--) {
    below = area + n;
    if (tx_area_level(below) == TX_COMMUNITY && same_policies(check, below, area)) return below;
  }
  return 0;
}

static bool stood_for(const struct policy_check *check, uint64_t community) {
  for (size_t i = 0; i < check->community_count; i++)
    if (same_policies(check, check->communities[i], community)) return true;
  return false;
}

/* Whether anybody keeps a list there or not, its gates obey: a community that has a policy of its
 * own, and one that has none under each policy of a higher level. */
static void check_others(struct scene *scene) {
  const struct policy_check *check = scene->check;
  for (size_t i = 0; check->draft && i < check->policy_count; i++) {
    uint64_t area = check->policies[i]->area;
    if (!tx_area_contains(check->draft->area, area)) continue;
    uint64_t community = tx_area_level(area) == TX_COMMUNITY ? area : plain_community(check, area);
    if (community && !stood_for(check, community)) check_community(scene, community);
  }
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
    check_others(scene);
    if (check->draft) scene_check_orders(scene);
    if (out->count) qsort(out->items, out->count, sizeof *out->items, by_weight);
  } else {
    out->out_of_memory = true;
  }
  free(scene);
  free(space);
}

static bool contradicts(enum policy_finding_kind kind) {
  return kind == FINDING_UNSATISFIABLE || kind == FINDING_LOOSER || kind == FINDING_DISAGREE;
}

void policy_contradictions(const struct tx_policy *const *policies, size_t count,
                           uint64_t community, int64_t now_s, struct policy_findings *out) {
  size_t kept = 0;
  const struct policy_check check = { .policies = policies,
                                      .policy_count = count,
                                      .communities = &community,
                                      .community_count = 1,
                                      .now_s = now_s };
  policy_check_run(&check, out);
  for (size_t i = 0; i < out->count; i++)
    if (contradicts(out->items[i].kind)) out->items[kept++] = out->items[i];
  out->count = kept;
}

void policy_findings_clear(struct policy_findings *findings) {
  free(findings->items);
  *findings = (struct policy_findings){ 0 };
}
