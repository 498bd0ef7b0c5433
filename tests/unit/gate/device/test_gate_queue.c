/* SPDX-License-Identifier: Apache-2.0 */
/* What the screen beside the queue shows: a verdict, and nothing about anybody. */
#include "page/mend.h"
#include "page_room.h"

#include <jansson.h>

static void the_queue_sees_a_verdict_and_nothing_about_anybody(void **state) {
  (void)state;
  static const struct tx_words said[] = { { "zh", "红码请到人工通道" } };
  static const struct tx_rule rule = { .id = "red",
                                       .say = (struct tx_words *)(uintptr_t)said,
                                       .say_count = 1 };
  static const struct tx_order order = { .id = "1", .document = "17", .issuer = "市指挥部" };
  static const struct tx_policy policy = { .area = 610100000000, .seq = 1 };
  struct answer a;
  struct gate_outcome o = outcome_of(TX_RULE_FAILED);
  o.decision.by = (struct tx_finding){ &policy, &order, &rule };
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_int_equal(a.status, 200);
  assert_non_null(strstr(a.text, "text/event-stream"));
  assert_non_null(strstr(a.text, "event: outcome"));
  assert_non_null(strstr(a.text, "deny"));
  assert_null(strstr(a.text, "张*三"));
  assert_null(strstr(a.text, "红码"));
  ask("/api/guard", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "张*三"));
  assert_non_null(strstr(a.text, "红码"));
}

static void the_queue_reads_by_how_much_a_phone_is_off(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_RULE_FAILED);
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_null(strstr(a.text, "mend"));
  o = outcome_of(TX_LIVE_OUT_OF_WINDOW);
  o.decision.clock_skew_s = 605;
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "此码比门禁的时间早605秒。"));
  assert_non_null(strstr(a.text, "\"The code is 605 s behind this gate's clock.\""));
  assert_null(strstr(a.text, "张*三"));
}

static void the_queue_reads_since_when_a_pass_is_over(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_EXPIRED);
  o.decision.since = 1795392000;
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "\"since\":{"));
  assert_non_null(strstr(a.text, "已于2026-11-23 08:00过期。"));
  assert_non_null(strstr(a.text, "Expired since 2026-11-23 08:00."));
}

static void a_phone_is_mended_by_a_link_to_the_residents_page(void **state) {
  (void)state;
  json_t *code = mend_code("https://pass.example/", -605);
  const int size = (int)json_integer_value(json_object_get(code, "size"));
  assert_int_equal(size, 29 + 4);
  assert_int_equal(json_string_length(json_object_get(code, "modules")), size * size);
  json_decref(code);
  assert_null(mend_code("", 605));
  assert_null(mend_code(NULL, 605));
}

static void a_queue_at_an_unattended_gate_sees_whom_to_call_and_not_why(void **state) {
  (void)state;
  static const struct tx_words said[] = { { "zh", "红码请到人工通道" } };
  static const struct tx_rule rule = { .id = "red",
                                       .say = (struct tx_words *)(uintptr_t)said,
                                       .say_count = 1 };
  static const struct tx_order order = {
    .id = "1", .document = "17", .issuer = "市指挥部", .phone = "029-12320"
  };
  static const struct tx_policy policy = { .area = 610100000000, .seq = 1 };
  struct answer a;
  struct gate_outcome o = outcome_of(TX_RULE_FAILED);
  o.decision.verdict = TX_REVIEW;
  o.decision.by = (struct tx_finding){ &policy, &order, &rule };
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "请工作人员核验"));
  assert_null(strstr(a.text, "暂不能通行"));
  assert_null(strstr(a.text, "029-12320"));
  o.call = order.phone;
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "\"call\":\"029-12320\""));
  assert_null(strstr(a.text, "红码"));
  assert_null(strstr(a.text, "市指挥部"));
}

static void the_queue_reads_which_foreign_code_it_shows(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_NOT_OURS);
  o.foreign = "health_code";
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, "\"zh\":\"这是健康码，请打开通行码\""));
  assert_non_null(strstr(a.text, "\"en\":\"This is a health code, please open your pass\""));
  assert_null(strstr(a.text, "这不是通行码"));
}

static void a_code_that_nobody_knows_is_only_not_ours(void **state) {
  (void)state;
  struct answer a;
  struct gate_outcome o = outcome_of(TX_NOT_OURS);
  gate_page_show(page, &o);
  ask("/api/queue", NULL, NULL, &a);
  assert_non_null(strstr(a.text, tx_reason_text(TX_NOT_OURS, "zh")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_PAGE(the_queue_sees_a_verdict_and_nothing_about_anybody),
    WITH_PAGE(the_queue_reads_by_how_much_a_phone_is_off),
    WITH_PAGE(the_queue_reads_since_when_a_pass_is_over),
    PROMISE(a_phone_is_mended_by_a_link_to_the_residents_page),
    WITH_PAGE(a_queue_at_an_unattended_gate_sees_whom_to_call_and_not_why),
    WITH_PAGE(the_queue_reads_which_foreign_code_it_shows),
    WITH_PAGE(a_code_that_nobody_knows_is_only_not_ours),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
