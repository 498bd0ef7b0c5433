/* SPDX-License-Identifier: Apache-2.0 */
#include "trust_offer.h"

#define AHEAD_S 300

/* --- the first list --------------------------------------------------------------------------- */

static void the_first_list_brings_the_root_of_the_enrolment_code(void **state) {
  struct offer *o = first_list(*state);
  assert_int_equal(take(o), TX_OK);
  o->pin.root[31] ^= 1;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
}

static void the_first_list_is_no_older_than_the_enrolment_code(void **state) {
  struct offer *o = first_list(*state);
  o->pin.seq = o->draft.trust.seq;
  assert_int_equal(take(o), TX_OK);
  o->pin.seq++;
  assert_int_equal(take(o), TX_ROLLBACK);
}

static void a_first_list_signed_by_another_key_is_refused(void **state) {
  struct offer *o = first_list(*state);
  o->signer = FORGE_STRANGER;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
  o->signer = FORGE_ISSUE;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
}

static void a_first_list_by_its_second_root_needs_that_one_pinned(void **state) {
  struct offer *o = first_list(*state);
  add_root(o, FORGE_NEXT_ROOT);
  o->signer = FORGE_NEXT_ROOT;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
  memcpy(o->pin.root, o->c->forge.keys[FORGE_NEXT_ROOT]->hash, TX_HASH_SIZE);
  assert_int_equal(take(o), TX_OK);
}

static void a_first_list_whose_root_it_revokes_itself_is_refused(void **state) {
  struct offer *o = first_list(*state);
  add_root(o, FORGE_NEXT_ROOT);
  revoke(o, FORGE_ROOT);
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
}

static void a_first_list_of_many_roots_by_a_stranger_is_refused(void **state) {
  const struct community *c = *state;
  char map[8192] = "{0: 1, 1: [", *end = map + strlen(map);
  for (int i = 0; i < 40; i++)
    end += sprintf(end, "%s[-9, h'%s']", i ? ", " : "", hex_of(c, FORGE_STRANGER));
  sprintf(end, "], 2: [], 3: []}");
  FORGED payload = forge_cbor("{4: %lld, 6: 1, -65539: %s}", (long long)NOW + 9, map);
  FORGED object = forge_object(c->forge.keys[FORGE_STRANGER], "tx-trust", forge_span(&payload));
  assert_int_equal(take_bytes(c, NULL, forge_span(&object)), TX_BAD_SIGNATURE);
}

/* --- the next one ----------------------------------------------------------------------------- */

static void a_list_by_a_known_root_replaces_the_one_held(void **state) {
  struct offer *o = next_list(*state);
  struct tx_trust *taken;
  assert_int_equal(take_into(o, &taken), TX_OK);
  assert_int_equal(taken->seq, o->held->seq + 1);
  assert_int_equal(taken->row_count, o->draft.trust.row_count);
  tx_trust_destroy(taken);
}

static void one_servers_key_is_in_a_list_as_two_are(void **state) {
  static uint8_t keys[2][TX_HASH_SIZE] = { { 1 }, { 2 } };
  for (size_t count = 0; count <= 2; count++) {
    struct offer *o = next_list(*state);
    struct tx_trust *taken;
    o->draft.trust.tls = keys;
    o->draft.trust.tls_count = count;
    assert_int_equal(take_into(o, &taken), TX_OK);
    assert_int_equal(taken->tls_count, count);
    if (count) assert_memory_equal(taken->tls, keys, count * TX_HASH_SIZE);
    tx_trust_destroy(taken);
  }
}

static void an_older_list_never_comes_back(void **state) {
  struct offer *o = next_list(*state);
  o->draft.trust.seq = o->held->seq;
  assert_int_equal(take(o), TX_ROLLBACK);
  o->draft.trust.seq = o->held->seq - 1;
  assert_int_equal(take(o), TX_ROLLBACK);
}

static void the_date_of_a_list_does_not_fall(void **state) {
  struct offer *o = next_list(*state);
  o->draft.trust.iat = o->held->iat;
  assert_int_equal(take(o), TX_OK);
  o->draft.trust.iat--;
  assert_int_equal(take(o), TX_ROLLBACK);
}

static void nothing_is_taken_that_is_dated_too_far_ahead(void **state) {
  struct offer *o = next_list(*state);
  o->draft.trust.iat = NOW + AHEAD_S;
  o->draft.trust.seq = NOW + AHEAD_S;
  assert_int_equal(take(o), TX_OK);
  o->draft.trust.iat++;
  assert_int_equal(take(o), TX_NOT_YET_VALID);
  o->draft.trust.iat--;
  o->draft.trust.seq++;
  assert_int_equal(take(o), TX_NOT_YET_VALID);
}

