/* SPDX-License-Identifier: Apache-2.0 */
#include "format/record.h"

#include "promise.h"

#define NOW 1795392000

/* --- bits ------------------------------------------------------------------------------------- */

static void each_field_stands_at_its_bits(UNUSED void **state) {
  static const struct {
    struct tx_record record;
    uint32_t bits;
  } rows[] = {
    { { .state = TX_STATE_REVOKED }, 6u << 29 },
    { { .health = TX_HEALTH_RED }, 3u << 27 },
    { { .travel = TX_TRAVEL_RISK }, 3u << 25 },
    { { .test = TX_TEST_POSITIVE }, 3u << 23 },
    { { .pending = true }, 1u << 22 },
    { { .generation = 7 }, 7u << 19 },
    { { .sampled = TX_SAMPLED_MAX }, (1u << 19) - 1 },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    assert_int_equal(tx_record_pack(&rows[i].record), rows[i].bits);
    struct tx_record back = tx_record_unpack(rows[i].bits);
    assert_int_equal(tx_record_pack(&back), rows[i].bits);
  }
}

static void every_32_bits_are_a_record_and_come_back(UNUSED void **state) {
  uint32_t bits = 1;
  for (int i = 0; i < 100000; i++) {
    bits = bits * 1664525u + 1013904223u;
    struct tx_record record = tx_record_unpack(bits);
    assert_int_equal(tx_record_pack(&record), bits);
  }
}

static void a_field_past_its_width_touches_no_other(UNUSED void **state) {
  struct tx_record record = { .state = (enum tx_state)8,
                              .health = (enum tx_health)4,
                              .travel = (enum tx_travel)4,
                              .test = (enum tx_test)4,
                              .generation = 8,
                              .sampled = TX_SAMPLED_MAX + 1 };
  assert_int_equal(tx_record_pack(&record), 0);
}

/* --- the time of the swab --------------------------------------------------------------------- */

static void a_swab_is_dated_to_the_half_hour_before_it(UNUSED void **state) {
  assert_int_equal(tx_sampled_from_time(TX_SAMPLED_EPOCH_S), 0);
  assert_int_equal(tx_sampled_from_time(TX_SAMPLED_EPOCH_S + 1799), 0);
  assert_int_equal(tx_sampled_from_time(TX_SAMPLED_EPOCH_S + 1800), 1);
  assert_int_equal(tx_sampled_to_time(1), TX_SAMPLED_EPOCH_S + 1800);
  assert_int_equal(tx_sampled_to_time(tx_sampled_from_time(NOW + 1799)), NOW);
}

static void dates_reach_2049_and_stay_within(UNUSED void **state) {
  assert_int_equal(tx_sampled_from_time(0), 0);
  assert_int_equal(tx_sampled_from_time(-1), 0);
  assert_int_equal(tx_sampled_from_time(INT64_MAX), TX_SAMPLED_MAX);
  assert_true(tx_sampled_to_time(TX_SAMPLED_MAX) > 2493072000); /* 2049-01-01 */
}

static uint32_t swab_at(int64_t at_s) {
  struct tx_record r = { .state = TX_STATE_ACTIVE,
                         .health = TX_HEALTH_GREEN,
                         .travel = TX_TRAVEL_STARRED,
                         .test = TX_TEST_NEGATIVE,
                         .pending = true,
                         .generation = 5,
                         .sampled = tx_sampled_from_time(at_s) };
  return tx_record_pack(&r);
}

static void a_swab_of_tomorrow_was_never_taken(UNUSED void **state) {
  uint32_t ahead = swab_at(NOW + 1800);
  assert_int_equal(tx_record_clear_ahead(ahead, NOW), ahead);
  struct tx_record r = tx_record_unpack(tx_record_clear_ahead(ahead, NOW - 1));
  assert_int_equal(r.test, TX_TEST_NONE);
  assert_false(r.pending);
  assert_int_equal(r.sampled, 0);
  assert_int_equal(r.state, TX_STATE_ACTIVE);
  assert_int_equal(r.health, TX_HEALTH_GREEN);
  assert_int_equal(r.travel, TX_TRAVEL_STARRED);
  assert_int_equal(r.generation, 5);
}

/* --- merging: a pass as new as the list or newer ---------------------------------------------- */

static struct tx_record merged(struct tx_record pass, struct tx_record list) {
  uint32_t out = 0;
  assert_true(tx_record_merge(tx_record_pack(&pass), tx_record_pack(&list), &out));
  return tx_record_unpack(out);
}

static void generations_follow_each_other_by_three_at_most(UNUSED void **state) {
  for (uint8_t pass = 0; pass < 8; pass++)
    for (uint8_t list = 0; list < 8; list++) {
      struct tx_record p = { .generation = pass }, l = { .generation = list };
      uint32_t out;
      bool follows = tx_record_merge(tx_record_pack(&p), tx_record_pack(&l), &out);
      assert_int_equal(follows, (pass - list + 8) % 8 <= 3);
    }
}

