/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include "domain/publication/over.h"

static bool has_ended(const struct tx_policy *policy, int64_t now_s) {
  for (size_t i = 0; i < policy->order_count; i++)
    if (policy->orders[i].valid_to > now_s) return false;
  return true;
}

enum tx_reason history_window(const struct request *request, uint64_t area, int64_t *window_s) {
  POLICIES_OVER over = { 0 };
  *window_s = -1;
  enum tx_reason reason = policies_over(request, area, &over);
  for (size_t i = 0; i < over.count; i++)
    if (!has_ended(over.policies[i], request->now_s) && over.policies[i]->exit_window_s > *window_s)
      *window_s = over.policies[i]->exit_window_s;
  if (*window_s < 0) *window_s = TX_EXIT_WINDOW_S;
  return reason;
}
