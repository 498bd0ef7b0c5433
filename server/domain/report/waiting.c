/* SPDX-License-Identifier: Apache-2.0 */
#include "waiting.h"

#include "format/record.h"
#include "model/appeal.h"
#include "model/application.h"
#include "store/gate/figures.h"

enum tx_reason waiting_count(const struct request *request, uint64_t area, struct waiting *out,
                             struct host_problem *problem) {
  struct db *db = request->db;
  *out = (struct waiting){ 0 };
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  reason = figures_applications(db, area, APPLICATION_WAITING, &out->applications);
  if (reason == TX_OK) reason = figures_appeals(db, area, APPEAL_ESCALATED, &out->appeals);
  if (reason == TX_OK) reason = figures_due(db, area, APPEAL_ESCALATED, &out->due_s);
  return host_problem_of(problem, reason);
}

enum tx_reason waiting_lacking(const struct request *request, uint64_t area, int64_t *count,
                               struct host_problem *problem) {
  return host_problem_of(
      problem, figures_lacking(request->db, area, TX_STATE_ACTIVE, request->now_s, count));
}
