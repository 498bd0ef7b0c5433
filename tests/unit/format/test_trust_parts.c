/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a trust list, and the object around it: docs/format.md, "Trust list". */
#include "trust_offer.h"

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

/* A list whose one row is written by the test, after the algorithm and the key. */
static enum tx_reason take_row(const struct community *c, const char *rest) {
  char map[2048];
  snprintf(map, sizeof map, "{0: %lld, 1: [[-9, h'%s']], 2: [[-9, h'%s'%s]], 3: [h'%064x']}",
           (long long)NOW, hex_of(c, FORGE_ROOT), hex_of(c, FORGE_ISSUE), rest, 0);
  return take_map(c, NULL, map);
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

/* Of an unknown algorithm a key may be any bytes: the hashes of these begin with the same four. */
static void two_keys_that_differ_but_have_one_kid_spoil_the_list(void **state) {
  static const struct {
    const char *other;
    enum tx_reason reason;
  } rows[] = { { "01703e", TX_MALFORMED_CLAIMS }, { "00", TX_OK } };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    char map[2048];
    snprintf(map, sizeof map,
             "{0: %lld, 1: [[-9, h'%s']], 2: [[-999, h'004f58', 1, 0, 0, 9, 9, \"a\"],"
             " [-999, h'%s', 1, 0, 0, 9, 9, \"b\"]], 3: []}",
             (long long)NOW, hex_of(c, FORGE_ROOT), rows[i].other);
    ASSERT_ROW(take_map(c, NULL, map) == rows[i].reason, map);
  }
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

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_list_without_its_parts_is_malformed),
    PROMISE(a_row_that_breaks_the_form_spoils_the_list),
    PROMISE(a_key_has_the_one_form_of_its_algorithm),
    PROMISE(one_list_holds_no_two_keys_of_one_kid),
    PROMISE(two_keys_that_differ_but_have_one_kid_spoil_the_list),
    PROMISE(a_row_that_is_also_a_root_spoils_the_list),
    PROMISE(the_same_row_twice_is_no_collision_once_it_is_revoked),
    PROMISE(an_unknown_critical_part_is_refused_and_an_unknown_other_is_not),
    PROMISE(a_claim_that_is_malformed_comes_before_one_that_is_critical),
    PROMISE(an_object_of_another_type_is_no_trust_list),
    PROMISE(every_byte_of_a_list_counts),
    PROMISE(a_list_that_was_cut_off_is_refused),
    PROMISE(a_list_past_four_mebibytes_is_not_looked_at),
    PROMISE(a_list_that_nobody_would_take_is_never_signed),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
