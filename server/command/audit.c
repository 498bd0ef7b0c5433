/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>

/* --- verifying -------------------------------------------------------------------------------- */

static char *verification_path(const struct host_args *args) {
  const char *area = host_text(args, "area", NULL), *head = host_text(args, "head", NULL);
  if (area && head) return client_path("/v1/audit/verification?area=%s&head=%s", area, head);
  if (area) return client_path("/v1/audit/verification?area=%s", area);
  if (head) return client_path("/v1/audit/verification?head=%s", head);
  return strdup("/v1/audit/verification");
}

static void print_verdict(const json_t *out) {
  if (json_is_true(json_object_get(out, "whole")))
    host_screen_line(
        stdout,
        host_words("审计链完整，%lld条%.0s，链头 %s", "the audit chain is whole: %lld %s, head %s"),
        number_of(out, "entries"), host_plural(number_of(out, "entries"), "entry", "entries"),
        text_of(out, "head"));
  else if (json_object_get(out, "broken_at"))
    printf(host_words("审计链在第%lld条断开：有人改动过\n",
                      "the audit chain breaks at entry %lld: it was altered\n"),
           number_of(out, "broken_at"));
  else
    puts(host_words("链中没有门禁持有的那个链头：有人改写过历史",
                    "the chain lacks the head that the gate holds: history was rewritten"));
}

static int run_verify(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = verification_path(args);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "GET", path, NULL, &out);
  if (status != EX_OK) return status;
  bool whole = json_is_true(json_object_get(out, "whole"));
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_verdict(out);
  json_decref(out);
  return whole ? EX_OK : EX_DATAERR;
}

static const struct host_option audit_options[] = {
  AREA_OPTION,
  { .name = "head",
    .type = HOST_TEXT,
    .value = "HEX",
    .zh = "门禁持有的链头",
    .en = "the head that a gate holds" },
  { 0 },
};

/* --- reading ---------------------------------------------------------------------------------- */

static void print_entry(const json_t *entry) {
  char at[HOST_DATE_SIZE], whom[32] = "";
  if (json_is_true(json_object_get(entry, "died"))) {
    printf(host_words("%6lld  已过保存期\n", "%6lld  died\n"), number_of(entry, "n"));
    return;
  }
  host_date_shanghai_minute(number_of(entry, "at"), at);
  if (json_object_get(entry, "index"))
    snprintf(whom, sizeof whom, "  %lld", number_of(entry, "index"));
  host_screen_line(stdout, "%6lld  %s  %s %s  %s%s  %s", number_of(entry, "n"), at,
                   text_of(entry, "account"), text_of(entry, "body"),
                   text_of(entry, host_words("zh", "en")), whom,
                   text_of(entry, host_words("detail_zh", "detail_en")));
}

static char *list_path(const struct host_args *args, long long before) {
  char *path = NULL;
  const char *area = host_text(args, "area", NULL), *index = host_text(args, "index", NULL);
  HOST_FREE char *of = client_path("&area=%s", area ? area : "");
  HOST_FREE char *about = client_path("&index=%s", index ? index : "");
  if (!of || !about ||
      asprintf(&path, "/v1/audit?before=%lld%s%s", before, area ? of : "", index ? about : "") < 0)
    return NULL;
  return path;
}

/* All pages into one list. */
static int read_entries(const struct host_args *args, struct client *client, json_t *list) {
  int status = EX_OK;
  for (long long before = 0; status == EX_OK && before >= 0;) {
    HOST_FREE char *path = list_path(args, before);
    json_t *page = NULL;
    status = path ? client_get(client, path, &page)
                  : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    json_array_extend(list, json_object_get(page, "entries"));
    before = json_object_get(page, "next") ? number_of(page, "next") : -1;
    json_decref(page);
  }
  return status;
}

static int run_list(const struct host_args *args) {
  CLIENT client = NULL;
  size_t i;
  const json_t *entry;
  json_t *list = json_array(), *out = json_pack("{s:o}", "entries", list);
  int status = client_open(args, &client);
  if (status == EX_OK) status = read_entries(args, client, list);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(list, i, entry) print_entry(entry);
  json_decref(out);
  return status;
}

static const struct host_option list_options[] = {
  AREA_OPTION,
  { .name = "index",
    .type = HOST_TEXT,
    .value = "INDEX",
    .zh = "只看关于这个人的",
    .en = "those about this person alone" },
  { 0 },
};

static const struct host_command audit_commands[] = {
  { .name = "list",
    .zh = "列出谁做过、看过什么；非审计账号只见自己的",
    .en = "list who did and read what; one's own, unless one is an auditor",
    .options = list_options,
    .run = run_list },
  { .name = "verify",
    .zh = "核对审计链",
    .en = "verify the audit chain",
    .options = audit_options,
    .run = run_verify },
  { 0 },
};

const struct host_command command_audit = {
  .name = "audit",
  .zh = "审计链",
  .en = "the audit chain",
  .commands = audit_commands,
};
