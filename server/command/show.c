/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "client.h"
#include "host/sys/date.h"
#include "shared.h"

#include <stdio.h>

/* --- events ----------------------------------------------------------------------------------- */

static void print_event(const json_t *event) {
  char at[HOST_DATE_SIZE];
  host_date_shanghai(number_of(event, "at"), at);
  printf("%s %6lld  %s  %-3s %-6s %s", text_of(event, "gate"), number_of(event, "seq"), at,
         text_of(event, "direction"), text_of(event, "verdict"), text_of(event, "reason_name"));
  if (json_object_get(event, "index"))
    printf("  %012lld/%lld", number_of(event, "area"), number_of(event, "index"));
  putchar('\n');
}

static char *page_path(const char *gate, long long after) {
  HOST_FREE char *of = client_path("/v1/gates/%s/events", gate);
  char *path = NULL;
  return of && asprintf(&path, "%s?after=%lld", of, after) >= 0 ? path : NULL;
}

/* All pages of a gate's events and gaps. */
static int read_gate(struct client *client, const char *gate, json_t *events, json_t *gaps) {
  int status = EX_OK;
  for (long long after = 0; status == EX_OK && after >= 0;) {
    HOST_FREE char *path = page_path(gate, after);
    json_t *page = NULL;
    status = path ? client_get(client, path, &page)
                  : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    json_array_extend(events, json_object_get(page, "events"));
    json_array_extend(gaps, json_object_get(page, "gaps"));
    after = json_object_get(page, "next") ? number_of(page, "next") : -1;
    json_decref(page);
  }
  return status;
}

static int read_gates(struct client *client, json_t *events, json_t *gaps) {
  json_t *out = NULL;
  size_t i;
  const json_t *gate;
  int status = client_get(client, "/v1/gates", &out);
  json_array_foreach(json_object_get(out, "gates"), i, gate) {
    if (status == EX_OK) status = read_gate(client, text_of(gate, "gate"), events, gaps);
  }
  json_decref(out);
  return status;
}

static void print_events(const json_t *events, const json_t *gaps) {
  size_t i;
  const json_t *row;
  json_array_foreach(events, i, row) print_event(row);
  json_array_foreach(gaps, i, row)
      printf(host_words("%s 缺 %lld 至 %lld\n", "%s lost %lld to %lld\n"), text_of(row, "gate"),
             number_of(row, "from"), number_of(row, "to"));
}

static int run_events(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *events = json_array(), *gaps = json_array();
  json_t *out = json_pack("{s:o, s:o}", "events", events, "gaps", gaps);
  const char *gate = host_text(args, "gate", NULL);
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = gate ? read_gate(client, gate, events, gaps) : read_gates(client, events, gaps);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_events(events, gaps);
  json_decref(out);
  return status;
}

static const struct host_option events_options[] = {
  { .name = "gate",
    .type = HOST_TEXT,
    .value = "GATE",
    .zh = "只看这个门禁",
    .en = "of this gate only" },
  { 0 },
};

const struct host_command command_events = {
  .name = "events",
  .zh = "列出门禁送来的事件",
  .en = "list the events that gates sent",
  .options = events_options,
  .run = run_events,
};

/* --- status ----------------------------------------------------------------------------------- */

static void print_area(const json_t *area) {
  char at[HOST_DATE_SIZE] = "-";
  if (number_of(area, "iat")) host_date_shanghai(number_of(area, "iat"), at);
  printf(host_words("%s  居民%lld  签发%lld  名册日期 %s  %s\n",
                    "%s  %lld residents  %lld passes  list of %s  %s\n"),
         text_of(area, "area"), number_of(area, "residents"), number_of(area, "passes"), at,
         json_is_true(json_object_get(area, "changed"))
             ? host_words("有未发布的变动", "with unpublished changes")
             : "");
}

static int run_status(const struct host_args *args) {
  json_t *out = NULL;
  size_t i;
  const json_t *area;
  int status = client_call(args, "GET", "/v1/status", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    printf(host_words("信任列表%lld  门禁%lld  事件%lld%s\n",
                      "trust list %lld  %lld gates  %lld events%s\n"),
           number_of(out, "trust"), number_of(out, "gates"), number_of(out, "events"),
           json_is_true(json_object_get(out, "demo")) ? host_words("  演示", "  DEMO") : "");
    json_array_foreach(json_object_get(out, "areas"), i, area) print_area(area);
  }
  json_decref(out);
  return EX_OK;
}

const struct host_command command_status = {
  .name = "status",
  .zh = "概况",
  .en = "the state of things",
  .run = run_status,
};

/* --- the audit log ---------------------------------------------------------------------------- */

static char *verification_path(const struct host_args *args) {
  const char *area = host_text(args, "area", NULL), *head = host_text(args, "head", NULL);
  if (area && head) return client_path("/v1/audit/verification?area=%s&head=%s", area, head);
  if (area) return client_path("/v1/audit/verification?area=%s", area);
  if (head) return client_path("/v1/audit/verification?head=%s", head);
  return strdup("/v1/audit/verification");
}

static void print_verdict(const json_t *out) {
  if (json_is_true(json_object_get(out, "whole")))
    printf(host_words("审计链完整，%lld条，链头 %s\n",
                      "the audit chain is whole: %lld entries, head %s\n"),
           number_of(out, "entries"), text_of(out, "head"));
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

static const struct host_command audit_commands[] = {
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

/* --- areas ------------------------------------------------------------------------------------ */

static int run_area_add(const struct host_args *args) {
  json_t *out = NULL;
  int status =
      client_call(args, "POST", "/v1/areas", json_pack("{s:s}", "area", host_arg(args, 0)), &out);
  if (status != EX_OK) return status;
  printf(host_words("现在起保管 %s 的名册\n", "a list of %s is kept from now on\n"),
         text_of(out, "area"));
  json_decref(out);
  return EX_OK;
}

static const struct host_command area_commands[] = {
  { .name = "add",
    .args = "AREA",
    .zh = "再保管一个区划的名册",
    .en = "keep a list of another area",
    .run = run_area_add },
  { 0 },
};

const struct host_command command_area = {
  .name = "area",
  .zh = "区划",
  .en = "areas",
  .commands = area_commands,
};
