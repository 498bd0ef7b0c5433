/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/pass.h"
#include "format/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char whole[] =
    "{\"area\":610100000000,\"seq\":1795388400,\"utc_offset_s\":28800,\"live_window_s\":60,"
    "\"exit_window_s\":172800,\"stale\":{\"max_age_s\":86400,\"then\":\"warn\",\"no_list\":"
    "\"review\"},"
    "\"zones\":[{\"area\":610113001001,\"unit\":\"3-2\",\"kind\":\"control\",\"from\":10,\"to\":20}"
    "],"
    "\"orders\":[{\"id\":\"2026-11\",\"document\":\"市防指〔2026〕17号\",\"basis\":\"第四十二条\","
    "\"issuer\":\"市指挥部\",\"phone\":\"029-12345\",\"valid_from\":100,\"valid_to\":200,\"rules\":"
    "["
    "{\"id\":\"test\",\"topic\":\"test\",\"on_fail\":\"warn\",\"say\":{\"zh\":\"请补测\",\"en\":"
    "\"Test\"},"
    "\"applies\":{\"roles\":[\"resident\",\"supply\"],\"kinds\":[\"sampling\"],\"directions\":["
    "\"in\"]},"
    "\"delegable\":true,\"keeps_home\":true,\"logic\":{\"===\":[{\"var\":\"record.test\"},"
    "\"negative\"]}},"
    "{\"id\":\"red\",\"topic\":\"health\",\"on_fail\":\"deny\",\"say\":{\"zh\":\"请到人工通道\"},"
    "\"logic\":true}]}]}";

static struct tx_policy *parse(const char *json) {
  struct tx_policy *policy = NULL;
  assert_int_equal(tx_policy_parse(tx_span_text(json), &policy, NULL), TX_OK);
  return policy;
}

static void every_member_arrives_where_it_belongs(void **state) {
  (void)state;
  struct tx_policy *policy = parse(whole);
  assert_int_equal(policy->area, 610100000000);
  assert_int_equal(policy->seq, 1795388400);
  assert_int_equal(policy->live_window_s, 60);
  assert_int_equal(policy->exit_window_s, 172800);
  assert_int_equal(policy->stale.max_age_s, 86400);
  assert_int_equal(policy->stale.then, TX_STALE_WARN);
  assert_int_equal(policy->stale.no_list, TX_STALE_REVIEW);
  assert_int_equal(policy->zone_count, 1);
  assert_string_equal(policy->zones[0].unit, "3-2");
  assert_int_equal(policy->zones[0].kind, TX_ZONE_CONTROL);
  assert_int_equal(policy->order_count, 1);
  const struct tx_order *order = &policy->orders[0];
  assert_string_equal(order->document, "市防指〔2026〕17号");
  assert_string_equal(order->phone, "029-12345");
  assert_int_equal(order->rule_count, 2);
  const struct tx_rule *rule = &order->rules[0];
  assert_int_equal(rule->topic, TX_TOPIC_TEST);
  assert_int_equal(rule->on_fail, TX_FAIL_WARN);
  assert_int_equal(rule->roles, 1u << TX_ROLE_RESIDENT | 1u << TX_ROLE_SUPPLY);
  assert_int_equal(rule->kinds, 1u << TX_GATE_SAMPLING);
  assert_int_equal(rule->directions, 1u << TX_IN);
  assert_true(rule->delegable && rule->keeps_home);
  tx_policy_destroy(policy);
}

