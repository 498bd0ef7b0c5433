/* SPDX-License-Identifier: Apache-2.0 */
#include "visit.h"

#include "domain/key/person.h"
#include "domain/resident/residency.h"
#include "store/resident/residents.h"
#include "store/resident/visitors.h"
#include "who_comes.h"

#include <stdlib.h>

const char *visit_state(const struct visit_pass *pass, int64_t now_s) {
  const struct visitor *visitor = &pass->visitor;
  if (visitor->ended_at || pass->resident.state == TX_STATE_REVOKED) return "revoked";
  if (visitor->until_s <= now_s) return "over";
  return visitor->from_s > now_s ? "coming" : "open";
}

static enum tx_reason open_person(const struct request *request, struct visit_pass *pass) {
  const struct visitor *visitor = &pass->visitor;
  enum tx_reason reason =
      residents_find(request->db, visitor->area, visitor->index, &pass->resident);
  return reason == TX_OK ? person_open(request->fields, &pass->resident) : reason;
}

enum tx_reason visit_open(const struct request *request, uint64_t area, uint32_t number,
                          struct visit *out) {
  *out = (struct visit){ 0 };
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = visitors_of_visit(request->db, area, number);
  while (reason == TX_OK && out->count < VISIT_PASSES_MAX && db_next(&rows)) {
    visitors_read(&rows, &out->passes[out->count].visitor);
    reason = open_person(request, &out->passes[out->count++]);
  }
  if (reason == TX_OK) reason = rows.end;
  return reason == TX_OK && !out->count ? TX_NOT_FOUND : reason;
}

enum tx_reason visit_sign(const struct request *request, struct visit *visit,
                          struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < visit->count && reason == TX_OK; i++) {
    struct visit_pass *pass = &visit->passes[i];
    const char *state = visit_state(pass, request->now_s);
    if (strcmp(state, "coming") != 0 && strcmp(state, "open") != 0) continue;
    reason = pass_sign_from(request, &pass->resident, pass->visitor.n, pass->visitor.from_s,
                            &pass->issued, problem);
  }
  return reason;
}

/* --- lists ------------------------------------------------------------------------------------ */

static enum tx_reason add_row(const struct request *request, const struct visitor *visitor,
                              struct visit *visits, size_t *count) {
  struct visit *last = *count ? &visits[*count - 1] : NULL;
  bool same = last && last->passes[0].visitor.visit == visitor->visit;
  if (!same && *count == VISITS_SHOWN) return TX_OK;
  if (!same) last = &visits[(*count)++];
  if (last->count == VISIT_PASSES_MAX) return TX_OK;
  last->passes[last->count].visitor = *visitor;
  return open_person(request, &last->passes[last->count++]);
}

enum tx_reason visit_list_of(const struct request *request, const struct resident *host,
                             struct visit **out, size_t *count, struct host_problem *problem) {
  struct visitor visitor;
  enum tx_reason reason = TX_OK;
  *count = 0;
  *out = calloc(VISITS_SHOWN, sizeof **out);
  if (!*out) return host_problem_of(problem, TX_NO_MEMORY);
  {
    DB_ROWS rows = visitors_of_host(request->db, host->area, host->index);
    while (reason == TX_OK && db_next(&rows)) {
      visitors_read(&rows, &visitor);
      reason = add_row(request, &visitor, *out, count);
    }
    if (reason == TX_OK) reason = rows.end;
  }
  for (size_t i = 0; reason == TX_OK && i < *count; i++)
    reason = visit_sign(request, &(*out)[i], problem);
  return host_problem_of(problem, reason);
}

enum tx_reason visit_list(const struct request *request, uint64_t area, uint32_t from, size_t limit,
                          struct visit_pass *out, size_t *count, struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = visitors_from(request->db, area, from, (int64_t)limit);
  while (reason == TX_OK && *count < limit && db_next(&rows)) {
    out[*count] = (struct visit_pass){ 0 };
    visitors_read(&rows, &out[*count].visitor);
    reason = open_person(request, &out[(*count)++]);
  }
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}
