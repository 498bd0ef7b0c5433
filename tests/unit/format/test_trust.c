/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"

#define AHEAD_S 300

/* --- what is offered ----------------------------------------------------------------------------
 */

struct offer {
  const struct community *c;
  struct forge_trust draft; /* the next list, right until a test spoils it */
  enum forge_key signer;
  const struct tx_trust *held; /* NULL: a gate that was born today */
  struct tx_pin pin;
  struct tx_clock clock;
};

static struct offer *next_list(const struct community *c) {
  static struct offer o;
  o = (struct offer){ .c = c, .held = c->trust, .pin = c->pin, .clock = at(NOW) };
  forge_trust_draft(&c->forge, &o.draft);
  o.draft.trust.seq++;
  o.draft.trust.iat++;
  return &o;
}

static struct offer *first_list(const struct community *c) {
  struct offer *o = next_list(c);
  o->held = NULL;
  return o;
}

/* Into *out when that is not NULL. */
static enum tx_reason take_into(struct offer *o, struct tx_trust **out) {
  FORGED bytes = forge_trust(&o->c->forge, &o->draft, o->signer);
  assert_non_null(bytes.p);
  struct tx_trust *taken = NULL;
  enum tx_reason reason = tx_trust_take(forge_span(&bytes), o->held, &o->pin, o->clock, &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  if (out)
    *out = taken;
  else
    tx_trust_destroy(taken);
  return reason;
}

static enum tx_reason take(struct offer *o) {
  return take_into(o, NULL);
}

static enum tx_reason take_bytes(const struct community *c, const struct tx_trust *held,
                                 struct tx_span bytes) {
  struct tx_trust *taken = NULL;
  enum tx_reason reason = tx_trust_take(bytes, held, &c->pin, at(NOW), &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  tx_trust_destroy(taken);
  return reason;
}

static void add_root(struct offer *o, enum forge_key key) {
  const struct tx_signer *signer = o->c->forge.keys[key];
  struct tx_key_row *root = &o->draft.trust.roots[o->draft.trust.root_count++];
  *root =
      (struct tx_key_row){ .alg = signer->alg, .spki = tx_span_of(signer->spki, signer->spki_len) };
}

static int by_hash(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

static void revoke(struct offer *o, enum forge_key key) {
  struct tx_trust *t = &o->draft.trust;
  memcpy(o->draft.revoked[t->revoked_count++], o->c->forge.keys[key]->hash, TX_HASH_SIZE);
  qsort(o->draft.revoked, t->revoked_count, TX_HASH_SIZE, by_hash);
}

/* --- claims written by hand ------------------------------------------------------------------- */

/* The map of claim -65539 after printf, signed by the root and offered. */
static enum tx_reason take_map(const struct community *c, const struct tx_trust *held,
                               const char *map) {
  FORGED payload =
      forge_cbor("{4: %lld, 6: %lld, -65539: %s}", (long long)NOW + 1000, (long long)NOW, map);
  if (!payload.p) fail_msg("no notation: %s", map);
  FORGED object = forge_object(c->forge.keys[FORGE_ROOT], "tx-trust", forge_span(&payload));
  return take_bytes(c, held, forge_span(&object));
}

static const char *hex_of(const struct community *c, enum forge_key key) {
  static char hex[FORGE_KEYS][2 * TX_SPKI_MAX + 1];
  const struct tx_signer *signer = c->forge.keys[key];
  return forge_hex(tx_span_of(signer->spki, signer->spki_len), hex[key]);
}

/* A list whose one row is written by the test, after the algorithm and the key. */
static enum tx_reason take_row(const struct community *c, const char *rest) {
  char map[2048];
  snprintf(map, sizeof map, "{0: %lld, 1: [[-9, h'%s']], 2: [[-9, h'%s'%s]], 3: [h'%064x']}",
           (long long)NOW, hex_of(c, FORGE_ROOT), hex_of(c, FORGE_ISSUE), rest, 0);
  return take_map(c, NULL, map);
}

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

/* --- what stands in it ------------------------------------------------------------------------ */

static void a_list_without_its_parts_is_malformed(void **state) {
  static const char *const maps[] = {
    "{1: [[-9, h'%1$s']], 2: [], 3: []}", /* no seq */
    "{0: 1, 2: [], 3: []}",               /* no roots */
    "{0: 1, 1: [[-9, h'%1$s']], 3: []}",  /* no rows */
    "{0: 1, 1: [[-9, h'%1$s']], 2: []}",  /* nothing on revocation */
    "{0: 1, 1: [], 2: [], 3: []}",        /* no root */
    "{0: 1, 1: [[-9, h'%1$s'], [-9, h'%2$s'], [-9, h'%3$s']], 2: [], 3: []}", /* three roots */
    "{0: 1, 1: [[-9, h'%1$s'], [-9, h'%1$s']], 2: [], 3: []}",                /* one root twice */
    "{0: 1, 1: [[-9, h'%1$s', 0]], 2: [], 3: []}",                            /* a root of three */
    "{0: -1, 1: [[-9, h'%1$s']], 2: [], 3: []}",                              /* a negative seq */
    "{0: 1, 1: [[-9, h'%1$s']], 2: [], 3: [h'00']}",                          /* a short hash */
    "{0: 1, 1: [[-9, h'%1$s']], 2: [], 3: [h'%4$s', h'%4$s']}",               /* a hash twice */
    "{0: 1, 1: [[-9, h'%1$s']], 2: [], 3: [h'%5$s', h'%4$s']}",        /* hashes that descend */
    "{0: 1, 1: [[-9, h'%1$s']], 2: [], 3: [], 4: [h'%5$s', h'%4$s']}", /* TLS keys too */
    "{0: 1, 1: [[-9, h'%1$s']], 2: {}, 3: []}",
    "[]",
  };
  const struct community *c = *state;
  char zeros[65], ones[65], map[2048];
  memset(zeros, '0', 64), memset(ones, '1', 64);
  zeros[64] = ones[64] = '\0';
  for (size_t i = 0; i < COUNT(maps); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(map, sizeof map, maps[i], hex_of(c, FORGE_ROOT), hex_of(c, FORGE_NEXT_ROOT),
             hex_of(c, FORGE_STRANGER), zeros, ones);
#pragma GCC diagnostic pop
    ASSERT_ROW(take_map(c, c->trust, map) == TX_MALFORMED_CLAIMS, maps[i]);
  }
}

static void a_row_that_breaks_the_form_spoils_the_list(void **state) {
  static const char *const rows[] = {
    "",
    ", 1, 0, 0, 9, 9",                    /* no name */
    ", 1, 0, 0, 9, 9, \"\"",              /* an empty one */
    ", 0, 0, 0, 9, 9, \"n\"",             /* no use */
    ", 32, 0, 0, 9, 9, \"n\"",            /* a use there is not */
    ", 1, 610000001001, 0, 9, 9, \"n\"",  /* no area */
    ", 1, 1000000000000, 0, 9, 9, \"n\"", /* of 13 digits */
    ", 1, 0, -1, 9, 9, \"n\"",            /* before 1970 */
    ", 1, 0, 0, 9, 9, \"n\", 0",          /* nine items */
    ", 1, 0, 0, 9, 9, h'6e'",             /* a name in bytes */
    ", 1, 0, 0, 9, 9, \"12345678901234567890123456789012345678901234567890123456789012345\"",
  };
  const struct community *c = *state;
  assert_int_equal(take_row(c, ", 1, 0, 0, 9, 9, \"n\""), TX_OK);
  assert_int_equal(take_row(c, ", 31, 610113001001, 9, 0, 0, \"n\""), TX_OK);
  const char *longest = ", 1, 0, 0, 9, 9,"
                        " \"1234567890123456789012345678901234567890123456789012345678901234\"";
  assert_int_equal(take_row(c, longest), TX_OK);
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(take_row(c, rows[i]) == TX_MALFORMED_CLAIMS, rows[i]);
}

static void a_key_has_the_one_form_of_its_algorithm(void **state) {
  static const struct {
    int alg;
    const char *spki; /* NULL: that of the issuing key */
    enum tx_reason reason;
  } rows[] = {
    { -9, NULL, TX_OK },
    { -7, NULL, TX_OK },                   /* the older number of the same */
    { -19, NULL, TX_MALFORMED_CLAIMS },    /* P-256 said to be Ed25519 */
    { -65550, NULL, TX_MALFORMED_CLAIMS }, /* … or SM2 */
    { -9, "3059", TX_MALFORMED_CLAIMS },   /* cut off */
    { -9, "", TX_MALFORMED_CLAIMS },
    { -999, NULL, TX_OK }, /* unknown: kept */
    { -999, "00", TX_OK },
  };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    char map[2048];
    snprintf(map, sizeof map,
             "{0: %lld, 1: [[-9, h'%s']], 2: [[%d, h'%s', 1, 0, 0, 9, 9, \"n\"]], 3: []}",
             (long long)NOW, hex_of(c, FORGE_ROOT), rows[i].alg,
             rows[i].spki ? rows[i].spki : hex_of(c, FORGE_ISSUE));
    ASSERT_ROW(take_map(c, NULL, map) == rows[i].reason, map);
  }
}

static void one_list_holds_no_two_keys_of_one_kid(void **state) {
  struct offer *o = next_list(*state);
  FORGED once = forge_trust(&o->c->forge, &o->draft, FORGE_ROOT);
  assert_non_null(once.p);
  o->draft.rows[o->draft.trust.row_count++] = o->draft.rows[0];
  FORGED twice = forge_trust(&o->c->forge, &o->draft, FORGE_ROOT);
  assert_null(twice.p);
}

static void a_row_that_is_also_a_root_spoils_the_list(void **state) {
  const struct community *c = *state;
  char map[2048];
  snprintf(map, sizeof map,
           "{0: %lld, 1: [[-9, h'%s']], 2: [[-9, h'%s', 1, 0, 0, 9, 9, \"n\"]], 3: [h'%064x']}",
           (long long)NOW, hex_of(c, FORGE_ROOT), hex_of(c, FORGE_ROOT), 0);
  assert_int_equal(take_map(c, NULL, map), TX_MALFORMED_CLAIMS);
}

static void the_same_row_twice_is_no_collision_once_it_is_revoked(void **state) {
  const struct community *c = *state;
  const char *key = hex_of(c, FORGE_ISSUE);
  char map[2048], hash[2 * TX_HASH_SIZE + 1];
  forge_hex(tx_span_of(c->forge.keys[FORGE_ISSUE]->hash, TX_HASH_SIZE), hash);
  snprintf(map, sizeof map,
           "{0: %lld, 1: [[-9, h'%s']], 2: [[-9, h'%s', 1, 0, 0, 9, 9, \"n\"],"
           " [-9, h'%s', 2, 0, 0, 9, 9, \"n\"]], 3: [h'%s']}",
           (long long)NOW, hex_of(c, FORGE_ROOT), key, key, hash);
  assert_int_equal(take_map(c, NULL, map), TX_OK);
}

static void an_unknown_critical_part_is_refused_and_an_unknown_other_is_not(void **state) {
  const struct community *c = *state;
  char map[1024];
  snprintf(map, sizeof map, "{0: %lld, 1: [[-9, h'%s']], 2: [], 3: [], 99: 1, -1: 1}",
           (long long)NOW, hex_of(c, FORGE_ROOT));
  assert_int_equal(take_map(c, NULL, map), TX_UNKNOWN_CRITICAL);
  strcpy(strstr(map, ", -1: 1"), "}");
  assert_int_equal(take_map(c, NULL, map), TX_OK);
}

static void a_claim_that_is_malformed_comes_before_one_that_is_critical(void **state) {
  const struct community *c = *state;
  char map[1024];
  snprintf(map, sizeof map, "{0: %lld, 1: [[-9, h'%s']], 2: [], -1: 1}", (long long)NOW,
           hex_of(c, FORGE_ROOT));
  assert_int_equal(take_map(c, NULL, map), TX_MALFORMED_CLAIMS);
}

/* --- the object ------------------------------------------------------------------------------- */

static void an_object_of_another_type_is_no_trust_list(void **state) {
  const struct community *c = *state;
  FORGED payload = forge_cbor("{4: 1}");
  FORGED status = forge_object(c->forge.keys[FORGE_ROOT], "tx-status", forge_span(&payload));
  assert_int_equal(take_bytes(c, c->trust, forge_span(&status)), TX_BAD_TYPE);
  FORGED untyped = forge_object(c->forge.keys[FORGE_ROOT], NULL, forge_span(&payload));
  assert_int_equal(take_bytes(c, c->trust, forge_span(&untyped)), TX_BAD_TYPE);
}

static void every_byte_of_a_list_counts(void **state) {
  const struct community *c = *state;
  struct offer *o = next_list(c);
  FORGED bytes = forge_trust(&c->forge, &o->draft, FORGE_ROOT);
  assert_int_equal(take_bytes(c, c->trust, forge_span(&bytes)), TX_OK);
  for (size_t i = 0; i < bytes.n; i++) {
    bytes.p[i] ^= 1;
    ASSERT_ROW(take_bytes(c, c->trust, forge_span(&bytes)) != TX_OK, "a flipped bit");
    bytes.p[i] ^= 1;
  }
}

static void a_list_that_was_cut_off_is_refused(void **state) {
  const struct community *c = *state;
  for (size_t n = 0; n < c->trust->bytes.n; n++) {
    struct tx_span part = tx_span_of(c->trust->bytes.p, n);
    assert_int_equal(take_bytes(c, NULL, part), TX_MALFORMED);
  }
}

static void a_list_past_four_mebibytes_is_not_looked_at(void **state) {
  const struct community *c = *state;
  assert_int_equal(take_bytes(c, NULL, tx_span_of("", TX_TRUST_MAX + 1)), TX_MALFORMED);
}

static void a_list_that_nobody_would_take_is_never_signed(void **state) {
  struct offer *o = next_list(*state);
  o->draft.rows[0].area = 610000001001;
  uint8_t *bytes = NULL;
  size_t n = 0;
  assert_int_equal(tx_trust_sign(&o->draft.trust, o->c->forge.keys[FORGE_ROOT], &bytes, &n),
                   TX_BAD_ARGUMENT);
  assert_null(bytes);
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
    PROMISE(an_older_list_never_comes_back),
    PROMISE(the_date_of_a_list_does_not_fall),
    PROMISE(nothing_is_taken_that_is_dated_too_far_ahead),
    PROMISE(a_list_past_its_end_is_not_taken),
    PROMISE(without_a_believable_clock_dates_are_not_weighed),
    PROMISE(what_was_revoked_stays_revoked),
    PROMISE(the_first_thing_wrong_in_the_order_of_numbers_is_the_reason),
    PROMISE(a_list_by_an_unknown_root_is_refused),
    PROMISE(a_root_that_the_list_held_names_signs_the_next),
    PROMISE(a_root_that_a_list_leaves_out_is_known_no_more),
    PROMISE(a_root_that_the_list_held_revokes_signs_nothing),
    PROMISE(what_a_gate_took_is_read_again_after_a_restart),
    PROMISE(a_list_without_its_parts_is_malformed),
    PROMISE(a_row_that_breaks_the_form_spoils_the_list),
    PROMISE(a_key_has_the_one_form_of_its_algorithm),
    PROMISE(one_list_holds_no_two_keys_of_one_kid),
    PROMISE(a_row_that_is_also_a_root_spoils_the_list),
    PROMISE(the_same_row_twice_is_no_collision_once_it_is_revoked),
    PROMISE(an_unknown_critical_part_is_refused_and_an_unknown_other_is_not),
    PROMISE(a_claim_that_is_malformed_comes_before_one_that_is_critical),
    PROMISE(an_object_of_another_type_is_no_trust_list),
    PROMISE(every_byte_of_a_list_counts),
    PROMISE(a_list_that_was_cut_off_is_refused),
    PROMISE(a_list_past_four_mebibytes_is_not_looked_at),
    PROMISE(a_list_that_nobody_would_take_is_never_signed),
    PROMISE(what_is_held_stands_or_falls_with_its_key),
    PROMISE(a_revoked_row_counts_as_absent),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
