/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/printing.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>

static void print_slip(const json_t *row, char out[64]) {
  char made[HOST_DATE_SIZE];
  *out = '\0';
  if (!json_object_get(row, "slip_at")) return;
  host_date_shanghai(number_of(row, "slip_at"), made);
  snprintf(out, 64, host_words("，领证码单 %s", ", slip of %s"), made);
}

static void print_row(const json_t *row) {
  char made[HOST_DATE_SIZE], until[HOST_DATE_SIZE], slip[64];
  printf("%6lld  ", number_of(row, "index"));
  host_screen_print(stdout, text_of(row, "name"), 10);
  host_screen_print(stdout, text_of(row, "tail"), 5);
  host_screen_print(stdout, text_of(row, "unit"), 8);
  host_screen_print(stdout, text_of(row, "room"), 8);
  print_slip(row, slip);
  if (!json_object_get(row, "iat")) {
    host_screen_line(stdout, host_words("没有通行证%s", "no pass%s"), slip);
    return;
  }
  host_date_shanghai_minute(number_of(row, "iat"), made);
  host_date_shanghai(number_of(row, "exp"), until);
  host_screen_line(
      stdout, host_words("签发 %s，至 %s，手机%lld部%s%s", "made %s, until %s, phones %lld%s%s"),
      made, until, number_of(row, "phones"),
      json_is_true(json_object_get(row, "good")) ? "" : host_words("，已无效", ", no good"), slip);
}

/* For a day when a gate is dead: who holds a pass that is good. */
static int print_list(const struct host_args *args, const json_t *holders) {
  PAPER list = NULL;
  const char *path = host_text(args, "list", "");
  int status = printing_begin(args, "list", path, NULL, &list);
  if (status != EX_OK) return status;
  printing_add_by_home(list, holders, "good");
  return printing_end(list, path);
}

static int run_passes(const struct host_args *args) {
  CLIENT client = NULL;
  size_t i;
  const json_t *row;
  json_t *list = json_array(), *out = json_pack("{s:o}", "holders", list);
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_pages(client, args, "/v1/passes", "lacking", "holders", list);
  if (status == EX_OK && host_given(args, "list"))
    status = print_list(args, list);
  else if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(list, i, row) print_row(row);
  json_decref(out);
  return status;
}

static const struct host_option passes_options[] = {
  AREA_OPTION,
  { .name = "lacking",
    .type = HOST_FLAG,
    .zh = "只列没有有效通行证的人",
    .en = "those alone who have none that is good" },
  { .name = "list",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "印成名册（PDF，姓名遮盖），门禁停用的日子人工查验用",
    .en = "print a list, names masked, for a day when a gate is dead: a PDF" },
  PAPER_OPTIONS,
  { 0 },
};

const struct host_command command_passes = {
  .name = "passes",
  .zh = "列出谁有通行证、何时签发、在几部手机上",
  .en = "list who holds a pass, made when, on how many phones",
  .options = passes_options,
  .run = run_passes,
};
