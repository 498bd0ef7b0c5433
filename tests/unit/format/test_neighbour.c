/* SPDX-License-Identifier: Apache-2.0 */
#include "format/neighbour.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the three above first */
#include <cmocka.h>

static const struct tx_neighbour_key key = { .id = 7, .bytes = { 1, 2, 3 } };
static const struct tx_neighbour_key older = { .id = 6, .bytes = { 9 } };
static const struct tx_admission admission = {
  .gate = "0123456789abcdef",
  .kind = TX_GATE_PEDESTRIAN,
  .direction = TX_OUT,
  .area = 610113001001,
  .index = 5,
  .live_iat = 1795391990,
  .at = 1795392000,
  .reason = TX_OK,
  .has_household = true,
  .household = { 1, 2, 3, 4, 5, 6, 7, 8 },
};

static struct tx_span write(const struct tx_admission *a, const struct tx_neighbour_key *k,
                            uint8_t *out) {
  size_t n;
  assert_int_equal(tx_admission_write(a, k, out, TX_NEIGHBOUR_MAX, &n), TX_OK);
  return tx_span_of(out, n);
}

static void an_admission_reaches_a_neighbour_whole(void **state) {
  (void)state;
  uint8_t out[TX_NEIGHBOUR_MAX];
  struct tx_admission got;
  assert_int_equal(tx_admission_read(write(&admission, &key, out), &key, NULL, &got), TX_OK);
  assert_memory_equal(&got, &admission, sizeof got);
}

static void an_admission_without_live_pass_or_household_says_null(void **state) {
  (void)state;
  uint8_t out[TX_NEIGHBOUR_MAX];
  struct tx_admission plain = admission, got;
  plain.live_iat = -1;
  plain.has_household = false;
  assert_int_equal(tx_admission_read(write(&plain, &key, out), &key, NULL, &got), TX_OK);
  assert_int_equal(got.live_iat, -1);
  assert_false(got.has_household);
}

static void the_key_before_still_counts_and_an_older_one_does_not(void **state) {
  (void)state;
  uint8_t out[TX_NEIGHBOUR_MAX];
  struct tx_admission got;
  struct tx_span datagram = write(&admission, &older, out);
  assert_int_equal(tx_admission_read(datagram, &key, &older, &got), TX_OK);
  assert_int_equal(tx_admission_read(datagram, &key, NULL, &got), TX_UNKNOWN_KEY);
}

static void without_its_key_an_admission_is_a_strangers(void **state) {
  (void)state;
  uint8_t out[TX_NEIGHBOUR_MAX];
  struct tx_admission got;
  struct tx_span datagram = write(&admission, &key, out);
  assert_int_equal(tx_admission_read(datagram, NULL, NULL, &got), TX_UNKNOWN_KEY);
  assert_int_equal(tx_admission_read(datagram, NULL, &older, &got), TX_UNKNOWN_KEY);
  assert_int_equal(tx_admission_read(datagram, &older, &older, &got), TX_UNKNOWN_KEY);
  assert_int_equal(tx_admission_read(datagram, NULL, &key, &got), TX_OK);
}

static void every_altered_byte_of_a_datagram_is_refused(void **state) {
  (void)state;
  uint8_t out[TX_NEIGHBOUR_MAX];
  struct tx_admission got;
  struct tx_span datagram = write(&admission, &key, out);
  for (size_t i = 0; i < datagram.n; i++) {
    out[i] ^= 1;
    assert_int_not_equal(tx_admission_read(datagram, &key, NULL, &got), TX_OK);
    out[i] ^= 1;
  }
  for (size_t n = 0; n < datagram.n; n++)
    assert_int_not_equal(tx_admission_read(tx_span_of(out, n), &key, NULL, &got), TX_OK);
}

static void a_household_is_counted_under_a_tag_that_names_nobody(void **state) {
  (void)state;
  uint8_t a[TX_HOUSEHOLD_SIZE], b[TX_HOUSEHOLD_SIZE];
  struct tx_pass pass = { .area = 610113001001, .unit = "3-2", .household = 17 };
  assert_true(tx_household_tag(&key, &pass, a));
  assert_true(tx_household_tag(&older, &pass, b));
  assert_memory_not_equal(a, b, sizeof a);
  pass.household = 18;
  assert_true(tx_household_tag(&key, &pass, b));
  assert_memory_not_equal(a, b, sizeof a);
  pass.household = -1;
  assert_false(tx_household_tag(&key, &pass, b));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_admission_reaches_a_neighbour_whole),
    cmocka_unit_test(an_admission_without_live_pass_or_household_says_null),
    cmocka_unit_test(the_key_before_still_counts_and_an_older_one_does_not),
    cmocka_unit_test(without_its_key_an_admission_is_a_strangers),
    cmocka_unit_test(every_altered_byte_of_a_datagram_is_refused),
    cmocka_unit_test(a_household_is_counted_under_a_tag_that_names_nobody),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
