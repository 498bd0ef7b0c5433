/* SPDX-License-Identifier: Apache-2.0 */
/* Six answers: where they come from, and what is wrong with one. */
#include "command/client/shared.h"
#include "format/area.h"
#include "host/sys/ini.h"
#include "host/text/screen.h"
#include "host/text/visible.h"
#include "setup.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TLS_PORT 8443
#define KEPT "setup.ini"

/* --- one answer ------------------------------------------------------------------------------- */

typedef enum tx_reason (*check)(const char *text, struct host_problem *problem);

static enum tx_reason check_place(const char *text, struct host_problem *problem) {
  if (*text) return printing_check(text, "", NULL, problem);
  return host_problem_say(problem, TX_BAD_ARGUMENT, "社区名称不能为空。",
                          "The community needs a name.");
}

static enum tx_reason check_area(const char *text, struct host_problem *problem) {
  uint64_t area;
  if (!tx_area_parse(tx_span_text(text), &area))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "“%s”不是12位区划代码，如 610113001001。",
                            "\"%s\" is no area code of 12 digits, such as 610113001001.", text);
  if (tx_area_level(area) == TX_COMMUNITY) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "“%s”不是社区一级的代码，末三位不应为000。",
                          "\"%s\" is no community's code: its last three digits are not 000.",
                          text);
}

static enum tx_reason check_phone(const char *text, struct host_problem *problem) {
  return printing_check("", text, NULL, problem);
}

static enum tx_reason check_address(const char *text, struct host_problem *problem) {
  struct host_authority at;
  if (host_authority_read(tx_span_text(text), &at)) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT,
                          "“%s”不是地址，应为主机名或IP地址，如 192.168.1.10。",
                          "\"%s\" is no address: give a name or an IP address, such as "
                          "192.168.1.10.",
                          text);
}

static enum tx_reason check_second(const char *text, struct host_problem *problem) {
  if (strcmp(text, "street") == 0 || strcmp(text, "health") == 0) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "应为 street 或 health，而不是“%s”。",
                          "Answer street or health, not \"%s\".", text);
}

static enum tx_reason check_roster(const char *text, struct host_problem *problem) {
  if (!*text) return TX_OK;
  HOST_FCLOSE FILE *file = fopen(text, "rbe");
  int first = file ? getc(file) : EOF;
  if (first != EOF) return TX_OK;
  return host_problem_set(problem, TX_NOT_FOUND, "名册 %s 不存在，或读不了。",
                          "The roster %s is not there, or cannot be read.", text);
}

static const struct question {
  const char *name; /* in a file of answers */
  const char *zh, *en;
  const char *fallback; /* of an empty answer; NULL: none */
  check check;
  size_t offset, cap;
} questions[] = {
#define AT(member) offsetof(struct setup_answers, member), sizeof((struct setup_answers *)0)->member
  { "community", "社区名称（印在纸上）", "The community's name, as it is printed", NULL,
    check_place, AT(place) },
  { "area", "12位区划代码", "Its area code of 12 digits", NULL, check_area, AT(area) },
  { "phone", "居委会电话（印在纸上）", "The office's telephone, as it is printed", "", check_phone,
    AT(phone) },
  { "address", "门禁和手机访问本机的域名或IP地址",
    "This machine's name or IP address, as gates and phones reach it", "own", check_address,
    AT(address) },
  { "second", "第二个账号归谁：street（街道办）或 health（疾控）",
    "Whose is the second account: street or health", "street", check_second, AT(second) },
  { "roster", "名册文件（CSV、.xlsx；回车为以后再导入）",
    "The roster's file (CSV, .xlsx; empty: later)", "", check_roster, AT(roster) },
#undef AT
};
#define QUESTIONS (sizeof questions / sizeof *questions)

/* The first address of this machine that is not its own loop's; "localhost" without a network. */
static void own_address(char *out, size_t cap) {
  struct ifaddrs *all = NULL;
  char text[64] = "localhost";
  bool found = false;
  if (getifaddrs(&all) != 0) all = NULL;
  for (const struct ifaddrs *one = all; one && !found; one = one->ifa_next)
    found = one->ifa_addr && one->ifa_addr->sa_family == AF_INET &&
            getnameinfo(one->ifa_addr, sizeof(struct sockaddr_in), text, sizeof text, NULL, 0,
                        NI_NUMERICHOST) == 0 &&
            !host_name_is_loopback(text);
  snprintf(out, cap, "%s", found ? text : "localhost");
  freeifaddrs(all);
}

static void fallback_of(const struct question *question, char *out, size_t cap) {
  if (question->fallback && strcmp(question->fallback, "own") == 0)
    own_address(out, cap);
  else
    snprintf(out, cap, "%s", question->fallback ? question->fallback : "");
}

/* A roster's path holds wherever the next command is run. */
static void keep_text(const char *text, char *out, size_t cap, bool is_path) {
  HOST_FREE char *whole = is_path && *text ? realpath(text, NULL) : NULL;
  snprintf(out, cap, "%s", whole ? whole : text);
}

