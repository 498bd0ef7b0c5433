/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include "format/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A FILE of a policy, or the number of a draft: a body, or a query. */
struct subject {
  struct host_bytes body;
  char query[40]; /* "draft=7", or "" */
};

static int read_subject(const char *word, struct subject *out) {
  *out = (struct subject){ 0 };
  if (!host_file_exists(word) && *word && strspn(word, "0123456789") == strlen(word)) {
    snprintf(out->query, sizeof out->query, "draft=%s", word);
    return EX_OK;
  }
  return command_read_json(word, TX_POLICY_MAX, &out->body);
}

/* Posts a policy, or a draft's number, to a path that may have a query of its own. */
static int post(struct client *client, const char *path, const char *word, json_t **out) {
  struct subject subject = { 0 };
  HOST_FREE char *whole = NULL;
  int status = word ? read_subject(word, &subject) : EX_OK;
  const char *joint = !*subject.query ? "" : strchr(path, '?') ? "&" : "?";
  if (status == EX_OK && asprintf(&whole, "%s%s%s", path, joint, subject.query) < 0)
    status = host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const struct client_request request = { .method = "POST",
                                          .path = whole,
                                          .type = subject.body.n ? "application/json" : NULL,
                                          .body = host_span(&subject.body) };
  if (status == EX_OK) status = client_send(client, &request, out, NULL);
  host_bytes_finish(&subject.body);
  return status;
}

static int ask(const struct host_args *args, const char *path, json_t **out) {
  CLIENT client = NULL;
  int status = client_open(args, &client);
  return status == EX_OK ? post(client, path, host_arg(args, 0), out) : status;
}

static void print_rules(const json_t *result) {
  size_t i;
  const json_t *rule;
  json_array_foreach(json_object_get(result, "rules"), i, rule)
      host_screen_line(stdout, "  %s/%s  %s", text_of(rule, "order"), text_of(rule, "id"),
                       text_of(rule, host_words("zh", "en")));
}

static int run_check(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = command_policy_path(args, "/v1/policies/checks", NULL);
  int status = path ? ask(args, path, &out) : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    print_rules(out);
    command_print_findings(out);
    printf(host_words("错误%lld处%.0s，提醒%lld处%.0s。\n", "%lld %s, %lld %s.\n"),
           number_of(out, "errors"), host_plural(number_of(out, "errors"), "error", "errors"),
           number_of(out, "warnings"),
           host_plural(number_of(out, "warnings"), "warning", "warnings"));
  }
  status = number_of(out, "errors") ? EX_DATAERR : EX_OK;
  json_decref(out);
  return status;
}

static int run_draft(const struct host_args *args) {
  json_t *out = NULL;
  int status = ask(args, "/v1/policies/drafts", &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    printf(host_words("草案%lld已存，下一步：policy check %lld\n",
                      "draft %lld is kept; next: policy check %lld\n"),
           number_of(out, "draft"), number_of(out, "draft"));
    print_rules(out);
  }
  json_decref(out);
  return EX_OK;
}

