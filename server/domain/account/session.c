/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include "account.h"
#include "backoff.h"
#include "domain/audit/log.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "password.h"
#include "store/office/accounts.h"

#include <stdio.h>

#define USE_NOTED_S 60 /* not with every request */

static bool token_hash(const char *token, uint8_t out[TX_HASH_SIZE]) {
  uint8_t bytes[32];
  if (strlen(token) != SESSION_TOKEN_SIZE - 1 || !host_unhex(token, bytes, sizeof bytes))
    return false;
  tx_sha256(tx_span_of(bytes, sizeof bytes), out);
  return true;
}

/* --- signing in ------------------------------------------------------------------------------- */

static enum tx_reason wait_first(const struct server *server, const char *login,
                                 const char *address, struct host_problem *problem) {
  int64_t wait_ms = backoff_wait_ms(server->backoff, login, address, host_monotonic_ms());
  if (!wait_ms) return TX_OK;
  long long wait_s = (wait_ms + 999) / 1000;
  problem->retry_s = (unsigned)wait_s;
  return host_problem_set(problem, TX_BUSY, "密码错的次数太多，请%lld秒后再试。",
                          "Too many wrong passwords: please try again in %lld s.", wait_s);
}

static enum tx_reason read_password(struct server *server, int64_t now_s, const char *login,
                                    char encoded[PASSWORD_HASH_SIZE]) {
  struct request request = request_begin(server, now_s, login);
  enum tx_reason reason = accounts_password(request.db, login, encoded);
  request_end(server, &request);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

/* Holds no connection meanwhile: argon2 takes its time. */
static enum tx_reason check_password(const struct server *server, const char *encoded,
                                     const char *login, const char *password, const char *address,
                                     struct host_problem *problem) {
  enum tx_reason reason = password_verify(encoded, password);
  if (reason == TX_OK || reason == TX_NOT_ALLOWED)
    backoff_note(server->backoff, login, address, reason == TX_OK, host_monotonic_ms());
  if (reason != TX_NOT_ALLOWED) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_NOT_ALLOWED, "账号或密码不对。",
                          "The account or the password is wrong.");
}

static enum tx_reason note(const struct request *request, const char *token) {
  struct caller caller;
  uint8_t hash[TX_HASH_SIZE];
  const char *login = request->actor;
  enum tx_reason reason = account_caller(request->db, login, &caller);
  if (reason != TX_OK || !token_hash(token, hash)) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  reason = sessions_add(request->db, hash, login, request->now_s);
  if (reason == TX_OK) reason = audit_log_append(request, caller.area, "session.open", login);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason session_confirm(struct server *server, int64_t now_s, const char *login,
                               const char *password, const char *address,
                               struct host_problem *problem) {
  char encoded[PASSWORD_HASH_SIZE] = "";
  enum tx_reason reason = wait_first(server, login, address, problem);
  if (reason != TX_OK) return reason;
  reason = host_problem_of(problem, read_password(server, now_s, login, encoded));
  if (reason != TX_OK) return reason;
  return check_password(server, encoded, login, password, address, problem);
}

enum tx_reason session_open(struct server *server, int64_t now_s, const char *login,
                            const char *password, const char *address,
                            char token[SESSION_TOKEN_SIZE], struct host_problem *problem) {
  uint8_t bytes[32];
  enum tx_reason reason = session_confirm(server, now_s, login, password, address, problem);
  if (reason != TX_OK) return reason;
  if (!tx_random(bytes, sizeof bytes)) return host_problem_of(problem, TX_SIGNER_FAILED);
  host_hex(tx_span_of(bytes, sizeof bytes), token);
  struct request request = request_begin(server, now_s, login);
  reason = note(&request, token);
  request_end(server, &request);
  return host_problem_of(problem, reason);
}

/* --- while it goes on ------------------------------------------------------------------------- */

static bool is_over(const struct session_row *row, int64_t now_s) {
  return now_s > row->made_at + SESSION_LIFE_S || now_s > row->used_at + SESSION_IDLE_S;
}

/* The row of a session that is not over, and whose it is. */
static enum tx_reason find_live(const struct request *request, const char *token,
                                struct session_row *row, uint8_t hash[TX_HASH_SIZE],
                                struct caller *out) {
  if (!token_hash(token, hash)) return TX_NOT_FOUND;
  enum tx_reason reason = sessions_find(request->db, hash, row);
  if (reason != TX_OK) return reason;
  return is_over(row, request->now_s) ? TX_NOT_FOUND : account_caller(request->db, row->login, out);
}

enum tx_reason session_caller(const struct request *request, const char *token,
                              struct caller *out) {
  struct session_row row;
  uint8_t hash[TX_HASH_SIZE];
  enum tx_reason reason = find_live(request, token, &row, hash, out);
  if (reason == TX_OK && request->now_s >= row.used_at + USE_NOTED_S)
    reason = sessions_note_use(request->db, hash, request->now_s);
  return reason;
}

enum tx_reason session_holds(const struct request *request, const char *token) {
  struct session_row row;
  struct caller caller;
  uint8_t hash[TX_HASH_SIZE];
  return find_live(request, token, &row, hash, &caller);
}

enum tx_reason session_close(const struct request *request, const char *token) {
  uint8_t hash[TX_HASH_SIZE];
  return token_hash(token, hash) ? sessions_remove(request->db, hash) : TX_OK;
}

void session_form_token(const struct server *server, const char *token,
                        char out[SESSION_TOKEN_SIZE]) {
  uint8_t mac[TX_HASH_SIZE];
  char labelled[SESSION_TOKEN_SIZE + 8];
  int n = snprintf(labelled, sizeof labelled, "form:%s", token);
  tx_hmac_sha256(tx_span_of(server->fields.tokens, FIELD_KEY_SIZE), tx_span_of(labelled, (size_t)n),
                 mac);
  host_hex(tx_span_of(mac, sizeof mac), out);
}

enum tx_reason session_expire(const struct request *request) {
  return sessions_remove_old(request->db, request->now_s - SESSION_LIFE_S,
                             request->now_s - SESSION_IDLE_S);
}
