/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>

/* --- suspend, reinstate, revoke --------------------------------------------------------------- */

/* What was asked for and waits for a second person; false: it is done. */
static bool print_waiting(const json_t *out) {
  const json_t *request = json_object_get(out, "request");
  if (json_is_true(json_object_get(request, "emergency"))) {
    host_screen_line(stdout,
                     host_words("第%lld号请求已先行生效，两小时后自动结束；要延续须另一单位复核。",
                                "The request %lld is in force already and ends by itself after two "
                                "hours, unless another body seconds it."),
                     number_of(request, "id"));
    return true;
  }
  if (strcmp(text_of(request, "outcome"), "asked") != 0) return false;
  host_screen_line(
      stdout,
      host_words("第%lld号请求已提出（%s，依据%s）：24小时内须另一单位的人复核，在此之前不生效。",
                 "The request %lld (%s, ground %s) waits for a person of another body; it does "
                 "nothing until then, and lapses in 24 hours."),
      number_of(request, "id"), text_of(request, host_words("restraint_zh", "restraint")),
      text_of(request, "ground"));
  command_print_seconders(request);
  return true;
}

static void add_texts(const struct host_args *args, const char *const *options, json_t *in) {
  for (; *options; options++)
    if (host_given(args, *options))
      json_object_set_new(in, *options, json_string(host_text(args, *options, "")));
}

static const char *const grounds[] = { "ground", "evidence", "reason", NULL };

static const char *const until[] = { "until", NULL };

static int change(const struct host_args *args, const char *state, const char *zh, const char *en) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  json_t *out = NULL, *in = json_pack("{s:s}", "state", state);
  if (strcmp(state, "active") != 0) add_texts(args, grounds, in);
  add_texts(args, strcmp(state, "active") == 0 ? &grounds[2] : until, in);
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_resident(client, args, host_arg(args, 0), "state", &path);
  if (status == EX_OK)
    status = client_post(client, "PUT", path, in, &out);
  else
    json_decref(in);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (!print_waiting(out))
    host_screen_line(stdout, host_words("%s：%s", "%s: %s"), host_arg(args, 0), host_words(zh, en));
  json_decref(out);
  return EX_OK;
}

static int run_suspend(const struct host_args *args) {
  return change(args, "suspended", "已暂停", "suspended");
}

static int run_revoke(const struct host_args *args) {
  return change(args, "revoked", "已注销", "revoked");
}

static int run_reinstate(const struct host_args *args) {
  return change(args, "active", "已恢复", "reinstated");
}

#define REASON_OPTION                                                                              \
  {                                                                                                \
    .name = "reason", .type = HOST_TEXT, .value = "TEXT", .zh = "说明，记入审计链",                \
    .en = "why, for the audit chain"                                                               \
  }
#define GROUND_OPTIONS                                                                             \
  { .name = "ground",                                                                              \
    .type = HOST_TEXT,                                                                             \
    .value = "CODE",                                                                               \
    .zh = "依据，A1 至 A9 或 B1 至 B5（见 request grounds）",                                      \
    .en = "ground, A1 to A9 or B1 to B5 (see request grounds)" },                                  \
  {                                                                                                \
    .name = "evidence", .type = HOST_TEXT, .value = "TEXT",                                        \
    .zh = "凭证编号；本人提出的，写如何核实",                                                      \
    .en = "number of the evidence; how the holder's word was checked"                              \
  }

static const struct host_option reason_options[] = { AREA_OPTION, REASON_OPTION, { 0 } };

static const struct host_option restrain_options[] = {
  AREA_OPTION,
  GROUND_OPTIONS,
  { .name = "until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "至何时，默认为依据允许的最长期限",
    .en = "until when; as long as the ground allows when absent" },
  REASON_OPTION,
  { 0 },
};

const struct host_command command_suspend = {
  .name = "suspend",
  .args = "RESIDENT",
  .zh = "暂停通行证；除本人挂失外须另一单位的人复核",
  .en = "suspend a pass; two people decide, unless its holder reports a loss",
  .options = restrain_options,
  .run = run_suspend,
};

const struct host_command command_reinstate = {
  .name = "reinstate",
  .args = "RESIDENT",
  .zh = "恢复暂停的通行证",
  .en = "reinstate a suspended pass",
  .options = reason_options,
  .run = run_reinstate,
};

const struct host_command command_revoke = {
  .name = "revoke",
  .args = "RESIDENT",
  .zh = "注销通行证；除本人申请外须另一单位的人复核",
  .en = "revoke a pass; two people decide, unless its holder asks",
  .options = restrain_options,
  .run = run_revoke,
};

/* --- one result ------------------------------------------------------------------------------- */

