/* SPDX-License-Identifier: Apache-2.0 */
#include "zone.h"

#include "domain/publication/over.h"

#include "format/evaluate.h"

enum tx_reason orders_zone(const struct request *request, const struct resident *resident,
                           enum tx_zone_kind *out, struct host_problem *problem) {
  POLICIES_OVER over = { 0 };
  struct layers layers;
  enum tx_reason reason = policies_over(request, resident->area, &over);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct tx_gate gate = { .area = resident->area,
                                .clock = { .now_s = request->now_s },
                                .policies = over.policies,
                                .policy_count = over.count };
  layers_collect(&gate, &layers);
  const char *word = layers_zone(&layers, resident->area, resident->person.unit, request->now_s);
  int kind = word ? tx_zone_find(word) : -1;
  *out = kind < 0 ? TX_ZONE_COUNT : (enum tx_zone_kind)kind;
  return TX_OK;
}