static void a_list_past_its_end_is_not_taken(void **state) {
  struct offer *o = next_list(*state);
  o->draft.trust.exp = NOW + 1;
  assert_int_equal(take(o), TX_OK);
  o->draft.trust.exp = NOW;
  assert_int_equal(take(o), TX_EXPIRED);
}

static void without_a_believable_clock_dates_are_not_weighed(void **state) {
  struct offer *o = next_list(*state);
  o->clock = unsure_at(NOW);
  o->draft.trust.exp = NOW - 1;
  o->draft.trust.iat = NOW + AHEAD_S + 1;
  o->draft.trust.seq = NOW + AHEAD_S + 1;
  assert_int_equal(take(o), TX_OK);
  o->draft.trust.seq = o->held->seq;
  assert_int_equal(take(o), TX_ROLLBACK);
}

static void what_was_revoked_stays_revoked(void **state) {
  struct offer *o = next_list(*state);
  o->draft.trust.revoked_count = 0;
  assert_int_equal(take(o), TX_UNREVOKED);
  memset(o->draft.revoked[0], 7, TX_HASH_SIZE);
  o->draft.trust.revoked_count = 1;
  assert_int_equal(take(o), TX_UNREVOKED);
}

/* It would be the last that anybody could take, so tx_trust_sign writes none: the hash that is
 * revoked is put right afterwards. */
static void a_list_that_revokes_each_of_its_roots_is_not_taken(void **state) {
  const struct community *c = *state;
  struct offer *o = next_list(c);
  const struct tx_signer *root = c->forge.keys[FORGE_ROOT];
  uint8_t almost[TX_HASH_SIZE];
  memcpy(almost, root->hash, sizeof almost);
  almost[TX_HASH_SIZE - 1] ^= 1;
  const bool first = memcmp(almost, o->draft.revoked[0], sizeof almost) < 0;
  if (first) memcpy(o->draft.revoked[1], o->draft.revoked[0], sizeof almost);
  memcpy(o->draft.revoked[first ? 0 : 1], almost, sizeof almost);
  o->draft.trust.revoked_count = 2;
  FORGED bytes = forge_trust(&c->forge, &o->draft, FORGE_ROOT);
  struct tx_sign1 sign1;
  assert_int_equal(tx_sign1_read(forge_span(&bytes), TX_SHAPE_TYPED, "tx-trust", &sign1), TX_OK);
  assert_int_equal(take_bytes(c, c->trust, forge_span(&bytes)), TX_OK);
  uint8_t *there = memmem(bytes.p, bytes.n, almost, sizeof almost);
  assert_non_null(there);
  there[TX_HASH_SIZE - 1] ^= 1;
  FORGED again = forge_object(root, "tx-trust", sign1.payload);
  assert_int_equal(take_bytes(c, c->trust, forge_span(&again)), TX_MALFORMED_CLAIMS);
}

static void the_first_thing_wrong_in_the_order_of_numbers_is_the_reason(void **state) {
  struct offer *o = next_list(*state);
  o->draft.trust.revoked_count = 0;       /* 62 */
  o->draft.trust.seq = o->held->seq;      /* 61 */
  o->draft.trust.exp = NOW - 1;           /* 21 */
  o->draft.trust.iat = NOW + AHEAD_S + 1; /* 20 */
  assert_int_equal(take(o), TX_NOT_YET_VALID);
  o->draft.trust.iat = NOW;
  assert_int_equal(take(o), TX_EXPIRED);
  o->draft.trust.exp = NOW + 9;
  assert_int_equal(take(o), TX_ROLLBACK);
  o->draft.trust.seq++;
  assert_int_equal(take(o), TX_UNREVOKED);
}

/* --- roots ------------------------------------------------------------------------------------ */

static void a_list_by_an_unknown_root_is_refused(void **state) {
  struct offer *o = next_list(*state);
  add_root(o, FORGE_NEXT_ROOT);
  o->signer = FORGE_NEXT_ROOT;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
}

static void a_root_that_the_list_held_names_signs_the_next(void **state) {
  struct offer *o = next_list(*state);
  struct tx_trust *with_next;
  add_root(o, FORGE_NEXT_ROOT);
  assert_int_equal(take_into(o, &with_next), TX_OK);
  o->held = with_next;
  o->draft.trust.seq++;
  o->signer = FORGE_NEXT_ROOT;
  assert_int_equal(take(o), TX_OK);
  tx_trust_destroy(with_next);
}

