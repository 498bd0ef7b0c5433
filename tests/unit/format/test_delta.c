/* SPDX-License-Identifier: Apache-2.0 */
#include "delta_step.h"

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
    PROMISE(every_byte_of_a_delta_counts_and_no_part_is_one),
    PROMISE(a_list_is_no_delta_and_a_delta_no_list),
    PROMISE(nobody_signs_a_step_that_leads_nowhere),
    PROMISE(every_random_step_arrives),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
