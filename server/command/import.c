/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "client.h"
#include "host/sys/csv.h"
#include "shared.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static void show_progress(void *context, const json_t *line) {
  (void)context;
  if (!isatty(STDERR_FILENO)) return;
  fprintf(stderr, host_words("\r%3lld.%lld %%，%lld行", "\r%3lld.%lld %%, %lld rows"),
          number_of(line, "per_mille") / 10, number_of(line, "per_mille") % 10,
          number_of(line, "rows"));
}

/* Sends a file as it is: the server finds out its encoding. */
static int send_file(const struct host_args *args, const char *path, json_t **out) {
  HOST_BYTES bytes = { 0 };
  CLIENT client = NULL;
  int status = command_read_file(host_arg(args, 0), CSV_MAX, &bytes);
  if (status == EX_OK) status = client_open(args, &client);
  if (status != EX_OK) return status;
  const struct client_request request = { .method = "POST",
                                          .path = path,
                                          .type = "text/csv",
                                          .body = host_span(&bytes),
                                          .line = show_progress };
  status = client_send(client, &request, out, NULL);
  if (status == EX_OK && isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
  return status;
}

static void print_errors(const json_t *result) {
  size_t i;
  const json_t *error;
  json_array_foreach(json_object_get(result, "errors"), i, error) fprintf(
      stderr, host_words("第%lld行“%s”：%s\n", "line %lld, %s: %s\n"), number_of(error, "line"),
      text_of(error, host_words("column", "column_en")), text_of(error, host_words("zh", "en")));
  long long more = number_of(result, "more");
  if (more > 0) fprintf(stderr, host_words("还有%lld处\n", "and %lld more\n"), more);
}

/* Good rows went in: the status says whether all were good. */
static int finish(const struct host_args *args, json_t *result, const char *words) {
  if (host_flag(args, "json"))
    command_print_json(result);
  else
    puts(words);
  if (!host_flag(args, "json")) print_errors(result);
  int status = number_of(result, "refused") ? EX_DATAERR : EX_OK;
  json_decref(result);
  return status;
}

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
    json_array_foreach(json_object_get(out, "imports"), i, one) printf(
        "%s/%lld  %s  %s  %s  %lld\n", text_of(one, "area"), number_of(one, "import"),
        text_of(one, "kind"), text_of(one, "state"), text_of(one, "actor"), number_of(one, "rows"));
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

static int run_import(const struct host_args *args) {
  json_t *out = NULL;
  char words[300];
  if (host_flag(args, "list")) return show_running(args);
  if (host_given(args, "cancel")) return cancel(args, host_text(args, "cancel", ""));
  if (!host_arg(args, 0))
    return host_fail(EX_USAGE, "请给出名册文件。用法：tongxing-server import 文件",
                     "Please name the roster. Usage: tongxing-server import FILE");
  HOST_FREE char *path = client_area_path(args, "/v1/imports");
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = send_file(args, path, &out);
  if (status != EX_OK) return status;
  snprintf(words, sizeof words,
           host_words("共%lld行：新增%lld，更新%lld，不变%lld，未导入%lld。",
                      "%lld rows: %lld added, %lld updated, %lld unchanged, %lld refused."),
           number_of(out, "rows"), number_of(out, "added"), number_of(out, "updated"),
           number_of(out, "unchanged"), number_of(out, "refused"));
  return finish(args, out, words);
}

static const struct host_option import_options[] = {
  AREA_OPTION,
  { .name = "list",
    .type = HOST_FLAG,
    .zh = "列出正在进行的导入",
    .en = "list the imports that go on" },
  { .name = "cancel",
    .type = HOST_TEXT,
    .value = "AREA/NUMBER",
    .zh = "取消一项，已导入的行一并撤去",
    .en = "cancel one; its rows are taken away" },
  { 0 },
};

const struct host_command command_import = {
  .name = "import",
  .args = "[FILE]",
  .zh = "导入名册（CSV）",
  .en = "import a roster (CSV)",
  .options = import_options,
  .run = run_import,
};

/* --- feeds ------------------------------------------------------------------------------------ */

static int run_feed(const struct host_args *args) {
  json_t *out = NULL;
  char words[300];
  int status = send_file(args, "/v1/feeds", &out);
  if (status != EX_OK) return status;
  snprintf(words, sizeof words,
           host_words("共%lld行：新增%lld，重复%lld，不在名册%lld，未导入%lld；%lld份记录有变。",
                      "%lld rows: %lld added, %lld repeated, %lld of nobody here, %lld refused; "
                      "%lld records changed."),
           number_of(out, "rows"), number_of(out, "added"), number_of(out, "repeated"),
           number_of(out, "unknown"), number_of(out, "refused"), number_of(out, "changed"));
  return finish(args, out, words);
}

const struct host_command command_feed = {
  .name = "feed",
  .args = "FILE",
  .zh = "导入健康、行程、核酸等结果（CSV）",
  .en = "import health, travel, test results (CSV)",
  .run = run_feed,
};
