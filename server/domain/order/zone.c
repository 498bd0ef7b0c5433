/* SPDX-License-Identifier: Apache-2.0 */
#include "zone.h"

#include "format/evaluate.h"

enum tx_reason orders_zone(const struct request *request, const struct resident *resident,
                           enum tx_zone_kind *out, struct host_problem *problem) {
  ORDERS_BOOK book = { 0 };
  struct layers layers;
  enum tx_reason reason = orders_open_over(request, resident->area, &book);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct tx_gate gate = { .area = resident->area,
                                .clock = { .now_s = request->now_s },
                                .policies = (const struct tx_policy *const *)book.policies,
                                .policy_count = book.count };
  layers_collect(&gate, &layers);
  const char *word = layers_zone(&layers, resident->area, resident->person.unit, request->now_s);
  int kind = word ? tx_zone_find(word) : -1;
  *out = kind < 0 ? TX_ZONE_COUNT : (enum tx_zone_kind)kind;
  return TX_OK;
}
