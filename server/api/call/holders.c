/* SPDX-License-Identifier: Apache-2.0 */
#include "holders.h"

#include "domain/holder/session.h"

#include "format/pass.h"

#include <stdio.h>

#define COOKIE_FLAGS "; Path=/; Secure; HttpOnly; SameSite=Strict"

void api_holders_open(struct host_request *http, void *context) {
  char token[HOLDER_TOKEN_SIZE] = "", cookie[HOLDER_TOKEN_SIZE + 96];
  if (!admit_private(http)) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = holder_session_open(call.server, &call.request, host_request_body(http),
                                              token, &call.problem);
  host_reply_cache(http, "no-store");
  if (reason == TX_NOT_FOUND || reason == TX_BAD_SIGNATURE || reason == TX_UNKNOWN_KEY) {
    call_give(&call);
    answer_problem(http, 401, &call.problem);
    return;
  }
  if (reason == TX_OK) {
    snprintf(cookie, sizeof cookie, HOLDER_COOKIE "=%s" COOKIE_FLAGS, token);
    host_reply_header(http, "Set-Cookie", cookie);
  }
  json_t *out = reason == TX_OK ? json_pack("{s:i}", "expires_in", HOLDER_SESSION_S) : NULL;
  call_answer(&call, reason, 201, out);
}

/* --- while it goes on ------------------------------------------------------------------------- */

/* A browser may send the cookies of other servers on this host's other ports as well. */
enum tx_reason holder_find(struct call *call, struct holder_key *out) {
  struct tx_span value = { 0 };
  char token[HOLDER_TOKEN_SIZE];
  while (host_request_cookie(call->http, HOLDER_COOKIE, &value)) {
    if (value.n != sizeof token - 1) continue;
    snprintf(token, sizeof token, "%.*s", (int)value.n, (const char *)value.p);
    enum tx_reason reason = holder_session_key(&call->request, token, out);
    if (reason != TX_NOT_FOUND) return reason;
  }
  return TX_NOT_FOUND;
}

bool holder_admit(struct call *call, struct holder_key *out) {
  if (!admit_private(call->http)) return false;
  enum tx_reason reason = holder_find(call, out);
  if (reason == TX_OK) {
    host_request_prove(call->http);
    return true;
  }
  if (reason != TX_NOT_FOUND) {
    call_answer(call, reason, 0, NULL);
    return false;
  }
  host_problem_say(&call->problem, TX_NOT_ALLOWED, "请先用这部手机登录。",
                   "Please sign in with this phone first.");
  call_give(call);
  answer_problem(call->http, 401, &call->problem);
  return false;
}

void api_holders_close(struct host_request *http, void *context) {
  struct tx_span value = { 0 };
  char token[HOLDER_TOKEN_SIZE];
  enum tx_reason reason = TX_OK;
  CALL call = { 0 };
  call_start(&call, http, context);
  while (reason == TX_OK && host_request_cookie(http, HOLDER_COOKIE, &value)) {
    if (value.n != sizeof token - 1) continue;
    snprintf(token, sizeof token, "%.*s", (int)value.n, (const char *)value.p);
    reason = holder_session_close(&call.request, token);
  }
  host_reply_header(http, "Set-Cookie", HOLDER_COOKIE "=" COOKIE_FLAGS "; Max-Age=0");
  call_answer(&call, reason, 200, json_object());
}

json_t *held_json(const struct held *held) {
  const struct holding *holding = &held->holding;
  const struct resident *resident = &held->resident;
  return json_pack("{s:o, s:I, s:s, s:s, s:s, s:s, s:s?, s:i, s:s, s:I, s:I, s:i}", "area",
                   area_json(holding->area), "index", (json_int_t)holding->index, "relation",
                   holding->relation == HOLDER_OWN ? "own" : "family", "name",
                   resident->person.mask, "tail", resident->person.tail, "unit",
                   resident->person.unit, "role", tx_role_word(resident->role), "household",
                   resident->household, "text", held->issued.text, "iat", (json_int_t)holding->iat,
                   "exp", (json_int_t)holding->exp, "generation", holding->generation);
}
