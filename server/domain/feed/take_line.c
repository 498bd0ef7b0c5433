/* SPDX-License-Identifier: Apache-2.0 */
/* Where a line goes: it counts, it is held, or it is of nobody here. */
#include "take_internal.h"

#include "aside.h"
#include "domain/resident/residency.h"
#include "domain/statement/homes.h"
#include "store/feed/arrivals.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define DAY_S 86400

/* --- an area's threshold ---------------------------------------------------------------------- */

static enum tx_reason weigh(const struct feed_take *take, const struct request *request,
                            struct feed_area *out) {
  int64_t residents = 0;
  enum tx_reason reason = residents_count(request->db, out->area, &residents);
  if (reason == TX_OK)
    reason = statements_restraining(request->db, out->area, take->feed.source,
                                    request->now_s - DAY_S, &out->restrained);
  int64_t share = residents * take->feed.hold_share / 10000;
  out->most = share > take->feed.hold_above ? share : take->feed.hold_above;
  return reason;
}

static enum tx_reason area_of(struct feed_take *take, const struct request *request, uint64_t area,
                              struct feed_area **out) {
  for (size_t i = 0; i < take->area_count; i++)
    if (take->areas[i].area == area) return *out = &take->areas[i], TX_OK;
  struct feed_area *grown = realloc(take->areas, (take->area_count + 1) * sizeof *grown);
  if (!grown) return TX_NO_MEMORY;
  take->areas = grown;
  *out = &grown[take->area_count++];
  **out = (struct feed_area){ .area = area, .import = { .area = area, .kind = "held" } };
  return weigh(take, request, *out);
}

/* --- held ------------------------------------------------------------------------------------- */

static enum tx_reason hold(struct feed_take *take, const struct request *request,
                           struct feed_area *area, const struct feed_said *said,
                           struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  if (!area->import.id) reason = intake_begin(take->server, request, &area->import, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, statements_stage(request->db, area->area, area->import.id,
                                                       ++area->import.rows, said->subject,
                                                       &said->row, host_span(&said->sealed)));
  if (reason == TX_OK) held_note(&area->wish, said->subject, &said->row, said->restraint);
  return reason;
}

/* What was said before, under the same id, is repeated and holds nothing up. */
static enum tx_reason must_wait(const struct request *request, struct feed_area *area,
                                const struct feed_said *said, bool *waits) {
  bool there = false;
  *waits = false;
  if (!said->restraint) return TX_OK;
  enum tx_reason reason =
      statements_has(request->db, area->area, said->subject, &said->row, &there);
  if (reason != TX_OK || there) return reason;
  area->over |= area->restrained >= area->most;
  *waits = area->over || !said->papers;
  return TX_OK;
}

/* --- one home --------------------------------------------------------------------------------- */

static enum tx_reason add(const struct request *request, struct feed_area *area,
                          const struct feed_said *said, struct feed_verdict *out) {
  bool added = false;
  size_t changed = 0;
  enum tx_reason reason = residency_say(request, area->area, said->subject, &said->row,
                                        host_span(&said->sealed), &added, &changed);
  if (reason == TX_CONFLICT) return out->other = true, TX_OK;
  out->added |= added;
  area->restrained += added && said->restraint != RESTRAINT_NONE;
  return reason;
}

static enum tx_reason take_home(struct feed_take *take, const struct request *request,
                                uint64_t home, const struct feed_said *said,
                                struct feed_verdict *out, struct host_problem *problem) {
  struct feed_area *area = NULL;
  bool waits = false;
  enum tx_reason reason = area_of(take, request, home, &area);
  if (reason == TX_OK) reason = must_wait(request, area, said, &waits);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  out->held |= waits;
  return waits ? hold(take, request, area, said, problem)
               : host_problem_of(problem, add(request, area, said, out));
}

/* --- a line ----------------------------------------------------------------------------------- */

static void refuse_other(struct feed_take *take, const struct feed_said *said) {
  struct host_problem wrong = { 0 };
  host_problem_say(&wrong, TX_CONFLICT, "早先已用来说别的内容",
                   "was used before for something else");
  feed_take_refuse(take, said->line, FEED_NUMBER, &wrong);
}

void feed_take_count(struct feed_take *take, const struct feed_said *said,
                     const struct feed_verdict *verdict) {
  struct feed_counts *counts = &take->counts;
  if (verdict->other)
    refuse_other(take, said);
  else
    ++*(verdict->held      ? &counts->held
        : verdict->added   ? &counts->taken
        : verdict->aside   ? &counts->aside
        : verdict->unknown ? &counts->unknown
                           : &counts->repeated);
}

/* Of nobody who lives here: it may wait for them. */
static enum tx_reason keep_aside(struct feed_take *take, const struct request *request,
                                 const struct feed_said *said, struct feed_verdict *out) {
  bool added = false;
  enum tx_reason reason = aside_keep(take, request, said, &added);
  out->aside = reason == TX_OK && added;
  out->unknown = reason == TX_NOT_FOUND;
  out->other = reason == TX_CONFLICT;
  return reason == TX_NOT_FOUND || reason == TX_CONFLICT ? TX_OK : reason;
}

enum tx_reason feed_take_homes(struct feed_take *take, const struct request *request,
                               const struct feed_said *said, struct feed_verdict *verdict,
                               struct host_problem *problem) {
  uint64_t homes[HOMES_MAX];
  size_t n = 0;
  enum tx_reason reason =
      host_problem_of(problem, homes_find(request, said->subject, take->feed.area, homes, &n));
  for (size_t i = 0; i < n && reason == TX_OK; i++)
    reason = take_home(take, request, homes[i], said, verdict, problem);
  verdict->unknown = !n;
  return reason;
}

enum tx_reason feed_take_said(struct feed_take *take, const struct request *request,
                              const struct feed_said *said, struct host_problem *problem) {
  struct feed_verdict verdict = { 0 };
  enum tx_reason reason = feed_take_homes(take, request, said, &verdict, problem);
  if (reason == TX_OK && verdict.unknown)
    reason = host_problem_of(problem, keep_aside(take, request, said, &verdict));
  if (reason == TX_OK) feed_take_count(take, said, &verdict);
  return reason;
}
