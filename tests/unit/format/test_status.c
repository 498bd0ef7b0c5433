/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"

/* --- whole lists ------------------------------------------------------------------------------ */

struct offer {
  const struct community *c;
  struct forge_status draft; /* right until a test spoils it */
  enum forge_key signer;
  const struct tx_trust *trust;
  const struct tx_floor *floor;
  struct tx_clock clock;
};

static struct offer *a_list(const struct community *c) {
  static struct offer o;
  o = (struct offer){ .c = c, .signer = FORGE_STATUS, .trust = c->trust, .clock = at(NOW) };
  forge_status_draft(&c->forge, &o.draft);
  return &o;
}

static enum tx_reason take_into(struct offer *o, struct tx_status **out) {
  FORGED bytes = forge_status(&o->c->forge, &o->draft, o->signer);
  assert_non_null(bytes.p);
  struct tx_status *taken = NULL;
  enum tx_reason reason = tx_status_take(forge_span(&bytes), o->trust, o->floor, o->clock, &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  if (out)
    *out = taken;
  else
    tx_status_destroy(taken);
  return reason;
}

static enum tx_reason take(struct offer *o) {
  return take_into(o, NULL);
}

static void what_is_published_is_what_a_gate_holds(void **state) {
  struct offer *o = a_list(*state);
  struct tx_seq_of policies[] = { { FORGE_CITY, 7 }, { CITY_AREA, 8 } };
  o->draft.status.current.policies = policies;
  o->draft.status.current.count = COUNT(policies);
  o->draft.status.audited = true;
  memset(o->draft.status.audit_head, 9, TX_HASH_SIZE);
  struct tx_status *s;
  assert_int_equal(take_into(o, &s), TX_OK);
  assert_int_equal(s->area, CITY_AREA);
  assert_int_equal(s->seq, o->draft.status.seq);
  assert_int_equal(s->iat, o->draft.status.iat);
  assert_int_equal(s->exp, o->draft.status.exp);
  assert_int_equal(s->ttl_s, 60);
  assert_int_equal(s->count, FORGE_LIST_SIZE);
  assert_memory_equal(s->records, o->draft.records, sizeof o->draft.records);
  assert_int_equal(s->current.trust, o->draft.status.current.trust);
  assert_int_equal(s->current.count, 2);
  assert_int_equal(s->current.policies[1].area, CITY_AREA);
  assert_int_equal(s->current.policies[1].seq, 8);
  assert_true(s->audited);
  assert_int_equal(s->audit_head[31], 9);
  assert_memory_equal(s->signer, o->c->forge.keys[FORGE_STATUS]->hash, TX_HASH_SIZE);
  tx_status_destroy(s);
}

static void a_list_of_nobody_is_a_list(void **state) {
  struct offer *o = a_list(*state);
  struct tx_status *s;
  o->draft.status.count = 0;
  assert_int_equal(take_into(o, &s), TX_OK);
  assert_int_equal(s->count, 0);
  tx_status_destroy(s);
}

static void only_a_status_key_of_the_area_signs_it(void **state) {
  static const struct {
    enum forge_key key;
    enum tx_reason reason;
  } rows[] = {
    { FORGE_STATUS, TX_OK },
    { FORGE_STATUS_CITY, TX_OK },
    { FORGE_ISSUE, TX_UNKNOWN_KEY },
    { FORGE_POLICY, TX_UNKNOWN_KEY },
    { FORGE_ROOT, TX_UNKNOWN_KEY },
    { FORGE_STRANGER, TX_UNKNOWN_KEY },
    { FORGE_ISSUE_REVOKED, TX_KEY_REVOKED },
  };
  struct offer *o = a_list(*state);
  for (size_t i = 0; i < COUNT(rows); i++) {
    o->signer = rows[i].key;
    ASSERT_ROW(take(o) == rows[i].reason, forge_key_name(rows[i].key));
  }
}

static void a_community_key_signs_no_other_communitys_list(void **state) {
  struct offer *o = a_list(*state);
  o->draft.status.area = CITY_AREA + 1;
  assert_int_equal(take(o), TX_WRONG_JURISDICTION);
  o->signer = FORGE_STATUS_CITY;
  assert_int_equal(take(o), TX_OK);
  o->draft.status.area = 610200000000;
  assert_int_equal(take(o), TX_WRONG_JURISDICTION);
}

static void without_a_trust_list_no_list_is_taken(void **state) {
  struct offer *o = a_list(*state);
  o->trust = NULL;
  assert_int_equal(take(o), TX_NO_TRUST_LIST);
}

static void dates_are_weighed_to_the_second(void **state) {
  struct offer *o = a_list(*state);
  o->draft.status.iat = NOW + 300;
  o->draft.status.seq = NOW + 300;
  assert_int_equal(take(o), TX_OK);
  o->draft.status.iat++;
  assert_int_equal(take(o), TX_NOT_YET_VALID);
  o->draft.status.iat--;
  o->draft.status.seq++;
  assert_int_equal(take(o), TX_NOT_YET_VALID);
  o->draft.status.seq--;
  o->draft.status.exp = NOW;
  assert_int_equal(take(o), TX_EXPIRED);
  o->draft.status.exp = NOW + 1;
  assert_int_equal(take(o), TX_OK);
  o->draft.status.iat = NOW - 366 * FORGE_DAY_S;
  assert_int_equal(take(o), TX_KEY_OUT_OF_TIME);
}

static void without_a_believable_clock_dates_are_not_weighed(void **state) {
  struct offer *o = a_list(*state);
  o->clock = unsure_at(NOW);
  o->draft.status.iat = NOW + 301;
  o->draft.status.seq = NOW + 301;
  o->draft.status.exp = NOW - 1;
  assert_int_equal(take(o), TX_OK);
}

static void seq_rises_and_the_date_does_not_fall(void **state) {
  struct offer *o = a_list(*state);
  struct tx_floor floor = { .seq = o->draft.status.seq - 1, .iat = o->draft.status.iat };
  o->floor = &floor;
  assert_int_equal(take(o), TX_OK);
  floor.seq++;
  assert_int_equal(take(o), TX_ROLLBACK);
  floor = (struct tx_floor){ .seq = 0, .iat = o->draft.status.iat + 1 };
  assert_int_equal(take(o), TX_ROLLBACK);
  o->signer = FORGE_STATUS_CITY; /* whichever valid key signs */
  assert_int_equal(take(o), TX_ROLLBACK);
}

/* --- the object ------------------------------------------------------------------------------- */

static void every_byte_of_a_list_counts_and_no_part_is_one(void **state) {
  struct offer *o = a_list(*state);
  FORGED bytes = forge_status(&o->c->forge, &o->draft, FORGE_STATUS);
  struct tx_status *taken = NULL;
  for (size_t i = 0; i < bytes.n; i++) {
    assert_int_equal(tx_status_take(tx_span_of(bytes.p, i), o->trust, NULL, at(NOW), &taken),
                     TX_MALFORMED);
    bytes.p[i] ^= 0x40;
    assert_int_not_equal(tx_status_take(forge_span(&bytes), o->trust, NULL, at(NOW), &taken),
                         TX_OK);
    assert_null(taken);
    bytes.p[i] ^= 0x40;
  }
}

static void the_hash_of_records_is_that_of_big_endian_words(UNUSED void **state) {
  const uint32_t records[] = { 0x01020304, 0xa0b0c0d0 };
  const uint8_t words[] = { 1, 2, 3, 4, 0xa0, 0xb0, 0xc0, 0xd0 };
  uint8_t hash[TX_HASH_SIZE], want[TX_HASH_SIZE];
  assert_true(tx_records_hash(records, 2, hash));
  tx_sha256(tx_span_of(words, sizeof words), want);
  assert_memory_equal(hash, want, sizeof want);
}

static void nobody_signs_more_than_a_list_may_hold(void **state) {
  struct offer *o = a_list(*state);
  uint8_t *bytes = NULL;
  size_t n;
  const struct tx_signer *key = o->c->forge.keys[FORGE_STATUS];
  o->draft.status.count = TX_COUNT_COMMUNITY + 1;
  assert_int_equal(tx_status_sign(&o->draft.status, key, &bytes, &n), TX_BAD_ARGUMENT);
  o->draft.status.count = 1;
  o->draft.status.area = 610000001001;
  assert_int_equal(tx_status_sign(&o->draft.status, key, &bytes, &n), TX_BAD_ARGUMENT);
  assert_null(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(what_is_published_is_what_a_gate_holds),
    PROMISE(a_list_of_nobody_is_a_list),
    PROMISE(only_a_status_key_of_the_area_signs_it),
    PROMISE(a_community_key_signs_no_other_communitys_list),
    PROMISE(without_a_trust_list_no_list_is_taken),
    PROMISE(dates_are_weighed_to_the_second),
    PROMISE(without_a_believable_clock_dates_are_not_weighed),
    PROMISE(seq_rises_and_the_date_does_not_fall),
    PROMISE(every_byte_of_a_list_counts_and_no_part_is_one),
    PROMISE(the_hash_of_records_is_that_of_big_endian_words),
    PROMISE(nobody_signs_more_than_a_list_may_hold),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
