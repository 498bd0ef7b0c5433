/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal_internal.h"

#include "domain/audit/log.h"
#include "host/text/text.h"
#include "store/office/appeals.h"

#include <stdio.h>

static bool took_part(const struct appeal *row, const char *body) {
  return strcmp(body, row->asked_body) == 0 || strcmp(body, row->decided_body) == 0;
}

/* Of one that was escalated: the body above, or a health body, which looks again. */
static bool is_theirs(const struct appeal *row, const struct caller *caller) {
  return strcmp(caller->body, row->above) == 0 || caller->kind == BODY_HEALTH;
}

static enum tx_reason check_who(const struct request *request, const struct appeal *row,
                                struct host_problem *problem) {
  const struct caller *caller = request->caller;
  if (!caller || !(caller->rights & RIGHT_APPEALS))
    return host_problem_say(problem, TX_NOT_ALLOWED, "您的账号不能答复申诉。",
                            "Your account may not answer appeals.");
  if (row->state == APPEAL_ESCALATED && !is_theirs(row, caller))
    return host_problem_say(problem, TX_NOT_ALLOWED, "这件申诉已转上级，由上级单位或疾控答复。",
                            "This appeal went on: the body above or a health body answers it.");
  if (row->state == APPEAL_ESCALATED || !took_part(row, caller->body)) return TX_OK;
  return host_problem_say(problem, TX_NOT_ALLOWED, "您的单位参与了这项决定，须由其他单位答复。",
                          "Your body took part in the decision: another one answers.");
}

static enum tx_reason find(const struct request *request, uint64_t area, int64_t id,
                           struct appeal *out, struct host_problem *problem) {
  DB_ROWS rows = appeals_one(request->db, area, id);
  if (id > 0 && db_next(&rows)) return host_problem_of(problem, appeal_open(request, &rows, out));
  if (rows.end != TX_OK) return host_problem_of(problem, rows.end);
  return host_problem_set(problem, TX_NOT_FOUND, "没有第%lld号申诉。", "There is no appeal %lld.",
                          (long long)id);
}

static enum tx_reason check(const struct request *request, const struct appeal *row,
                            const char *words, struct host_problem *problem) {
  if (row->state > APPEAL_ESCALATED)
    return host_problem_set(problem, TX_CONFLICT, "第%lld号申诉已经办结。",
                            "The appeal %lld is answered.", (long long)row->id);
  if (!*words || strlen(words) >= APPEAL_WORDS_SIZE)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "请写明答复的理由，最多%d个字节。",
                            "Please say why, in at most %d bytes.", APPEAL_WORDS_SIZE - 1);
  return check_who(request, row, problem);
}

static enum tx_reason settle(const struct request *request, struct appeal *row,
                             enum appeal_state before, struct host_problem *problem) {
  char detail[64];
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = host_problem_of(problem, appeals_settle(request->db, row, before));
  if (reason == TX_OK) reason = host_problem_of(problem, appeal_seal(request, row));
  if (reason == TX_OK && row->state == APPEAL_LIFTED) reason = appeal_lift(request, row, problem);
  snprintf(detail, sizeof detail, "appeal %lld %s", (long long)row->id,
           appeal_state_word(row->state));
  const struct audit_entry entry = { .action = "appeal.answer",
                                     .detail = detail,
                                     .subject = row->index };
  if (reason == TX_OK) reason = host_problem_of(problem, audit_log_add(request, row->area, &entry));
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

enum tx_reason appeal_answer(const struct request *request, uint64_t area, int64_t id, bool lift,
                             const char *words, struct appeal *out, struct host_problem *problem) {
  enum tx_reason reason = area_known(request, area, problem);
  if (reason == TX_OK) reason = find(request, area, id, out, problem);
  if (reason == TX_OK) reason = check(request, out, words, problem);
  if (reason != TX_OK) return reason;
  enum appeal_state before = out->state;
  out->state = lift ? APPEAL_LIFTED : APPEAL_UPHELD;
  out->answered_at = request->now_s;
  snprintf(out->answered_by, sizeof out->answered_by, "%s", request->caller->login);
  snprintf(out->answered_body, sizeof out->answered_body, "%s", request->caller->body);
  host_copy(words, out->answer, sizeof out->answer);
  return settle(request, out, before, problem);
}
