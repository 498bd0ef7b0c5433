/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts in Chinese: what the check prints is taken back as it stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/pass.h"
#include "host/text/people_time.h"
#include "policy/words/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1669180000

static const struct policy_times times = { NOW, host_people_time_parse };

/* A draft of one rule, expanded; NULL: *error says why. */
static json_t *expand(json_t *rule, struct tx_policy_error *error) {
  json_t *out = NULL;
  json_t *draft =
      json_pack("{s:I, s:s, s:s, s:s, s:[o]}", "area", (json_int_t)610113001001, "document",
                "〔2022〕3号", "issuer", "居委会", "until", "2022年12月31日", "rules", rule);
  (void)policy_words_expand(draft, &times, &out, error);
  json_decref(draft);
  return out;
}

static json_t *rule_of(const json_t *policy) {
  const json_t *orders = json_object_get(policy, "orders");
  return json_array_get(json_object_get(json_array_get(orders, 0), "rules"), 0);
}

static json_t *expanded(json_t *rule) {
  struct tx_policy_error error = { 0 };
  json_t *out = expand(rule, &error);
  if (!out) fail_msg("%s: %s", error.where, error.en);
  return out;
}

/* The sentence that the check prints of it. */
static void print(const json_t *policy, char *out, size_t cap) {
  struct tx_policy *parsed = NULL;
  struct tx_policy_error error = { 0 };
  char *text = json_dumps(policy, 0);
  if (tx_policy_parse(tx_span_text(text), &parsed, &error) != TX_OK)
    fail_msg("%s: %s", error.where, error.en);
  const struct tx_finding rule = { parsed, &parsed->orders[0], &parsed->orders[0].rules[0] };
  policy_words_rule(&rule, "zh", out, cap);
  tx_policy_destroy(parsed);
  free(text);
}

/* What stands between two marks of a sentence, copied. */
static char *between(const char *text, const char *from, const char *to) {
  const char *start = strstr(text, from);
  if (!start) fail_msg("no \"%s\" in %s", from, text);
  start += strlen(from);
  const char *end = strstr(start, to);
  if (!end) fail_msg("no \"%s\" in %s", to, text);
  return strndup(start, (size_t)(end - start));
}

/* 【topic】who，places：limit，否则on_fail。 */
static json_t *read_back(const char *sentence) {
  char *topic = between(sentence, "【", "】"), *subject = between(sentence, "】", "：");
  bool ban = strstr(sentence, "：不能直接通行") != NULL;
  char *limit = between(sentence, "：", ban ? "：" : "，否则");
  char *after = strstr(sentence, limit) + strlen(limit);
  char *on_fail = between(after, ban ? "：" : "，否则", "。");
  char *places = strstr(subject, "，");
  char *who = places ? strndup(subject, (size_t)(places - subject)) : strdup(subject);
  json_t *rule = json_pack("{s:s, s:s, s:s}", "topic", topic, "limit", limit, "on_fail", on_fail);
  if (strcmp(who, "所有人") != 0) json_object_set_new(rule, "who", json_string(who));
  if (places && (strstr(places, "进门") || strstr(places, "出门")))
    json_object_set_new(rule, "directions", json_string(strstr(places, "进门") ? "进门" : "出门"));
  free(topic);
  free(subject);
  free(limit);
  free(on_fail);
  free(who);
  return rule;
}

static void comes_back(const char *topic, const char *limit) {
  char sentence[1024];
  json_t *first = expanded(json_pack("{s:s, s:s}", "topic", topic, "limit", limit));
  print(first, sentence, sizeof sentence);
  json_t *second = expanded(read_back(sentence));
  const char *const members[] = { "topic", "logic", "on_fail", "applies" };
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
    json_t *a = json_object_get(rule_of(first), members[i]);
    json_t *b = json_object_get(rule_of(second), members[i]);
    if (!json_equal(a, b) && (a || b))
      fail_msg("%s: %s: %s, then %s", sentence, members[i], json_dumps(a, JSON_ENCODE_ANY),
               json_dumps(b, JSON_ENCODE_ANY));
  }
  json_decref(first);
  json_decref(second);
}

static void every_rule_that_is_printed_in_chinese_is_taken_back(void **state) {
  (void)state;
  comes_back("health", "not red, yellow");
  comes_back("health", "only green");
  comes_back("travel", "not starred, risk");
  comes_back("travel", "only none");
  comes_back("test", "48h");
  comes_back("test", "7d");
  comes_back("state", "not home_isolation, away");
  comes_back("temperature", "37.3");
  comes_back("temperature", "37.25");
  comes_back("household", "2");
  comes_back("curfew", "06:00-23:00");
  comes_back("curfew", "22:30-06:00");
  comes_back("unit", "not 3-2, 5");
  comes_back("zone", "not lockdown, high");
  comes_back("visitor", "none");
  comes_back("visitor", "only own");
  comes_back("courier", "not building");
  comes_back("vehicle", "only 1, 3, 5");
  comes_back("static", "live");
  comes_back("static", "live or attended");
}

/* --- as people write it ----------------------------------------------------------------------- */

