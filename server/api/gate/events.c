/* SPDX-License-Identifier: Apache-2.0 */
#include "events.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/gate/events.h"
#include "domain/gate/hours.h"
#include "host/text/people_time.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE 500
#define DAY_S 86400

/* --- taking ----------------------------------------------------------------------------------- */

void api_events_take(struct host_request *http, void *context) {
  struct gate_events_answer answer;
  if (!admit_private(http)) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      gate_events_take(call.server, &call.request, host_request_body(http), &answer, &call.problem);
  call_give(&call);
  __atomic_add_fetch(&call.api->events_stored, answer.stored, __ATOMIC_RELAXED);
  if (reason == TX_OK) {
    answer_json(http, 200,
                json_pack("{s:I, s:I}", "acknowledged", (json_int_t)answer.acknowledged, "stored",
                          (json_int_t)answer.stored));
    return;
  }
  bool refused = reason == TX_UNKNOWN_KEY || reason == TX_KEY_REVOKED;
  unsigned status = refused ? 403 : host_reason_status(reason);
  json_t *json = host_problem_json(&call.problem, status, host_request_wants_english(http));
  if (reason == TX_CONFLICT && answer.expected)
    json_object_set_new(json, "expected", json_integer((json_int_t)answer.expected));
  if (reason == TX_CONFLICT && answer.differs)
    json_object_set_new(json, "taken", json_integer((json_int_t)answer.differs - 1));
  answer_problem_json(http, status, json);
}

/* --- showing ---------------------------------------------------------------------------------- */

static void set_text(json_t *json, const char *name, struct tx_span text) {
  if (text.n) json_object_set_new(json, name, json_stringn((const char *)text.p, text.n));
}

static void set_int(json_t *json, const char *name, bool there, int64_t value) {
  if (there) json_object_set_new(json, name, json_integer(value));
}

static json_t *event_json(const char *gate, uint64_t seq, const struct tx_event *event) {
  json_t *json = json_pack("{s:s, s:I, s:I, s:s, s:s, s:I, s:s, s:s, s:s}", "gate", gate, "seq",
                           (json_int_t)seq, "at", (json_int_t)event->at, "direction",
                           tx_direction_word(event->direction), "verdict",
                           tx_verdict_name(event->verdict), "reason", (json_int_t)event->reason,
                           "reason_name", tx_reason_name((enum tx_reason)event->reason), "zh",
                           tx_reason_text((enum tx_reason)event->reason, "zh"), "en",
                           tx_reason_text((enum tx_reason)event->reason, "en"));
  set_int(json, "area", event->identified, (int64_t)event->area);
  set_int(json, "index", event->identified, event->index);
  if (event->live >= 0) json_object_set_new(json, "live", json_boolean(event->live));
  set_int(json, "reading", event->has_reading, event->centi_celsius);
  if (event->decided_by_hand) set_text(json, "by", event->by);
  set_int(json, "why", event->decided_by_hand, (int64_t)event->why);
  set_text(json, "tube", event->tube);
  set_text(json, "registered", event->registered);
  set_int(json, "sealed_number_bytes", event->sealed_number.n, (int64_t)event->sealed_number.n);
  set_int(json, "sealed_pass_bytes", event->sealed_pass.n, (int64_t)event->sealed_pass.n);
  set_text(json, "rule", event->rule);
  set_text(json, "host_unit", event->host_unit);
  set_int(json, "undoes", event->undoes, (int64_t)event->undone_seq);
  set_int(json, "pass_iat", event->decided_on, event->pass_iat);
  set_int(json, "list_seq", event->has_list_seq, (int64_t)event->list_seq);
  set_int(json, "role", event->role != 0, event->role);
  return json;
}

static void add_event(void *events, const struct gate_event *event) {
  json_t *one = event_json(event->gate, event->seq, &event->event);
  if (event->drill) json_object_set_new(one, "drill", json_true());
  json_array_append_new(events, one);
}

static enum tx_reason add_gaps(const struct request *request, const struct gate_row *gate,
                               json_t *out) {
  struct gate_gap *gaps = NULL;
  size_t count = 0;
  enum tx_reason reason = gate_gaps(request, gate, &gaps, &count);
  for (size_t i = 0; i < count; i++)
    json_array_append_new(out,
                          json_pack("{s:s, s:I, s:I}", "gate", gate->name, "from",
                                    (json_int_t)gaps[i].first, "to", (json_int_t)gaps[i].last));
  free(gaps);
  return reason;
}

void api_events_show(struct host_request *http, void *context) {
  struct gate_row gate;
  uint64_t after = read_query_number(http, "after", 0), last = after;
  json_t *out = json_pack("{s:[], s:[]}", "events", "gaps");
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      gate_admin_find(&call.request, host_request_param(http, "gate"), &gate, &call.problem);
  json_t *events = json_object_get(out, "events");
  if (reason == TX_OK) reason = note_read(&call, gate.area, "read.events", NOBODY, NULL);
  if (reason == TX_OK)
    reason = gate_events_list(&call.request, &gate, after, PAGE, add_event, events, &last);
  if (reason == TX_OK && after == 0)
    reason = add_gaps(&call.request, &gate, json_object_get(out, "gaps"));
  if (json_array_size(events) == PAGE)
    json_object_set_new(out, "next", json_integer((json_int_t)last));
  call_answer(&call, reason, 200, out);
}

/* --- looked for ------------------------------------------------------------------------------- */

