/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_scene.h"

#include "core/event_encode.h"

static struct gate_outcome decide(struct scene *scene, const char *text) {
  struct gate_outcome outcome;
  gate_decide(&scene->gate, tx_span_text(text), TX_IN, &outcome);
  return outcome;
}

static void expect(const struct gate_outcome *outcome, const char *lang, const char *part) {
  char said[2048];
  gate_outcome_say(outcome, lang, said, sizeof said);
  if (!strstr(said, part)) fail_msg("\"%s\" does not say \"%s\"", said, part);
}

static void an_admission_names_who_stands_there_and_how_old_the_data_is(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_static(&scene, 1, text);
  struct gate_outcome outcome = decide(&scene, text);
  expect(&outcome, "zh", "请通行");
  expect(&outcome, "zh", "张*三");
  expect(&outcome, "zh", "数据截至");
  expect(&outcome, "en", "Please pass");
  expect(&outcome, "en", "resident");
  expect(&outcome, "en", "Data of 20");
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static bool json_holds(const json_t *json, const char *text) {
  char *line = json_dumps(json, 0);
  bool holds = line && strstr(line, text);
  free(line);
  return holds;
}

static void expect_nobody(const struct gate_outcome *outcome) {
  static const char *const secrets[] = { "张*三", "123X", "3-2", "5678", "9-7", "李*四", "4321" };
  char said[2048];
  json_t *json = gate_outcome_json(outcome);
  assert_non_null(json);
  for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
    if (json_holds(json, secrets[i])) fail_msg("%s stands in the JSON", secrets[i]);
    for (size_t k = 0; k < 2; k++) {
      gate_outcome_say(outcome, k ? "en" : "zh", said, sizeof said);
      if (strstr(said, secrets[i])) fail_msg("\"%s\" says %s", said, secrets[i]);
    }
  }
  json_decref(json);
}

