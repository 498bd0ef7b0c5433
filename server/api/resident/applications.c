/* SPDX-License-Identifier: Apache-2.0 */
#include "applications.h"

#include "api/call/holders.h"
#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/application/decide.h"
#include "host/text/text.h"

#include "format/login.h"
#include "format/pass.h"

#include <stdlib.h>

#define PAGE_MAX 50 /* of what waits names stand in full */

/* --- from a phone ----------------------------------------------------------------------------- */

static enum tx_reason read_key(struct call *call, const json_t *in, struct tx_holder *out) {
  uint8_t spki[128];
  size_t n = 0;
  if (host_unbase64(tx_span_text(in_text(in, "key", "")), spki, sizeof spki, &n) &&
      pass_read_holder(tx_span_of(spki, n), out))
    return TX_OK;
  return host_problem_say(&call->problem, TX_BAD_KEY, "“key”应为手机的P-256公钥（base64的DER）。",
                          "\"key\" should be the phone's P-256 public key, as base64 of DER.");
}

static enum tx_reason read_login(struct call *call, const json_t *in, uint8_t bytes[TX_LOGIN_MAX],
                                 struct tx_span *out) {
  size_t n = 0;
  if (!host_unbase64(tx_span_text(in_text(in, "login", "")), bytes, TX_LOGIN_MAX, &n))
    return host_problem_say(&call->problem, TX_MALFORMED, "“login”应为手机签的tx-login（base64）。",
                            "\"login\" should be a tx-login signed by the phone, as base64.");
  *out = tx_span_of(bytes, n);
  return TX_OK;
}

/* The texts point into in. */
static enum tx_reason read_application(struct call *call, const json_t *in,
                                       uint8_t bytes[TX_LOGIN_MAX], struct application_in *out) {
  const char *relation = in_text(in, "relation", "own");
  *out = (struct application_in){ .claim = in_text(in, "claim", ""),
                                  .family = strcmp(relation, "family") == 0,
                                  .address = host_request_address(call->http) };
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    out->texts[i] = in_text(in, roster_column_en((enum roster_column)i), NULL);
  if (!out->family && strcmp(relation, "own") != 0)
    return host_problem_set(&call->problem, TX_BAD_ARGUMENT,
                            "“%s”应为 own（本人）或 family（家人）。",
                            "\"%s\" should be own or family.", relation);
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &out->area);
  if (reason == TX_OK) reason = read_key(call, in, &out->key);
  return reason == TX_OK ? read_login(call, in, bytes, &out->login) : reason;
}

static json_t *made_json(const struct application_out *made) {
  const struct application *asked = &made->application;
  json_t *out = json_pack("{s:o, s:I, s:s}", "area", area_json(asked->area), "id",
                          (json_int_t)asked->id, "state", application_state_word(asked->state));
  if (made->tries_left >= 0) json_object_set_new(out, "tries_left", json_integer(made->tries_left));
  if (made->held.holding.n) json_object_set_new(out, "pass", held_json(&made->held));
  return out;
}

static enum tx_reason make(struct call *call, const json_t *in, json_t **out) {
  uint8_t login[TX_LOGIN_MAX];
  struct application_in wanted;
  struct application_out made;
  enum tx_reason reason = read_application(call, in, login, &wanted);
  if (reason == TX_OK)
    reason = pass_issue_prepare(call->server, api_now(call->api), wanted.area, &call->problem);
  if (reason != TX_OK) return reason;
  call_take(call);
  reason = application_make(call->server, &call->request, &wanted, &made, &call->problem);
  if (reason == TX_OK) *out = made_json(&made);
  tx_cleanse(&made, sizeof made);
  return reason;
}

void api_applications_make(struct host_request *http, void *context) {
  if (!admit_private(http)) return;
  json_t *out = NULL, *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  enum tx_reason reason = make(&call, in, &out);
  json_decref(in);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 201, out);
}

/* --- at the office ---------------------------------------------------------------------------- */

static json_t *differs_json(unsigned differs) {
  json_t *list = json_array();
  for (unsigned bit = 0; bit < APPLICATION_DIFFERS; bit++)
    if (differs & 1u << bit)
      json_array_append_new(
          list, json_pack("{s:s, s:s, s:s}", "what", application_differs_word(bit), "zh",
                          application_differs_zh(bit), "en", application_differs_en(bit)));
  return list;
}