static json_t *read_statement(const struct host_args *args) {
  static const char *const options[] = { "source", "method", "observed-at", "valid-until" };
  static const char *const members[] = { "source", "method", "observed_at", "valid_until" };
  json_t *in = json_pack("{s:s, s:s}", "field", host_arg(args, 1), "value", host_arg(args, 2));
  for (int i = 0; i < 4; i++)
    if (host_given(args, options[i]))
      json_object_set_new(in, members[i], json_string(host_text(args, options[i], "")));
  add_texts(args, grounds, in);
  if (host_flag(args, "emergency")) json_object_set_new(in, "emergency", json_true());
  return in;
}

static int run_state(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_resident(client, args, host_arg(args, 0), "statements", &path);
  if (status == EX_OK) status = client_post(client, "POST", path, read_statement(args), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (!print_waiting(out))
    host_screen_line(stdout, host_words("%s：%s", "%s: %s"), text_of(out, "name"),
                     json_is_true(json_object_get(out, "changed"))
                         ? host_words("记录已更新", "record changed")
                         : host_words("记录不变", "record unchanged"));
  json_decref(out);
  return EX_OK;
}

static const struct host_option state_options[] = {
  AREA_OPTION,
  GROUND_OPTIONS,
  REASON_OPTION,
  { .name = "emergency",
    .type = HOST_FLAG,
    .zh = "紧急：一人先行居家隔离两小时，须写 --reason，两小时内由另一单位复核",
    .en = "isolate at home alone, for two hours unless another body seconds it; with --reason" },
  { .name = "source",
    .type = HOST_TEXT,
    .value = "NAME",
    .zh = "来源，默认 office",
    .en = "source; \"office\" when absent" },
  { .name = "method",
    .type = HOST_CHOICE,
    .value = "single|mixed|antigen",
    .zh = "核酸的方法：单采、混采或抗原",
    .en = "how a test was made" },
  { .name = "observed-at",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "观察或采样时间",
    .en = "when it was observed or sampled" },
  { .name = "valid-until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "有效期至",
    .en = "how long it stands" },
  { 0 },
};

const struct host_command command_state = {
  .name = "state",
  .args = "RESIDENT FIELD VALUE",
  .zh = "录入一条结果；限制本人的须另一单位的人复核",
  .en = "enter one result; two people decide on what restrains the person",
  .options = state_options,
  .run = run_state,
};

/* --- the list --------------------------------------------------------------------------------- */

static void print_resident(const json_t *resident) {
  printf("%6lld  ", number_of(resident, "index"));
  host_screen_print(stdout, text_of(resident, "name"), 12);
  putchar(' ');
  host_screen_print(stdout, text_of(resident, "tail"), 5);
  putchar(' ');
  host_screen_print(stdout, text_of(resident, "unit"), 8);
  host_screen_line(stdout, " %-9s %-14s %-7s %-7s %s", text_of(resident, "role"),
                   text_of(resident, "state"), text_of(resident, "health"),
                   text_of(resident, "travel"), text_of(resident, "test"));
}

/* Those that words are part of, or all in another order than their index. */
static int find_parts(const struct host_args *args, struct client *client, json_t *list) {
  json_t *page = NULL;
  json_t *in = json_pack("{s:s, s:s, s:s*}", "part", host_text(args, "find", ""), "sort",
                         host_text(args, "sort", "index"), "area", host_text(args, "area", NULL));
  int status = client_post(client, "POST", "/v1/residents/search", in, &page);
  json_array_extend(list, json_object_get(page, "residents"));
  if (json_is_true(json_object_get(page, "more")))
    (void)fputs(host_words("还有更多，请补充条件。\n", "There are more: say more words.\n"),
                stderr);
  json_decref(page);
  return status;
}

static int run_residents(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *list = json_array(), *out = json_pack("{s:o}", "residents", list);
  size_t i;
  const json_t *resident;
  bool searched = host_given(args, "find") || host_given(args, "sort");
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = searched ? find_parts(args, client, list)
                      : client_pages(client, args, "/v1/residents", "names", "residents", list);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(list, i, resident) print_resident(resident);
  json_decref(out);
  return status;
}

static const struct host_option residents_options[] = {
  AREA_OPTION,
  { .name = "find",
    .type = HOST_TEXT,
    .value = "WORDS",
    .zh = "姓名（或拼音首字母）、电话的一部分，尾号、楼栋或房号；最多1000人，只显示掩码姓名",
    .en = "part of a name, of its pinyin initials, of a telephone, a tail, a building, a room; at "
          "most 1000, masked" },
  { .name = "sort",
    .type = HOST_CHOICE,
    .value = "index|place|name|state|time",
    .zh = "排序",
    .en = "in which order" },
  { .name = "names",
    .type = HOST_FLAG,
    .zh = "显示全名：一个账号一天50人，更多的由疾控提出、另一单位的人复核（会记入审计链）",
    .en = "full names: of 50 people a day by one account, of more as a health body asked and "
          "another body seconded (the audit chain notes it)" },
  { 0 },
};

const struct host_command command_residents = {
  .name = "residents",
  .zh = "列出居民",
  .en = "list the residents",
  .options = residents_options,
  .run = run_residents,
};
