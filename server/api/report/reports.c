/* SPDX-License-Identifier: Apache-2.0 */
#include "reports.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/resident/residents.h"
#include "domain/report/untested.h"
#include "report_file.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S ((int64_t)86400)

/* --- what is asked for ------------------------------------------------------------------------ */

static enum tx_reason read_hours(struct call *call, int *hours) {
  const uint64_t said = read_query_number(call->http, "hours", REPORT_HOURS_DEFAULT);
  *hours = (int)said;
  if (said >= 1 && said <= REPORT_HOURS_MAX) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "hours应是1至%d的小时数。",
                          "\"hours\" should be 1 to %d.", REPORT_HOURS_MAX);
}

static enum tx_reason read_format(struct call *call, enum report_format *out) {
  const char *word = host_request_query(call->http, "format");
  const int format = report_format_find(word ? word : "json");
  *out = (enum report_format)format;
  if (format >= 0) return TX_OK;
  return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "format应是 json、csv、xlsx 或 pdf。",
                          "\"format\" should be json, csv, xlsx or pdf.");
}

static enum tx_reason read_kind(struct call *call, const char *word, bool upward,
                                enum report_kind *out) {
  const int kind = report_kind_find(word, upward);
  *out = (enum report_kind)kind;
  if (kind >= 0) return TX_OK;
  return upward ? host_problem_say(&call->problem, TX_BAD_ARGUMENT,
                                   "table应是 areas（各社区）、hours（分时）或 grounds（依据）。",
                                   "\"table\" should be areas, hours or grounds.")
                : host_problem_say(&call->problem, TX_NOT_FOUND,
                                   "没有这种报表：有 day（日报）、passages（进出）、tests（检测）、"
                                   "people（人员构成）。",
                                   "There is no such report: there are day, passages, tests and "
                                   "people.");
}

/* Whoever is of no community sees the communities from outside. */
static bool is_outside(const struct call *call) {
  return tx_area_level(call->caller->area) != TX_COMMUNITY;
}

/* --- answers ---------------------------------------------------------------------------------- */

static enum tx_reason answer_file(struct call *call, const struct report *report,
                                  enum report_format format) {
  HOST_BYTES bytes = { 0 };
  char name[REPORT_NAME_SIZE], disposition[REPORT_NAME_SIZE + 32];
  enum tx_reason reason = report_file_write(report, format, read_english(call),
                                            call->api->paper.program, &bytes, &call->problem);
  if (reason != TX_OK) return reason;
  report_file_name(&report->plan, format, name);
  snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
  host_reply_header(call->http, "Content-Disposition", disposition);
  host_reply_cache(call->http, "no-store");
  host_reply(call->http, 200, report_format_type(format), host_span(&bytes));
  return TX_OK;
}

static enum tx_reason make(struct call *call, const struct report_plan *plan,
                           struct report *report) {
  const struct asker asker = { .now_s = api_now(call->api),
                               .actor = call->actor,
                               .caller = call->caller };
  return report_make(call->server, &asker, plan, report, &call->problem);
}

enum tx_reason report_today(struct call *call, enum report_kind kind, uint64_t area, json_t **out) {
  struct report report;
  const int64_t today = report_day_s(api_now(call->api));
  const struct report_plan plan = { .kind = kind,
                                    .area = area,
                                    .from_s = today,
                                    .to_s = today + DAY_S,
                                    .hours = REPORT_HOURS_DEFAULT,
                                    .outside = is_outside(call) };
  enum tx_reason reason = make(call, &plan, &report);
  *out = reason == TX_OK ? report_json(&report) : NULL;
  report_finish(&report);
  return reason;
}

static void answer(struct call *call, enum tx_reason reason, struct report *report,
                   const struct report_plan *plan, enum report_format format) {
  if (reason == TX_OK) reason = make(call, plan, report);
  const bool file = format != REPORT_JSON;
  if (reason == TX_OK && file) reason = answer_file(call, report, format);
  if (reason != TX_OK || !file)
    call_answer(call, reason, 200, reason == TX_OK ? report_json(report) : NULL);
  report_finish(report);
}

void api_reports_show(struct host_request *http, void *context) {
  struct report report = { 0 };
  enum report_format format = REPORT_JSON;
  CALL call = call_idle(http, context);
  struct report_plan plan = { .outside = is_outside(&call) };
  const int64_t today = report_day_s(api_now(call.api));
  enum tx_reason reason = read_kind(&call, host_request_param(http, "report"), false, &plan.kind);
  if (reason == TX_OK) reason = read_query_area(&call, &plan.area);
  if (reason == TX_OK) reason = read_query_day(&call, "day", today, &plan.from_s);
  if (reason == TX_OK) reason = read_hours(&call, &plan.hours);
  if (reason == TX_OK) reason = read_format(&call, &format);
  plan.to_s = plan.from_s + DAY_S;
  answer(&call, reason, &report, &plan, format);
}

static enum tx_reason read_days(struct call *call, struct report_plan *plan) {
  const int64_t today = report_day_s(api_now(call->api));
  int64_t last = today;
  enum tx_reason reason = read_query_day(call, "from", today, &plan->from_s);
  if (reason == TX_OK) reason = read_query_day(call, "to", plan->from_s, &last);
  plan->to_s = last + DAY_S;
  if (reason != TX_OK ||
      (last >= plan->from_s && plan->to_s - plan->from_s <= REPORT_DAYS_MAX * DAY_S))
    return reason;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "from到to应是1至%d天。",
                          "\"from\" to \"to\" should be 1 to %d days.", REPORT_DAYS_MAX);
}

void api_figures_show(struct host_request *http, void *context) {
  struct report report = { 0 };
  enum report_format format = REPORT_JSON;
  const char *table = host_request_query(http, "table");
  CALL call = call_idle(http, context);
  struct report_plan plan = { .outside = is_outside(&call) };
  if (!read_area_param(http, &plan.area)) return;
  enum tx_reason reason = read_kind(&call, table ? table : "areas", true, &plan.kind);
  if (reason == TX_OK) reason = read_days(&call, &plan);
  if (reason == TX_OK) reason = read_hours(&call, &plan.hours);
  if (reason == TX_OK) reason = read_format(&call, &format);
  answer(&call, reason, &report, &plan, format);
}

/* --- who has no test -------------------------------------------------------------------------- */

static json_t *people_json(const struct resident *people, size_t count) {
  json_t *list = json_array(), *out = json_pack("{s:o}", "residents", list);
  for (size_t i = 0; i < count; i++) {
    json_t *one = resident_json(&people[i], people[i].person.mask);
    json_object_set_new(one, "room", json_string(people[i].person.room));
    json_array_append_new(list, one);
  }
  if (count == UNTESTED_MAX)
    json_object_set_new(out, "next", json_integer((json_int_t)people[count - 1].index + 1));
  return out;
}

void api_reports_untested(struct host_request *http, void *context) {
  struct resident *people = calloc(UNTESTED_MAX, sizeof *people);
  const uint32_t from = (uint32_t)read_query_number(http, "from", 0);
  uint64_t area = 0;
  size_t count = 0;
  int hours = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = people ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = read_hours(&call, &hours);
  if (reason == TX_OK)
    reason = untested_list(&call.request, area, hours, from, people, &count, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.untested", NOBODY, NULL);
  json_t *out = reason == TX_OK ? people_json(people, count) : NULL;
  if (people) tx_cleanse(people, UNTESTED_MAX * sizeof *people);
  free(people);
  call_answer(&call, reason, 200, out);
}
