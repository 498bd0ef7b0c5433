/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "client.h"
#include "shared.h"

#include <stdio.h>

/* --- suspend, reinstate, revoke --------------------------------------------------------------- */

static int change(const struct host_args *args, const char *state, const char *zh, const char *en) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_resident(client, args, host_arg(args, 0), "state", &path);
  if (status == EX_OK)
    status = client_post(
        client, "PUT", path,
        json_pack("{s:s, s:s}", "state", state, "reason", host_text(args, "reason", "")), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    printf("%s (%lld): %s\n", text_of(out, "name"), number_of(out, "index"), host_words(zh, en));
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

static const struct host_option reason_options[] = {
  AREA_OPTION,
  { .name = "reason",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "原因,记入审计链",
    .en = "why, for the audit chain" },
  { 0 },
};

const struct host_command command_suspend = {
  .name = "suspend",
  .args = "RESIDENT",
  .zh = "暂停",
  .en = "suspend a pass",
  .options = reason_options,
  .run = run_suspend,
};

const struct host_command command_reinstate = {
  .name = "reinstate",
  .args = "RESIDENT",
  .zh = "恢复",
  .en = "reinstate a suspended pass",
  .options = reason_options,
  .run = run_reinstate,
};

const struct host_command command_revoke = {
  .name = "revoke",
  .args = "RESIDENT",
  .zh = "注销",
  .en = "revoke a pass",
  .options = reason_options,
  .run = run_revoke,
};

/* --- one result ------------------------------------------------------------------------------- */

static json_t *read_statement(const struct host_args *args) {
  static const char *const options[] = { "source", "observed-at", "valid-until" };
  static const char *const members[] = { "source", "observed_at", "valid_until" };
  json_t *in = json_pack("{s:s, s:s}", "field", host_arg(args, 1), "value", host_arg(args, 2));
  for (int i = 0; i < 3; i++)
    if (host_given(args, options[i]))
      json_object_set_new(in, members[i], json_string(host_text(args, options[i], "")));
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
  else
    printf("%s: %s\n", text_of(out, "name"),
           json_is_true(json_object_get(out, "changed"))
               ? host_words("记录已更新", "record changed")
               : host_words("记录不变", "record unchanged"));
  json_decref(out);
  return EX_OK;
}

static const struct host_option state_options[] = {
  AREA_OPTION,
  { .name = "source",
    .type = HOST_TEXT,
    .value = "NAME",
    .zh = "来源,默认 office",
    .en = "source; \"office\" when absent" },
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
  .zh = "录入一条结果",
  .en = "enter one result",
  .options = state_options,
  .run = run_state,
};

/* --- the list --------------------------------------------------------------------------------- */

static void print_resident(const json_t *resident) {
  printf("%6lld  %-12s %-5s %-8s %-9s %-14s %-7s %-7s %s\n", number_of(resident, "index"),
         text_of(resident, "name"), text_of(resident, "tail"), text_of(resident, "unit"),
         text_of(resident, "role"), text_of(resident, "state"), text_of(resident, "health"),
         text_of(resident, "travel"), text_of(resident, "test"));
}

static char *page_path(const struct host_args *args, long long from) {
  const char *area = host_text(args, "area", NULL);
  HOST_FREE char *of = client_path("&area=%s", area ? area : "");
  char *path = NULL;
  if (!of || asprintf(&path, "/v1/residents?from=%lld&names=%d%s", from, host_flag(args, "names"),
                      area ? of : "") < 0)
    return NULL;
  return path;
}

/* All pages into one list. */
static int read_pages(const struct host_args *args, struct client *client, json_t *list) {
  int status = EX_OK;
  for (long long from = 0; status == EX_OK && from >= 0;) {
    HOST_FREE char *path = page_path(args, from);
    json_t *page = NULL;
    status = path ? client_get(client, path, &page)
                  : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    json_array_extend(list, json_object_get(page, "residents"));
    from = json_object_get(page, "next") ? number_of(page, "next") : -1;
    json_decref(page);
  }
  return status;
}

static int run_residents(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *list = json_array(), *out = json_pack("{s:o}", "residents", list);
  size_t i;
  const json_t *resident;
  int status = client_open(args, &client);
  if (status == EX_OK) status = read_pages(args, client, list);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(list, i, resident) print_resident(resident);
  json_decref(out);
  return status;
}

static const struct host_option residents_options[] = {
  AREA_OPTION,
  { .name = "names",
    .type = HOST_FLAG,
    .zh = "显示全名(会记入审计链)",
    .en = "full names (the audit chain notes it)" },
  { 0 },
};

const struct host_command command_residents = {
  .name = "residents",
  .zh = "列出居民",
  .en = "list the residents",
  .options = residents_options,
  .run = run_residents,
};
