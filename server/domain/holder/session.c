/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include "domain/clock/clock.h"
#include "host/text/text.h"
#include "login.h"
#include "store/resident/holders.h"

#define AT_ONCE 500

static bool token_hash(const char *token, uint8_t out[TX_HASH_SIZE]) {
  uint8_t bytes[32];
  if (strlen(token) != HOLDER_TOKEN_SIZE - 1 || !host_unhex(token, bytes, sizeof bytes))
    return false;
  tx_sha256(tx_span_of(bytes, sizeof bytes), out);
  return true;
}

/* Strangers' keys would fill the table. */
static enum tx_reason check_known(const struct request *request, const struct holder_key *key,
                                  struct host_problem *problem) {
  DB_ROWS rows = holders_areas(request->db, key);
  if (db_next(&rows)) return TX_OK;
  if (rows.end != TX_OK) return host_problem_of(problem, rows.end);
  return host_problem_say(problem, TX_NOT_FOUND, "本服务器没有这部手机的通行证或申请，请先申请。",
                          "This server has no pass and no application of this phone: please apply "
                          "first.");
}

static enum tx_reason put(const struct request *request, const struct holder_key *key,
                          char token[HOLDER_TOKEN_SIZE]) {
  uint8_t bytes[32], hash[TX_HASH_SIZE];
  if (!tx_random(bytes, sizeof bytes)) return TX_SIGNER_FAILED;
  tx_sha256(tx_span_of(bytes, sizeof bytes), hash);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = holder_sessions_put(request->db, hash, key, request->now_s);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK) host_hex(tx_span_of(bytes, sizeof bytes), token);
  tx_cleanse(bytes, sizeof bytes);
  return reason;
}

enum tx_reason holder_session_open(struct server *server, const struct request *request,
                                   struct tx_span body, char token[HOLDER_TOKEN_SIZE],
                                   struct host_problem *problem) {
  struct holder_key key;
  struct tx_login login;
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason == TX_OK) reason = holder_login_find(request, body, &key, &login, problem);
  if (reason == TX_OK) reason = check_known(request, &key, problem);
  if (reason == TX_OK) reason = login_check_moment(server, request, &login, problem);
  return reason == TX_OK ? host_problem_of(problem, put(request, &key, token)) : reason;
}

enum tx_reason holder_session_key(const struct request *request, const char *token,
                                  struct holder_key *out) {
  int64_t made_at = 0;
  uint8_t hash[TX_HASH_SIZE];
  if (!token_hash(token, hash)) return TX_NOT_FOUND;
  enum tx_reason reason = holder_sessions_find(request->db, hash, out, &made_at);
  bool over = request->now_s >= made_at + HOLDER_SESSION_S;
  return reason == TX_OK && over ? TX_NOT_FOUND : reason;
}

enum tx_reason holder_session_close(const struct request *request, const char *token) {
  uint8_t hash[TX_HASH_SIZE];
  return token_hash(token, hash) ? holder_sessions_remove(request->db, hash) : TX_OK;
}

enum tx_reason holder_session_expire(const struct request *request, bool *left) {
  return holder_sessions_remove_old(request->db, request->now_s - HOLDER_SESSION_S, AT_ONCE, left);
}