/* A time of the query as people write it. */
static enum tx_reason read_time(struct call *call, const char *name, enum host_time_role role,
                                int64_t *out) {
  const char *text = host_request_query(call->http, name);
  if (!text || !*text || host_people_time_read(text, call->request.now_s, role, out)) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT,
                          "“%s”不是时间，应写作 2026-01-31 08:00。",
                          "\"%s\" is no time: write 2026-01-31 08:00.", text);
}

/* Behind which one it goes on: what an answer called next. */
static enum tx_reason read_mark(struct call *call, struct event_mark *out) {
  long long at = 0;
  unsigned long long seq = 0;
  int end = 0;
  const char *text = host_request_query(call->http, "after");
  *out = (struct event_mark){ .at = INT64_MIN };
  if (!text || !*text) return TX_OK;
  if (sscanf(text, "%lld:%63[0-9a-f]:%llu%n", &at, out->gate, &seq, &end) == 3 && !text[end]) {
    out->at = at;
    out->seq = seq;
    return TX_OK;
  }
  return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "after 应取自上一页的 next。",
                          "after is what the page before called next.");
}

/* Of one person it is a look at their record, for a purpose that they see. */
static enum tx_reason read_sought(struct call *call, struct events_sought *out,
                                  const char **purpose) {
  const char *gate = host_request_query(call->http, "gate");
  const char *index = host_request_query(call->http, "index");
  *out = (struct events_sought){ .gate = gate ? gate : "",
                                 .person = -1,
                                 .from = call->request.now_s - DAY_S,
                                 .to = call->request.now_s + TX_AHEAD_S };
  enum tx_reason reason = read_query_area(call, &out->area);
  if (reason == TX_OK) reason = read_time(call, "from", HOST_TIME_BEGINS, &out->from);
  if (reason == TX_OK) reason = read_time(call, "to", HOST_TIME_ENDS, &out->to);
  if (reason != TX_OK || !index || !*index) return reason;
  out->person = (int64_t)read_query_number(call->http, "index", UINT32_MAX);
  return read_purpose(call, purpose);
}

void api_events_find(struct host_request *http, void *context) {
  struct events_sought sought;
  struct event_mark mark = { 0 };
  const char *purpose = NULL;
  char next[120];
  bool left = false;
  json_t *out = json_pack("{s:[]}", "events");
  json_t *events = json_object_get(out, "events");
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_sought(&call, &sought, &purpose);
  if (reason == TX_OK) reason = read_mark(&call, &mark);
  if (reason == TX_OK) reason = area_known(&call.request, sought.area, &call.problem);
  if (reason == TX_OK)
    reason = note_read(&call, sought.area, "read.events", sought.person, purpose);
  if (reason == TX_OK)
    reason = gate_events_find(&call.request, &sought, &mark, PAGE, add_event, events, &left);
  snprintf(next, sizeof next, "%lld:%s:%llu", (long long)mark.at, mark.gate,
           (unsigned long long)mark.seq);
  if (reason == TX_OK && left) json_object_set_new(out, "next", json_string(next));
  call_answer(&call, reason, 200, out);
}

/* --- neighbours ------------------------------------------------------------------------------- */

static json_t *admission_json(const struct gate_admission *one) {
  char digits[TX_HOUSEHOLD_SIZE * 2 + 1];
  host_hex(tx_span_of(one->household, sizeof one->household), digits);
  return json_pack("[I, I, I, i, i, I, o]", (json_int_t)one->area, (json_int_t)one->index,
                   (json_int_t)one->at, (int)one->direction, one->kind, (json_int_t)one->reason,
                   one->has_household ? json_string(digits) : json_null());
}

void api_events_history(struct host_request *http, void *context) {
  const struct api *api = context;
  struct gate_row gate;
  struct gate_admission *rows = NULL;
  uint64_t area;
  size_t count = 0;
  if (!admit_private(http) || !admit_reader(http, api, &gate)) return;
  if (!read_area_param(http, &area)) return;
  if (area != gate.area) {
    host_reply_problem(http, 403, TX_WRONG_JURISDICTION, NULL);
    return;
  }
  int64_t since = (int64_t)read_query_number(http, "since", 0);
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = gate_history(call.server, &call.request, &gate, since, &rows, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, admission_json(&rows[i]));
  free(rows);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 200, list);
}

/* --- counted ---------------------------------------------------------------------------------- */

enum tx_reason hours_say(struct call *call, uint64_t area, size_t count, json_t *out) {
  struct gate_hour hours[GATE_HOURS_MAX];
  int64_t first_s = 0;
  json_t *list = json_array();
  enum tx_reason reason = gate_hours(&call->request, area, count, hours, &first_s, &call->problem);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    json_array_append_new(list, json_pack("{s:I, s:I, s:I, s:I}", "at",
                                          (json_int_t)first_s + (json_int_t)i * 3600, "in",
                                          (json_int_t)hours[i].in, "out", (json_int_t)hours[i].out,
                                          "refused", (json_int_t)hours[i].refused));
  json_object_set_new(out, "hours", list);
  return reason;
}

void api_events_hours(struct host_request *http, void *context) {
  const size_t count = read_query_count(http, "hours", 24, GATE_HOURS_MAX);
  uint64_t area;
  json_t *out = json_object();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK) reason = hours_say(&call, area, count, out);
  call_answer(&call, reason, 200, out);
}
