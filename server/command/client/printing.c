/* SPDX-License-Identifier: Apache-2.0 */
#include "printing.h"

#include "host/text/screen.h"
#include "print/date.h"
#include "shared.h"

#include <stdlib.h>
#include <string.h>

#define DAY_S 86400

/* A wrong word here would stand on a thousand cards. */
enum tx_reason printing_check(const char *place, const char *phone, const char *url,
                              struct host_problem *problem) {
  if (url && strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "网址“%s”应以 https:// 开头。",
                            "The address \"%s\" should begin with https://.", url);
  if (strlen(place) > PRINTING_PLACE_MAX)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "社区名称太长：最多20个汉字。",
                            "The community's name is too long: at most 20 Chinese characters.");
  if (strlen(phone) > PRINTING_PHONE_MAX || strspn(phone, "0123456789+-() ") != strlen(phone))
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "电话“%s”应只有数字、空格、加号、连字符和括号，最多32个字符。",
        "The telephone \"%s\" should be at most 32 digits, blanks, hyphens, + and brackets.",
        phone);
  return TX_OK;
}

int printing_open(const struct printing_heading *heading, const char *form, const char *path,
                  struct paper **out) {
  char zh[DATE_WORDS_SIZE], en[DATE_WORDS_SIZE];
  struct host_problem problem = { 0 };
  if (printing_check(heading->place, heading->phone, heading->url, &problem) != TX_OK)
    return host_fail(EX_USAGE, "%s%.0s", "%.0s%s", problem.zh, problem.en);
  date_last_day(heading->now_s + DAY_S, zh, en);
  json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s*}", "form", form, "place", heading->place,
                           "phone", heading->phone, "day", zh, "url", heading->url);
  if (!json)
    return host_fail(EX_USAGE, "社区名称不是UTF-8文字。", "The community's name is no UTF-8 text.");
  int status = EX_OK;
  if (paper_begin(path, json, NULL, out, &problem) != TX_OK) status = command_problem(&problem);
  json_decref(json);
  return status;
}

int printing_begin(const struct host_args *args, const char *form, const char *path,
                   const char *url, struct paper **out) {
  const struct printing_heading heading = { .place = host_text(args, "place", ""),
                                            .phone = host_text(args, "phone", ""),
                                            .url = url,
                                            .now_s = command_now(args) };
  return printing_open(&heading, form, path, out);
}

static int by_home(const void *a, const void *b) {
  const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
  const int unit = strverscmp(text_of(one, "unit"), text_of(other, "unit"));
  return unit ? unit : strverscmp(text_of(one, "room"), text_of(other, "room"));
}

void printing_add_by_home(struct paper *paper, const json_t *list, const char *member) {
  size_t i, n = 0;
  json_t *item;
  HOST_FREE json_t **items = calloc(json_array_size(list) + 1, sizeof(json_t *));
  if (!items) return;
  json_array_foreach(list, i, item) if (!member || json_is_true(json_object_get(item, member)))
      items[n++] = item;
  qsort(items, n, sizeof *items, by_home);
  for (i = 0; i < n; i++)
    paper_add(paper, items[i]);
}

static void print_lacking(const json_t *note) {
  host_screen_line(stderr,
                   host_words("序号%lld，%s：没有字体含有“%s”，纸上略去，请手写补上。",
                              "Index %lld, %s: no font has \"%s\", which is left out on paper: "
                              "please add it by hand."),
                   number_of(note, "index"), text_of(note, "text"), text_of(note, "characters"));
}

int printing_end(struct paper *paper, const char *path) {
  struct host_problem problem = { 0 };
  json_t *lacking = NULL;
  const json_t *note;
  size_t i, pages = 0;
  if (paper_count(paper) == 0) {
    host_screen_line(stderr,
                     host_words("没有要打印的，未生成 %s。", "Nothing to print: %s was not made."),
                     path);
    return EX_OK;
  }
  int status = EX_OK;
  if (paper_end(paper, &lacking, &pages, &problem) != TX_OK) status = command_problem(&problem);
  json_array_foreach(lacking, i, note) print_lacking(note);
  json_decref(lacking);
  if (status == EX_OK)
    host_screen_line(stderr,
                     host_words("%s：%zu份，%zu页A4%.0s，按100%%比例打印。",
                                "%s: %zu of them on %zu A4 %s, to be printed at 100 %%."),
                     path, paper_count(paper), pages,
                     host_plural((long long)pages, "page", "pages"));
  return status;
}
