/* SPDX-License-Identifier: Apache-2.0 */
#include "login.h"

#include "domain/clock/clock.h"
#include "domain/publication/cache.h"
#include "host/sys/url.h"
#include "host/text/text.h"
#include "registry.h"
#include "store/office/audit.h"

#include <stdio.h>
#include <stdlib.h>

#define NONCE_MAC 8 /* of the nonce's bytes: 4 of time, 4 random, 8 of MAC */
#define TOKEN_MAC 32
#define AUDIENCE_SIZE 300

/* --- nonces ----------------------------------------------------------------------------------- */

static void nonce_mac(const struct server *server, const uint8_t *nonce,
                      uint8_t mac[TX_HASH_SIZE]) {
  uint8_t labelled[6 + TX_NONCE_SIZE - NONCE_MAC] = "nonce:";
  memcpy(labelled + 6, nonce, TX_NONCE_SIZE - NONCE_MAC);
  tx_hmac_sha256(tx_span_of(server->fields.tokens, FIELD_KEY_SIZE),
                 tx_span_of(labelled, sizeof labelled), mac);
}

enum tx_reason login_nonce(const struct server *server, int64_t now_s,
                           uint8_t nonce[TX_NONCE_SIZE]) {
  uint8_t mac[TX_HASH_SIZE];
  uint32_t at = (uint32_t)now_s;
  for (int i = 0; i < 4; i++)
    nonce[i] = (uint8_t)(at >> (24 - 8 * i));
  if (!tx_random(nonce + 4, 4)) return TX_SIGNER_FAILED;
  nonce_mac(server, nonce, mac);
  memcpy(nonce + TX_NONCE_SIZE - NONCE_MAC, mac, NONCE_MAC);
  return TX_OK;
}

static bool nonce_is_fresh(const struct server *server, int64_t now_s, const uint8_t *nonce,
                           int64_t *expires_at) {
  uint8_t mac[TX_HASH_SIZE];
  uint32_t at = 0;
  nonce_mac(server, nonce, mac);
  if (!tx_equal_secret(mac, nonce + TX_NONCE_SIZE - NONCE_MAC, NONCE_MAC)) return false;
  for (int i = 0; i < 4; i++)
    at = at << 8 | nonce[i];
  *expires_at = (int64_t)at + LOGIN_NONCE_LIFE_S;
  return now_s >= (int64_t)at - TX_AHEAD_S && now_s <= *expires_at;
}

/* --- tokens: HEAD.MAC ------------------------------------------------------------------------- */

static void token_mac(const struct server *server, const char *label, const char *head, size_t n,
                      char hex[TOKEN_MAC * 2 + 1]) {
  uint8_t mac[TX_HASH_SIZE];
  char labelled[2 * LOGIN_TOKEN_MAX];
  int length = snprintf(labelled, sizeof labelled, "%s:%.*s", label, (int)n, head);
  tx_hmac_sha256(tx_span_of(server->fields.tokens, FIELD_KEY_SIZE),
                 tx_span_of(labelled, length > 0 ? (size_t)length : 0), mac);
  host_hex(tx_span_of(mac, TOKEN_MAC), hex);
}

void login_token_make(const struct server *server, const char *label, const char *head,
                      char out[LOGIN_TOKEN_MAX]) {
  char hex[TOKEN_MAC * 2 + 1];
  token_mac(server, label, head, strlen(head), hex);
  snprintf(out, LOGIN_TOKEN_MAX, "%s.%s", head, hex);
}

bool login_token_ours(const struct server *server, const char *label, const char *token) {
  char hex[TOKEN_MAC * 2 + 1];
  const char *last = strrchr(token, '.');
  if (!last || strlen(token) >= LOGIN_TOKEN_MAX || strlen(last + 1) != TOKEN_MAC * 2) return false;
  token_mac(server, label, token, (size_t)(last - token), hex);
  return tx_equal_secret((const uint8_t *)hex, (const uint8_t *)last + 1, TOKEN_MAC * 2);
}

/* --- a gate's: GATE.EXPIRES ------------------------------------------------------------------- */

#define GATES "token"

bool login_token_holds(const struct server *server, int64_t now_s, const char *token,
                       struct gate_row *gate) {
  char name[TX_GATE_NAME_SIZE + 1];
  if (!login_token_ours(server, GATES, token)) return false;
  snprintf(name, sizeof name, "%s", token);
  int64_t expires_at = strtoll(token + TX_GATE_NAME_SIZE + 1, NULL, 10);
  /* One that would live longer was given by a clock that was ahead. */
  if (expires_at <= now_s || expires_at > now_s + LOGIN_TOKEN_LIFE_S + TX_AHEAD_S) return false;
  if (!gate_registry_find(server->gates, name, gate) || gate->removed_at != 0) return false;
  gate_registry_hear(server->gates, name, now_s);
  return true;
}

