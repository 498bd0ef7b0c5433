/* SPDX-License-Identifier: Apache-2.0 */
#include "format/trust.h"

#include "promise.h"

#define AREA 610113001001u
#define FROM 1000
#define UNTIL 2000
#define LAST 3000

/* Kids that collide, which no trust list that was taken has, are of no interest here. */
static struct tx_key_row row(uint8_t kid, uint8_t uses) {
  return (struct tx_key_row){ .hash = { kid },
                              .uses = uses,
                              .area = AREA,
                              .sign_from = FROM,
                              .sign_until = UNTIL,
                              .verify_until = LAST };
}

static void a_key_is_found_by_kid_and_use(UNUSED void **state) {
  struct tx_key_row rows[] = { row(1, TX_USE_ISSUE), row(2, TX_USE_STATUS | TX_USE_POLICY) };
  struct tx_trust trust = { .rows = rows, .row_count = COUNT(rows) };
  const uint8_t one[TX_KID_SIZE] = { 1 }, two[TX_KID_SIZE] = { 2 }, three[TX_KID_SIZE] = { 3 };
  enum tx_reason why;
  assert_ptr_equal(tx_trust_find(&trust, one, TX_USE_ISSUE, &why), &rows[0]);
  assert_ptr_equal(tx_trust_find(&trust, two, TX_USE_STATUS, &why), &rows[1]);
  assert_ptr_equal(tx_trust_find(&trust, two, TX_USE_POLICY, &why), &rows[1]);
  assert_null(tx_trust_find(&trust, two, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_UNKNOWN_KEY);
  assert_null(tx_trust_find(&trust, three, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_UNKNOWN_KEY);
}

static void without_a_list_no_key_is_found(UNUSED void **state) {
  const uint8_t kid[TX_KID_SIZE] = { 1 };
  enum tx_reason why;
  assert_null(tx_trust_find(NULL, kid, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_NO_TRUST_LIST);
}

static void a_revoked_kid_is_named_as_such(UNUSED void **state) {
  uint8_t revoked[1][TX_HASH_SIZE] = { { 1, 0, 0, 0, 99 } };
  struct tx_trust trust = { .revoked = revoked, .revoked_count = 1 };
  const uint8_t one[TX_KID_SIZE] = { 1 }, two[TX_KID_SIZE] = { 2 };
  enum tx_reason why;
  assert_null(tx_trust_find(&trust, one, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_KEY_REVOKED);
  assert_null(tx_trust_find(&trust, two, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_UNKNOWN_KEY);
}

static void nobody_gets_anothers_key_revoked_by_a_kid_that_collides(UNUSED void **state) {
  uint8_t revoked[1][TX_HASH_SIZE] = { { 1, 0, 0, 0, 99 } };
  struct tx_key_row rows[] = { row(1, TX_USE_ISSUE) };
  struct tx_trust trust = { .rows = rows, .row_count = 1, .revoked = revoked, .revoked_count = 1 };
  const uint8_t one[TX_KID_SIZE] = { 1 };
  enum tx_reason why;
  assert_ptr_equal(tx_trust_find(&trust, one, TX_USE_ISSUE, &why), &rows[0]);
  /* a row has the kid, so it is that one which lacks the use */
  assert_null(tx_trust_find(&trust, one, TX_USE_STATUS, &why));
  assert_int_equal(why, TX_UNKNOWN_KEY);
  rows[0].revoked = true;
  assert_null(tx_trust_find(&trust, one, TX_USE_ISSUE, &why));
  assert_int_equal(why, TX_KEY_REVOKED);
}

static void a_key_reaches_its_area_and_what_lies_below(UNUSED void **state) {
  struct tx_key_row community = row(1, TX_USE_ISSUE), city = community;
  struct tx_clock clock = { .now_s = UNTIL };
  city.area = 610100000000;
  assert_int_equal(tx_key_may_sign(&community, AREA, UNTIL, clock), TX_OK);
  assert_int_equal(tx_key_may_sign(&city, AREA, UNTIL, clock), TX_OK);
  assert_int_equal(tx_key_may_sign(&community, city.area, UNTIL, clock), TX_WRONG_JURISDICTION);
  assert_int_equal(tx_key_may_sign(&community, AREA + 1, UNTIL, clock), TX_WRONG_JURISDICTION);
  assert_int_equal(tx_key_may_sign(&city, 610200000000, UNTIL, clock), TX_WRONG_JURISDICTION);
}

static void a_keys_times_are_inclusive(UNUSED void **state) {
  static const struct {
    int64_t iat, now_s;
    enum tx_reason reason;
  } rows[] = {
    { FROM - 1, FROM, TX_KEY_OUT_OF_TIME },
    { FROM, FROM, TX_OK },
    { UNTIL, UNTIL, TX_OK },
    { UNTIL + 1, UNTIL + 1, TX_KEY_OUT_OF_TIME },
    { UNTIL, LAST, TX_OK },
    { UNTIL, LAST + 1, TX_KEY_OUT_OF_TIME },
    { FROM, 0, TX_OK },
  };
  struct tx_key_row key = row(1, TX_USE_ISSUE);
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct tx_clock clock = { .now_s = rows[i].now_s };
    assert_int_equal(tx_key_may_sign(&key, AREA, rows[i].iat, clock), rows[i].reason);
  }
}

static void without_a_believable_clock_only_the_signing_time_counts(UNUSED void **state) {
  struct tx_key_row key = row(1, TX_USE_ISSUE);
  struct tx_clock clock = { .now_s = LAST + 1, .unsure = true };
  assert_int_equal(tx_key_may_sign(&key, AREA, UNTIL, clock), TX_OK);
  assert_int_equal(tx_key_may_sign(&key, AREA, UNTIL + 1, clock), TX_KEY_OUT_OF_TIME);
  assert_int_equal(tx_key_may_sign(&key, AREA, FROM - 1, clock), TX_KEY_OUT_OF_TIME);
}

static void jurisdiction_is_weighed_before_time(UNUSED void **state) {
  struct tx_key_row key = row(1, TX_USE_ISSUE);
  struct tx_clock clock = { .now_s = LAST + 1 };
  assert_int_equal(tx_key_may_sign(&key, AREA + 1, 0, clock), TX_WRONG_JURISDICTION);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_key_is_found_by_kid_and_use),
    PROMISE(without_a_list_no_key_is_found),
    PROMISE(a_revoked_kid_is_named_as_such),
    PROMISE(nobody_gets_anothers_key_revoked_by_a_kid_that_collides),
    PROMISE(a_key_reaches_its_area_and_what_lies_below),
    PROMISE(a_keys_times_are_inclusive),
    PROMISE(without_a_believable_clock_only_the_signing_time_counts),
    PROMISE(jurisdiction_is_weighed_before_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
