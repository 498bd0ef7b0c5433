/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"
#include "domain/audit/log.h"
#include "host/text/text.h"
#include "store/office/accounts.h"

#include <stdio.h>

/* --- what could be made ----------------------------------------------------------------------- */

static bool is_name(const char *text, size_t cap) {
  size_t n = strlen(text);
  return n >= 2 && n < cap && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") == n;
}

static enum tx_reason refuse_name(struct host_problem *problem, const char *text) {
  return host_problem_set(problem, TX_BAD_ARGUMENT,
                          "“%s”不能作名称：请用2个以上的小写字母、数字、- 和 .。",
                          "\"%s\" is no name: please use two or more lower-case letters, digits, - "
                          "and dots.",
                          text);
}

enum tx_reason account_check_body(const struct request *request, const struct body *body,
                                  struct host_problem *problem) {
  struct body there;
  if (!is_name(body->id, sizeof body->id)) return refuse_name(problem, body->id);
  if (!*body->name)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请写单位的名称。",
                            "Please give the body's name.");
  enum tx_reason reason = area_reached(request, body->area, problem);
  if (reason != TX_OK) return reason;
  reason = bodies_find(request->db, body->id, &there);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_CONFLICT, "已有单位“%s”。", "There is a body \"%s\" already.",
                          body->id);
}

static enum tx_reason check_roles(const struct account *account, const struct body *body,
                                  struct host_problem *problem) {
  bool health = account->roles & 1u << ROLE_HEALTH, command = account->roles & 1u << ROLE_COMMAND;
  if (!account->roles || account->roles >> ROLES)
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "请给出角色：clerk（工作人员）、lead（负责人）、health（疾控）、command"
                            "（指挥）、auditor（审计）"
                            "或 admin（管理员）。",
                            "Please give roles: clerk, lead, health, command, auditor or admin.");
  if ((!health || body->kind == BODY_HEALTH) && (!command || body->kind == BODY_COMMAND))
    return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT,
                          "疾控角色只能属于疾控机构，指挥角色只能属于防控指挥部。",
                          "The role health is of a health body alone, command of a command.");
}

enum tx_reason account_check(const struct request *request, const struct account *account,
                             struct host_problem *problem) {
  struct body body;
  struct account there;
  if (!is_name(account->login, sizeof account->login)) return refuse_name(problem, account->login);
  enum tx_reason reason = bodies_find(request->db, account->body, &body);
  if (reason == TX_NOT_FOUND)
    return host_problem_set(problem, reason, "没有单位“%s”。", "There is no body \"%s\".",
                            account->body);
  if (reason == TX_OK) reason = check_roles(account, &body, problem);
  if (reason == TX_OK) reason = area_reached(request, account->area, problem);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  reason = accounts_find(request->db, account->login, &there);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_CONFLICT, "已有账号“%s”；停用的名称不再使用。",
                          "There is an account \"%s\"; a name that ended is not used again.",
                          account->login);
}

/* The two that came with the data folder: the one is what this machine's commands act as, and
 * without the other nobody could second for the first. */
static enum tx_reason check_founding(const struct request *request, const struct account *account,
                                     struct host_problem *problem) {
  struct body body;
  enum tx_reason reason = bodies_find(request->db, account->body, &body);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  bool first = strcmp(account->login, FIRST_LOGIN) == 0 || strcmp(account->login, body.id) == 0;
  if (!body.founding || !first) return TX_OK;
  return host_problem_set(
      problem, TX_CONFLICT,
      "“%s”是建立服务器时的账号，不能停用；换人时请另设账号，并妥善收存其密码。",
      "\"%s\" is an account that the server was founded with and cannot end: "
      "for another person, make another account and keep this one's password "
      "locked away.",
      account->login);
}

static enum tx_reason check_last_admin(const struct request *request, const struct account *account,
                                       struct host_problem *problem) {
  struct account other;
  bool left = !(account->roles & 1u << ROLE_ADMIN);
  DB_ROWS rows = accounts_all(request->db);
  while (!left && db_next(&rows)) {
    accounts_read(&rows, &other);
    left = other.roles & 1u << ROLE_ADMIN && !other.ended_at && other.activated_at &&
           strcmp(other.login, account->login) != 0;
  }
  if (left) return TX_OK;
  if (rows.end != TX_OK) return host_problem_of(problem, rows.end);
  return host_problem_set(problem, TX_CONFLICT,
                          "“%s”是最后一个管理员，停用后无人能再设账号：请先增设一个管理员。",
                          "\"%s\" is the last administrator, and without one nobody could make "
                          "accounts: please add another administrator first.",
                          account->login);
}

static enum tx_reason check_spared(const struct request *request, const struct account *account,
                                   struct host_problem *problem) {
  enum tx_reason reason = check_founding(request, account, problem);
  return reason == TX_OK ? check_last_admin(request, account, problem) : reason;
}

enum tx_reason account_check_end(const struct request *request, const char *login,
                                 struct host_problem *problem) {
  struct account account;
  enum tx_reason reason = accounts_find(request->db, login, &account);
  if (reason == TX_OK && !account.ended_at) {
    reason = area_reached(request, account.area, problem);
    return reason == TX_OK ? check_spared(request, &account, problem) : reason;
  }
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_NOT_FOUND, "没有账号“%s”，或早已停用。",
                          "There is no account \"%s\", or it ended before.", login);
}

/* --- making and ending ------------------------------------------------------------------------ */

enum tx_reason account_add_body(const struct request *request, struct body body,
                                const struct decision *decision) {
  if (!decision) return TX_NOT_ALLOWED;
  body.made_at = request->now_s;
  body.founding = false;
  enum tx_reason reason = bodies_add(request->db, &body);
  return reason == TX_OK ? audit_log_append(request, body.area, "body.add", body.id) : reason;
}

enum tx_reason account_add(const struct request *request, struct account account,
                           const struct decision *decision) {
  if (!decision) return TX_NOT_ALLOWED;
  account.made_at = request->now_s;
  account.activated_at = 0;
  account.uid = -1;
  enum tx_reason reason = accounts_add(request->db, &account);
  return reason == TX_OK ? audit_log_append(request, account.area, "account.add", account.login)
                         : reason;
}

enum tx_reason account_end(const struct request *request, const char *login,
                           const struct decision *decision) {
  struct account account;
  struct host_problem problem = { 0 };
  if (!decision) return TX_NOT_ALLOWED;
  enum tx_reason reason = accounts_find(request->db, login, &account);
  if (reason == TX_OK && check_spared(request, &account, &problem) != TX_OK) return TX_CONFLICT;
  if (reason == TX_OK) reason = accounts_end(request->db, login, request->now_s);
  return reason == TX_OK ? audit_log_append(request, account.area, "account.end", login) : reason;
}

void account_document(const struct request *request, const char *number,
                      char out[2 * TX_HASH_SIZE + 1]) {
  uint8_t hash[TX_HASH_SIZE];
  field_hash(request->fields, "account document", number, hash);
  host_hex(tx_span_of(hash, sizeof hash), out);
}
