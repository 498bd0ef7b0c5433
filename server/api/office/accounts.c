/* SPDX-License-Identifier: Apache-2.0 */
#include "accounts.h"

#include "api/call/read.h"
#include "api/gate/access.h"
#include "api/json/account_json.h"
#include "domain/account/account.h"
#include "domain/request/one_account.h"
#include "domain/roster/id_document.h"
#include "host/text/text.h"
#include "requests.h"

#include <stdlib.h>

/* --- more and fewer of them, by two hands ----------------------------------------------------- */

static enum tx_reason read_roles(struct call *call, const json_t *in, uint32_t *roles) {
  size_t i;
  const json_t *word;
  json_array_foreach(json_object_get(in, "roles"), i, word) {
    const char *text = json_string_value(word);
    int role = text ? role_find(text) : -1;
    if (role < 0)
      return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "“%s”不是角色。",
                              "\"%s\" is no role.", text ? text : "");
    *roles |= 1u << role;
  }
  return TX_OK;
}

/* One person has one account, so it is made for a document. */
static enum tx_reason read_document(struct call *call, const json_t *in, struct account *out) {
  char number[ID_NUMBER_MAX + 1];
  if (id_document_normalise(in_text(in, "id_number", ""), number)) {
    account_document(&call->request, number, out->document);
    return one_account_check(&call->request, call->server->area, number, &call->problem);
  }
  return host_problem_say(&call->problem, TX_BAD_ARGUMENT,
                          "请给出此人的证件号码（只存其散列，用来保证一人一个账号）。",
                          "Please give the number of the person's document (its hash alone is "
                          "kept, so that one person has one account).");
}

static enum tx_reason read_account(struct call *call, const json_t *in, struct account *out) {
  host_copy(in_text(in, "login", ""), out->login, sizeof out->login);
  host_copy(in_text(in, "body", ""), out->body, sizeof out->body);
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &out->area);
  if (reason == TX_OK) reason = read_roles(call, in, &out->roles);
  if (reason == TX_OK) reason = read_document(call, in, out);
  return reason;
}

void api_accounts_add(struct host_request *http, void *context) {
  struct account account = { .uid = -1 };
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_account(&call, in, &account);
  const struct request_in wanted = { .act = REQUEST_ACCOUNT,
                                     .area = call.server->area,
                                     .account = &account,
                                     .ground = "",
                                     .evidence = "",
                                     .words = in_text(in, "reason", "") };
  request_answer(&call, reason, &wanted);
  json_decref(in);
}

void api_accounts_end(struct host_request *http, void *context) {
  struct account account = { .uid = -1 };
  CALL call = { 0 };
  call_start(&call, http, context);
  host_copy(host_request_param(http, "login"), account.login, sizeof account.login);
  request_answer(&call, TX_OK,
                 &(struct request_in){ .act = REQUEST_END,
                                       .area = call.server->area,
                                       .account = &account,
                                       .ground = "",
                                       .evidence = "",
                                       .words = "" });
}

void api_bodies_add(struct host_request *http, void *context) {
  struct body body = { 0 };
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  host_copy(in_text(in, "id", ""), body.id, sizeof body.id);
  host_copy(in_text(in, "name", ""), body.name, sizeof body.name);
  int kind = body_kind_find(in_text(in, "kind", ""));
  body.kind = (enum body_kind)kind;
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &body.area);
  if (reason == TX_OK && kind < 0)
    reason = host_problem_say(
        &call.problem, TX_BAD_ARGUMENT,
        "单位种类（kind）应为 "
        "committee（居委会）、property（物业）、street（街道办）、health（疾控）、"
        "police（公安）、command（防控指挥部）或 inspection（纪检监察）。",
        "kind is one of committee, property, street, health, police, command, inspection.");
  const struct request_in wanted = { .act = REQUEST_BODY,
                                     .area = call.server->area,
                                     .body = &body,
                                     .ground = "",
                                     .evidence = "",
                                     .words = in_text(in, "reason", "") };
  request_answer(&call, reason, &wanted);
  json_decref(in);
}

void api_bodies_show(struct host_request *http, void *context) {
  struct body *bodies = NULL;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = account_bodies(&call.request, &bodies, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, body_json(&bodies[i]));
  free(bodies);
  call_answer(&call, reason, 200, json_pack("{s:o}", "bodies", list));
}

void api_accounts_show(struct host_request *http, void *context) {
  struct account *accounts = NULL;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = account_list(&call.request, &accounts, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, account_json(&accounts[i]));
  free(accounts);
  call_answer(&call, reason, 200, json_pack("{s:o}", "accounts", list));
}

void api_accounts_code(struct host_request *http, void *context) {
  char shown[CODE_SHOWN_SIZE] = "";
  const char *login = host_request_param(http, "login");
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = account_code(call.server, &call.request, login, shown, &call.problem);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 201,
              json_pack("{s:s, s:s, s:i}", "login", login, "code", shown, "days", ACTIVATION_DAYS));
  tx_cleanse(shown, sizeof shown);
}

void api_accounts_activate(struct host_request *http, void *context) {
  if (!admit_private(http)) return;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  enum tx_reason reason =
      account_activate(call.server, api_now(call.api), in_text(in, "login", ""),
                       in_text(in, "code", ""), in_text(in, "password", ""), &call.problem);
  json_decref(in);
  call_answer(&call, reason, 201, json_object());
}

void api_accounts_bind(struct host_request *http, void *context) {
  uid_t uid = host_request_uid(http);
  if (uid == (uid_t)-1) {
    struct host_problem problem = { 0 };
    host_problem_say(&problem, TX_NOT_ALLOWED,
                     "请在服务器本机上执行 tongxing-server account bind。",
                     "Please run tongxing-server account bind on the server's own machine.");
    answer_problem(http, 403, &problem);
    return;
  }
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = account_bind(&call.request, uid, &call.problem);
  call_answer(&call, reason, 201, json_pack("{s:s}", "login", FIRST_LOGIN));
}
