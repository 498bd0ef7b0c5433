/* SPDX-License-Identifier: Apache-2.0 */
#include "visit.h"

#include "domain/audit/log.h"
#include "domain/key/person.h"
#include "domain/resident/household.h"
#include "domain/resident/residency.h"
#include "domain/resident/seat.h"
#include "host/text/text.h"
#include "store/resident/residents.h"
#include "store/resident/visitors.h"
#include "who_comes.h"

#include <stdio.h>

struct making {
  const struct request *request;
  const struct visit_in *in;
  struct visitor like; /* window, host, home */
  struct visit *out;
};

/* --- whether ---------------------------------------------------------------------------------- */

static enum tx_reason check_host(const struct resident *host, struct host_problem *problem) {
  enum tx_state state = tx_record_unpack(host->record).state;
  if (host->role != TX_ROLE_RESIDENT)
    return host_problem_say(problem, TX_NOT_ALLOWED, "只有居民可以邀请访客。",
                            "Only residents ask for visitors.");
  if (state == TX_STATE_ACTIVE || state == TX_STATE_MONITORING) return TX_OK;
  return host_problem_set(problem, TX_NOT_ALLOWED, "%s期间不能邀请访客，请联系居委会。%.0s",
                          "No visitors are asked for %.0swhile one is %s: please call the office.",
                          tx_state_zh(state), tx_state_word(state));
}

static enum tx_reason check_household(struct making *making, struct host_problem *problem) {
  int64_t open = 0, asked = 0;
  const struct request *request = making->request;
  enum tx_reason reason = visitors_of_home(request->db, &making->like, request->now_s,
                                           request->now_s - VISIT_DAY_S, &open, &asked);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (open >= VISITS_OPEN_MAX)
    return host_problem_set(problem, TX_TOO_MANY, "一户同时最多有%d次来访，请先撤回一次。",
                            "A household has %d visits at a time: please take one back first.",
                            VISITS_OPEN_MAX);
  if (asked >= VISITS_DAY_MAX)
    return host_problem_set(problem, TX_TOO_MANY, "一户一天最多登记%d次来访，请明天再试。",
                            "A household asks for %d visits a day: please try again tomorrow.",
                            VISITS_DAY_MAX);
  return TX_OK;
}

static enum tx_reason check_role(const struct visit_in *in, struct host_problem *problem) {
  if (in->role != TX_ROLE_RESIDENT && in->role < TX_ROLE_COUNT) return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT,
                          "人员类别不对，居民请登记到名册（resident add）。",
                          "That role is none of these; residents go on the roster (resident add).");
}

static enum tx_reason begin(struct making *making, struct host_problem *problem) {
  struct household_place place;
  const struct visit_in *in = making->in;
  struct visitor *like = &making->like;
  *like = (struct visitor){ .area = in->area,
                            .host = VISITOR_OF_OFFICE,
                            .made_at = making->request->now_s };
  enum tx_reason reason = check_role(in, problem);
  if (reason == TX_OK && in->host) reason = check_host(in->host, problem);
  if (reason == TX_OK) reason = window_read(in, making->request->now_s, like, problem);
  if (reason != TX_OK || !in->host) return reason;
  const struct person *person = &in->host->person;
  like->host = in->host->index;
  household_place_of(making->request->fields, in->area, person->unit, person->room, &place);
  memcpy(like->home, place.room, sizeof like->home);
  return TX_OK;
}

/* --- made ------------------------------------------------------------------------------------- */

static enum tx_reason refuse_known(enum tx_reason reason, struct host_problem *problem) {
  if (reason != TX_CONFLICT) return host_problem_of(problem, reason);
  return host_problem_say(problem, reason, "名册里已有持此证件的人，可直接签发（issue）。",
                          "The roster has somebody of that document: please issue a pass (issue).");
}

/* One index, and its pass written down. */
static enum tx_reason write_one(struct making *making, struct resident *resident,
                                struct host_problem *problem) {
  const struct request *request = making->request;
  struct visit_pass *pass = &making->out->passes[making->out->count];
  const struct pass_order order = { .area = resident->area,
                                    .role = -1,
                                    .from_s = making->like.from_s,
                                    .until_s = making->like.until_s,
                                    .matched = making->out->count > 0 };
  enum tx_reason reason = seat_take(request, resident, problem);
  if (reason == TX_OK) reason = refuse_known(seat_put(request, resident), problem);
  if (reason == TX_OK) reason = pass_write_one(request, &order, resident, &pass->issued, problem);
  if (reason != TX_OK) return reason;
  pass->resident = *resident;
  pass->visitor = making->like;
  pass->visitor.index = resident->index;
  pass->visitor.visit = making->out->count ? making->out->passes[0].visitor.index : resident->index;
  pass->visitor.n = pass->issued.n;
  pass->visitor.until_s = pass->issued.pass.exp;
  making->out->count++;
  return host_problem_of(problem, visitors_add(request->db, &pass->visitor));
}

static enum tx_reason note(struct making *making) {
  char detail[64];
  snprintf(detail, sizeof detail, "%u, of %lld", making->out->passes[0].visitor.index,
           (long long)making->like.host);
  return audit_log_append(making->request, making->in->area, "visitor asked for", detail);
}

static enum tx_reason write_all(struct making *making, struct host_problem *problem) {
  const struct visit_in *in = making->in;
  struct resident one;
  enum tx_reason reason = in->host ? check_household(making, problem) : TX_OK;
  if (reason == TX_OK && in->role != TX_ROLE_VEHICLE) {
    reason = person_read(making->request, in, &one, problem);
    if (reason == TX_OK) reason = write_one(making, &one, problem);
  }
  if (reason == TX_OK && (*in->plate || in->role == TX_ROLE_VEHICLE)) {
    reason = car_read(making->request, in, &one, problem);
    if (reason == TX_OK) reason = write_one(making, &one, problem);
  }
  return reason == TX_OK ? host_problem_of(problem, note(making)) : reason;
}

enum tx_reason visit_make(const struct request *request, const struct visit_in *in,
                          struct visit *out, struct host_problem *problem) {
  struct making making = { .request = request, .in = in, .out = out };
  *out = (struct visit){ 0 };
  enum tx_reason reason = begin(&making, problem);
  if (reason != TX_OK) return reason;
  {
    DB_TRANSACTION work = db_begin(request->db);
    if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
    reason = write_all(&making, problem);
    if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  }
  return reason == TX_OK ? visit_sign(request, out, problem) : reason;
}

/* --- taken back ------------------------------------------------------------------------------- */

static enum tx_reason revoke_all(const struct request *request, const struct visit *visit) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < visit->count && reason == TX_OK; i++) {
    struct resident resident = visit->passes[i].resident;
    if (resident.state == TX_STATE_REVOKED) continue;
    reason = residency_take_back(request, &resident, visit->passes[i].visitor.host);
  }
  return reason;
}

enum tx_reason visit_take_back(const struct request *request, const struct resident *host,
                               uint32_t number, struct host_problem *problem) {
  struct visit visit;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = visit_open(request, host->area, number, &visit);
  if (reason == TX_OK && visit.passes[0].visitor.host != (int64_t)host->index)
    reason = TX_NOT_FOUND;
  if (reason == TX_NOT_FOUND)
    return host_problem_say(problem, reason, "您没有登记过这次来访。",
                            "You asked for no such visit.");
  if (reason == TX_OK) reason = revoke_all(request, &visit);
  if (reason == TX_OK) reason = visitors_end(request->db, host->area, number, request->now_s);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}
