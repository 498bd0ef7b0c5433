/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "format/crypto.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "model/ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what waits ------------------------------------------------------------------------------- */

static const char *outcome_text(const json_t *row) {
  const char *word = text_of(row, "outcome");
  if (json_object_get(row, "founding") && strcmp(word, "done") == 0)
    return host_words("已确认", "confirmed");
  if (json_object_get(row, "founding") && strcmp(word, "refused") == 0)
    return host_words("已撤销", "undone");
  static const char *const words[][2] = { { "asked", "待复核" },
                                          { "done", "已生效" },
                                          { "refused", "未同意" },
                                          { "withdrawn", "已撤回" },
                                          { "lapsed", "已失效" } };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], word) == 0) return host_words(words[i][1], word);
  return word;
}

static void print_person(const json_t *row) {
  char until[HOST_DATE_SIZE];
  long long end = number_of(row, "until");
  host_date_shanghai(end, until);
  host_screen_part(stdout, "%lld  %s  %s %s  %s%s%s", number_of(row, "index"),
                   text_of(row, host_words("restraint_zh", "restraint")), text_of(row, "ground"),
                   text_of(row, host_words("ground_zh", "ground_en")), text_of(row, "evidence"),
                   end ? host_words("  至 ", "  until ") : "", end ? until : "");
}

static const char *restraint_word(const char *en) {
  for (int i = 0; i < RESTRAINTS; i++)
    if (strcmp(restraint_en((enum restraint)i), en) == 0)
      return host_words(restraint_zh((enum restraint)i), en);
  return en;
}

static void print_held(const json_t *held) {
  const char *what;
  const json_t *count;
  json_t *counts = json_object_get(held, "counts");
  host_screen_part(
      stdout, host_words("导入第%lld号：限制本人的%lld行%.0s", "import %lld: %lld %s"),
      number_of(held, "import"), number_of(held, "lines"),
      host_plural(number_of(held, "lines"), "line that restrains", "lines that restrain"));
  json_object_foreach(counts, what, count) host_screen_part(
      stdout, "  %s: %lld", restraint_word(what), (long long)json_integer_value(count));
}

static void print_feed(const json_t *feed) {
  size_t i;
  const json_t *field;
  host_screen_part(stdout,
                   host_words("数据源 %s，属 %s，%s，阈值 %lld/%lld：",
                              "feed %s of %s, %s, held above %lld/%lld:"),
                   text_of(feed, "source"), text_of(feed, "body"), text_of(feed, "area"),
                   number_of(feed, "hold_above"), number_of(feed, "hold_share"));
  json_array_foreach(json_object_get(feed, "fields"), i, field)
      host_screen_part(stdout, " %s", json_string_value(field));
  if (json_object_get(feed, "key"))
    host_screen_part(stdout, host_words("，公钥 %s", ", key %s"), text_of(feed, "key"));
}

static void print_bulk(const json_t *bulk) {
  host_screen_part(stdout, host_words("成批%s：%lld人%.0s", "many at once, %s: %lld %s"),
                   text_of(bulk, host_words("zh", "en")), number_of(bulk, "people"),
                   host_plural(number_of(bulk, "people"), "person", "people"));
}

static void print_founding(const json_t *row, const json_t *founding) {
  const char *what = text_of(founding, "what");
  long long people = number_of(founding, "people");
  if (strcmp(what, "import") == 0)
    host_screen_part(stdout,
                     host_words("建立时：第%lld号导入，登记%lld人",
                                "in the founding: import %lld, people added: %lld"),
                     number_of(founding, "import"), people);
  else if (strcmp(what, "add") == 0)
    host_screen_part(
        stdout, host_words("建立时：登记名册%lld号 %s", "in the founding: person %lld added, %s"),
        number_of(row, "index"), text_of(row, "name"));
  else
    host_screen_part(
        stdout, host_words("建立时：办证%lld张", "in the founding: passes issued: %lld"), people);
}

static void print_exemption(const json_t *row, const json_t *exemption) {
  size_t i;
  const json_t *one;
  host_screen_part(stdout, host_words("取消免检：%s %s：", "exemption taken away: %s %s: "),
                   text_of(row, "name"), text_of(row, "unit"));
  json_array_foreach(json_object_get(exemption, "taken"), i, one)
      host_screen_part(stdout, "%s%s", i ? host_words("、", ", ") : "", json_string_value(one));
  host_screen_part(stdout, "  %s", text_of(row, "evidence"));
}

static void print_document(const json_t *row, const json_t *document) {
  host_screen_part(stdout,
                   host_words("添加证件：%s %s，%s 尾号%s", "one more document: %s %s, %s …%s"),
                   text_of(row, "name"), text_of(row, "unit"), text_of(document, "id_type"),
                   text_of(document, "tail"));
  if (json_object_get(document, "other"))
    host_screen_part(stdout, host_words("，与序号%lld合为一人", ", the same person as %lld"),
                     number_of(document, "other"));
  if (json_is_true(json_object_get(document, "elsewhere")))
    host_screen_part(stdout, "%s",
                     host_words("，与别的社区登记的合为一人", ", the same person as elsewhere"));
  host_screen_part(stdout, "  %s", text_of(row, "evidence"));
}

