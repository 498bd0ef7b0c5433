/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the orders that a draft finds in force. */
#include "scene.h"

static void report(struct scene *scene, enum policy_finding_kind kind,
                   const struct tx_policy *policy, const struct tx_order *order) {
  if (!order->rule_count) return; /* nobody misses it */
  const struct tx_finding rule = { policy, order, &order->rules[0] };
  struct policy_finding finding = scene_finding(kind, &rule, NULL);
  struct policy_details details = { 0 };
  scene_report(scene, &finding, &details);
}

static bool names_document(const struct tx_policy *policy, const char *document) {
  for (size_t i = 0; i < policy->order_count; i++)
    if (strcmp(policy->orders[i].document, document) == 0) return true;
  return false;
}

void scene_check_orders(struct scene *scene) {
  const struct policy_check *check = scene->check;
  scene->community = check->draft->area;
  for (size_t i = 0; i < check->draft->order_count; i++)
    if (scene_is_carried(check, &check->draft->orders[i]))
      report(scene, FINDING_STAYS, check->draft, &check->draft->orders[i]);
  for (size_t i = 0; check->replaced && i < check->replaced->order_count; i++) {
    const struct tx_order *order = &check->replaced->orders[i];
    if (order->valid_to > check->now_s && !names_document(check->draft, order->document))
      report(scene, FINDING_ENDED, check->replaced, order);
  }
}