static void means(const char *topic, const char *limit, const char *english) {
  json_t *zh = expanded(json_pack("{s:s, s:s}", "topic", topic, "limit", limit));
  json_t *en = expanded(json_pack("{s:s, s:s}", "topic", topic, "limit", english));
  json_t *a = json_object_get(rule_of(zh), "logic"), *b = json_object_get(rule_of(en), "logic");
  if (!json_equal(a, b)) fail_msg("%s", limit);
  json_decref(zh);
  json_decref(en);
}

static void limits_are_taken_as_offices_write_them(void **state) {
  (void)state;
  means("核酸", "48小时", "48h");
  means("核酸", "48小时内", "48h");
  means("核酸", "7天", "7d");
  means("体温", "37.3℃", "37.3");
  means("体温", "37.3度", "37.3");
  means("户内外出", "每户1次", "1");
  means("时段", "6时至23时", "06:00-23:00");
  means("时段", "6点30分到22点", "06:30-22:00");
  means("时段", "06：00—23：00", "06:00-23:00");
  means("健康码", "不得为红码、黄码", "not red, yellow");
  means("健康码", "须为绿码或未知", "only green, unknown");
  means("静态码", "实时码", "live");
  means("访客", "禁止", "none");
}

static void words_of_a_rule_are_taken_in_chinese(void **state) {
  (void)state;
  json_t *policy = expanded(json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s,s]}", "topic", "核酸",
                                      "limit", "48小时", "who", "居民、志愿者", "on_fail", "核验",
                                      "directions", "进门", "kinds", "人行门", "楼栋门"));
  const json_t *rule = rule_of(policy);
  json_t *want = json_pack("{s:[s,s], s:[s], s:[s,s]}", "roles", "resident", "volunteer",
                           "directions", "in", "kinds", "pedestrian", "building");
  assert_string_equal(json_string_value(json_object_get(rule, "topic")), "test");
  assert_string_equal(json_string_value(json_object_get(rule, "on_fail")), "review");
  assert_true(json_equal(json_object_get(rule, "applies"), want));
  json_decref(want);
  json_decref(policy);
}

/* --- what is misspelt ------------------------------------------------------------------------- */

static bool has_chinese(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0xe4) return true;
  return false;
}

static void is_refused(const char *member, json_t *rule, const char *zh, const char *en) {
  struct tx_policy_error error = { 0 };
  json_t *policy = expand(rule, &error);
  if (policy) fail_msg("%s is taken", member);
  char where[80];
  snprintf(where, sizeof where, "/orders/0/rules/0/%s", member);
  assert_string_equal(error.where, where);
  if (!strstr(error.zh, zh)) fail_msg("%s", error.zh);
  if (!strstr(error.en, en)) fail_msg("%s", error.en);
  assert_false(has_chinese(error.en));
}

static void a_misspelt_word_is_named_by_its_member_and_in_one_language(void **state) {
  (void)state;
  is_refused("topic", json_pack("{s:s, s:s}", "topic", "核算", "limit", "48h"), "核酸", "test");
  is_refused("limit", json_pack("{s:s, s:s}", "topic", "核酸", "limit", "48个时"), "48小时", "48h");
  is_refused("limit", json_pack("{s:s, s:s}", "topic", "核酸", "limit", "24小时或48小时"), "48小时",
             "48h");
  is_refused("limit", json_pack("{s:s, s:s}", "topic", "健康码", "limit", "不得为粉码"), "红码",
             "red");
  is_refused("limit", json_pack("{s:s, s:s}", "topic", "时段", "limit", "6时"), "6时至23时",
             "06:00-23:00");
  is_refused("limit", json_pack("{s:s, s:s}", "topic", "时段", "limit", "6时至12时至18时"),
             "6时至23时", "06:00-23:00");
  is_refused("who",
             json_pack("{s:s, s:s, s:s}", "topic", "核酸", "limit", "48h", "who", "居民、王"),
             "居民、", "resident, ");
  is_refused("on_fail",
             json_pack("{s:s, s:s, s:s}", "topic", "核酸", "limit", "48h", "on_fail", "劝反"),
             "提示、核验、劝返", "warn, review, deny");
  is_refused("directions",
             json_pack("{s:s, s:s, s:s}", "topic", "核酸", "limit", "48h", "directions", "上"),
             "进门", "in, out");
  is_refused(
      "applies/kinds",
      json_pack("{s:s, s:s, s:{s:[s]}}", "topic", "核酸", "limit", "48h", "applies", "kinds", "窗"),
      "人行门", "pedestrian");
  is_refused("until",
             json_pack("{s:s, s:s, s:s}", "topic", "核酸", "limit", "48h", "until", "年底"),
             "2022年12月31日", "2022-12-31");
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test(every_rule_that_is_printed_in_chinese_is_taken_back),
    cmocka_unit_test(limits_are_taken_as_offices_write_them),
    cmocka_unit_test(words_of_a_rule_are_taken_in_chinese),
    cmocka_unit_test(a_misspelt_word_is_named_by_its_member_and_in_one_language),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
