/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "format/policy.h"
#include "host/sys/date.h"
#include "host/sys/text.h"
#include "office_call.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *json, const char *name) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

static long long number_of(const json_t *json, const char *name) {
  return (long long)json_integer_value(json_object_get(json, name));
}

/* A FILE of a policy, or the number of a draft. */
static int read_subject(const char *word, json_t *in) {
  HOST_BYTES bytes = { 0 };
  if (!host_file_exists(word) && *word && strspn(word, "0123456789") == strlen(word)) {
    json_object_set_new(in, "draft", json_integer(strtoll(word, NULL, 10)));
    return EX_OK;
  }
  int status = command_read_file(word, TX_POLICY_MAX, &bytes);
  if (status != EX_OK) return status;
  json_t *text = json_stringn((const char *)bytes.p, bytes.n);
  if (!text)
    return host_fail(EX_DATAERR, "规定文件不是UTF-8文本。", "The policy is no UTF-8 text.");
  json_object_set_new(in, "policy", text);
  return EX_OK;
}

static int ask(const struct host_args *args, const char *name, json_t *in, json_t **out) {
  int status = read_subject(host_arg(args, 0), in);
  if (status == EX_OK) return office_call(args, name, in, out);
  json_decref(in);
  return status;
}

static void print_rules(const json_t *result) {
  size_t i;
  const json_t *rule;
  json_array_foreach(json_object_get(result, "rules"), i, rule)
      printf("  %s/%s  %s\n", text_of(rule, "order"), text_of(rule, "id"),
             text_of(rule, host_words("zh", "en")));
}

static void print_finding(const json_t *finding) {
  const char *weight = text_of(finding, "weight");
  const char *zh = strcmp(weight, "error") == 0     ? "错误"
                   : strcmp(weight, "warning") == 0 ? "提醒"
                                                    : "说明";
  const char *example = text_of(finding, host_words("example_zh", "example_en"));
  printf("%s: %s\n", host_words(zh, weight), text_of(finding, host_words("zh", "en")));
  if (*example) printf(host_words("  例如:%s\n", "  for example: %s\n"), example);
}

static void print_findings(const json_t *result) {
  size_t i;
  const json_t *finding;
  json_array_foreach(json_object_get(result, "findings"), i, finding) print_finding(finding);
}

int command_policy_check(const struct host_args *args) {
  json_t *out = NULL;
  int status = ask(args, "policy-check", json_object(), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    print_rules(out);
    print_findings(out);
    printf(host_words("错误%lld处,提醒%lld处。\n", "%lld errors, %lld warnings.\n"),
           number_of(out, "errors"), number_of(out, "warnings"));
  }
  status = number_of(out, "errors") ? EX_DATAERR : EX_OK;
  json_decref(out);
  return status;
}

int command_policy_draft(const struct host_args *args) {
  json_t *out = NULL;
  int status = ask(args, "policy-draft", json_object(), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    printf(host_words("草案%lld已存,下一步:policy check %lld\n",
                      "draft %lld is kept; next: policy check %lld\n"),
           number_of(out, "draft"), number_of(out, "draft"));
    print_rules(out);
  }
  json_decref(out);
  return EX_OK;
}

int command_policy_publish(const struct host_args *args) {
  json_t *in = json_object(), *out = NULL;
  if (host_given(args, "accept"))
    json_object_set_new(in, "accept", json_string(host_text(args, "accept", "")));
  int status = ask(args, "policy-publish", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    print_findings(out);
    printf(host_words("规定 %s 已发布,序号%lld\n", "policy of %s published, seq %lld\n"),
           text_of(out, "area"), number_of(out, "seq"));
  }
  json_decref(out);
  return EX_OK;
}

int command_policy_import(const struct host_args *args) {
  HOST_BYTES bytes = { 0 };
  json_t *out = NULL;
  int status = command_read_file(host_arg(args, 0), TX_POLICY_MAX * 2, &bytes);
  if (status != EX_OK) return status;
  HOST_FREE char *base64 = malloc(HOST_BASE64_SIZE(bytes.n));
  if (!base64) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  host_base64(host_span(&bytes), base64);
  status = office_call(args, "policy-import", json_pack("{s:s}", "object", base64), &out);
  if (status != EX_OK) return status;
  printf(host_words("已收下 %s 的规定,序号%lld\n", "policy of %s taken, seq %lld\n"),
         text_of(out, "area"), number_of(out, "seq"));
  json_decref(out);
  return EX_OK;
}

