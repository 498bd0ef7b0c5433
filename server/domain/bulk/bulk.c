/* SPDX-License-Identifier: Apache-2.0 */
#include "bulk.h"

#include "store/office/accounts.h"
#include "store/office/bulks.h"

/* What an account has of one kind. */
struct account_bulk {
  int64_t left;     /* that it may do alone */
  int64_t seconded; /* … and of what others seconded */
};

static int64_t since(const struct request *request) {
  return request->now_s - BULK_WITHIN_S;
}

static enum tx_reason read_account(const struct request *request, uint64_t area,
                                   enum bulk_what what, struct account_bulk *out) {
  int64_t alone = 0;
  const char *login = request->caller->login;
  enum tx_reason reason = bulks_alone(request->db, login, what, since(request), &alone);
  out->left = alone < bulk_alone(what) ? bulk_alone(what) - alone : 0;
  if (reason != TX_OK) return reason;
  return bulks_left(request->db, login, what, area, since(request), &out->seconded);
}

static enum tx_reason refuse(enum bulk_what what, int64_t people, const struct account_bulk *has,
                             struct host_problem *problem) {
  return host_problem_set(
      problem, TX_NOT_ALLOWED,
      "24小时内一个账号单独%s最多%lld人%.0s，还剩%lld人，已获复核的还剩%lld人，这次要%lld人：请提出"
      "成批办理（request bulk %s），由另一单位的人复核后再办。",
      "One account alone has at most %.0s%lld %s in 24 hours. %lld are left, %lld of what was "
      "seconded, and this is %lld: please ask for it (request bulk %s) and, once a person of "
      "another body has seconded it, do it again.",
      bulk_zh(what), (long long)bulk_alone(what), bulk_en(what), (long long)has->left,
      (long long)has->seconded, (long long)people, bulk_word(what));
}

/* *counted: there is an account to count it for. */
static enum tx_reason weigh(const struct request *request, uint64_t area, enum bulk_what what,
                            int64_t people, struct bulk_taken *out, bool *counted,
                            struct host_problem *problem) {
  int64_t waiting = 0;
  struct account_bulk has = { 0 };
  *out = (struct bulk_taken){ 0 };
  *counted = false;
  if (!request->caller || !*request->caller->login) return TX_OK;
  enum tx_reason reason = bodies_waiting(request->db, &waiting);
  const bool founds = what == BULK_ADD || what == BULK_PASSES;
  out->founding = out->seconded = founds && waiting > 0;
  if (reason == TX_OK && !out->founding && people > 0) {
    reason = read_account(request, area, what, &has);
    *counted = true;
    out->seconded = has.seconded >= people;
    if (reason == TX_OK && !out->seconded && people > has.left)
      return refuse(what, people, &has, problem);
  }
  return host_problem_of(problem, reason);
}

enum tx_reason bulk_foresee(const struct request *request, uint64_t area, enum bulk_what what,
                            int64_t people, struct bulk_taken *out, struct host_problem *problem) {
  bool counted;
  return weigh(request, area, what, people, out, &counted, problem);
}

enum tx_reason bulk_take(const struct request *request, uint64_t area, enum bulk_what what,
                         int64_t people, struct bulk_taken *out, struct host_problem *problem) {
  bool counted;
  enum tx_reason reason = weigh(request, area, what, people, out, &counted, problem);
  if (reason != TX_OK || !counted) return reason;
  const char *login = request->caller->login;
  reason = out->seconded ? bulks_spend(request->db, login, what, area, since(request), people)
                         : bulks_note(request->db, login, what, area, request->now_s, people);
  return host_problem_of(problem, reason);
}

enum tx_reason bulk_take_alone(const struct request *request, uint64_t area, enum bulk_what what,
                               int64_t people, struct host_problem *problem) {
  struct bulk_taken taken;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = bulk_take(request, area, what, people, &taken, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

enum tx_reason bulk_check_asker(const struct request *request, enum bulk_what what,
                                struct host_problem *problem) {
  if (request->caller && request->caller->rights & bulk_rights(what)) return TX_OK;
  return what == BULK_NAMES
             ? host_problem_say(problem, TX_NOT_ALLOWED, "超过50人的全名只能由疾控角色的账号提出。",
                                "An account of the role health asks for more than 50 full names.")
             : host_problem_say(problem, TX_NOT_ALLOWED, "成批办理由工作人员或负责人提出。",
                                "A clerk or a lead asks for many at once.");
}

enum tx_reason bulk_allow(const struct request *request, const struct request_row *row,
                          const struct decision *decision) {
  if (!decision) return TX_NOT_ALLOWED;
  return bulks_allow(request->db, row->asked_by, &row->bulk, row->area, row->id, request->now_s);
}
