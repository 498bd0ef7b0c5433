/* SPDX-License-Identifier: Apache-2.0 */
#include "format/list.h"

#include "promise.h"

static void planes_stand_most_significant_first(UNUSED void **state) {
  const uint32_t records[] = { 0x01020304, 0xa1a2a3a4, 0x00ff00ff };
  const uint8_t want[] = { 0x01, 0xa1, 0x00, 0x02, 0xa2, 0xff, 0x03, 0xa3, 0x00, 0x04, 0xa4, 0xff };
  uint8_t planes[sizeof want];
  uint32_t back[3];
  list_to_planes(records, 3, planes);
  assert_memory_equal(planes, want, sizeof want);
  list_from_planes(planes, 3, back);
  assert_memory_equal(back, records, sizeof records);
}

static enum tx_reason inflate_to(struct tx_span zlib, size_t cap, size_t *n) {
  uint8_t *out = NULL;
  enum tx_reason reason = list_inflate(zlib, cap, &out, n);
  assert_int_equal(reason == TX_OK, out != NULL);
  free(out);
  return reason;
}

static void a_stream_is_inflated_to_its_bound_and_not_past_it(UNUSED void **state) {
  uint8_t plain[1000] = { 7 };
  size_t n, inflated;
  uint8_t *zlib = list_deflate(tx_span_of(plain, sizeof plain), LIST_DEFLATED, &n);
  assert_non_null(zlib);
  assert_int_equal(inflate_to(tx_span_of(zlib, n), sizeof plain, &inflated), TX_OK);
  assert_int_equal(inflated, sizeof plain);
  assert_int_equal(inflate_to(tx_span_of(zlib, n), sizeof plain + 1, &inflated), TX_OK);
  assert_int_equal(inflated, sizeof plain);
  for (size_t cap = 0; cap < sizeof plain; cap += 111)
    assert_int_equal(inflate_to(tx_span_of(zlib, n), cap, &inflated), TX_MALFORMED_CLAIMS);
  for (size_t part = 0; part < n; part++)
    assert_int_equal(inflate_to(tx_span_of(zlib, part), sizeof plain, &inflated),
                     TX_MALFORMED_CLAIMS);
  free(zlib);
}

static void nothing_is_deflated_and_inflated_to_nothing(UNUSED void **state) {
  size_t n, inflated = 9;
  uint8_t *zlib = list_deflate(tx_span_of("", 0), LIST_DEFLATED, &n);
  assert_int_equal(inflate_to(tx_span_of(zlib, n), 0, &inflated), TX_OK);
  assert_int_equal(inflated, 0);
  free(zlib);
  assert_int_equal(inflate_to((struct tx_span){ 0 }, 10, &inflated), TX_MALFORMED_CLAIMS);
}

static void
a_community_has_at_most_131072_records_and_nobody_more_than_2_to_the_24(UNUSED void **state) {
  assert_int_equal(list_count_max(610113001001), 131072);
  assert_int_equal(list_count_max(610113001000), 16777216);
  assert_int_equal(list_count_max(0), 16777216);
}

static void seq_rises_and_the_date_may_stand_still(UNUSED void **state) {
  const struct tx_floor floor = { .seq = 5, .iat = 100 };
  assert_int_equal(list_weigh_floor(6, 100, &floor), TX_OK);
  assert_int_equal(list_weigh_floor(5, 101, &floor), TX_ROLLBACK);
  assert_int_equal(list_weigh_floor(6, 99, &floor), TX_ROLLBACK);
  assert_int_equal(list_weigh_floor(0, 0, NULL), TX_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(planes_stand_most_significant_first),
    PROMISE(a_stream_is_inflated_to_its_bound_and_not_past_it),
    PROMISE(nothing_is_deflated_and_inflated_to_nothing),
    PROMISE(a_community_has_at_most_131072_records_and_nobody_more_than_2_to_the_24),
    PROMISE(seq_rises_and_the_date_may_stand_still),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
