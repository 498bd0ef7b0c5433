/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"

#include "domain/audit/log.h"
#include "password.h"
#include "store/office/accounts.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S 86400

/* --- founding --------------------------------------------------------------------------------- */

static enum tx_reason add_pair(struct db *db, const struct body *body, const char *login,
                               uint32_t roles) {
  struct account account = {
    .area = body->area, .roles = roles, .made_at = body->made_at, .uid = -1
  };
  snprintf(account.login, sizeof account.login, "%s", login);
  snprintf(account.body, sizeof account.body, "%s", body->id);
  enum tx_reason reason = bodies_add(db, body);
  return reason == TX_OK ? accounts_add(db, &account) : reason;
}

enum tx_reason account_found(struct db *db, uint64_t area, enum body_kind second, int64_t now_s) {
  if (second != BODY_STREET && second != BODY_HEALTH) return TX_BAD_ARGUMENT;
  struct body first = { .kind = BODY_COMMITTEE, .area = area, .made_at = now_s, .founding = true };
  struct body other = { .kind = second, .area = area, .made_at = now_s, .founding = true };
  uint32_t watching = 1u << ROLE_LEAD | 1u << ROLE_ADMIN;
  if (second == BODY_HEALTH) watching |= 1u << ROLE_HEALTH;
  snprintf(first.id, sizeof first.id, "%s", body_kind_word(first.kind));
  snprintf(first.name, sizeof first.name, "%s", body_kind_zh(first.kind));
  snprintf(other.id, sizeof other.id, "%s", body_kind_word(second));
  snprintf(other.name, sizeof other.name, "%s", body_kind_zh(second));
  enum tx_reason reason =
      add_pair(db, &first, FIRST_LOGIN, 1u << ROLE_CLERK | 1u << ROLE_LEAD | 1u << ROLE_ADMIN);
  return reason == TX_OK ? add_pair(db, &other, other.id, watching) : reason;
}

/* --- activation ------------------------------------------------------------------------------- */

static void hash_code(const struct server *server, const char *login, const char *code,
                      uint8_t out[TX_HASH_SIZE]) {
  char both[ACCOUNT_LOGIN_SIZE + CODE_MAX + 2];
  snprintf(both, sizeof both, "%s\n%s", login, code);
  field_hash(&server->fields, "activation", both, out);
}

static enum tx_reason say_unknown(struct host_problem *problem, const char *login) {
  return host_problem_set(problem, TX_NOT_FOUND, "没有账号“%s”。", "There is no account \"%s\".",
                          login);
}

static enum tx_reason find_open(const struct request *request, const char *login,
                                struct account *out, struct host_problem *problem) {
  enum tx_reason reason = accounts_find(request->db, login, out);
  if (reason == TX_NOT_FOUND || (reason == TX_OK && out->ended_at))
    return say_unknown(problem, login);
  return host_problem_of(problem, reason);
}

enum tx_reason account_code(const struct server *server, const struct request *request,
                            const char *login, char shown[CODE_SHOWN_SIZE],
                            struct host_problem *problem) {
  struct account account;
  char code[CODE_MAX + 1], password[PASSWORD_HASH_SIZE];
  uint8_t hash[TX_HASH_SIZE];
  enum tx_reason reason = find_open(request, login, &account, problem);
  if (reason == TX_OK) reason = area_reached(request, account.area, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, accounts_password(request->db, login, password));
  if (reason != TX_OK) return reason;
  if (*password)
    return host_problem_set(problem, TX_CONFLICT, "账号“%s”已经激活。",
                            "The account \"%s\" is active already.", login);
  if (!code_make(ACTIVATION_CODE_LENGTH, code)) return host_problem_of(problem, TX_SIGNER_FAILED);
  hash_code(server, login, code, hash);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = accounts_set_code(request->db, login, hash, request->now_s + ACTIVATION_DAYS * DAY_S);
  if (reason == TX_OK) reason = audit_log_append(request, account.area, "account.code", login);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK) code_show(code, shown);
  tx_cleanse(code, sizeof code);
  return host_problem_of(problem, reason);
}

/* Done in one update, so that a code that two people type at once works for one of them. */
static enum tx_reason use_code(const struct request *request, const struct account *account,
                               const uint8_t hash[TX_HASH_SIZE], const char *encoded,
                               struct host_problem *problem) {
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason =
      accounts_activate(request->db, account->login, hash, encoded, request->now_s);
  if (reason == TX_NOT_FOUND)
    return host_problem_say(problem, TX_NOT_ALLOWED,
                            "激活码不对、已用过或已过期，请向发码人再要一个。",
                            "The activation code is wrong, used or too old: please ask whoever "
                            "gave it to you for another.");
  if (reason == TX_OK)
    reason = audit_log_append(request, account->area, "account.activate", account->login);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason account_activate(struct server *server, int64_t now_s, const char *login,
                                const char *typed, const char *password,
                                struct host_problem *problem) {
  struct account account;
  char code[CODE_MAX + 1], encoded[PASSWORD_HASH_SIZE];
  uint8_t hash[TX_HASH_SIZE];
  if (!code_read(typed, ACTIVATION_CODE_LENGTH, code))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "激活码抄错了，请对照纸条再输入一次。",
                            "The activation code is mistyped: please compare it with the sheet.");
  enum tx_reason reason = password_check(login, password, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, password_hash(password, encoded));
  if (reason != TX_OK) return reason;
  hash_code(server, login, code, hash);
  struct request request = request_begin(server, now_s, login);
  reason = find_open(&request, login, &account, problem);
  if (reason == TX_OK) reason = use_code(&request, &account, hash, encoded, problem);
  request_end(server, &request);
  return reason;
}

