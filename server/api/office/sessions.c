/* SPDX-License-Identifier: Apache-2.0 */
#include "sessions.h"

#include "api/call/read.h"
#include "api/gate/access.h"
#include "api/json/account_json.h"
#include "domain/account/account.h"
#include "domain/account/session.h"

#include <stdio.h>
#include <stdlib.h>

#define COOKIE_FLAGS "; Path=/; Secure; HttpOnly; SameSite=Strict"

void api_sessions_open(struct host_request *http, void *context) {
  char token[SESSION_TOKEN_SIZE] = "", cookie[SESSION_TOKEN_SIZE + 96], form[SESSION_TOKEN_SIZE];
  if (!admit_private(http)) return;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  enum tx_reason reason =
      session_open(call.server, api_now(call.api), in_text(in, "login", ""),
                   in_text(in, "password", ""), host_request_address(http), token, &call.problem);
  json_decref(in);
  if (reason == TX_OK) {
    snprintf(cookie, sizeof cookie, SESSION_COOKIE "=%s" COOKIE_FLAGS, token);
    host_reply_header(http, "Set-Cookie", cookie);
    session_form_token(call.server, token, form);
  }
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 201, reason == TX_OK ? json_pack("{s:s}", "token", form) : NULL);
}

static void name_area(json_t *out, uint64_t area, const char *name) {
  char digits[13];
  tx_area_format(area, digits);
  json_object_set_new(out, digits, json_string(name));
}

/* The office of a community or a street, called otherwise than all of its kind are. */
static bool names_area(const struct body *body) {
  const enum tx_level level = tx_area_level(body->area);
  const bool own = (body->kind == BODY_COMMITTEE && level == TX_COMMUNITY) ||
                   (body->kind == BODY_STREET && level == TX_TOWNSHIP);
  return own && strcmp(body->name, body_kind_zh(body->kind)) != 0;
}

/* What is known of how areas are called; the server's own as it is printed. */
static enum tx_reason add_names(struct call *call, json_t *out) {
  struct body *bodies = NULL;
  size_t count = 0;
  const char *place = call->api->paper.place;
  json_t *names = json_object();
  enum tx_reason reason =
      host_problem_of(&call->problem, account_bodies(&call->request, &bodies, &count));
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    if (names_area(&bodies[i])) name_area(names, bodies[i].area, bodies[i].name);
  free(bodies);
  if (place && *place) name_area(names, call->server->area, place);
  json_object_set_new(out, "names", names);
  return reason;
}

/* Who is signed in, what they may do, and the form token for a page that was opened anew. */
void api_sessions_show(struct host_request *http, void *context) {
  char token[SESSION_TOKEN_SIZE + 1], form[SESSION_TOKEN_SIZE] = "";
  CALL call = { 0 };
  call_start(&call, http, context);
  if (session_cookie(http, token, sizeof token)) session_form_token(call.server, token, form);
  json_t *out = caller_json(call.caller);
  if (*form) json_object_set_new(out, "token", json_string(form));
  enum tx_reason reason = add_names(&call, out);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 200, out);
}

void api_sessions_close(struct host_request *http, void *context) {
  char token[SESSION_TOKEN_SIZE + 1];
  enum tx_reason reason = TX_OK;
  CALL call = { 0 };
  call_start(&call, http, context);
  if (session_cookie(http, token, sizeof token)) reason = session_close(&call.request, token);
  host_reply_header(http, "Set-Cookie", SESSION_COOKIE "=" COOKIE_FLAGS "; Max-Age=0");
  call_answer(&call, reason, 200, json_object());
}
