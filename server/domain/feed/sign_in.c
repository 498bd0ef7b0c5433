/* SPDX-License-Identifier: Apache-2.0 */
#include "sign_in.h"

#include "domain/clock/clock.h"
#include "host/text/text.h"
#include "store/feed/feeds.h"

#include <stdio.h>
#include <stdlib.h>

/* --- keys ------------------------------------------------------------------------------------- */

void feed_key_name(const struct feed_row *feed, char out[FEED_KEY_NAME_SIZE]) {
  uint8_t hash[TX_HASH_SIZE];
  *out = '\0';
  if (!feed->spki_len) return;
  tx_sha256(tx_span_of(feed->spki, feed->spki_len), hash);
  host_hex(tx_span_of(hash, FEED_KEY_NAME_SIZE / 2), out);
}

enum tx_reason feed_key_read(const char *text, struct feed_row *out, struct host_problem *problem) {
  if (host_unbase64(tx_span_text(text), out->spki, sizeof out->spki, &out->spki_len) &&
      tx_spki_alg(tx_span_of(out->spki, out->spki_len)))
    return TX_OK;
  return host_problem_say(problem, TX_BAD_KEY,
                          "数据源的公钥无法读取：请给出 SubjectPublicKeyInfo 的base64，或PEM文件。",
                          "The feed's public key cannot be read: give its SubjectPublicKeyInfo in "
                          "base64, or a PEM file.");
}

/* --- tokens: EXPIRES.KEY ---------------------------------------------------------------------- */

#define LABEL_SIZE (FEED_SOURCE_SIZE + 10)

static void label_of(const char *source, char out[LABEL_SIZE]) {
  snprintf(out, LABEL_SIZE, "feed-hour:%s", source);
}

static void make_pass(const struct server *server, const struct feed_row *feed, int64_t until,
                      char out[LOGIN_TOKEN_MAX]) {
  char key[FEED_KEY_NAME_SIZE], head[64], label[LABEL_SIZE];
  feed_key_name(feed, key);
  label_of(feed->source, label);
  snprintf(head, sizeof head, "%lld.%s", (long long)until, key);
  login_token_make(server, label, head, out);
}

bool feed_pass_ours(const struct server *server, const char *source, const char *token) {
  char label[LABEL_SIZE];
  if (strlen(source) >= FEED_SOURCE_SIZE) return false;
  label_of(source, label);
  return login_token_ours(server, label, token);
}

bool feed_pass_holds(const struct feed_row *feed, const char *token, int64_t now_s) {
  char key[FEED_KEY_NAME_SIZE];
  const char *first = strchr(token, '.');
  const int64_t until = strtoll(token, NULL, 10);
  feed_key_name(feed, key);
  /* One that would live longer was given by a clock that was ahead. */
  return *key && first && strncmp(first + 1, key, sizeof key - 1) == 0 && until > now_s &&
         until <= now_s + FEED_PASS_LIFE_S + TX_AHEAD_S;
}

/* --- signing in ------------------------------------------------------------------------------- */

static enum tx_reason find(const struct request *request, struct tx_span who, struct feed_row *out,
                           struct host_problem *problem) {
  char source[FEED_SOURCE_SIZE] = "";
  if (who.n < sizeof source) memcpy(source, who.p, who.n);
  enum tx_reason reason = feeds_find(request->db, source, out);
  if (reason == TX_OK && !out->ended_at && out->spki_len && out->token_until > request->now_s)
    return TX_OK;
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(
      problem, TX_NOT_ALLOWED, "没有这个数据源，或已停用、没有有效的公钥，请联系管理员。",
      "There is no such feed, or it has ended or has no key that counts: please "
      "ask the administrator.");
}

static enum tx_reason check_signature(struct tx_login *login, const struct feed_row *feed,
                                      struct host_problem *problem) {
  login->check.spki = tx_span_of(feed->spki, feed->spki_len);
  login->check.alg = tx_spki_alg(login->check.spki);
  if (tx_check_holds(&login->check)) return TX_OK;
  return host_problem_say(problem, TX_BAD_SIGNATURE, "登录不是用这个数据源的密钥签的。",
                          "The sign-in is not signed by this feed's key.");
}

enum tx_reason feed_sign_in(struct server *server, const struct request *request,
                            struct tx_span body, struct feed_row *out, char token[LOGIN_TOKEN_MAX],
                            struct host_problem *problem) {
  struct tx_login login;
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, tx_login_read(body, &login));
  if (reason == TX_OK) reason = find(request, login.who, out, problem);
  if (reason == TX_OK) reason = check_signature(&login, out, problem);
  if (reason == TX_OK) reason = login_check_moment(server, request, &login, problem);
  if (reason != TX_OK) return reason;
  const int64_t until = request->now_s + FEED_PASS_LIFE_S;
  make_pass(server, out, until < out->token_until ? until : out->token_until, token);
  return TX_OK;
}
