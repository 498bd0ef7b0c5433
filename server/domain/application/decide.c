/* SPDX-License-Identifier: Apache-2.0 */
#include "decide.h"

#include "domain/audit/log.h"
#include "domain/key/person.h"
#include "domain/resident/residency.h"
#include "host/text/text.h"
#include "sealed_application.h"
#include "store/office/applications.h"
#include "store/resident/residents.h"

#include <stdio.h>

/* --- what waits ------------------------------------------------------------------------------- */

static enum tx_reason open_row(const struct request *request, const struct db_rows *rows,
                               struct application_view *out) {
  struct tx_span sealed;
  applications_read(rows, &out->application, &sealed);
  return sealed_application_open(request->fields, sealed, &out->application);
}

/* Who was nobody's when it was asked may be on the roster by now. */
static enum tx_reason find_resident(const struct request *request, struct application_view *out) {
  struct application *asked = &out->application;
  struct resident *resident = &out->resident;
  enum tx_reason reason =
      asked->index < 0 ? residents_by_identity(request->db, asked->area, asked->subject, resident)
                       : residents_find(request->db, asked->area, (uint32_t)asked->index, resident);
  if (reason == TX_OK) asked->index = resident->index;
  if (reason == TX_OK) reason = person_open(request->fields, &out->resident);
  out->found = reason == TX_OK;
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static enum tx_reason read_page(const struct request *request, const struct application_page *page,
                                struct application_view *out, size_t *count) {
  enum tx_reason reason = TX_OK;
  DB_ROWS rows =
      applications_in(request->db, page->area, page->state, page->after, (int64_t)page->limit);
  while (reason == TX_OK && *count < page->limit && db_next(&rows))
    reason = open_row(request, &rows, &out[(*count)++]);
  return reason == TX_OK ? rows.end : reason;
}

enum tx_reason application_list(const struct request *request, const struct application_page *page,
                                struct application_view *out, size_t *count,
                                struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, page->area, problem);
  if (reason != TX_OK) return reason;
  reason = read_page(request, page, out, count);
  for (size_t i = 0; reason == TX_OK && i < *count; i++)
    reason = find_resident(request, &out[i]);
  return host_problem_of(problem, reason);
}

/* --- decided ---------------------------------------------------------------------------------- */

static enum tx_reason find_one(const struct request *request,
                               const struct application_verdict *verdict,
                               struct application_view *out, struct host_problem *problem) {
  DB_ROWS rows = applications_find(request->db, verdict->area, verdict->id);
  if (!db_next(&rows))
    return rows.end != TX_OK
               ? host_problem_of(problem, rows.end)
               : host_problem_set(problem, TX_NOT_FOUND, "没有第%lld号申请。",
                                  "There is no application %lld.", (long long)verdict->id);
  enum tx_reason reason = host_problem_of(problem, open_row(request, &rows, out));
  if (reason != TX_OK || out->application.state == APPLICATION_WAITING) return reason;
  return host_problem_set(problem, TX_CONFLICT, "第%lld号申请已经办过了。",
                          "The application %lld was decided already.", (long long)verdict->id);
}

static enum tx_reason check_words(const struct application_verdict *verdict,
                                  struct host_problem *problem) {
  if (*verdict->words && strlen(verdict->words) < APPLICATION_WORDS_SIZE) return TX_OK;
  return host_problem_set(
      problem, TX_BAD_ARGUMENT, "请写明如何核实，或为何不通过（最多%d个字节）。",
      "Please say how it was checked, or why not (%d bytes at most).", APPLICATION_WORDS_SIZE - 1);
}

/* Whom it is about, as the office says or as the document does. */
static enum tx_reason choose(const struct request *request,
                             const struct application_verdict *verdict,
                             struct application_view *out, struct host_problem *problem) {
  if (verdict->index >= 0) out->application.index = verdict->index;
  enum tx_reason reason = host_problem_of(problem, find_resident(request, out));
  if (reason != TX_OK) return reason;
  if (!out->found)
    return host_problem_say(problem, TX_CONFLICT,
                            "名册里没有此人：请先登记（resident add），或指明是名册里的哪一位。",
                            "Nobody of the roster is meant: please add the person first (resident "
                            "add), or say who it is.");
  if (out->resident.state != TX_STATE_SUSPENDED) return TX_OK;
  return host_problem_set(problem, TX_CONFLICT, "%s的证已暂停，请先恢复（reinstate）。",
                          "The pass of %s is suspended: please reinstate it first.",
                          out->resident.person.mask);
}

static enum tx_reason give(const struct request *request, const struct application_view *view,
                           struct host_problem *problem) {
  struct pass_issued issued;
  bool elsewhere = false;
  char words[40];
  const struct application *asked = &view->application;
  const struct resident *resident = &view->resident;
  enum tx_reason reason = holding_is_elsewhere(request, resident, &asked->holder, &elsewhere);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct giving giving = { .holder = holder_of_key(&asked->holder),
                                 .relation = asked->relation,
                                 .replaces = resident->state != TX_STATE_ACTIVE ||
                                             (elsewhere && asked->relation == HOLDER_OWN),
                                 .matched = asked->claim > 0,
                                 .asked = words };
  snprintf(words, sizeof words, "application %lld", (long long)asked->id);
  return holding_give(request, resident, &giving, &issued, problem);
}

static enum tx_reason write_verdict(const struct request *request,
                                    const struct application_verdict *verdict,
                                    struct application *asked) {
  char detail[64];
  HOST_BYTES sealed = { 0 };
  asked->state = verdict->approve ? APPLICATION_APPROVED : APPLICATION_REFUSED;
  asked->decided_at = request->now_s;
  host_copy(request->actor, asked->decided_by, sizeof asked->decided_by);
  host_copy(verdict->words, asked->words, sizeof asked->words);
  enum tx_reason reason = sealed_application_make(request->fields, asked, &sealed);
  if (reason == TX_OK) reason = applications_decide(request->db, asked, host_span(&sealed));
  snprintf(detail, sizeof detail, "%lld, of %lld", (long long)asked->id, (long long)asked->index);
  if (reason != TX_OK) return reason;
  return audit_log_append(request, asked->area,
                          verdict->approve ? "application approved" : "application refused",
                          detail);
}

static enum tx_reason carry_out(const struct request *request,
                                const struct application_verdict *verdict,
                                struct application_view *out, struct host_problem *problem) {
  enum tx_reason reason = find_one(request, verdict, out, problem);
  if (reason == TX_OK && verdict->approve) reason = choose(request, verdict, out, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, write_verdict(request, verdict, &out->application));
  return reason == TX_OK && verdict->approve ? give(request, out, problem) : reason;
}

enum tx_reason application_decide(const struct request *request,
                                  const struct application_verdict *verdict,
                                  struct application_view *out, struct host_problem *problem) {
  *out = (struct application_view){ 0 };
  enum tx_reason reason = area_known(request, verdict->area, problem);
  if (reason == TX_OK) reason = check_words(verdict, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = carry_out(request, verdict, out, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}
