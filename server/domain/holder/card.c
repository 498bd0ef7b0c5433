/* SPDX-License-Identifier: Apache-2.0 */
#include "card.h"

#include "renew.h"
#include "store/pass/issues.h"

static enum tx_reason check(const struct request *request, const struct held *held,
                            struct host_problem *problem) {
  int64_t from_s = 0, made = 0;
  const struct holding *holding = &held->holding;
  enum tx_reason reason = holding_renewable(request, holding, &from_s);
  if (reason == TX_OK && !from_s)
    return host_problem_say(problem, TX_NOT_ALLOWED, "限时的通行证没有纸卡，请联系居委会。",
                            "There is no card of a pass for a time: please call the office.");
  if (reason == TX_OK)
    reason = issues_unbound(request->db, holding->area, holding->index,
                            request->now_s - CARDS_WITHIN_S, &made);
  if (reason != TX_OK || made < CARDS_MAX) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_TOO_MANY, "30天里最多做%d张纸卡，请联系居委会。",
                          "There are %d cards within 30 days at most: please call the office.",
                          CARDS_MAX);
}

static enum tx_reason write(const struct request *request, const struct holder_key *key,
                            struct held *held, struct pass_issued *out,
                            struct host_problem *problem) {
  const struct pass_order order = { .area = held->holding.area, .role = -1 };
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = holding_find(request, key, held, problem);
  if (reason == TX_OK) reason = check(request, held, problem);
  if (reason == TX_OK) reason = pass_write_one(request, &order, &held->resident, out, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

enum tx_reason holding_card(const struct request *request, const struct holder_key *key,
                            uint64_t area, uint32_t index, struct pass_issued *out,
                            struct host_problem *problem) {
  struct held held = { .holding = { .area = area, .index = index } };
  enum tx_reason reason = write(request, key, &held, out, problem);
  if (reason != TX_OK) return reason;
  return pass_sign_written(request, &held.resident, out->n, out, problem);
}