/* What waits is read in full; of what was decided no list of names is left. */
static json_t *view_json(const struct application_view *view) {
  char tail[5] = "", mask[25] = "";
  const struct application *asked = &view->application;
  const bool waits = !asked->decided_at;
  const struct person *person = &view->resident.person;
  id_document_tail(asked->id_number, tail);
  if (!waits) (void)tx_name_mask(asked->name, mask);
  json_t *out = json_pack("{s:o, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s?, s:o, s:I}",
                          "area", area_json(asked->area), "id", (json_int_t)asked->id, "state",
                          application_state_word(asked->state), "relation",
                          asked->relation == HOLDER_OWN ? "own" : "family", "name",
                          waits ? asked->name : mask, "id_type",
                          id_document_type_zh((enum id_type)asked->id_type), "tail", tail, "unit",
                          asked->unit, "room", asked->room, "phone", waits ? asked->phone : "",
                          "role", tx_role_word(asked->role), "differs",
                          differs_json(asked->differs), "asked_at", (json_int_t)asked->asked_at);
  if (view->found)
    json_object_set_new(out, "roster",
                        json_pack("{s:I, s:s, s:s, s:s, s:s}", "index",
                                  (json_int_t)view->resident.index, "name",
                                  waits ? person->name : person->mask, "tail", person->tail, "unit",
                                  person->unit, "room", person->room));
  if (!asked->decided_at) return out;
  json_object_set_new(out, "decided_at", json_integer(asked->decided_at));
  json_object_set_new(out, "decided_by", json_string(asked->decided_by));
  json_object_set_new(out, "words", json_string(asked->words));
  return out;
}

static enum tx_reason read_state(struct call *call, enum application_state *out) {
  const char *word = host_request_query(call->http, "state");
  *out = APPLICATION_WAITING;
  for (int i = 0; word && i < APPLICATION_STATES; i++)
    if (strcmp(word, application_state_word((enum application_state)i)) == 0)
      return *out = (enum application_state)i, TX_OK;
  if (!word) return TX_OK;
  return host_problem_say(
      &call->problem, TX_BAD_ARGUMENT,
      "状态（state）应为 waiting（待办）、approved（已同意）或 refused（未同意）。",
      "\"state\" should be waiting, approved or refused.");
}

static json_t *page_json(const struct application_view *views, size_t count, bool more) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, view_json(&views[i]));
  json_t *page = json_pack("{s:o}", "applications", list);
  if (more)
    json_object_set_new(page, "next", json_integer((json_int_t)views[count - 1].application.id));
  return page;
}

void api_applications_show(struct host_request *http, void *context) {
  struct application_view *views = calloc(PAGE_MAX, sizeof *views);
  struct application_page page = { .limit = read_query_count(http, "limit", PAGE_MAX, PAGE_MAX),
                                   .after = (int64_t)read_query_number(http, "after", 0) };
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = views ? read_query_area(&call, &page.area) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = read_state(&call, &page.state);
  if (reason == TX_OK)
    reason = application_list(&call.request, &page, views, &count, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, page.area, "read.applications", NOBODY, NULL);
  json_t *out = reason == TX_OK ? page_json(views, count, count == (size_t)page.limit) : NULL;
  if (views) tx_cleanse(views, PAGE_MAX * sizeof *views);
  free(views);
  call_answer(&call, reason, 200, out);
}

static enum tx_reason read_verdict(struct call *call, const json_t *in,
                                   struct application_verdict *out) {
  const char *word = in_text(in, "decision", "");
  const char *id = host_request_param(call->http, "id");
  size_t n = strlen(id);
  *out = (struct application_verdict){ .approve = strcmp(word, "approve") == 0,
                                       .words = in_text(in, "words", ""),
                                       .index = in_int(in, "index", -1) };
  if (n == 0 || n > 18 || strspn(id, "0123456789") != n) return TX_NOT_FOUND;
  out->id = strtoll(id, NULL, 10);
  if (out->approve || strcmp(word, "refuse") == 0) return TX_OK;
  return host_problem_say(&call->problem, TX_BAD_ARGUMENT,
                          "决定（decision）应为 approve（同意）或 refuse（不同意）。",
                          "\"decision\" should be approve or refuse.");
}

void api_applications_decide(struct host_request *http, void *context) {
  struct application_verdict verdict;
  struct application_view *view = calloc(1, sizeof *view);
  uint64_t area = 0;
  json_t *in = view && read_area_param(http, &area) ? read_object(http) : NULL;
  if (!in) {
    free(view);
    return;
  }
  CALL call = call_idle(http, context);
  enum tx_reason reason = read_verdict(&call, in, &verdict);
  verdict.area = area;
  if (reason == TX_OK && verdict.approve)
    reason = pass_issue_prepare(call.server, api_now(call.api), area, &call.problem);
  call_take(&call);
  if (reason == TX_OK) reason = application_decide(&call.request, &verdict, view, &call.problem);
  json_decref(in);
  json_t *out = reason == TX_OK ? view_json(view) : NULL;
  tx_cleanse(view, sizeof *view);
  free(view);
  call_answer(&call, reason, 200, out);
}
