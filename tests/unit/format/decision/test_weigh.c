/* SPDX-License-Identifier: Apache-2.0 */
/* Orders of several levels laid over each other: docs/format.md, "Policy", and what of their rules
 * decides. Reasons 0, 1, 40, 41 and 44. */
#include "community.h"

#define NATION 0u
#define PROVINCE 610000000000u
#define POLICIES 6

#define YES "true"
#define NO "false"
#define NULLS "{\"<\": [{\"var\": \"pass.nothing\"}, 1]}"
#define ERROR "{\"+\": [\"one\", 1]}"

/* A gate, and policies that a test puts before it. */
struct street {
  const struct community *c;
  struct tx_gate gate;
  struct tx_pass pass;
  struct tx_policy *policies[POLICIES];
};

static struct street *a_street(const struct community *c) {
  static struct street s;
  s = (struct street){ .c = c, .gate = c->gate, .pass = forge_pass(&c->forge) };
  s.gate.policies = (const struct tx_policy *const *)s.policies;
  s.gate.policy_count = 0;
  return &s;
}

static void clear(struct street *s) {
  while (s->gate.policy_count > 0)
    tx_policy_destroy(s->policies[--s->gate.policy_count]);
}

/* Adds a policy of an area; rules are JSON, separated by commas. */
static void order(struct street *s, uint64_t area, const char *rules) {
  s->policies[s->gate.policy_count++] = community_rules(area, rules);
}

/* One rule as JSON; more is what stands behind it, from a comma on. */
#define RULE(id, topic, logic, on_fail, more)                                                      \
  "{\"id\": \"" id "\", \"topic\": \"" topic "\", \"logic\": " logic ", \"on_fail\": \"" on_fail   \
  "\", \"say\": {\"zh\": \"" id "\"}" more "}"
#define DELEGABLE ", \"delegable\": true"

static struct tx_decision shown(const struct street *s) {
  return show_pass(s->c, &s->gate, &s->pass);
}

/* Shows, forgets the policies, and says reason and rule: "40 city". */
static const char *decided(struct street *s) {
  static char text[128];
  struct tx_decision d = shown(s);
  snprintf(text, sizeof text, "%d %s %s", (int)d.reason, tx_verdict_name(d.verdict),
           d.by.rule ? d.by.rule->id : "-");
  clear(s);
  return text;
}

/* --- the higher level is the floor ------------------------------------------------------------ */

static void all_levels_that_hold_the_gate_apply_together(void **state) {
  static const uint64_t levels[] = { NATION,         PROVINCE,     FORGE_CITY,
                                     FORGE_DISTRICT, FORGE_STREET, CITY_AREA };
  struct street *s = a_street(*state);
  for (size_t strict = 0; strict < COUNT(levels); strict++) {
    for (size_t i = 0; i < COUNT(levels); i++)
      order(s, levels[i],
            i == strict ? RULE("strict", "test", NO, "deny", "")
                        : RULE("loose", "test", YES, "deny", ""));
    assert_int_equal(shown(s).by.policy->area, levels[strict]);
    assert_string_equal(decided(s), "40 deny strict");
  }
}

static void a_lower_level_cannot_loosen_what_a_higher_one_orders(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", ""));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", DELEGABLE));
  assert_string_equal(decided(s), "40 deny city");
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", ""));
  order(s, CITY_AREA, RULE("community", "test", YES, "warn", ""));
  assert_string_equal(decided(s), "40 deny city");
}

static void a_lower_level_may_be_stricter(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("city", "test", YES, "deny", ""));
  order(s, CITY_AREA, RULE("community", "test", NO, "review", ""));
  assert_string_equal(decided(s), "40 review community");
}

static void areas_beside_the_gate_have_no_say(void **state) {
  struct street *s = a_street(*state);
  order(s, CITY_AREA, RULE("own", "test", YES, "deny", ""));
  order(s, CITY_AREA + 1, RULE("next", "test", NO, "deny", ""));
  order(s, 610200000000, RULE("other-city", "test", NO, "deny", ""));
  assert_string_equal(decided(s), "0 allow -");
}

/* --- delegation ------------------------------------------------------------------------------- */

static void what_is_delegated_is_replaced_by_the_level_below(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "0 allow -");
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  assert_string_equal(decided(s), "40 deny city"); /* nobody below took it up */
}

static void delegation_is_by_topic(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  order(s, CITY_AREA, RULE("community", "health", YES, "deny", ""));
  assert_string_equal(decided(s), "40 deny city");
}