static int run_publish(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *whole = command_policy_path(args, "/v1/policies", "accept");
  HOST_FREE char *path = NULL;
  const char *emergency = host_flag(args, "emergency") ? "&emergency=1" : "";
  if (!whole || asprintf(&path, "%s%s", whole, emergency) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = ask(args, path, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    command_print_findings(out);
    command_print_asked(out);
  }
  json_decref(out);
  return EX_OK;
}

static int run_import(const struct host_args *args) {
  HOST_BYTES bytes = { 0 };
  CLIENT client = NULL;
  json_t *out = NULL;
  int status = command_read_file(host_arg(args, 0), TX_POLICY_MAX * 2, &bytes);
  if (status == EX_OK) status = client_open(args, &client);
  const struct client_request request = { .method = "POST",
                                          .path = "/v1/policies/signed",
                                          .type = "application/cose",
                                          .body = host_span(&bytes) };
  if (status == EX_OK) status = client_send(client, &request, &out, NULL);
  if (status != EX_OK) return status;
  host_screen_line(stdout, host_words("已收下 %s 的规定，序号%lld", "policy of %s taken, seq %lld"),
                   text_of(out, "area"), number_of(out, "seq"));
  json_decref(out);
  return EX_OK;
}

static void print_policy(const json_t *policy) {
  size_t i;
  const json_t *order;
  host_screen_line(stdout, "%s  %lld", text_of(policy, "area"), number_of(policy, "seq"));
  json_array_foreach(json_object_get(policy, "orders"), i, order) {
    char from[HOST_DATE_SIZE], to[HOST_DATE_SIZE];
    host_date_shanghai_minute(number_of(order, "valid_from"), from);
    host_date_shanghai_minute(number_of(order, "valid_to"), to);
    host_screen_line(stdout, "  %s  %s  %s  %s .. %s", text_of(order, "id"),
                     text_of(order, "document"), text_of(order, "issuer"), from, to);
  }
  print_rules(policy);
}

static int run_list(const struct host_args *args) {
  json_t *out = NULL;
  size_t i;
  const json_t *one;
  int status = client_call(args, "GET", "/v1/policies", NULL, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    json_array_foreach(json_object_get(out, "policies"), i, one) print_policy(one);
    json_array_foreach(json_object_get(out, "drafts"), i, one) host_screen_line(
        stdout, host_words("草案%lld  %s  %s", "draft %lld  %s  %s"), number_of(one, "draft"),
        text_of(one, "area"), json_object_get(one, "seq") ? host_words("已发布", "published") : "");
  }
  json_decref(out);
  return EX_OK;
}

/* --- what would be ---------------------------------------------------------------------------- */

static void print_steps(const json_t *out) {
  size_t i;
  const json_t *step;
  json_array_foreach(json_object_get(out, "steps"), i, step)
      host_screen_line(stdout, "%s", text_of(step, host_words("zh", "en")));
  host_screen_line(stdout, "%s", text_of(out, host_words("zh", "en")));
}

static int run_explain(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *resource = NULL, *path = NULL;
  json_t *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_resident(client, args, host_arg(args, 0), "explanations", &resource);
  if (status == EX_OK && asprintf(&path, "%s?kind=%s&direction=%s&live=%d", resource,
                                  host_text(args, "kind", "pedestrian"),
                                  host_text(args, "direction", "in"), host_flag(args, "live")) < 0)
    status = host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (status == EX_OK) status = post(client, path, host_text(args, "with", NULL), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_steps(out);
  json_decref(out);
  return EX_OK;
}

static void print_heads(const json_t *heads) {
  size_t i;
  const json_t *one;
  long long residents = number_of(heads, "residents");
  printf(host_words("今天名册上的%lld人%.0s，现在将有%lld人被拦下，%lld人转人工（现行规定：%lld人、"
                    "%lld人）。\n",
                    "Of %lld %s of today's lists %lld would be stopped now and %lld reviewed "
                    "(by what is in force: %lld and %lld).\n"),
         residents, host_plural(residents, "resident", "residents"), number_of(heads, "stopped"),
         number_of(heads, "reviewed"), number_of(heads, "stopped_before"),
         number_of(heads, "reviewed_before"));
  json_array_foreach(json_object_get(heads, "groups"), i, one) {
    long long stopped = number_of(one, "stopped"), reviewed = number_of(one, "reviewed");
    if (stopped)
      host_screen_line(
          stdout,
          host_words("  %lld人中%lld人拦下，%s  %s", "  %2$lld of %1$lld stopped, %3$s  %4$s"),
          residents, stopped, text_of(one, host_words("zh", "en")), text_of(one, "rule"));
    if (reviewed)
      host_screen_line(
          stdout,
          host_words("  %lld人中%lld人转人工，%s  %s", "  %2$lld of %1$lld reviewed, %3$s  %4$s"),
          residents, reviewed, text_of(one, host_words("zh", "en")), text_of(one, "rule"));
  }
}

static void print_rehearsal(const json_t *out) {
  size_t i;
  const json_t *one;
  char hour[HOST_DATE_SIZE];
  printf(host_words(
             "重放%lld次通行%.0s（另有%lld次不重放）：%lld次不变，%lld次将被拦下，%lld次将转人工，"
             "%lld次将放行。\n",
             "%lld %s replayed (%lld kept apart): %lld the same, %lld would be turned away, "
             "%lld would be reviewed, %lld would be let in.\n"),
         number_of(out, "replayed"), host_plural(number_of(out, "replayed"), "passage", "passages"),
         number_of(out, "kept_apart"), number_of(out, "same"), number_of(out, "denied"),
         number_of(out, "reviewed"), number_of(out, "let_in"));
  json_array_foreach(json_object_get(out, "rules"), i, one) host_screen_line(
      stdout, "  %s  -%lld ?%lld  %s", text_of(one, "rule"), number_of(one, "denied"),
      number_of(one, "reviewed"), text_of(one, host_words("zh", "en")));
  json_array_foreach(json_object_get(out, "gates"), i, one)
      host_screen_line(stdout, "  %s %s  -%lld ?%lld", text_of(one, "gate"), text_of(one, "name"),
                       number_of(one, "denied"), number_of(one, "reviewed"));
  print_heads(json_object_get(out, "today"));
  if (!number_of(out, "busiest_count")) return;
  host_date_shanghai_minute(number_of(out, "busiest_hour"), hour);
  host_screen_line(
      stdout,
      host_words("最忙的一小时从%s起：%lld人%.0s。", "The busiest hour begins at %s: %lld %s."),
      hour, number_of(out, "busiest_count"),
      host_plural(number_of(out, "busiest_count"), "person", "people"));
}

static int run_try(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *out = NULL;
  HOST_FREE char *path = command_policy_path(args, "/v1/policies/rehearsals", "against");
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = client_open(args, &client);
  if (status == EX_OK) status = post(client, path, host_arg(args, 0), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_rehearsal(out);
  json_decref(out);
  return EX_OK;
}

static int run_declare(const struct host_args *args) {
  char words[512] = "";
  json_t *out = NULL;
  for (size_t i = 0; i < host_arg_count(args); i++) {
    size_t used = strlen(words);
    snprintf(words + used, sizeof words - used, "%s%s", used ? " " : "", host_arg(args, i));
  }
  if (strcmp(words, "any") == 0) *words = '\0';
  int status =
      client_call(args, "PUT", "/v1/policies/data", json_pack("{s:s}", "words", words), &out);
  if (status != EX_OK) return status;
  host_screen_line(stdout, host_words("已声明的数据：%s", "declared data: %s"),
                   *words ? words : host_words("不限", "any"));
  json_decref(out);
  return EX_OK;
}

static const struct host_option check_options[] = { END_OPTION, { 0 } };

static const struct host_option accept_options[] = {
  { .name = "emergency",
    .type = HOST_FLAG,
    .zh = "紧急：一人发布，两小时内到期，须用 --accept 写明原因",
    .en = "publish alone what ends within two hours; --accept says why" },
  END_OPTION,
  { .name = "accept",
    .type = HOST_TEXT,
    .value = "REASON",
    .zh = "虽有提醒仍发布的原因，会记录",
    .en = "publish in spite of warnings, for this reason, which is kept" },
  { 0 },
};

static const struct host_option try_options[] = {
  END_OPTION,
  { .name = "against",
    .type = HOST_TEXT,
    .value = "DAY",
    .zh = "哪一天：yesterday、today 或 2022-01-31",
    .en = "which day: yesterday, today or 2022-01-31" },
  { 0 },
};

static const struct host_option explain_options[] = {
  AREA_OPTION,
  { .name = "kind",
    .type = HOST_CHOICE,
    .value = "pedestrian|vehicle|building|sampling",
    .zh = "门禁种类",
    .en = "kind of gate" },
  { .name = "direction", .type = HOST_CHOICE, .value = "in|out", .zh = "方向", .en = "direction" },
  { .name = "live", .type = HOST_FLAG, .zh = "用手机实时码", .en = "shown live by a phone" },
  { .name = "with",
    .type = HOST_TEXT,
    .value = "FILE|DRAFT",
    .zh = "假设这份规定已生效",
    .en = "as if this policy were in force" },
  { 0 },
};

static const struct host_command policy_commands[] = {
  { .name = "check",
    .args = "FILE|DRAFT",
    .zh = "发布前找出矛盾",
    .en = "find contradictions before they bite",
    .options = check_options,
    .run = run_check },
  { .name = "draft", .args = "FILE", .zh = "存为草案", .en = "keep a draft", .run = run_draft },
  { .name = "publish",
    .args = "FILE|DRAFT",
    .zh = "核对并提出发布，由另一单位复核后签发",
    .en = "check and ask for publishing, which another body seconds",
    .options = accept_options,
    .run = run_publish },
  { .name = "declare",
    .args = "WORD…",
    .zh = "声明有哪些数据可用于规定；any 为不限",
    .en = "declare what data rules may use; \"any\" takes it back",
    .run = run_declare },
  { .name = "import",
    .args = "FILE",
    .zh = "收下上级签发的规定",
    .en = "take a policy signed by a higher level",
    .run = run_import },
  { .name = "try",
    .args = "[FILE|DRAFT]",
    .zh = "用某天的通行记录预演",
    .en = "rehearse against the passages of a day",
    .options = try_options,
    .run = run_try },
  { .name = "explain",
    .args = "RESIDENT",
    .zh = "逐级说明某人能否通行",
    .en = "say level by level why someone may pass or not",
    .options = explain_options,
    .run = run_explain },
  { .name = "list",
    .zh = "列出现行规定和草案",
    .en = "list policies in force and drafts",
    .run = run_list },
  { 0 },
};

const struct host_command command_policy = {
  .name = "policy",
  .zh = "规定",
  .en = "policies",
  .commands = policy_commands,
};
