/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "clock.h"
#include "domain/audit/log.h"
#include "domain/report/ends.h"
#include "domain/report/status.h"
#include "host/sys/text.h"
#include "read.h"

static json_t *area_status_json(const struct status_area *area) {
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:b}", "area", area_json(area->list.area),
                   "residents", (json_int_t)area->residents, "passes", (json_int_t)area->passes,
                   "seq", (json_int_t)area->list.seq, "iat", (json_int_t)area->list.iat, "changed",
                   area->list.changed);
}

static json_t *ending_json(const struct ending *ending) {
  json_t *json = json_pack("{s:s, s:s, s:s, s:I, s:i}", "kind", ending_kind_word(ending->kind),
                           "kind_zh", ending_kind_zh(ending->kind), "name", ending->name, "end",
                           (json_int_t)ending->end_s, "within_days", ending->within_days);
  if (ending->count) json_object_set_new(json, "count", json_integer(ending->count));
  return json;
}

static enum tx_reason add_ends(struct call *call, json_t *list) {
  struct ending endings[ENDINGS_MAX];
  size_t count = 0;
  enum tx_reason reason = ends_list(&call->request, call->api->tls_cert, endings, &count);
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, ending_json(&endings[i]));
  return host_problem_of(&call->problem, reason);
}

void api_status_show(struct host_request *http, void *context) {
  struct status_report report;
  json_t *ends = json_array();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = status_report(call.server, &call.request, &report, &call.problem);
  if (reason == TX_OK) reason = add_ends(&call, ends);
  json_t *areas = json_array();
  for (size_t i = 0; i < report.area_count; i++)
    json_array_append_new(areas, area_status_json(&report.areas[i]));
  struct clock_view clock = clock_look(call.server->clock);
  json_t *out = json_pack(
      "{s:o, s:b, s:b, s:s, s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "area",
      area_json(call.server->area), "demo", call.server->demo, "bound", report.bound, "database",
      report.database, "trust", (json_int_t)report.trust, "events", (json_int_t)report.events,
      "unmatched", (json_int_t)report.unmatched, "gates", (json_int_t)report.gates, "areas", areas,
      "clock", clock_json(&clock), "ends", ends);
  status_report_finish(&report);
  call_answer(&call, reason, 200, out);
}

void api_status_ends(struct host_request *http, void *context) {
  json_t *ends = json_array();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = add_ends(&call, ends);
  call_answer(&call, reason, 200, json_pack("{s:o}", "ends", ends));
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