static void an_unnamed_outcome_names_nobody_and_the_outcome_stays_as_it_was(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  struct gate_extra extra = { .registered = "5678", .host_unit = "9-7" }, unnamed;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_static(&scene, 1, text);
  struct gate_outcome outcome = decide(&scene, text);
  outcome.extra = &extra;
  outcome.decision.certified = true;
  memcpy(outcome.decision.certificate.name, "李*四", sizeof "李*四");
  memcpy(outcome.decision.certificate.tail, "4321", sizeof "4321");
  const struct gate_outcome shown = gate_outcome_unnamed(&outcome, &unnamed);
  expect_nobody(&shown);
  expect(&shown, "zh", "请通行");
  expect(&outcome, "zh", "张*三");
  expect(&outcome, "en", "4321");
  assert_string_equal(extra.registered, "5678");
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void a_refusal_says_whose_order_it_is(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_trust(&scene);
  scene_list(&scene);
  scene_policy(&scene, "{\"===\": [1, 2]}");
  scene_static(&scene, 1, text);
  struct gate_outcome outcome = decide(&scene, text);
  const struct tx_finding *by = &outcome.decision.by;
  assert_non_null(by->rule);
  for (size_t i = 0; i < 2; i++) {
    const char *lang = i ? "en" : "zh";
    expect(&outcome, lang, tx_rule_words(by->rule, lang));
    expect(&outcome, lang, by->order->issuer);
    expect(&outcome, lang, by->order->document);
  }
  json_t *json = gate_outcome_json(&outcome);
  const json_t *rule = json_object_get(json, "by_rule");
  assert_string_equal(json_string_value(json_object_get(rule, "document")), by->order->document);
  json_decref(json);
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void an_order_without_english_words_is_told_in_an_english_sentence(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1], said[2048];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_trust(&scene);
  scene_list(&scene);
  scene_policy(&scene, "{\"===\": [1, 2]}");
  scene_static(&scene, 1, text);
  struct gate_outcome outcome = decide(&scene, text);
  struct tx_rule *rule = (struct tx_rule *)outcome.decision.by.rule;
  const size_t count = rule->say_count;
  gate_outcome_explain(&outcome, "en", said, sizeof said);
  assert_null(strstr(said, "Rule ("));
  rule->say_count = 1; /* the Chinese words */
  gate_outcome_explain(&outcome, "en", said, sizeof said);
  rule->say_count = count;
  assert_int_equal(strncmp(said, "Rule (", 6), 0);
  assert_non_null(strstr(said, tx_topic_word(rule->topic)));
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void a_code_of_another_system_is_named(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  struct gate_outcome outcome = decide(&scene, "HC1:6BF");
  expect(&outcome, "zh", "欧盟证书");
  expect(&outcome, "en", "EU certificate");
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void a_pass_made_for_a_newer_gate_says_that_this_one_needs_an_update(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  struct gate_outcome outcome = decide(&scene, "TX2:6BF");
  expect(&outcome, "zh", "新版通行码，本门禁需要更新");
  expect(&outcome, "en", "this gate needs an update");
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

/* In the sentences, in what the guard's page adds, in the queue's words and in the JSON. */
static void expect_since(struct scene *scene, const struct tx_pass *pass, const char *zh,
                         const char *en) {
  char text[TX_TEXT_MAX + 1], said[1024];
  assert_true(forge_pass_text(&scene->forge, pass, text));
  struct gate_outcome outcome = decide(scene, text);
  expect(&outcome, "zh", zh);
  expect(&outcome, "en", en);
  gate_outcome_explain(&outcome, "zh", said, sizeof said);
  assert_non_null(strstr(said, zh));
  gate_outcome_since(&outcome, "en", said, sizeof said);
  assert_string_equal(said, en);
  json_t *json = gate_outcome_json(&outcome);
  assert_non_null(json_object_get(json, "since"));
  json_decref(json);
  gate_outcome_finish(&outcome);
}

static void what_is_over_or_not_yet_says_since_or_from_when(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  struct tx_pass pass = forge_pass(&scene.forge);
  pass.exp = SCENE_NOW - 3600;
  expect_since(&scene, &pass, "已于2026-11-23 07:00过期。", "Expired since 2026-11-23 07:00.");
  pass = forge_pass(&scene.forge);
  pass.iat = SCENE_NOW + 3600;
  expect_since(&scene, &pass, "自2026-11-23 09:00起有效。", "Valid from 2026-11-23 09:00.");
  scene_end(&scene);
}

static void expect_skew(struct scene *scene, int64_t off_s, const char *zh, const char *en) {
  char live[TX_TEXT_MAX + 1];
  scene_live(scene, 1, SCENE_NOW + off_s, live);
  struct gate_outcome outcome = decide(scene, live);
  assert_int_equal(outcome.decision.reason, TX_LIVE_OUT_OF_WINDOW);
  expect(&outcome, "zh", zh);
  expect(&outcome, "en", en);
  gate_outcome_finish(&outcome);
}

static void a_phone_whose_clock_is_off_is_told_by_how_much_and_whether_slow(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  expect_skew(&scene, -500, "早500秒", "500 s behind");
  expect_skew(&scene, 400, "晚400秒", "400 s ahead of");
  scene_end(&scene);
}

static void the_journals_json_holds_what_the_event_holds(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  uint8_t bytes[GATE_EVENT_MAX];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_static(&scene, 1, text);
  struct gate_outcome outcome = decide(&scene, text);
  json_t *json = gate_event_json(gate_event_write(&outcome, bytes, sizeof bytes), 7);
  assert_int_equal(json_integer_value(json_object_get(json, "seq")), 7);
  assert_int_equal(json_integer_value(json_object_get(json, "at")), SCENE_NOW);
  assert_int_equal(json_integer_value(json_object_get(json, "index")), 1);
  assert_string_equal(json_string_value(json_object_get(json, "verdict")), "allow");
  assert_null(json_object_get(json, "name"));
  assert_null(gate_event_json(tx_span_of("\xff", 1), 1));
  json_decref(json);
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void a_sentence_is_cut_to_the_room_it_has(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1], small[16];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_static(&scene, 1, text);
  struct gate_outcome outcome = decide(&scene, text);
  memset(small, 'x', sizeof small);
  gate_outcome_say(&outcome, "en", small, sizeof small);
  assert_int_equal(strlen(small), sizeof small - 1);
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_admission_names_who_stands_there_and_how_old_the_data_is),
    cmocka_unit_test(an_unnamed_outcome_names_nobody_and_the_outcome_stays_as_it_was),
    cmocka_unit_test(a_refusal_says_whose_order_it_is),
    cmocka_unit_test(an_order_without_english_words_is_told_in_an_english_sentence),
    cmocka_unit_test(a_code_of_another_system_is_named),
    cmocka_unit_test(a_pass_made_for_a_newer_gate_says_that_this_one_needs_an_update),
    cmocka_unit_test(what_is_over_or_not_yet_says_since_or_from_when),
    cmocka_unit_test(a_phone_whose_clock_is_off_is_told_by_how_much_and_whether_slow),
    cmocka_unit_test(the_journals_json_holds_what_the_event_holds),
    cmocka_unit_test(a_sentence_is_cut_to_the_room_it_has),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
