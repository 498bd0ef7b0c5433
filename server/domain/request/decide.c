/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"
#include "domain/order/orders.h"
#include "domain/publication/ready.h"
#include "host/text/text.h"
#include "sealed_request.h"
#include "seconder.h"
#include "store/office/requests.h"
#include "wanted.h"

#include <stdio.h>

/* --- deciding --------------------------------------------------------------------------------- */

static enum tx_reason read_row(const struct request *request, uint64_t area, int64_t id,
                               struct request_row *out, struct host_problem *problem) {
  struct tx_span sealed;
  const char *wanted;
  DB_ROWS rows = requests_one(request->db, area, id);
  if (!db_next(&rows))
    return rows.end != TX_OK ? host_problem_of(problem, rows.end)
                             : host_problem_set(problem, TX_NOT_FOUND, "没有第%lld号请求。",
                                                "There is no request %lld.", (long long)id);
  requests_read(&rows, out, &sealed, &wanted);
  enum tx_reason reason = wanted_read(wanted, out);
  if (reason == TX_OK) reason = sealed_request_open(request, sealed, out);
  return host_problem_of(problem, reason);
}

static enum tx_reason check_asked(const struct request *request, const struct request_row *row,
                                  struct host_problem *problem) {
  int64_t life_s = row->emergency ? EMERGENCY_LIFE_S : REQUEST_LIFE_S;
  bool waits = row->act == REQUEST_FOUNDING || request->now_s <= row->asked_at + life_s;
  if (row->outcome == REQUEST_ASKED && waits) return TX_OK;
  return host_problem_set(problem, TX_CONFLICT, "第%lld号请求已经办结或失效。",
                          "The request %lld is decided or has lapsed.", (long long)row->id);
}

static enum tx_reason check_hash(const struct request_row *row, const uint8_t *hash,
                                 struct host_problem *problem) {
  uint8_t own[TX_HASH_SIZE];
  enum tx_reason reason = request_hash(row, own);
  if (reason != TX_OK || memcmp(own, hash, sizeof own) == 0)
    return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "您看到的不是这份请求，请重新打开。",
                          "This is not the request that you saw: please open it again.");
}

static enum tx_reason check_words(const struct request_row *row, const uint8_t *hash,
                                  const char *words, struct host_problem *problem) {
  if (!*words)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明不同意的理由。",
                            "Please say why it is refused.");
  if (row->act != REQUEST_FOUNDING) return TX_OK;
  if (hash) return check_hash(row, hash, problem);
  return host_problem_say(problem, TX_BAD_ARGUMENT,
                          "这会撤销已办的事，所发的证随即注销：请再输一次密码。",
                          "This undoes what was done, and passes die by it: please give your "
                          "password again.");
}

static enum tx_reason check_withdrawal(const struct request *request, const struct request_row *row,
                                       struct host_problem *problem) {
  if (row->act == REQUEST_FOUNDING)
    return host_problem_say(problem, TX_NOT_ALLOWED,
                            "这是已经办了的事，不能撤回：由另一单位的人确认或撤销。",
                            "This was done already and cannot be withdrawn: a person of another "
                            "body confirms or undoes it.");
  if (strcmp(request->actor, row->asked_by) == 0) return TX_OK;
  return host_problem_say(problem, TX_NOT_ALLOWED, "只有提出人能撤回。",
                          "Only who asked takes it back.");
}

static enum tx_reason check_verdict(const struct request *request, const struct request_row *row,
                                    enum request_verdict verdict, const uint8_t *hash,
                                    const char *words, struct host_problem *problem) {
  enum tx_reason reason = check_asked(request, row, problem);
  if (reason != TX_OK) return reason;
  if (verdict == REQUEST_WITHDRAW) return check_withdrawal(request, row, problem);
  reason = seconder_check(request, row, problem);
  if (reason == TX_OK && verdict == REQUEST_SECOND) reason = check_hash(row, hash, problem);
  if (reason == TX_OK && verdict == REQUEST_REFUSE) reason = check_words(row, hash, words, problem);
  return reason;
}

/* One update decides who was first; what is asked for is done in the same transaction. */
static enum tx_reason settle(const struct request *request, struct request_row *row,
                             uint64_t *policy, struct host_problem *problem) {
  static const char *const actions[] = { [REQUEST_DONE] = "request.second",
                                         [REQUEST_REFUSED] = "request.refuse",
                                         [REQUEST_WITHDRAWN] = "request.withdraw" };
  char detail[REQUEST_EVIDENCE_SIZE + 64];
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = host_problem_of(problem, requests_decide(request->db, row));
  if (reason == TX_OK) reason = host_problem_of(problem, sealed_request_write(request, row));
  decision_detail(row, detail, sizeof detail);
  if (reason == TX_OK)
    reason = host_problem_of(problem, decision_note(request, row, actions[row->outcome], detail));
  const struct decision decision = { row };
  if (reason == TX_OK && row->outcome == REQUEST_DONE)
    reason = decision_carry_out(&decision, request, policy, problem);
  if (reason == TX_OK && row->outcome != REQUEST_DONE)
    reason = host_problem_of(problem, decision_drop(request, row));
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

static void fill(const struct request *request, enum request_verdict verdict, const char *words,
                 struct request_row *out) {
  static const enum request_outcome outcomes[] = { [REQUEST_SECOND] = REQUEST_DONE,
                                                   [REQUEST_REFUSE] = REQUEST_REFUSED,
                                                   [REQUEST_WITHDRAW] = REQUEST_WITHDRAWN };
  out->outcome = outcomes[verdict];
  out->decided_at = request->now_s;
  snprintf(out->decided_by, sizeof out->decided_by, "%s", request->caller->login);
  snprintf(out->decided_body, sizeof out->decided_body, "%s", request->caller->body);
  host_copy(words, out->reply, sizeof out->reply);
}

enum tx_reason request_decide(struct server *server, const struct request *request, uint64_t area,
                              int64_t id, enum request_verdict verdict,
                              const uint8_t hash[TX_HASH_SIZE], const char *words,
                              struct request_row *out, struct host_problem *problem) {
  uint64_t policy = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason == TX_OK) reason = read_row(request, area, id, out, problem);
  if (reason == TX_OK) reason = check_verdict(request, out, verdict, hash, words, problem);
  const bool signs = out->act == REQUEST_POLICY || out->act == REQUEST_CLOSING;
  if (reason == TX_OK && signs && verdict == REQUEST_SECOND)
    reason = publish_ready(server, request, 0, problem);
  if (reason != TX_OK) return reason;
  fill(request, verdict, words, out);
  reason = settle(request, out, &policy, problem);
  if (reason != TX_OK || !policy) return reason;
  return host_problem_of(problem, orders_show(server, request, policy));
}
