/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/list.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/people_time.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <string.h>

#define EDITION_FILE_MAX 4096

/* As commands that decide have it. */
enum { SAYS_YES = 0, SAYS_NO = 1, SAYS_UNKNOWN = 2 };

/* --- what is asked for ------------------------------------------------------------------------ */

static int read_form(struct client *client, const struct host_args *args, json_t *in) {
  static const char *const options[] = { "kind", "employer", "authority", "number" };
  int64_t until = 0;
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    if (host_given(args, options[i]))
      json_object_set_new(in, options[i], json_string(host_text(args, options[i], "")));
  if (host_given(args, "until")) {
    const char *text = host_text(args, "until", "");
    if (!host_people_time_read(text, command_now(args), HOST_TIME_ENDS, &until))
      return host_fail(EX_USAGE, "“%s”不是时间，应写作 2026-01-31 08:00。",
                       "\"%s\" is no time: write 2026-01-31 08:00.", text);
    json_object_set_new(in, "until", json_integer(until));
  }
  return client_find_resident(client, args, host_arg(args, 0), in);
}

/* Opens, asks of a resident, and answers what came. */
static int ask(const struct host_args *args, const char *path, json_t **out) {
  CLIENT client = NULL;
  json_t *in = json_object();
  int status = client_open(args, &client);
  if (status == EX_OK) status = read_form(client, args, in);
  if (status == EX_OK) return client_post(client, "POST", path, in, out);
  json_decref(in);
  return status;
}

/* --- may -------------------------------------------------------------------------------------- */

static void print_answer(const json_t *out) {
  size_t i;
  const json_t *missing;
  const char *may = text_of(out, "may"), *kind = text_of(out, host_words("kind_zh", "kind_en"));
  const char *says = strcmp(may, "yes") == 0  ? host_words("可以开具", "may be issued")
                     : strcmp(may, "no") == 0 ? host_words("不能开具", "may not be issued")
                                              : host_words("尚不清楚", "not known");
  host_screen_line(stdout, host_words("%s：%s", "%s: %s"), kind, says);
  json_array_foreach(json_object_get(out, "missing"), i, missing)
      host_screen_line(stdout, "  %s", text_of(missing, host_words("zh", "en")));
  if (*text_of(out, "document"))
    host_screen_line(stdout, host_words("依据：%s", "by: %s"), text_of(out, "document"));
}

static int run_may(const struct host_args *args) {
  json_t *out = NULL;
  int status = ask(args, "/v1/certificates/answers", &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_answer(out);
  const char *may = text_of(out, "may");
  status = strcmp(may, "yes") == 0 ? SAYS_YES : strcmp(may, "no") == 0 ? SAYS_NO : SAYS_UNKNOWN;
  json_decref(out);
  return status;
}

/* --- issued, listed, withdrawn ---------------------------------------------------------------- */

static void print_one(FILE *to, const json_t *one) {
  char exp[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(one, "exp"), exp);
  host_screen_line(to,
                   host_words("%s  %s  %s  %s  至 %s  %s  %s", "%s  %s  %s  %s  until %s  %s  %s"),
                   text_of(one, "number"), text_of(one, "state"), text_of(one, "name"),
                   text_of(one, host_words("kind_zh", "kind_en")), exp, text_of(one, "authority"),
                   text_of(one, "words"));
}

static int run_issue(const struct host_args *args) {
  json_t *out = NULL;
  int status = ask(args, "/v1/certificates", &out);
  if (status != EX_OK) return status;
  const json_t *one = json_object_get(out, "certificate");
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    print_one(stderr, one);
    host_screen_line(stdout, "%s", text_of(one, "text"));
    status = command_draw(args, one);
  }
  json_decref(out);
  return status;
}

static void list_one(const json_t *one) {
  print_one(stdout, one);
}

static int run_list(const struct host_args *args) {
  return command_list(args, "/v1/certificates", "certificates", list_one);
}

