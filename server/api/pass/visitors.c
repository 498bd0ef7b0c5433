/* SPDX-License-Identifier: Apache-2.0 */
#include "visitors.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/visitor/visit.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_MAX 200

/* --- forms and answers ------------------------------------------------------------------------ */

struct visit_in read_visit(const json_t *in) {
  return (struct visit_in){ .role = TX_ROLE_VISITOR,
                            .name = in_text(in, "name", ""),
                            .plate = in_text(in, "plate", ""),
                            .id_type = in_text(in, "id_type", ""),
                            .id_number = in_text(in, "id_number", ""),
                            .phone = in_text(in, "phone", ""),
                            .unit = in_text(in, "unit", ""),
                            .from_s = in_int(in, "from", 0),
                            .until_s = in_int(in, "until", 0) };
}

json_t *visit_pass_json(const struct visit_pass *pass, bool full) {
  const struct person *person = &pass->resident.person;
  json_t *out =
      json_pack("{s:I, s:s, s:s, s:s, s:s}", "index", (json_int_t)pass->visitor.index, "role",
                tx_role_word(pass->resident.role), "name",
                full || pass->resident.role == TX_ROLE_VEHICLE ? person->name : person->mask,
                "tail", person->tail, "unit", person->unit);
  if (*pass->issued.text) json_object_set_new(out, "text", json_string(pass->issued.text));
  return out;
}

static void add_window(json_t *out, const struct visit_pass *pass, int64_t now_s) {
  const struct visitor *visitor = &pass->visitor;
  json_object_set_new(out, "area", area_json(visitor->area));
  json_object_set_new(out, "visit", json_integer(visitor->visit));
  json_object_set_new(out, "state", json_string(visit_state(pass, now_s)));
  json_object_set_new(out, "from", json_integer(visitor->from_s));
  json_object_set_new(out, "until", json_integer(visitor->until_s));
  json_object_set_new(out, "made_at", json_integer(visitor->made_at));
  if (visitor->host >= 0) json_object_set_new(out, "host", json_integer(visitor->host));
}

json_t *visit_json(const struct visit *visit, int64_t now_s) {
  json_t *passes = json_array(), *out = json_object();
  for (size_t i = 0; i < visit->count; i++)
    json_array_append_new(passes, visit_pass_json(&visit->passes[i], true));
  add_window(out, &visit->passes[0], now_s);
  json_object_set_new(out, "passes", passes);
  return out;
}

/* --- of the office ---------------------------------------------------------------------------- */

static bool is_over(const struct visit_pass *pass, int64_t now_s) {
  const char *state = visit_state(pass, now_s);
  return strcmp(state, "over") == 0 || strcmp(state, "revoked") == 0;
}

/* now: only those that are not over. */
static json_t *page_json(const struct visit_pass *passes, size_t count, size_t limit, bool now,
                         int64_t now_s) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) {
    if (now && is_over(&passes[i], now_s)) continue;
    json_t *one = visit_pass_json(&passes[i], false);
    add_window(one, &passes[i], now_s);
    json_array_append_new(list, one);
  }
  json_t *page = json_pack("{s:o}", "visitors", list);
  if (count == limit)
    json_object_set_new(page, "next",
                        json_integer((json_int_t)passes[count - 1].visitor.index + 1));
  return page;
}

void api_visitors_show(struct host_request *http, void *context) {
  struct visit_pass *passes = calloc(PAGE_MAX, sizeof *passes);
  const size_t limit = read_query_count(http, "limit", PAGE_MAX, PAGE_MAX);
  uint64_t area;
  uint32_t from = (uint32_t)read_query_number(http, "from", 0);
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = passes ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK)
    reason = visit_list(&call.request, area, from, limit, passes, &count, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.list", NOBODY, NULL);
  const bool now = read_query_number(http, "now", 0) == 1;
  json_t *page = reason == TX_OK ? page_json(passes, count, limit, now, call.request.now_s) : NULL;
  if (passes) tx_cleanse(passes, PAGE_MAX * sizeof *passes);
  free(passes);
  call_answer(&call, reason, 200, page);
}

static enum tx_reason read_order(struct call *call, const json_t *in, struct visit_in *out) {
  const char *word = in_text(in, "role", "visitor");
  int role = tx_role_find(tx_span_text(word));
  int64_t days = in_int(in, "days", 0);
  *out = read_visit(in);
  out->role = role < 0 ? TX_ROLE_RESIDENT : (uint8_t)role;
  if (days < 0 || days * VISIT_DAY_S > VISIT_OFFICE_MAX_S)
    return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "天数应在1到%d之间。",
                            "The days should be between 1 and %d.",
                            VISIT_OFFICE_MAX_S / VISIT_DAY_S);
  int64_t now_s = api_now(call->api);
  if (days) out->until_s = (out->from_s > now_s ? out->from_s : now_s) + days * VISIT_DAY_S;
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &out->area);
  return reason == TX_OK ? area_reached(&call->request, out->area, &call->problem) : reason;
}

void api_visitors_add(struct host_request *http, void *context) {
  struct visit_in wanted;
  struct visit visit;
  json_t *out = NULL, *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  enum tx_reason reason = read_order(&call, in, &wanted);
  if (reason == TX_OK)
    reason = pass_issue_prepare(call.server, api_now(call.api), wanted.area, &call.problem);
  call_take(&call);
  if (reason == TX_OK) reason = visit_make(&call.request, &wanted, &visit, &call.problem);
  if (reason == TX_OK) out = json_pack("{s:o}", "visit", visit_json(&visit, call.request.now_s));
  json_decref(in);
  call_answer(&call, reason, 201, out);
}
