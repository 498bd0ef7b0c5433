/* SPDX-License-Identifier: Apache-2.0 */
#include "policies.h"

#include "api/call/match.h"
#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/json/policy_json.h"
#include "api/office/requests.h"
#include "api/resident/residents.h"
#include "domain/order/contradictions.h"
#include "host/sys/file.h"

#include <stdlib.h>

static void clear_findings(struct policy_findings *findings) {
  policy_findings_clear(findings);
}
#define FINDINGS __attribute__((cleanup(clear_findings))) struct policy_findings

/* The body, or the draft that the query numbers; *number is 0 for the body. NULL where there is
 * neither. */
static enum tx_reason read_draft(struct call *call, char **text, int64_t *number) {
  struct tx_span body = host_request_body(call->http);
  *number = (int64_t)read_query_number(call->http, "draft", 0);
  *text = NULL;
  if (*number) return orders_draft_text(&call->request, *number, text, &call->problem);
  if (!body.n) return TX_OK;
  if (memchr(body.p, '\0', body.n))
    return host_problem_say(&call->problem, TX_MALFORMED, "规定中含有零字节，不是JSON文本。",
                            "The policy holds a zero byte: no JSON text.");
  *text = strndup((const char *)body.p, body.n);
  return *text ? TX_OK : TX_NO_MEMORY;
}

/* The same where there has to be one. */
static enum tx_reason must_read_draft(struct call *call, char **text, int64_t *number) {
  enum tx_reason reason = read_draft(call, text, number);
  if (reason != TX_OK || *text) return reason;
  *text = strdup("");
  return *text ? TX_OK : TX_NO_MEMORY;
}

/* --- drafts ----------------------------------------------------------------------------------- */

void api_policies_draft(struct host_request *http, void *context) {
  HOST_FREE char *text = NULL;
  ORDERS_BOOK book = { 0 };
  int64_t number = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = must_read_draft(&call, &text, &number);
  if (reason == TX_OK) reason = orders_draft(&call.request, text, &number, &book, &call.problem);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:I, s:o, s:o}", "draft", (json_int_t)number, "area",
                    area_json(book.draft->area), "rules", rules_json(book.draft));
  call_answer(&call, reason, 201, out);
}

void api_policies_draft_show(struct host_request *http, void *context) {
  HOST_FREE char *text = NULL;
  ORDERS_BOOK book = { 0 };
  const int64_t number = strtoll(host_request_param(http, "draft"), NULL, 10);
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = orders_draft_text(&call.request, number, &text, &call.problem);
  const struct order_source source = { .text = text };
  if (reason == TX_OK) reason = orders_open(&call.request, &source, &book, &call.problem);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:I, s:o, s:o}", "draft", (json_int_t)number, "area",
                    area_json(book.draft->area), "policy", json_loads(text, 0, NULL));
  call_answer(&call, reason, 200, out);
}

void api_policies_check(struct host_request *http, void *context) {
  HOST_FREE char *text = NULL;
  ORDERS_BOOK book = { 0 };
  FINDINGS findings = { 0 };
  int64_t number;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = must_read_draft(&call, &text, &number);
  const struct order_source source = { text, host_request_query(http, "end") };
  if (reason == TX_OK)
    reason = orders_check(&call.request, &source, &book, &findings, &call.problem);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:o, s:I, s:I, s:o, s:o}", "area", area_json(book.draft->area), "errors",
                    (json_int_t)findings.errors, "warnings", (json_int_t)findings.warnings,
                    "findings", findings_json(&findings), "rules", rules_json(book.draft));
  call_answer(&call, reason, 200, out);
}

