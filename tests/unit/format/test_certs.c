/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate status: one bit a serial. */
#include "community.h"

#include <zlib.h>

struct offer {
  const struct community *c;
  struct tx_certs certs; /* right until a test spoils it */
  uint8_t withdrawn[4];
  enum forge_key signer;
  const struct tx_floor *floor;
  struct tx_clock clock;
};

static struct offer *a_list(const struct community *c) {
  static struct offer o;
  o = (struct offer){ .c = c,
                      .certs = { .area = FORGE_DISTRICT,
                                 .seq = NOW - 9,
                                 .iat = NOW - 9,
                                 .exp = NOW + 9,
                                 .ttl_s = 60,
                                 .count = 20,
                                 .withdrawn = o.withdrawn },
                      .withdrawn = { 1, 0, 8, 0 },
                      .signer = FORGE_CERTIFICATE,
                      .clock = at(NOW) };
  return &o;
}

static enum tx_reason take_into(struct offer *o, struct tx_certs **out) {
  struct forge_bytes bytes = { 0 };
  assert_int_equal(tx_certs_sign(&o->certs, o->c->forge.keys[o->signer], &bytes.p, &bytes.n),
                   TX_OK);
  struct tx_certs *taken = NULL;
  enum tx_reason reason =
      tx_certs_take(forge_span(&bytes), o->c->trust, o->floor, o->clock, &taken);
  assert_int_equal(reason == TX_OK, taken != NULL);
  forge_bytes_free(&bytes);
  if (out)
    *out = taken;
  else
    tx_certs_destroy(taken);
  return reason;
}

static enum tx_reason take(struct offer *o) {
  return take_into(o, NULL);
}

static void what_is_published_is_what_a_gate_holds(void **state) {
  struct offer *o = a_list(*state);
  struct tx_certs *taken;
  assert_int_equal(take_into(o, &taken), TX_OK);
  assert_int_equal(taken->area, FORGE_DISTRICT);
  assert_int_equal(taken->seq, NOW - 9);
  assert_int_equal(taken->iat, NOW - 9);
  assert_int_equal(taken->exp, NOW + 9);
  assert_int_equal(taken->ttl_s, 60);
  assert_int_equal(taken->count, 20);
  for (uint32_t serial = 0; serial < 40; serial++)
    assert_int_equal(tx_certs_withdrawn(taken, serial), serial == 0 || serial == 19);
  assert_memory_equal(taken->signer, o->c->forge.keys[FORGE_CERTIFICATE]->hash, TX_HASH_SIZE);
  tx_certs_destroy(taken);
}

static void a_list_of_no_certificates_is_a_list(void **state) {
  struct offer *o = a_list(*state);
  o->certs.count = 0;
  o->certs.withdrawn = NULL;
  assert_int_equal(take(o), TX_OK);
}

static void spare_bits_are_zero(void **state) {
  struct offer *o = a_list(*state);
  o->withdrawn[2] = 0x10; /* serial 20 */
  assert_int_equal(take(o), TX_MALFORMED_CLAIMS);
  o->certs.count = 21;
  assert_int_equal(take(o), TX_OK);
  o->certs.count = 24;
  o->withdrawn[2] = 0xff;
  assert_int_equal(take(o), TX_OK);
}

static void only_a_certificate_key_of_the_area_signs_it(void **state) {
  struct offer *o = a_list(*state);
  o->signer = FORGE_STATUS_CITY;
  assert_int_equal(take(o), TX_UNKNOWN_KEY);
  o->signer = FORGE_ISSUE_REVOKED;
  assert_int_equal(take(o), TX_KEY_REVOKED);
  o->signer = FORGE_CERTIFICATE;
  o->certs.area = FORGE_CITY;
  assert_int_equal(take(o), TX_WRONG_JURISDICTION);
  o->certs.area = CITY_AREA;
  assert_int_equal(take(o), TX_OK);
}

static void dates_and_seq_are_weighed_as_those_of_a_list(void **state) {
  struct offer *o = a_list(*state);
  struct tx_floor floor = { .seq = NOW - 9, .iat = NOW - 9 };
  o->floor = &floor;
  assert_int_equal(take(o), TX_ROLLBACK);
  floor.seq--;
  assert_int_equal(take(o), TX_OK);
  floor.iat++;
  assert_int_equal(take(o), TX_ROLLBACK);
  o->certs.exp = NOW;
  assert_int_equal(take(o), TX_EXPIRED);
  o->certs.iat = NOW + 301;
  assert_int_equal(take(o), TX_NOT_YET_VALID);
  o->clock.unsure = true;
  assert_int_equal(take(o), TX_OK);
}

/* --- written by hand -------------------------------------------------------------------------- */

