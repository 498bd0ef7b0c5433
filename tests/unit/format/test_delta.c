/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"

#include <zlib.h>

/* --- deltas that are right until a test spoils them ------------------------------------------- */

struct step {
  const struct community *c;
  struct tx_status after;
  uint32_t records[2 * FORGE_LIST_SIZE];
};

static struct step *a_minute_later(const struct community *c) {
  static struct step s;
  s = (struct step){ .c = c, .after = *c->list };
  memcpy(s.records, c->list->records, c->list->count * sizeof *s.records);
  s.after.records = s.records;
  s.after.current.count = 0;
  s.after.current.trust++;
  s.after.seq += 60;
  s.after.iat += 60;
  s.after.exp += 60;
  s.after.ttl_s = 30;
  return &s;
}

static struct forge_bytes signed_by(const struct step *s, enum forge_key key) {
  struct forge_bytes bytes = { 0 };
  assert_int_equal(tx_delta_sign(s->c->list, &s->after, s->c->forge.keys[key], &bytes.p, &bytes.n),
                   TX_OK);
  return bytes;
}

static enum tx_reason take_into(const struct step *s, const struct tx_status *held,
                                struct tx_clock clock, struct tx_status **out) {
  FORGED bytes = signed_by(s, FORGE_STATUS);
  struct tx_status *taken = NULL;
  enum tx_reason reason = tx_delta_take(forge_span(&bytes), s->c->trust, held, clock, &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  if (out)
    *out = taken;
  else
    tx_status_destroy(taken);
  return reason;
}

static enum tx_reason take(const struct step *s) {
  return take_into(s, s->c->list, at(NOW), NULL);
}

static void a_delta_makes_the_list_that_was_published(void **state) {
  struct step *s = a_minute_later(*state);
  struct tx_status *taken;
  s->records[0] ^= 1;
  s->records[7] = 0;
  s->records[19] = UINT32_MAX;
  s->after.count += 5;
  s->records[24] = 77;
  assert_int_equal(take_into(s, s->c->list, at(NOW), &taken), TX_OK);
  assert_int_equal(taken->count, FORGE_LIST_SIZE + 5);
  assert_memory_equal(taken->records, s->records, taken->count * sizeof *taken->records);
  assert_int_equal(taken->seq, s->after.seq);
  assert_int_equal(taken->iat, s->after.iat);
  assert_int_equal(taken->exp, s->after.exp);
  assert_int_equal(taken->ttl_s, 30);
  assert_int_equal(taken->current.trust, s->after.current.trust);
  assert_false(taken->audited);
  tx_status_destroy(taken);
}

static void the_list_held_stays_as_it_is(void **state) {
  struct step *s = a_minute_later(*state);
  uint32_t before = s->c->list->records[0];
  s->records[0] ^= 1;
  assert_int_equal(take(s), TX_OK);
  assert_int_equal(s->c->list->records[0], before);
}

static void everybody_may_change_at_once(void **state) {
  struct step *s = a_minute_later(*state);
  struct tx_status *taken;
  for (size_t i = 0; i < FORGE_LIST_SIZE; i++)
    s->records[i] ^= 1;
  assert_int_equal(take_into(s, s->c->list, at(NOW), &taken), TX_OK);
  assert_memory_equal(taken->records, s->records, FORGE_LIST_SIZE * sizeof *s->records);
  tx_status_destroy(taken);
}

static void a_delta_without_changes_is_news_too(void **state) {
  struct step *s = a_minute_later(*state);
  assert_int_equal(take(s), TX_OK);
}

static void the_audit_head_stays_unless_the_delta_brings_one(void **state) {
  struct step *s = a_minute_later(*state);
  struct tx_status held = *s->c->list, *taken;
  held.audited = true;
  held.audit_head[0] = 1;
  assert_int_equal(take_into(s, &held, at(NOW), &taken), TX_OK);
  assert_true(taken->audited && taken->audit_head[0] == 1);
  tx_status_destroy(taken);
  s->after.audited = true;
  s->after.audit_head[0] = 2;
  assert_int_equal(take_into(s, &held, at(NOW), &taken), TX_OK);
  assert_true(taken->audited && taken->audit_head[0] == 2);
  tx_status_destroy(taken);
}

static void a_delta_for_another_list_is_a_wrong_base(void **state) {
  struct step *s = a_minute_later(*state);
  struct tx_status other = *s->c->list;
  assert_int_equal(take_into(s, NULL, at(NOW), NULL), TX_WRONG_BASE);
  other.seq--;
  assert_int_equal(take_into(s, &other, at(NOW), NULL), TX_WRONG_BASE);
  other.seq++;
  other.area++;
  assert_int_equal(take_into(s, &other, at(NOW), NULL), TX_WRONG_BASE);
}

static void dates_and_count_are_compared_with_the_list_it_continues_only(void **state) {
  struct step *s = a_minute_later(*state);
  struct tx_status held = *s->c->list;
  held.iat = s->after.iat + 1;
  assert_int_equal(take_into(s, &held, at(NOW), NULL), TX_ROLLBACK);
  held.seq--;
  assert_int_equal(take_into(s, &held, at(NOW), NULL), TX_WRONG_BASE);
  held = *s->c->list;
  held.count++;
  assert_int_equal(take_into(s, &held, at(NOW), NULL), TX_MALFORMED_CLAIMS);
  held.seq--;
  assert_int_equal(take_into(s, &held, at(NOW), NULL), TX_WRONG_BASE);
}

static void a_list_of_another_content_has_another_hash(void **state) {
  struct step *s = a_minute_later(*state);
  uint32_t records[FORGE_LIST_SIZE];
  struct tx_status held = *s->c->list;
  memcpy(records, held.records, sizeof records);
  records[3] ^= 1;
  held.records = records;
  assert_int_equal(take_into(s, &held, at(NOW), NULL), TX_WRONG_HASH);
}

static void dates_are_weighed_as_those_of_a_list(void **state) {
  struct step *s = a_minute_later(*state);
  struct tx_clock clock = at(s->after.iat - 300);
  s->after.seq = (uint64_t)s->after.iat;
  assert_int_equal(take_into(s, s->c->list, clock, NULL), TX_OK);
  clock.now_s--;
  assert_int_equal(take_into(s, s->c->list, clock, NULL), TX_NOT_YET_VALID);
  s->after.iat--;
  assert_int_equal(take_into(s, s->c->list, clock, NULL), TX_NOT_YET_VALID); /* by its to */
  clock.unsure = true;
  assert_int_equal(take_into(s, s->c->list, clock, NULL), TX_OK);
  s->after.exp = NOW;
  assert_int_equal(take(s), TX_EXPIRED);
}

static void only_a_status_key_of_the_area_signs_it(void **state) {
  static const struct {
    enum forge_key key;
    enum tx_reason reason;
  } rows[] = { { FORGE_STATUS_CITY, TX_OK },
               { FORGE_ISSUE, TX_UNKNOWN_KEY },
               { FORGE_STRANGER, TX_UNKNOWN_KEY },
               { FORGE_ISSUE_REVOKED, TX_KEY_REVOKED } };
  struct step *s = a_minute_later(*state);
  for (size_t i = 0; i < COUNT(rows); i++) {
    FORGED bytes = signed_by(s, rows[i].key);
    struct tx_status *taken = NULL;
    ASSERT_ROW(tx_delta_take(forge_span(&bytes), s->c->trust, s->c->list, at(NOW), &taken) ==
                   rows[i].reason,
               forge_key_name(rows[i].key));
    tx_status_destroy(taken);
  }
}

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

/* --- the object ------------------------------------------------------------------------------- */

static void every_byte_of_a_delta_counts_and_no_part_is_one(void **state) {
  struct step *s = a_minute_later(*state);
  s->records[0] ^= 1;
  FORGED bytes = signed_by(s, FORGE_STATUS);
  struct tx_status *taken = NULL;
  for (size_t i = 0; i < bytes.n; i++) {
    assert_int_equal(
        tx_delta_take(tx_span_of(bytes.p, i), s->c->trust, s->c->list, at(NOW), &taken),
        TX_MALFORMED);
    bytes.p[i] ^= 0x40;
    assert_int_not_equal(
        tx_delta_take(forge_span(&bytes), s->c->trust, s->c->list, at(NOW), &taken), TX_OK);
    bytes.p[i] ^= 0x40;
  }
  assert_null(taken);
}

static void a_list_is_no_delta_and_a_delta_no_list(void **state) {
  struct step *s = a_minute_later(*state);
  FORGED delta = signed_by(s, FORGE_STATUS);
  FORGED list = forge_status(&s->c->forge, &s->c->list_draft, FORGE_STATUS);
  struct tx_status *taken = NULL;
  assert_int_equal(tx_status_take(forge_span(&delta), s->c->trust, NULL, at(NOW), &taken),
                   TX_BAD_TYPE);
  assert_int_equal(tx_delta_take(forge_span(&list), s->c->trust, s->c->list, at(NOW), &taken),
                   TX_BAD_TYPE);
}

static void nobody_signs_a_step_that_leads_nowhere(void **state) {
  struct step *s = a_minute_later(*state);
  const struct tx_status *before = s->c->list;
  struct tx_status after[3] = { s->after, s->after, s->after };
  uint8_t *bytes = NULL;
  size_t n;
  after[0].seq = before->seq;
  after[1].count = before->count - 1;
  after[2].area++;
  for (size_t i = 0; i < COUNT(after); i++)
    assert_int_equal(tx_delta_sign(before, &after[i], s->c->forge.keys[FORGE_STATUS], &bytes, &n),
                     TX_BAD_ARGUMENT);
  assert_null(bytes);
}

/* A property: whatever changes between two lists, the delta leads from one to the other. */
static void every_random_step_arrives(void **state) {
  const struct community *c = *state;
  enum { MANY = 3000 };
  static uint32_t before_records[MANY], after_records[MANY];
  uint32_t dice = 7;
  struct tx_status before = *c->list, after = before;
  before.records = before_records;
  after.records = after_records;
  before.current.count = after.current.count = 0;
  after.seq++;
  for (int round = 0; round < 40; round++) {
    dice = dice * 1664525u + 1013904223u;
    before.count = dice >> 8 & 1023;
    after.count = before.count + (dice >> 20 & 1023);
    for (uint32_t i = 0; i < MANY; i++) {
      dice = dice * 1664525u + 1013904223u;
      before_records[i] = i < before.count ? dice : 0;
      after_records[i] = dice >> 16 & 15 ? before_records[i] : dice ^ 0x5a5a5a5au;
    }
    struct forge_bytes bytes = { 0 };
    struct tx_status *taken = NULL;
    assert_int_equal(
        tx_delta_sign(&before, &after, c->forge.keys[FORGE_STATUS], &bytes.p, &bytes.n), TX_OK);
    assert_int_equal(tx_delta_take(forge_span(&bytes), c->trust, &before, at(NOW), &taken), TX_OK);
    assert_memory_equal(taken->records, after_records, after.count * sizeof *after_records);
    tx_status_destroy(taken);
    forge_bytes_free(&bytes);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_delta_makes_the_list_that_was_published),
    PROMISE(the_list_held_stays_as_it_is),
    PROMISE(everybody_may_change_at_once),
    PROMISE(a_delta_without_changes_is_news_too),
    PROMISE(the_audit_head_stays_unless_the_delta_brings_one),
    PROMISE(a_delta_for_another_list_is_a_wrong_base),
    PROMISE(dates_and_count_are_compared_with_the_list_it_continues_only),
    PROMISE(a_list_of_another_content_has_another_hash),
    PROMISE(dates_are_weighed_as_those_of_a_list),
    PROMISE(only_a_status_key_of_the_area_signs_it),
    PROMISE(a_delta_leads_upwards),
    PROMISE(a_list_only_grows),
    PROMISE(unknown_parts_are_ignored_unless_critical),
    PROMISE(changes_have_one_form),
    PROMISE(changes_are_inflated_to_their_bound_only),
    PROMISE(every_byte_of_a_delta_counts_and_no_part_is_one),
    PROMISE(a_list_is_no_delta_and_a_delta_no_list),
    PROMISE(nobody_signs_a_step_that_leads_nowhere),
    PROMISE(every_random_step_arrives),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
