/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "format/crypto.h"
#include "host/text/screen.h"
#include "model/account.h"

#include <stdio.h>

static const char *role_text(const json_t *word) {
  int role = role_find(json_string_value(word));
  return role < 0 ? json_string_value(word)
                  : host_words(role_zh((enum role)role), role_word((enum role)role));
}

static const char *roles_of(const json_t *account, char *out, size_t cap) {
  size_t i, n = 0;
  const json_t *role;
  *out = '\0';
  json_array_foreach(json_object_get(account, "roles"), i, role) {
    int wrote = snprintf(out + n, cap - n, "%s%s", i ? host_words("、", " ") : "", role_text(role));
    if (wrote > 0 && (size_t)wrote < cap - n) n += (size_t)wrote;
  }
  return out;
}

static void print_account(const json_t *account) {
  char roles[96];
  const char *state = json_object_get(account, "ended_at") ? host_words("已停用", "ended")
                      : json_is_true(json_object_get(account, "active"))
                          ? host_words("已激活", "active")
                          : host_words("未激活", "not activated");
  host_screen_part(stdout, "%-12s  %-12s  %s  ", text_of(account, "login"),
                   text_of(account, "body"), text_of(account, "area"));
  host_screen_print(stdout, roles_of(account, roles, sizeof roles), 32);
  printf("  %s\n", state);
}

static int run_list(const struct host_args *args) {
  size_t i;
  const json_t *account;
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/accounts", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    json_array_foreach(json_object_get(out, "accounts"), i, account) print_account(account);
  json_decref(out);
  return EX_OK;
}

static int run_show(const struct host_args *args) {
  char roles[96];
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/sessions/current", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    host_screen_line(stdout, "%s  %s  %s  %s", text_of(out, "login"), text_of(out, "body"),
                     text_of(out, "area"), roles_of(out, roles, sizeof roles));
  json_decref(out);
  return EX_OK;
}

static int run_bind(const struct host_args *args) {
  json_t *out = NULL;
  int status = client_call(args, "POST", "/v1/accounts/bindings", NULL, &out);
  if (status != EX_OK) return status;
  host_screen_line(stdout, host_words("您现在是账号“%s”。", "You are the account \"%s\" now."),
                   text_of(out, "login"));
  json_decref(out);
  return EX_OK;
}

static int run_code(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = client_path("/v1/accounts/%s/codes", host_arg(args, 0));
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "POST", path, NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    host_screen_line(
        stdout,
        host_words("账号 %s 的激活码：%s，%lld天内有效，用一次；请只交给本人。",
                   "The activation code of %s: %s. It holds for %lld days and once; please give "
                   "it to the person alone."),
        text_of(out, "login"), text_of(out, "code"), number_of(out, "days"));
  json_decref(out);
  return EX_OK;
}

static int run_activate(const struct host_args *args) {
  char password[257];
  json_t *out = NULL;
  int status = command_password(args, password);
  if (status != EX_OK) return status;
  json_t *in = json_pack("{s:s, s:s, s:s}", "login", host_arg(args, 0), "code", host_arg(args, 1),
                         "password", password);
  tx_cleanse(password, sizeof password);
  if (!in) return host_fail(EX_DATAERR, "密码不是UTF-8文字。", "The password is no UTF-8 text.");
  status = client_call(args, "POST", "/v1/accounts/activations", in, &out);
  if (status == EX_OK)
    host_screen_line(
        stdout,
        host_words("账号 %s 已激活，可以登录。", "The account %s is active and may sign in."),
        host_arg(args, 0));
  json_decref(out);
  return status;
}

/* --- more and fewer of them ------------------------------------------------------------------- */

static int run_add(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  json_object_set_new(in, "login", json_string(host_arg(args, 0)));
  json_object_set_new(in, "body", json_string(host_text(args, "body", "")));
  json_object_set_new(in, "id_number", json_string(host_text(args, "id-number", "")));
  json_object_set_new(in, "roles", command_split(host_text(args, "roles", "")));
  int status = client_call(args, "POST", "/v1/accounts", in, &out);
  return command_answer_asked(args, status, out);
}

static int run_end(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = client_path("/v1/accounts/%s", host_arg(args, 0));
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "DELETE", path, NULL, &out);
  return command_answer_asked(args, status, out);
}

static int run_body(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  json_object_set_new(in, "id", json_string(host_arg(args, 0)));
  json_object_set_new(in, "name", json_string(host_arg(args, 1)));
  json_object_set_new(in, "kind", json_string(host_arg(args, 2)));
  int status = client_call(args, "POST", "/v1/bodies", in, &out);
  return command_answer_asked(args, status, out);
}

static int run_bodies(const struct host_args *args) {
  size_t i;
  const json_t *body;
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/bodies", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    json_array_foreach(json_object_get(out, "bodies"), i, body)
        host_screen_line(stdout, "%-16s  %-10s  %s  %s", text_of(body, "id"), text_of(body, "kind"),
                         text_of(body, "area"), text_of(body, "name"));
  json_decref(out);
  return EX_OK;
}

static const struct host_option add_options[] = {
  AREA_OPTION,
  { .name = "body",
    .type = HOST_TEXT,
    .value = "BODY",
    .zh = "所属单位（见 account bodies）",
    .en = "the body (see account bodies)" },
  { .name = "roles",
    .type = HOST_TEXT,
    .value = "ROLE,…",
    .zh = "clerk、lead、health、command、auditor、admin，用逗号分开",
    .en = "clerk, lead, health, command, auditor, admin; with commas between" },
  { .name = "id-number",
    .type = HOST_TEXT,
    .value = "NUMBER",
    .zh = "此人的证件号码，只存其散列",
    .en = "the person's document; its hash alone is kept" },
  { 0 },
};

static const struct host_option body_options[] = { AREA_OPTION, { 0 } };

static const struct host_command account_commands[] = {
  { .name = "list", .zh = "列出账号", .en = "list the accounts", .run = run_list },
  { .name = "show", .zh = "显示自己的账号", .en = "show one's own account", .run = run_show },
  { .name = "bind",
    .zh = "把首个账号绑定到本机当前用户",
    .en = "bind the first account to this user of the machine",
    .run = run_bind },
  { .name = "add",
    .args = "LOGIN",
    .zh = "申请增加账号",
    .en = "ask for one more account",
    .options = add_options,
    .run = run_add },
  { .name = "end",
    .args = "LOGIN",
    .zh = "申请停用账号",
    .en = "ask that one end",
    .run = run_end },
  { .name = "bodies", .zh = "列出单位", .en = "list the bodies", .run = run_bodies },
  { .name = "add-body",
    .args = "ID NAME KIND",
    .zh = "申请增加单位",
    .en = "ask for one more body",
    .options = body_options,
    .run = run_body },
  { .name = "code",
    .args = "LOGIN",
    .zh = "为尚未设定密码的账号取新的激活码",
    .en = "a fresh activation code for an account that has no password yet",
    .run = run_code },
  { .name = "activate",
    .args = "LOGIN CODE",
    .zh = "用激活码设定密码",
    .en = "set a password by an activation code",
    .run = run_activate },
  { 0 },
};

const struct host_command command_account = {
  .name = "account",
  .zh = "账号",
  .en = "accounts",
  .commands = account_commands,
};
