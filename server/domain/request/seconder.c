/* SPDX-License-Identifier: Apache-2.0 */
#include "seconder.h"

#include "store/office/accounts.h"

#include <stdio.h>

#define ROLE(name) (1u << ROLE_##name)
#define KIND(name) (1u << BODY_##name)

/* --- the rule --------------------------------------------------------------------------------- */

static bool is_about_people(const struct request_row *row) {
  return request_restrains(row->act) || row->act == REQUEST_HELD || row->act == REQUEST_EXEMPTION ||
         row->act == REQUEST_DOCUMENT;
}

/* Kinds of bodies that second what a body of a kind asked for. */
static uint32_t kinds_for(const struct request_row *row, enum body_kind asked) {
  if (!is_about_people(row)) return ((1u << BODY_KINDS) - 1) & ~KIND(PROPERTY);
  if (row->act == REQUEST_STATE || row->act == REQUEST_EXEMPTION || row->act == REQUEST_DOCUMENT)
    return KIND(STREET) | KIND(POLICE) | KIND(HEALTH);
  return asked == BODY_HEALTH ? KIND(COMMAND) | KIND(STREET) : KIND(HEALTH);
}

/* Of accounts and bodies the health role knows nothing, of people an administrator. */
static uint32_t roles_for(const struct request_row *row) {
  uint32_t senior = ROLE(LEAD) | ROLE(COMMAND);
  const bool health = is_about_people(row) || row->act == REQUEST_POLICY ||
                      row->act == REQUEST_BULK || row->act == REQUEST_EDITION ||
                      row->act == REQUEST_TRACE || row->act == REQUEST_FOUNDING;
  return health ? senior | ROLE(HEALTH) : senior;
}

/* Two bodies are two when their kinds differ, or the levels of their areas. */
static bool are_two(const struct body *one, const struct body *other) {
  return one->kind != other->kind || tx_area_level(one->area) != tx_area_level(other->area);
}

static bool has_role(const struct request_row *row, const struct body *own, uint32_t roles) {
  return roles & roles_for(row) || (!is_about_people(row) && own->kind == BODY_INSPECTION &&
                                    rights_of_roles(roles) & RIGHT_SECOND);
}

static bool is_old_enough(const struct body *body, int64_t now_s) {
  return body->founding || body->made_at + BODY_SECONDS_AFTER_S <= now_s;
}

/* --- in words --------------------------------------------------------------------------------- */

/* TX_NOT_ALLOWED: not this one. */
static enum tx_reason may_second(const struct request *request, const struct request_row *row,
                                 const struct body *asked, const struct account *account) {
  struct body own;
  if (account->ended_at || !account->activated_at || strcmp(account->login, row->asked_by) == 0 ||
      !tx_area_contains(account->area, row->area))
    return TX_NOT_ALLOWED;
  enum tx_reason reason = bodies_find(request->db, account->body, &own);
  if (reason != TX_OK) return reason;
  bool may = kinds_for(row, asked->kind) & 1u << own.kind && are_two(asked, &own) &&
             has_role(row, &own, account->roles) && is_old_enough(&own, request->now_s);
  return may ? TX_OK : TX_NOT_ALLOWED;
}

enum tx_reason request_seconders(const struct request *request, const struct request_row *row,
                                 struct request_seconders *out) {
  struct body asked;
  struct account account;
  const uint32_t sees = RIGHT_ADMIN | RIGHT_AUDIT;
  *out = (struct request_seconders){ .named = request->caller && request->caller->rights & sees };
  enum tx_reason reason = bodies_find(request->db, row->asked_body, &asked);
  if (reason != TX_OK) return reason;
  out->kinds = kinds_for(row, asked.kind);
  out->roles = roles_for(row);
  out->inspection = !is_about_people(row);
  DB_ROWS rows = accounts_all(request->db);
  while (db_next(&rows)) {
    accounts_read(&rows, &account);
    reason = may_second(request, row, &asked, &account);
    if (reason == TX_NOT_ALLOWED) continue;
    if (reason != TX_OK) return reason;
    if (out->named && out->count < REQUEST_SECONDERS)
      memcpy(out->logins[out->count], account.login, sizeof account.login);
    out->count++;
  }
  return rows.end;
}

struct list {
  char text[200];
  size_t n;
};

