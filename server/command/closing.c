/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

#define STATEMENT_MAX 4096

/* --- shown ------------------------------------------------------------------------------------ */

static void print_kinds(const json_t *kinds) {
  size_t i;
  const json_t *row;
  json_array_foreach(kinds, i, row)
      host_screen_line(stdout, host_words("  %s：%lld", "  %s: %lld"),
                       text_of(row, host_words("zh", "en")), number_of(row, "rows"));
}

static void print_now(const json_t *out) {
  const json_t *now = json_object_get(out, "now");
  host_screen_line(stdout,
                   host_words("终止应急会使%lld项要求%.0s失效，并删除：",
                              "The end would let %lld %s lapse, and delete:"),
                   number_of(now, "orders"),
                   host_plural(number_of(now, "orders"), "order", "orders"));
  print_kinds(json_object_get(now, "deleted"));
}

static void print_closings(const json_t *out) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(out, "closings"), i, one) {
    char begun[HOST_DATE_SIZE], done[HOST_DATE_SIZE];
    host_date_shanghai_minute(number_of(one, "begun_at"), begun);
    host_date_shanghai_minute(number_of(one, "done_at"), done);
    host_screen_line(stdout, "%s/%lld  %s %s  %s %s  %s — %s", text_of(one, "area"),
                     number_of(one, "id"), text_of(one, "asked_body"), text_of(one, "asked_by"),
                     text_of(one, "decided_body"), text_of(one, "decided_by"), begun,
                     number_of(one, "done_at") ? done : host_words("正在删除", "goes on"));
    print_kinds(json_object_get(one, "deleted"));
  }
}

static int show(const struct host_args *args, void (*print)(const json_t *out)) {
  json_t *out = NULL;
  HOST_FREE char *path = client_area_path(args, "/v1/closings");
  int status = path ? client_call(args, "GET", path, NULL, &out) : EX_OSERR;
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print(out);
  json_decref(out);
  return status;
}

static int run_count(const struct host_args *args) {
  return show(args, print_now);
}

static int run_list(const struct host_args *args) {
  return show(args, print_closings);
}

/* --- asked for -------------------------------------------------------------------------------- */

static int run_ask(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  json_object_set_new(in, "words", json_string(host_text(args, "reason", "")));
  int status = client_call(args, "POST", "/v1/closings", in, &out);
  return command_answer_asked(args, status, out);
}

/* --- the statement ---------------------------------------------------------------------------- */

static int run_statement(const struct host_args *args) {
  HOST_BYTES bytes = { 0 };
  CLIENT client = NULL;
  const char *file = host_arg(args, 1);
  HOST_FREE char *path = client_path("/v1/sync/end/%s", host_arg(args, 0));
  int status = path ? client_open(args, &client) : EX_OSERR;
  if (status == EX_OK) status = client_fetch(client, path, &bytes);
  if (status != EX_OK) return status;
  if (host_file_write(file, host_span(&bytes), 0644) == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "写不了 %s，请检查文件夹和权限。",
                   "%s cannot be written: please see to its folder and rights.", file);
}

static void print_statement(const json_t *statement) {
  char at[HOST_DATE_SIZE];
  const char *kind;
  json_t *count;
  host_date_shanghai_minute(number_of(statement, "at"), at);
  host_screen_line(stdout, "%012lld  %s", number_of(statement, "area"), at);
  json_object_foreach(json_object_get(statement, "deleted"), kind, count)
      host_screen_line(stdout, "  %s %lld", kind, (long long)json_integer_value(count));
  host_screen_line(stdout, "  audit %s", text_of(statement, "audit_head"));
}

static int run_verify(const struct host_args *args) {
  HOST_BYTES bytes = { 0 };
  char base64[HOST_BASE64_SIZE(STATEMENT_MAX)];
  json_t *out = NULL;
  if (host_file_read(host_arg(args, 0), STATEMENT_MAX, &bytes) != TX_OK)
    return host_fail(EX_NOINPUT, "读不了 %s。", "%s cannot be read.", host_arg(args, 0));
  host_base64(host_span(&bytes), base64);
  int status = client_call(args, "POST", "/v1/closings/verifications",
                           json_pack("{s:s}", "statement", base64), &out);
  if (status != EX_OK) return status;
  const bool holds = json_is_true(json_object_get(out, "holds"));
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    host_screen_line(stdout, "%s", text_of(out, host_words("zh", "en")));
    if (holds) print_statement(json_object_get(out, "statement"));
  }
  json_decref(out);
  return holds ? EX_OK : 1;
}

/* ---------------------------------------------------------------------------------------------- */

static const struct host_option area_options[] = { AREA_OPTION, { 0 } };

static const struct host_option ask_options[] = {
  AREA_OPTION,
  { .name = "reason",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "依据，如终止应急响应的文件号，复核的人会看到",
    .en = "on what ground, such as a document's number; who seconds it reads it" },
  { 0 },
};

static const struct host_command closing_commands[] = {
  { .name = "count",
    .zh = "终止应急会删除什么、各有多少：只数，不删",
    .en = "what the end would delete, and how much of it: counts alone",
    .options = area_options,
    .run = run_count },
  { .name = "ask",
    .zh = "提出终止应急，须另一单位复核，随即删除",
    .en = "ask for the end, which another body seconds; then it is deleted",
    .options = ask_options,
    .run = run_ask },
  { .name = "list",
    .zh = "已决定的终止：何人、何时、删了什么",
    .en = "ends that were decided: by whom, when, what was deleted",
    .options = area_options,
    .run = run_list },
  { .name = "statement",
    .args = "AREA FILE",
    .zh = "保存区划最近一次终止的签名声明",
    .en = "save the signed statement of an area's newest end",
    .run = run_statement },
  { .name = "verify",
    .args = "FILE",
    .zh = "按现行信任列表查验签名声明",
    .en = "verify a signed statement by the trust list in force",
    .run = run_verify },
  { 0 },
};

const struct host_command command_closing = {
  .name = "closing",
  .zh = "终止应急：规定失效，数据删除，签发声明",
  .en = "end an emergency: orders lapse, data dies, a statement is signed",
  .commands = closing_commands,
};
