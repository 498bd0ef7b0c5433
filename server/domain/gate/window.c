/* SPDX-License-Identifier: Apache-2.0 */
#include "window.h"

#include "host/sys/file.h"
#include "store/publication/publications.h"

#include "format/policy.h"

#include <stdlib.h>

static bool has_ended(const struct tx_policy *policy, int64_t now_s) {
  for (size_t i = 0; i < policy->order_count; i++)
    if (policy->orders[i].valid_to > now_s) return false;
  return true;
}

/* Of the newest policy of one area; one that gates would not take says nothing. */
static enum tx_reason look_at(const struct request *request, uint64_t area, int64_t *window_s) {
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  struct publication newest;
  struct tx_policy *policy = NULL;
  enum tx_reason reason = publications_newest(request->db, PUBLISHED_POLICY, area, &newest);
  if (reason == TX_OK)
    reason = publications_body(request->db, PUBLISHED_POLICY, area, newest.seq, &body, &len);
  if (reason != TX_OK) return reason == TX_NOT_FOUND ? TX_OK : reason;
  const struct tx_clock clock = { .now_s = request->now_s };
  if (tx_policy_take(tx_span_of(body, len), request->signing->trust, 0, clock, &policy) != TX_OK)
    return TX_OK;
  if (!has_ended(policy, request->now_s) && policy->exit_window_s > *window_s)
    *window_s = policy->exit_window_s;
  tx_policy_destroy(policy);
  return TX_OK;
}

enum tx_reason history_window(const struct request *request, uint64_t area, int64_t *window_s) {
  enum tx_reason reason = TX_OK;
  uint64_t above = UINT64_MAX;
  *window_s = -1;
  for (int level = TX_NATION; level < TX_LEVELS && reason == TX_OK; level++) {
    uint64_t at = tx_area_at(area, (enum tx_level)level);
    if (at != above) reason = look_at(request, at, window_s);
    above = at;
  }
  if (*window_s < 0) *window_s = TX_EXIT_WINDOW_S;
  return reason;
}