static void a_rule_replaces_only_where_it_applies_itself(void **state) {
  static const char *const elsewhere[] = {
    ", \"applies\": {\"roles\": [\"courier\"]}",
    ", \"applies\": {\"kinds\": [\"vehicle\"]}",
    ", \"applies\": {\"directions\": [\"out\"]}",
    ", \"applies\": {\"roles\": [\"resident\"], \"kinds\": [\"pedestrian\"],"
    " \"directions\": [\"neither\"]}",
  };
  struct street *s = a_street(*state);
  for (size_t i = 0; i < COUNT(elsewhere); i++) {
    char rule[512];
    snprintf(rule, sizeof rule,
             "{\"id\": \"community\", \"topic\": \"test\", \"logic\": true, \"on_fail\": \"deny\","
             " \"say\": {\"zh\": \"c\"}%s}",
             elsewhere[i]);
    order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
    order(s, CITY_AREA, rule);
    assert_string_equal(decided(s), "40 deny city");
  }
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  order(s, CITY_AREA,
        RULE("community", "test", YES, "deny",
             ", \"applies\": {\"roles\": [\"resident\"], \"kinds\": [\"pedestrian\"],"
             " \"directions\": [\"in\"]}"));
  assert_string_equal(decided(s), "0 allow -");
}

static void an_order_that_is_not_in_force_replaces_nothing(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  s->policies[1]->orders[0].valid_to = NOW;
  assert_string_equal(decided(s), "40 deny city");
}

static void a_level_may_delegate_on_only_what_was_delegated_to_it(void **state) {
  struct street *s = a_street(*state);
  order(s, PROVINCE, RULE("province", "test", YES, "deny", ""));
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "40 deny city");
  order(s, PROVINCE, RULE("province", "test", NO, "deny", DELEGABLE));
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", DELEGABLE));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "0 allow -");
  order(s, PROVINCE, RULE("province", "test", NO, "deny", DELEGABLE));
  order(s, FORGE_CITY, RULE("city", "test", NO, "deny", ""));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "40 deny city");
}

static void of_two_rules_of_a_topic_only_the_delegable_one_gives_way(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY,
        RULE("gives", "test", NO, "deny", DELEGABLE) "," RULE("stays", "test", YES, "deny", ""));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "0 allow -");
  order(s, FORGE_CITY,
        RULE("gives", "test", YES, "deny", DELEGABLE) "," RULE("stays", "test", NO, "deny", ""));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "40 deny stays");
}

static void rules_of_one_level_do_not_replace_each_other(void **state) {
  struct street *s = a_street(*state);
  order(s, CITY_AREA,
        RULE("a", "test", NO, "deny", DELEGABLE) "," RULE("b", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "40 deny a");
}

/* --- which one decides ------------------------------------------------------------------------ */

static void deny_beats_review_beats_warn_whatever_the_level(void **state) {
  struct street *s = a_street(*state);
  order(s, PROVINCE, RULE("warns", "test", NO, "warn", ""));
  order(s, FORGE_CITY, RULE("reviews", "health", NO, "review", ""));
  order(s, CITY_AREA, RULE("denies", "travel", NO, "deny", ""));
  assert_string_equal(decided(s), "40 deny denies");
  order(s, PROVINCE, RULE("warns", "test", NO, "warn", ""));
  order(s, CITY_AREA, RULE("reviews", "health", NO, "review", ""));
  assert_string_equal(decided(s), "40 review reviews");
}

static void of_equal_verdicts_the_higher_level_decides_then_the_first(void **state) {
  struct street *s = a_street(*state);
  order(s, CITY_AREA, RULE("low", "test", NO, "deny", ""));
  order(s, FORGE_CITY,
        RULE("first", "test", NO, "deny", "") "," RULE("second", "health", NO, "deny", ""));
  assert_string_equal(decided(s), "40 deny first");
}

static void an_error_denies_whatever_its_rule_says(void **state) {
  struct street *s = a_street(*state);
  static const char *const on_fails[] = { RULE("e", "test", ERROR, "warn", ""),
                                          RULE("e", "test", ERROR, "review", ""),
                                          RULE("e", "test", ERROR, "deny", "") };
  for (size_t i = 0; i < COUNT(on_fails); i++) {
    order(s, CITY_AREA, on_fails[i]);
    assert_string_equal(decided(s), "41 deny e");
  }
}

static void among_failures_and_errors_verdict_then_level_decides(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("reviews", "test", NO, "review", ""));
  order(s, CITY_AREA, RULE("errs", "health", ERROR, "warn", ""));
  assert_string_equal(decided(s), "41 deny errs");
  order(s, FORGE_CITY, RULE("denies", "test", NO, "deny", ""));
  order(s, CITY_AREA, RULE("errs", "health", ERROR, "warn", ""));
  assert_string_equal(decided(s), "40 deny denies");
  order(s, FORGE_CITY, RULE("errs", "health", ERROR, "warn", ""));
  order(s, CITY_AREA, RULE("denies", "test", NO, "deny", ""));
  assert_string_equal(decided(s), "41 deny errs");
  order(s, CITY_AREA, RULE("a", "test", NO, "deny", "") "," RULE("b", "test", ERROR, "deny", ""));
  assert_string_equal(decided(s), "40 deny a");
}

