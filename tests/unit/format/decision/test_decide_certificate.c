/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate makes of a certificate: docs/format.md, "Certificate". */
#include "community.h"

/* --- certificates ----------------------------------------------------------------------------- */

struct shown_certificate {
  const struct community *c;
  struct tx_gate gate;
  struct tx_certs certs;
  uint8_t withdrawn[2];
  const struct tx_certs *held[1];
  struct tx_certificate certificate;
};

static struct shown_certificate *a_certificate(const struct community *c) {
  static struct shown_certificate s;
  s = (struct shown_certificate){ .c = c, .gate = c->gate };
  s.certificate = forge_certificate(&c->forge);
  s.certs = (struct tx_certs){ .area = s.certificate.area,
                               .seq = 77,
                               .iat = NOW - 100,
                               .exp = NOW + 100,
                               .count = 16,
                               .withdrawn = s.withdrawn };
  s.held[0] = &s.certs;
  s.gate.certs = s.held;
  s.gate.cert_count = 1;
  return &s;
}

static struct tx_decision show_certificate(struct shown_certificate *s, enum forge_key key) {
  char text[TX_TEXT_MAX + 1];
  assert_int_equal(tx_certificate_sign(&s->certificate, s->c->forge.keys[key], text), TX_OK);
  return show_text(&s->gate, text);
}

static void a_certificate_that_holds_is_for_the_guard_to_see(void **state) {
  struct shown_certificate *s = a_certificate(*state);
  struct tx_decision d = show_certificate(s, FORGE_CERTIFICATE);
  assert_int_equal(d.reason, TX_CERTIFICATE_SHOWN);
  assert_int_equal(d.verdict, TX_REVIEW);
  assert_true(d.certified && !d.identified && d.listed);
  assert_int_equal(d.list_seq, 77);
  assert_int_equal(d.data_as_of, NOW - 100);
  assert_int_equal(d.certificate.serial, 4);
}

static void a_withdrawn_certificate_is_revoked(void **state) {
  struct shown_certificate *s = a_certificate(*state);
  s->withdrawn[0] = 1u << 4;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_REVOKED);
  s->certificate.serial = 16;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_CERTIFICATE_SHOWN);
}

static void without_the_status_of_exactly_its_area_it_is_no_list(void **state) {
  struct shown_certificate *s = a_certificate(*state);
  struct tx_policy *strict = community_policy(
      "{\"area\": 0, \"seq\": 1, \"stale\": {\"no_list\": \"review\", \"then\": \"deny\"},"
      " \"orders\": [{\"id\": \"o\", \"document\": \"1\", \"issuer\": \"i\", \"valid_from\": 0,"
      " \"valid_to\": 9999999999, \"rules\": []}]}");
  const struct tx_policy *policies[] = { strict };
  s->gate.policies = policies;
  s->certs.area = FORGE_CITY;
  struct tx_decision d = show_certificate(s, FORGE_CERTIFICATE);
  assert_int_equal(d.reason, TX_NO_LIST);
  assert_int_equal(d.verdict, TX_REVIEW);
  assert_int_equal(d.data_as_of, s->certificate.iat);
  assert_true(d.certified && !d.listed);
  assert_int_equal(d.list_seq, 0);
  s->certs.area = s->certificate.area;
  s->certs.exp = NOW;
  d = show_certificate(s, FORGE_CERTIFICATE);
  assert_int_equal(d.reason, TX_OUT_OF_DATE);
  assert_int_equal(d.verdict, TX_DENY);
  s->withdrawn[0] = 1u << 4;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_REVOKED);
  tx_policy_destroy(strict);
}

static void a_certificate_goes_the_way_of_a_pass_up_to_its_dates(void **state) {
  struct shown_certificate *s = a_certificate(*state);
  assert_int_equal(show_certificate(s, FORGE_ISSUE).reason, TX_UNKNOWN_KEY);
  assert_int_equal(show_certificate(s, FORGE_ISSUE_REVOKED).reason, TX_KEY_REVOKED);
  s->certificate.area = FORGE_CITY;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_WRONG_JURISDICTION);
  s->certificate.area = FORGE_DISTRICT;
  s->certificate.iat = NOW + 301;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_NOT_YET_VALID);
  s->certificate.iat = NOW - 366 * FORGE_DAY_S;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_KEY_OUT_OF_TIME);
  s->certificate.iat = NOW - 5;
  s->certificate.exp = NOW;
  struct tx_decision d = show_certificate(s, FORGE_CERTIFICATE);
  assert_int_equal(d.reason, TX_EXPIRED);
  assert_int_equal(d.since, NOW);
  assert_false(d.certified);
  char text[TX_TEXT_MAX + 1];
  struct forge_bytes payload = forge_cbor("{4: 1795400000, 6: 1795391000}");
  assert_true(forge_code(s->c->forge.keys[FORGE_CERTIFICATE], "TC1:", payload, text));
  assert_int_equal(show_text(&s->gate, text).reason, TX_MALFORMED_CLAIMS);
  text[strlen(text) - 3] = text[strlen(text) - 3] == 'A' ? 'B' : 'A';
  assert_int_equal(show_text(&s->gate, text).reason, TX_BAD_SIGNATURE);
}

static void without_a_believable_clock_a_certificate_is_shown_as_it_is(void **state) {
  struct shown_certificate *s = a_certificate(*state);
  s->gate.clock = unsure_at(NOW);
  s->certificate.exp = NOW - 1;
  s->certs.exp = NOW - 1;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_CERTIFICATE_SHOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_certificate_that_holds_is_for_the_guard_to_see),
    PROMISE(a_withdrawn_certificate_is_revoked),
    PROMISE(without_the_status_of_exactly_its_area_it_is_no_list),
    PROMISE(a_certificate_goes_the_way_of_a_pass_up_to_its_dates),
    PROMISE(without_a_believable_clock_a_certificate_is_shown_as_it_is),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
