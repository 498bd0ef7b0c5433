/* SPDX-License-Identifier: Apache-2.0 */
#include "residents.h"

#include "domain/feed/statement.h"
#include "domain/resident/residency.h"
#include "read.h"

#include "format/pass.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_MAX 1000

static json_t *resident_json(const struct resident *resident, const char *name) {
  struct tx_record record = tx_record_unpack(resident->record);
  return json_pack("{s:o, s:I, s:s, s:s, s:s, s:i, s:s?, s:s, s:s, s:s, s:s, s:I, s:i, s:I}",
                   "area", area_json(resident->area), "index", (json_int_t)resident->index, "name",
                   name, "tail", resident->tail, "unit", resident->unit, "household",
                   resident->household, "role", tx_role_word(resident->role), "state",
                   tx_state_word(record.state), "health", tx_health_word(record.health), "travel",
                   tx_travel_word(record.travel), "test", tx_test_word(record.test), "record",
                   (json_int_t)resident->record, "generation", resident->generation, "passes",
                   (json_int_t)resident->issues);
}

/* --- lists ------------------------------------------------------------------------------------ */

static json_t *page_json(const struct resident_view *views, size_t count, bool more) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, resident_json(&views[i].resident, views[i].name));
  json_t *page = json_pack("{s:o}", "residents", list);
  if (more)
    json_object_set_new(page, "next",
                        json_integer((json_int_t)views[count - 1].resident.index + 1));
  return page;
}

void api_residents_show(struct host_request *http, void *context) {
  struct resident_view *views = calloc(PAGE_MAX, sizeof *views);
  uint64_t limit = read_query_number(http, "limit", PAGE_MAX);
  uint32_t from = (uint32_t)read_query_number(http, "from", 0);
  bool names = read_query_number(http, "names", 0) == 1;
  uint64_t area;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  if (limit == 0 || limit > PAGE_MAX) limit = PAGE_MAX;
  enum tx_reason reason = views ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK)
    reason = residency_list(call.server, &call.request, area, from, limit, names, views, &count,
                            &call.problem);
  json_t *page = reason == TX_OK ? page_json(views, count, count == limit) : NULL;
  if (views) tx_cleanse(views, PAGE_MAX * sizeof *views);
  free(views);
  call_answer(&call, reason, 200, page);
}

void api_residents_search(struct host_request *http, void *context) {
  struct resident resident;
  uint64_t area;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  if (reason == TX_OK)
    reason = residency_find(call.server, &call.request, area, in_text(in, "resident", ""),
                            &resident, &call.problem);
  json_decref(in);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:[o]}", "residents", resident_json(&resident, resident.mask));
  call_answer(&call, reason, 200, out);
}

/* --- one -------------------------------------------------------------------------------------- */

enum tx_reason read_resident(struct call *call, struct resident *out) {
  const char *index = host_request_param(call->http, "index");
  const char *area = host_request_param(call->http, "area");
  uint64_t code;
  size_t n = strlen(index);
  if (!tx_area_parse(tx_span_text(area), &code) || n > 8 || strspn(index, "0123456789") != n)
    return TX_NOT_FOUND;
  enum tx_reason reason = area_known(&call->request, code, &call->problem);
  if (reason != TX_OK) return reason;
  return residency_at(&call->request, code, (uint32_t)strtoul(index, NULL, 10), out,
                      &call->problem);
}

static enum tx_reason read_state(struct call *call, const char *word, enum tx_state *out) {
  static const enum tx_state states[] = { TX_STATE_ACTIVE, TX_STATE_SUSPENDED, TX_STATE_REVOKED };
  for (size_t i = 0; i < sizeof states / sizeof *states; i++)
    if (strcmp(word, tx_state_word(states[i])) == 0) return *out = states[i], TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT,
                          "“%s”不是状态：active、suspended 或 revoked。",
                          "\"%s\" is no state: active, suspended or revoked.", word);
}

void api_residents_state(struct host_request *http, void *context) {
  struct resident resident;
  enum tx_state state = TX_STATE_ACTIVE;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK) reason = read_state(&call, in_text(in, "state", ""), &state);
  if (reason == TX_OK)
    reason = residency_set_state(&call.request, &resident, state, in_text(in, "reason", ""),
                                 &call.problem);
  json_decref(in);
  json_t *out = reason == TX_OK ? resident_json(&resident, resident.mask) : NULL;
  call_answer(&call, reason, 200, out);
}

void api_residents_statement(struct host_request *http, void *context) {
  struct resident resident;
  bool changed = false;
  char now[24];
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  snprintf(now, sizeof now, "%lld", (long long)call.request.now_s);
  const struct statement_words words = { in_text(in, "field", ""), in_text(in, "value", ""),
                                         in_text(in, "source", "office"),
                                         in_text(in, "observed_at", now),
                                         in_text(in, "valid_until", "") };
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK)
    reason = statement_enter(&call.request, &resident, &words, &changed, &call.problem);
  json_decref(in);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:o, s:I, s:s, s:b}", "area", area_json(resident.area), "index",
                    (json_int_t)resident.index, "name", resident.mask, "changed", changed);
  call_answer(&call, reason, 201, out);
}
