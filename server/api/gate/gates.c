/* SPDX-License-Identifier: Apache-2.0 */
#include "gates.h"

#include "access.h"
#include "api/call/read.h"
#include "domain/gate/enroll.h"
#include "domain/gate/registry.h"
#include "host/text/text.h"

#include "format/policy.h"

#include <stdlib.h>

static json_t *gate_json(const struct gate_row *gate) {
  json_t *json = json_pack(
      "{s:s, s:o, s:s, s:s, s:I, s:I}", "gate", gate->name, "area", area_json(gate->area), "name",
      gate->label, "kind", tx_gate_kind_word((enum tx_gate_kind)gate->kind), "added_at",
      (json_int_t)gate->added_at, "acknowledged", (json_int_t)gate->acknowledged);
  if (gate->heard_at) json_object_set_new(json, "heard_at", json_integer(gate->heard_at));
  if (*gate->program) json_object_set_new(json, "program", json_string(gate->program));
  const struct gate_holds *holds = &gate->holds;
  if (holds->told) {
    json_object_set_new(json, "held",
                        json_pack("{s:I, s:I, s:I}", "trust", (json_int_t)holds->trust, "policy",
                                  (json_int_t)holds->policy, "list", (json_int_t)holds->list));
    json_object_set_new(json, "unsent", json_integer((json_int_t)holds->unsent));
  }
  if (gate->removed_at) json_object_set_new(json, "removed_at", json_integer(gate->removed_at));
  return json;
}

/* --- registering ------------------------------------------------------------------------------ */

static struct gate_in read_gate(const json_t *in) {
  return (struct gate_in){ .label = in_text(in, "name", "gate"),
                           .kind = in_text(in, "kind", "pedestrian"),
                           .key = in_text(in, "key", "") };
}

/* Without a code's token only the office registers a gate. */
static enum tx_reason register_gate(struct call *call, const json_t *in, struct gate_row *out) {
  struct gate_in gate = read_gate(in);
  const char *token = in_text(in, "token", NULL);
  if (token)
    return enroll_register(call->server, &call->request, token, &gate, out, &call->problem);
  enum tx_reason reason = access_check(call, RIGHT_GATES);
  if (reason == TX_NOT_ALLOWED)
    return host_problem_say(&call->problem, reason, "登记门禁需要登记码（gate enrol）。",
                            "To register a gate takes an enrolment code (gate enrol).");
  if (reason == TX_OK) reason = read_area(call, in_text(in, "area", ""), &gate.area);
  if (reason != TX_OK) return reason;
  return gate_admin_add(call->server, &call->request, &gate, out, &call->problem);
}

void api_gates_add(struct host_request *http, void *context) {
  struct gate_row row;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = register_gate(&call, in, &row);
  json_decref(in);
  call_answer(&call, reason, 201, reason == TX_OK ? gate_json(&row) : NULL);
}

enum tx_reason gates_say(struct call *call, json_t *out) {
  struct gate_row *rows = NULL;
  size_t count = 0;
  enum tx_reason reason = gate_admin_list(&call->request, &rows, &count, &call->problem);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) {
    struct gate_row now;
    if (gate_registry_find(call->server->gates, rows[i].name, &now)) {
      rows[i].heard_at = now.heard_at;
      memcpy(rows[i].program, now.program, sizeof now.program);
      rows[i].holds = now.holds;
    }
    json_array_append_new(list, gate_json(&rows[i]));
  }
  free(rows);
  json_object_set_new(out, "gates", list);
  return reason;
}

void api_gates_show(struct host_request *http, void *context) {
  json_t *out = json_object();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = gates_say(&call, out);
  call_answer(&call, reason, 200, out);
}

void api_gates_remove(struct host_request *http, void *context) {
  struct gate_row row;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = gate_admin_remove(call.server, &call.request,
                                            host_request_param(http, "gate"), &row, &call.problem);
  call_answer(&call, reason, 200, reason == TX_OK ? gate_json(&row) : NULL);
}

void api_gates_code(struct host_request *http, void *context) {
  struct enroll_code code;
  uint64_t area;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  if (reason == TX_OK)
    reason = enroll_draw(call.server, &call.request, area, in_text(in, "url", NULL),
                         in_text(in, "tls_cert", NULL), &code, &call.problem);
  json_decref(in);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:s, s:s, s:o, s:I}", "text", code.text, "url", code.url, "area",
                    area_json(code.area), "expires_at", (json_int_t)code.expires_at);
  call_answer(&call, reason, 201, out);
}

/* --- signing in ------------------------------------------------------------------------------- */

void api_gates_nonce(struct host_request *http, void *context) {
  const struct api *api = context;
  uint8_t nonce[TX_NONCE_SIZE];
  char base64[HOST_BASE64_SIZE(TX_NONCE_SIZE)];
  enum tx_reason reason = login_nonce(api->server, api_now(api), nonce);
  if (reason != TX_OK) {
    host_reply_problem(http, 500, reason, NULL);
    return;
  }
  host_base64(tx_span_of(nonce, sizeof nonce), base64);
  host_reply_cache(http, "no-store");
  answer_json(http, 200,
              json_pack("{s:s, s:i}", "nonce", base64, "expires_in", LOGIN_NONCE_LIFE_S));
}

static json_t *key_json(const struct tx_neighbour_key *key) {
  char base64[HOST_BASE64_SIZE(TX_NEIGHBOUR_KEY_SIZE)];
  host_base64(tx_span_of(key->bytes, sizeof key->bytes), base64);
  json_t *json = json_pack("{s:I, s:s}", "id", (json_int_t)key->id, "key", base64);
  tx_cleanse(base64, sizeof base64);
  return json;
}

static json_t *grant_json(const struct login_grant *grant) {
  const struct neighbour_keys *keys = &grant->neighbours;
  json_t *areas = json_array(), *neighbour = key_json(&keys->current);
  json_object_set_new(neighbour, "previous",
                      keys->has_previous ? key_json(&keys->previous) : json_null());
  for (size_t i = 0; i < grant->area_count; i++)
    json_array_append_new(areas, area_json(grant->areas[i]));
  return json_pack("{s:s, s:i, s:o, s:o, s:o}", "token", grant->token, "expires_in",
                   LOGIN_TOKEN_LIFE_S, "area", area_json(grant->gate.area), "subscriptions", areas,
                   "neighbour", neighbour);
}

void api_gates_token(struct host_request *http, void *context) {
  struct login_grant grant;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      login_gate(call.server, &call.request, host_request_body(http), &grant, &call.problem);
  host_reply_cache(http, "no-store");
  call_give(&call);
  if (reason == TX_OK) answer_json(http, 200, grant_json(&grant));
  tx_cleanse(&grant, sizeof grant);
  if (reason == TX_OK) return;
  bool refused = reason == TX_UNKNOWN_KEY || reason == TX_KEY_REVOKED || reason == TX_BAD_SIGNATURE;
  answer_problem(http, refused ? 403 : host_reason_status(reason), &call.problem);
}

void api_gates_token_show(struct host_request *http, void *context) {
  struct gate_row gate;
  host_reply_cache(http, "private, max-age=60");
  if (admit_reader(http, context, &gate)) host_reply(http, 204, NULL, (struct tx_span){ 0 });
}