static void a_root_that_a_list_leaves_out_is_known_no_more(void **state) {
  struct offer *o = next_list(*state);
  struct tx_trust *without_old;
  o->draft.trust.root_count = 0;
  add_root(o, FORGE_NEXT_ROOT);
  assert_int_equal(take_into(o, &without_old), TX_OK);
  o->held = without_old;
  o->draft.trust.seq++;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
  o->signer = FORGE_NEXT_ROOT;
  assert_int_equal(take(o), TX_OK);
  tx_trust_destroy(without_old);
}

static void a_root_that_the_list_held_revokes_signs_nothing(void **state) {
  struct offer *o = next_list(*state);
  struct tx_trust *revoking;
  add_root(o, FORGE_NEXT_ROOT);
  revoke(o, FORGE_NEXT_ROOT);
  assert_int_equal(take_into(o, &revoking), TX_OK);
  o->held = revoking;
  o->draft.trust.seq++;
  o->signer = FORGE_NEXT_ROOT;
  assert_int_equal(take(o), TX_BAD_SIGNATURE);
  tx_trust_destroy(revoking);
}

static void what_a_gate_took_is_read_again_after_a_restart(void **state) {
  const struct community *c = *state;
  struct tx_trust *again = NULL;
  assert_int_equal(tx_trust_reload(c->trust->bytes, c->pin.root, &again), TX_OK);
  assert_int_equal(again->seq, c->trust->seq);
  tx_trust_destroy(again);
  again = NULL;
  assert_int_equal(tx_trust_reload(c->trust->bytes, c->forge.keys[FORGE_STRANGER]->hash, &again),
                   TX_BAD_SIGNATURE);
  assert_null(again);
}

/* --- standing --------------------------------------------------------------------------------- */

static void what_is_held_stands_or_falls_with_its_key(void **state) {
  const struct community *c = *state;
  struct tx_signer *const *keys = c->forge.keys;
  assert_int_equal(tx_trust_standing(c->trust, keys[FORGE_STATUS]->hash), TX_STANDS_PRESENT);
  assert_int_equal(tx_trust_standing(c->trust, keys[FORGE_ISSUE_DEAD]->hash), TX_STANDS_PRESENT);
  assert_int_equal(tx_trust_standing(c->trust, keys[FORGE_STRANGER]->hash), TX_STANDS_ABSENT);
  assert_int_equal(tx_trust_standing(c->trust, keys[FORGE_ISSUE_REVOKED]->hash), TX_STANDS_REVOKED);
}

static void a_revoked_row_counts_as_absent(void **state) {
  struct offer *o = next_list(*state);
  struct tx_trust *taken;
  enum tx_reason why;
  revoke(o, FORGE_STATUS);
  assert_int_equal(take_into(o, &taken), TX_OK);
  const struct tx_signer *key = o->c->forge.keys[FORGE_STATUS];
  assert_int_equal(tx_trust_standing(taken, key->hash), TX_STANDS_REVOKED);
  assert_null(tx_trust_find(taken, key->hash, TX_USE_STATUS, &why));
  assert_int_equal(why, TX_KEY_REVOKED);
  tx_trust_destroy(taken);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_first_list_brings_the_root_of_the_enrolment_code),
    PROMISE(the_first_list_is_no_older_than_the_enrolment_code),
    PROMISE(a_first_list_signed_by_another_key_is_refused),
    PROMISE(a_first_list_by_its_second_root_needs_that_one_pinned),
    PROMISE(a_first_list_whose_root_it_revokes_itself_is_refused),
    PROMISE(a_first_list_of_many_roots_by_a_stranger_is_refused),
    PROMISE(a_list_by_a_known_root_replaces_the_one_held),
    PROMISE(one_servers_key_is_in_a_list_as_two_are),
    PROMISE(an_older_list_never_comes_back),
    PROMISE(the_date_of_a_list_does_not_fall),
    PROMISE(nothing_is_taken_that_is_dated_too_far_ahead),
    PROMISE(a_list_past_its_end_is_not_taken),
    PROMISE(without_a_believable_clock_dates_are_not_weighed),
    PROMISE(what_was_revoked_stays_revoked),
    PROMISE(the_first_thing_wrong_in_the_order_of_numbers_is_the_reason),
    PROMISE(a_list_that_revokes_each_of_its_roots_is_not_taken),
    PROMISE(a_list_by_an_unknown_root_is_refused),
    PROMISE(a_root_that_the_list_held_names_signs_the_next),
    PROMISE(a_root_that_a_list_leaves_out_is_known_no_more),
    PROMISE(a_root_that_the_list_held_revokes_signs_nothing),
    PROMISE(what_a_gate_took_is_read_again_after_a_restart),
    PROMISE(what_is_held_stands_or_falls_with_its_key),
    PROMISE(a_revoked_row_counts_as_absent),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