static void add(struct list *list, const char *word, bool english) {
  int wrote = snprintf(list->text + list->n, sizeof list->text - list->n, "%s%s",
                       list->n == 0 ? ""
                       : english    ? ", "
                                    : "、",
                       word);
  if (wrote > 0 && (size_t)wrote < sizeof list->text - list->n) list->n += (size_t)wrote;
  list->text[list->n] = '\0';
}

static void list_kinds(uint32_t kinds, bool english, struct list *out) {
  for (int i = 0; i < BODY_KINDS; i++)
    if (kinds & 1u << i)
      add(out, english ? body_kind_word((enum body_kind)i) : body_kind_zh((enum body_kind)i),
          english);
}

static void list_roles(uint32_t roles, bool english, struct list *out) {
  for (int i = 0; i < ROLES; i++)
    if (roles & 1u << i)
      add(out, english ? role_word((enum role)i) : role_zh((enum role)i), english);
}

static void list_accounts(const struct request_seconders *who, bool english, struct list *out) {
  for (size_t i = 0; who->named && i < who->count && i < REQUEST_SECONDERS; i++)
    add(out, who->logins[i], english);
}

void request_seconders_say(const struct request_seconders *who, bool english, char *out,
                           size_t cap) {
  struct list kinds = { 0 }, roles = { 0 }, accounts = { 0 };
  list_kinds(who->kinds, english, &kinds);
  list_roles(who->roles, english, &roles);
  list_accounts(who, english, &accounts);
  const char *none = english ? "; no such account is active yet" : "；目前没有这样的账号";
  const char *before = english ? "; accounts: " : "；账号：";
  snprintf(out, cap, english ? "bodies: %s; roles: %s%s%s%s" : "单位：%s；角色：%s%s%s%s",
           kinds.text, roles.text,
           !who->inspection ? ""
           : english        ? " (inspection: any)"
                            : "（纪检监察不限）",
           who->count == 0   ? none
           : accounts.n == 0 ? ""
                             : before,
           accounts.text);
}

/* --- refusing --------------------------------------------------------------------------------- */

static enum tx_reason refuse(const struct request *request, const struct request_row *row,
                             struct host_problem *problem) {
  struct request_seconders who;
  char zh[500], en[500];
  enum tx_reason reason = request_seconders(request, row, &who);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  request_seconders_say(&who, false, zh, sizeof zh);
  request_seconders_say(&who, true, en, sizeof en);
  return host_problem_set(problem, TX_NOT_ALLOWED, "这项请求须由另一单位的人复核。%s。%.0s",
                          "This request is seconded by a person of another body; %.0s%s.", zh, en);
}

enum tx_reason seconder_check(const struct request *request, const struct request_row *row,
                              struct host_problem *problem) {
  const struct caller *caller = request->caller;
  struct body asked, own;
  enum tx_reason reason = bodies_find(request->db, row->asked_body, &asked);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (!caller || !(caller->rights & RIGHT_SECOND)) return refuse(request, row, problem);
  reason = bodies_find(request->db, caller->body, &own);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (strcmp(caller->login, row->asked_by) == 0 || !are_two(&asked, &own) ||
      !(kinds_for(row, asked.kind) & 1u << own.kind) || !has_role(row, &own, caller->roles))
    return refuse(request, row, problem);
  if (is_old_enough(&own, request->now_s)) return TX_OK;
  return host_problem_say(problem, TX_NOT_ALLOWED, "新设单位满24小时后才能复核。",
                          "A body seconds from a day after it was made.");
}

enum tx_reason seconder_check_asker(const struct request *request, const struct request_row *row,
                                    struct host_problem *problem) {
  uint32_t roles = ROLE(CLERK) | ROLE(LEAD) | ROLE(HEALTH) | ROLE(COMMAND);
  const bool people = is_about_people(row) || row->act == REQUEST_BULK || row->act == REQUEST_TRACE;
  if (!request->caller || !people || request->caller->roles & roles) return TX_OK;
  return host_problem_say(problem, TX_NOT_ALLOWED,
                          "管理员不办理居民的事：请由工作人员、负责人、疾控或指挥提出。",
                          "An administrator decides nothing about people: a clerk, a lead, the "
                          "health role or a command asks for it.");
}