static void print_policy(const json_t *policy) {
  size_t i;
  const json_t *order;
  printf("%s  %lld\n", text_of(policy, "area"), number_of(policy, "seq"));
  json_array_foreach(json_object_get(policy, "orders"), i, order) {
    char from[HOST_DATE_SIZE], to[HOST_DATE_SIZE];
    host_date_shanghai(number_of(order, "valid_from"), from);
    host_date_shanghai(number_of(order, "valid_to"), to);
    printf("  %s  %s  %s  %s .. %s\n", text_of(order, "id"), text_of(order, "document"),
           text_of(order, "issuer"), from, to);
  }
  print_rules(policy);
}

int command_policy_list(const struct host_args *args) {
  json_t *out = NULL;
  size_t i;
  const json_t *one;
  int status = office_call(args, "policy-list", json_object(), &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    json_array_foreach(json_object_get(out, "policies"), i, one) print_policy(one);
    json_array_foreach(json_object_get(out, "drafts"), i, one) printf(
        host_words("草案%lld  %s  %s\n", "draft %lld  %s  %s\n"), number_of(one, "draft"),
        text_of(one, "area"), json_object_get(one, "seq") ? host_words("已发布", "published") : "");
  }
  json_decref(out);
  return EX_OK;
}

int command_policy_explain(const struct host_args *args) {
  json_t *in = command_input(args), *out = NULL;
  size_t i;
  const json_t *step;
  int status = EX_OK;
  json_object_set_new(in, "resident", json_string(host_arg(args, 0)));
  json_object_set_new(in, "kind", json_string(host_text(args, "kind", "pedestrian")));
  json_object_set_new(in, "direction", json_string(host_text(args, "direction", "in")));
  if (host_flag(args, "live")) json_object_set_new(in, "live", json_true());
  if (host_given(args, "with")) status = read_subject(host_text(args, "with", ""), in);
  if (status != EX_OK) {
    json_decref(in);
    return status;
  }
  status = office_call(args, "policy-explain", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    json_array_foreach(json_object_get(out, "steps"), i, step)
        printf("%s\n", text_of(step, host_words("zh", "en")));
    printf("%s\n", text_of(out, host_words("zh", "en")));
  }
  json_decref(out);
  return EX_OK;
}

static void print_rehearsal(const json_t *out) {
  size_t i;
  const json_t *one;
  char hour[HOST_DATE_SIZE];
  printf(host_words(
             "重放%lld次通行(另有%lld次不重放):%lld次不变,%lld次将被拦下,%lld次将转人工,%"
             "lld次将放行。\n",
             "%lld passages replayed (%lld kept apart): %lld the same, %lld would be turned away, "
             "%lld would be reviewed, %lld would be let in.\n"),
         number_of(out, "replayed"), number_of(out, "kept_apart"), number_of(out, "same"),
         number_of(out, "denied"), number_of(out, "reviewed"), number_of(out, "let_in"));
  json_array_foreach(json_object_get(out, "rules"), i, one)
      printf("  %s  -%lld ?%lld  %s\n", text_of(one, "rule"), number_of(one, "denied"),
             number_of(one, "reviewed"), text_of(one, host_words("zh", "en")));
  json_array_foreach(json_object_get(out, "gates"), i, one)
      printf("  %s %s  -%lld ?%lld\n", text_of(one, "gate"), text_of(one, "name"),
             number_of(one, "denied"), number_of(one, "reviewed"));
  if (!number_of(out, "busiest_count")) return;
  host_date_shanghai(number_of(out, "busiest_hour"), hour);
  printf(
      host_words("最忙的一小时从%s起:%lld人。\n", "The busiest hour begins at %s: %lld people.\n"),
      hour, number_of(out, "busiest_count"));
}

int command_policy_try(const struct host_args *args) {
  json_t *in = json_object(), *out = NULL;
  int status = EX_OK;
  json_object_set_new(in, "against", json_string(host_text(args, "against", "yesterday")));
  if (host_arg(args, 0)) status = read_subject(host_arg(args, 0), in);
  if (status != EX_OK) {
    json_decref(in);
    return status;
  }
  status = office_call(args, "policy-try", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_rehearsal(out);
  json_decref(out);
  return EX_OK;
}

int command_policy_declare(const struct host_args *args) {
  char words[512] = "";
  json_t *out = NULL;
  for (size_t i = 0; i < host_arg_count(args); i++) {
    size_t used = strlen(words);
    snprintf(words + used, sizeof words - used, "%s%s", used ? " " : "", host_arg(args, i));
  }
  if (strcmp(words, "any") == 0) *words = '\0';
  int status = office_call(args, "policy-declare", json_pack("{s:s}", "words", words), &out);
  if (status != EX_OK) return status;
  printf(host_words("已声明的数据:%s\n", "declared data: %s\n"),
         *words ? words : host_words("不限", "any"));
  json_decref(out);
  return EX_OK;
}
