/* SPDX-License-Identifier: Apache-2.0 */
/* The gate's token: it signs the server's nonce with its own key (docs/format.md, "Holder's
 * sign-in"). The token reads lists and nothing else. */
#include "sync_internal.h"

#include "format/login.h"

#include "host/sys/log.h"
#include "host/text/text.h"

#include <jansson.h>
#include <stdlib.h>

#define ANSWER_MAX (256u << 10)
#define RENEW_MS 60000 /* before it ends */

static bool read_nonce(const char *text, uint8_t nonce[TX_NONCE_SIZE]) {
  size_t n;
  if (strlen(text) == TX_NONCE_SIZE * 2) return host_unhex(text, nonce, TX_NONCE_SIZE);
  return host_unbase64(tx_span_text(text), nonce, TX_NONCE_SIZE, &n) && n == TX_NONCE_SIZE;
}

static bool ask_nonce(struct gate_sync *sync, uint8_t nonce[TX_NONCE_SIZE]) {
  GATE_ANSWER answer;
  gate_sync_ask(sync, &(struct gate_request){ .path = "/v1/nonce", .max = 4096 }, &answer);
  if (answer.status != 200) return false;
  json_t *json = json_loadb((const char *)answer.body, answer.n, JSON_REJECT_DUPLICATES, NULL);
  const char *text = json_string_value(json_object_get(json, "nonce"));
  bool good = text && read_nonce(text, nonce);
  json_decref(json);
  return good;
}

static bool read_area(const json_t *value, uint64_t *area) {
  if (json_is_string(value)) return tx_area_parse(tx_span_text(json_string_value(value)), area);
  if (!json_is_integer(value) || json_integer_value(value) < 0) return false;
  *area = (uint64_t)json_integer_value(value);
  return tx_area_valid(*area);
}

static void add_area(struct gate_sync *sync, uint64_t area) {
  for (size_t i = 0; i < sync->area_count; i++)
    if (sync->areas[i] == area) return;
  if (sync->area_count == GATE_AREAS_MAX) return;
  void *grown = reallocarray(sync->areas, sync->area_count + 1, sizeof *sync->areas);
  if (!grown) return;
  sync->areas = grown;
  sync->areas[sync->area_count++] = area;
}

/* Our own area, those above it, and what the server offers besides. */
static void set_areas(struct gate_sync *sync, const json_t *subscriptions) {
  uint64_t own = sync->gate->identity.area, area;
  size_t i;
  json_t *value;
  sync->area_count = 0;
  for (int level = TX_COMMUNITY; level >= TX_NATION; level--)
    add_area(sync, tx_area_at(own, (enum tx_level)level));
  json_array_foreach((json_t *)subscriptions, i, value) if (read_area(value, &area))
      add_area(sync, area);
}

static bool read_key(const json_t *json, struct tx_neighbour_key *out) {
  size_t n;
  const char *base64 = json_string_value(json_object_get(json, "key"));
  json_int_t id = json_integer_value(json_object_get(json, "id"));
  if (!base64 || id < 0 || id > UINT32_MAX) return false;
  out->id = (uint32_t)id;
  return host_unbase64(tx_span_text(base64), out->bytes, sizeof out->bytes, &n) &&
         n == sizeof out->bytes;
}

/* {id, key, previous}: the area's, under which neighbours believe each other. */
static void take_neighbour_keys(struct gate_sync *sync, const json_t *json) {
  struct gate_peer_keys keys = { .has_current = read_key(json, &keys.current) };
  keys.has_previous = read_key(json_object_get(json, "previous"), &keys.previous);
  if (keys.has_current) gate_set_peer_keys(sync->gate, &keys);
  tx_cleanse(&keys, sizeof keys);
}

static bool take_token(struct gate_sync *sync, const struct gate_answer *answer) {
  json_t *json = json_loadb((const char *)answer->body, answer->n, JSON_REJECT_DUPLICATES, NULL);
  const char *token = json_string_value(json_object_get(json, "token"));
  json_int_t seconds = json_integer_value(json_object_get(json, "expires_in"));
  bool good = token && *token && strlen(token) < sizeof sync->token && seconds > 0 &&
              !strpbrk(token, "\r\n");
  if (good) {
    memcpy(sync->token, token, strlen(token) + 1);
    sync->token_until_ms = gate_instant_read().mono_ms + (int64_t)seconds * 1000;
    set_areas(sync, json_object_get(json, "subscriptions"));
    /* Secrets are believed, and used, only when they came over a line that is known. */
    if (answer->known) take_neighbour_keys(sync, json_object_get(json, "neighbour"));
  }
  json_decref(json);
  if (!good) host_log(HOST_WARNING, "sync: token: answer not readable, ignored");
  return good;
}

bool gate_sync_token(struct gate_sync *sync) {
  const struct gate_identity *identity = &sync->gate->identity;
  if (sync->token[0] && gate_instant_read().mono_ms < sync->token_until_ms - RENEW_MS) return true;
  sync->token[0] = 0;
  struct tx_login login = { .who = tx_span_text(identity->id),
                            .audience = tx_span_text(sync->fetch.origin),
                            .iat = gate_now(sync->gate).now_s };
  uint8_t object[TX_LOGIN_MAX];
  size_t n;
  if (!ask_nonce(sync, login.nonce)) return false;
  if (tx_login_sign(&login, identity->key, object, sizeof object, &n) != TX_OK) return false;
  GATE_ANSWER answer;
  struct gate_request request = { .path = "/v1/gates/token",
                                  .type = "application/cose",
                                  .body = tx_span_of(object, n),
                                  .max = ANSWER_MAX };
  gate_sync_ask(sync, &request, &answer);
  if (answer.status == 200) return take_token(sync, &answer);
  if (answer.status)
    host_log(HOST_WARNING,
             "sync: token refused by the server: HTTP %ld %.200s; check that the gate is enrolled",
             answer.status, answer.body ? (const char *)answer.body : "");
  return false;
}
