/* SPDX-License-Identifier: Apache-2.0 */
#include "login.h"

#include "gatekeeping.h"
#include "host/sys/text.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>

#define AREAS_MAX 4096
#define NONCE_MAC 8 /* of the nonce's bytes: 4 of time, 4 random, 8 of MAC */
#define TOKEN_MAC 32

/* --- nonces ----------------------------------------------------------------------------------- */

static void nonce_mac(const struct office *office, const uint8_t *nonce,
                      uint8_t mac[TX_HASH_SIZE]) {
  uint8_t labelled[6 + TX_NONCE_SIZE - NONCE_MAC] = "nonce:";
  memcpy(labelled + 6, nonce, TX_NONCE_SIZE - NONCE_MAC);
  tx_hmac_sha256(tx_span_of(office->vault.tokens, VAULT_KEY_SIZE),
                 tx_span_of(labelled, sizeof labelled), mac);
}

enum tx_reason login_nonce(const struct office *office, int64_t now_s,
                           uint8_t nonce[TX_NONCE_SIZE]) {
  uint8_t mac[TX_HASH_SIZE];
  uint32_t at = (uint32_t)now_s;
  for (int i = 0; i < 4; i++)
    nonce[i] = (uint8_t)(at >> (24 - 8 * i));
  if (!tx_random(nonce + 4, 4)) return TX_SIGNER_FAILED;
  nonce_mac(office, nonce, mac);
  memcpy(nonce + TX_NONCE_SIZE - NONCE_MAC, mac, NONCE_MAC);
  return TX_OK;
}

static bool nonce_is_fresh(const struct office *office, int64_t now_s, const uint8_t *nonce,
                           int64_t *expires_at) {
  uint8_t mac[TX_HASH_SIZE];
  uint32_t at = 0;
  nonce_mac(office, nonce, mac);
  if (!tx_equal_secret(mac, nonce + TX_NONCE_SIZE - NONCE_MAC, NONCE_MAC)) return false;
  for (int i = 0; i < 4; i++)
    at = at << 8 | nonce[i];
  *expires_at = (int64_t)at + LOGIN_NONCE_LIFE_S;
  return now_s >= (int64_t)at - TX_AHEAD_S && now_s <= *expires_at;
}

/* --- tokens: GATE.EXPIRES.MAC ----------------------------------------------------------------- */

static void token_mac(const struct office *office, const char *text, size_t n, char *hex) {
  uint8_t mac[TX_HASH_SIZE];
  char labelled[LOGIN_TOKEN_MAX];
  int length = snprintf(labelled, sizeof labelled, "token:%.*s", (int)n, text);
  tx_hmac_sha256(tx_span_of(office->vault.tokens, VAULT_KEY_SIZE),
                 tx_span_of(labelled, length > 0 ? (size_t)length : 0), mac);
  host_hex(tx_span_of(mac, TOKEN_MAC), hex);
}

static void make_token(const struct office *office, const char *gate, int64_t expires_at,
                       char out[LOGIN_TOKEN_MAX]) {
  char hex[TOKEN_MAC * 2 + 1], head[64];
  int n = snprintf(head, sizeof head, "%s.%lld", gate, (long long)expires_at);
  token_mac(office, head, (size_t)n, hex);
  snprintf(out, LOGIN_TOKEN_MAX, "%s.%s", head, hex);
}

bool login_token_holds(const struct office *office, int64_t now_s, const char *token,
                       struct gate_row *gate) {
  char hex[TOKEN_MAC * 2 + 1], name[TX_GATE_NAME_SIZE + 1];
  const char *last = strrchr(token, '.');
  size_t n = strlen(token);
  if (!last || n >= LOGIN_TOKEN_MAX - 8 || strlen(last + 1) != TOKEN_MAC * 2) return false;
  token_mac(office, token, (size_t)(last - token), hex);
  if (!tx_equal_secret((const uint8_t *)hex, (const uint8_t *)last + 1, TOKEN_MAC * 2))
    return false;
  snprintf(name, sizeof name, "%s", token);
  if (strtoll(token + TX_GATE_NAME_SIZE + 1, NULL, 10) <= now_s) return false;
  return gatebook_find(office->gates, name, gate) && gate->removed_at == 0;
}

/* --- a gate's sign-in ------------------------------------------------------------------------- */

static bool is_our_origin(const struct office *office, struct tx_span audience) {
  for (const char *const *origin = office->origins; origin && *origin; origin++)
    if (tx_span_equal(audience, tx_span_text(*origin))) return true;
  return false;
}

