/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>

/* --- events ----------------------------------------------------------------------------------- */

static void print_event(const json_t *event) {
  char at[HOST_DATE_SIZE], whose[48] = "";
  host_date_shanghai_minute(number_of(event, "at"), at);
  if (json_object_get(event, "index"))
    snprintf(whose, sizeof whose, "  %012lld/%lld", number_of(event, "area"),
             number_of(event, "index"));
  host_screen_line(
      stdout, "%s %6lld  %s  %-3s %-6s %s%s%s", text_of(event, "gate"), number_of(event, "seq"), at,
      text_of(event, "direction"), text_of(event, "verdict"), text_of(event, "reason_name"), whose,
      json_is_true(json_object_get(event, "drill")) ? host_words("  演练", "  exercise") : "");
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
      host_screen_line(stdout, host_words("%s 缺 %lld 至 %lld", "%s lost %lld to %lld"),
                       text_of(row, "gate"), number_of(row, "from"), number_of(row, "to"));
}

/* By time, or of one person. */

static void add_query(FILE *out, const char *name, const char *value) {
  HOST_FREE char *text = value ? client_path("%s", value) : NULL;
  if (text) fprintf(out, "%s=%s&", name, text);
}

/* Whose they are, in the query. */
static int add_person(const struct host_args *args, struct client *client, FILE *out,
                      bool *area_known) {
  const char *who = host_text(args, "resident", NULL);
  json_t *found = json_object();
  int status = who ? client_find_resident(client, args, who, found) : EX_OK;
  if (who && status == EX_OK) {
    add_query(out, "area", text_of(found, "area"));
    fprintf(out, "index=%lld&", number_of(found, "index"));
    add_query(out, "purpose", host_text(args, "purpose", ""));
  }
  *area_known = who != NULL;
  json_decref(found);
  return status;
}

static int make_query(const struct host_args *args, struct client *client, char **query) {
  size_t n = 0;
  bool area_known = false;
  FILE *out = open_memstream(query, &n);
  if (!out) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  fputs("/v1/events?", out);
  int status = add_person(args, client, out, &area_known);
  if (!area_known) add_query(out, "area", host_text(args, "area", NULL));
  add_query(out, "gate", host_text(args, "gate", NULL));
  add_query(out, "from", host_text(args, "from", NULL));
  add_query(out, "to", host_text(args, "to", NULL));
  fclose(out);
  return status;
}

static int find_events(const struct host_args *args, struct client *client, json_t *events) {
  HOST_FREE char *query = NULL, *after = strdup("");
  int status = make_query(args, client, &query);
  while (status == EX_OK && after) {
    HOST_FREE char *path = client_path("after=%s", after), *whole = NULL;
    json_t *page = NULL;
    if (!path || asprintf(&whole, "%s%s", query, path) < 0)
      return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    status = client_get(client, whole, &page);
    json_array_extend(events, json_object_get(page, "events"));
    const json_t *next = json_object_get(page, "next");
    free(after);
    after = next ? strdup(json_string_value(next)) : NULL;
    json_decref(page);
  }
  return status;
}

static bool is_sought(const struct host_args *args) {
  return host_given(args, "from") || host_given(args, "to") || host_given(args, "resident");
}

static int run_events(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *events = json_array(), *gaps = json_array();
  json_t *out = json_pack("{s:o, s:o}", "events", events, "gaps", gaps);
  const char *gate = host_text(args, "gate", NULL);
  int status = client_open(args, &client);
  if (status == EX_OK && is_sought(args))
    status = find_events(args, client, events);
  else if (status == EX_OK)
    status = gate ? read_gate(client, gate, events, gaps) : read_gates(client, events, gaps);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_events(events, gaps);
  json_decref(out);
  return status;
}

static const struct host_option events_options[] = {
  AREA_OPTION,
  { .name = "gate",
    .type = HOST_TEXT,
    .value = "GATE",
    .zh = "只看这个门禁",
    .en = "of this gate only" },
  { .name = "from",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "从何时起，默认一天前",
    .en = "since when; a day ago unless given" },
  { .name = "to", .type = HOST_TEXT, .value = "TIME", .zh = "到何时止", .en = "until when" },
  { .name = "resident",
    .type = HOST_TEXT,
    .value = "RESIDENT",
    .zh = "只看这个人的（记入审计链，本人会看到）",
    .en = "of this person only (the audit chain notes it, and the person sees it)" },
  { .name = "purpose",
    .type = HOST_CHOICE,
    .value = "contact|papers|visit|health|appeal|emergency",
    .zh = "看一个人的用途，同 record",
    .en = "what for, of one person, as with record" },
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
  if (number_of(area, "iat")) host_date_shanghai_minute(number_of(area, "iat"), at);
  host_screen_line(stdout,
                   host_words("%s  居民%lld%.0s  签发%lld%.0s  名册日期 %s  %s",
                              "%s  %lld %s  %lld %s  list of %s  %s"),
                   text_of(area, "area"), number_of(area, "residents"),
                   host_plural(number_of(area, "residents"), "resident", "residents"),
                   number_of(area, "passes"),
                   host_plural(number_of(area, "passes"), "pass", "passes"), at,
                   json_is_true(json_object_get(area, "changed"))
                       ? host_words("有未发布的变动", "with unpublished changes")
                       : "");
}

