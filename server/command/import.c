/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/import_shared.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <string.h>

/* --- rosters ---------------------------------------------------------------------------------- */

static int show_running(const struct host_args *args) {
  json_t *out = NULL;
  size_t i;
  const json_t *one;
  int status = client_call(args, "GET", "/v1/imports", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    json_array_foreach(json_object_get(out, "imports"), i, one) host_screen_line(
        stdout, "%s/%lld  %s  %s  %s  %lld", text_of(one, "area"), number_of(one, "import"),
        text_of(one, "kind"), text_of(one, "state"), text_of(one, "actor"), number_of(one, "rows"));
  if (!host_flag(args, "json")) import_print_previews(out);
  json_decref(out);
  return EX_OK;
}

/* AREA/ID, as the list shows it. */
static int cancel(const struct host_args *args, const char *word) {
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  if (strlen(word) < 14 || word[12] != '/' || asprintf(&path, "/v1/imports/%s", word) < 0)
    return host_fail(EX_USAGE, "请照 import --list 的样子给出：区划/序号。",
                     "Give it as import --list shows it: AREA/NUMBER.");
  int status = client_call(args, "DELETE", path, NULL, &out);
  json_decref(out);
  if (status == EX_OK) puts(host_words("已取消。", "Cancelled."));
  return status;
}

static int import_file(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *out = NULL;
  HOST_FREE char *path = import_path(args, "/v1/imports");
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_open(args, &client);
  if (status == EX_OK) status = import_send_file(args, client, path, &out);
  return status == EX_OK ? import_finish(args, out) : status;
}

static int run_import(const struct host_args *args) {
  if (host_flag(args, "list")) return show_running(args);
  if (host_given(args, "cancel")) return cancel(args, host_text(args, "cancel", ""));
  if (host_given(args, "confirm")) return import_confirm(args, host_text(args, "confirm", ""));
  if (host_given(args, "undo")) return import_undo(args, host_text(args, "undo", ""));
  if (host_given(args, "discard")) return import_discard(args, host_text(args, "discard", ""));
  if (!host_arg(args, 0))
    return host_fail(EX_USAGE, "请给出名册文件。用法：tongxing-server import 文件",
                     "Please name the roster. Usage: tongxing-server import FILE");
  if (host_flag(args, "preview")) return import_preview(args, true);
  if (host_flag(args, "dry-run")) return import_preview(args, false);
  return import_file(args);
}

static const struct host_option import_options[] = {
  AREA_OPTION,
  { .name = "map",
    .type = HOST_TEXT,
    .value = "COLUMN=FIELD,…",
    .zh = "名册的列名对应哪个字段，如 住户=姓名",
    .en = "what columns are called otherwise, as Resident=name" },
  { .name = "refused",
    .type = HOST_TEXT,
    .value = "FILE.xlsx",
    .zh = "把未导入的行写进工作簿，改好后可以再导入",
    .en = "write the refused rows as a workbook, to mend and import again" },
  { .name = "list",
    .type = HOST_FLAG,
    .zh = "列出正在进行的导入",
    .en = "list the imports that go on" },
  { .name = "cancel",
    .type = HOST_TEXT,
    .value = "AREA/NUMBER",
    .zh = "取消一项，已导入的行一并撤去",
    .en = "cancel one; its rows are taken away" },
  { .name = "preview",
    .type = HOST_FLAG,
    .zh = "先看会新增、变更、缺少、拒绝哪些；一小时内可用 --confirm 导入",
    .en = "show what would be added, changed, missing, refused; --confirm imports it within an "
          "hour" },
  { .name = "dry-run",
    .type = HOST_FLAG,
    .zh = "只看，不保留",
    .en = "the same, and keep nothing" },
  { .name = "all",
    .type = HOST_FLAG,
    .zh = "预览时全部列出，而不是各列20条",
    .en = "with these, list all instead of 20 of each" },
  { .name = "confirm",
    .type = HOST_TEXT,
    .value = "AREA/NUMBER",
    .zh = "导入预览过的一份",
    .en = "import what a preview showed" },
  { .name = "undo",
    .type = HOST_TEXT,
    .value = "AREA/NUMBER",
    .zh = "撤销一天内的一次导入；此后有人改动或已领通行证的不动，并列出",
    .en = "take back an import of the last day; who was changed since, or has a pass, is left and "
          "named" },
  { .name = "discard",
    .type = HOST_TEXT,
    .value = "AREA/NUMBER",
    .zh = "放弃一份预览",
    .en = "forget a preview" },
  { 0 },
};

const struct host_command command_import = {
  .name = "import",
  .args = "[FILE]",
  .zh = "导入名册（CSV、.xlsx）",
  .en = "import a roster (CSV, .xlsx)",
  .options = import_options,
  .run = run_import,
};

/* --- feeds ------------------------------------------------------------------------------------ */

static int run_feed(const struct host_args *args) {
  json_t *out = NULL;
  char words[300];
  CLIENT client = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = import_send_file(args, client, "/v1/feeds", &out);
  if (status != EX_OK) return status;
  snprintf(
      words, sizeof words,
      host_words("共%lld行%.0s：新增%lld，重复%lld，不在名册%lld，未导入%lld；%lld份记录%.0s有变。",
                 "%lld %s: %lld added, %lld repeated, %lld of nobody here, %lld refused; "
                 "%lld %s changed."),
      number_of(out, "rows"), host_plural(number_of(out, "rows"), "row", "rows"),
      number_of(out, "added"), number_of(out, "repeated"), number_of(out, "unknown"),
      number_of(out, "refused"), number_of(out, "changed"),
      host_plural(number_of(out, "changed"), "record", "records"));
  if (number_of(out, "held") > 0)
    fprintf(
        stderr,
        host_words(
            "%lld行%.0s限制本人，24小时内须另一单位的人复核（request list），在此之前不生效。\n",
            "%lld %s for a person of another body (request list), without effect "
            "until then, for 24 hours at most.\n"),
        number_of(out, "held"),
        host_plural(number_of(out, "held"), "row restrains somebody: it waits",
                    "rows restrain somebody: they wait"));
  return import_end(args, out, words);
}

const struct host_command command_feed = {
  .name = "feed",
  .args = "FILE",
  .zh = "导入健康、行程、核酸等结果（CSV、.xlsx）",
  .en = "import health, travel, test results (CSV, .xlsx)",
  .run = run_feed,
  .commands = feed_commands,
};
