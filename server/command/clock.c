/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <string.h>

static const char *verdict_text(const char *word) {
  static const struct {
    const char *word, *zh, *en;
  } texts[] = {
    { "right", "可信", "trusted" },
    { "jumped", "不可信：与推算的时间相差一小时以上", "not trusted: over an hour off" },
    { "back", "不可信：早于关机之前", "not trusted: earlier than before the machine was off" },
    { "gone", "不可信：关机已超过45天", "not trusted: the machine was off for over 45 days" },
    { "doubted", "不可信：关机之前曾跳变", "not trusted: it had jumped before the boot" },
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (strcmp(texts[i].word, word) == 0) return host_words(texts[i].zh, texts[i].en);
  return word;
}

void command_print_clock(const json_t *clock) {
  char now[HOST_DATE_SIZE], expected[HOST_DATE_SIZE];
  host_date_shanghai(number_of(clock, "now"), now);
  host_date_shanghai(number_of(clock, "expected"), expected);
  printf(host_words("时钟 %s（北京时间），", "clock %s (Beijing time), "), now);
  host_screen_print(stdout, verdict_text(text_of(clock, "verdict")), 0);
  if (!json_is_true(json_object_get(clock, "trusted")))
    printf(host_words("，应为%s；什么都不签发，核对后请执行 clock confirm",
                      "; expected %s; nothing is signed: check it, then run clock confirm"),
           expected);
  putchar('\n');
  if (number_of(clock, "set_aside"))
    printf(host_words("时钟超前时签发的%lld份%.0s已搁置\n",
                      "%lld %s set aside: signed while the clock was ahead\n"),
           number_of(clock, "set_aside"),
           host_plural(number_of(clock, "set_aside"), "object is", "objects are"));
  if (number_of(clock, "passes_ahead"))
    printf(host_words("%lld张证%.0s的签发时间还没有到，门禁会拒绝，请重新签发\n",
                      "%lld %s dated ahead and refused by gates: please issue again\n"),
           number_of(clock, "passes_ahead"),
           host_plural(number_of(clock, "passes_ahead"), "pass is", "passes are"));
}

static int run_show(const struct host_args *args) {
  json_t *out = NULL;
  int status = client_call(args, "GET", "/v1/clock", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    command_print_clock(out);
  json_decref(out);
  return EX_OK;
}

static int run_confirm(const struct host_args *args) {
  json_t *out = NULL;
  char now[HOST_DATE_SIZE];
  int status = client_call(args, "POST", "/v1/clock/confirmations",
                           json_pack("{s:s}", "words", host_arg(args, 0)), &out);
  if (status != EX_OK) return status;
  host_date_shanghai(number_of(out, "now"), now);
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    host_screen_line(stdout,
                     host_words("已确认时钟正确：%s（北京时间）",
                                "noted that the clock is right: %s (Beijing time)"),
                     now);
  json_decref(out);
  return EX_OK;
}

static const struct host_command clock_commands[] = {
  { .name = "show", .zh = "时钟是否可信", .en = "whether the clock is trusted", .run = run_show },
  { .name = "confirm",
    .args = "WORDS",
    .zh = "确认时钟正确，说明如何核对，会记录",
    .en = "say that the clock is right, and how it was checked, which is kept",
    .run = run_confirm },
  { 0 },
};

const struct host_command command_clock = {
  .name = "clock",
  .zh = "本机时钟",
  .en = "the server's clock",
  .commands = clock_commands,
};
