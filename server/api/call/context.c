/* SPDX-License-Identifier: Apache-2.0 */
#include "context.h"

#include "host/text/date.h"
#include "live.h"
#include "once.h"
#include "shared.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

int64_t api_now(const struct api *api) {
  return api->fixed_s ? api->fixed_s : host_now_s() + api->shift_s;
}

/* --- calls ------------------------------------------------------------------------------------ */

struct call call_idle(struct host_request *http, void *context) {
  struct api *api = context;
  struct call call = {
    .api = api, .server = api->server, .http = http, .once = once_of_request(http)
  };
  uid_t uid = host_request_uid(http);
  call.request.caller = call.caller = host_request_attached(http);
  if (call.caller && *call.caller->login)
    snprintf(call.actor, sizeof call.actor, "%s", call.caller->login);
  else if (uid == (uid_t)-1)
    snprintf(call.actor, sizeof call.actor, "network");
  else
    snprintf(call.actor, sizeof call.actor, "uid %lu", (unsigned long)uid);
  return call;
}

static bool only_reads(const struct host_request *http) {
  const char *method = host_request_method(http);
  return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

void call_take_reading(struct call *call) {
  call->request = request_begin_reading(call->server, api_now(call->api), call->actor);
  call->request.caller = call->caller;
}

void call_take(struct call *call) {
  if (only_reads(call->http)) {
    call_take_reading(call);
    return;
  }
  call->request = request_begin(call->server, api_now(call->api), call->actor);
  call->request.caller = call->caller;
  if (call->once) db_join(call->request.db);
}

void call_share(struct call *call) {
  if (call->api->shared && db_may_share(call->request.db)) db_share_commits(call->request.db, true);
}

void call_give(struct call *call) {
  struct db *db = call->request.db;
  if (!db) return;
  enum tx_reason ended = request_join_end(call->server, &call->request);
  if (call->lost == TX_OK) call->lost = ended;
  call->shared += db_shared_commits(db);
  call->session = db_session(db);
  db_share_commits(db, false);
  request_end(call->server, &call->request);
}

void call_start(struct call *call, struct host_request *http, void *context) {
  *call = call_idle(http, context);
  call_take(call);
}

/* "Busy" tells nobody what to look at. */
static void explain_busy(struct call *call, enum tx_reason reason) {
  if (reason == TX_BUSY && db_away(call->request.db))
    host_problem_say(&call->problem, reason, "数据库暂时连不上，请稍后再试；已确认的都在。",
                     "The database does not answer now, please try again in a moment; what was "
                     "acknowledged is kept.");
  else if (reason == TX_BUSY && db_lacks_machine(call->request.db))
    host_problem_say(
        &call->problem, reason,
        "数据库没有同步备库，提交只落在一台机器上；本服务器按设置暂不受理，请稍后再试。",
        "The database has no synchronous standby, so commits are on one machine only: "
        "this server is set to take nothing then. Please try again in a moment.");
}

/* Nor does "failed" tell whether it was done. */
static void say_doubt(struct host_problem *problem) {
  host_problem_say(problem, TX_IO_FAILED,
                   "数据库没有说清是否已经存好：请先查看，再决定是否重做；"
                   "用同一个Idempotency-Key再发一次，不会重复。",
                   "The database did not tell whether this is kept: please look before you do it "
                   "again. Sent again under the same Idempotency-Key it is not done twice.");
}

static void explain_doubt(struct call *call, enum tx_reason reason) {
  if (reason == TX_IO_FAILED && db_doubtful(call->request.db)) say_doubt(&call->problem);
}

static void finish_shared(struct host_request *http, enum tx_reason reason, unsigned status,
                          json_t *json) {
  struct host_problem problem = { 0 };
  if (reason == TX_OK) {
    answer_json(http, status, json);
    return;
  }
  json_decref(json);
  say_doubt(&problem);
  answer_problem(http, host_reason_status(problem.reason), &problem);
}

bool session_cookie(struct host_request *http, char *token, size_t cap) {
  struct tx_span value = { 0 };
  if (!host_request_cookie(http, SESSION_COOKIE, &value)) return false;
  snprintf(token, cap, "%.*s", (int)value.n, (const char *)value.p);
  return true;
}

static void note_change(struct call *call) {
  char token[LIVE_TOKEN_SIZE] = "";
  if (!call->api->live) return;
  (void)session_cookie(call->http, token, sizeof token);
  live_note(call->api->live, host_request_method(call->http), host_request_path(call->http), token);
  tx_cleanse(token, sizeof token);
}

/* What goes out, with what made it. */
static enum tx_reason keep_answer(struct call *call, unsigned status, const json_t *json,
                                  struct once_answer *before) {
  if (call->lost != TX_OK) return call->lost;
  if (!call->request.db) call_take(call);
  HOST_FREE char *text = json_dumps(json, JSON_COMPACT);
  if (!text) return TX_NO_MEMORY;
  const struct once_answer answer = { .status = status,
                                      .text = { .p = (uint8_t *)text, .n = strlen(text) } };
  return once_finish(call->server, &call->request, call->once, &answer, before, &call->problem);
}

static enum tx_reason settle_once(struct call *call, enum tx_reason reason, unsigned status,
                                  const json_t *json, struct once_answer *before) {
  if (reason == TX_OK) return keep_answer(call, status, json, before);
  if (!call->request.db) return reason;
  return once_refuse(call->server, &call->request, call->once, reason, before);
}

static void answer_made(struct call *call, unsigned status, json_t *json) {
  note_change(call);
  if (call->shared)
    shared_answer(call->api->shared, call->http, call->session, status, json, finish_shared);
  else
    answer_json(call->http, status, json);
}

static void answer_refused(struct call *call, enum tx_reason reason) {
  host_problem_of(&call->problem, reason);
  answer_problem(call->http, host_reason_status(reason), &call->problem);
}

void call_answer(struct call *call, enum tx_reason reason, unsigned status, json_t *json) {
  struct once_answer before = { 0 };
  if (call->once) reason = settle_once(call, reason, status, json, &before);
  if (call->request.db) {
    explain_busy(call, reason);
    explain_doubt(call, reason);
  }
  call_give(call);
  if (reason == TX_OK) {
    answer_made(call, status, json);
    return;
  }
  json_decref(json);
  if (before.text.p)
    once_reply(call->http, &before);
  else
    answer_refused(call, reason);
}

/* --- answers ---------------------------------------------------------------------------------- */

void answer_json(struct host_request *http, unsigned status, json_t *json) {
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) {
    host_reply_problem(http, 500, TX_NO_MEMORY, NULL);
    return;
  }
  host_reply_json(http, status, text);
  free(text);
}

