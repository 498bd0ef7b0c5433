/* SPDX-License-Identifier: Apache-2.0 */
/* The claims of a status list, and its records in zlib, written by hand. */
#include "community.h"

#include <zlib.h>

/* --- claims written by hand ------------------------------------------------------------------- */

struct claims {
  const char *sub, *exp, *iat, *list, *ttl, *ours;
};

/* zlib of bytes as a byte string in notation. */
static const char *zlib_of(const uint8_t *bytes, size_t n) {
  static char text[2 * 512 + 4];
  uint8_t out[512];
  uLongf size = sizeof out;
  assert_int_equal(compress2(out, &size, bytes, n, 9), Z_OK);
  char hex[2 * 512 + 1];
  snprintf(text, sizeof text, "h'%s'", forge_hex(tx_span_of(out, size), hex));
  return text;
}

static const uint8_t two_records[8] = { 0x20, 0x40, 0, 0, 0, 0, 0, 0 };

static const char *list_of(const char *lst, const char *bits) {
  static char text[2048];
  snprintf(text, sizeof text, "65533: {\"lst\": %s, \"bits\": %s},", lst, bits);
  return text;
}

static const struct claims right = { "2: \"610113001001\",", "4: 1795400000,",
                                     "6: 1795391000,",       NULL,
                                     "65534: 60,",           "-65540: {0: 1, 1: 2, 2: [0, []]}" };

static enum tx_reason take_claims(const struct community *c, struct claims said,
                                  enum forge_key key) {
  const char *list = said.list ? said.list : list_of(zlib_of(two_records, 8), "32");
  FORGED payload =
      forge_cbor("{%s %s %s %s %s %s}", said.sub, said.exp, said.iat, list, said.ttl, said.ours);
  if (!payload.p) fail_msg("no notation: %s", list);
  FORGED object = forge_object(c->forge.keys[key], "tx-status", forge_span(&payload));
  struct tx_status *taken = NULL;
  enum tx_reason reason = tx_status_take(forge_span(&object), c->trust, NULL, at(NOW), &taken);
  if (taken) assert_int_equal(taken->count > 1 ? taken->records[1] : 0x40000000, 0x40000000);
  tx_status_destroy(taken);
  return reason;
}

static void the_claims_of_the_standard_are_all_there(void **state) {
  const struct community *c = *state;
  assert_int_equal(take_claims(c, right, FORGE_STATUS), TX_OK);
  struct claims without[6];
  for (size_t i = 0; i < COUNT(without); i++)
    without[i] = right;
  without[0].sub = without[1].exp = without[2].iat = without[3].list = without[4].ttl = "";
  without[5].ttl = "65534: 60";
  without[5].ours = "";
  for (size_t i = 0; i < COUNT(without); i++)
    assert_int_equal(take_claims(c, without[i], FORGE_STATUS), TX_MALFORMED_CLAIMS);
}

static void a_claim_of_another_shape_is_malformed(void **state) {
  const struct community *c = *state;
  static const struct claims rows[] = {
    { .sub = "2: 610113001001," },
    { .sub = "2: \"61011300100\"," },
    { .sub = "2: \"610000001001\"," },
    { .sub = "2: \"6101130010012\"," },
    { .exp = "4: -1," },
    { .iat = "6: \"now\"," },
    { .list = "65533: h''," },
    { .list = "65533: {\"lst\": h''}," },
    { .list = "65533: {\"lst\": \"\", \"bits\": 32}," },
    { .list = "65533: {\"lst\": h'', \"bits\": 32, \"more\": 1}," },
    { .list = "65533: {\"bits\": 32, \"lst\": h''}," },
    { .list = "65533: {1: h'', 2: 32}," },
    { .ttl = "65534: -1," },
    { .ours = "-65540: []" },
    { .ours = "-65540: {1: 2, 2: [0, []]}" },
    { .ours = "-65540: {0: 1, 2: [0, []]}" },
    { .ours = "-65540: {0: 1, 1: 2}" },
    { .ours = "-65540: {0: -1, 1: 2, 2: [0, []]}" },
    { .ours = "-65540: {0: 1, 1: 4294967296, 2: [0, []]}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0]}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0, [1]]}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0, [[610113001001]]]}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0, [[610000001001, 1]]]}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0, [[610113001001, -1]]]}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0, []], 3: h'00'}" },
    { .ours = "-65540: {0: 1, 1: 2, 2: [0, []], 3: 0}" },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct claims said = rows[i];
    const char *what = said.sub    ? said.sub
                       : said.exp  ? said.exp
                       : said.iat  ? said.iat
                       : said.list ? said.list
                       : said.ttl  ? said.ttl
                                   : said.ours;
    if (!said.sub) said.sub = right.sub;
    if (!said.exp) said.exp = right.exp;
    if (!said.iat) said.iat = right.iat;
    if (!said.ttl) said.ttl = right.ttl;
    if (!said.ours) said.ours = right.ours;
    ASSERT_ROW(take_claims(c, said, FORGE_STATUS) == TX_MALFORMED_CLAIMS, what);
  }
}