static enum tx_reason check_login(struct office *office, struct tx_login *login,
                                  struct gate_row *gate) {
  char name[TX_GATE_NAME_SIZE + 1];
  if (login->who.n != TX_GATE_NAME_SIZE) return TX_UNKNOWN_KEY;
  memcpy(name, login->who.p, TX_GATE_NAME_SIZE);
  name[TX_GATE_NAME_SIZE] = '\0';
  if (!gatebook_find(office->gates, name, gate)) return TX_UNKNOWN_KEY;
  if (gate->removed_at) return TX_KEY_REVOKED;
  login->check.alg = gate->alg;
  login->check.spki = tx_span_of(gate->spki, gate->spki_len);
  return tx_check_holds(&login->check) ? TX_OK : TX_BAD_SIGNATURE;
}

static enum tx_reason check_moment(struct office *office, int64_t now_s,
                                   const struct tx_login *login, struct host_problem *problem) {
  int64_t expires_at;
  if (!is_our_origin(office, login->audience))
    return host_problem_set(problem, TX_NOT_ALLOWED, "登录的对象不是本服务器(%.*s)。",
                       "The sign-in is for another server (%.*s).", (int)login->audience.n,
                       (const char *)login->audience.p);
  if (login->iat > now_s + TX_AHEAD_S || login->iat < now_s - LOGIN_NONCE_LIFE_S)
    return host_problem_set(problem, TX_NOT_ALLOWED, "门禁时钟相差%lld秒。",
                       "The gate's clock is off by %lld seconds.", (long long)(now_s - login->iat));
  if (!nonce_is_fresh(office, now_s, login->nonce, &expires_at))
    return host_problem_say(problem, TX_NOT_ALLOWED, "随机数过期或不是本服务器给的,请重新取一个。",
                       "The nonce is too old or not ours, please fetch another.");
  enum tx_reason reason =
      nonces_use(office->db, tx_span_of(login->nonce, TX_NONCE_SIZE), expires_at, now_s);
  if (reason == TX_CONFLICT)
    return host_problem_say(problem, TX_NOT_ALLOWED, "随机数已经用过。", "The nonce was used before.");
  return host_problem_of(problem, reason);
}

/* Its own area, those above, and every community of its street. */
static json_t *subscriptions(const struct office *office, uint64_t area) {
  json_t *list = json_array();
  uint64_t *areas = calloc(AREAS_MAX, sizeof *areas);
  size_t count = areas ? shelf_areas(office->shelf, areas, AREAS_MAX) : 0;
  uint64_t street = tx_area_at(area, TX_TOWNSHIP);
  for (size_t i = 0; i < count; i++) {
    if (!tx_area_contains(areas[i], area) && !tx_area_contains(street, areas[i])) continue;
    char digits[13];
    tx_area_format(areas[i], digits);
    json_array_append_new(list, json_string(digits));
  }
  free(areas);
  return list;
}

static json_t *key_json(const struct tx_neighbour_key *key) {
  char base64[HOST_BASE64_SIZE(TX_NEIGHBOUR_KEY_SIZE)];
  host_base64(tx_span_of(key->bytes, sizeof key->bytes), base64);
  json_t *json = json_pack("{s:I, s:s}", "id", (json_int_t)key->id, "key", base64);
  tx_cleanse(base64, sizeof base64);
  return json;
}

static enum tx_reason neighbours(struct office *office, uint64_t area, json_t **out) {
  struct neighbour_keys keys;
  enum tx_reason reason = gatekeeping_neighbour_keys(office, area, &keys);
  if (reason == TX_OK) {
    *out = key_json(&keys.current);
    json_object_set_new(*out, "previous",
                        keys.has_previous ? key_json(&keys.previous) : json_null());
  }
  tx_cleanse(&keys, sizeof keys);
  return reason;
}

static enum tx_reason answer(struct office *office, int64_t now_s, const struct gate_row *gate,
                             json_t **out) {
  char area[13], token[LOGIN_TOKEN_MAX];
  json_t *keys = NULL;
  enum tx_reason reason = neighbours(office, gate->area, &keys);
  if (reason != TX_OK) return reason;
  tx_area_format(gate->area, area);
  make_token(office, gate->name, now_s + LOGIN_TOKEN_LIFE_S, token);
  *out = json_pack("{s:s, s:i, s:s, s:o, s:o}", "token", token, "expires_in", LOGIN_TOKEN_LIFE_S,
                   "area", area, "subscriptions", subscriptions(office, gate->area), "neighbour",
                   keys);
  return TX_OK;
}

enum tx_reason login_gate(struct office *office, int64_t now_s, struct tx_span body, json_t **out,
                          struct host_problem *problem) {
  struct tx_login login;
  struct gate_row gate;
  enum tx_reason reason = tx_login_read(body, &login);
  if (reason == TX_OK) reason = check_login(office, &login, &gate);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  reason = check_moment(office, now_s, &login, problem);
  return reason == TX_OK ? host_problem_of(problem, answer(office, now_s, &gate, out)) : reason;
}
