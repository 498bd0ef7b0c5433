/* SPDX-License-Identifier: Apache-2.0 */
#include "gates.h"

#include "domain/enrolment.h"
#include "domain/journal.h"
#include "domain/login.h"
#include "host/sys/text.h"

#include <stdlib.h>

static void lock(const struct desk *desk) {
  pthread_mutex_lock(&desk->office->lock);
}
static void unlock(const struct desk *desk) {
  pthread_mutex_unlock(&desk->office->lock);
}

void gates_nonce(struct host_request *request, void *context) {
  const struct desk *desk = context;
  uint8_t nonce[TX_NONCE_SIZE];
  char base64[HOST_BASE64_SIZE(TX_NONCE_SIZE)];
  enum tx_reason reason = login_nonce(desk->office, desk_now(desk), nonce);
  if (reason != TX_OK) {
    host_reply_problem(request, 500, reason, NULL);
    return;
  }
  host_base64(tx_span_of(nonce, sizeof nonce), base64);
  host_reply_cache(request, "no-store");
  answer_json(request, 200,
              json_pack("{s:s, s:i}", "nonce", base64, "expires_in", LOGIN_NONCE_LIFE_S));
}

void gates_enrol(struct host_request *request, void *context) {
  const struct desk *desk = context;
  struct host_problem problem = { 0 };
  struct tx_span body = host_request_body(request);
  json_t *out = NULL;
  const struct call call = { .now_s = desk_now(desk), .actor = "enrolment" };
  json_t *in = json_loadb(body.n ? (const char *)body.p : "", body.n, JSON_REJECT_DUPLICATES, NULL);
  if (!json_is_object(in)) {
    json_decref(in);
    host_reply_problem(request, 400, TX_MALFORMED, NULL);
    return;
  }
  lock(desk);
  enum tx_reason reason = enrolment_register(desk->office, &call, in, &out, &problem);
  unlock(desk);
  json_decref(in);
  if (reason == TX_OK) {
    answer_json(request, 201, out);
    return;
  }
  json_decref(out);
  answer_problem(request, host_reason_status(reason), &problem);
}

void gates_token(struct host_request *request, void *context) {
  const struct desk *desk = context;
  struct host_problem problem = { 0 };
  json_t *out = NULL;
  lock(desk);
  enum tx_reason reason =
      login_gate(desk->office, desk_now(desk), host_request_body(request), &out, &problem);
  unlock(desk);
  host_reply_cache(request, "no-store");
  if (reason == TX_OK) {
    answer_json(request, 200, out);
    return;
  }
  bool refused = reason == TX_UNKNOWN_KEY || reason == TX_KEY_REVOKED || reason == TX_BAD_SIGNATURE;
  answer_problem(request, refused ? 403 : host_reason_status(reason), &problem);
}

void gates_events(struct host_request *request, void *context) {
  struct desk *desk = context;
  struct journal_answer answer;
  if (!admit_private(request)) return;
  lock(desk);
  enum tx_reason reason =
      journal_take(desk->office, desk_now(desk), host_request_body(request), &answer);
  unlock(desk);
  __atomic_add_fetch(&desk->events_stored, answer.stored, __ATOMIC_RELAXED);
  if (reason == TX_OK) {
    answer_json(request, 200, json_pack("{s:I}", "acknowledged", (json_int_t)answer.acknowledged));
  } else if (reason == TX_CONFLICT) {
    answer_json(request, 409, json_pack("{s:I}", "expected", (json_int_t)answer.expected));
  } else {
    bool refused = reason == TX_UNKNOWN_KEY || reason == TX_KEY_REVOKED;
    host_reply_problem(request, refused ? 403 : host_reason_status(reason), reason, NULL);
  }
}

void gates_history(struct host_request *request, void *context) {
  const struct desk *desk = context;
  const char *since = host_request_query(request, "since");
  struct gate_row gate;
  uint64_t area;
  json_t *out = NULL;
  if (!admit_private(request) || !admit_gate(request, desk, &gate)) return;
  if (!read_area_param(request, &area)) return;
  if (area != gate.area) {
    host_reply_problem(request, 403, TX_WRONG_JURISDICTION, NULL);
    return;
  }
  lock(desk);
  enum tx_reason reason =
      journal_history(desk->office, area, gate.name, since ? strtoll(since, NULL, 10) : 0, &out);
  unlock(desk);
  host_reply_cache(request, "no-store");
  if (reason == TX_OK) {
    answer_json(request, 200, out);
    return;
  }
  json_decref(out);
  host_reply_problem(request, host_reason_status(reason), reason, NULL);
}
