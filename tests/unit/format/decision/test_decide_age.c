/* SPDX-License-Identifier: Apache-2.0 */
/* S3 and R5: what a gate says when its news is old, missing or withheld, or its clock is wrong.
 * Reasons 35 to 37, 42 and 50. */
#include "community.h"

static const struct {
  enum tx_stale_then then;
  enum tx_verdict verdict;
  bool stops;
} thens[] = {
  { TX_STALE_ACCEPT, TX_ALLOW, false }, { TX_STALE_WARN, TX_ALLOW, false },
  { TX_STALE_REVIEW, TX_REVIEW, true }, { TX_STALE_DENY, TX_DENY, true },
  { TX_STALE_UNSET, TX_REVIEW, true }, /* what holds where nobody says */
};

/* A gate whose policy and lists the test may change. */
struct aged {
  const struct community *c;
  struct tx_gate gate;
  struct tx_policy policy;
  struct tx_status list;
  struct tx_trust trust;
  const struct tx_policy *policies[1];
  const struct tx_status *lists[1];
};

static struct aged *a_gate(const struct community *c) {
  static struct aged a;
  a = (struct aged){
    .c = c, .gate = c->gate, .policy = *c->policy, .list = *c->list, .trust = *c->trust
  };
  a.policy.stale = (struct tx_stale){ -1, TX_STALE_UNSET, TX_STALE_UNSET };
  a.policies[0] = &a.policy;
  a.lists[0] = &a.list;
  a.gate.policies = a.policies;
  a.gate.lists = a.lists;
  a.gate.trust = &a.trust;
  return &a;
}

static struct tx_decision shown(const struct aged *a) {
  struct tx_pass pass = forge_pass(&a->c->forge);
  return show_pass(a->c, &a->gate, &pass);
}

/* For every word of stale: stops with a reason, or goes on, with a notice where it says warn. */
static void assert_stale(struct aged *a, enum tx_stale_then *setting, enum tx_reason reason) {
  for (size_t i = 0; i < COUNT(thens); i++) {
    *setting = thens[i].then;
    struct tx_decision d = shown(a);
    bool warns = thens[i].then == TX_STALE_WARN;
    assert_int_equal(d.reason, thens[i].stops ? reason : warns ? TX_OK_WITH_NOTICE : TX_OK);
    assert_int_equal(d.verdict, thens[i].verdict);
    assert_int_equal(d.stale_notice, warns);
  }
}

/* --- 35 --------------------------------------------------------------------------------------- */

static void without_the_areas_list_the_policy_says_what_then(void **state) {
  struct aged *a = a_gate(*state);
  a->gate.list_count = 0;
  assert_stale(a, &a->policy.stale.no_list, TX_NO_LIST);
  struct tx_decision d = shown(a);
  assert_false(d.listed);
  assert_int_equal(d.list_seq, 0);
  assert_int_equal(d.data_as_of, d.pass.iat);
}

static void a_pass_far_past_its_list_is_without_one(void **state) {
  struct aged *a = a_gate(*state);
  struct tx_pass pass = forge_pass(&a->c->forge);
  pass.iat = NOW;
  pass.index = FORGE_LIST_SIZE + TX_NEW_MAX;
  a->list.exp = NOW - 1;                    /* neither 36 … */
  a->list.current.trust = a->trust.seq + 1; /* nor 37 weigh that list */
  a->policy.stale.no_list = TX_STALE_ACCEPT;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_OK);
  pass.index--;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_OUT_OF_DATE);
  pass.index++;
  a->policy.stale.no_list = TX_STALE_UNSET;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_NO_LIST);
}

/* --- 36 --------------------------------------------------------------------------------------- */

static void an_old_list_an_old_trust_list_and_old_data_are_out_of_date(void **state) {
  struct aged *a = a_gate(*state);
  a->list.exp = NOW;
  assert_stale(a, &a->policy.stale.then, TX_OUT_OF_DATE);
  a->list.exp = NOW + 1;
  a->trust.exp = NOW;
  assert_stale(a, &a->policy.stale.then, TX_OUT_OF_DATE);
  a->trust.exp = NOW + 1;
  a->policy.stale.max_age_s = NOW - a->list.iat - 1;
  assert_stale(a, &a->policy.stale.then, TX_OUT_OF_DATE);
  a->policy.stale.max_age_s++;
  assert_int_equal(shown(a).reason, TX_OK);
}