static enum tx_reason take(const struct question *question, const char *text,
                           struct setup_answers *answers, struct host_problem *problem) {
  if (strlen(text) >= question->cap || !host_visible(tx_span_text(text)))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "太长，或有不能显示的字符。",
                            "It is too long, or has characters that cannot be shown.");
  enum tx_reason reason = question->check(text, problem);
  if (reason == TX_OK)
    keep_text(text, (char *)answers + question->offset, question->cap,
              question->check == check_roster);
  return reason;
}

/* --- asked at the terminal -------------------------------------------------------------------- */

static int ask_one(size_t i, struct setup_answers *answers) {
  const struct question *question = &questions[i];
  char fallback[HOST_NAME_SIZE], *line = NULL;
  size_t room = 0;
  int status = EX_DATAERR;
  fallback_of(question, fallback, sizeof fallback);
  while (status == EX_DATAERR) {
    struct host_problem problem = { 0 };
    host_screen_part(stdout, "%zu/%zu %s", i + 1, QUESTIONS,
                     host_words(question->zh, question->en));
    if (*fallback) host_screen_part(stdout, " [%s]", fallback);
    fputs(host_words("：", ": "), stdout);
    fflush(stdout);
    ssize_t n = getline(&line, &room, stdin);
    if (n < 0) {
      status = host_fail(EX_NOINPUT, "没有回答，什么也没有建立。",
                         "There was no answer; nothing was set up.");
      break;
    }
    n = (ssize_t)host_visible_clean(line, (size_t)n);
    if (take(question, n ? line : fallback, answers, &problem) == TX_OK)
      status = EX_OK;
    else
      host_screen_line(stdout, "  %s", host_words(problem.zh, problem.en));
  }
  free(line);
  return status;
}

static int ask_all(struct setup_answers *answers) {
  int status = EX_OK;
  if (!isatty(STDIN_FILENO))
    return host_fail(EX_USAGE,
                     "setup 要在终端上提问；没有终端请用 --from 文件，只想试试请用 --demo。",
                     "setup asks at a terminal: without one give --from FILE, or --demo to try.");
  for (size_t i = 0; i < QUESTIONS && status == EX_OK; i++)
    status = ask_one(i, answers);
  return status;
}

/* --- from a file ------------------------------------------------------------------------------ */

static const struct question *question_named(const char *name) {
  for (size_t i = 0; i < QUESTIONS; i++)
    if (strcmp(questions[i].name, name) == 0) return &questions[i];
  return NULL;
}

/* What setup itself keeps beside the answers. */
static bool take_own(const struct host_setting *setting, struct setup_answers *answers) {
  if (strcmp(setting->name, "demo") == 0) return answers->demo = true;
  if (strcmp(setting->name, "secret") != 0) return false;
  snprintf(answers->secret, sizeof answers->secret, "%s", setting->value);
  return true;
}

static int take_setting(const char *path, const struct host_setting *setting, bool own,
                        struct setup_answers *answers, bool *given) {
  struct host_problem problem = { 0 };
  if (own && take_own(setting, answers)) return EX_OK;
  const struct question *question = *setting->section ? NULL : question_named(setting->name);
  if (!question)
    return host_fail(EX_DATAERR,
                     "%s 第%u行：没有“%s”这一项，应为 community、area、phone、address、second 或 "
                     "roster。",
                     "%s, line %u: there is no answer \"%s\": they are community, area, phone, "
                     "address, second and roster.",
                     path, setting->line, setting->name);
  if (given[question - questions])
    return host_fail(EX_DATAERR, "%s 第%u行：“%s”写了两次。", "%s, line %u: \"%s\" stands twice.",
                     path, setting->line, setting->name);
  given[question - questions] = true;
  /* What was taken once is not looked at again: the roster may be gone when it is in. */
  if (own) {
    snprintf((char *)answers + question->offset, question->cap, "%s", setting->value);
    return EX_OK;
  }
  if (take(question, setting->value, answers, &problem) == TX_OK) return EX_OK;
  char where[PATH_MAX + 16];
  snprintf(where, sizeof where, host_words("%s 第%u行：", "%s, line %u: "), path, setting->line);
  return host_fail(EX_DATAERR, "%s%s%.0s", "%s%.0s%s", where, problem.zh, problem.en);
}

static int take_fallbacks(const char *path, struct setup_answers *answers, const bool *given) {
  struct host_problem problem = { 0 };
  char fallback[HOST_NAME_SIZE];
  for (size_t i = 0; i < QUESTIONS; i++) {
    if (given[i]) continue;
    if (!questions[i].fallback)
      return host_fail(EX_DATAERR, "%s 里缺少 %s。", "%s lacks %s.", path, questions[i].name);
    fallback_of(&questions[i], fallback, sizeof fallback);
    if (take(&questions[i], fallback, answers, &problem) != TX_OK) return command_problem(&problem);
  }
  return EX_OK;
}