static void print_ending(const json_t *ending) {
  char at[HOST_DATE_SIZE], count[32] = "", near[48] = "";
  host_date_shanghai_minute(number_of(ending, "end"), at);
  if (json_object_get(ending, "count"))
    snprintf(count, sizeof count, "  %lld", number_of(ending, "count"));
  if (json_object_get(ending, "within_days"))
    snprintf(near, sizeof near, host_words("%lld天内%.0s", " within %lld %s"),
             number_of(ending, "within_days"),
             host_plural(number_of(ending, "within_days"), "day", "days"));
  host_screen_line(stdout, host_words("%s到期：%s %s%s  %s", "ends%s: %s %s%s  %s"), near,
                   text_of(ending, host_words("kind_zh", "kind")), text_of(ending, "name"), count,
                   at);
}

static void print_unbound(const json_t *out) {
  if (json_is_true(json_object_get(out, "bound"))) return;
  host_screen_line(stdout, "%s",
                   host_words("注意：本机用户都没有绑定账号，除查看概况外几乎不能办事；请以办公"
                              "用户执行 account bind。",
                              "NOTE: no user of this machine is bound to an account, so commands "
                              "can do little but read this; run account bind as the office's "
                              "user."));
}

/* On how many machines a commit is; nothing of a file. */
static void print_standby(const json_t *out) {
  bool wanted = strcmp(text_of(out, "standby"), "none") != 0;
  json_int_t machines = number_of(out, "machines");
  if (machines > 1)
    puts(host_words("同步备库：有，提交落在两台机器上",
                    "synchronous standby: there, commits are on two machines"));
  else if (machines && wanted)
    puts(host_words("同步备库：缺，提交只落在一台机器上",
                    "synchronous standby: MISSING, commits are on one machine only"));
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
    host_screen_line(
        stdout,
        host_words("信任列表%lld  门禁%lld%.0s  事件%lld%.0s%s",
                   "trust list %lld  %lld %s  %lld %s%s"),
        number_of(out, "trust"), number_of(out, "gates"),
        host_plural(number_of(out, "gates"), "gate", "gates"), number_of(out, "events"),
        host_plural(number_of(out, "events"), "event", "events"),
        json_is_true(json_object_get(out, "demo")) ? host_words("  演示", "  DEMO") : "");
    if (number_of(out, "drill_events"))
      host_screen_line(stdout,
                       host_words("另有演练中的事件%lld条%.0s，不计入以上",
                                  "%lld %s of exercises besides, not counted among those"),
                       number_of(out, "drill_events"),
                       host_plural(number_of(out, "drill_events"), "event", "events"));
    if (number_of(out, "unmatched"))
      host_screen_line(stdout,
                       host_words("不在名册上的人的结果：%lld条%.0s，各保存14天",
                                  "%lld %s about nobody known, kept for 14 days each"),
                       number_of(out, "unmatched"),
                       host_plural(number_of(out, "unmatched"), "statement", "statements"));
    if (number_of(out, "swabs"))
      host_screen_line(
          stdout,
          host_words("待核对的采样：%lld份%.0s。没有封存密钥就打不开：请用 tongxing-keys "
                     "generate --use seal 制作，列入信任列表，放入密钥目录",
                     "%lld %s to be opened: without a sealing key it stays "
                     "so (tongxing-keys generate --use seal, then a trust list that "
                     "has it, and the key into the key folder)"),
          number_of(out, "swabs"),
          host_plural(number_of(out, "swabs"), "swab waits", "swabs wait"));
    host_screen_line(stdout, host_words("数据库：%s", "database: %s"), text_of(out, "database"));
    print_standby(out);
    json_array_foreach(json_object_get(out, "areas"), i, area) print_area(area);
    command_print_clock(json_object_get(out, "clock"));
    print_unbound(out);
    json_array_foreach(json_object_get(out, "ends"), i, area) print_ending(area);
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

/* --- calendar --------------------------------------------------------------------------------- */

#define ENDS_PATH "/v1/ends?days=36500"

static int print_ics(const struct host_args *args) {
  HOST_BYTES bytes = { 0 };
  CLIENT client = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_fetch(client, ENDS_PATH "&format=ics", &bytes);
  if (status == EX_OK) fwrite(bytes.p, 1, bytes.n, stdout);
  return status;
}

static int run_calendar(const struct host_args *args) {
  json_t *out = NULL;
  size_t i;
  const json_t *ending;
  if (host_flag(args, "ics")) return print_ics(args);
  int status = client_call(args, "GET", ENDS_PATH, NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    json_array_foreach(json_object_get(out, "ends"), i, ending) print_ending(ending);
  }
  json_decref(out);
  return EX_OK;
}

static const struct host_option calendar_options[] = {
  { .name = "ics",
    .type = HOST_FLAG,
    .zh = "输出日历文件（iCalendar），到期前60、30、7天提醒",
    .en = "print a calendar file (iCalendar) that reminds 60, 30 and 7 days before" },
  { 0 },
};

const struct host_command command_calendar = {
  .name = "calendar",
  .zh = "列出一切有期限的：密钥、信任列表、证书、规定、通行证",
  .en = "list all that ends: keys, trust list, certificate, orders, passes",
  .options = calendar_options,
  .run = run_calendar,
};

/* --- areas ------------------------------------------------------------------------------------ */

static int run_area_add(const struct host_args *args) {
  json_t *out = NULL;
  int status =
      client_call(args, "POST", "/v1/areas", json_pack("{s:s}", "area", host_arg(args, 0)), &out);
  if (status != EX_OK) return status;
  host_screen_line(stdout, host_words("现在起保管 %s 的名册", "a list of %s is kept from now on"),
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
