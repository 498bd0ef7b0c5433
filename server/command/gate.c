/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "print/qr.h"

#include <stdio.h>
#include <time.h>

static void print_column(const json_t *gate, const char *name, size_t columns) {
  host_screen_print(stdout, text_of(gate, name), columns);
  fputs("  ", stdout);
}

static void print_gate(const json_t *gate) {
  const json_t *removed = json_object_get(gate, "removed_at");
  char since[HOST_DATE_SIZE];
  host_date_shanghai_minute(
      json_integer_value(removed ? removed : json_object_get(gate, "added_at")), since);
  print_column(gate, "gate", 0);
  print_column(gate, "area", 0);
  print_column(gate, "kind", 10);
  host_screen_print(stdout, text_of(gate, "name"), 20);
  host_screen_line(
      stdout, " %lld  %s %s", (long long)json_integer_value(json_object_get(gate, "acknowledged")),
      removed ? host_words("停用于", "shut out") : host_words("登记于", "since"), since);
}

#define SILENT_S 3600

/* How it fares: of the list of gates alone. */
static void print_health(const json_t *gate) {
  char heard[HOST_DATE_SIZE], list[HOST_DATE_SIZE] = "-";
  const long long at = number_of(gate, "heard_at");
  const json_t *held = json_object_get(gate, "held");
  if (json_object_get(gate, "removed_at")) return;
  if (!at) {
    puts(host_words("    服务器启动后还没有联系过", "    not heard of since the server started"));
    return;
  }
  host_date_shanghai_minute(at, heard);
  if (number_of(held, "list")) host_date_shanghai_minute(number_of(held, "list"), list);
  host_screen_line(
      stdout,
      host_words("    上次联系 %s%s  %s  名册 %s  规定%lld  信任列表%lld  未送%lld条%.0s",
                 "    heard %s%s  %s  list of %s  policy %lld  trust list %lld  "
                 "%lld %s unsent"),
      heard, time(NULL) - at > SILENT_S ? host_words("（超过一小时）", " (over an hour ago)") : "",
      text_of(gate, "program"), list, number_of(held, "policy"), number_of(held, "trust"),
      number_of(gate, "unsent"), host_plural(number_of(gate, "unsent"), "event", "events"));
}

static int show(const struct host_args *args, int status, json_t *out) {
  size_t i;
  const json_t *gate, *gates = json_object_get(out, "gates");
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (!gates)
    print_gate(out);
  else
    json_array_foreach(gates, i, gate) {
      print_gate(gate);
      print_health(gate);
    }
  json_decref(out);
  return EX_OK;
}

static int run_add(const struct host_args *args) {
  char key[512];
  json_t *out = NULL;
  int status = command_read_key(host_arg(args, 2), key, sizeof key);
  if (status != EX_OK) return status;
  json_t *in =
      json_pack("{s:s, s:s, s:s, s:s}", "area", host_arg(args, 0), "name", host_arg(args, 1), "key",
                key, "kind", host_text(args, "kind", "pedestrian"));
  status = client_call(args, "POST", "/v1/gates", in, &out);
  return show(args, status, out);
}

static int run_list(const struct host_args *args) {
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/gates", NULL, &out);
  return show(args, status, out);
}

static int run_remove(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = client_path("/v1/gates/%s", host_arg(args, 0));
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "DELETE", path, NULL, &out);
  return show(args, status, out);
}

static void draw_code(const char *text) {
  struct qr *qr = qr_create(text, QR_SCREEN);
  if (qr) qr_terminal(qr, stdout);
  qr_destroy(qr);
  puts(text);
  fputs(host_words(
            "请在15分钟内给门禁的摄像头看，或输入以上文字；只能用一次。\n",
            "Show it to the gate's camera within 15 minutes, or type the text; it works once.\n"),
        stderr);
}

static int run_enrol(const struct host_args *args) {
  json_t *in = json_pack("{s:s}", "area", host_arg(args, 0)), *out = NULL;
  if (host_given(args, "url"))
    json_object_set_new(in, "url", json_string(host_text(args, "url", "")));
  if (host_given(args, "tls-cert"))
    json_object_set_new(in, "tls_cert", json_string(host_text(args, "tls-cert", "")));
  int status = client_call(args, "POST", "/v1/gates/codes", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    draw_code(text_of(out, "text"));
  json_decref(out);
  return EX_OK;
}

static const struct host_option gate_add_options[] = {
  { .name = "kind",
    .type = HOST_CHOICE,
    .value = "pedestrian|vehicle|building|sampling",
    .zh = "门禁种类",
    .en = "kind of gate" },
  { 0 },
};

static const struct host_option enrol_options[] = {
  { .name = "url",
    .type = HOST_TEXT,
    .value = "URL",
    .zh = "门禁访问本服务器的网址",
    .en = "how gates reach this server" },
  { .name = "tls-cert",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "TLS证书，默认用数据目录里的",
    .en = "TLS certificate; the data folder's when absent" },
  { 0 },
};

static void print_hour(const json_t *hour) {
  char at[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(hour, "at"), at);
  host_screen_line(
      stdout,
      host_words("%s  进 %lld  出 %lld  未放行 %lld", "%s  in %lld  out %lld  refused %lld"), at,
      number_of(hour, "in"), number_of(hour, "out"), number_of(hour, "refused"));
}

static int run_hours(const struct host_args *args) {
  size_t i;
  const json_t *hour;
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/events/hours", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    json_array_foreach(json_object_get(out, "hours"), i, hour) print_hour(hour);
  json_decref(out);
  return EX_OK;
}

static const struct host_command gate_commands[] = {
  { .name = "add",
    .args = "AREA NAME KEY",
    .zh = "登记门禁",
    .en = "register a gate",
    .options = gate_add_options,
    .run = run_add },
  { .name = "enrol",
    .args = "AREA",
    .zh = "生成登记码（一次有效，15分钟）",
    .en = "draw an enrolment code (one use, 15 minutes)",
    .options = enrol_options,
    .run = run_enrol },
  { .name = "hours",
    .zh = "24小时里各小时的进出人次",
    .en = "how many passed in each of the last 24 hours",
    .run = run_hours },
  { .name = "list", .zh = "列出门禁", .en = "list the gates", .run = run_list },
  { .name = "remove",
    .args = "GATE",
    .zh = "停用门禁",
    .en = "shut a gate out",
    .run = run_remove },
  { 0 },
};

const struct host_command command_gate = {
  .name = "gate",
  .zh = "门禁",
  .en = "gates",
  .commands = gate_commands,
};