/* It waits for another body: 202, with what the check found. */
void api_policies_publish(struct host_request *http, void *context) {
  HOST_FREE char *text = NULL;
  ORDERS_BOOK book = { 0 };
  FINDINGS findings = { 0 };
  HOST_FREE char *accept = read_query_text(http, "accept");
  struct policy_wish wish;
  json_t *out = NULL, *asked = NULL;
  int64_t number;
  CALL call = { 0 };
  call_start(&call, http, context);
  struct request_in in = { .act = REQUEST_POLICY,
                           .policy = &wish,
                           .ground = "",
                           .evidence = "",
                           .words = accept ? accept : "",
                           .emergency = read_query_number(http, "emergency", 0) == 1 };
  enum tx_reason reason = must_read_draft(&call, &text, &number);
  const struct order_source source = { text, host_request_query(http, "end") };
  if (reason == TX_OK)
    reason = orders_ask(call.server, &call.request, &source, number, in.words, &book, &findings,
                        &wish, &in.area, &call.problem);
  if (reason == TX_OK) reason = request_ask(&call, &in, &asked);
  if (reason == TX_OK && in.emergency)
    reason = orders_show(call.server, &call.request, book.draft->area);
  if (reason == TX_OK)
    out = json_pack("{s:o, s:O, s:o}", "area", area_json(book.draft->area), "request", asked,
                    "findings", findings_json(&findings));
  json_decref(asked);
  call_answer(&call, reason, 202, out);
}

/* --- what is in force ------------------------------------------------------------------------- */

static json_t *draft_json(const struct order_draft *draft) {
  json_t *json = json_pack("{s:I, s:o, s:s, s:I}", "draft", (json_int_t)draft->number, "area",
                           area_json(draft->area), "actor", draft->actor, "created_at",
                           (json_int_t)draft->created_at);
  if (draft->seq) json_object_set_new(json, "seq", json_integer((json_int_t)draft->seq));
  if (*draft->accepted) json_object_set_new(json, "accepted", json_string(draft->accepted));
  return json;
}

static json_t *policies_json(const struct orders_book *book, uint64_t area, int64_t now_s) {
  struct policy_standing *standing = malloc(sizeof *standing);
  json_t *list = standing ? json_array() : NULL;
  if (!standing) return NULL;
  policy_standing_begin(standing, area, (const struct tx_policy *const *)book->policies,
                        book->count, now_s);
  for (size_t i = 0; i < book->count; i++)
    json_array_append_new(list, policy_json(book->policies[i], standing));
  free(standing);
  return list;
}

void api_policies_show(struct host_request *http, void *context) {
  ORDERS_BOOK book = { 0 };
  uint64_t area = 0;
  struct order_draft *drafts = NULL;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK) reason = orders_open(&call.request, NULL, &book, &call.problem);
  if (reason == TX_OK) reason = orders_drafts(&call.request, &drafts, &count);
  json_t *policies = policies_json(&book, area, call.request.now_s), *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, draft_json(&drafts[i]));
  free(drafts);
  call_answer(
      &call, reason, 200,
      json_pack("{s:o, s:o, s:o}", "area", area_json(area), "policies", policies, "drafts", list));
}

static json_t *contradictions_json(const struct contradictions *found, uint64_t area) {
  json_t *areas = json_array();
  for (size_t i = 0; i < found->area_count; i++)
    json_array_append_new(areas, json_pack("{s:o, s:I}", "area", area_json(found->areas[i].area),
                                           "contradictions", (json_int_t)found->areas[i].count));
  return json_pack("{s:o, s:o, s:o}", "area", area_json(area), "areas", areas, "findings",
                   findings_json(&found->findings));
}

/* Nobody waits for the database while it is searched for. */
enum tx_reason contradictions_of(struct call *call, uint64_t area, json_t **out) {
  ORDERS_BOOK book = { 0 };
  struct contradictions found = { 0 };
  enum tx_reason reason = contradictions_begin(&call->request, area, &found, &call->problem);
  if (reason == TX_OK) reason = orders_open(&call->request, NULL, &book, &call->problem);
  call_give(call);
  if (reason == TX_OK)
    reason =
        host_problem_of(&call->problem, contradictions_find(&book, api_now(call->api), &found));
  *out = reason == TX_OK ? contradictions_json(&found, area) : NULL;
  contradictions_finish(&found);
  return reason;
}

void api_policies_contradictions(struct host_request *http, void *context) {
  uint64_t area = 0;
  json_t *out = NULL;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK) reason = contradictions_of(&call, area, &out);
  call_answer(&call, reason, 200, out);
}