static void what_is_left_out_has_the_value_that_the_table_gives(void **state) {
  (void)state;
  struct tx_policy *policy = parse(whole);
  const struct tx_rule *rule = &policy->orders[0].rules[1];
  assert_int_equal(rule->roles, 0xffff);
  assert_int_equal(rule->kinds,
                   1u << TX_GATE_PEDESTRIAN | 1u << TX_GATE_VEHICLE | 1u << TX_GATE_BUILDING);
  assert_int_equal(rule->directions, 7);
  assert_false(rule->delegable || rule->keeps_home);
  tx_policy_destroy(policy);
  policy = parse("{\"area\":0,\"seq\":0,\"orders\":[]}");
  assert_int_equal(policy->utc_offset_s, 28800);
  assert_int_equal(policy->live_window_s, 0);
  assert_int_equal(policy->exit_window_s, -1);
  assert_int_equal(policy->stale.max_age_s, -1);
  assert_int_equal(policy->stale.then, TX_STALE_UNSET);
  tx_policy_destroy(policy);
}

/* Replaces a piece of the whole policy and expects it to be refused at a place. */
static void refused(const char *piece, const char *instead, const char *where) {
  const char *at = strstr(whole, piece);
  assert_non_null(at);
  char json[4096];
  snprintf(json, sizeof(json), "%.*s%s%s", (int)(at - whole), whole, instead, at + strlen(piece));
  struct tx_policy *policy = NULL;
  struct tx_policy_error error;
  assert_int_equal(tx_policy_parse(tx_span_text(json), &policy, &error), TX_MALFORMED_CLAIMS);
  assert_null(policy);
  assert_string_equal(error.where, where);
  assert_true(strlen(error.zh) && strlen(error.en));
}

static void unknown_members_are_refused_at_every_depth(void **state) {
  (void)state;
  refused("\"area\":610100000000", "\"area\":610100000000,\"colour\":1", "/colour");
  refused("\"max_age_s\"", "\"max_age\"", "/stale/max_age");
  refused("\"unit\":\"3-2\"", "\"door\":\"3-2\"", "/zones/0/door");
  refused("\"basis\"", "\"base\"", "/orders/0/base");
  refused("\"keeps_home\"", "\"keep_home\"", "/orders/0/rules/0/keep_home");
  refused("\"kinds\"", "\"kind\"", "/orders/0/rules/0/applies/kind");
}

static void required_members_are_missed(void **state) {
  (void)state;
  refused("\"seq\":1795388400,", "", "/seq");
  refused("\"document\":\"市防指〔2026〕17号\",", "", "/orders/0/document");
  refused("\"issuer\":\"市指挥部\",", "", "/orders/0/issuer");
  refused("\"valid_from\":100,", "", "/orders/0/valid_from");
  refused("\"topic\":\"test\",", "", "/orders/0/rules/0/topic");
  refused("\"on_fail\":\"warn\",", "", "/orders/0/rules/0/on_fail");
  refused("\"say\":{\"zh\":\"请补测\",\"en\":\"Test\"},", "", "/orders/0/rules/0/say");
  refused(",\"logic\":{\"===\":[{\"var\":\"record.test\"},\"negative\"]}", "",
          "/orders/0/rules/0/logic");
}

static void words_outside_the_tables_are_refused(void **state) {
  (void)state;
  refused("\"topic\":\"test\"", "\"topic\":\"weather\"", "/orders/0/rules/0/topic");
  refused("\"on_fail\":\"warn\"", "\"on_fail\":\"shrug\"", "/orders/0/rules/0/on_fail");
  refused("\"supply\"", "\"driver\"", "/orders/0/rules/0/applies/roles/1");
  refused("[\"in\"]", "[\"up\"]", "/orders/0/rules/0/applies/directions/0");
  refused("[\"in\"]", "[]", "/orders/0/rules/0/applies/directions");
  refused("\"control\"", "\"closed\"", "/zones/0/kind");
  refused("\"then\":\"warn\"", "\"then\":\"\"", "/stale/then");
}

