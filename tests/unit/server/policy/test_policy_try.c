/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "policy/check/simulate.h"
#include "rulebook.h"

#include <string.h>

#define DAY (RULEBOOK_NOW - RULEBOOK_NOW % 86400 - 86400) /* yesterday's first second, UTC */
#define HOUSEHOLD "{\"<\":[{\"var\":\"history.household_exits\"},1]}"
#define TESTED                                                                                     \
  "{\"and\":[{\"===\":[{\"var\":\"record.test\"},\"negative\"]},"                                  \
  "{\"<=\":[{\"var\":\"record.sampled_age_s\"},86400]}]}"

/* Residents 0 to 3: two households of two; the even ones were tested yesterday morning, the odd
 * ones three days before. */
#define PEOPLE 4
static uint32_t records[PEOPLE];
static const struct tx_status list = { .area = RULEBOOK_COMMUNITY,
                                       .seq = 1,
                                       .iat = DAY - 60,
                                       .exp = DAY + 864000,
                                       .count = PEOPLE,
                                       .records = records };

static int make_people(void **state) {
  (void)state;
  for (uint32_t i = 0; i < PEOPLE; i++) {
    struct tx_record record = { .state = TX_STATE_ACTIVE,
                                .health = TX_HEALTH_GREEN,
                                .travel = TX_TRAVEL_NONE,
                                .test = TX_TEST_NEGATIVE,
                                .sampled = tx_sampled_from_time(DAY - (i % 2 ? 259200 : 3600)) };
    records[i] = tx_record_pack(&record);
  }
  return 0;
}

static struct try_event event_of(uint32_t person, int64_t minute, enum tx_direction direction,
                                 enum tx_verdict verdict, uint64_t reason) {
  struct try_event event = { .gate = "east",
                             .gate_area = RULEBOOK_COMMUNITY,
                             .kind = TX_GATE_PEDESTRIAN,
                             .attended = true,
                             .at = DAY + minute * 60,
                             .direction = direction,
                             .verdict = verdict,
                             .reason = reason,
                             .identified = true,
                             .known = true,
                             .list = &list };
  event.pass.iat = DAY - 86400;
  event.pass.area = RULEBOOK_COMMUNITY;
  event.pass.index = person;
  event.pass.record = records[person];
  event.pass.household = (int32_t)(person / 2);
  memcpy(event.pass.unit, "3-2", 4);
  return event;
}

static struct policy_try_result replay(const struct try_event *events, size_t count,
                                       const struct tx_policy *policy, bool is_draft) {
  struct policy_try_result result;
  struct policy_try rehearsal = { .events = events,
                                  .event_count = count,
                                  .policies = &policy,
                                  .policy_count = 1,
                                  .draft = is_draft ? policy : NULL,
                                  .now_s = RULEBOOK_NOW };
  assert_true(policy_try_run(&rehearsal, &result));
  return result;
}

static struct tx_policy *all_week(const char *rules) {
  char json[4096];
  snprintf(
      json, sizeof json,
      "{\"area\":%llu,\"seq\":1,\"exit_window_s\":86400,\"orders\":[{\"id\":\"1\","
      "\"document\":\"d\",\"issuer\":\"i\",\"valid_from\":0,\"valid_to\":%lld,\"rules\":[%s]}]}",
      (unsigned long long)RULEBOOK_COMMUNITY, RULEBOOK_NOW + 864000ll, rules);
  return rulebook_parse(json);
}

