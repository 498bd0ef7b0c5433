/* SPDX-License-Identifier: Apache-2.0 */
/* One trace: order after order, way after way; then it is kept. */
#include "domain/resident/residency.h"
#include "host/text/date.h"
#include "meeting.h"
#include "sealed_trace.h"
#include "store/core/areas.h"
#include "store/gate/traces.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S ((int64_t)86400)

int64_t trace_day_s(int64_t at_s) {
  return at_s - (at_s + HOST_SHANGHAI_S) % DAY_S;
}

/* --- what may be asked for -------------------------------------------------------------------- */

static enum tx_reason check_plan(const struct trace_plan *plan, int64_t now_s,
                                 struct host_problem *problem) {
  const int64_t today_s = trace_day_s(now_s);
  if (plan->minutes < 1 || plan->minutes > TRACE_MINUTES_MAX)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "分钟数（minutes）应在1到%d之间。",
                            "minutes should be between 1 and %d.", TRACE_MINUTES_MAX);
  if (plan->from_s < plan->to_s && plan->to_s <= today_s + DAY_S &&
      plan->from_s >= today_s - (TRACE_DAYS_MAX - 1) * DAY_S)
    return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT,
                          "日期（from 至 to）应在最近%d天之内，更早的门禁事件已经删除。",
                          "The days (from, to) should lie within the last %d: events of before are "
                          "gone.",
                          TRACE_DAYS_MAX);
}

static enum tx_reason find_areas(struct meeting *meeting, const struct request *request) {
  size_t count = 0;
  meeting->areas = calloc(AREAS_MAX, sizeof *meeting->areas);
  if (!meeting->areas) return TX_NO_MEMORY;
  enum tx_reason reason = areas_list(request->db, meeting->areas, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    if (request_reaches(request, meeting->areas[i]))
      meeting->areas[meeting->area_count++] = meeting->areas[i];
  return reason;
}

/* Whom it is about, in a request of its own. */
static enum tx_reason begin(struct meeting *meeting, const struct trace_plan *plan,
                            struct host_problem *problem) {
  struct resident resident;
  struct meeting_person *person = NULL;
  struct request request = request_begin_slice_of(meeting->server, meeting->asker);
  enum tx_reason reason = area_known(&request, plan->area, problem);
  if (reason == TX_OK) reason = residency_at(&request, plan->area, plan->index, &resident, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, find_areas(meeting, &request));
  tx_cleanse(&resident, sizeof resident);
  request_end(meeting->server, &request);
  if (reason != TX_OK) return reason;
  reason = meeting_add(meeting, plan->area, plan->index, 0, &person);
  if (reason == TX_OK) person->met.since_s = plan->from_s;
  if (reason == TX_OK) reason = meeting_join(meeting, 0);
  return host_problem_of(problem, reason);
}

/* --- what was found --------------------------------------------------------------------------- */

static int by_order(const void *a, const void *b) {
  const struct trace_contact *left = a, *right = b;
  if (left->order != right->order) return left->order - right->order;
  if (left->since_s != right->since_s) return left->since_s < right->since_s ? -1 : 1;
  if (left->area != right->area) return left->area < right->area ? -1 : 1;
  return (left->index > right->index) - (left->index < right->index);
}

static enum tx_reason take_over(struct meeting *meeting, struct trace *out) {
  out->contacts = calloc(meeting->count, sizeof *out->contacts);
  if (!out->contacts) return TX_NO_MEMORY;
  for (size_t i = 1; i < meeting->count; i++) {
    if (meeting->people[i].same) continue;
    out->contacts[out->count++] = meeting->people[i].met;
    out->people[meeting->people[i].met.order - 1]++;
  }
  qsort(out->contacts, out->count, sizeof *out->contacts, by_order);
  out->places = meeting->places;
  out->place_count = meeting->place_count;
  meeting->places = NULL;
  return TX_OK;
}

enum tx_reason trace_keep(const struct request *request, struct trace *trace,
                          struct host_problem *problem) {
  HOST_BYTES sealed = { 0 };
  const struct audit_read read = TRACE_READ_OF(trace->index);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = traces_number(request->db, trace->area, &trace->id);
  if (reason == TX_OK) reason = trace_seal(request, trace, &sealed);
  if (reason == TX_OK) reason = traces_add(request->db, trace, host_span(&sealed));
  if (reason == TX_OK) reason = audit_log_add_read(request, trace->area, &read);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

/* ---------------------------------------------------------------------------------------------- */

static meeting_source *const sources[TRACE_WAYS] = {
  [TRACE_GATE] = meeting_at_gates,
  [TRACE_HOUSEHOLD] = meeting_in_households,
  [TRACE_TUBE] = meeting_in_tubes,
};

static enum tx_reason find(struct meeting *meeting) {
  enum tx_reason reason = TX_OK;
  for (int order = 1; reason == TX_OK && order <= TRACE_ORDERS; order++) {
    for (int way = 0; reason == TX_OK && way < TRACE_WAYS; way++)
      reason = sources[way](meeting, order);
    if (reason == TX_OK) reason = meeting_join(meeting, order);
  }
  return reason;
}

static enum tx_reason say(enum tx_reason reason, struct host_problem *problem) {
  if (reason != TX_TOO_MANY) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "找到的人超过%d人：请减少天数或分钟数。",
                          "More than %d people were found: please ask for fewer days or minutes.",
                          TRACE_PEOPLE_MAX);
}

enum tx_reason trace_make(struct server *server, const struct asker *asker,
                          const struct trace_plan *plan, struct trace *out,
                          struct host_problem *problem) {
  const struct caller *caller = asker->caller;
  struct meeting meeting = { .server = server,
                             .asker = asker,
                             .from_s = plan->from_s,
                             .to_s = plan->to_s,
                             .window_s = plan->minutes * INT64_C(60) };
  *out = (struct trace){ .area = plan->area,
                         .index = plan->index,
                         .from_s = plan->from_s,
                         .to_s = plan->to_s,
                         .minutes = plan->minutes,
                         .made_at = asker->now_s };
  snprintf(out->made_by, sizeof out->made_by, "%s", caller ? caller->login : "");
  snprintf(out->made_body, sizeof out->made_body, "%s", caller ? caller->body : "");
  enum tx_reason reason = check_plan(plan, asker->now_s, problem);
  if (reason == TX_OK) reason = begin(&meeting, plan, problem);
  if (reason == TX_OK) reason = say(find(&meeting), problem);
  if (reason == TX_OK) reason = host_problem_of(problem, take_over(&meeting, out));
  meeting_finish(&meeting);
  return reason;
}

void trace_finish(struct trace *trace) {
  free(trace->contacts);
  free(trace->places);
  trace->contacts = NULL;
  trace->places = NULL;
  trace->count = trace->place_count = 0;
}