static void numbers_outside_their_bounds_are_refused(void **state) {
  (void)state;
  refused("\"live_window_s\":60", "\"live_window_s\":29", "/live_window_s");
  refused("\"live_window_s\":60", "\"live_window_s\":301", "/live_window_s");
  refused("\"live_window_s\":60", "\"live_window_s\":60.0", "/live_window_s");
  refused("\"exit_window_s\":172800", "\"exit_window_s\":604801", "/exit_window_s");
  refused("\"exit_window_s\":172800", "\"exit_window_s\":-1", "/exit_window_s");
  refused("\"area\":610100000000", "\"area\":610100000001", "/area");
  refused("\"area\":610100000000", "\"area\":\"610100000000\"", "/area");
  refused("\"valid_to\":200", "\"valid_to\":\"tomorrow\"", "/orders/0/valid_to");
  refused("\"max_age_s\":86400", "\"max_age_s\":-1", "/stale/max_age_s");
}

static void faults_inside_an_expression_are_named_to_the_place(void **state) {
  (void)state;
  refused("\"negative\"]", "{\"or\":[1,2]}]", "/orders/0/rules/0/logic/===/1");
  refused("\"logic\":true", "\"logic\":null", "/orders/0/rules/1/logic");
}

static void words_are_under_a_language_and_have_an_end(void **state) {
  (void)state;
  static char words[1200];
  refused("\"en\":\"Test\"", "\"\":\"Test\"", "/orders/0/rules/0/say/");
  refused("\"en\":\"Test\"", "\"en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd\":\"Test\"",
          "/orders/0/rules/0/say/en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd");
  snprintf(words, sizeof words, "\"en\":\"%0*d\"", 1100, 0);
  refused("\"en\":\"Test\"", words, "/orders/0/rules/0/say/en");
}

static void two_rules_of_an_order_never_share_a_name(void **state) {
  (void)state;
  refused("\"id\":\"red\"", "\"id\":\"test\"", "/orders/0/rules/1/id");
  refused("\"id\":\"red\"", "\"id\":\"red/blue\"", "/orders/0/rules/1/id");
  refused("\"orders\":[",
          "\"orders\":[{\"id\":\"2026-11\",\"document\":\"d\",\"issuer\":\"i\",\"valid_from\":1,"
          "\"valid_to\":2,\"rules\":[]},",
          "/orders/1/id");
}

static void text_that_is_no_json_is_refused_by_line_and_column(void **state) {
  (void)state;
  struct tx_policy *policy = NULL;
  struct tx_policy_error error;
  const char *twice = "{\"area\":0,\n\"seq\":1,\"seq\":2,\"orders\":[]}";
  assert_int_equal(tx_policy_parse(tx_span_text(twice), &policy, &error), TX_MALFORMED_CLAIMS);
  assert_string_equal(error.where, "line 2, column 13");
  assert_int_equal(tx_policy_parse(tx_span_text("{\"area\":\"\xff\"}"), &policy, &error),
                   TX_MALFORMED_CLAIMS);
  assert_string_equal(error.en, "the text is not UTF-8; save it as UTF-8");
  assert_int_equal(tx_policy_parse(tx_span_text("{\"area\":0} x"), &policy, &error),
                   TX_MALFORMED_CLAIMS);
  assert_int_equal(tx_policy_parse(tx_span_text("[]"), &policy, &error), TX_MALFORMED_CLAIMS);
  assert_string_equal(error.where, "");
  assert_int_equal(tx_policy_parse(tx_span_of(NULL, 0), &policy, &error), TX_MALFORMED_CLAIMS);
}

static void a_policy_past_256_kib_is_refused(void **state) {
  (void)state;
  static char json[TX_POLICY_MAX + 1];
  static const char least[] = "{\"area\":0,\"seq\":1,\"orders\":[]}";
  memset(json, ' ', sizeof(json));
  memcpy(json, least, sizeof(least) - 1);
  struct tx_policy *policy = NULL;
  assert_int_equal(tx_policy_parse(tx_span_of(json, TX_POLICY_MAX), &policy, NULL), TX_OK);
  tx_policy_destroy(policy);
  policy = NULL;
  assert_int_equal(tx_policy_parse(tx_span_of(json, TX_POLICY_MAX + 1), &policy, NULL),
                   TX_MALFORMED_CLAIMS);
}