/* --- users of this machine -------------------------------------------------------------------- */

enum tx_reason account_bind(const struct request *request, int64_t uid,
                            struct host_problem *problem) {
  struct account account;
  enum tx_reason reason = find_open(request, FIRST_LOGIN, &account, problem);
  if (reason != TX_OK) return reason;
  if (account.uid == uid)
    return host_problem_set(problem, TX_CONFLICT, "您已经是账号“%s”。",
                            "You are the account \"%s\" already.", FIRST_LOGIN);
  if (account.uid >= 0)
    return host_problem_set(problem, TX_CONFLICT,
                            "账号“%s”已绑定到本机用户 %lld，请用该用户执行命令。",
                            "The account \"%s\" is bound to this machine's user %lld: please run "
                            "the command as that user.",
                            FIRST_LOGIN, (long long)account.uid);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = accounts_bind(request->db, FIRST_LOGIN, uid, request->now_s);
  if (reason == TX_OK)
    reason = audit_log_append(request, account.area, "account.bind", FIRST_LOGIN);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason account_is_bound(const struct request *request, bool *bound) {
  int64_t count = 0;
  enum tx_reason reason = accounts_bound(request->db, &count);
  *bound = count > 0;
  return reason;
}

enum tx_reason account_founded(const struct request *request, struct host_problem *problem) {
  int64_t waiting = 0;
  enum tx_reason reason = bodies_waiting(request->db, &waiting);
  if (reason != TX_OK || !waiting) return host_problem_of(problem, reason);
  return host_problem_say(
      problem, TX_NOT_ALLOWED,
      "第二个账号还没有登录过，须两人办理的事现在无人复核：请把激活码交给另一单位"
      "的人（account code）。",
      "The second account has not signed in yet, so nobody can second this: "
      "please give its activation code to the person of the other body "
      "(account code).");
}

void account_body_name(const struct request *request, const char *id, char out[BODY_NAME_SIZE]) {
  struct body body;
  bool found = *id && bodies_find(request->db, id, &body) == TX_OK;
  snprintf(out, BODY_NAME_SIZE, "%s", found ? body.name : "");
}

enum tx_reason account_bodies(const struct request *request, struct body **out, size_t *count) {
  struct body body;
  size_t cap = 0;
  *out = NULL;
  *count = 0;
  DB_ROWS rows = bodies_all(request->db);
  while (db_next(&rows)) {
    bodies_read(&rows, &body);
    if (!request_reaches(request, body.area)) continue;
    if (*count == cap) {
      struct body *grown = realloc(*out, (cap += 16) * sizeof **out);
      if (!grown) return TX_NO_MEMORY;
      *out = grown;
    }
    (*out)[(*count)++] = body;
  }
  return rows.end;
}

enum tx_reason account_list(const struct request *request, struct account **out, size_t *count) {
  struct account account;
  size_t cap = 0;
  *out = NULL;
  *count = 0;
  DB_ROWS rows = accounts_all(request->db);
  while (db_next(&rows)) {
    accounts_read(&rows, &account);
    if (!request_reaches(request, account.area)) continue;
    if (*count == cap) {
      struct account *grown = realloc(*out, (cap += 64) * sizeof **out);
      if (!grown) return TX_NO_MEMORY;
      *out = grown;
    }
    (*out)[(*count)++] = account;
  }
  return rows.end;
}

static enum tx_reason describe(struct db *db, const struct account *account, struct caller *out) {
  struct body body;
  enum tx_reason reason = bodies_find(db, account->body, &body);
  if (reason != TX_OK) return reason;
  *out = (struct caller){ .kind = body.kind,
                          .area = account->area,
                          .roles = account->roles,
                          .rights = rights_of_roles(account->roles) };
  memcpy(out->login, account->login, sizeof out->login);
  memcpy(out->body, account->body, sizeof out->body);
  return TX_OK;
}

enum tx_reason account_caller(struct db *db, const char *login, struct caller *out) {
  struct account account;
  enum tx_reason reason = accounts_find(db, login, &account);
  if (reason == TX_OK && account.ended_at) return TX_NOT_FOUND;
  return reason == TX_OK ? describe(db, &account, out) : reason;
}

enum tx_reason account_of_uid(struct db *db, int64_t uid, struct caller *out) {
  struct account account;
  enum tx_reason reason = accounts_find_by_uid(db, uid, &account);
  if (reason == TX_OK) return describe(db, &account, out);
  *out = (struct caller){ .rights = RIGHT_LOCAL };
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}
