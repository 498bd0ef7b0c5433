/* SPDX-License-Identifier: Apache-2.0 */
/* feed add, list, end, token: sources that send statements by themselves. */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>

/* --- what there is ---------------------------------------------------------------------------- */

static const char *fields_of(const json_t *feed, char *out, size_t cap) {
  size_t i, n = 0;
  const json_t *field;
  *out = '\0';
  json_array_foreach(json_object_get(feed, "fields"), i, field) {
    int wrote = snprintf(out + n, cap - n, "%s%s", i ? "," : "", json_string_value(field));
    if (wrote > 0 && (size_t)wrote < cap - n) n += (size_t)wrote;
  }
  return out;
}

static void print_feed(const json_t *feed) {
  char fields[96], until[HOST_DATE_SIZE], waiting[64] = "";
  bool ended = json_object_get(feed, "ended_at") != NULL;
  if (number_of(feed, "unmatched"))
    snprintf(waiting, sizeof waiting, host_words("  不在名册上%lld条", "  %lld about nobody known"),
             number_of(feed, "unmatched"));
  host_date_shanghai(number_of(feed, "token_until"), until);
  host_screen_line(stdout, "%-16s  %-12s  %s  %-30s  %lld/%lld  %s%s%s", text_of(feed, "source"),
                   text_of(feed, "body"), text_of(feed, "area"),
                   fields_of(feed, fields, sizeof fields), number_of(feed, "hold_above"),
                   number_of(feed, "hold_share"),
                   ended                          ? host_words("已停用", "ended")
                   : json_object_get(feed, "key") ? host_words("公钥至 ", "key until ")
                                                  : host_words("令牌至 ", "token until "),
                   ended ? "" : until, waiting);
}

static int run_list(const struct host_args *args) {
  size_t i;
  const json_t *feed;
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/feeds", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    json_array_foreach(json_object_get(out, "feeds"), i, feed) print_feed(feed);
  json_decref(out);
  return EX_OK;
}

/* --- what is asked for ------------------------------------------------------------------------ */

/* The token goes to standard output alone, so that it can be kept by a redirection. */
static int print_asked(const struct host_args *args, int status, json_t *out) {
  if (status != EX_OK) return status;
  const char *token = text_of(out, "token");
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    fprintf(stderr,
            host_words("第%lld号请求已提出：24小时内须另一单位的人复核（request second）。\n",
                       "The request %lld waits for a person of another body (request second).\n"),
            number_of(json_object_get(out, "request"), "id"));
    if (*token)
      fputs(host_words("令牌只显示这一次，复核以后才有效，一年内有效：\n",
                       "The token is shown this once; it is good once seconded, for a year:\n"),
            stderr);
    if (*token) host_screen_line(stdout, "%s", token);
  }
  json_decref(out);
  return EX_OK;
}

static int run_add(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  HOST_FREE char *path = client_path("/v1/feeds/%s", host_arg(args, 0));
  if (!path || !in) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  json_object_set_new(in, "body", json_string(host_text(args, "body", "")));
  json_object_set_new(in, "fields", command_split(host_text(args, "fields", "")));
  json_object_set_new(in, "release_all", json_boolean(host_flag(args, "release-all")));
  if (host_given(args, "key")) {
    char key[512];
    int read = command_read_key(host_text(args, "key", ""), key, sizeof key);
    if (read != EX_OK) return json_decref(in), read;
    json_object_set_new(in, "key", json_string(key));
  }
  if (host_given(args, "hold-above"))
    json_object_set_new(in, "hold_above", json_integer(host_int(args, "hold-above", 0)));
  if (host_given(args, "hold-share"))
    json_object_set_new(in, "hold_share", json_integer(host_int(args, "hold-share", 0)));
  int status = client_call(args, "PUT", path, in, &out);
  return print_asked(args, status, out);
}

static int run_token(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = client_path("/v1/feeds/%s/tokens", host_arg(args, 0));
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "POST", path, NULL, &out);
  return print_asked(args, status, out);
}

static int run_end(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = client_path("/v1/feeds/%s", host_arg(args, 0));
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "DELETE", path, NULL, &out);
  json_decref(out);
  if (status == EX_OK)
    puts(host_words("已停用：不再接收它的数据，以前的仍有效。",
                    "It has ended: nothing more is taken from it, what it said stands."));
  return status;
}

static const struct host_option add_options[] = {
  AREA_OPTION,
  { .name = "body",
    .type = HOST_TEXT,
    .value = "BODY",
    .zh = "负责它的单位（见 account bodies）",
    .en = "the body that answers for it (see account bodies)" },
  { .name = "key",
    .type = HOST_TEXT,
    .value = "FILE|BASE64",
    .zh = "数据源登录用的公钥（PEM文件或base64），代替令牌",
    .en = "the public key by which it signs in, in place of a token" },
  { .name = "fields",
    .type = HOST_TEXT,
    .value = "FIELD,…",
    .zh = "可以说明的项目：health、travel、test、state、swab，用逗号分开",
    .en = "what it may speak of: health, travel, test, state, swab; with commas between" },
  { .name = "release-all",
    .type = HOST_FLAG,
    .zh = "它解除的，连其他来源登记的一并解除",
    .en = "what it releases, it releases of every source" },
  { .name = "hold-above",
    .type = HOST_INT,
    .value = "N",
    .min = 0,
    .max = 10000,
    .zh = "24小时内限制本人的行数超过此数即待复核，默认20",
    .en = "lines that restrain people in 24 hours beyond which they are held; 20" },
  { .name = "hold-share",
    .type = HOST_INT,
    .value = "N",
    .min = 0,
    .max = 10000,
    .zh = "同上，按居民的万分之几，取较大者，默认50",
    .en = "the same, of 10,000 residents, whichever is more; 50" },
  { 0 },
};

const struct host_command feed_commands[] = {
  { .name = "add",
    .args = "SOURCE",
    .zh = "申请增加数据源，或改变它的权限",
    .en = "ask for one more feed, or for other rights of one",
    .options = add_options,
    .run = run_add },
  { .name = "list", .zh = "列出数据源", .en = "list the feeds", .run = run_list },
  { .name = "token",
    .args = "SOURCE",
    .zh = "申请更换令牌",
    .en = "ask for another token of one",
    .run = run_token },
  { .name = "end", .args = "SOURCE", .zh = "停用一个数据源", .en = "end one", .run = run_end },
  { 0 },
};
