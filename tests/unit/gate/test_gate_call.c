/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW 1795392000

/* --- a nation, a city and a community, each with one order ------------------------------------ */

static struct tx_order nation_order, city_order, own_order;
static struct tx_policy nation, city, own;
static const struct tx_policy *policies[] = { &nation, &city, &own };
static struct gate_state state = { .policies = policies, .policy_count = 3 };
static const struct tx_rule rule = { .id = "r" };

static int begin(void **unused) {
  (void)unused;
  const struct tx_order order = { .id = "1", .valid_from = NOW - 9, .valid_to = NOW + 9 };
  nation_order = city_order = own_order = order;
  nation_order.phone = "12345";
  city_order.phone = "029-12320";
  own_order.phone = "029-85000000";
  nation = (struct tx_policy){ .area = 0, .orders = &nation_order, .order_count = 1 };
  city = (struct tx_policy){ .area = 610100000000, .orders = &city_order, .order_count = 1 };
  own = (struct tx_policy){ .area = 610113001001, .orders = &own_order, .order_count = 1 };
  return 0;
}

static struct gate_identity unattended(void) {
  return (struct gate_identity){ .area = 610113001001, .phone = "110" };
}

static struct gate_outcome answered(enum tx_reason reason) {
  struct gate_outcome o = { .at = NOW, .state = &state };
  o.decision.reason = reason;
  o.decision.verdict = tx_reason_verdict(reason);
  return o;
}

/* --- promises --------------------------------------------------------------------------------- */

static void the_order_that_decided_is_called(void **unused) {
  (void)unused;
  const struct gate_identity gate = unattended();
  struct gate_outcome o = answered(TX_RULE_FAILED);
  o.decision.verdict = TX_REVIEW;
  o.decision.by = (struct tx_finding){ &city, &city_order, &rule };
  assert_string_equal(gate_contact_of(&gate, &o), "029-12320");
  city_order.phone = NULL;
  assert_string_equal(gate_contact_of(&gate, &o), "029-85000000");
}

static void else_the_nearest_order_in_force_is_and_last_the_gate_s_own_setting(void **unused) {
  (void)unused;
  struct gate_identity gate = unattended();
  const struct gate_outcome o = answered(TX_NO_LIST);
  assert_string_equal(gate_contact_of(&gate, &o), "029-85000000");
  own_order.valid_to = NOW;
  assert_string_equal(gate_contact_of(&gate, &o), "029-12320");
  city_order.phone = "";
  assert_string_equal(gate_contact_of(&gate, &o), "12345");
  nation_order.phone = NULL;
  assert_string_equal(gate_contact_of(&gate, &o), "110");
  gate.phone[0] = 0;
  assert_null(gate_contact_of(&gate, &o));
}

static void another_community_s_telephone_is_not_shown(void **unused) {
  (void)unused;
  const struct gate_identity gate = unattended();
  const struct gate_outcome o = answered(TX_NO_LIST);
  own.area = 610113001002;
  assert_string_equal(gate_contact_of(&gate, &o), "029-12320");
}

static void where_somebody_stands_nobody_is_called(void **unused) {
  (void)unused;
  struct gate_identity gate = unattended();
  const struct gate_outcome o = answered(TX_NO_LIST);
  gate.attended = true;
  assert_null(gate_contact_of(&gate, &o));
}

static void nobody_is_called_for_an_answer_that_needs_nobody(void **unused) {
  (void)unused;
  static const enum tx_reason reasons[] = { TX_OK, TX_EXPIRED, TX_NOT_OURS, TX_DRIVER_AWAITED };
  const struct gate_identity gate = unattended();
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
    const struct gate_outcome o = answered(reasons[i]);
    assert_null(gate_contact_of(&gate, &o));
  }
}

static void the_sentences_and_the_json_say_whom_to_call(void **unused) {
  (void)unused;
  const struct gate_identity gate = unattended();
  struct gate_outcome o = answered(TX_NO_LIST);
  char zh[1024], en[1024];
  o.call = gate_contact_of(&gate, &o);
  gate_outcome_say(&o, "zh", zh, sizeof zh);
  gate_outcome_say(&o, "en", en, sizeof en);
  assert_non_null(strstr(zh, "无人值守，请致电 029-85000000。"));
  assert_non_null(strstr(en, "Nobody is here: please call 029-85000000."));
  json_t *json = gate_outcome_json(&o);
  assert_string_equal(json_string_value(json_object_get(json, "call")), "029-85000000");
  json_decref(json);
}

#define PROMISE(name) cmocka_unit_test_setup(name, begin)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_order_that_decided_is_called),
    PROMISE(else_the_nearest_order_in_force_is_and_last_the_gate_s_own_setting),
    PROMISE(another_community_s_telephone_is_not_shown),
    PROMISE(where_somebody_stands_nobody_is_called),
    PROMISE(nobody_is_called_for_an_answer_that_needs_nobody),
    PROMISE(the_sentences_and_the_json_say_whom_to_call),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