void api_policies_import(struct host_request *http, void *context) {
  uint64_t area = 0, seq = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = orders_import(call.server, &call.request, host_request_body(http), &area,
                                        &seq, &call.problem);
  call_answer(&call, reason, 201,
              json_pack("{s:o, s:I}", "area", area_json(area), "seq", (json_int_t)seq));
}

void api_policies_declared(struct host_request *http, void *context) {
  char words[DECLARED_SIZE], version[MATCH_SIZE];
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = orders_declared(call.server, &call.request, words, &call.problem);
  match_version(tx_span_text(words), version);
  match_tell(http, version);
  call_answer(&call, reason, 200, json_pack("{s:s}", "words", words));
}

void api_policies_declare(struct host_request *http, void *context) {
  char before[DECLARED_SIZE], version[MATCH_SIZE];
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  const char *words = in_text(in, "words", "");
  enum tx_reason reason = orders_declared(call.server, &call.request, before, &call.problem);
  match_version(tx_span_text(before), version);
  bool meant = reason != TX_OK || match_meant(http, version);
  if (!meant) reason = orders_refuse_stale(&call.problem);
  if (reason == TX_OK)
    reason = orders_declare(call.server, &call.request, before, words, &call.problem);
  match_version(tx_span_text(words), version);
  if (reason == TX_OK) match_tell(http, version);
  match_answer(&call, meant, reason, in);
}

/* --- what would be ---------------------------------------------------------------------------- */

void api_policies_rehearse(struct host_request *http, void *context) {
  HOST_FREE char *text = NULL;
  const char *day = host_request_query(http, "against");
  struct order_rehearsal rehearsal = { 0 };
  int64_t number;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_draft(&call, &text, &number);
  const struct order_source source = { text, host_request_query(http, "end") };
  if (reason == TX_OK)
    reason = orders_simulate(call.server, &call.request, &source, day ? day : "yesterday",
                             &rehearsal, &call.problem);
  call_give(&call);
  if (reason == TX_OK)
    reason = orders_count_heads(call.server, api_now(call.api), &rehearsal, &call.problem);
  json_t *out = reason == TX_OK ? rehearsal_json(call.server, &rehearsal) : NULL;
  order_rehearsal_finish(&rehearsal);
  call_answer(&call, reason, 200, out);
}

static enum tx_reason read_gate(struct call *call, struct explain_in *out) {
  const char *kind = host_request_query(call->http, "kind");
  const char *direction = host_request_query(call->http, "direction");
  int found_kind = tx_gate_kind_find(kind ? kind : "pedestrian");
  int found_direction = tx_direction_find(direction ? direction : "in");
  uint64_t record = read_query_number(call->http, "record", UINT64_MAX);
  *out = (struct explain_in){ .kind = (enum tx_gate_kind)found_kind,
                              .direction = (enum tx_direction)found_direction,
                              .live = read_query_number(call->http, "live", 0) == 1,
                              .has_record = record <= UINT32_MAX,
                              .record = (uint32_t)record };
  if (found_kind >= 0 && found_direction >= 0) return TX_OK;
  return host_problem_say(
      &call->problem, TX_BAD_ARGUMENT,
      "门禁种类应为 pedestrian（人行）、vehicle（车行）、building（楼栋）或 sampling（采样），"
      "方向应为 in（进）或 out（出）。",
      "A gate is pedestrian, vehicle, building or sampling; its direction is in or out.");
}

void api_policies_explain(struct host_request *http, void *context) {
  HOST_FREE char *text = NULL;
  ORDERS_BOOK book = { 0 };
  struct policy_reasoning reasoning = { 0 };
  struct resident resident;
  struct explain_in in;
  int64_t number;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK)
    reason = note_read(&call, resident.area, "read.explanation", resident.index, NULL);
  if (reason == TX_OK) reason = read_gate(&call, &in);
  if (reason == TX_OK) reason = read_draft(&call, &text, &number);
  in.draft = text;
  if (reason == TX_OK)
    reason = orders_explain(&call.request, &resident, &in, &book, &reasoning, &call.problem);
  json_t *out = reason == TX_OK ? reasoning_json(&reasoning, resident.person.mask) : NULL;
  policy_reasoning_clear(&reasoning);
  call_answer(&call, reason, 200, out);
}