static void print_trace(const json_t *trace) {
  host_screen_part(stdout,
                   host_words("流调%lld的姓名：密接%lld人，次密接%lld人",
                              "names in the trace %lld: contacts %lld, theirs %lld"),
                   number_of(trace, "id"), number_of(trace, "first"), number_of(trace, "second"));
}

static void print_office(const json_t *row) {
  const json_t *body = json_object_get(row, "body"), *account = json_object_get(row, "account");
  const json_t *policy = json_object_get(row, "policy");
  const json_t *held = json_object_get(row, "held"), *feed = json_object_get(row, "feed");
  const json_t *edition = json_object_get(row, "edition");
  const char *end = text_of(policy, "end");
  if (held)
    print_held(held);
  else if (json_object_get(row, "bulk"))
    print_bulk(json_object_get(row, "bulk"));
  else if (json_object_get(row, "exemption"))
    print_exemption(row, json_object_get(row, "exemption"));
  else if (json_object_get(row, "document"))
    print_document(row, json_object_get(row, "document"));
  else if (json_object_get(row, "founding"))
    print_founding(row, json_object_get(row, "founding"));
  else if (json_object_get(row, "trace"))
    print_trace(json_object_get(row, "trace"));
  else if (feed)
    print_feed(feed);
  else if (edition)
    host_screen_part(stdout, host_words("防控方案版本 %s：%s", "edition %s: %s"),
                     text_of(edition, "id"), text_of(edition, "document"));
  else if (body)
    host_screen_part(stdout, host_words("增加单位 %s（%s）", "new body %s (%s)"),
                     text_of(body, "id"), text_of(body, "kind"));
  else if (policy)
    host_screen_part(stdout, host_words("发布规定，草案%lld%s%s", "policy of draft %lld%s%s"),
                     number_of(policy, "draft"), *end ? host_words("，终止 ", ", ending ") : "",
                     end);
  else if (account)
    host_screen_part(stdout, host_words("增加账号 %s，属 %s", "new account %s of %s"),
                     text_of(account, "login"), text_of(account, "body"));
  else
    host_screen_part(stdout, host_words("停用账号 %s", "end of the account %s"),
                     text_of(row, "login"));
}

static void print_request(const json_t *row) {
  char at[HOST_DATE_SIZE];
  host_date_shanghai(number_of(row, "asked_at"), at);
  printf("%4lld  ", number_of(row, "id"));
  host_screen_print(stdout, outcome_text(row), 9);
  printf("  ");
  if (json_object_get(row, "ground"))
    print_person(row);
  else
    print_office(row);
  host_screen_line(stdout, "  %s %s", text_of(row, "asked_by"), at);
}

