/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>

/* --- what waits ------------------------------------------------------------------------------- */

static void print_differs(const json_t *row) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(row, "differs"), i, one) host_screen_part(
      stdout, "%s%s", i ? host_words("、", ", ") : "", text_of(one, host_words("zh", "en")));
  const json_t *roster = json_object_get(row, "roster");
  if (!roster) return;
  host_screen_part(stdout, host_words("；名册：%lld %s %s %s %s", "; roster: %lld %s %s %s %s"),
                   number_of(roster, "index"), text_of(roster, "name"), text_of(roster, "tail"),
                   text_of(roster, "unit"), text_of(roster, "room"));
}

static void print_application(const json_t *row) {
  char at[HOST_DATE_SIZE];
  host_date_shanghai(number_of(row, "asked_at"), at);
  host_screen_line(stdout, "%4lld  %s  %s %s %s  %s %s  %s", number_of(row, "id"), at,
                   text_of(row, "name"), text_of(row, "id_type"), text_of(row, "tail"),
                   text_of(row, "unit"), text_of(row, "room"), text_of(row, "phone"));
  printf("      ");
  print_differs(row);
  if (*text_of(row, "words"))
    host_screen_part(stdout, host_words("；%s：%s", "; %s: %s"), text_of(row, "decided_by"),
                     text_of(row, "words"));
  putchar('\n');
}

static char *page_path(const struct host_args *args, const char *which, long long after) {
  char *path = NULL;
  const char *area = host_text(args, "area", NULL);
  HOST_FREE char *of = client_path("&area=%s", area ? area : "");
  HOST_FREE char *state = client_path("&state=%s", which);
  if (!of || !state ||
      asprintf(&path, "/v1/applications?after=%lld%s%s", after, state, area ? of : "") < 0)
    return NULL;
  return path;
}

/* All pages into one list. */
static int read_pages(const struct host_args *args, struct client *client, json_t *list) {
  int status = EX_OK;
  for (long long after = 0; status == EX_OK && after >= 0;) {
    HOST_FREE char *path = page_path(args, host_text(args, "state", "waiting"), after);
    json_t *page = NULL;
    status = path ? client_get(client, path, &page)
                  : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    json_array_extend(list, json_object_get(page, "applications"));
    after = json_object_get(page, "next") ? number_of(page, "next") : -1;
    json_decref(page);
  }
  return status;
}

static int run_list(const struct host_args *args) {
  CLIENT client = NULL;
  size_t i;
  const json_t *row;
  json_t *list = json_array(), *out = json_pack("{s:o}", "applications", list);
  int status = client_open(args, &client);
  if (status == EX_OK) status = read_pages(args, client, list);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK && json_array_size(list) == 0)
    (void)fputs(host_words("没有申请。\n", "There is no application.\n"), stderr);
  else if (status == EX_OK)
    json_array_foreach(list, i, row) print_application(row);
  json_decref(out);
  return status;
}

/* --- deciding --------------------------------------------------------------------------------- */

/* The path of one that waits. */
static int find(struct client *client, const struct host_args *args, char **path) {
  json_t *page = NULL;
  long long id = strtoll(host_arg(args, 0), NULL, 10);
  HOST_FREE char *list = page_path(args, "waiting", id - 1);
  int status =
      list ? client_get(client, list, &page) : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const json_t *row = json_array_get(json_object_get(page, "applications"), 0);
  if (status == EX_OK && number_of(row, "id") == id)
    *path =
        client_path("/v1/applications/%s/%s/decisions", text_of(row, "area"), host_arg(args, 0));
  else if (status == EX_OK)
    status = host_fail(EX_DATAERR, "没有待办的第%s号申请，请看 application list。",
                       "No application %s waits, see application list.", host_arg(args, 0));
  json_decref(page);
  return status;
}

/* Takes in over. */
static int decide(const struct host_args *args, const char *decision, json_t *in) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  int status = client_open(args, &client);
  json_object_set_new(in, "decision", json_string(decision));
  json_object_set_new(in, "words", json_string(host_text(args, "reason", "")));
  if (status == EX_OK) status = find(client, args, &path);
  if (status != EX_OK || !path) {
    json_decref(in);
    return path || status != EX_OK ? status : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  }
  status = client_post(client, "POST", path, in, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_application(out);
  json_decref(out);
  return status;
}

static int run_approve(const struct host_args *args) {
  json_t *in = json_object();
  if (host_given(args, "index"))
    json_object_set_new(in, "index", json_integer(host_int(args, "index", -1)));
  return decide(args, "approve", in);
}
static int run_refuse(const struct host_args *args) {
  return decide(args, "refuse", json_object());
}

#define REASON(zh_text, en_text)                                                                   \
  { .name = "reason", .type = HOST_TEXT, .value = "TEXT", .zh = zh_text, .en = en_text }

static const struct host_option list_options[] = {
  AREA_OPTION,
  { .name = "state",
    .type = HOST_CHOICE,
    .value = "waiting|approved|refused",
    .zh = "哪些，默认为待办的",
    .en = "which; those that wait when absent" },
  { 0 },
};

static const struct host_option approve_options[] = {
  AREA_OPTION,
  REASON("如何核实，必填", "how it was checked; required"),
  { .name = "index",
    .type = HOST_INT,
    .value = "INDEX",
    .zh = "是名册里的哪一位，默认为同一证件的人",
    .en = "who of the roster is meant; who has that document when absent" },
  { 0 },
};

static const struct host_option refuse_options[] = {
  AREA_OPTION,
  REASON("为何不通过，申请人会看到，必填", "why not, for the applicant to read; required"),
  { 0 },
};

static const struct host_command application_commands[] = {
  { .name = "list",
    .zh = "列出领证申请及与名册的不同",
    .en = "list applications, and what differs from the roster",
    .options = list_options,
    .run = run_list },
  { .name = "approve",
    .args = "NUMBER",
    .zh = "通过，证发到该手机，原手机上的作废",
    .en = "approve: the pass goes to that phone, what another holds dies",
    .options = approve_options,
    .run = run_approve },
  { .name = "refuse",
    .args = "NUMBER",
    .zh = "不通过",
    .en = "refuse",
    .options = refuse_options,
    .run = run_refuse },
  { 0 },
};

const struct host_command command_application = {
  .name = "application",
  .zh = "居民用手机提出的领证申请",
  .en = "what residents apply for with their phones",
  .commands = application_commands,
};