void answer_problem_json(struct host_request *http, unsigned status, json_t *json) {
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (text)
    host_reply(http, status, "application/problem+json", tx_span_text(text));
  else
    host_reply_problem(http, status, TX_NO_MEMORY, NULL);
  free(text);
}

void answer_problem(struct host_request *http, unsigned status,
                    const struct host_problem *problem) {
  host_reply_problem(http, status, problem->reason, problem);
}

json_t *area_json(uint64_t area) {
  char digits[13];
  tx_area_format(area, digits);
  return json_string(digits);
}

/* --- what came -------------------------------------------------------------------------------- */

bool read_area_param(struct host_request *http, uint64_t *area) {
  const char *text = host_request_param(http, "area");
  if (text && tx_area_parse(tx_span_text(text), area)) return true;
  host_reply_problem(http, 404, TX_NOT_FOUND, NULL);
  return false;
}

bool read_seq_param(struct host_request *http, uint64_t *seq) {
  const char *text = host_request_param(http, "seq");
  size_t n = text ? strlen(text) : 0;
  bool good = n > 0 && n < 19 && strspn(text, "0123456789") == n && (*text != '0' || n == 1);
  if (good)
    *seq = strtoull(text, NULL, 10);
  else
    host_reply_problem(http, 404, TX_NOT_FOUND, NULL);
  return good;
}

bool admit_reader(struct host_request *http, const struct api *api, struct gate_row *gate) {
  const char *token = host_request_bearer(http);
  *gate = (struct gate_row){ 0 };
  if (host_request_uid(http) != (uid_t)-1) return true;
  if (token && login_token_holds(api->server, api_now(api), token, gate)) return true;
  host_reply_header(http, "WWW-Authenticate", "Bearer");
  host_reply_problem(http, 401, TX_NOT_ALLOWED, NULL);
  return false;
}

bool api_is_called(void *context, const char *name) {
  const struct api *api = context;
  return names_has(api->server->names, name);
}

bool admit_private(struct host_request *http) {
  if (host_request_is_private(http)) return true;
  host_reply_problem(http, 403, TX_NOT_ALLOWED, NULL);
  return false;
}
