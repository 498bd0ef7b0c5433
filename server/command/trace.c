/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/list.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "model/trace.h"

#include <stdio.h>
#include <string.h>

/* --- on the terminal -------------------------------------------------------------------------- */

static void day_text(int64_t at_s, char out[HOST_DATE_SIZE]) {
  host_date_shanghai_minute(at_s, out);
  out[10] = '\0';
}

static void print_one(const json_t *trace) {
  char from[HOST_DATE_SIZE], to[HOST_DATE_SIZE];
  const char *by = text_of(trace, "names_by");
  day_text(number_of(trace, "from"), from);
  day_text(number_of(trace, "to") - 1, to);
  host_screen_line(stdout,
                   host_words("%s/%lld  %s  %s 至 %s  %lld分钟  密接%lld人  次密接%lld人  %s%s%s",
                              "%s/%lld  %s  %s to %s  %lld min  contacts %lld  theirs %lld  "
                              "%s%s%s"),
                   text_of(trace, "area"), number_of(trace, "id"), text_of(trace, "name"), from, to,
                   number_of(trace, "minutes"), number_of(trace, "first"),
                   number_of(trace, "second"), text_of(trace, "made_by"),
                   *by ? host_words("  姓名：", "  names: ") : "", by);
}

static void print_order(const json_t *order) {
  host_screen_part(stdout, host_words("%s：%lld人", "%s: %lld"),
                   text_of(order, host_words("zh", "en")), number_of(order, "people"));
  for (int i = 0; i < TRACE_WAYS; i++) {
    const enum trace_way way = (enum trace_way)i;
    host_screen_part(stdout, host_words("，%s%lld人", ", %s %lld"),
                     host_words(trace_way_zh(way), trace_way_en(way)),
                     number_of(order, trace_way_word(way)));
  }
  host_screen_line(stdout, "%s", "");
}

static void print_counts(const json_t *list, const char *name) {
  size_t i;
  const json_t *row;
  json_array_foreach(list, i, row) {
    if (!number_of(row, "first") && !number_of(row, "second")) continue;
    host_screen_line(
        stdout, host_words("  %s  密接%lld人  次密接%lld人", "  %s  contacts %lld  theirs %lld"),
        text_of(row, name), number_of(row, "first"), number_of(row, "second"));
  }
}

static void print_whole(const json_t *trace) {
  size_t i;
  const json_t *order;
  print_one(trace);
  json_array_foreach(json_object_get(trace, "orders"), i, order) print_order(order);
  print_counts(json_object_get(trace, "gates"), "label");
  print_counts(json_object_get(trace, "days"), "day");
}

/* Takes out over. */
static int answer_whole(const struct host_args *args, int status, json_t *out) {
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_whole(json_object_get(out, "trace"));
  json_decref(out);
  return status;
}

/* --- commands --------------------------------------------------------------------------------- */

static int run_run(const struct host_args *args) {
  static const char *const days[] = { "from", "to" };
  CLIENT client = NULL;
  json_t *in = json_object(), *out = NULL;
  for (size_t i = 0; i < sizeof days / sizeof *days; i++)
    if (host_given(args, days[i]))
      json_object_set_new(in, days[i], json_string(host_text(args, days[i], "")));
  if (host_given(args, "minutes"))
    json_object_set_new(in, "minutes", json_integer(host_int(args, "minutes", 0)));
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_find_resident(client, args, host_arg(args, 0), in);
  if (status == EX_OK)
    status = client_post(client, "POST", "/v1/traces", in, &out);
  else
    json_decref(in);
  return answer_whole(args, status, out);
}

static int run_list(const struct host_args *args) {
  return command_list(args, "/v1/traces", "traces", print_one);
}

/* The path of AREA/ID, or of an id and --area; NULL having said what is wrong. */
static char *path_of(const struct host_args *args, const char *behind) {
  char area[13] = "", id[20] = "";
  const char *word = host_arg(args, 0), *slash = strchr(word, '/');
  if (slash && slash - word == 12) {
    memcpy(area, word, 12);
    word = slash + 1;
  } else {
    snprintf(area, sizeof area, "%s", host_text(args, "area", ""));
  }
  const size_t n = strspn(word, "0123456789");
  if (!*area || !n || n >= sizeof id || word[n]) {
    (void)host_fail(EX_USAGE, "请写流调的全号，如 610113001001/3，或 3 --area 610113001001。",
                    "Give the trace's whole number, such as 610113001001/3, or 3 --area "
                    "610113001001.");
    return NULL;
  }
  memcpy(id, word, n);
  HOST_FREE char *path = client_path("/v1/traces/%s/%s", area, id);
  char *whole = NULL;
  return path && asprintf(&whole, "%s%s", path, behind) >= 0 ? whole : NULL;
}

