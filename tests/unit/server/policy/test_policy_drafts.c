/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/pass.h"
#include "host/text/people_time.h"
#include "policy/words/compile.h"
#include "policy/words/limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1669180000

static const struct policy_times times = { NOW, host_people_time_parse };

/* --- limits ----------------------------------------------------------------------------------- */

static void becomes(enum tx_topic topic, const char *limit, const char *logic) {
  const struct limit_template *form = limit_template_of(topic);
  json_t *made = limit_to_logic(form, limit);
  json_t *want = json_loads(logic, JSON_DECODE_ANY, NULL);
  assert_non_null(made);
  assert_non_null(want);
  if (!json_equal(made, want)) fail_msg("%s: %s", limit, json_dumps(made, JSON_ENCODE_ANY));
  struct tx_logic *compiled = tx_logic_compile(made, NULL);
  assert_non_null(compiled);
  tx_logic_destroy(compiled);
  char back[256];
  assert_true(limit_from_logic(form, made, back, sizeof back));
  assert_string_equal(back, limit);
  json_decref(made);
  json_decref(want);
}

static void every_limit_becomes_logic_and_comes_back(void **state) {
  (void)state;
  becomes(TX_TOPIC_HEALTH, "not red", "{\"!\":[{\"===\":[{\"var\":\"record.health\"},\"red\"]}]}");
  becomes(TX_TOPIC_HEALTH, "only green", "{\"===\":[{\"var\":\"record.health\"},\"green\"]}");
  becomes(TX_TOPIC_TRAVEL, "not starred, risk",
          "{\"!\":[{\"in\":[{\"var\":\"record.travel\"},[\"starred\",\"risk\"]]}]}");
  becomes(
      TX_TOPIC_TEST, "48h",
      "{\"if\":[{\"var\":\"pass.exempt.swab\"},true,{\"and\":[{\"===\":[{\"var\":\"record.test\"},"
      "\"negative\"]},{\"<=\":[{\"var\":\"record.sampled_age_s\"},172800]}]}]}");
  becomes(
      TX_TOPIC_TEST, "7d",
      "{\"if\":[{\"var\":\"pass.exempt.swab\"},true,{\"and\":[{\"===\":[{\"var\":\"record.test\"},"
      "\"negative\"]},{\"<=\":[{\"var\":\"record.sampled_age_s\"},604800]}]}]}");
  becomes(TX_TOPIC_STATE, "not home_isolation, away",
          "{\"!\":[{\"in\":[{\"var\":\"record.state\"},[\"home_isolation\",\"away\"]]}]}");
  becomes(TX_TOPIC_TEMPERATURE, "37.3",
          "{\"if\":[{\"var\":\"pass.exempt.temperature\"},true,"
          "{\"<=\":[{\"var\":\"reading.centi_celsius\"},3730]}]}");
  becomes(TX_TOPIC_TEMPERATURE, "37.25",
          "{\"if\":[{\"var\":\"pass.exempt.temperature\"},true,"
          "{\"<=\":[{\"var\":\"reading.centi_celsius\"},3725]}]}");
  becomes(TX_TOPIC_HOUSEHOLD, "1",
          "{\"if\":[{\"var\":\"pass.exempt.household\"},true,"
          "{\"<\":[{\"var\":\"history.household_exits\"},1]}]}");
  becomes(TX_TOPIC_CURFEW, "06:00-23:00",
          "{\"and\":[{\"<=\":[360,{\"var\":\"clock.minute_of_day\"}]},"
          "{\"<\":[{\"var\":\"clock.minute_of_day\"},1380]}]}");
  becomes(TX_TOPIC_CURFEW, "22:00-06:00",
          "{\"if\":[{\"<=\":[1320,{\"var\":\"clock.minute_of_day\"}]},true,"
          "{\"<\":[{\"var\":\"clock.minute_of_day\"},360]}]}");
  becomes(TX_TOPIC_UNIT, "not 3-2", "{\"!\":[{\"===\":[{\"var\":\"pass.unit\"},\"3-2\"]}]}");
  becomes(TX_TOPIC_ZONE, "not lockdown",
          "{\"!\":[{\"===\":[{\"var\":\"pass.zone\"},\"lockdown\"]}]}");
  becomes(TX_TOPIC_VISITOR, "none", "false");
  becomes(TX_TOPIC_COURIER, "not building",
          "{\"!\":[{\"===\":[{\"var\":\"gate.kind\"},\"building\"]}]}");
  becomes(TX_TOPIC_VEHICLE, "only 1, 3, 5, 7, 9",
          "{\"in\":[{\"var\":\"vehicle.plate_last\"},[\"1\",\"3\",\"5\",\"7\",\"9\"]]}");
  becomes(TX_TOPIC_STATIC, "live", "{\"var\":\"pass.live\"}");
  becomes(TX_TOPIC_STATIC, "live or attended",
          "{\"if\":[{\"var\":\"gate.attended\"},true,{\"var\":\"pass.live\"}]}");
}

