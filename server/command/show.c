/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "host/sys/date.h"
#include "office_call.h"

static const char *text_of(const json_t *json, const char *name) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

static long long number_of(const json_t *json, const char *name) {
  return (long long)json_integer_value(json_object_get(json, name));
}

static void print_event(const json_t *event) {
  char at[HOST_DATE_SIZE];
  host_date_shanghai(number_of(event, "at"), at);
  printf("%s %6lld  %s  %-3s %-6s %s", text_of(event, "gate"), number_of(event, "seq"), at,
         text_of(event, "direction"), text_of(event, "verdict"), text_of(event, "reason_name"));
  if (json_object_get(event, "index"))
    printf("  %012lld/%lld", number_of(event, "area"), number_of(event, "index"));
  putchar('\n');
}

int command_events(const struct host_args *args) {
  json_t *in = json_object(), *out = NULL;
  size_t i;
  const json_t *row;
  if (host_given(args, "gate"))
    json_object_set_new(in, "gate", json_string(host_text(args, "gate", "")));
  int status = office_call(args, "events", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    json_array_foreach(json_object_get(out, "events"), i, row) print_event(row);
    json_array_foreach(json_object_get(out, "gaps"), i, row)
        printf(host_words("%s 缺 %lld 至 %lld\n", "%s lost %lld to %lld\n"), text_of(row, "gate"),
               number_of(row, "from"), number_of(row, "to"));
  }
  json_decref(out);
  return EX_OK;
}

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

int command_status(const struct host_args *args) {
  json_t *out = NULL;
  size_t i;
  const json_t *area;
  int status = office_call(args, "status", json_object(), &out);
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

int command_audit_verify(const struct host_args *args) {
  json_t *in = command_input(args), *out = NULL;
  if (host_given(args, "head"))
    json_object_set_new(in, "head", json_string(host_text(args, "head", "")));
  int status = office_call(args, "audit-verify", in, &out);
  if (status != EX_OK) return status;
  bool whole = json_is_true(json_object_get(out, "whole"));
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (whole)
    printf(host_words("审计链完整,%lld条,链头 %s\n",
                      "the audit chain is whole: %lld entries, head %s\n"),
           number_of(out, "entries"), text_of(out, "head"));
  else if (json_object_get(out, "broken_at"))
    printf(host_words("审计链在第%lld条断开:有人改动过\n",
                      "the audit chain breaks at entry %lld: it was altered\n"),
           number_of(out, "broken_at"));
  else
    puts(host_words("链中没有门禁持有的那个链头:有人改写过历史",
                    "the chain lacks the head that the gate holds: history was rewritten"));
  json_decref(out);
  return whole ? EX_OK : EX_DATAERR;
}

int command_area_add(const struct host_args *args) {
  json_t *out = NULL;
  int status = office_call(args, "area-add", json_pack("{s:s}", "area", host_arg(args, 0)), &out);
  if (status != EX_OK) return status;
  printf(host_words("现在起保管 %s 的名册\n", "a list of %s is kept from now on\n"),
         text_of(out, "area"));
  json_decref(out);
  return EX_OK;
}
