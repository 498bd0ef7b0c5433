/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

#define WIDE_COLUMNS 8 /* more stand one below the other */
#define LABEL_WIDTH 24
#define COUNT_WIDTH 14

/* --- asking ----------------------------------------------------------------------------------- */

/* The options that are the query's own, those that were given. */
static const char *const queries[] = { "area", "day", "from", "to", "table" };

static bool is_taken(const char *name, const char *path) {
  const bool figures = strstr(path, "/figures/") != NULL;
  const bool days =
      strcmp(name, "from") == 0 || strcmp(name, "to") == 0 || strcmp(name, "table") == 0;
  if (figures) return days;
  if (strcmp(name, "day") == 0) return strstr(path, "/day") || strstr(path, "/passages");
  return !days;
}

static char *make_path(const struct host_args *args, const char *path, const char *format) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return NULL;
  fprintf(out, "%s?lang=%s", path, host_words("zh", "en"));
  if (format) fprintf(out, "&format=%s", format);
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    if (!is_taken(queries[i], path) || !host_given(args, queries[i])) continue;
    HOST_FREE char *value = client_path("%s", host_text(args, queries[i], ""));
    fprintf(out, "&%s=%s", queries[i], value ? value : "");
  }
  if (host_given(args, "hours")) fprintf(out, "&hours=%lld", (long long)host_int(args, "hours", 0));
  return fclose(out) == 0 ? text : (free(text), NULL);
}

/* --- on the terminal -------------------------------------------------------------------------- */

static const char *label_of(const json_t *one) {
  return text_of(one, host_words("zh", "en"));
}

static void print_cell(const json_t *cell, size_t width) {
  char number[24] = "";
  if (json_is_integer(cell))
    snprintf(number, sizeof number, "%lld", (long long)json_integer_value(cell));
  host_screen_print(stdout, json_is_string(cell) ? json_string_value(cell) : number, width);
}

static void print_label(const json_t *report, const json_t *row) {
  if (json_object_get(report, "of")) {
    host_screen_print(stdout, *text_of(row, "of") ? text_of(row, "of") : host_words("合计", "all"),
                      LABEL_WIDTH);
    fputs("  ", stdout);
  }
  host_screen_print(stdout, label_of(row), LABEL_WIDTH);
}

static void print_heading(const json_t *report) {
  size_t i;
  const json_t *column, *of = json_object_get(report, "of");
  if (of) {
    host_screen_print(stdout, label_of(of), LABEL_WIDTH);
    fputs("  ", stdout);
  }
  host_screen_print(stdout, label_of(json_object_get(report, "what")), LABEL_WIDTH);
  json_array_foreach(json_object_get(report, "columns"), i, column) {
    fputs("  ", stdout);
    host_screen_print(stdout, label_of(column), COUNT_WIDTH);
  }
  putchar('\n');
}

/* A row of many counts is a block. */
static void print_block(const json_t *report, const json_t *row) {
  size_t i;
  const json_t *column, *counts = json_object_get(row, "counts");
  host_screen_line(stdout, "%s", label_of(row));
  json_array_foreach(json_object_get(report, "columns"), i, column) {
    fputs("  ", stdout);
    host_screen_print(stdout, label_of(column), LABEL_WIDTH);
    fputs("  ", stdout);
    print_cell(json_array_get(counts, i), 0);
    putchar('\n');
  }
}

static void print_row(const json_t *report, const json_t *row) {
  size_t i;
  const json_t *cell;
  print_label(report, row);
  json_array_foreach(json_object_get(row, "counts"), i, cell) {
    fputs("  ", stdout);
    print_cell(cell, COUNT_WIDTH);
  }
  putchar('\n');
}

static void print_report(const json_t *report) {
  size_t i;
  const json_t *row;
  const bool wide = json_array_size(json_object_get(report, "columns")) > WIDE_COLUMNS;
  if (!wide) print_heading(report);
  json_array_foreach(json_object_get(report, "rows"), i,
                     row)(wide ? print_block : print_row)(report, row);
}

static void print_people(const json_t *out) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(out, "residents"), i, one)
      host_screen_line(stdout, "%lld  %s  %s  %s-%s", number_of(one, "index"), text_of(one, "name"),
                       text_of(one, "tail"), text_of(one, "unit"), text_of(one, "room"));
  if (json_object_get(out, "next"))
    fprintf(stderr, host_words("还有更多，请加 --from-index %lld\n", "more: --from-index %lld\n"),
            number_of(out, "next"));
}

/* --- commands --------------------------------------------------------------------------------- */

/* By how the file's name ends. */
static const char *format_of(const char *path) {
  const char *dot = strrchr(path, '.');
  if (dot && strcmp(dot, ".csv") == 0) return "csv";
  if (dot && strcmp(dot, ".xlsx") == 0) return "xlsx";
  if (dot && strcmp(dot, ".pdf") == 0) return "pdf";
  return dot && strcmp(dot, ".json") == 0 ? "json" : NULL;
}

