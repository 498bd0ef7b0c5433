/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a tube reaches everybody who was swabbed into it, whichever comes first. */
#include "lab_room.h"

static void a_swab_makes_a_result_awaited_and_improves_nothing(void **state) {
  struct lab *lab = *state;
  const struct tx_record before = record_at(lab, 1);
  swab(lab, 1);
  settle(lab);
  const struct tx_record after = record_at(lab, 1);
  assert_true(after.pending);
  assert_int_equal(after.test, before.test);
  assert_int_equal(after.sampled, before.sampled);
  assert_int_equal(after.state, before.state);
  assert_false(record_at(lab, 2).pending);
}

static void a_negative_tube_reaches_everybody_in_it_and_nobody_else(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab_at(lab, 2, TUBE, SWABBED + 1800);
  swab_at(lab, 0, "XA-20220101-0002", SWABBED);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 1).sampled, tx_sampled_from_time(SWABBED));
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).sampled, tx_sampled_from_time(SWABBED + 1800));
  assert_false(record_at(lab, 2).pending);
  assert_int_equal(record_at(lab, 0).test, TX_TEST_NONE);
  assert_true(record_at(lab, 0).pending);
}

static void a_result_that_comes_first_waits_for_the_swabs(void **state) {
  struct lab *lab = *state;
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 0, 0, 1, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  swab(lab, 1);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  lab->room->now_s += 3600; /* a gate that had no network */
  swab(lab, 2);
  settle(lab);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
}

static void when_it_was_taken_and_when_it_was_reported_are_both_kept(void **state) {
  struct lab *lab = *state;
  struct resident resident;
  struct statement_row *rows = NULL;
  size_t count = 0, found = 0;
  swab_at(lab, 1, TUBE, SWABBED + 600);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  struct request request = room_request(lab->room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &lab->room->problem), TX_OK);
  assert_int_equal(said_list(&request, &resident, &rows, &count), TX_OK);
  request_end(lab->room->server, &request);
  for (size_t i = 0; i < count; i++) {
    if (rows[i].field != STATEMENT_TEST) continue;
    found++;
    assert_int_equal(rows[i].observed_at, SWABBED + 600);
    assert_int_equal(rows[i].reported_at, SWABBED + 3 * 3600);
    assert_int_equal(rows[i].valid_until, SWABBED + 600 + 28 * DAY);
    assert_int_equal(rows[i].method, METHOD_MIXED);
  }
  free(rows);
  assert_int_equal(found, 1);
}

static void a_positive_tube_isolates_until_ones_own_retest(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab(lab, 2);
  settle(lab);
  expect(say(lab, TUBE, "t1", POSITIVE), 1, 0, 0, 0, 0);
  for (uint32_t index = 1; index <= 2; index++) {
    assert_int_equal(record_at(lab, index).test, TX_TEST_MIXED_POSITIVE);
    assert_int_equal(record_at(lab, index).state, TX_STATE_HOME_ISOLATION);
  }
  expect(send_line(lab, "{\"id_number\":\"99010119800307891X\",\"id\":\"p1\",\"field\":\"test\","
                        "\"value\":\"negative\",\"method\":\"single\",\"observed_at\":1640991600}"),
         1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 1).state, TX_STATE_ACTIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_MIXED_POSITIVE);
  lab->room->now_s = SWABBED + 3 * DAY + 60; /* and no longer than three days */
  assert_int_equal(residency_expire(lab->room->server, lab->room->now_s), TX_OK);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
}

static void the_same_result_is_repeated_and_another_under_its_id_refused(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 1, 0, 0, 0);
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 0, 0, 1);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
}

static void a_result_that_is_retracted_is_taken_back_from_everybody(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  expect(say(lab, TUBE, "t1", POSITIVE), 1, 0, 0, 0, 0);
  expect(say(lab, TUBE, "t2", "\"act\":\"retract\",\"of\":\"t1\""), 1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  assert_int_equal(record_at(lab, 1).state, TX_STATE_ACTIVE);
  swab(lab, 2); /* and whoever comes later hears both */
  settle(lab);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
  assert_int_equal(record_at(lab, 2).state, TX_STATE_ACTIVE);
}

static void who_was_undone_is_reached_by_nothing(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab(lab, 2);
  settle(lab);
  undo(lab, lab->seq, SWABBED + 60);
  settle(lab);
  assert_false(record_at(lab, 2).pending);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
  swab(lab, 2); /* in again */
  settle(lab);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
}

static void who_was_undone_before_anything_was_heard_is_reached_by_no_positive(void **state) {
  struct lab *lab = *state;
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 0, 1, 0);
  swab(lab, 1);
  undo(lab, lab->first + 1, SWABBED + 60);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  assert_false(record_at(lab, 1).pending);
}

static void an_undoing_that_comes_late_takes_back_what_came_by_the_tube_alone(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab_at(lab, 1, "XA-20220101-0002", SWABBED + 3600);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  expect(say(lab, "XA-20220101-0002", "t2", NEGATIVE), 1, 0, 0, 0, 0);
  undo(lab, lab->first + 1, SWABBED + 60);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 1).sampled, tx_sampled_from_time(SWABBED + 3600));
  undo(lab, lab->first + 2, SWABBED + 3660);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
}

static void nobody_is_taken_out_once_the_result_is_in_nor_out_of_a_positive(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab_at(lab, 2, "XA-20220101-0002", SWABBED);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  expect(say(lab, "XA-20220101-0002", "t2", POSITIVE), 1, 0, 0, 0, 0);
  undo(lab, lab->first + 1, ROOM_NOW + 60);
  undo(lab, lab->first + 2, SWABBED + 60); /* or so it says */
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_MIXED_POSITIVE);
  assert_int_equal(room_count(lab->room, "select count(*) from swab where state = 3"), 2);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_LAB(a_swab_makes_a_result_awaited_and_improves_nothing),
    IN_A_LAB(a_negative_tube_reaches_everybody_in_it_and_nobody_else),
    IN_A_LAB(a_result_that_comes_first_waits_for_the_swabs),
    IN_A_LAB(when_it_was_taken_and_when_it_was_reported_are_both_kept),
    IN_A_LAB(a_positive_tube_isolates_until_ones_own_retest),
    IN_A_LAB(the_same_result_is_repeated_and_another_under_its_id_refused),
    IN_A_LAB(a_result_that_is_retracted_is_taken_back_from_everybody),
    IN_A_LAB(who_was_undone_is_reached_by_nothing),
    IN_A_LAB(who_was_undone_before_anything_was_heard_is_reached_by_no_positive),
    IN_A_LAB(an_undoing_that_comes_late_takes_back_what_came_by_the_tube_alone),
    IN_A_LAB(nobody_is_taken_out_once_the_result_is_in_nor_out_of_a_positive),
  };
  return cmocka_run_group_tests(promises, lab_set_up, lab_tear_down);
}