static void null_fails_a_rule_and_no_not_turns_it_into_yes(void **state) {
  struct street *s = a_street(*state);
  order(s, CITY_AREA, RULE("n", "test", NULLS, "review", ""));
  assert_string_equal(decided(s), "40 review n");
  order(s, CITY_AREA, RULE("n", "test", "{\"!\": [" NULLS "]}", "deny", ""));
  assert_string_equal(decided(s), "40 deny n");
  order(s, CITY_AREA, RULE("n", "test", "{\"var\": \"pass.nothing\"}", "deny", ""));
  assert_string_equal(decided(s), "40 deny n"); /* null itself is no yes */
}

static void a_replaced_rule_is_not_even_evaluated(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("city", "test", ERROR, "deny", DELEGABLE));
  order(s, CITY_AREA, RULE("community", "test", YES, "deny", ""));
  assert_string_equal(decided(s), "0 allow -");
}

/* --- warnings --------------------------------------------------------------------------------- */

static void a_warning_lets_in_and_says_what_is_missing(void **state) {
  struct street *s = a_street(*state);
  order(s, FORGE_CITY, RULE("a", "test", NO, "warn", ""));
  order(s, CITY_AREA, RULE("b", "test", NO, "warn", "") "," RULE("c", "test", YES, "warn", ""));
  struct tx_decision d = shown(s);
  assert_int_equal(d.reason, TX_OK_WITH_NOTICE);
  assert_int_equal(d.verdict, TX_ALLOW);
  assert_null(d.by.rule);
  assert_int_equal(d.notice_count, 2);
  assert_string_equal(d.notices[0].rule->id, "a");
  assert_string_equal(d.notices[1].rule->id, "b");
  assert_ptr_equal(d.notices[1].policy, s->policies[1]);
  clear(s);
}

static void warnings_are_kept_beside_a_refusal(void **state) {
  struct street *s = a_street(*state);
  order(s, CITY_AREA, RULE("d", "test", NO, "deny", "") "," RULE("w", "health", NO, "warn", ""));
  struct tx_decision d = shown(s);
  assert_int_equal(d.reason, TX_RULE_FAILED);
  assert_int_equal(d.notice_count, 1);
  clear(s);
}

static void more_warnings_than_there_is_room_for_are_left_out(void **state) {
  struct street *s = a_street(*state);
  char rules[4096] = "";
  for (int i = 0; i < TX_NOTICES + 3; i++)
    snprintf(rules + strlen(rules), sizeof rules - strlen(rules),
             "%s{\"id\": \"r%d\", \"topic\": \"test\", \"logic\": false, \"on_fail\": \"warn\","
             " \"say\": {\"zh\": \"w\"}}",
             i ? "," : "", i);
  order(s, CITY_AREA, rules);
  struct tx_decision d = shown(s);
  assert_int_equal(d.reason, TX_OK_WITH_NOTICE);
  assert_int_equal(d.notice_count, TX_NOTICES);
  clear(s);
}

/* --- whom a rule is for ----------------------------------------------------------------------- */

static void a_rule_is_for_the_roles_kinds_and_directions_it_names(void **state) {
  struct street *s = a_street(*state);
#define ONLY(what) RULE("r", "test", NO, "deny", ", \"applies\": {" what "}")
  order(s, CITY_AREA, ONLY("\"roles\": [\"courier\", \"visitor\"]"));
  assert_int_equal(shown(s).reason, TX_OK);
  s->pass.role = TX_ROLE_VISITOR;
  assert_int_equal(shown(s).reason, TX_RULE_FAILED);
  clear(s);
  order(s, CITY_AREA, ONLY("\"kinds\": [\"building\"]"));
  assert_int_equal(shown(s).reason, TX_OK);
  s->gate.kind = TX_GATE_BUILDING;
  assert_int_equal(shown(s).reason, TX_RULE_FAILED);
  clear(s);
  order(s, CITY_AREA, ONLY("\"directions\": [\"out\"]"));
  assert_int_equal(shown(s).reason, TX_OK);
  s->gate.direction = TX_OUT;
  assert_int_equal(shown(s).reason, TX_RULE_FAILED);
  clear(s);
}

