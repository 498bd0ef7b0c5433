/* SPDX-License-Identifier: Apache-2.0 */
#include "contradictions.h"

#include "store/core/areas.h"

#include <stdlib.h>

enum tx_reason contradictions_begin(const struct request *request, uint64_t area,
                                    struct contradictions *out, struct host_problem *problem) {
  HOST_FREE uint64_t *all = calloc(AREAS_MAX, sizeof *all);
  size_t count = 0;
  *out = (struct contradictions){ .areas = calloc(AREAS_MAX, sizeof *out->areas) };
  if (!all || !out->areas) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = area_reached(request, area, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, areas_list(request->db, all, &count));
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    if (tx_area_level(all[i]) == TX_COMMUNITY && tx_area_contains(area, all[i]))
      out->areas[out->area_count++].area = all[i];
  return reason;
}

/* --- counting --------------------------------------------------------------------------------- */

static bool same_finding(const struct policy_finding *a, const struct policy_finding *b) {
  return a->kind == b->kind && a->first.rule == b->first.rule && a->second.rule == b->second.rule;
}

static bool counted(struct policy_findings *findings, const struct policy_finding *one,
                    size_t communities) {
  for (size_t i = 0; i < findings->count; i++) {
    if (!same_finding(&findings->items[i], one)) continue;
    findings->items[i].community_count += communities;
    return true;
  }
  return false;
}

static enum tx_reason add_finding(struct policy_findings *findings,
                                  const struct policy_finding *one, size_t communities) {
  if (counted(findings, one, communities)) return TX_OK;
  struct policy_finding *grown =
      realloc(findings->items, (findings->count + 1) * sizeof *findings->items);
  if (!grown) return TX_NO_MEMORY;
  findings->items = grown;
  grown[findings->count] = *one;
  grown[findings->count++].community_count = communities;
  return TX_OK;
}

/* The communities under the same policies as the first get its count; returns how many there are.
 */
static size_t spread(const struct tx_policy *const *policies, size_t policy_count,
                     struct contradictions *out, size_t first) {
  size_t communities = 0;
  for (size_t i = first; i < out->area_count; i++) {
    if (!policy_check_same(policies, policy_count, out->areas[first].area, out->areas[i].area))
      continue;
    out->areas[i].count = out->areas[first].count;
    communities++;
  }
  return communities;
}

static bool looked_at(const struct tx_policy *const *policies, size_t policy_count,
                      const struct contradictions *out, size_t at) {
  for (size_t i = 0; i < at; i++)
    if (policy_check_same(policies, policy_count, out->areas[i].area, out->areas[at].area))
      return true;
  return false;
}

enum tx_reason contradictions_find(const struct orders_book *book, int64_t now_s,
                                   struct contradictions *out) {
  const struct tx_policy *const *policies = (const struct tx_policy *const *)book->policies;
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < out->area_count; i++) {
    struct policy_findings found;
    if (looked_at(policies, book->count, out, i)) continue;
    policy_contradictions(policies, book->count, out->areas[i].area, now_s, &found);
    out->areas[i].count = found.count;
    const size_t communities = spread(policies, book->count, out, i);
    if (found.out_of_memory) reason = TX_NO_MEMORY;
    for (size_t k = 0; reason == TX_OK && k < found.count; k++)
      reason = add_finding(&out->findings, &found.items[k], communities);
    policy_findings_clear(&found);
  }
  return reason;
}

void contradictions_finish(struct contradictions *contradictions) {
  free(contradictions->areas);
  policy_findings_clear(&contradictions->findings);
  *contradictions = (struct contradictions){ 0 };
}
