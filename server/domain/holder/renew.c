/* SPDX-License-Identifier: Apache-2.0 */
#include "renew.h"

#include "domain/resident/residency.h"
#include "host/text/date.h"
#include "store/resident/holders.h"
#include "store/resident/visitors.h"

enum tx_reason holding_renewable(const struct request *request, const struct holding *holding,
                                 int64_t *from_s) {
  struct visitor visitor;
  int64_t half_s = (holding->exp - holding->iat) / 2;
  *from_s = 0;
  enum tx_reason reason = visitors_find(request->db, holding->area, holding->index, &visitor);
  if (reason != TX_NOT_FOUND) return reason;
  *from_s = holding->exp - (half_s < RENEW_AHEAD_S ? half_s : RENEW_AHEAD_S);
  return TX_OK;
}

enum tx_reason holding_find(const struct request *request, const struct holder_key *key,
                            struct held *out, struct host_problem *problem) {
  struct tx_span sealed;
  struct holding row;
  struct holding *holding = &out->holding;
  enum tx_reason reason =
      residency_at(request, holding->area, holding->index, &out->resident, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = holdings_of(request->db, holding->area, holding->index);
  while (db_next(&rows)) {
    holdings_read(&rows, &row, &sealed);
    if (!holder_key_equal(&row.holder, key)) continue;
    *holding = row;
    if (holding_lives(holding, &out->resident, request->now_s)) return TX_OK;
  }
  if (rows.end != TX_OK) return host_problem_of(problem, rows.end);
  return host_problem_say(problem, TX_NOT_FOUND,
                          "这部手机没有这个人的有效通行证，请用领证码重新申请。",
                          "This phone has no pass of that person that is good: please apply again "
                          "with a claim code.");
}

static enum tx_reason check(const struct request *request, const struct holding *holding,
                            struct host_problem *problem) {
  int64_t from_s = 0;
  char date[HOST_DATE_SIZE];
  enum tx_reason reason = holding_renewable(request, holding, &from_s);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (!from_s)
    return host_problem_say(problem, TX_NOT_ALLOWED, "限时的通行证不能自动续期，请联系居委会。",
                            "A pass for a time is not renewed: please call the office.");
  if (from_s <= request->now_s) return TX_OK;
  host_date_shanghai_minute(from_s, date);
  return host_problem_set(problem, TX_CONFLICT, "还不到续期的时间，从%s起可以续期。",
                          "It is too early: it can be renewed from %s on.", date);
}

static enum tx_reason write(const struct request *request, const struct holder_key *key,
                            struct held *out, struct host_problem *problem) {
  struct giving giving = { .holder = holder_of_key(key) };
  struct pass_issued issued;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = holding_find(request, key, out, problem);
  if (reason == TX_OK) reason = check(request, &out->holding, problem);
  giving.relation = out->holding.relation;
  if (reason == TX_OK) reason = holding_give(request, &out->resident, &giving, &issued, problem);
  if (reason != TX_OK) return reason;
  out->holding.n = issued.n;
  out->holding.iat = issued.pass.iat;
  out->holding.exp = issued.pass.exp;
  return host_problem_of(problem, db_commit(&work));
}

enum tx_reason holding_renew(const struct request *request, const struct holder_key *key,
                             uint64_t area, uint32_t index, struct held *out,
                             struct host_problem *problem) {
  *out = (struct held){ .holding = { .area = area, .index = index } };
  enum tx_reason reason = write(request, key, out, problem);
  return reason == TX_OK ? holding_open(request, out, problem) : reason;
}