static int run_show(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = path_of(args, "");
  if (!path) return EX_USAGE;
  int status = client_call(args, "GET", path, NULL, &out);
  return answer_whole(args, status, out);
}

static int run_ask(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = path_of(args, "/requests");
  if (!path) return EX_USAGE;
  json_t *in = json_pack("{s:s}", "words", host_text(args, "reason", ""));
  int status = client_call(args, "POST", path, in, &out);
  return command_answer_asked(args, status, out);
}

static int save(const struct host_args *args, const char *file) {
  HOST_BYTES bytes = { 0 };
  CLIENT client = NULL;
  HOST_FREE char *path =
      path_of(args, host_words("/people?format=csv&lang=zh", "/people?format=csv&lang=en"));
  if (!path) return EX_USAGE;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_fetch(client, path, &bytes);
  if (status != EX_OK) return status;
  enum tx_reason reason = host_file_write(file, host_span(&bytes), 0600);
  if (bytes.p) tx_cleanse(bytes.p, bytes.n);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "写不了 %s，请检查文件夹和权限。",
                   "%s cannot be written: please see to its folder and rights.", file);
}

static void print_person(const json_t *one) {
  char since[HOST_DATE_SIZE];
  const int order = (int)number_of(one, "order");
  host_date_shanghai_minute(number_of(one, "since"), since);
  host_screen_line(stdout, "%s  %s/%lld  %s  %s  %s-%s  %s  %s",
                   host_words(trace_order_zh(order), trace_order_en(order)), text_of(one, "area"),
                   number_of(one, "index"), text_of(one, "name"), text_of(one, "phone"),
                   text_of(one, "unit"), text_of(one, "room"), since, text_of(one, "gate"));
}

static int run_names(const struct host_args *args) {
  CLIENT client = NULL;
  size_t i;
  const json_t *one;
  const char *file = host_text(args, "output", NULL);
  if (file) return save(args, file);
  HOST_FREE char *path = path_of(args, "/people");
  if (!path) return EX_USAGE;
  json_t *list = json_array();
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_pages(client, args, path, NULL, "people", list);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(list);
  else if (status == EX_OK)
    json_array_foreach(list, i, one) print_person(one);
  json_decref(list);
  return status;
}

/* ---------------------------------------------------------------------------------------------- */

#define DAY_OPTION(word, chinese, english)                                                         \
  { .name = word, .type = HOST_TEXT, .value = "DAY", .zh = chinese, .en = english }

static const struct host_option run_options[] = {
  AREA_OPTION,
  DAY_OPTION("from", "从哪一天起，默认为往前14天", "the first day; 14 days in all when absent"),
  DAY_OPTION("to", "到哪一天止，默认为今天", "the last day; today when absent"),
  { .name = "minutes",
    .type = HOST_INT,
    .value = "N",
    .min = 1,
    .max = TRACE_MINUTES_MAX,
    .zh = "同一门前后相差几分钟算接触，默认10",
    .en = "how many minutes apart at the same gate count; 10 when absent" },
  { 0 },
};

static const struct host_option area_options[] = { AREA_OPTION, { 0 } };

static const struct host_option ask_options[] = {
  AREA_OPTION,
  { .name = "reason",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "为何需要姓名，复核的人会看到",
    .en = "what names are needed for; who seconds it reads it" },
  { 0 },
};

static const struct host_option names_options[] = {
  AREA_OPTION,
  { .name = "output",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "写成CSV文件（权限0600）",
    .en = "write a file of CSV, of mode 0600" },
  { 0 },
};

static const struct host_command trace_commands[] = {
  { .name = "run",
    .args = "RESIDENT",
    .zh = "查某人与谁同门、同户、同管，这些人此后又与谁：只有人数",
    .en = "whom a person met at gates, at home, in tubes, and whom those met: counts",
    .options = run_options,
    .run = run_run },
  { .name = "list",
    .zh = "列出流调",
    .en = "list traces",
    .options = area_options,
    .run = run_list },
  { .name = "show",
    .args = "TRACE",
    .zh = "一次流调的人数：按途径、门禁、日期",
    .en = "a trace's counts, by way, gate and day",
    .options = area_options,
    .run = run_show },
  { .name = "ask",
    .args = "TRACE",
    .zh = "提出查看姓名，须另一单位复核",
    .en = "ask for its names, which another body seconds",
    .options = ask_options,
    .run = run_ask },
  { .name = "names",
    .args = "TRACE",
    .zh = "复核之后，提出人查看姓名，逐人记入审计",
    .en = "its names, for who asked, once seconded; each is entered in the audit log",
    .options = names_options,
    .run = run_names },
  { 0 },
};

const struct host_command command_trace = {
  .name = "trace",
  .zh = "流调：同门、同户、同管的接触者",
  .en = "trace contacts by gates, households and tubes",
  .commands = trace_commands,
};
