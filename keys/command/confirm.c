/* SPDX-License-Identifier: Apache-2.0 */
#include "confirm.h"

#include "host/text/date.h"
#include "keys/trust/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A gate takes a list that is dated so far ahead of its clock. */
#define GATE_AHEAD_S 300

/* What the question says to type, and nothing else. */
static bool is_yes(const char *line) {
  return strcmp(line, "yes\n") == 0 || strcmp(line, host_words("是\n", "yes\n")) == 0;
}

int confirm(const struct host_args *args) {
  char line[16];
  if (host_flag(args, "yes")) return EX_OK;
  if (!isatty(STDIN_FILENO))
    return host_fail(EX_TEMPFAIL, "没有终端可以确认，未作任何改动。若确实如此，请加上 --yes。",
                     "There is no terminal to ask at, nothing was changed: if it is meant so, add "
                     "--yes.");
  printf("%s", host_words("确认吗？输入“是”或 yes：", "Is that right? Type yes: "));
  fflush(stdout);
  if (fgets(line, sizeof line, stdin) && is_yes(line)) return EX_OK;
  return host_fail(EX_TEMPFAIL, "没有确认，未作任何改动。", "Not confirmed, nothing was changed.");
}

/* --- the clock -------------------------------------------------------------------------------- */

/* Signed by a clock that ran ahead, or this one runs behind. */
static int say_list_is_ahead(const struct keys_folder *folder, int64_t now_s) {
  char list[HOST_DATE_SIZE], now[HOST_DATE_SIZE], way[160];
  uint64_t seq = keys_clock_list_before(folder, now_s);
  host_date_shanghai(folder->trust->iat, list);
  host_date_shanghai(now_s, now);
  if (folder->trust->iat - now_s <= GATE_AHEAD_S)
    return host_fail(EX_DATAERR,
                     "现行信任列表签发于 %s，比时钟的 %s（北京时间）略晚：请等到那时再试。",
                     "The list in force was signed at %s, a little after the clock's %s (Beijing "
                     "time): wait until then.",
                     list, now);
  if (seq > 0)
    snprintf(way, sizeof way, "cp trust-%llu.cose trust.cose", (unsigned long long)seq);
  else
    snprintf(way, sizeof way, "rm trust.cose");
  return host_fail(
      EX_DATAERR,
      "现行信任列表签发于 %s，晚于时钟的 "
      "%s（北京时间）。时钟不对，就先校准；时钟没错，则那份列表是在时钟"
      "超前时签发的，时钟正确的门禁都没有接受它：请在 %s 中执行 %s，再重新签发。",
      "The list in force was signed at %s, later than the clock's %s (Beijing time). If the clock "
      "is wrong, set it. If it is right, that list was signed while it ran ahead, and no gate with "
      "a right clock has taken it: in %s run %s, then sign anew.",
      list, now, folder->path, way);
}

static int ask_about_clock(const struct host_args *args, const struct keys_clock_past *past,
                           int64_t now_s) {
  char was[HOST_DATE_SIZE], now[HOST_DATE_SIZE];
  host_date_shanghai(past->at_s, was);
  host_date_shanghai(now_s, now);
  if (past->name)
    printf(host_words("密钥 %s 生成于 %s；", "The key %s was made at %s; "), past->name, was);
  else
    printf(host_words("现行信任列表签发于 %s；", "The list in force was signed at %s; "), was);
  printf(host_words(
             "本机时钟为 %s（北京时间）。请与另一只钟核对：时钟不对时签发的列表，门禁不会接受。\n",
             "the clock here says %s (Beijing time). Compare it with another clock: gates "
             "refuse what a wrong one dated.\n"),
         now);
  return confirm(args);
}

int confirm_clock(const struct host_args *args, const struct keys_folder *folder, int64_t now_s,
                  bool far_ahead) {
  struct keys_clock_past past;
  switch (keys_clock_judge(folder, now_s, &past)) {
  case KEYS_CLOCK_FITS:
    return EX_OK;
  case KEYS_CLOCK_BEFORE_LIST:
    return say_list_is_ahead(folder, now_s);
  case KEYS_CLOCK_FAR_AHEAD:
    return far_ahead ? ask_about_clock(args, &past, now_s) : EX_OK;
  case KEYS_CLOCK_BEFORE_KEY:
    return ask_about_clock(args, &past, now_s);
  }
  return EX_SOFTWARE;
}