static void where_nobody_says_data_is_old_after_a_day(void **state) {
  struct aged *a = a_gate(*state);
  a->list.exp = INT64_MAX;
  a->gate.clock.now_s = a->list.iat + 86400;
  assert_int_equal(shown(a).reason, TX_OK);
  a->gate.clock.now_s++;
  assert_int_equal(shown(a).reason, TX_OUT_OF_DATE);
}

static void a_month_without_a_network_still_admits_where_stale_says_warn(void **state) {
  struct aged *a = a_gate(*state);
  a->policy.stale.then = TX_STALE_WARN;
  a->gate.clock.now_s = NOW + 30 * FORGE_DAY_S;
  struct tx_decision d = shown(a);
  assert_int_equal(d.reason, TX_OK_WITH_NOTICE);
  assert_int_equal(d.data_as_of, a->list.iat);
}

static void revoked_comes_before_out_of_date(void **state) {
  struct aged *a = a_gate(*state);
  struct tx_pass pass = forge_pass(&a->c->forge);
  pass.index = 7;
  a->list.exp = NOW;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_REVOKED);
}

/* --- 37 --------------------------------------------------------------------------------------- */

static void a_newer_trust_list_that_does_not_come_is_withheld(void **state) {
  struct aged *a = a_gate(*state);
  a->list.current.trust = a->trust.seq + 1;
  assert_stale(a, &a->policy.stale.then, TX_NEWS_WITHHELD);
  a->list.current.trust = a->trust.seq;
  assert_int_equal(shown(a).reason, TX_OK);
}

static void a_newer_policy_that_does_not_come_is_withheld(void **state) {
  struct aged *a = a_gate(*state);
  struct tx_seq_of current[] = { { CITY_AREA, a->policy.seq } };
  a->list.current.policies = current;
  a->list.current.count = 1;
  assert_int_equal(shown(a).reason, TX_OK);
  current[0].seq++;
  assert_stale(a, &a->policy.stale.then, TX_NEWS_WITHHELD);
  current[0] = (struct tx_seq_of){ FORGE_CITY, 1 }; /* none held is older */
  assert_stale(a, &a->policy.stale.then, TX_NEWS_WITHHELD);
  current[0] = (struct tx_seq_of){ CITY_AREA + 1, 1 }; /* not this gate's */
  assert_int_equal(shown(a).reason, TX_OK);
}

static void another_citys_trust_list_is_not_ours_to_miss(void **state) {
  struct aged *a = a_gate(*state);
  struct tx_pass pass = forge_pass(&a->c->forge);
  a->gate.area = 610200000000; /* the pass is from another city of the province */
  a->policy.area = 610000000000;
  a->list.current.trust = a->trust.seq + 1;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_OK);
  struct tx_seq_of current[] = { { 610000000000, a->policy.seq + 1 } };
  a->list.current.policies = current;
  a->list.current.count = 1;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_NEWS_WITHHELD);
}

static void out_of_date_comes_before_withheld_and_each_is_weighed(void **state) {
  struct aged *a = a_gate(*state);
  a->list.exp = NOW;
  a->list.current.trust = a->trust.seq + 1;
  assert_int_equal(shown(a).reason, TX_OUT_OF_DATE);
  a->list.exp = NOW + 1;
  assert_int_equal(shown(a).reason, TX_NEWS_WITHHELD);
}

/* --- 42 --------------------------------------------------------------------------------------- */

static void without_a_policy_in_force_a_person_decides(void **state) {
  struct aged *a = a_gate(*state);
  a->gate.policy_count = 0;
  struct tx_decision d = shown(a);
  assert_int_equal(d.reason, TX_NO_POLICY);
  assert_int_equal(d.verdict, TX_REVIEW);
  a->gate.policy_count = 1;
  a->policy.area = CITY_AREA + 1;
  assert_int_equal(shown(a).reason, TX_NO_POLICY);
  a->policy.area = CITY_AREA;
  a->policy.order_count = 0; /* a policy without orders withdraws it */
  assert_int_equal(shown(a).reason, TX_NO_POLICY);
}

