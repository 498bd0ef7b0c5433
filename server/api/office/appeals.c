/* SPDX-License-Identifier: Apache-2.0 */
#include "appeals.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/call/whom.h"
#include "api/json/appeal_json.h"

#include <stdlib.h>

#define PAGE_MAX 200

/* The office's view: who took part, and what was said. */
static json_t *whole_json(const struct appeal *row) {
  json_t *json = appeal_json(row);
  json_t *more =
      json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s}", "way", appeal_way_word(row->way), "words",
                row->words, "request", (json_int_t)row->request, "asked_body", row->asked_body,
                "decided_body", row->decided_body, "above", row->above, "made_by", row->made_by);
  json_object_update_new(json, more);
  if (!row->answered_at) return json;
  json_object_set_new(json, "answered_by", json_string(row->answered_by));
  json_object_set_new(json, "answered_body", json_string(row->answered_body));
  return json;
}

static enum tx_reason list_json(struct call *call, const struct appeal *rows, size_t count,
                                json_t *list) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    json_t *one = whole_json(&rows[i]);
    json_array_append_new(list, one);
    reason = add_whom(call, rows[i].area, rows[i].index, one);
  }
  return reason;
}

void api_appeals_show(struct host_request *http, void *context) {
  struct appeal *rows = NULL;
  size_t count = 0;
  uint64_t area;
  bool all = read_query_number(http, "all", 0) == 1;
  struct list_page page = read_list_page(http, PAGE_MAX);
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK)
    reason = appeal_list(&call.request, area, !all, &page, &rows, &count, &call.problem);
  if (reason == TX_OK && count) reason = note_read(&call, area, "read.appeals", NOBODY, NULL);
  json_t *list = json_array();
  if (reason == TX_OK) reason = list_json(&call, rows, count, list);
  free(rows);
  json_t *out = json_pack("{s:o}", "appeals", list);
  list_page_say(out, &page);
  call_answer(&call, reason, 200, out);
}

void api_appeals_make(struct host_request *http, void *context) {
  struct appeal row;
  struct appeal_in in;
  json_t *form = read_object(http);
  if (!form) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  int way = appeal_way_find(in_text(form, "way", ""));
  enum tx_reason reason = read_appeal(&call, form, &in);
  if (reason == TX_OK && way != APPEAL_BY_TELEPHONE && way != APPEAL_BY_PAPER)
    reason = host_problem_say(&call.problem, TX_BAD_ARGUMENT, "way 应为 telephone 或 paper。",
                              "way is telephone or paper.");
  in.way = (enum appeal_way)way;
  if (reason == TX_OK) reason = appeal_make(&call.request, &in, &row, &call.problem);
  json_decref(form);
  call_answer(&call, reason, 201,
              reason == TX_OK ? json_pack("{s:o}", "appeal", whole_json(&row)) : NULL);
}

void api_appeals_answer(struct host_request *http, void *context) {
  struct appeal row;
  uint64_t area;
  if (!read_area_param(http, &area)) return;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  const char *outcome = in_text(in, "outcome", "");
  bool lift = strcmp(outcome, "lifted") == 0;
  int64_t id = strtoll(host_request_param(http, "id"), NULL, 10);
  enum tx_reason reason = TX_OK;
  if (!lift && strcmp(outcome, "upheld") != 0)
    reason = host_problem_say(&call.problem, TX_BAD_ARGUMENT, "outcome 应为 upheld 或 lifted。",
                              "outcome is upheld or lifted.");
  if (reason == TX_OK)
    reason =
        appeal_answer(&call.request, area, id, lift, in_text(in, "words", ""), &row, &call.problem);
  json_decref(in);
  call_answer(&call, reason, 201,
              reason == TX_OK ? json_pack("{s:o}", "appeal", whole_json(&row)) : NULL);
}
