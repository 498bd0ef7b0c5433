/* SPDX-License-Identifier: Apache-2.0 */
#include "home.h"

#include "counted.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/gate/events.h"
#include "api/gate/gates.h"
#include "api/office/drills.h"
#include "api/office/requests.h"
#include "api/office/status.h"
#include "api/order/policies.h"
#include "api/report/reports.h"
#include "domain/report/waiting.h"

#include <stdlib.h>

#define HOURS 24
#define REQUESTS_MAX 200

/* Of an area that holds communities the sum over them is shown, in the place of one's own. */
static bool sees_sum(const struct call *call) {
  return tx_area_level(call->caller->area) != TX_COMMUNITY;
}

/* --- who waits -------------------------------------------------------------------------------- */

/* Counts alone: nobody is read of. */
static enum tx_reason say_waiting(struct call *call, uint64_t area, json_t *out) {
  struct waiting waiting;
  enum tx_reason reason = waiting_count(&call->request, area, &waiting, &call->problem);
  if (call->caller->rights & RIGHT_PASSES)
    json_object_set_new(out, "applications", json_integer(waiting.applications));
  json_t *appeals = json_pack("{s:I}", "waiting", (json_int_t)waiting.appeals);
  if (waiting.due_s) json_object_set_new(appeals, "due_at", json_integer(waiting.due_s));
  json_object_set_new(out, "appeals", appeals);
  return reason;
}

/* How many, and what was done by one before there was a second: it is read there and then. */
static enum tx_reason say_requests(struct call *call, uint64_t area, json_t *out) {
  struct request_row *rows = NULL;
  size_t count = 0, founding = 0;
  struct list_page page = { .limit = REQUESTS_MAX };
  enum tx_reason reason =
      request_list(&call->request, area, true, &page, &rows, &count, &call->problem);
  json_t *list = json_array();
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    if (rows[i].act != REQUEST_FOUNDING) continue;
    if (!founding++) reason = note_read(call, area, "read.requests", NOBODY, NULL);
    if (reason == TX_OK) reason = requests_say(call, &rows[i], 1, list);
  }
  free(rows);
  json_object_set_new(out, "requests",
                      json_pack("{s:I, s:b, s:o}", "waiting", (json_int_t)count, "more",
                                page.next != 0, "founding", list));
  return reason;
}

/* --- what is wrong, and how many passed ------------------------------------------------------- */

static enum tx_reason say_state(struct call *call, uint64_t area, json_t *out) {
  enum tx_reason reason = drills_say(call, area, out);
  if (reason == TX_OK) reason = ends_say(call, out);
  if (reason == TX_OK && !sees_sum(call)) reason = gates_say(call, out);
  if (reason == TX_OK && !sees_sum(call)) reason = hours_say(call, area, HOURS, out);
  return reason;
}

static enum tx_reason say_sum(struct call *call, json_t *out) {
  json_t *report = NULL;
  enum tx_reason reason = report_today(call, REPORT_FIGURES, call->caller->area, &report);
  json_object_set_new(out, "figures", report); /* NULL is left out */
  return reason;
}

static enum tx_reason say_people(struct call *call, uint64_t area, json_t *out) {
  json_t *report = NULL;
  int64_t lacking = 0;
  enum tx_reason reason = counted_read(call, area, &lacking, &report);
  if (report) json_object_set_new(out, "tests", report);
  if (report && call->caller->rights & RIGHT_PASSES)
    json_object_set_new(out, "lacking", json_integer(lacking));
  return reason;
}

/* Last, since the connection is given back for these. */
static enum tx_reason say_counted(struct call *call, uint64_t area, json_t *out) {
  const bool sum = sees_sum(call);
  json_t *found = NULL;
  enum tx_reason reason = sum ? TX_OK : area_known(&call->request, area, &call->problem);
  if (reason == TX_OK) reason = contradictions_of(call, sum ? call->caller->area : area, &found);
  if (found) json_object_set_new(out, "contradictions", found);
  if (reason != TX_OK) return reason;
  return sum ? say_sum(call, out) : say_people(call, area, out);
}

void api_home_show(struct host_request *http, void *context) {
  uint64_t area = 0;
  json_t *out = json_object();
  CALL call = { 0 };
  call_start(&call, http, context);
  const uint32_t rights = call.caller->rights;
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK && rights & (RIGHT_PASSES | RIGHT_APPEALS) && !sees_sum(&call))
    reason = say_waiting(&call, area, out);
  if (reason == TX_OK && rights & (RIGHT_PROPOSE | RIGHT_SECOND | RIGHT_AUDIT))
    reason = say_requests(&call, area, out);
  if (reason == TX_OK) reason = say_state(&call, area, out);
  if (reason == TX_OK) reason = say_counted(&call, area, out);
  call_answer(&call, reason, 200, out);
}
