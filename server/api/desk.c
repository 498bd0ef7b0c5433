/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include "domain/login.h"
#include "host/sys/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

int64_t desk_now(const struct desk *desk) {
  return host_now_s() + desk->shift_s;
}

void answer_json(struct host_request *request, unsigned status, json_t *json) {
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) {
    host_reply_problem(request, 500, TX_NO_MEMORY, NULL);
    return;
  }
  host_reply_json(request, status, text);
  free(text);
}

void answer_problem(struct host_request *request, unsigned status, const struct host_problem *problem) {
  const char *languages = host_request_header(request, "Accept-Language");
  bool english = languages && strncasecmp(languages, "en", 2) == 0;
  char type[80];
  snprintf(type, sizeof type, "urn:tongxing:reason:%s", tx_reason_name(problem->reason));
  json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:s, s:s}", "type", type,
                           "title", tx_reason_text(problem->reason, english ? "en" : "zh"),
                           "title_zh", tx_reason_text(problem->reason, "zh"), "title_en",
                           tx_reason_text(problem->reason, "en"), "status", (int)status, "reason",
                           tx_reason_name(problem->reason), "number", (int)problem->reason,
                           "detail", english ? problem->en : problem->zh, "detail_zh", problem->zh,
                           "detail_en", problem->en);
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (text)
    host_reply(request, status, "application/problem+json", tx_span_text(text));
  else
    host_reply_problem(request, status, problem->reason, NULL);
  free(text);
}

bool read_area_param(struct host_request *request, uint64_t *area) {
  const char *text = host_request_param(request, "area");
  if (text && tx_area_parse(tx_span_text(text), area)) return true;
  host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
  return false;
}

bool read_seq_param(struct host_request *request, uint64_t *seq) {
  const char *text = host_request_param(request, "seq");
  size_t n = text ? strlen(text) : 0;
  bool good = n > 0 && n < 19 && strspn(text, "0123456789") == n && (*text != '0' || n == 1);
  if (good)
    *seq = strtoull(text, NULL, 10);
  else
    host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
  return good;
}

bool admit_gate(struct host_request *request, const struct desk *desk, struct gate_row *gate) {
  const char *token = host_request_bearer(request);
  if (token && login_token_holds(desk->office, desk_now(desk), token, gate)) return true;
  host_reply_header(request, "WWW-Authenticate", "Bearer");
  host_reply_problem(request, 401, TX_NOT_ALLOWED, NULL);
  return false;
}

bool admit_private(struct host_request *request) {
  if (host_request_is_local(request) || host_request_is_tls(request)) return true;
  host_reply_problem(request, 403, TX_NOT_ALLOWED, NULL);
  return false;
}