static void limits_that_say_nothing_are_refused(void **state) {
  (void)state;
  static const struct {
    enum tx_topic topic;
    const char *limit;
  } bad[] = {
    { TX_TOPIC_HEALTH, "red" },
    { TX_TOPIC_HEALTH, "not blue" },
    { TX_TOPIC_HEALTH, "only " },
    { TX_TOPIC_TEST, "48" },
    { TX_TOPIC_TEST, "h" },
    { TX_TOPIC_TEST, "99999h" },
    { TX_TOPIC_TEMPERATURE, "37.333" },
    { TX_TOPIC_TEMPERATURE, "warm" },
    { TX_TOPIC_HOUSEHOLD, "-1" },
    { TX_TOPIC_CURFEW, "6-23" },
    { TX_TOPIC_CURFEW, "06:00-25:00" },
    { TX_TOPIC_STATIC, "dead" },
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_null(limit_to_logic(limit_template_of(bad[i].topic), bad[i].limit));
  assert_null(limit_template_of(TX_TOPIC_OTHER));
}

static void logic_written_by_hand_is_not_taken_for_a_limit(void **state) {
  (void)state;
  char back[64];
  json_t *logic = json_loads("{\"===\":[\"red\",{\"var\":\"record.health\"}]}", 0, NULL);
  assert_false(limit_from_logic(limit_template_of(TX_TOPIC_HEALTH), logic, back, sizeof back));
  assert_false(limit_from_logic(limit_template_of(TX_TOPIC_TEST), logic, back, sizeof back));
  json_decref(logic);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static struct tx_policy *expand(const char *draft) {
  json_t *json = json_loads(draft, 0, NULL);
  json_t *expanded = NULL;
  struct tx_policy_error error;
  struct tx_policy *policy = NULL;
  assert_non_null(json);
  if (policy_words_expand(json, &times, &expanded, &error) != TX_OK)
    fail_msg("%s: %s", error.where, error.en);
  char *text = json_dumps(expanded, 0);
  if (tx_policy_parse(tx_span_text(text), &policy, &error) != TX_OK)
    fail_msg("%s: %s %s", error.where, error.en, text);
  free(text);
  json_decref(expanded);
  json_decref(json);
  return policy;
}

#define HEAD                                                                                       \
  "{\"area\":610113001001,\"document\":\"社防〔2022〕3号\",\"issuer\":\"幸福社区\","      \
  "\"until\":\"2022-12-31\",\"rules\":["

static void a_short_draft_becomes_a_whole_policy(void **state) {
  (void)state;
  struct tx_policy *policy =
      expand(HEAD "{\"topic\":\"test\",\"who\":\"居民\",\"limit\":\"48h\",\"delegable\":true},"
                  "{\"topic\":\"household\",\"limit\":\"1\"},"
                  "{\"topic\":\"test\",\"who\":[\"courier\",\"visitor\"],\"limit\":\"24h\","
                  "\"on_fail\":\"deny\"}]}");
  assert_int_equal(policy->order_count, 1);
  const struct tx_order *order = &policy->orders[0];
  assert_int_equal(order->valid_from, NOW);
  assert_int_equal(order->valid_to, 1672502400); /* 2023-01-01T00:00 at UTC+8 */
  assert_int_equal(order->rule_count, 3);
  assert_int_equal(order->rules[0].roles, 1u << TX_ROLE_RESIDENT);
  assert_int_equal(order->rules[0].on_fail, TX_FAIL_WARN);
  assert_int_equal(order->rules[0].directions, 1u << TX_IN);
  assert_true(order->rules[0].delegable);
  assert_string_equal(order->rules[0].id, "test");
  assert_int_equal(order->rules[1].directions, 1u << TX_OUT);
  assert_int_equal(order->rules[1].on_fail, TX_FAIL_DENY);
  assert_int_equal(order->rules[2].roles, 1u << TX_ROLE_COURIER | 1u << TX_ROLE_VISITOR);
  assert_string_equal(order->rules[2].id, "test-2");
  tx_policy_destroy(policy);
}

static void a_rule_that_ends_earlier_gets_an_order_of_its_own(void **state) {
  (void)state;
  struct tx_policy *policy =
      expand(HEAD "{\"topic\":\"health\",\"limit\":\"not red\"},"
                  "{\"topic\":\"test\",\"limit\":\"48h\",\"until\":\"2022-12-01 18:00\"}]}");
  assert_int_equal(policy->order_count, 2);
  assert_int_equal(policy->orders[0].rule_count, 1);
  assert_int_equal(policy->orders[1].rule_count, 1);
  assert_int_equal(policy->orders[1].valid_to, 1669888800);
  assert_string_equal(policy->orders[1].document, "社防〔2022〕3号");
  tx_policy_destroy(policy);
}

static void certlogic_by_hand_stays_as_it_is(void **state) {
  (void)state;
  struct tx_policy *policy = expand(
      HEAD "{\"id\":\"own\",\"topic\":\"other\",\"on_fail\":\"review\",\"say\":{\"zh\":\"x\"},"
           "\"logic\":{\"===\":[{\"var\":\"pass.age\"},\"70plus\"]}}]}");
  assert_int_equal(policy->orders[0].rules[0].roles, 0xffff);
  tx_policy_destroy(policy);
}

static void refused(const char *draft, const char *where) {
  json_t *json = json_loads(draft, 0, NULL);
  json_t *expanded = NULL;
  struct tx_policy_error error;
  assert_non_null(json);
  assert_int_equal(policy_words_expand(json, &times, &expanded, &error), TX_MALFORMED_CLAIMS);
  assert_string_equal(error.where, where);
  assert_true(strlen(error.zh) && strlen(error.en));
  json_decref(json);
}

static void faults_in_a_draft_are_named_to_the_place(void **state) {
  (void)state;
  refused(HEAD "{\"topic\":\"test\",\"limit\":\"soon\"}]}", "/orders/0/rules/0/limit");
  refused(HEAD "{\"topic\":\"test\",\"limit\":\"48h\",\"logic\":true}]}",
          "/orders/0/rules/0/limit");
  refused(HEAD "{\"topic\":\"other\",\"limit\":\"48h\"}]}", "/orders/0/rules/0/limit");
  refused(HEAD "{\"topic\":\"wind\",\"limit\":\"48h\"}]}", "/orders/0/rules/0/topic");
  refused(HEAD "{\"topic\":\"test\",\"limit\":\"48h\",\"who\":\"king\"}]}",
          "/orders/0/rules/0/who");
  refused(HEAD "{\"topic\":\"test\",\"limit\":\"48h\",\"until\":\"soon\"}]}",
          "/orders/0/rules/0/until");
  refused("{\"area\":0,\"until\":\"31.12.2022\",\"rules\":[]}", "/orders/0/until");
}

static void an_order_ends_after_it_begins_and_after_now(void **state) {
  (void)state;
  refused("{\"area\":0,\"until\":\"2022-11-22\",\"rules\":[]}", "/orders/0/until");
  refused("{\"area\":0,\"from\":\"2023-01-02\",\"until\":\"20230101\",\"rules\":[]}",
          "/orders/0/until");
  refused("{\"area\":0,\"orders\":[{\"valid_from\":1669180100,\"valid_to\":1669180100}]}",
          "/orders/0/valid_to");
  refused("{\"area\":0,\"orders\":[{\"valid_from\":1,\"valid_to\":1669180000}]}",
          "/orders/0/valid_to");
  refused(HEAD "{\"topic\":\"test\",\"limit\":\"48h\",\"until\":\"2022-11-01\"}]}",
          "/orders/0/rules/0/until");
}

static void a_draft_takes_dates_as_people_write_them(void **state) {
  (void)state;
  static const char *const dates[] = { "2022-12-31",      "20221231",       "2022/12/31",
                                       "2022.12.31",      "2022年12月31日", "44926",
                                       "2022-12-31 24:00" };
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
    char draft[512];
    snprintf(draft, sizeof draft,
             "{\"area\":610113001001,\"document\":\"d\",\"issuer\":\"i\",\"until\":\"%s\","
             "\"rules\":[{\"topic\":\"test\",\"limit\":\"48h\"},{\"topic\":\"health\","
             "\"limit\":\"not red\",\"until\":\"%s\"}]}",
             dates[i], dates[i]);
    struct tx_policy *policy = expand(draft);
    assert_int_equal(policy->orders[0].valid_to, 1672502400); /* 2023-01-01T00:00 at UTC+8 */
    assert_int_equal(policy->orders[1].valid_to, 1672502400);
    tx_policy_destroy(policy);
  }
}

/* --- sentences -------------------------------------------------------------------------------- */

static void says(const struct tx_policy *policy, size_t rule, const char *lang, const char *want) {
  char out[1024];
  struct tx_finding finding = { policy, &policy->orders[0], &policy->orders[0].rules[rule] };
  policy_words_rule(&finding, lang, out, sizeof out);
  assert_string_equal(out, want);
}

static void rules_are_shown_back_as_sentences(void **state) {
  (void)state;
  struct tx_policy *policy =
      expand("{\"area\":610113001001,\"document\":\"d\",\"issuer\":\"i\",\"from\":\"2022-11-23\","
             "\"until\":\"2022-12-31\",\"rules\":["
             "{\"topic\":\"test\",\"who\":\"resident\",\"limit\":\"48h\",\"delegable\":true},"
             "{\"topic\":\"health\",\"limit\":\"not yellow, "
             "red\",\"on_fail\":\"deny\",\"keeps_home\":true},"
             "{\"topic\":\"visitor\",\"limit\":\"none\"},"
             "{\"id\":\"own\",\"topic\":\"other\",\"on_fail\":\"review\",\"say\":{\"zh\":\"x\"},"
             "\"logic\":{\"===\":[{\"var\":\"pass.age\"},\"70plus\"]}},"
             "{\"topic\":\"household\",\"limit\":\"1\"}]}");
  says(
      policy, 4, "en",
      "household: resident, going out: a household goes out at most once in the period that counts "
      "(but for those exempt), else deny. In force from 2022-11-23 00:00 until 2023-01-01 00:00.");
  says(policy, 4, "zh",
       "【户内外出】居民，出门：本户在计数期内最多外出1次（不计次数的除外），否则劝返。"
       "有效期2022-11-23 00:00至2023-01-01 00:00。");
  says(policy, 0, "zh",
       "【核酸】居民，进门：须有48小时内核酸阴性（免核酸的除外），否则提示。可由下级调整。"
       "有效期2022-11-23 00:00至2023-01-01 00:00。");
  says(policy, 0, "en",
       "test: resident, going in: a negative test of the last 48 hours is needed (but for those "
       "exempt from swabs), else warn. Levels below may replace it. In force from 2022-11-23 00:00 "
       "until 2023-01-01 00:00.");
  says(policy, 1, "zh",
       "【健康码】所有人：健康码不得为黄码或红码，否则劝返。回自己家也适用。"
       "有效期2022-11-23 00:00至2023-01-01 00:00。");
  says(policy, 2, "zh",
       "【访客】来访人员，进门：不能直接通行：核验。有效期2022-11-23 00:00至2023-01-01 00:00。");
  says(policy, 3, "en",
       "other: Everybody: a condition of its own must hold (CertLogic, looking at pass.age), else "
       "review. In force from 2022-11-23 00:00 until 2023-01-01 00:00.");
  tx_policy_destroy(policy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_limit_becomes_logic_and_comes_back),
    cmocka_unit_test(limits_that_say_nothing_are_refused),
    cmocka_unit_test(logic_written_by_hand_is_not_taken_for_a_limit),
    cmocka_unit_test(a_short_draft_becomes_a_whole_policy),
    cmocka_unit_test(a_rule_that_ends_earlier_gets_an_order_of_its_own),
    cmocka_unit_test(certlogic_by_hand_stays_as_it_is),
    cmocka_unit_test(faults_in_a_draft_are_named_to_the_place),
    cmocka_unit_test(an_order_ends_after_it_begins_and_after_now),
    cmocka_unit_test(a_draft_takes_dates_as_people_write_them),
    cmocka_unit_test(rules_are_shown_back_as_sentences),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