/* The area of a number such as 610113001001〔2022〕第00017号, or of --area and the serial alone. */
static char *withdrawal_path(const struct host_args *args) {
  char area[13] = "", serial[16] = "";
  const char *word = host_arg(args, 0), *behind = strstr(word, "第");
  if (behind && strspn(word, "0123456789") == 12) {
    snprintf(area, sizeof area, "%.12s", word);
    word = behind + strlen("第");
  } else {
    snprintf(area, sizeof area, "%s", host_text(args, "area", ""));
  }
  size_t n = strspn(word, "0123456789");
  if (!*area || !n || n >= sizeof serial) return NULL;
  snprintf(serial, sizeof serial, "%llu", strtoull(word, NULL, 10));
  return client_path("/v1/certificates/%s/%s/withdrawals", area, serial);
}

static int run_withdraw(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = withdrawal_path(args);
  if (!path)
    return host_fail(
        EX_USAGE, "请写证明的全号，如 610113001001〔2022〕第00017号，或 17 --area 610113001001。",
        "Give the certificate's whole number, or 17 --area 610113001001.");
  json_t *in = json_pack("{s:s}", "words", host_text(args, "reason", ""));
  int status = client_call(args, "POST", path, in, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_one(stdout, json_object_get(out, "certificate"));
  json_decref(out);
  return status;
}

/* --- verified --------------------------------------------------------------------------------- */

static void print_verified(const json_t *out) {
  size_t i;
  const json_t *value, *one = json_object_get(out, "certificate");
  host_screen_line(stdout, "%s", text_of(out, host_words("zh", "en")));
  if (!one) return;
  char iat[HOST_DATE_SIZE], exp[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(one, "iat"), iat);
  host_date_shanghai_minute(number_of(one, "exp"), exp);
  host_screen_line(stdout, "%s  %s  %s  %s", text_of(one, host_words("kind_zh", "kind_en")),
                   text_of(one, "name"), text_of(one, "tail"), text_of(one, "authority"));
  host_screen_line(stdout, "%s — %s", iat, exp);
  json_array_foreach(json_object_get(one, "values"), i, value)
      host_screen_line(stdout, "  %s", json_string_value(value));
}

/* Withdrawn or forged is no; without a list, or with an old one, nobody knows. */
static int status_of(const json_t *out) {
  static const char *const open[] = { "no_list", "out_of_date", "news_withheld" };
  if (json_is_true(json_object_get(out, "holds"))) return SAYS_YES;
  for (size_t i = 0; i < sizeof open / sizeof *open; i++)
    if (strcmp(text_of(out, "reason"), open[i]) == 0) return SAYS_UNKNOWN;
  return SAYS_NO;
}

static int run_verify(const struct host_args *args) {
  json_t *out = NULL;
  json_t *in = json_pack("{s:s}", "text", host_arg(args, 0));
  int status = client_call(args, "POST", "/v1/certificates/verifications", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_verified(out);
  status = status_of(out);
  json_decref(out);
  return status;
}

/* --- editions --------------------------------------------------------------------------------- */

static void print_rule(const json_t *edition, const char *name, const char *said) {
  size_t i;
  const json_t *day, *rule = json_object_get(edition, name);
  host_screen_part(stdout, host_words("  %s %lld天%.0s，核酸第", "  %s %lld %s, tests on days"),
                   said, number_of(rule, "days"),
                   host_plural(number_of(rule, "days"), "day", "days"));
  json_array_foreach(json_object_get(rule, "tests"), i, day)
      host_screen_part(stdout, "%s%lld", i ? host_words("、", ", ") : host_words("", " "),
                       (long long)json_integer_value(day));
  host_screen_part(stdout, "%s", host_words("天", ""));
}

static void print_edition(const json_t *edition) {
  char from[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(edition, "valid_from"), from);
  host_screen_part(stdout, "%s  %s  %s", text_of(edition, "id"), text_of(edition, "document"),
                   from);
  print_rule(edition, "released", host_words("解除隔离", "released"));
  print_rule(edition, "home", host_words("居家隔离期满", "home-ended"));
  host_screen_line(stdout, "%s", "");
}

static int list_editions(const struct host_args *args) {
  size_t i;
  const json_t *one;
  json_t *out = NULL;
  HOST_FREE char *path = client_area_path(args, "/v1/certificates/editions");
  int status = client_call(args, "GET", path, NULL, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(json_object_get(out, "editions"), i, one) print_edition(one);
  json_decref(out);
  return status;
}

static int run_editions(const struct host_args *args) {
  HOST_BYTES bytes = { 0 };
  json_t *out = NULL;
  const char *file = host_arg(args, 0);
  if (!file) return list_editions(args);
  int status = command_read_json(file, EDITION_FILE_MAX, &bytes);
  if (status != EX_OK) return status;
  json_t *in = json_loadb((const char *)bytes.p, bytes.n, JSON_REJECT_DUPLICATES, NULL);
  if (!json_is_object(in)) {
    json_decref(in);
    return host_fail(EX_DATAERR, "%s 不是JSON对象，格式见文档 certificates.md。",
                     "%s is no JSON object: docs/certificates.md has the form.", file);
  }
  if (host_given(args, "area"))
    json_object_set_new(in, "area", json_string(host_text(args, "area", "")));
  json_object_set_new(in, "reason", json_string(host_text(args, "reason", "")));
  status = client_call(args, "POST", "/v1/certificates/editions", in, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    command_print_seconders(json_object_get(out, "request"));
  json_decref(out);
  return status;
}

/* ---------------------------------------------------------------------------------------------- */

#define TEXT_OPTION(word, unit, chinese, english)                                                  \
  { .name = word, .type = HOST_TEXT, .value = unit, .zh = chinese, .en = english }
#define FORM_OPTIONS                                                                               \
  AREA_OPTION,                                                                                     \
      { .name = "kind",                                                                            \
        .type = HOST_CHOICE,                                                                       \
        .value = "released|home-ended|work|forwarded",                                             \
        .zh = "解除隔离、居家隔离期满、复工、转交的健康证明",                                      \
        .en = "what it certifies; forwarded is another authority's" },                             \
      TEXT_OPTION("employer", "NAME", "复工：用人单位", "of work: who asks for the person"),       \
      TEXT_OPTION("authority", "NAME", "转交：出具机关", "of forwarded: whose it is"),             \
      TEXT_OPTION("number", "NUMBER", "转交：原证明编号", "of forwarded: its number there"),       \
      TEXT_OPTION("until", "TIME", "转交：原证明有效期", "of forwarded: its end")

static const struct host_option may_options[] = { FORM_OPTIONS, { 0 } };
static const struct host_option issue_options[] = { FORM_OPTIONS, DRAW_OPTIONS, { 0 } };
static const struct host_option list_options[] = { AREA_OPTION, { 0 } };
static const struct host_option withdraw_options[] = {
  AREA_OPTION,
  TEXT_OPTION("reason", "TEXT", "撤回的原因，本人会看到", "why; the holder reads it"),
  { 0 },
};

static const struct host_option edition_options[] = {
  AREA_OPTION,
  TEXT_OPTION("reason", "TEXT", "说明，复核的人会看到", "why; who seconds it reads it"),
  { 0 },
};

static const struct host_command certificate_commands[] = {
  { .name = "may",
    .args = "RESIDENT",
    .zh = "能否开具，缺什么（退出状态：0 可以，1 不能，2 尚不清楚）",
    .en = "may it be issued, and what is missing (status: 0 yes, 1 no, 2 not known)",
    .options = may_options,
    .run = run_may },
  { .name = "issue",
    .args = "RESIDENT",
    .zh = "以本单位名义开具",
    .en = "issue one under the name of your body",
    .options = issue_options,
    .run = run_issue },
  { .name = "verify",
    .args = "TEXT",
    .zh = "凭证明本身核验（退出状态：0 属实，1 不实或已撤回，2 无法判断）",
    .en = "verify one from its text (status: 0 it holds, 1 it does not, 2 nobody can tell)",
    .run = run_verify },
  { .name = "withdraw",
    .args = "NUMBER",
    .zh = "撤回，须写原因",
    .en = "withdraw one; say why",
    .options = withdraw_options,
    .run = run_withdraw },
  { .name = "editions",
    .args = "[FILE]",
    .zh = "列出防控方案的版本；给出文件，则提出增加一版，须另一单位复核",
    .en = "list the editions of the plan; with a file ask for one more, which another body seconds",
    .options = edition_options,
    .run = run_editions },
  { .name = "list", .zh = "列出证明", .en = "list them", .options = list_options, .run = run_list },
  { 0 },
};

const struct host_command command_certificate = {
  .name = "certificate",
  .zh = "解除隔离、复工等证明",
  .en = "certificates: released from isolation, back to work …",
  .commands = certificate_commands,
};
