/* SPDX-License-Identifier: Apache-2.0 */
#include "emergency.h"

#include "decision.h"
#include "domain/audit/log.h"
#include "domain/order/orders.h"
#include "domain/resident/residency.h"
#include "store/office/requests.h"

#include <stdio.h>

/* --- whether it may be ------------------------------------------------------------------------ */

static enum tx_reason check_act(const struct request_row *row, struct host_problem *problem) {
  if (row->act == REQUEST_POLICY || request_restraint(row) == RESTRAINT_HOME) return TX_OK;
  return host_problem_say(problem, TX_NOT_ALLOWED,
                          "紧急情况下一人只能实行居家隔离，或发布两小时内到期的规定。",
                          "In an emergency one person isolates at home, or publishes orders that "
                          "end within two hours, and nothing else.");
}

static enum tx_reason check_who(const struct request *request, const struct request_row *row,
                                struct host_problem *problem) {
  const struct caller *caller = request->caller;
  uint32_t roles = 1u << ROLE_LEAD | 1u << ROLE_HEALTH | 1u << ROLE_COMMAND;
  if (!caller || !(caller->roles & roles))
    return host_problem_say(problem, TX_NOT_ALLOWED, "紧急情况须由负责人、疾控或指挥的账号处置。",
                            "An emergency is for an account of a lead, the health role or a "
                            "command.");
  if (*row->words) return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明紧急情况。",
                          "Please say what the emergency is.");
}

/* Neither the same again, nor more than a few people. */
static enum tx_reason check_before(const struct request *request, const struct request_row *row,
                                   struct host_problem *problem) {
  int64_t people = 0, since = request->now_s - EMERGENCY_AGAIN_S;
  bool again = false;
  DB_ROWS rows = requests_emergencies(request->db, row->area, row->asked_body, since);
  while (db_next(&rows)) {
    enum request_act act = (enum request_act)db_column_int(&rows, 0);
    people += act == REQUEST_STATEMENT;
    again |= act == row->act && db_column_int(&rows, 1) == row->index;
  }
  if (rows.end != TX_OK) return host_problem_of(problem, rows.end);
  if (again)
    return host_problem_say(problem, TX_CONFLICT,
                            "贵单位24小时内已对同一对象紧急处置过，请按两人办理提出。",
                            "Your body did the same within 24 hours: please ask for a second "
                            "person.");
  if (row->act != REQUEST_STATEMENT || people < EMERGENCY_PEOPLE) return TX_OK;
  return host_problem_set(problem, TX_CONFLICT, "24小时内紧急处置最多%d人，请按两人办理提出。",
                          "In an emergency at most %d people in 24 hours: please ask for a second "
                          "person.",
                          EMERGENCY_PEOPLE);
}

enum tx_reason emergency_check(const struct request *request, const struct request_row *row,
                               struct host_problem *problem) {
  enum tx_reason reason = check_act(row, problem);
  if (reason == TX_OK) reason = check_who(request, row, problem);
  if (reason == TX_OK) reason = check_before(request, row, problem);
  if (reason != TX_OK || row->act != REQUEST_POLICY) return reason;
  return orders_check_brief(request, &row->policy, request->now_s + EMERGENCY_LIFE_S, problem);
}

/* --- doing it --------------------------------------------------------------------------------- */

/* For two hours at most, and as of a second before what the second person would decide: that is the
 * newer word of the same source then. */
static enum tx_reason isolate(const struct request *request, struct request_row *row,
                              struct host_problem *problem) {
  struct resident resident;
  uint64_t policy;
  struct request_row brief = *row;
  int64_t end = request->now_s + EMERGENCY_LIFE_S;
  const struct decision decision = { &brief };
  brief.statement.observed_at--;
  if (end < brief.statement.valid_until) brief.statement.valid_until = end;
  enum tx_reason reason = decision_carry_out(&decision, request, &policy, problem);
  if (reason == TX_OK) reason = residency_at(request, row->area, row->index, &resident, problem);
  if (reason != TX_OK) return reason;
  row->before = resident.record;
  return host_problem_of(problem, requests_set_before(request->db, row));
}

/* Its orders end by themselves: nothing is left to second. */
static enum tx_reason publish(const struct request *request, struct request_row *row,
                              struct host_problem *problem) {
  uint64_t policy;
  const struct decision decision = { row };
  row->outcome = REQUEST_DONE;
  row->decided_at = request->now_s;
  memcpy(row->decided_by, row->asked_by, sizeof row->decided_by);
  memcpy(row->decided_body, row->asked_body, sizeof row->decided_body);
  enum tx_reason reason = host_problem_of(problem, requests_decide(request->db, row));
  return reason == TX_OK ? decision_carry_out(&decision, request, &policy, problem) : reason;
}

enum tx_reason emergency_act(const struct request *request, struct request_row *row,
                             struct host_problem *problem) {
  char detail[REQUEST_EVIDENCE_SIZE + 64];
  bool person = row->act == REQUEST_STATEMENT;
  decision_detail(row, detail, sizeof detail);
  const struct audit_entry entry = { .action = "emergency",
                                     .detail = detail,
                                     .subject = person ? (int64_t)row->index : -1 };
  enum tx_reason reason = host_problem_of(problem, audit_log_add(request, row->area, &entry));
  if (reason != TX_OK) return reason;
  return person ? isolate(request, row, problem) : publish(request, row, problem);
}
