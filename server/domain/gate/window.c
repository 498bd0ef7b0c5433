/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include "store/publication/publications.h"

#include "format/policy.h"

static bool has_ended(const struct tx_policy *policy, int64_t now_s) {
  for (size_t i = 0; i < policy->order_count; i++)
    if (policy->orders[i].valid_to > now_s) return false;
  return true;
}

/* One that gates would not take says nothing. */
static void look_at(const struct request *request, struct tx_span body, int64_t *window_s) {
  struct tx_policy *policy = NULL;
  const struct tx_clock clock = { .now_s = request->now_s };
  if (tx_policy_take(body, request->signing->trust, 0, clock, &policy) != TX_OK) return;
  if (!has_ended(policy, request->now_s) && policy->exit_window_s > *window_s)
    *window_s = policy->exit_window_s;
  tx_policy_destroy(policy);
}

enum tx_reason history_window(const struct request *request, uint64_t area, int64_t *window_s) {
  DB_ROWS rows = publications_policies_over(request->db, area);
  *window_s = -1;
  while (db_next(&rows)) {
    struct publication policy;
    publications_read(&rows, &policy);
    look_at(request, policy.body, window_s);
  }
  if (*window_s < 0) *window_s = TX_EXIT_WINDOW_S;
  return rows.end;
}