/* --- a gate's sign-in ------------------------------------------------------------------------- */

/* By a name of its own whatever the port; on loopback, where many servers are, by the port too. */
static bool is_our_origin(const struct server *server, struct tx_span audience) {
  char text[AUDIENCE_SIZE];
  struct host_url url;
  for (const char *const *origin = server->origins; origin && *origin; origin++)
    if (tx_span_equal(audience, tx_span_text(*origin))) return true;
  if (audience.n >= sizeof text || memchr(audience.p, 0, audience.n)) return false;
  snprintf(text, sizeof text, "%.*s", (int)audience.n, (const char *)audience.p);
  return host_url_read(text, &url) && url.path.n == 0 && names_has(server->names, url.at.name);
}

static enum tx_reason check_login(struct server *server, struct tx_login *login,
                                  struct gate_row *gate) {
  char name[TX_GATE_NAME_SIZE + 1];
  if (login->who.n != TX_GATE_NAME_SIZE) return TX_UNKNOWN_KEY;
  memcpy(name, login->who.p, TX_GATE_NAME_SIZE);
  name[TX_GATE_NAME_SIZE] = '\0';
  if (!gate_registry_find(server->gates, name, gate)) return TX_UNKNOWN_KEY;
  if (gate->removed_at) return TX_KEY_REVOKED;
  login->check.alg = gate->alg;
  login->check.spki = tx_span_of(gate->spki, gate->spki_len);
  return tx_check_holds(&login->check) ? TX_OK : TX_BAD_SIGNATURE;
}

enum tx_reason login_check_moment(const struct server *server, const struct request *request,
                                  const struct tx_login *login, struct host_problem *problem) {
  int64_t expires_at, now_s = request->now_s;
  if (!is_our_origin(server, login->audience))
    return host_problem_set(problem, TX_NOT_ALLOWED, "登录的对象不是本服务器（%.*s）。",
                            "The sign-in is for another server (%.*s).", (int)login->audience.n,
                            (const char *)login->audience.p);
  if (login->iat > now_s + TX_AHEAD_S || login->iat < now_s - LOGIN_NONCE_LIFE_S)
    return host_problem_set(problem, TX_NOT_ALLOWED, "时钟与服务器相差%lld秒，请校准后再试。",
                            "Your clock is off by %lld seconds, please set it and try again.",
                            (long long)(now_s - login->iat));
  if (!nonce_is_fresh(server, now_s, login->nonce, &expires_at))
    return host_problem_say(problem, TX_NOT_ALLOWED, "随机数过期或不是本服务器给的，请重新取一个。",
                            "The nonce is too old or not ours, please fetch another.");
  enum tx_reason reason =
      nonces_use(request->db, tx_span_of(login->nonce, TX_NONCE_SIZE), expires_at, now_s);
  if (reason == TX_CONFLICT)
    return host_problem_say(problem, TX_NOT_ALLOWED, "随机数已经用过。",
                            "The nonce was used before.");
  return host_problem_of(problem, reason);
}

/* Its own area, those above, and every community of its street. */
static void find_subscriptions(const struct server *server, struct login_grant *out) {
  uint64_t areas[LOGIN_AREAS_MAX], own = out->gate.area;
  uint64_t street = tx_area_at(own, TX_TOWNSHIP);
  size_t count = cache_areas(server->cache, areas, LOGIN_AREAS_MAX);
  for (size_t i = 0; i < count; i++)
    if (tx_area_contains(areas[i], own) || tx_area_contains(street, areas[i]))
      out->areas[out->area_count++] = areas[i];
}

enum tx_reason login_gate(struct server *server, const struct request *request, struct tx_span body,
                          struct login_grant *out, struct host_problem *problem) {
  struct tx_login login;
  *out = (struct login_grant){ 0 };
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason != TX_OK) return reason; /* it says nothing about the gate's */
  reason = tx_login_read(body, &login);
  if (reason == TX_OK) reason = check_login(server, &login, &out->gate);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  reason = login_check_moment(server, request, &login, problem);
  if (reason == TX_OK)
    reason = host_problem_of(
        problem, gate_admin_neighbour_keys(server, request, out->gate.area, &out->neighbours));
  if (reason != TX_OK) return reason;
  find_subscriptions(server, out);
  char head[64];
  const int64_t expires_at = request->now_s + LOGIN_TOKEN_LIFE_S;
  snprintf(head, sizeof head, "%s.%lld", out->gate.name, (long long)expires_at);
  login_token_make(server, GATES, head, out->token);
  return TX_OK;
}