static void an_order_is_in_force_from_its_first_second_to_before_its_last(void **state) {
  struct aged *a = a_gate(*state);
  struct tx_order order = a->policy.orders[0];
  a->policy.orders = &order;
  order.valid_from = NOW;
  order.valid_to = NOW + 1;
  assert_int_equal(shown(a).reason, TX_OK);
  order.valid_from = NOW + 1;
  order.valid_to = NOW + 2;
  assert_int_equal(shown(a).reason, TX_NO_POLICY);
  order.valid_from = NOW - 1;
  order.valid_to = NOW;
  assert_int_equal(shown(a).reason, TX_NO_POLICY);
}

static void no_list_comes_before_no_policy(void **state) {
  struct aged *a = a_gate(*state);
  a->gate.list_count = 0;
  a->gate.policy_count = 0;
  assert_int_equal(shown(a).reason, TX_NO_LIST);
}

/* --- 50 --------------------------------------------------------------------------------------- */

static struct aged *an_unsure_gate(const struct community *c) {
  struct aged *a = a_gate(c);
  a->gate.clock.unsure = true;
  return a;
}

static void without_a_believable_clock_a_person_decides(void **state) {
  struct aged *a = an_unsure_gate(*state);
  struct tx_decision d = shown(a);
  assert_int_equal(d.reason, TX_CLOCK_UNSURE);
  assert_int_equal(d.verdict, TX_REVIEW);
  a->policy.stale.no_list = TX_STALE_WARN; /* 50 stands where 1 would, too */
  a->gate.list_count = 0;
  assert_int_equal(shown(a).reason, TX_CLOCK_UNSURE);
}

static void what_depends_on_the_clock_is_not_weighed_then(void **state) {
  struct aged *a = an_unsure_gate(*state);
  struct tx_pass pass = forge_pass(&a->c->forge);
  pass.exp = NOW - 1; /* 21 */
  a->list.exp = NOW;  /* 36 */
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_CLOCK_UNSURE);
  pass.iat = NOW + 301; /* 20 */
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_CLOCK_UNSURE);
  char text[TX_TEXT_MAX + 1]; /* the verify-until half of 19 */
  pass.iat = NOW - 31 * FORGE_DAY_S;
  assert_int_equal(tx_pass_sign(&pass, a->c->forge.keys[FORGE_ISSUE_DEAD], text), TX_OK);
  assert_int_equal(show_text(&a->gate, text).reason, TX_CLOCK_UNSURE);
  pass.iat = NOW - 29 * FORGE_DAY_S; /* the other half */
  assert_int_equal(tx_pass_sign(&pass, a->c->forge.keys[FORGE_ISSUE_DEAD], text), TX_OK);
  assert_int_equal(show_text(&a->gate, text).reason, TX_KEY_OUT_OF_TIME);
}

static void everything_else_is_weighed_as_ever(void **state) {
  struct aged *a = an_unsure_gate(*state);
  struct tx_pass pass = forge_pass(&a->c->forge);
  pass.index = 6;
  assert_int_equal(show_pass(a->c, &a->gate, &pass).reason, TX_SUSPENDED);
  a->list.current.trust = a->trust.seq + 1;
  assert_int_equal(shown(a).reason, TX_NEWS_WITHHELD);
  a->gate.policy_count = 0;
  a->list.current.trust = 0;
  assert_int_equal(shown(a).reason, TX_NO_POLICY);
  a->gate.list_count = 0;
  assert_int_equal(shown(a).reason, TX_NO_LIST);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(without_the_areas_list_the_policy_says_what_then),
    PROMISE(a_pass_far_past_its_list_is_without_one),
    PROMISE(an_old_list_an_old_trust_list_and_old_data_are_out_of_date),
    PROMISE(where_nobody_says_data_is_old_after_a_day),
    PROMISE(a_month_without_a_network_still_admits_where_stale_says_warn),
    PROMISE(revoked_comes_before_out_of_date),
    PROMISE(a_newer_trust_list_that_does_not_come_is_withheld),
    PROMISE(a_newer_policy_that_does_not_come_is_withheld),
    PROMISE(another_citys_trust_list_is_not_ours_to_miss),
    PROMISE(out_of_date_comes_before_withheld_and_each_is_weighed),
    PROMISE(without_a_policy_in_force_a_person_decides),
    PROMISE(an_order_is_in_force_from_its_first_second_to_before_its_last),
    PROMISE(no_list_comes_before_no_policy),
    PROMISE(without_a_believable_clock_a_person_decides),
    PROMISE(what_depends_on_the_clock_is_not_weighed_then),
    PROMISE(everything_else_is_weighed_as_ever),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
