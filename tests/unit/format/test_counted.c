/* SPDX-License-Identifier: Apache-2.0 */
/* docs/format.md, "The record that counts": every row of it. */
#include "format/status.h"

#include "promise.h"

#define NOW 1795392000
#define PUBLISHED (NOW - 600)

#define RECORD(...) tx_record_pack(&(struct tx_record){ __VA_ARGS__ })
#define ACTIVE .state = TX_STATE_ACTIVE, .health = TX_HEALTH_GREEN

/* A list of one record at index 0. */
struct case_of {
  uint32_t snapshot, listed;
  int64_t issued;
  uint32_t index;
  bool no_list;
  bool unsure;
};

static enum tx_reason count(const struct case_of *c, struct tx_counted *out) {
  uint32_t records[1] = { c->listed };
  struct tx_status list = { .iat = PUBLISHED, .count = 1, .records = records };
  struct tx_clock clock = { .now_s = NOW, .unsure = c->unsure };
  return tx_record_that_counts(c->snapshot, c->issued, c->index, c->no_list ? NULL : &list, clock,
                               out);
}

static const uint32_t active = 1u << 29;

/* --- no list ---------------------------------------------------------------------------------- */

static void without_a_list_the_pass_speaks_for_itself(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = active, .issued = NOW - 9, .index = 77, .no_list = true };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, active);
  assert_int_equal(out.data_as_of, NOW - 9);
  assert_false(out.listed);
  c.snapshot = RECORD(.state = TX_STATE_NOBODY, .health = TX_HEALTH_GREEN);
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
  assert_false(out.listed);
}

/* --- a pass older than the list --------------------------------------------------------------- */

static void a_pass_older_than_the_list_is_what_the_list_says(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(ACTIVE),
                       .listed = RECORD(.state = TX_STATE_MONITORING, .health = TX_HEALTH_RED),
                       .issued = PUBLISHED - 1 };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.listed);
  assert_int_equal(out.data_as_of, PUBLISHED);
  assert_true(out.listed);
}

static void good_news_reaches_an_old_card_too(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(.state = TX_STATE_HOME_ISOLATION, .health = TX_HEALTH_RED,
                                          .test = TX_TEST_POSITIVE),
                       .listed = RECORD(ACTIVE),
                       .issued = PUBLISHED - 1 };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.listed);
}

static void an_old_pass_past_the_list_or_on_nobody_is_not_listed(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = active, .listed = active, .issued = PUBLISHED - 1, .index = 1 };
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
  assert_true(out.listed);
  c.index = 0;
  c.listed = 0;
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
  c.index = UINT32_MAX;
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
}

static void an_old_pass_of_another_generation_is_superseded(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .issued = PUBLISHED - 1 };
  for (uint8_t pass = 0; pass < 8; pass++)
    for (uint8_t list = 0; list < 8; list++) {
      c.snapshot = RECORD(ACTIVE, .generation = pass);
      c.listed = RECORD(ACTIVE, .generation = list);
      assert_int_equal(count(&c, &out), pass == list ? TX_OK : TX_SUPERSEDED);
    }
}

static void nobody_is_not_listed_before_superseded(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(ACTIVE, .generation = 1),
                       .listed = RECORD(.state = TX_STATE_NOBODY, .generation = 5),
                       .issued = PUBLISHED - 1 };
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
  /* as new as the list, of a generation that does not follow: the state would be the pass's */
  c.issued = PUBLISHED;
  assert_int_equal(count(&c, &out), TX_SUPERSEDED);
  c.snapshot = RECORD(.state = TX_STATE_NOBODY, .generation = 1);
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
}

/* --- a pass as new or newer ------------------------------------------------------------------- */

static void a_pass_of_the_lists_second_is_merged_with_it(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(ACTIVE, .travel = TX_TRAVEL_STARRED),
                       .listed = RECORD(.state = TX_STATE_SUSPENDED, .health = TX_HEALTH_RED),
                       .issued = PUBLISHED };
  assert_int_equal(count(&c, &out), TX_OK);
  struct tx_record r = tx_record_unpack(out.record);
  assert_int_equal(r.state, TX_STATE_SUSPENDED);
  assert_int_equal(r.health, TX_HEALTH_RED);
  assert_int_equal(r.travel, TX_TRAVEL_STARRED);
  assert_true(out.listed);
  assert_int_equal(out.data_as_of, PUBLISHED);
}

static void a_new_pass_may_be_three_generations_ahead_and_no_more(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .listed = RECORD(ACTIVE, .generation = 6), .issued = PUBLISHED };
  for (uint8_t ahead = 0; ahead < 8; ahead++) {
    c.snapshot = RECORD(ACTIVE, .generation = (uint8_t)((6 + ahead) % 8));
    assert_int_equal(count(&c, &out), ahead <= 3 ? TX_OK : TX_SUPERSEDED);
  }
}