static void roles_without_a_word_are_under_the_rules_for_all(void **state) {
  struct street *s = a_street(*state);
  order(s, CITY_AREA, RULE("r", "test", NO, "deny", ""));
  for (unsigned role = 0; role <= TX_ROLE_MAX; role++) {
    s->pass.role = (uint8_t)role;
    assert_int_equal(shown(s).reason, TX_RULE_FAILED);
  }
  clear(s);
}

static void at_a_sampling_point_only_rules_that_name_it_run(void **state) {
  struct street *s = a_street(*state);
  s->gate.kind = TX_GATE_SAMPLING;
  order(s, CITY_AREA, RULE("r", "test", NO, "deny", ""));
  assert_string_equal(decided(s), "0 allow -");
  order(s, CITY_AREA, RULE("r", "test", NO, "deny", ", \"applies\": {\"kinds\": [\"sampling\"]}"));
  assert_string_equal(decided(s), "40 deny r");
}

/* --- 44 --------------------------------------------------------------------------------------- */

static void a_vehicle_waits_for_its_driver_unless_a_rule_speaks(void **state) {
  struct street *s = a_street(*state);
  s->pass.role = TX_ROLE_VEHICLE;
  order(s, CITY_AREA, RULE("r", "vehicle", YES, "deny", ""));
  assert_string_equal(decided(s), "0 allow -"); /* at a gate for people: a role like any other */
  s->gate.kind = TX_GATE_VEHICLE;
  order(s, CITY_AREA, RULE("r", "vehicle", YES, "deny", ""));
  assert_string_equal(decided(s), "44 review -");
  order(s, CITY_AREA, RULE("r", "vehicle", NO, "warn", ""));
  assert_string_equal(decided(s), "44 review -");
  order(s, CITY_AREA, RULE("r", "vehicle", NO, "review", ""));
  assert_string_equal(decided(s), "40 review r");
  s->gate.clock.unsure = true;
  order(s, CITY_AREA, RULE("r", "vehicle", YES, "deny", ""));
  assert_string_equal(decided(s), "44 review -");
}

static void without_a_clock_a_rule_still_refuses(void **state) {
  struct street *s = a_street(*state);
  s->gate.clock.unsure = true;
  order(s, CITY_AREA, RULE("r", "test", NO, "deny", ""));
  assert_string_equal(decided(s), "40 deny r");
  order(s, CITY_AREA, RULE("r", "test", NO, "warn", ""));
  assert_string_equal(decided(s), "50 review -");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(all_levels_that_hold_the_gate_apply_together),
    PROMISE(a_lower_level_cannot_loosen_what_a_higher_one_orders),
    PROMISE(a_lower_level_may_be_stricter),
    PROMISE(areas_beside_the_gate_have_no_say),
    PROMISE(what_is_delegated_is_replaced_by_the_level_below),
    PROMISE(delegation_is_by_topic),
    PROMISE(a_rule_replaces_only_where_it_applies_itself),
    PROMISE(an_order_that_is_not_in_force_replaces_nothing),
    PROMISE(a_level_may_delegate_on_only_what_was_delegated_to_it),
    PROMISE(of_two_rules_of_a_topic_only_the_delegable_one_gives_way),
    PROMISE(rules_of_one_level_do_not_replace_each_other),
    PROMISE(deny_beats_review_beats_warn_whatever_the_level),
    PROMISE(of_equal_verdicts_the_higher_level_decides_then_the_first),
    PROMISE(an_error_denies_whatever_its_rule_says),
    PROMISE(among_failures_and_errors_verdict_then_level_decides),
    PROMISE(null_fails_a_rule_and_no_not_turns_it_into_yes),
    PROMISE(a_replaced_rule_is_not_even_evaluated),
    PROMISE(a_warning_lets_in_and_says_what_is_missing),
    PROMISE(warnings_are_kept_beside_a_refusal),
    PROMISE(more_warnings_than_there_is_room_for_are_left_out),
    PROMISE(a_rule_is_for_the_roles_kinds_and_directions_it_names),
    PROMISE(roles_without_a_word_are_under_the_rules_for_all),
    PROMISE(at_a_sampling_point_only_rules_that_name_it_run),
    PROMISE(a_vehicle_waits_for_its_driver_unless_a_rule_speaks),
    PROMISE(without_a_clock_a_rule_still_refuses),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