static void other_claims_are_ignored_and_critical_ones_are_not(void **state) {
  const struct community *c = *state;
  struct claims said = right;
  said.ours = "-65540: {0: 1, 1: 2, 2: [0, []], 99: 0}, -65541: {1: 1}, -65542: 0";
  assert_int_equal(take_claims(c, said, FORGE_STATUS), TX_OK);
  said.ours = "-65540: {0: 1, 1: 2, 2: [0, []], -1: 0}";
  assert_int_equal(take_claims(c, said, FORGE_STATUS), TX_UNKNOWN_CRITICAL);
}

/* --- the records in zlib ---------------------------------------------------------------------- */

static enum tx_reason take_records(const struct community *c, const char *lst, const char *bits) {
  struct claims said = right;
  said.list = list_of(lst, bits);
  return take_claims(c, said, FORGE_STATUS);
}

static void records_are_as_many_as_the_count_says(void **state) {
  const struct community *c = *state;
  uint8_t bytes[12] = { 0 };
  for (size_t n = 0; n <= sizeof bytes; n++) {
    enum tx_reason reason = take_records(c, zlib_of(n == 8 ? two_records : bytes, n), "32");
    assert_int_equal(reason, n == 8 ? TX_OK : TX_MALFORMED_CLAIMS);
  }
}

static void a_list_has_32_bits_an_entry(void **state) {
  static const char *const others[] = { "1", "2", "8", "31", "33", "64", "-32", "true" };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(take_records(c, zlib_of(two_records, 8), others[i]) == TX_MALFORMED_CLAIMS,
               others[i]);
}

/* The same stream without its last digits, and others in their place. */
static const char *ending(const char *zlib, size_t digits, const char *others) {
  static char text[1024];
  size_t keep = strlen(zlib) - 1 - digits;
  memcpy(text, zlib, keep);
  strcpy(text + keep, others);
  return strcat(text, "'");
}

static void what_is_no_zlib_stream_or_more_than_one_is_malformed(void **state) {
  const struct community *c = *state;
  const char *good = zlib_of(two_records, 8);
  assert_int_equal(take_records(c, ending(good, 0, ""), "32"), TX_OK);
  assert_int_equal(take_records(c, ending(good, 0, "00"), "32"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_records(c, ending(good, 2, ""), "32"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_records(c, ending(good, 2, "00"), "32"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_records(c, "h''", "32"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_records(c, "h'2040000000000000'", "32"), TX_MALFORMED_CLAIMS);
}

static void a_bomb_is_stopped_at_its_count(void **state) {
  const struct community *c = *state;
  size_t n = 64u << 20;
  uint8_t *zeros = calloc(1, n), *bomb = malloc(n / 512);
  uLongf size = n / 512;
  assert_true(zeros && bomb);
  assert_int_equal(compress2(bomb, &size, zeros, n, 9), Z_OK);
  char *hex = malloc(2 * size + 1), *list = malloc(2 * size + 64);
  forge_hex(tx_span_of(bomb, size), hex);
  sprintf(list, "65533: {\"lst\": h'%s', \"bits\": 32},", hex);
  struct claims said = right;
  said.list = list;
  assert_int_equal(take_claims(c, said, FORGE_STATUS), TX_MALFORMED_CLAIMS);
  free(list), free(hex), free(bomb), free(zeros);
}

static void a_count_has_its_limit(void **state) {
  const struct community *c = *state;
  struct claims said = right;
  said.ours = "-65540: {0: 1, 1: 131073, 2: [0, []]}";
  assert_int_equal(take_claims(c, said, FORGE_STATUS), TX_TOO_MANY);
  said.ours = "-65540: {0: 1, 1: 131072, 2: [0, []]}";
  assert_int_equal(take_claims(c, said, FORGE_STATUS), TX_MALFORMED_CLAIMS);
  said.sub = "2: \"610113001000\",";
  said.ours = "-65540: {0: 1, 1: 131073, 2: [0, []]}";
  assert_int_equal(take_claims(c, said, FORGE_STATUS_CITY), TX_MALFORMED_CLAIMS);
  said.ours = "-65540: {0: 1, 1: 16777217, 2: [0, []]}";
  assert_int_equal(take_claims(c, said, FORGE_STATUS_CITY), TX_TOO_MANY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_claims_of_the_standard_are_all_there),
    PROMISE(a_claim_of_another_shape_is_malformed),
    PROMISE(other_claims_are_ignored_and_critical_ones_are_not),
    PROMISE(records_are_as_many_as_the_count_says),
    PROMISE(a_list_has_32_bits_an_entry),
    PROMISE(what_is_no_zlib_stream_or_more_than_one_is_malformed),
    PROMISE(a_bomb_is_stopped_at_its_count),
    PROMISE(a_count_has_its_limit),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
