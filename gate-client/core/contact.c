/* SPDX-License-Identifier: Apache-2.0 */
#include "contact.h"

static const char *phone_of(const struct tx_policy *policy, int64_t now_s) {
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    if (order->phone && *order->phone && tx_order_in_force(order, now_s)) return order->phone;
  }
  return NULL;
}

static const char *nearest_phone(const struct gate_state *state, uint64_t area, int64_t now_s) {
  for (int level = TX_COMMUNITY; level >= TX_NATION; level--) {
    if (level > (int)tx_area_level(area)) continue;
    const struct tx_policy *policy =
        gate_state_policy(state, tx_area_at(area, (enum tx_level)level));
    const char *phone = policy ? phone_of(policy, now_s) : NULL;
    if (phone) return phone;
  }
  return NULL;
}

/* A vehicle's pass waits for its driver's: nobody has to come for that. */
static bool wants_somebody(const struct tx_decision *decision) {
  return decision->verdict == TX_REVIEW && decision->reason != TX_DRIVER_AWAITED;
}

const char *gate_contact_of(const struct gate_identity *identity,
                            const struct gate_outcome *outcome) {
  const struct tx_decision *decision = &outcome->decision;
  if (identity->attended || !wants_somebody(decision)) return NULL;
  const struct tx_order *order = decision->by.rule ? decision->by.order : NULL;
  if (order && order->phone && *order->phone) return order->phone;
  const char *phone = nearest_phone(outcome->state, identity->area, outcome->at);
  if (phone) return phone;
  return identity->phone[0] ? identity->phone : NULL;
}
