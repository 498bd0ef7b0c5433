/* SPDX-License-Identifier: Apache-2.0 */
#include "may_issue.h"

#include "domain/resident/joined.h"
#include "store/pass/issues.h"

enum tx_reason may_repeat(const struct resident *resident, struct host_problem *problem) {
  if (resident->state == TX_STATE_ACTIVE) return TX_OK;
  if (resident->state == TX_STATE_REVOKED)
    return host_problem_set(problem, TX_CONFLICT, "%s的证已注销，请补办（reissue）。",
                            "The pass of %s was revoked: please re-issue it (reissue).",
                            resident->person.mask);
  return host_problem_set(problem, TX_CONFLICT, "%s的证已暂停，请先恢复（reinstate）。",
                          "The pass of %s is suspended: please reinstate it first.",
                          resident->person.mask);
}

enum tx_reason may_replace(const struct request *request, const struct pass_order *order,
                           bool seconded, const struct resident *resident,
                           struct host_problem *problem) {
  bool opens = false;
  const bool asked = *order->evidence || order->matched || seconded;
  if (resident->state == TX_STATE_REVOKED) return joined_check(request, resident, problem);
  if (asked || resident->state != TX_STATE_ACTIVE) return TX_OK;
  enum tx_reason reason = issues_any_good(request->db, resident, request->now_s, &opens);
  if (reason != TX_OK || !opens) return host_problem_of(problem, reason);
  return host_problem_set(
      problem, TX_NOT_ALLOWED,
      "补办后%"
      "s手里的证就失效：请写明本人怎样要求、如何核实（evidence）；不是本人要求的，先提出成批办理"
      "（request bulk passes），由另一单位的人复核。",
      "The pass that %s holds would die: please say how the holder asked and how that was checked "
      "(evidence); where the holder did not ask, ask for it first (request bulk passes), to be "
      "seconded by a person of another body.",
      resident->person.mask);
}