/* --- each value replaced ---------------------------------------------------------------------- */

static json_t *policy_json, *others;

/* It, or true and false for each other. */
static bool is_of_kind(const json_t *a, const json_t *b) {
  return json_typeof(a) == json_typeof(b) || (json_is_boolean(a) && json_is_boolean(b));
}

static void parse_without(const json_t *was, const json_t *now, const char *name) {
  struct tx_policy *policy = NULL;
  char *text = json_dumps(policy_json, JSON_COMPACT);
  if (tx_policy_parse(tx_span_text(text), &policy, NULL) != TX_MALFORMED_CLAIMS)
    fail_msg("%s is taken as a kind %d in the place of %d: %s", name, (int)json_typeof(now),
             (int)json_typeof(was), text);
  free(text);
}

static void replace(json_t *in, const char *name, size_t at, json_t *was) {
  size_t i;
  json_t *other;
  json_incref(was);
  json_array_foreach(others, i, other) {
    if (is_of_kind(other, was)) continue;
    if (name)
      json_object_set(in, name, other);
    else
      json_array_set(in, at, other);
    parse_without(was, other, name ? name : "an element");
  }
  if (name)
    json_object_set(in, name, was);
  else
    json_array_set(in, at, was);
  json_decref(was);
}

/* An expression may be of any kind: its own tests know which. */
static void replace_each(json_t *in) {
  size_t i;
  void *next;
  const char *name;
  json_t *member;
  json_object_foreach_safe(in, next, name, member) {
    if (strcmp(name, "logic") == 0) continue;
    replace(in, name, 0, member);
    replace_each(json_object_get(in, name));
  }
  json_array_foreach(in, i, member) {
    replace(in, NULL, i, member);
    replace_each(json_array_get(in, i));
  }
}

static void no_value_of_another_kind_is_taken_at_any_depth(void **state) {
  (void)state;
  policy_json = json_loads(whole, 0, NULL);
  others = json_pack("[n, b, i, f, s, [], {}]", 1, 1, 0.5, "x");
  assert_non_null(others);
  replace_each(policy_json);
  json_decref(policy_json);
  json_decref(others);
}

static void no_text_is_empty_or_has_what_no_screen_shows(void **state) {
  (void)state;
  static const char *const texts[] = { "市防指〔2026〕17号", "市指挥部", "请补测", "3-2",
                                       "2026-11" };
  static const char *const bad[] = { "", "\\u0007", "\\u007f" };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
      char json[sizeof whole + 16];
      struct tx_policy *policy = NULL;
      const char *at = strstr(whole, texts[i]);
      snprintf(json, sizeof json, "%.*s%s%s", (int)(at - whole), whole, bad[k],
               at + strlen(texts[i]));
      assert_int_equal(tx_policy_parse(tx_span_text(json), &policy, NULL), TX_MALFORMED_CLAIMS);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_member_arrives_where_it_belongs),
    cmocka_unit_test(what_is_left_out_has_the_value_that_the_table_gives),
    cmocka_unit_test(unknown_members_are_refused_at_every_depth),
    cmocka_unit_test(required_members_are_missed),
    cmocka_unit_test(words_outside_the_tables_are_refused),
    cmocka_unit_test(numbers_outside_their_bounds_are_refused),
    cmocka_unit_test(faults_inside_an_expression_are_named_to_the_place),
    cmocka_unit_test(words_are_under_a_language_and_have_an_end),
    cmocka_unit_test(two_rules_of_an_order_never_share_a_name),
    cmocka_unit_test(text_that_is_no_json_is_refused_by_line_and_column),
    cmocka_unit_test(a_policy_past_256_kib_is_refused),
    cmocka_unit_test(no_value_of_another_kind_is_taken_at_any_depth),
    cmocka_unit_test(no_text_is_empty_or_has_what_no_screen_shows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
