/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "api/call/read.h"
#include "calendar.h"
#include "clock.h"
#include "domain/audit/log.h"
#include "domain/context/standby.h"
#include "domain/report/ends.h"
#include "domain/report/status.h"
#include "host/text/text.h"

/* --- what ends -------------------------------------------------------------------------------- */

static json_t *ending_json(const struct ending *ending) {
  json_t *json = json_pack("{s:s, s:s, s:s, s:I}", "kind", ending_kind_word(ending->kind),
                           "kind_zh", ending_kind_zh(ending->kind), "name", ending->name, "end",
                           (json_int_t)ending->end_s);
  if (ending->within_days)
    json_object_set_new(json, "within_days", json_integer(ending->within_days));
  if (ending->count) json_object_set_new(json, "count", json_integer(ending->count));
  return json;
}

static json_t *ends_json(const struct endings *endings) {
  json_t *list = json_array();
  for (size_t i = 0; i < endings->count; i++)
    json_array_append_new(list, ending_json(&endings->list[i]));
  return list;
}

static enum tx_reason read_days(struct call *call, int *days) {
  const uint64_t said = read_query_number(call->http, "days", ENDINGS_DAYS);
  *days = (int)said;
  if (said >= 1 && said <= ENDINGS_DAYS_MAX) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "days应是1至%d的天数。",
                          "\"days\" should be 1 to %d.", ENDINGS_DAYS_MAX);
}

static enum tx_reason list_ends(struct call *call, int days, struct endings *out) {
  return host_problem_of(&call->problem, ends_list(&call->request, call->api->tls_cert, days, out));
}

static enum tx_reason answer_calendar(struct call *call, const struct endings *endings) {
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = calendar_write(endings, call->request.now_s, &bytes);
  if (reason != TX_OK) return host_problem_of(&call->problem, reason);
  call_give(call);
  host_reply_header(call->http, "Content-Disposition", "attachment; filename=\"tongxing.ics\"");
  host_reply_cache(call->http, "no-store");
  host_reply(call->http, 200, CALENDAR_TYPE, host_span(&bytes));
  return TX_OK;
}

/* A file is on one machine by its nature. */
static void add_standby(const struct server *server, json_t *out) {
  int machines = standby_machines(server);
  if (!machines) return;
  json_object_set_new(out, "machines", json_integer(machines));
  json_object_set_new(out, "standby", json_string(standby_word(server->standby)));
}

enum tx_reason ends_say(struct call *call, json_t *out) {
  ENDINGS endings = { 0 };
  enum tx_reason reason = list_ends(call, ENDINGS_DAYS, &endings);
  json_object_set_new(out, "ends", ends_json(&endings));
  add_standby(call->server, out);
  return reason;
}

void api_status_ends(struct host_request *http, void *context) {
  ENDINGS endings = { 0 };
  bool ics = false;
  int days = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_days(&call, &days);
  if (reason == TX_OK) reason = read_json_or(&call, "ics", &ics);
  if (reason == TX_OK) reason = list_ends(&call, days, &endings);
  if (reason == TX_OK && ics) reason = answer_calendar(&call, &endings);
  if (reason == TX_OK && ics) return;
  json_t *out = json_pack("{s:o}", "ends", ends_json(&endings));
  add_standby(call.server, out);
  call_answer(&call, reason, 200, out);
}

/* --- the server in a few numbers -------------------------------------------------------------- */

static json_t *area_status_json(const struct status_area *area) {
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:b}", "area", area_json(area->list.area),
                   "residents", (json_int_t)area->residents, "passes", (json_int_t)area->passes,
                   "seq", (json_int_t)area->list.seq, "iat", (json_int_t)area->list.iat, "changed",
                   area->list.changed);
}

void api_status_show(struct host_request *http, void *context) {
  struct status_report report;
  ENDINGS endings = { 0 };
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = status_report(call.server, &call.request, &report, &call.problem);
  if (reason == TX_OK) reason = list_ends(&call, ENDINGS_DAYS, &endings);
  json_t *areas = json_array();
  for (size_t i = 0; i < report.area_count; i++)
    json_array_append_new(areas, area_status_json(&report.areas[i]));
  struct clock_view clock = clock_look(call.server->clock);
  json_t *out = json_pack(
      "{s:o, s:b, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "area",
      area_json(call.server->area), "demo", call.server->demo, "bound", report.bound, "database",
      report.database, "trust", (json_int_t)report.trust, "events", (json_int_t)report.events,
      "drill_events", (json_int_t)report.drills, "unmatched", (json_int_t)report.unmatched, "swabs",
      (json_int_t)report.swabs, "gates", (json_int_t)report.gates, "areas", areas, "clock",
      clock_json(&clock), "ends", ends_json(&endings));
  status_report_finish(&report);
  add_standby(call.server, out);
  call_answer(&call, reason, 200, out);
}

void api_status_add_area(struct host_request *http, void *context) {
  uint64_t area;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", ""), &area);
  json_decref(in);
  if (reason == TX_OK) reason = area_add(&call.request, area, &call.problem);
  call_answer(&call, reason, 201, json_pack("{s:o}", "area", area_json(area)));
}

/* --- the audit log ---------------------------------------------------------------------------- */

static json_t *verdict_json(const struct audit_log_verdict *verdict, bool sought) {
  char head[TX_HASH_SIZE * 2 + 1];
  host_hex(tx_span_of(verdict->head, TX_HASH_SIZE), head);
  json_t *out = json_pack("{s:I, s:s, s:b}", "entries", (json_int_t)verdict->entries, "head", head,
                          "whole", verdict->broken_at == 0 && (!sought || verdict->found));
  if (verdict->broken_at) json_object_set_new(out, "broken_at", json_integer(verdict->broken_at));
  if (sought) json_object_set_new(out, "head_found", json_boolean(verdict->found));
  return out;
}

/* A page of entries at a time: nobody waits long for the database. */
static enum tx_reason walk(struct call *call, uint64_t area, const uint8_t *sought,
                           struct audit_log_verdict *out) {
  enum tx_reason reason = TX_OK;
  for (bool end = false; reason == TX_OK && !end;) {
    call_take(call);
    reason = audit_log_verify(&call->request, area, sought, out, &end, &call->problem);
    call_give(call);
  }
  return reason;
}

void api_status_audit(struct host_request *http, void *context) {
  const char *text = host_request_query(http, "head");
  uint8_t head[TX_HASH_SIZE];
  struct audit_log_verdict verdict = { 0 };
  uint64_t area;
  CALL call = call_idle(http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK && text && !host_unhex(text, head, sizeof head))
    reason = host_problem_say(&call.problem, TX_BAD_ARGUMENT, "日志头（head）应为64位十六进制。",
                              "head should be 64 hexadecimal digits.");
  if (reason == TX_OK) reason = walk(&call, area, text ? head : NULL, &verdict);
  call_answer(&call, reason, 200, verdict_json(&verdict, text != NULL));
}