static int read_file(const char *path, bool own, struct setup_answers *answers) {
  HOST_CONFIG config = { 0 };
  bool given[QUESTIONS] = { false };
  unsigned line = 0;
  enum tx_reason reason = host_config_read(path, &config, &line);
  if (reason == TX_MALFORMED)
    return host_fail(EX_DATAERR, "%s 第%u行：应为“名称 = 值”。",
                     "%s, line %u: this is no `name = value`.", path, line);
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "%s：%s。", "%s: %s.", path, tx_reason_text(reason, host_lang()));
  int status = EX_OK;
  for (size_t i = 0; i < config.count && status == EX_OK; i++)
    status = take_setting(path, &config.settings[i], own, answers, given);
  return status == EX_OK ? take_fallbacks(path, answers, given) : status;
}

/* --- of a demo -------------------------------------------------------------------------------- */

static int make_up(struct setup_answers *answers) {
  *answers = (struct setup_answers){ .place = "朱雀社区（演示）",
                                     .area = "610113001001",
                                     .phone = "029-67890",
                                     .address = "127.0.0.1",
                                     .second = "street",
                                     .demo = true };
  return EX_OK;
}

/* --- kept ------------------------------------------------------------------------------------- */

static int make_secret(char out[SETUP_SECRET_SIZE]) {
  char code[CODE_MAX + 1], first[CODE_SHOWN_SIZE], second[CODE_SHOWN_SIZE];
  if (!code_make(CODE_MAX, code))
    return host_fail(EX_OSERR, "没有随机数。", "There is no randomness.");
  code_show(code, first);
  if (!code_make(CODE_MAX, code))
    return host_fail(EX_OSERR, "没有随机数。", "There is no randomness.");
  code_show(code, second);
  snprintf(out, SETUP_SECRET_SIZE, "%s-%s", first, second);
  return EX_OK;
}

static int keep(const struct setup *setup, const char *path) {
  HOST_FREE char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  for (size_t i = 0; i < QUESTIONS; i++)
    fprintf(out, "%s = \"%s\"\n", questions[i].name,
            (const char *)&setup->answers + questions[i].offset);
  fprintf(out, "secret = %s\n%s", setup->answers.secret, setup->answers.demo ? "demo = yes\n" : "");
  fclose(out);
  enum tx_reason reason = host_file_write(path, tx_span_of(text, n), 0600);
  struct host_problem problem = { 0 };
  if (reason == TX_OK) return EX_OK;
  host_problem_path(&problem, reason, path);
  return command_problem(&problem);
}

static int answer_anew(struct setup *setup, const char *path) {
  const char *from = host_text(setup->args, "from", NULL);
  HOST_FREE char *secret = host_path(setup->data, "at-rest.key");
  HOST_FREE char *database = host_path(setup->data, "office.db");
  if (!secret || !database) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (host_file_exists(secret) || host_file_exists(database))
    return host_fail(EX_DATAERR, "%s 里已有一套数据，请用 --data 换一个目录。",
                     "%s holds an office already, please name another folder by --data.",
                     setup->data);
  if (from && host_flag(setup->args, "demo"))
    return host_fail(EX_USAGE, "--from 和 --demo 只能给一个。", "Give --from or --demo, not both.");
  int status = host_flag(setup->args, "demo") ? make_up(&setup->answers)
               : from                         ? read_file(from, false, &setup->answers)
                                              : ask_all(&setup->answers);
  if (status == EX_OK) status = make_secret(setup->answers.secret);
  return status == EX_OK ? keep(setup, path) : status;
}

int setup_answer(struct setup *setup) {
  HOST_FREE char *path = host_path(setup->data, KEPT);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  setup->again = host_file_exists(path);
  if (!setup->again) return answer_anew(setup, path);
  host_screen_line(stdout,
                   host_words("按上次的回答继续（%s）。要重新回答，请先删除 %s。",
                              "Going on with what was answered before (%s). To answer anew, delete "
                              "%s first."),
                   path, setup->data);
  return read_file(path, true, &setup->answers);
}

int setup_forget(const struct setup *setup) {
  HOST_FREE char *path = host_path(setup->data, KEPT);
  if (path && (unlink(path) == 0 || !host_file_exists(path))) return EX_OK;
  return host_fail(EX_IOERR, "%s/" KEPT " 删不掉，里面有口令，请删除。",
                   "%s/" KEPT " cannot be deleted; it holds a passphrase, please delete it.",
                   setup->data);
}

void setup_url(const struct setup *setup, char out[SETUP_URL_SIZE]) {
  struct host_authority at;
  if (!host_authority_read(tx_span_text(setup->answers.address), &at)) at.port = 0;
  if (at.port)
    snprintf(out, SETUP_URL_SIZE, "https://%s", setup->answers.address);
  else
    snprintf(out, SETUP_URL_SIZE, "https://%s:%d", setup->answers.address, TLS_PORT);
}
