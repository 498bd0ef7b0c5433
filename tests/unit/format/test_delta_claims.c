/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of a delta, written by hand. */
#include "delta_step.h"

#include <zlib.h>

/* --- written by hand -------------------------------------------------------------------------- */

struct hand {
  const char *from, *to, *count; /* NULL: right */
  const uint8_t *changes;
  size_t changes_n;
  const char *more;
  const char *claim; /* before our own, from a comma on */
};

static enum tx_reason take_hand(const struct community *c, struct hand h) {
  uint8_t out[512], hash[TX_HASH_SIZE];
  uLongf size = sizeof out;
  char zlib[1025], hash_hex[65], from[32], to[32], count[16];
  assert_int_equal(compress2(out, &size, h.changes, h.changes_n, 9), Z_OK);
  forge_hex(tx_span_of(out, size), zlib);
  tx_records_hash(c->list->records, c->list->count, hash);
  forge_hex(tx_span_of(hash, sizeof hash), hash_hex);
  snprintf(from, sizeof from, "%llu", (unsigned long long)c->list->seq);
  snprintf(to, sizeof to, "%llu", (unsigned long long)c->list->seq + 1);
  snprintf(count, sizeof count, "%u", c->list->count);
  FORGED payload = forge_cbor("{2: \"610113001001\", 4: %lld, 6: %lld%s, 65534: 60,"
                              " -65541: {0: %s, 1: %s, 2: %s, 3: h'%s', 4: h'%s', 5: [0, []]%s}}",
                              (long long)NOW + 999, (long long)NOW, h.claim ? h.claim : "",
                              h.from ? h.from : from, h.to ? h.to : to, h.count ? h.count : count,
                              zlib, hash_hex, h.more ? h.more : "");
  assert_non_null(payload.p);
  FORGED object = forge_object(c->forge.keys[FORGE_STATUS], "tx-delta", forge_span(&payload));
  struct tx_status *taken = NULL;
  enum tx_reason reason = tx_delta_take(forge_span(&object), c->trust, c->list, at(NOW), &taken);
  tx_status_destroy(taken);
  return reason;
}

static const uint8_t none[] = { 0 };

static void a_delta_leads_upwards(void **state) {
  const struct community *c = *state;
  struct hand h = { .changes = none, .changes_n = 1 };
  assert_int_equal(take_hand(c, h), TX_OK);
  h.from = "9", h.to = "9";
  assert_int_equal(take_hand(c, h), TX_ROLLBACK); /* before the wrong base */
  h.to = "8";
  assert_int_equal(take_hand(c, h), TX_ROLLBACK);
  h.to = "10";
  assert_int_equal(take_hand(c, h), TX_WRONG_BASE);
}

static void a_list_only_grows(void **state) {
  const struct community *c = *state;
  struct hand h = { .changes = none, .changes_n = 1, .count = "19" };
  assert_int_equal(take_hand(c, h), TX_MALFORMED_CLAIMS);
  h.count = "21"; /* one of nobody more: the hash is that of 20 */
  assert_int_equal(take_hand(c, h), TX_WRONG_HASH);
  h.count = "131073";
  assert_int_equal(take_hand(c, h), TX_TOO_MANY);
  h.count = "131072";
  assert_int_equal(take_hand(c, h), TX_WRONG_HASH);
}

static void unknown_parts_are_ignored_unless_critical(void **state) {
  const struct community *c = *state;
  struct hand h = { .changes = none, .changes_n = 1, .more = ", 99: 0" };
  assert_int_equal(take_hand(c, h), TX_OK);
  h.more = ", -1: 0";
  assert_int_equal(take_hand(c, h), TX_UNKNOWN_CRITICAL);
  h.more = NULL;
  h.claim = ", 65533: 0";
  assert_int_equal(take_hand(c, h), TX_OK);
  h.claim = ", 65533: {\"lst\": h'', \"bits\": 32}"; /* names stand in lists only */
  assert_int_equal(take_hand(c, h), TX_MALFORMED_CLAIMS);
  h.claim = NULL;
  h.more = ", 6: h'00'";
  assert_int_equal(take_hand(c, h), TX_MALFORMED_CLAIMS);
}

static void changes_have_one_form(void **state) {
  const struct community *c = *state;
  static const struct {
    const char *what;
    uint8_t bytes[24];
    size_t n;
    enum tx_reason reason;
  } rows[] = {
    { "one change", { 1, 0, 1, 2, 3, 4 }, 6, TX_WRONG_HASH },
    { "one at the end", { 1, 19, 1, 2, 3, 4 }, 6, TX_WRONG_HASH },
    { "two, one after the other", { 2, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4 }, 11, TX_WRONG_HASH },
    { "nothing at all", { 0 }, 0, TX_MALFORMED_CLAIMS },
    { "an index at the count", { 1, 20, 1, 2, 3, 4 }, 6, TX_MALFORMED_CLAIMS },
    { "… reached by gaps", { 2, 19, 0, 1, 1, 2, 2, 3, 3, 4, 4 }, 11, TX_MALFORMED_CLAIMS },
    { "a gap of 2^32 - 1",
      { 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3, 4 },
      10,
      TX_MALFORMED_CLAIMS },
    { "a gap past 32 bits",
      { 1, 0x80, 0x80, 0x80, 0x80, 0x10, 1, 2, 3, 4 },
      10,
      TX_MALFORMED_CLAIMS },
    { "LEB128 of six bytes",
      { 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 1, 2, 3, 4 },
      11,
      TX_MALFORMED_CLAIMS },
    { "a zero in two bytes", { 1, 0x80, 0, 1, 2, 3, 4 }, 7, TX_MALFORMED_CLAIMS },
    { "no changes in two bytes", { 0x80, 0 }, 2, TX_MALFORMED_CLAIMS },
    { "more changes than records", { 21 }, 1, TX_MALFORMED_CLAIMS },
    { "a gap that is missing", { 1 }, 1, TX_MALFORMED_CLAIMS },
    { "a record cut off", { 1, 0, 1, 2, 3 }, 5, TX_MALFORMED_CLAIMS },
    { "a byte behind", { 1, 0, 1, 2, 3, 4, 5 }, 7, TX_MALFORMED_CLAIMS },
    { "a byte behind nothing", { 0, 0 }, 2, TX_MALFORMED_CLAIMS },
    { "LEB128 cut off", { 0x80 }, 1, TX_MALFORMED_CLAIMS },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct hand h = { .changes = rows[i].bytes, .changes_n = rows[i].n };
    ASSERT_ROW(take_hand(c, h) == rows[i].reason, rows[i].what);
  }
}

static void changes_are_inflated_to_their_bound_only(void **state) {
  const struct community *c = *state;
  static uint8_t long_changes[5 + 9 * 20 + 1];
  struct hand h = { .changes = long_changes, .changes_n = sizeof long_changes };
  assert_int_equal(take_hand(c, h), TX_MALFORMED_CLAIMS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_delta_leads_upwards),
    PROMISE(a_list_only_grows),
    PROMISE(unknown_parts_are_ignored_unless_critical),
    PROMISE(changes_have_one_form),
    PROMISE(changes_are_inflated_to_their_bound_only),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
