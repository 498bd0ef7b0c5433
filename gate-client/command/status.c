/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate status: what the gate holds and how it fares, by its socket while it runs, else
 * from its folder. */
#include "commands.h"

#include "host/text/date.h"
#include "host/text/screen.h"

#include "control/control.h"
#include "control/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static json_t *ask_running(const char *dir) {
  char *body = NULL;
  json_t *json = NULL;
  if (gate_control_ask(dir, "/status", NULL, &body) == 200 && body)
    json = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
  free(body);
  if (json) json_object_set_new(json, "running", json_true());
  return json;
}

/* Read only: nothing is locked, nothing is made. */
static json_t *read_folder(const struct host_args *args, const char *dir,
                           struct host_problem *error) {
  struct gate gate;
  struct gate_options options = { .dir = dir, .now_s = host_int(args, "now", GATE_MACHINE_CLOCK) };
  if (gate_open(&gate, &options, error) != TX_OK) return NULL;
  json_t *json = gate_report_json(&gate, NULL, NULL);
  gate_close(&gate);
  if (json) json_object_set_new(json, "running", json_false());
  return json;
}

static const char *text(const json_t *json, const char *key) {
  const char *value = json_string_value(json_object_get(json, key));
  return value ? value : "";
}

static int64_t number(const json_t *json, const char *key) {
  return json_integer_value(json_object_get(json, key));
}

static void print_held(const json_t *held) {
  char when[HOST_DATE_SIZE];
  size_t i;
  json_t *row;
  const json_t *trust = json_object_get(held, "trust");
  if (trust) {
    host_date_shanghai_minute(number(trust, "iat"), when);
    printf(host_words("信任列表 %" PRId64 "（%s），%" PRId64 "把密钥%.0s\n",
                      "trust list %" PRId64 " of %s, %" PRId64 " %s\n"),
           number(trust, "seq"), when, number(trust, "keys"),
           host_plural(number(trust, "keys"), "key", "keys"));
  } else {
    puts(host_words("没有信任列表", "no trust list"));
  }
  json_array_foreach(json_object_get(held, "policies"), i, row)
      printf(host_words("策略 %012" PRId64 " 序号 %" PRId64 "\n",
                        "policy of %012" PRId64 ", seq %" PRId64 "\n"),
             number(row, "area"), number(row, "seq"));
  json_array_foreach(json_object_get(held, "lists"), i, row) {
    host_date_shanghai_minute(number(row, "iat"), when);
    printf(host_words("名册 %012" PRId64 "：%" PRId64 "人%.0s，数据截至%s\n",
                      "list of %012" PRId64 ": %" PRId64 " %s as of %s\n"),
           number(row, "area"), number(row, "count"),
           host_plural(number(row, "count"), "record", "records"), when);
    if (json_object_get(row, "audit_head"))
      host_screen_line(stdout, host_words("  审计日志头 %s", "  head of its audit log %s"),
                       text(row, "audit_head"));
  }
}

static void print_journal(const json_t *json) {
  const json_t *journal = json_object_get(json, "journal");
  if (!journal) return;
  printf(host_words("日志：共%" PRId64 "条%.0s，已上传到%" PRId64 "，等待写盘%" PRId64 "%.0s"
                    "，未能写下%" PRId64 "\n",
                    "journal: %" PRId64 " %s, acknowledged to %" PRId64 ", %" PRId64
                    " %s for the disk, %" PRId64 " could not be written\n"),
         number(journal, "next_seq") - 1,
         host_plural(number(journal, "next_seq") - 1, "event", "events"),
         number(journal, "acknowledged"), number(journal, "waiting"),
         host_plural(number(journal, "waiting"), "waits", "wait"), number(journal, "unwritten"));
}

static void print_troubles(const json_t *loop) {
  size_t i;
  json_t *trouble;
  json_array_foreach(json_object_get(loop, "troubles"), i, trouble)
      host_screen_line(stdout, host_words("%s：%s", "%s: %s"), text(trouble, "source"),
                       text(trouble, host_words("zh", "en")));
}

static void print(const json_t *json) {
  bool running = json_is_true(json_object_get(json, "running"));
  host_screen_line(stdout, "%s %s %012" PRId64 " %s %s", text(json, "gate"), text(json, "name"),
                   number(json, "area"), text(json, "kind"), text(json, "direction"));
  puts(running ? host_words("正在运行", "running") : host_words("未运行", "not running"));
  if (json_is_true(json_object_get(json, "clock_unsure")))
    puts(host_words("时钟不可信", "clock: not trusted"));
  if (number(json_object_get(json, "loop"), "sources_gone") > 0)
    puts(host_words("摄像机或扫码器没有信号", "source: a camera or scanner has no signal"));
  print_troubles(json_object_get(json, "loop"));
  print_held(json_object_get(json, "held"));
  print_journal(json);
}

static int run_status(const struct host_args *args) {
  struct host_problem error = { 0 };
  const char *dir = gate_dir_by(args);
  json_t *json = ask_running(dir);
  if (!json) json = read_folder(args, dir, &error);
  if (!json) return gate_fail(EX_CONFIG, &error);
  if (host_flag(args, "json")) {
    json_dumpf(json, stdout, JSON_COMPACT);
    putchar('\n');
  } else {
    print(json);
  }
  json_decref(json);
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

const struct host_command gate_status_command = {
  .name = "status",
  .zh = "门禁的状况",
  .en = "show status",
  .run = run_status,
};