static enum tx_reason take_hand(const struct community *c, size_t bytes, const char *bits,
                                const char *ours) {
  uint8_t plain[64] = { 0 }, out[128];
  char hex[257];
  uLongf size = sizeof out;
  assert_int_equal(compress2(out, &size, plain, bytes, 9), Z_OK);
  FORGED payload = forge_cbor("{2: \"610113000000\", 4: %lld, 6: %lld, 65533: {\"lst\": h'%s',"
                              " \"bits\": %s}, 65534: 60, %s}",
                              (long long)NOW + 9, (long long)NOW,
                              forge_hex(tx_span_of(out, size), hex), bits, ours);
  if (!payload.p) fail_msg("no notation: %s", ours);
  FORGED object = forge_object(c->forge.keys[FORGE_CERTIFICATE], "tx-certs", forge_span(&payload));
  struct tx_certs *taken = NULL;
  enum tx_reason reason = tx_certs_take(forge_span(&object), c->trust, NULL, at(NOW), &taken);
  tx_certs_destroy(taken);
  return reason;
}

static void the_list_has_a_bit_for_each_serial_and_no_more(void **state) {
  const struct community *c = *state;
  assert_int_equal(take_hand(c, 3, "1", "-65540: {0: 1, 1: 20}"), TX_OK);
  assert_int_equal(take_hand(c, 2, "1", "-65540: {0: 1, 1: 20}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 4, "1", "-65540: {0: 1, 1: 20}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 3, "32", "-65540: {0: 1, 1: 20}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 3, "1", "-65540: {0: 1, 1: 16777217}"), TX_TOO_MANY);
}

static void its_map_has_seq_and_count_and_what_may_be_ignored(void **state) {
  const struct community *c = *state;
  assert_int_equal(take_hand(c, 3, "1", "-65540: {0: 1, 1: 20, 2: 0}"), TX_OK);
  assert_int_equal(take_hand(c, 3, "1", "-65540: {0: 1, 1: 20, -1: 0}"), TX_UNKNOWN_CRITICAL);
  assert_int_equal(take_hand(c, 3, "1", "-65540: {0: 1}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 3, "1", "-65540: {1: 20}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 3, "1", "-65540: {0: -1, 1: 20}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 3, "1", "-65540: []"), TX_MALFORMED_CLAIMS);
  assert_int_equal(take_hand(c, 3, "1", "-65541: {0: 1, 1: 20}"), TX_MALFORMED_CLAIMS);
}

static void every_byte_counts_and_no_part_is_a_list(void **state) {
  struct offer *o = a_list(*state);
  struct forge_bytes bytes = { 0 };
  struct tx_certs *taken = NULL;
  assert_int_equal(tx_certs_sign(&o->certs, o->c->forge.keys[o->signer], &bytes.p, &bytes.n),
                   TX_OK);
  for (size_t i = 0; i < bytes.n; i++) {
    assert_int_equal(tx_certs_take(tx_span_of(bytes.p, i), o->c->trust, NULL, at(NOW), &taken),
                     TX_MALFORMED);
    bytes.p[i] ^= 0x08;
    assert_int_not_equal(tx_certs_take(forge_span(&bytes), o->c->trust, NULL, at(NOW), &taken),
                         TX_OK);
    bytes.p[i] ^= 0x08;
  }
  forge_bytes_free(&bytes);
  assert_null(taken);
}

static void a_status_list_is_no_certificate_status(void **state) {
  const struct community *c = *state;
  FORGED list = forge_status(&c->forge, &c->list_draft, FORGE_STATUS);
  struct tx_certs *taken = NULL;
  assert_int_equal(tx_certs_take(forge_span(&list), c->trust, NULL, at(NOW), &taken), TX_BAD_TYPE);
  assert_int_equal(tx_certs_take(forge_span(&list), NULL, NULL, at(NOW), &taken), TX_BAD_TYPE);
}

static void nobody_signs_more_than_a_list_may_hold(void **state) {
  struct offer *o = a_list(*state);
  uint8_t *bytes = NULL;
  size_t n;
  o->certs.count = TX_COUNT_MAX + 1;
  assert_int_equal(tx_certs_sign(&o->certs, o->c->forge.keys[o->signer], &bytes, &n),
                   TX_BAD_ARGUMENT);
  o->certs.count = 1;
  o->certs.area = 610000001001;
  assert_int_equal(tx_certs_sign(&o->certs, o->c->forge.keys[o->signer], &bytes, &n),
                   TX_BAD_ARGUMENT);
  assert_null(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(what_is_published_is_what_a_gate_holds),
    PROMISE(a_list_of_no_certificates_is_a_list),
    PROMISE(spare_bits_are_zero),
    PROMISE(only_a_certificate_key_of_the_area_signs_it),
    PROMISE(dates_and_seq_are_weighed_as_those_of_a_list),
    PROMISE(the_list_has_a_bit_for_each_serial_and_no_more),
    PROMISE(its_map_has_seq_and_count_and_what_may_be_ignored),
    PROMISE(every_byte_counts_and_no_part_is_a_list),
    PROMISE(a_status_list_is_no_certificate_status),
    PROMISE(nobody_signs_more_than_a_list_may_hold),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
