/* SPDX-License-Identifier: Apache-2.0 */
#include "access.h"

#include "api/call/once.h"
#include "domain/account/account.h"
#include "domain/account/session.h"
#include "domain/feed/source.h"
#include "domain/gate/registry.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* --- refusals --------------------------------------------------------------------------------- */

static bool refuse(struct host_request *http, unsigned status, const char *zh, const char *en) {
  struct host_problem problem = { 0 };
  host_problem_say(&problem, TX_NOT_ALLOWED, zh, en);
  answer_problem(http, status, &problem);
  return false;
}

static bool refuse_stranger(struct host_request *http) {
  return refuse(http, 401, "请先登录。", "Please sign in first.");
}

static bool refuse_unbound(struct host_request *http) {
  return refuse(http, 403,
                "本机的这个用户没有绑定账号：请用绑定了账号的用户执行，或先执行 tongxing-server "
                "account bind。",
                "This machine's user is bound to no account: please run it as the one who is, or "
                "run tongxing-server account bind first.");
}

static bool refuse_right(struct host_request *http, unsigned needs) {
  struct host_problem problem = { 0 };
  host_problem_set(&problem, TX_NOT_ALLOWED, "您的账号没有这项权限：%s%.0s。",
                   "Your account lacks the right: %.0s%s.", right_zh(needs), right_en(needs));
  answer_problem(http, 403, &problem);
  return false;
}

/* --- before a body ---------------------------------------------------------------------------- */

static bool changes(struct host_request *http) {
  const char *method = host_request_method(http);
  return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

static bool bears_form_token(struct host_request *http, const struct api *api, const char *token) {
  char expected[SESSION_TOKEN_SIZE];
  const char *given = host_request_header(http, FORM_TOKEN_HEADER);
  if (!given || strlen(given) != SESSION_TOKEN_SIZE - 1) return false;
  session_form_token(api->server, token, expected);
  return tx_equal_secret((const uint8_t *)given, (const uint8_t *)expected, SESSION_TOKEN_SIZE - 1);
}

/* "trust=3 policy=7 list=9 unsent=0": of itself, and believed as such. */
static void note_holds(const struct host_request *http, const struct api *api,
                       const struct gate_row *gate) {
  struct gate_holds holds = { .told = true };
  const char *text = host_request_header(http, "Tongxing-Holds");
  if (text && sscanf(text, "trust=%" SCNu64 " policy=%" SCNu64 " list=%" SCNu64 " unsent=%" SCNu64,
                     &holds.trust, &holds.policy, &holds.list, &holds.unsent) == 4)
    gate_registry_holds(api->server->gates, gate->name, &holds);
}

static bool is_gate(const struct host_request *http, const struct api *api) {
  const char *token = host_request_bearer(http);
  struct gate_row gate;
  if (!token || !login_token_holds(api->server, api_now(api), token, &gate)) return false;
  const char *program = host_request_header(http, "User-Agent");
  if (program && strcmp(program, gate.program) != 0)
    gate_registry_runs(api->server->gates, gate.name, program);
  note_holds(http, api, &gate);
  return true;
}

/* By its token's mark: whether that is good still is looked up before the body is taken. */
static bool is_feed(struct host_request *http, const struct api *api) {
  const char *token = host_request_bearer(http), *source = host_request_param(http, "source");
  return host_request_needs(http) & RIGHT_FEED && token && source &&
         feed_token_ours(api->server, source, token);
}

bool access_greet(struct host_request *http, void *context) {
  char token[SESSION_TOKEN_SIZE + 1];
  if (is_gate(http, context)) host_request_prove(http);
  if (is_feed(http, context) && host_request_is_private(http))
    return host_request_prove(http), true;
  if (host_request_needs(http) == 0 || host_request_uid(http) != (uid_t)-1) return true;
  if (!host_request_is_private(http))
    return refuse(http, 403, "请用 https 访问。", "Please come by https.");
  if (!session_cookie(http, token, sizeof token)) return refuse_stranger(http);
  if (!changes(http) || bears_form_token(http, context, token)) return true;
  return refuse(http, 403, "请求没有带上本次登录的 " FORM_TOKEN_HEADER "，请重新打开页面。",
                "The request lacks this session's " FORM_TOKEN_HEADER
                ": please open the page again.");
}

/* --- before the handler ----------------------------------------------------------------------- */

/* TX_NOT_FOUND: nobody. */
static enum tx_reason identify(struct call *call, struct caller *out) {
  char token[SESSION_TOKEN_SIZE + 1];
  uid_t uid = host_request_uid(call->http);
  if (session_cookie(call->http, token, sizeof token))
    return session_caller(&call->request, token, out);
  return uid == (uid_t)-1 ? TX_NOT_FOUND : account_of_uid(call->request.db, uid, out);
}

static bool weigh(struct host_request *http, enum tx_reason reason, const struct caller *caller) {
  unsigned needs = host_request_needs(http);
  if (reason == TX_NOT_FOUND) return refuse_stranger(http);
  if (*caller->login) host_request_prove(http);
  if (caller->rights & needs) return true;
  return *caller->login ? refuse_right(http, needs) : refuse_unbound(http);
}

static bool admit_caller(struct host_request *http, void *context) {
  if (host_request_needs(http) == 0 || is_feed(http, context)) return true;
  struct caller *caller = calloc(1, sizeof *caller);
  if (!caller) {
    host_reply_problem(http, 500, TX_NO_MEMORY, NULL);
    return false;
  }
  host_request_attach(http, caller);
  CALL call = call_idle(http, context);
  call_take_reading(&call);
  enum tx_reason reason = identify(&call, caller);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return call_answer(&call, reason, 0, NULL), false;
  call_give(&call);
  return weigh(http, reason, caller);
}

bool access_admit(struct host_request *http, void *context) {
  return admit_caller(http, context) && once_admit(http, context);
}

enum tx_reason access_check(struct call *call, uint32_t rights) {
  struct caller caller;
  enum tx_reason reason = identify(call, &caller);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  return reason == TX_OK && caller.rights & rights ? TX_OK : TX_NOT_ALLOWED;
}