static int save(const struct host_args *args, const char *path, const char *file) {
  HOST_BYTES bytes = { 0 };
  CLIENT client = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_fetch(client, path, &bytes);
  if (status != EX_OK) return status;
  if (host_file_write(file, host_span(&bytes), 0600) == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "写不了 %s，请检查文件夹和权限。",
                   "%s cannot be written: please see to its folder and rights.", file);
}

static int run(const struct host_args *args, const char *resource) {
  json_t *out = NULL;
  const char *file = host_text(args, "output", NULL), *format = file ? format_of(file) : NULL;
  if (file && !format)
    return host_fail(EX_USAGE, "--output 的文件名应以 .csv、.xlsx、.pdf 或 .json 结尾。",
                     "--output takes a name that ends in .csv, .xlsx, .pdf or .json.");
  HOST_FREE char *path = make_path(args, resource, format);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (file) return save(args, path, file);
  int status = client_call(args, "GET", path, NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_report(out);
  json_decref(out);
  return EX_OK;
}

static int run_day(const struct host_args *args) {
  return run(args, "/v1/reports/day");
}
static int run_passages(const struct host_args *args) {
  return run(args, "/v1/reports/passages");
}
static int run_tests(const struct host_args *args) {
  return run(args, "/v1/reports/tests");
}
static int run_people(const struct host_args *args) {
  return run(args, "/v1/reports/people");
}

static int run_figures(const struct host_args *args) {
  HOST_FREE char *path = client_path("/v1/figures/%s", host_arg(args, 0));
  return path ? run(args, path) : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
}

static int run_untested(const struct host_args *args) {
  json_t *out = NULL;
  char *path = NULL;
  HOST_FREE char *asked = make_path(args, "/v1/reports/tests/people", NULL);
  if (!asked ||
      asprintf(&path, "%s&from=%lld", asked, (long long)host_int(args, "from-index", 0)) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_call(args, "GET", path, NULL, &out);
  free(path);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_people(out);
  json_decref(out);
  return EX_OK;
}

#define DAY_OPTION                                                                                 \
  {                                                                                                \
    .name = "day", .type = HOST_TEXT, .value = "DAY", .zh = "日期，默认为今天",                    \
    .en = "the day; today when absent"                                                             \
  }
#define HOURS_OPTION                                                                               \
  {                                                                                                \
    .name = "hours", .type = HOST_INT, .value = "N", .min = 1, .max = 672,                         \
    .zh = "几小时之内的检测算数，默认48", .en = "how old a test may be; 48 when absent"            \
  }
#define OUTPUT_OPTION                                                                              \
  {                                                                                                \
    .name = "output", .type = HOST_PATH, .value = "FILE",                                          \
    .zh = "写到文件：.csv、.xlsx、.pdf 或 .json",                                                  \
    .en = "write it to a file: .csv, .xlsx, .pdf or .json"                                         \
  }

static const struct host_option options[] = {
  AREA_OPTION, DAY_OPTION, HOURS_OPTION, OUTPUT_OPTION, { 0 }
};
static const struct host_option now_options[] = { AREA_OPTION, HOURS_OPTION, OUTPUT_OPTION, { 0 } };
static const struct host_option figures_options[] = {
  { .name = "from",
    .type = HOST_TEXT,
    .value = "DAY",
    .zh = "第一天，默认为今天",
    .en = "the first day; today when absent" },
  { .name = "to",
    .type = HOST_TEXT,
    .value = "DAY",
    .zh = "最后一天，默认同第一天",
    .en = "the last; the first when absent" },
  { .name = "table",
    .type = HOST_CHOICE,
    .value = "areas|hours|grounds",
    .zh = "各社区、分时、按依据",
    .en = "of each community, by hour, by ground" },
  HOURS_OPTION,
  OUTPUT_OPTION,
  { 0 },
};
static const struct host_option untested_options[] = {
  AREA_OPTION,
  HOURS_OPTION,
  { .name = "from-index",
    .type = HOST_INT,
    .value = "INDEX",
    .zh = "从此序号起",
    .en = "from that index on" },
  { 0 },
};

static const struct host_command report_commands[] = {
  { .name = "day", .zh = "日报", .en = "the day's figures", .options = options, .run = run_day },
  { .name = "figures",
    .args = "AREA",
    .zh = "上级区划之内各社区的数据",
    .en = "figures of the communities within an area",
    .options = figures_options,
    .run = run_figures },
  { .name = "passages",
    .zh = "分时分门进出",
    .en = "who passed, by hour and gate",
    .options = options,
    .run = run_passages },
  { .name = "people",
    .zh = "人员构成：年龄、户、独居、租住",
    .en = "ages, households, who lives alone, who rents",
    .options = now_options,
    .run = run_people },
  { .name = "tests",
    .zh = "核酸检测，按楼栋",
    .en = "how many have a test, by building",
    .options = now_options,
    .run = run_tests },
  { .name = "untested",
    .zh = "谁没有检测（隐去姓名，每次50人，记入审计）",
    .en = "who has no test: masked, 50 at once, entered in the audit log",
    .options = untested_options,
    .run = run_untested },
  { 0 },
};

const struct host_command command_report = {
  .name = "report",
  .zh = "报表与上报数据",
  .en = "reports and figures",
  .commands = report_commands,
};
