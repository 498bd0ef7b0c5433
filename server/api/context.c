/* SPDX-License-Identifier: Apache-2.0 */
#include "context.h"

#include "host/sys/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

int64_t api_now(const struct api *api) {
  return api->fixed_s ? api->fixed_s : host_now_s() + api->shift_s;
}

/* --- calls ------------------------------------------------------------------------------------ */

struct call call_idle(struct host_request *http, void *context) {
  struct api *api = context;
  struct call call = { .api = api, .server = api->server, .http = http };
  uid_t uid = host_request_uid(http);
  if (uid == (uid_t)-1)
    snprintf(call.actor, sizeof call.actor, "network");
  else
    snprintf(call.actor, sizeof call.actor, "uid %lu", (unsigned long)uid);
  return call;
}

void call_take(struct call *call) {
  call->request = request_begin(call->server, api_now(call->api), call->actor);
}

void call_give(struct call *call) {
  if (call->request.db) request_end(call->server, &call->request);
}

void call_start(struct call *call, struct host_request *http, void *context) {
  *call = call_idle(http, context);
  call_take(call);
}

void call_answer(struct call *call, enum tx_reason reason, unsigned status, json_t *json) {
  call_give(call);
  if (reason == TX_OK) {
    answer_json(call->http, status, json);
    return;
  }
  json_decref(json);
  host_problem_of(&call->problem, reason);
  answer_problem(call->http, host_reason_status(reason), &call->problem);
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

bool wants_english(struct host_request *http) {
  const char *languages = host_request_header(http, "Accept-Language");
  return languages && strncasecmp(languages, "en", 2) == 0;
}

json_t *problem_json(const struct host_problem *problem, unsigned status, bool english) {
  const char *name = tx_reason_name(problem->reason);
  const char *zh = tx_reason_text(problem->reason, "zh");
  const char *en = tx_reason_text(problem->reason, "en");
  return json_pack("{s:s+, s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:s, s:s}", "type",
                   "urn:tongxing:reason:", name, "title", english ? en : zh, "title_zh", zh,
                   "title_en", en, "status", (int)status, "reason", name, "number",
                   (int)problem->reason, "detail", english ? problem->en : problem->zh, "detail_zh",
                   problem->zh, "detail_en", problem->en);
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
  answer_problem_json(http, status, problem_json(problem, status, wants_english(http)));
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

bool admit_private(struct host_request *http) {
  if (host_request_is_local(http) || host_request_is_tls(http)) return true;
  host_reply_problem(http, 403, TX_NOT_ALLOWED, NULL);
  return false;
}