static int run_list(const struct host_args *args) {
  size_t i;
  const json_t *row;
  json_t *out = NULL;
  CLIENT client = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_listed(client, "/v1/requests", host_flag(args, "all"), "requests", &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (json_array_size(json_object_get(out, "requests")) == 0)
    (void)fputs(host_words("没有待复核的请求。\n", "No request waits.\n"), stderr);
  else
    json_array_foreach(json_object_get(out, "requests"), i, row) print_request(row);
  json_decref(out);
  return EX_OK;
}

static int run_grounds(const struct host_args *args) {
  (void)args;
  for (int i = 0; i < GROUNDS; i++) {
    const struct ground *ground = &grounds[i];
    printf("%s  %s", ground->code, host_words(ground->zh, ground->en));
    for (int what = RESTRAINT_NONE + 1; what < RESTRAINTS; what++)
      if (ground->allows & 1u << what)
        printf("  %s",
               host_words(restraint_zh((enum restraint)what), restraint_en((enum restraint)what)));
    if (ground->days)
      printf(host_words("  最长%d天%.0s", "  at most %d %s"), ground->days,
             host_plural(ground->days, "day", "days"));
    puts(ground->alone ? host_words("  一人即可", "  by one person") : "");
  }
  return EX_OK;
}

/* --- asking for many -------------------------------------------------------------------------- */

static int run_bulk(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  const char *people = host_arg(args, 1);
  json_object_set_new(in, "act", json_string("bulk"));
  json_object_set_new(in, "what", json_string(host_arg(args, 0)));
  json_object_set_new(in, "words", json_string(host_text(args, "reason", "")));
  if (people) json_object_set_new(in, "people", json_integer(strtoll(people, NULL, 10)));
  int status = client_call(args, "POST", "/v1/requests", in, &out);
  return command_answer_asked(args, status, out);
}

/* --- deciding --------------------------------------------------------------------------------- */

static const json_t *find(const json_t *out, const char *id) {
  size_t i;
  const json_t *row;
  json_array_foreach(json_object_get(out, "requests"), i,
                     row) if (number_of(row, "id") == strtoll(id, NULL, 10)) return row;
  return NULL;
}

/* For a refusal that undoes what was done, too. */
static bool wants_password(const json_t *row, const char *decision) {
  return strcmp(decision, "second") == 0 ||
         (strcmp(decision, "refuse") == 0 && json_object_get(row, "founding"));
}

static void print_undone(const json_t *undone) {
  if (!undone) return;
  host_screen_line(
      stdout,
      host_words("      从名册撤去%lld人%.0s，注销%lld张证%.0s，恢复%lld人%.0s%s",
                 "      %lld %s taken off the roster, %lld %s revoked, %lld "
                 "%s put back%s"),
      number_of(undone, "removed"), host_plural(number_of(undone, "removed"), "person", "people"),
      number_of(undone, "revoked"), host_plural(number_of(undone, "revoked"), "pass", "passes"),
      number_of(undone, "restored"), host_plural(number_of(undone, "restored"), "person", "people"),
      json_is_true(json_object_get(undone, "left"))
          ? host_words("；其余由服务器接着办", "; the server goes on with the rest")
          : "");
}

static int send_decision(struct client *client, const struct host_args *args, const json_t *row,
                         const char *decision, const char *password) {
  json_t *out = NULL;
  HOST_FREE char *path = NULL;
  if (asprintf(&path, "/v1/requests/%s/%lld/decisions", text_of(row, "area"),
               number_of(row, "id")) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  json_t *in = json_pack("{s:s, s:s, s:s, s:s}", "decision", decision, "hash", text_of(row, "hash"),
                         "password", wants_password(row, decision) ? password : "", "words",
                         host_text(args, "reason", ""));
  int status = client_post(client, "POST", path, in, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_request(json_object_get(out, "request"));
  if (status == EX_OK && !host_flag(args, "json")) print_undone(json_object_get(out, "undone"));
  json_decref(out);
  return status;
}

/* Nothing is decided where one of them does not wait. */
static int check_waiting(const struct host_args *args, const json_t *out, const char *decision,
                         bool *password) {
  for (size_t i = 0; i < host_arg_count(args); i++) {
    const json_t *row = find(out, host_arg(args, i));
    if (!row)
      return host_fail(EX_DATAERR, "没有待办的第%s号请求，请看 request list。",
                       "No request %s waits, see request list.", host_arg(args, i));
    *password = *password || wants_password(row, decision);
  }
  return EX_OK;
}

static int decide(const struct host_args *args, const char *decision) {
  CLIENT client = NULL;
  json_t *out = NULL;
  bool asks = false;
  char password[257] = "";
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_listed(client, "/v1/requests", false, "requests", &out);
  if (status == EX_OK) status = check_waiting(args, out, decision, &asks);
  if (status == EX_OK && asks) status = command_password(args, password);
  for (size_t i = 0; status == EX_OK && i < host_arg_count(args); i++)
    status = send_decision(client, args, find(out, host_arg(args, i)), decision, password);
  tx_cleanse(password, sizeof password);
  json_decref(out);
  return status;
}

static int run_second(const struct host_args *args) {
  return decide(args, "second");
}
static int run_refuse(const struct host_args *args) {
  return decide(args, "refuse");
}
static int run_withdraw(const struct host_args *args) {
  return decide(args, "withdraw");
}

static const struct host_option list_options[] = {
  { .name = "all",
    .type = HOST_FLAG,
    .zh = "已办结的也列出",
    .en = "those that are decided as well" },
  { 0 },
};

static const struct host_option bulk_options[] = {
  AREA_OPTION,
  { .name = "reason",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "办什么、为什么",
    .en = "what it is for" },
  { 0 },
};

static const struct host_option decide_options[] = {
  { .name = "reason", .type = HOST_TEXT, .value = "TEXT", .zh = "说明", .en = "why" },
  { 0 },
};

static const struct host_command request_commands[] = {
  { .name = "list",
    .zh = "列出待复核的请求",
    .en = "list what waits for a second person",
    .options = list_options,
    .run = run_list },
  { .name = "grounds", .zh = "列出依据", .en = "list the grounds", .run = run_grounds },
  { .name = "bulk",
    .args = "add|end|passes|claims|names [PEOPLE]",
    .zh = "提出成批办理：一人一天办得太多时",
    .en = "ask for more than one account alone does in a day",
    .options = bulk_options,
    .run = run_bulk },
  { .name = "second",
    .args = "NUMBER…",
    .zh = "复核同意，随即生效；建立时已办的事，即为确认",
    .en = "second requests, which are then done; confirm what was done in the founding",
    .options = decide_options,
    .run = run_second },
  { .name = "refuse",
    .args = "NUMBER…",
    .zh = "不同意，须写理由；建立时已办的事，随即撤销",
    .en = "refuse requests, saying why; undo what was done in the founding",
    .options = decide_options,
    .run = run_refuse },
  { .name = "withdraw",
    .args = "NUMBER…",
    .zh = "撤回自己的请求",
    .en = "take back one's own request",
    .options = decide_options,
    .run = run_withdraw },
  { 0 },
};

const struct host_command command_request = {
  .name = "request",
  .zh = "须两人办理的请求",
  .en = "what needs two people",
  .commands = request_commands,
};
