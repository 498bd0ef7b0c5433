/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>

static void print_restraint(const json_t *row) {
  char until[HOST_DATE_SIZE];
  long long end = number_of(row, "until");
  host_date_shanghai_minute(end, until);
  host_screen_line(
      stdout, host_words("  %s %s  %s %s  %s  由 %s  至 %s", "  %s %s  %s %s  %s  by %s  until %s"),
      text_of(row, "field"), text_of(row, "value"), text_of(row, "ground"),
      text_of(row, host_words("ground_zh", "ground_en")), text_of(row, "evidence"),
      text_of(row, "by"), end ? until : host_words("解除", "it is released"));
}

static void print_said(const json_t *row) {
  char at[HOST_DATE_SIZE], until[HOST_DATE_SIZE];
  long long end = number_of(row, "valid_until");
  host_date_shanghai_minute(number_of(row, "observed_at"), at);
  host_date_shanghai_minute(end, until);
  host_screen_line(stdout,
                   host_words("  %s  %s %s  来源 %s  至 %s", "  %s  %s %s  from %s  until %s"), at,
                   text_of(row, "field"), text_of(row, host_words("value_zh", "value")),
                   text_of(row, "source"), end ? until : host_words("解除", "it is released"));
}

static void print_document(const json_t *row) {
  host_screen_line(stdout, "  %s %s  %s", text_of(row, "id_type"), text_of(row, "id_number"),
                   json_is_true(json_object_get(row, "own")) ? host_words("名册", "of the roster")
                                                             : text_of(row, "document"));
}

static void print_record(const json_t *out) {
  size_t i;
  const json_t *row;
  host_screen_line(stdout, "%lld  %s  %s %s  %s", number_of(out, "index"), text_of(out, "name"),
                   text_of(out, "id_type"), text_of(out, "id_number"), text_of(out, "phone"));
  host_screen_line(stdout, "  %s %s  %s  %s", text_of(out, "unit"), text_of(out, "room"),
                   text_of(out, "birth_date"), text_of(out, "role"));
  host_screen_line(stdout, "  %s  %s  %s  %s", text_of(out, "state"), text_of(out, "health"),
                   text_of(out, "travel"), text_of(out, "test"));
  const json_t *exempt = json_object_get(out, "exempt");
  if (json_array_size(exempt)) {
    host_screen_part(stdout, "  %s", host_words("免检：", "exempt from: "));
    json_array_foreach(exempt, i, row)
        host_screen_part(stdout, "%s%s", i ? host_words("、", ", ") : "", json_string_value(row));
    putchar('\n');
  }
  json_array_foreach(json_object_get(out, "documents"), i, row) print_document(row);
  json_array_foreach(json_object_get(out, "restraints"), i, row) print_restraint(row);
  json_array_foreach(json_object_get(out, "statements"), i, row) print_said(row);
}

static int run_record(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *resource = NULL, *query = NULL, *path = NULL;
  json_t *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_resident(client, args, host_arg(args, 0), NULL, &resource);
  if (status == EX_OK) query = client_path("?purpose=%s", host_text(args, "purpose", ""));
  if (status == EX_OK && (!query || asprintf(&path, "%s%s", resource, query) < 0))
    status = host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (status == EX_OK) status = client_get(client, path, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_record(out);
  json_decref(out);
  return EX_OK;
}

static const struct host_option record_options[] = {
  AREA_OPTION,
  { .name = "purpose",
    .type = HOST_CHOICE,
    .value = "contact|papers|visit|health|appeal|emergency",
    .zh = "用途：联系通知、办证核对、上门服务、健康服务、申诉核实、突发处置；本人会看到",
    .en = "what for; the person sees it" },
  { 0 },
};

const struct host_command command_record = {
  .name = "record",
  .args = "RESIDENT",
  .zh = "查看一个人的完整记录（记入审计链）",
  .en = "open one person's record in full (the audit chain notes it)",
  .options = record_options,
  .run = run_record,
};