static void an_unchanged_policy_reproduces_the_day(void **state) {
  (void)state;
  struct tx_policy *policy = all_week(RULE("home", "household", "deny", HOUSEHOLD, OUTWARD));
  const struct try_event events[] = {
    event_of(0, 480, TX_OUT, TX_ALLOW, TX_OK),
    event_of(1, 481, TX_OUT, TX_DENY, TX_RULE_FAILED),   /* the household has been out */
    event_of(2, 500, TX_OUT, TX_ALLOW, TX_MEDICAL_EXIT), /* counts for no quota */
    event_of(3, 510, TX_OUT, TX_ALLOW, TX_OK),
    event_of(0, 600, TX_IN, TX_ALLOW, TX_OK),
    event_of(0, 700, TX_OUT, TX_DENY, TX_RULE_FAILED),
    event_of(2, 1900, TX_OUT, TX_DENY, TX_RULE_FAILED), /* 23 h 10 min after the neighbour */
    event_of(2, 1951, TX_OUT, TX_ALLOW, TX_OK),         /* 24 h and a minute */
  };
  struct policy_try_result result = replay(events, 8, policy, false);
  assert_int_equal(result.replayed, 7);
  assert_int_equal(result.kept_apart, 1);
  assert_int_equal(result.denied + result.reviewed + result.let_in, 0);
  assert_int_equal(result.verdicts[TX_ALLOW][TX_ALLOW], 4);
  assert_int_equal(result.verdicts[TX_DENY][TX_DENY], 3);
  assert_int_equal(result.busiest_count, 0);
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

static void a_stricter_draft_says_who_where_and_when(void **state) {
  (void)state;
  struct tx_policy *policy =
      rulebook(RULEBOOK_COMMUNITY, RULE("fresh", "test", "deny", TESTED,
                                        "") "," RULE("out", "other", "review", "false", OUTWARD));
  struct try_event events[] = {
    event_of(0, 480, TX_IN, TX_ALLOW, TX_OK),  event_of(1, 485, TX_IN, TX_ALLOW, TX_OK),
    event_of(3, 545, TX_IN, TX_ALLOW, TX_OK),  event_of(1, 550, TX_IN, TX_ALLOW, TX_OK_WITH_NOTICE),
    event_of(0, 700, TX_OUT, TX_ALLOW, TX_OK),
  };
  events[2].gate = "west";
  struct policy_try_result result = replay(events, 5, policy, true);
  assert_int_equal(result.denied, 3);
  assert_int_equal(result.reviewed, 1);
  assert_int_equal(result.rule_count, 2);
  assert_string_equal(result.rules[0].rule.rule->id, "fresh");
  assert_ptr_equal(result.rules[0].rule.policy, policy);
  assert_int_equal(result.rules[0].denied, 3);
  assert_int_equal(result.rules[1].reviewed, 1);
  assert_int_equal(result.gate_count, 2);
  assert_string_equal(result.gates[0].name, "east");
  assert_int_equal(result.gates[0].denied, 2);
  assert_int_equal(result.gates[1].denied, 1);
  assert_int_equal(result.busiest_hour, DAY + 540 * 60);
  assert_int_equal(result.busiest_count, 2);
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

static void only_a_draft_counts_before_its_time(void **state) {
  (void)state;
  struct tx_policy *policy =
      rulebook(RULEBOOK_COMMUNITY, RULE("fresh", "test", "deny", TESTED, ""));
  const struct try_event event = event_of(0, 480, TX_IN, TX_ALLOW, TX_OK);
  struct policy_try_result result = replay(&event, 1, policy, false);
  assert_int_equal(result.verdicts[TX_ALLOW][TX_REVIEW], 1); /* no policy was in force */
  policy_try_clear(&result);
  result = replay(&event, 1, policy, true);
  assert_int_equal(result.verdicts[TX_ALLOW][TX_ALLOW], 1);
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

static void an_order_of_the_draft_that_has_ended_does_not_count(void **state) {
  (void)state;
  struct tx_policy *policy = rulebook_until(
      RULEBOOK_COMMUNITY, RULE("none", "other", "deny", "false", ""), RULEBOOK_NOW - 60);
  const struct try_event event = event_of(0, 480, TX_IN, TX_ALLOW, TX_OK);
  struct policy_try_result result = replay(&event, 1, policy, true);
  assert_int_equal(result.verdicts[TX_ALLOW][TX_REVIEW], 1); /* nothing is in force */
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

static void what_rules_did_not_decide_is_kept_apart(void **state) {
  (void)state;
  struct tx_policy *policy = all_week(RULE("none", "other", "deny", "false", ""));
  static const uint64_t reasons[] = { TX_LET_IN_BY_HAND, TX_EMERGENCY_OPENED, TX_REPLAYED,
                                      TX_NO_LIST,        TX_OUT_OF_DATE,      TX_CLOCK_UNSURE };
  struct try_event events[7];
  for (size_t i = 0; i < 6; i++)
    events[i] = event_of(0, 480 + (int64_t)i, TX_IN, TX_ALLOW, reasons[i]);
  events[6] = event_of(0, 490, TX_IN, TX_ALLOW, TX_OK);
  events[6].known = false;
  struct policy_try_result result = replay(events, 7, policy, true);
  assert_int_equal(result.kept_apart, 7);
  assert_int_equal(result.replayed, 0);
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

static void a_record_that_refuses_is_replayed_from_its_list(void **state) {
  (void)state;
  struct tx_policy *policy = all_week(RULE("any", "other", "deny", "true", ""));
  uint32_t own[PEOPLE] = { 0 };
  struct tx_status after = list;
  after.records = own; /* nobody is listed any more */
  struct try_event events[] = { event_of(0, 480, TX_IN, TX_ALLOW, TX_OK),
                                event_of(1, 481, TX_IN, TX_DENY, TX_NOT_LISTED) };
  events[1].list = &after;
  struct policy_try_result result = replay(events, 2, policy, true);
  assert_int_equal(result.verdicts[TX_ALLOW][TX_ALLOW], 1);
  assert_int_equal(result.verdicts[TX_DENY][TX_DENY], 1);
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

static void a_driver_is_replayed_with_the_vehicle_before(void **state) {
  (void)state;
  struct tx_policy *policy = all_week(RULE(
      "odd", "vehicle", "deny",
      "{\"in\":[{\"var\":\"vehicle.plate_last\"},[\"1\",\"3\",\"5\",\"7\",\"9\"]]}", RESIDENTS));
  struct try_event events[] = {
    event_of(0, 480, TX_IN, TX_REVIEW, TX_DRIVER_AWAITED), event_of(1, 480, TX_IN, TX_ALLOW, TX_OK),
    event_of(1, 490, TX_IN, TX_DENY, TX_RULE_FAILED), /* with no vehicle in sight */
  };
  for (size_t i = 0; i < 3; i++)
    events[i].kind = TX_GATE_VEHICLE;
  events[0].pass.role = TX_ROLE_VEHICLE;
  events[1].at += 20;
  snprintf(events[0].pass.name, sizeof events[0].pass.name, "陕A12345");
  struct policy_try_result result = replay(events, 3, policy, false);
  assert_int_equal(result.replayed, 3);
  assert_int_equal(result.denied + result.reviewed + result.let_in, 0);
  policy_try_clear(&result);
  tx_policy_destroy(policy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_unchanged_policy_reproduces_the_day),
    cmocka_unit_test(a_stricter_draft_says_who_where_and_when),
    cmocka_unit_test(only_a_draft_counts_before_its_time),
    cmocka_unit_test(an_order_of_the_draft_that_has_ended_does_not_count),
    cmocka_unit_test(what_rules_did_not_decide_is_kept_apart),
    cmocka_unit_test(a_record_that_refuses_is_replayed_from_its_list),
    cmocka_unit_test(a_driver_is_replayed_with_the_vehicle_before),
  };
  return cmocka_run_group_tests(tests, make_people, NULL);
}