static void a_reissued_pass_leaves_the_old_ones_suspension_behind(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(ACTIVE, .generation = 1),
                       .listed = RECORD(.state = TX_STATE_REVOKED, .health = TX_HEALTH_RED),
                       .issued = PUBLISHED };
  assert_int_equal(count(&c, &out), TX_OK);
  struct tx_record r = tx_record_unpack(out.record);
  assert_int_equal(r.state, TX_STATE_ACTIVE);
  assert_int_equal(r.health, TX_HEALTH_RED);
}

static void a_new_pass_that_the_list_has_not_yet_stands_for_itself(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = active, .issued = PUBLISHED, .index = TX_NEW_MAX };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, active);
  assert_true(out.listed);
  assert_int_equal(out.data_as_of, PUBLISHED);
  c.index = 0;
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, active);
}

static void far_past_the_list_it_is_as_if_there_were_none(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = active, .issued = PUBLISHED + 5, .index = TX_NEW_MAX + 1 };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_false(out.listed);
  assert_int_equal(out.data_as_of, PUBLISHED + 5);
  c.index = UINT32_MAX;
  assert_int_equal(count(&c, &out), TX_OK);
  assert_false(out.listed);
}

static void a_new_pass_on_nobody_is_not_listed(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(.health = TX_HEALTH_GREEN), .issued = PUBLISHED };
  assert_int_equal(count(&c, &out), TX_NOT_LISTED);
  assert_true(out.listed);
}

/* --- swabs ahead ------------------------------------------------------------------------------ */

static uint32_t swab(enum tx_test test, int64_t at_s) {
  return RECORD(ACTIVE, .test = test, .pending = true, .sampled = tx_sampled_from_time(at_s));
}

static void a_swab_ahead_counts_neither_in_the_pass_nor_in_the_list(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = swab(TX_TEST_NEGATIVE, NOW + 3600),
                       .listed = swab(TX_TEST_NEGATIVE, NOW - 3600),
                       .issued = PUBLISHED };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.listed);
  uint32_t pass = c.snapshot;
  c.snapshot = c.listed;
  c.listed = pass;
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.snapshot);
  c.issued = PUBLISHED - 1;
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, RECORD(ACTIVE));
  c.no_list = true;
  c.snapshot = pass;
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, RECORD(ACTIVE));
}

static void half_an_hour_ahead_is_not_yet_ahead(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = swab(TX_TEST_NEGATIVE, NOW + 1800), .no_list = true };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.snapshot);
}

static void without_a_believable_clock_no_swab_is_cleared(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = swab(TX_TEST_NEGATIVE, NOW + 3600),
                       .listed = RECORD(ACTIVE),
                       .issued = PUBLISHED,
                       .unsure = true };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.snapshot);
}

static void a_list_record_of_nothing_but_a_swab_ahead_is_none(UNUSED void **state) {
  struct tx_counted out;
  struct case_of c = { .snapshot = RECORD(ACTIVE, .generation = 5),
                       .listed = RECORD(.test = TX_TEST_NEGATIVE,
                                        .sampled = tx_sampled_from_time(NOW + 3600)),
                       .issued = PUBLISHED };
  assert_int_equal(count(&c, &out), TX_OK);
  assert_int_equal(out.record, c.snapshot);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(without_a_list_the_pass_speaks_for_itself),
    PROMISE(a_pass_older_than_the_list_is_what_the_list_says),
    PROMISE(good_news_reaches_an_old_card_too),
    PROMISE(an_old_pass_past_the_list_or_on_nobody_is_not_listed),
    PROMISE(an_old_pass_of_another_generation_is_superseded),
    PROMISE(nobody_is_not_listed_before_superseded),
    PROMISE(a_pass_of_the_lists_second_is_merged_with_it),
    PROMISE(a_new_pass_may_be_three_generations_ahead_and_no_more),
    PROMISE(a_reissued_pass_leaves_the_old_ones_suspension_behind),
    PROMISE(a_new_pass_that_the_list_has_not_yet_stands_for_itself),
    PROMISE(far_past_the_list_it_is_as_if_there_were_none),
    PROMISE(a_new_pass_on_nobody_is_not_listed),
    PROMISE(a_swab_ahead_counts_neither_in_the_pass_nor_in_the_list),
    PROMISE(half_an_hour_ahead_is_not_yet_ahead),
    PROMISE(without_a_believable_clock_no_swab_is_cleared),
    PROMISE(a_list_record_of_nothing_but_a_swab_ahead_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
