/* SPDX-License-Identifier: Apache-2.0 */
#include "standing.h"

const char *policy_stands_word(enum policy_stands stands) {
  static const char *const words[] = {
    [STANDS] = "stands",      [STANDS_PARTLY] = "partly", [STANDS_REPLACED] = "replaced",
    [STANDS_LATER] = "later", [STANDS_ENDED] = "ended",   [STANDS_ELSEWHERE] = "elsewhere",
  };
  return words[stands];
}

static void begin_at(struct policy_standing *standing, const struct tx_gate *any, unsigned kind,
                     unsigned direction) {
  struct tx_gate *gate = &standing->gates[kind][direction];
  *gate = *any;
  gate->kind = (enum tx_gate_kind)kind;
  gate->direction = (enum tx_direction)direction;
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++)
    standing_begin(&standing->of[kind][direction][role], &standing->layers, gate, role);
}

void policy_standing_begin(struct policy_standing *standing, uint64_t area,
                           const struct tx_policy *const *policies, size_t count, int64_t now_s) {
  const struct tx_gate any = { .area = area,
                               .attended = true,
                               .clock = { .now_s = now_s },
                               .policies = policies,
                               .policy_count = count };
  standing->area = area;
  standing->now_s = now_s;
  layers_collect(&any, &standing->layers);
  for (unsigned kind = 0; kind < TX_GATE_KIND_COUNT; kind++)
    for (unsigned direction = 0; direction < TX_DIRECTION_COUNT; direction++)
      begin_at(standing, &any, kind, direction);
}

enum policy_stands policy_standing_of(const struct policy_standing *standing,
                                      const struct tx_finding *rule) {
  const enum tx_level level = tx_area_level(rule->policy->area);
  const struct standing *all = &standing->of[0][0][0];
  const size_t count = sizeof standing->of / sizeof *all;
  size_t applies = 0, replaced = 0;
  if (!tx_area_contains(rule->policy->area, standing->area)) return STANDS_ELSEWHERE;
  if (rule->order->valid_from > standing->now_s) return STANDS_LATER;
  if (rule->order->valid_to <= standing->now_s) return STANDS_ENDED;
  for (size_t i = 0; i < count; i++) {
    if (!standing_applies(&all[i], rule->order, rule->rule)) continue;
    applies++;
    replaced += standing_replaced(&all[i], level, rule->rule);
  }
  if (replaced == 0) return STANDS;
  return replaced == applies ? STANDS_REPLACED : STANDS_PARTLY;
}
