/* SPDX-License-Identifier: Apache-2.0 */
#include "closings.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/closing/closing.h"
#include "host/text/text.h"
#include "requests.h"

#include <stdlib.h>

/* --- shown ------------------------------------------------------------------------------------ */

static json_t *kinds_json(const int64_t rows[CLOSING_KINDS]) {
  json_t *list = json_array();
  for (int i = 0; i < CLOSING_KINDS; i++) {
    const enum closing_kind kind = (enum closing_kind)i;
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}", "kind", closing_kind_word(kind),
                                          "zh", closing_kind_zh(kind), "en", closing_kind_en(kind),
                                          "rows", (json_int_t)rows[i]));
  }
  return list;
}

static json_t *closing_json(const struct closing *one) {
  return json_pack("{s:o, s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:o}", "area", area_json(one->area),
                   "id", (json_int_t)one->id, "asked_by", one->asked_by, "asked_body",
                   one->asked_body, "decided_by", one->decided_by, "decided_body",
                   one->decided_body, "begun_at", (json_int_t)one->begun_at, "done_at",
                   (json_int_t)one->done_at, "deleted", kinds_json(one->deleted));
}

void api_closings_show(struct host_request *http, void *context) {
  struct closing closings[CLOSINGS_MAX];
  struct closing_count now = { 0 };
  uint64_t area = 0;
  size_t count = 0;
  json_t *list = json_array();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK) reason = closing_count(&call.request, area, &now, &call.problem);
  if (reason == TX_OK) reason = closing_list(&call.request, area, closings, &count, &call.problem);
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, closing_json(&closings[i]));
  call_answer(&call, reason, 200,
              json_pack("{s:{s:I, s:o}, s:o}", "now", "orders", (json_int_t)now.orders, "deleted",
                        kinds_json(now.rows), "closings", list));
}

/* --- asked for -------------------------------------------------------------------------------- */

void api_closings_ask(struct host_request *http, void *context) {
  uint64_t area = 0;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  const struct request_in wanted = { .act = REQUEST_CLOSING,
                                     .area = area,
                                     .ground = "",
                                     .evidence = "",
                                     .words = in_text(in, "words", "") };
  request_answer(&call, reason, &wanted);
  json_decref(in);
}

/* --- the statement ---------------------------------------------------------------------------- */

void api_sync_end(struct host_request *http, void *context) {
  HOST_BYTES bytes = { 0 };
  uint64_t area;
  if (!read_area_param(http, &area)) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = closing_statement(&call.request, area, &bytes);
  call_give(&call);
  host_reply_cache(http, "no-cache");
  if (reason == TX_OK)
    host_reply(http, 200, "application/cose", host_span(&bytes));
  else
    host_reply_problem(http, host_reason_status(reason), reason, NULL);
}

static json_t *verdict_json(enum tx_reason reason, const char *statement) {
  const bool holds = reason == TX_OK;
  json_t *json = json_pack(
      "{s:b, s:s, s:s, s:s}", "holds", holds, "reason", tx_reason_name(reason), "zh",
      holds ? "签名有效。" : "签名无效，或不是终止应急的声明。", "en",
      holds ? "The signature holds."
            : "The signature does not hold, or this is no statement of the end of an emergency.");
  if (holds) json_object_set_new(json, "statement", json_loads(statement, 0, NULL));
  return json;
}

void api_closings_verify(struct host_request *http, void *context) {
  uint8_t bytes[CLOSING_STATEMENT_MAX];
  HOST_FREE char *statement = NULL;
  size_t n = 0;
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = TX_OK;
  if (host_unbase64(tx_span_text(in_text(in, "statement", "")), bytes, sizeof bytes, &n) && n) {
    const struct tx_clock clock = { .now_s = call.request.now_s };
    enum tx_reason said =
        closing_open(tx_span_of(bytes, n), call.request.signing->trust, clock, &statement);
    if (said == TX_NO_MEMORY)
      reason = said;
    else
      out = verdict_json(said, statement);
  } else {
    reason = host_problem_say(&call.problem, TX_MALFORMED, "“statement”应为签名声明（base64）。",
                              "\"statement\" should be the signed statement, as base64.");
  }
  json_decref(in);
  call_answer(&call, reason, 200, out);
}