static void health_and_travel_are_the_worse_of_both(UNUSED void **state) {
  for (int pass = 0; pass < 4; pass++)
    for (int list = 0; list < 4; list++) {
      struct tx_record r = merged(
          (struct tx_record){ .health = (enum tx_health)pass, .travel = (enum tx_travel)list },
          (struct tx_record){ .health = (enum tx_health)list, .travel = (enum tx_travel)pass });
      assert_int_equal(r.health, pass > list ? pass : list);
      assert_int_equal(r.travel, pass > list ? pass : list);
    }
}

static void the_state_is_the_worse_of_both_at_one_generation(UNUSED void **state) {
  for (int pass = 0; pass < 8; pass++)
    for (int list = 0; list < 8; list++) {
      struct tx_record p = { .state = (enum tx_state)pass, .generation = 2 };
      struct tx_record l = { .state = (enum tx_state)list, .generation = 2 };
      assert_int_equal(merged(p, l).state, pass > list ? pass : list);
      p.generation = 3;
      assert_int_equal(merged(p, l).state, pass);
      assert_int_equal(merged(p, l).generation, 3);
    }
}

static void a_fresh_print_does_not_wash_off_a_positive(UNUSED void **state) {
  struct tx_record pass = { .test = TX_TEST_NEGATIVE, .pending = true, .sampled = 900 };
  for (int test = TX_TEST_MIXED_POSITIVE; test <= TX_TEST_POSITIVE; test++) {
    struct tx_record r =
        merged(pass, (struct tx_record){ .test = (enum tx_test)test, .sampled = 100 });
    assert_int_equal(r.test, test);
    assert_int_equal(r.sampled, 100);
    assert_false(r.pending);
  }
}

static void of_two_swabs_the_later_one_counts(UNUSED void **state) {
  struct tx_record early = { .test = TX_TEST_NEGATIVE, .sampled = 100 };
  struct tx_record late = { .test = TX_TEST_NONE, .pending = true, .sampled = 101 };
  assert_int_equal(merged(early, late).sampled, 101);
  assert_int_equal(merged(early, late).test, TX_TEST_NONE);
  assert_true(merged(early, late).pending);
  assert_int_equal(merged(late, early).sampled, 101);
  assert_int_equal(merged(late, early).test, TX_TEST_NONE);
  struct tx_record positive = { .test = TX_TEST_POSITIVE, .sampled = 100 };
  assert_int_equal(merged(positive, late).test, TX_TEST_NONE);
}

static void at_a_tie_each_is_the_greater(UNUSED void **state) {
  struct tx_record a = { .test = TX_TEST_NEGATIVE, .sampled = 100 };
  struct tx_record b = { .test = TX_TEST_NONE, .pending = true, .sampled = 100 };
  for (int turn = 0; turn < 2; turn++) {
    struct tx_record r = turn ? merged(b, a) : merged(a, b);
    assert_int_equal(r.test, TX_TEST_NEGATIVE);
    assert_true(r.pending);
    assert_int_equal(r.sampled, 100);
  }
  struct tx_record positive = { .test = TX_TEST_POSITIVE, .sampled = 100 };
  assert_int_equal(merged(positive, a).test, TX_TEST_POSITIVE);
}

/* --- words ------------------------------------------------------------------------------------ */

static void every_value_has_its_word(UNUSED void **state) {
  static const char *const states[] = { "nobody", "active",    "monitoring", "home_isolation",
                                        "away",   "suspended", "revoked",    "revoked" };
  static const char *const healths[] = { "unknown", "green", "yellow", "red" };
  static const char *const travels[] = { "unknown", "none", "starred", "risk" };
  static const char *const tests[] = { "none", "negative", "mixed_positive", "positive" };
  for (int i = 0; i < 8; i++) {
    assert_string_equal(tx_state_word((enum tx_state)i), states[i]);
    assert_true(*tx_state_zh((enum tx_state)i));
  }
  for (int i = 0; i < 4; i++) {
    assert_string_equal(tx_health_word((enum tx_health)i), healths[i]);
    assert_string_equal(tx_travel_word((enum tx_travel)i), travels[i]);
    assert_string_equal(tx_test_word((enum tx_test)i), tests[i]);
  }
  assert_string_equal(tx_health_zh(TX_HEALTH_RED), "红码");
  assert_string_equal(tx_travel_zh(TX_TRAVEL_STARRED), "带星号");
  assert_string_equal(tx_test_zh(TX_TEST_NEGATIVE), "阴性");
  assert_string_equal(tx_state_zh(TX_STATE_REVOKED_TOO), "注销");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(each_field_stands_at_its_bits),
    PROMISE(every_32_bits_are_a_record_and_come_back),
    PROMISE(a_field_past_its_width_touches_no_other),
    PROMISE(a_swab_is_dated_to_the_half_hour_before_it),
    PROMISE(dates_reach_2049_and_stay_within),
    PROMISE(a_swab_of_tomorrow_was_never_taken),
    PROMISE(generations_follow_each_other_by_three_at_most),
    PROMISE(health_and_travel_are_the_worse_of_both),
    PROMISE(the_state_is_the_worse_of_both_at_one_generation),
    PROMISE(a_fresh_print_does_not_wash_off_a_positive),
    PROMISE(of_two_swabs_the_later_one_counts),
    PROMISE(at_a_tie_each_is_the_greater),
    PROMISE(every_value_has_its_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
