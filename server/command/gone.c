/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a roster did not name, confirmed and taken back. */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* AREA/NUMBER, as import --list shows it. NULL having said so. */
static char *path_of(const struct host_args *args, const char *behind) {
  const char *word = host_arg(args, 0);
  char *path = NULL;
  if (word && strlen(word) >= 14 && word[12] == '/' &&
      asprintf(&path, "/v1/imports/%s/gone%s", word, behind) >= 0)
    return path;
  host_fail(EX_USAGE, "请照 import --list 的样子给出：区划/序号。",
            "Give it as import --list shows it: AREA/NUMBER.");
  return NULL;
}

/* --- the list --------------------------------------------------------------------------------- */

static void print_person(const json_t *one) {
  const bool ended = json_object_get(one, "ended_at") != NULL;
  printf("%6lld  ", number_of(one, "index"));
  host_screen_print(stdout, text_of(one, "name"), 12);
  putchar(' ');
  host_screen_print(stdout, text_of(one, "tail"), 5);
  putchar(' ');
  host_screen_print(stdout, text_of(one, "unit"), 8);
  host_screen_line(stdout, " %-8s %-9s %s", text_of(one, "room"), text_of(one, "state"),
                   ended ? host_words("已确认迁走", "confirmed as gone") : "");
}

/* All pages; *total: of the last, with its counts. */
static int read_list(struct client *client, const char *path, json_t *items, json_t **total) {
  long long from = 0;
  int status = EX_OK;
  do {
    HOST_FREE char *page = NULL;
    if (asprintf(&page, "%s?from=%lld", path, from) < 0) return EX_OSERR;
    json_decref(*total);
    *total = NULL;
    status = client_get(client, page, total);
    json_array_extend(items, json_object_get(*total, "items"));
    from = number_of(*total, "next");
  } while (status == EX_OK && from);
  return status;
}

static int run_list(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *total = NULL, *items = json_array();
  size_t i;
  const json_t *one;
  HOST_FREE char *path = path_of(args, "");
  int status = path ? client_open(args, &client) : EX_USAGE;
  if (status == EX_OK) status = read_list(client, path, items, &total);
  if (status == EX_OK && host_flag(args, "json")) {
    json_object_set(total, "items", items);
    command_print_json(total);
  } else if (status == EX_OK) {
    json_array_foreach(items, i, one) print_person(one);
    printf(host_words("名册里没有的%lld人%.0s，已确认迁走%lld人。\n",
                      "%lld %s not in the roster, %lld of them confirmed as gone.\n"),
           number_of(total, "gone"), host_plural(number_of(total, "gone"), "is", "are"),
           number_of(total, "ended"));
  }
  json_decref(items);
  json_decref(total);
  return status;
}

/* --- confirmed, taken back -------------------------------------------------------------------- */

/* --all, or the numbers of --index; NULL having said that one of them is wanted. */
static json_t *read_whom(const struct host_args *args) {
  json_t *in = json_object();
  const char *text = host_text(args, "index", "");
  if (host_flag(args, "all")) {
    json_object_set_new(in, "all", json_true());
    return in;
  }
  json_t *indexes = json_array();
  json_object_set_new(in, "indexes", indexes);
  for (char *end; *text; text = *end ? end + 1 : end) {
    const unsigned long long index = strtoull(text, &end, 10);
    if (end == text || (*end && *end != ',')) break;
    json_array_append_new(indexes, json_integer((json_int_t)index));
  }
  if (json_array_size(indexes) && !*text) return in;
  json_decref(in);
  host_fail(EX_USAGE, "请用 --index 给出序号，如 3,7,9；或用 --all 表示全部。",
            "Name them by --index, as 3,7,9, or all of them by --all.");
  return NULL;
}

static const char *why_left(const json_t *one) {
  const char *why = text_of(one, "why");
  if (strcmp(why, "unlisted") == 0) return host_words("不在名单上", "is not on the list");
  if (strcmp(why, "named") == 0)
    return host_words("后来的名册里有", "stands in a roster that came in later");
  return host_words("已暂停、已注销，或此后有人改动",
                    "is suspended, revoked, or was changed since");
}

static void print_report(const json_t *out, const char *zh, const char *en) {
  size_t i;
  const json_t *one;
  printf(host_words("%s%lld人，本来如此%lld人，未动%lld人。\n",
                    "%s: %lld; so already: %lld; left alone: %lld.\n"),
         host_words(zh, en), number_of(out, "done"), number_of(out, "repeated"),
         number_of(out, "left"));
  json_array_foreach(json_object_get(out, "left_alone"), i, one)
      host_screen_line(stdout, host_words("  未动：序号%lld，%s", "  left alone: index %lld, %s"),
                       number_of(one, "index"), why_left(one));
}

static int carry_out(const struct host_args *args, const char *behind, json_t *in, const char *zh,
                     const char *en) {
  json_t *out = NULL;
  HOST_FREE char *path = in ? path_of(args, behind) : NULL;
  if (!path) {
    json_decref(in);
    return EX_USAGE;
  }
  int status = client_call(args, "POST", path, in, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_report(out, zh, en);
  json_decref(out);
  return status;
}

static int run_confirm(const struct host_args *args) {
  json_t *in = read_whom(args);
  if (in) {
    json_object_set_new(in, "evidence", json_string(host_text(args, "evidence", "")));
    json_object_set_new(in, "reason", json_string(host_text(args, "reason", "")));
  }
  return carry_out(args, "/confirmations", in, "已确认迁走", "confirmed as gone");
}

static int run_undo(const struct host_args *args) {
  return carry_out(args, "/undo", read_whom(args), "已恢复", "taken back");
}

#define WHOM_OPTIONS                                                                               \
  { .name = "all", .type = HOST_FLAG, .zh = "名单上的全部", .en = "all of the list" }, {           \
    .name = "index", .type = HOST_TEXT, .value = "N,N,…", .zh = "名单上的这些序号",                \
    .en = "these of the list"                                                                      \
  }

static const struct host_option none[] = { { 0 } };

static const struct host_option confirm_options[] = {
  WHOM_OPTIONS,
  { .name = "evidence",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "如何核实他们已迁走，如走访的日期和人",
    .en = "how it was checked that they have moved out" },
  { .name = "reason",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "说明，记入审计链",
    .en = "why, for the audit chain" },
  { 0 },
};

static const struct host_option undo_options[] = { WHOM_OPTIONS, { 0 } };

static const struct host_command gone_commands[] = {
  { .name = "list",
    .args = "AREA/NUMBER",
    .zh = "列出最近一天内的一次导入里缺少的人",
    .en = "list whom an import of the last day did not name",
    .options = none,
    .run = run_list },
  { .name = "confirm",
    .args = "AREA/NUMBER",
    .zh = "确认名单上的人已经迁走：注销其通行证，一天之内可以恢复",
    .en = "confirm that they have moved out: their passes are revoked; undo within a day",
    .options = confirm_options,
    .run = run_confirm },
  { .name = "undo",
    .args = "AREA/NUMBER",
    .zh = "恢复最近一天内确认迁走的人",
    .en = "take back what was confirmed in the last day",
    .options = undo_options,
    .run = run_undo },
  { 0 },
};

const struct host_command command_gone = {
  .name = "gone",
  .zh = "导入的名册里缺少的人",
  .en = "whom a roster that was imported did not name",
  .commands = gone_commands,
};
