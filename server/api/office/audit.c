/* SPDX-License-Identifier: Apache-2.0 */
#include "audit.h"

#include "api/call/read.h"
#include "audit_words.h"
#include "domain/audit/log.h"

#include <stdlib.h>

#define PAGE_MAX 500

static void set_detail(json_t *json, const struct audit_line *line, const char *member,
                       bool english) {
  char words[AUDIT_WORDS_SIZE];
  audit_detail_words(line, english, words);
  json_object_set_new(json, member, json_string(words));
}

static json_t *line_json(const struct audit_line *line) {
  json_t *json = json_pack("{s:I, s:b, s:b}", "n", (json_int_t)line->n, "read", line->read, "died",
                           line->dead);
  if (line->dead) return json;
  json_t *more =
      json_pack("{s:I, s:s, s:s, s:s, s:s}", "at", (json_int_t)line->at, "account", line->actor,
                "body", line->body, "action", line->action, "detail", line->detail);
  json_object_update_new(json, more);
  json_object_set_new(json, "zh", json_string(audit_action_words(line->action, false)));
  json_object_set_new(json, "en", json_string(audit_action_words(line->action, true)));
  set_detail(json, line, "detail_zh", false);
  set_detail(json, line, "detail_en", true);
  if (line->subject >= 0) json_object_set_new(json, "index", json_integer(line->subject));
  return json;
}

static json_t *page_json(const struct audit_line *lines, size_t count) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, line_json(&lines[i]));
  return list;
}

/* Who is no auditor sees what they did themselves. */
void api_audit_show(struct host_request *http, void *context) {
  struct audit_line *lines = calloc(PAGE_MAX, sizeof *lines);
  struct audit_query query = { .limit =
                                   (int64_t)read_query_count(http, "limit", PAGE_MAX, PAGE_MAX),
                               .before = (int64_t)read_query_number(http, "before", 0),
                               .subject = -1 };
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = lines ? read_query_area(&call, &query.area) : TX_NO_MEMORY;
  if (host_request_query(http, "index"))
    query.subject = (int64_t)read_query_number(http, "index", 0);
  if (!(call.caller->rights & RIGHT_AUDIT)) query.actor = call.caller->login;
  if (reason == TX_OK) reason = audit_log_list(&call.request, &query, lines, &count, &call.problem);
  json_t *out = json_pack("{s:o}", "entries", page_json(lines, reason == TX_OK ? count : 0));
  if (query.last > 1) json_object_set_new(out, "next", json_integer(query.last));
  free(lines);
  call_answer(&call, reason, 200, out);
}
