/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate makes of a pass, up to its rules: docs/format.md, "Order of checks, and reasons". */
#include "community.h"
#include "format/base45.h"

static struct tx_decision judged(const struct community *c, const struct tx_pass *pass) {
  return show_pass(c, &c->gate, pass);
}

static enum tx_reason reason_of(const struct community *c, const struct tx_pass *pass) {
  return judged(c, pass).reason;
}

/* --- a pass that is right --------------------------------------------------------------------- */

static void a_pass_that_is_right_lets_in(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  struct tx_decision d = judged(c, &pass);
  assert_int_equal(d.reason, TX_OK);
  assert_int_equal(d.verdict, TX_ALLOW);
  assert_int_equal(d.kind, TX_SHOWN_PASS);
  assert_true(d.identified);
  assert_string_equal(d.pass.name, "张*三");
  assert_int_equal(d.record, c->list->records[pass.index]);
  assert_true(d.listed);
  assert_int_equal(d.list_seq, c->list->seq);
  assert_int_equal(d.data_as_of, c->list->iat);
  assert_int_equal(d.live_window_s, TX_LIVE_WINDOW_S);
  assert_false(d.live);
  assert_null(d.by.rule);
}

static void tags_around_a_pass_change_nothing(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  uint8_t bytes[TX_TEXT_MAX] = { 0xd8, 61, 0xd2 };
  size_t n;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_true(tx_base45_decode(tx_span_text(text + 4), bytes + 3, &n));
  for (size_t from = 0; from <= 3; from++) {
    assert_true(tx_text_write("TX1:", tx_span_of(bytes + from, n + 3 - from), text));
    assert_int_equal(show_text(&c->gate, text).reason, from == 1 ? TX_MALFORMED : TX_OK);
  }
}

/* --- S1: a pass not signed by a key valid for its area and time is refused -------------------- */

static const enum forge_key issuers[] = { FORGE_ISSUE, FORGE_ISSUE_ED25519, FORGE_ISSUE_SM2 };

static void every_byte_of_a_pass_counts(void **state) {
  static const uint8_t flips[] = { 0x01, 0x20, 0x80, 0xff };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  for (size_t k = 0; k < COUNT(issuers); k++) {
    char text[TX_TEXT_MAX + 1];
    uint8_t bytes[TX_TEXT_MAX];
    size_t n;
    assert_int_equal(tx_pass_sign(&pass, c->forge.keys[issuers[k]], text), TX_OK);
    assert_int_equal(show_text(&c->gate, text).reason, TX_OK);
    assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
    for (size_t i = 0; i < n; i++)
      for (size_t f = 0; f < COUNT(flips); f++) {
        bytes[i] ^= flips[f];
        assert_true(tx_text_write("TX1:", tx_span_of(bytes, n), text));
        struct tx_decision d = show_text(&c->gate, text);
        if (d.verdict != TX_DENY || d.identified) fail_msg("byte %zu ^ %#x", i, flips[f]);
        bytes[i] ^= flips[f];
      }
  }
}

static void every_character_of_a_code_counts(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  for (size_t i = 0; text[i]; i++) {
    char was = text[i];
    text[i] = was == '7' ? '8' : '7';
    if (show_text(&c->gate, text).verdict != TX_DENY) fail_msg("character %zu", i);
    text[i] = was;
  }
}

static void no_part_of_a_code_is_a_code(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  for (size_t n = strlen(live); n-- > 0;) {
    live[n] = '\0';
    assert_int_equal(show_text(&c->gate, live).reason, n < 4 ? TX_NOT_OURS : TX_MALFORMED);
  }
  for (size_t n = strlen(text); n-- > 0;) {
    text[n] = '\0';
    assert_int_equal(show_text(&c->gate, text).reason, n < 4 ? TX_NOT_OURS : TX_MALFORMED);
  }
}

static void only_a_key_for_passes_of_the_area_signs_one(void **state) {
  static const struct {
    enum forge_key key;
    enum tx_reason reason;
  } rows[] = {
    { FORGE_ISSUE, TX_OK },
    { FORGE_ISSUE_STREET, TX_OK },
    { FORGE_ISSUE_CITY, TX_OK },
    { FORGE_ISSUE_ED25519, TX_OK },
    { FORGE_ISSUE_SM2, TX_OK },
    { FORGE_ISSUE_ENDED, TX_KEY_OUT_OF_TIME },
    { FORGE_ISSUE_DEAD, TX_KEY_OUT_OF_TIME },
    { FORGE_ISSUE_REVOKED, TX_KEY_REVOKED },
    { FORGE_STATUS, TX_UNKNOWN_KEY },
    { FORGE_POLICY, TX_UNKNOWN_KEY },
    { FORGE_CERTIFICATE, TX_UNKNOWN_KEY },
    { FORGE_ROOT, TX_UNKNOWN_KEY },
    { FORGE_STRANGER, TX_UNKNOWN_KEY },
    { FORGE_HOLDER, TX_UNKNOWN_KEY },
  };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[TX_TEXT_MAX + 1];
    assert_int_equal(tx_pass_sign(&pass, c->forge.keys[rows[i].key], text), TX_OK);
    struct tx_decision d = show_text(&c->gate, text);
    ASSERT_ROW(d.reason == rows[i].reason, forge_key_name(rows[i].key));
    assert_int_equal(d.identified, d.reason == TX_OK);
  }
}

static void another_areas_key_is_refused(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  pass.area = CITY_AREA + 1;
  assert_int_equal(reason_of(c, &pass), TX_WRONG_JURISDICTION);
  pass.area = FORGE_STREET;
  assert_int_equal(reason_of(c, &pass), TX_WRONG_JURISDICTION);
  pass.area = 0;
  assert_int_equal(reason_of(c, &pass), TX_WRONG_JURISDICTION);
}

static void a_key_is_refused_before_its_time_after_and_past_its_end(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  const struct tx_signer *ended = c->forge.keys[FORGE_ISSUE_ENDED];
  static const struct {
    int64_t days, seconds;
    enum tx_reason reason;
  } rows[] = { { -365, -1, TX_KEY_OUT_OF_TIME },
               { -365, 0, TX_OK },
               { -30, 0, TX_OK },
               { -30, 1, TX_KEY_OUT_OF_TIME } };
  for (size_t i = 0; i < COUNT(rows); i++) {
    pass.iat = NOW + rows[i].days * FORGE_DAY_S + rows[i].seconds;
    assert_int_equal(tx_pass_sign(&pass, ended, text), TX_OK);
    assert_int_equal(show_text(&c->gate, text).reason, rows[i].reason);
  }
  pass.iat = NOW - 31 * FORGE_DAY_S;
  assert_int_equal(tx_pass_sign(&pass, c->forge.keys[FORGE_ISSUE_DEAD], text), TX_OK);
  assert_int_equal(show_text(&c->gate, text).reason, TX_KEY_OUT_OF_TIME);
}

/* The text of forge_pass with a header that the test writes, and its kid. */
static void forge_header(const struct community *c, const struct tx_signer *signer, int64_t alg,
                         const uint8_t *kid, char *text) {
  struct tx_pass pass = forge_pass(&c->forge);
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  struct tx_sign1 sign1;
  char hex[2 * TX_KID_SIZE + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
  assert_int_equal(tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_PLAIN, NULL, &sign1), TX_OK);
  FORGED header = forge_cbor("{1: %lld, 4: h'%s'}", (long long)alg,
                             forge_hex(tx_span_of(kid, TX_KID_SIZE), hex));
  FORGED object = forge_sign1(signer, forge_span(&header), sign1.payload);
  assert_true(tx_text_write("TX1:", forge_span(&object), text));
}

static void the_algorithm_is_that_of_the_key_whatever_the_header_says(void **state) {
  static const int64_t algs[] = { -9, -7, -19, -8, -65550, 0, 5, -257, -37 };
  const struct community *c = *state;
  char text[TX_TEXT_MAX + 1];
  for (size_t k = 0; k < COUNT(issuers); k++)
    for (size_t a = 0; a < COUNT(algs); a++) {
      const struct tx_signer *key = c->forge.keys[issuers[k]];
      forge_header(c, key, algs[a], key->hash, text);
      bool same = tx_alg_canonical(algs[a]) == key->alg;
      assert_int_equal(show_text(&c->gate, text).reason, same ? TX_OK : TX_BAD_SIGNATURE);
    }
}

static void a_strangers_signature_under_the_issuers_name_is_refused(void **state) {
  const struct community *c = *state;
  char text[TX_TEXT_MAX + 1];
  forge_header(c, c->forge.keys[FORGE_STRANGER], -9, c->forge.keys[FORGE_ISSUE]->hash, text);
  struct tx_decision d = show_text(&c->gate, text);
  assert_int_equal(d.reason, TX_BAD_SIGNATURE);
  assert_int_equal(d.pass.area, 0);
}

static void a_pass_under_another_prefix_is_none(void **state) {
  static const char *const prefixes[] = { "TL1:", "TC1:", "TE1:", "TX2:", "tx1:" };
  static const enum tx_reason reasons[] = { TX_MALFORMED, TX_UNKNOWN_KEY, TX_NOT_OURS, TX_NOT_OURS,
                                            TX_NOT_OURS };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  for (size_t i = 0; i < COUNT(prefixes); i++) {
    memcpy(text, prefixes[i], 4);
    ASSERT_ROW(show_text(&c->gate, text).reason == reasons[i], prefixes[i]);
  }
}

/* --- 10 and 11 -------------------------------------------------------------------------------- */

static void what_is_not_ours_is_named_where_it_is_known(void **state) {
  static const char *const rows[][2] = {
    { "HC1:NCFOXN", "eu_certificate" },
    { "NZCP:/1/2", "eu_certificate" },
    { "wxp://f2f0", "payment" },
    { "https://qr.alipay.com/x", "payment" },
    { "https://xc.caict.ac.cn/x", "travel_code" },
    { "jkm:1", "health_code" },
    { "http://example.org", "web" },
    { "https://example.org", "web" },
    { "TE1:0", "enrolment" },
    { "hello", "" },
    { "", "" },
    { "TX1", "" },
  };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    assert_string_equal(tx_foreign_kind(tx_span_text(rows[i][0])), rows[i][1]);
    struct tx_decision d = show_text(&c->gate, rows[i][0]);
    assert_int_equal(d.reason, TX_NOT_OURS);
    assert_int_equal(d.kind, TX_SHOWN_NOTHING);
  }
  struct tx_decision d;
  tx_decide((struct tx_span){ 0 }, &c->gate, NULL, &d);
  assert_int_equal(d.reason, TX_NOT_OURS);
}

static void a_text_over_1024_characters_is_malformed(void **state) {
  const struct community *c = *state;
  static char text[5000] = "TX1:";
  memset(text + 4, '0', sizeof text - 5);
  for (size_t n = 1023; n < sizeof text; n += 661) {
    char was = text[n];
    text[n] = '\0';
    assert_int_equal(show_text(&c->gate, text).reason, TX_MALFORMED);
    text[n] = was;
  }
}

static void without_a_trust_list_nobody_is_known(void **state) {
  const struct community *c = *state;
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.trust = NULL;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_NO_TRUST_LIST);
  assert_int_equal(show_text(&gate, "TX1:0").reason, TX_MALFORMED);
}

/* --- 16 to 21 --------------------------------------------------------------------------------- */

static enum tx_reason shown_claims(const struct community *c, const char *claims) {
  char text[TX_TEXT_MAX + 1];
  struct forge_bytes payload = forge_cbor("%s", claims);
  if (!payload.p) fail_msg("no notation: %s", claims);
  assert_true(forge_code(c->forge.keys[FORGE_ISSUE], "TX1:", payload, text));
  return show_text(&c->gate, text).reason;
}

static void what_was_signed_must_keep_the_format(void **state) {
  const struct community *c = *state;
  assert_int_equal(shown_claims(c, "{4: 9}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(shown_claims(c, "0"), TX_MALFORMED_CLAIMS);
  assert_int_equal(shown_claims(c, "{4: 1795400000, 6: 1795391000, -65537: {0: 610113001001, 1: 5,"
                                   " 2: 536870912, 4: \"A\", -5: 1}}"),
                   TX_UNKNOWN_CRITICAL);
}

static void dates_are_weighed_to_the_second(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  pass.iat = NOW + 300;
  assert_int_equal(reason_of(c, &pass), TX_OK);
  pass.iat++;
  assert_int_equal(reason_of(c, &pass), TX_NOT_YET_VALID);
  pass = forge_pass(&c->forge);
  pass.exp = NOW + 1;
  assert_int_equal(reason_of(c, &pass), TX_OK);
  pass.exp = NOW;
  assert_int_equal(reason_of(c, &pass), TX_EXPIRED);
  pass.exp = 0;
  assert_int_equal(reason_of(c, &pass), TX_EXPIRED);
}

static void the_first_thing_wrong_in_the_order_of_numbers_is_the_reason(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  pass.area = CITY_AREA + 1;          /* 18 */
  pass.iat = NOW + 400 * FORGE_DAY_S; /* 19 */
  pass.exp = NOW - 1;                 /* 21, and 22: shown bare */
  pass.index = 7;                     /* 33 */
  assert_int_equal(reason_of(c, &pass), TX_WRONG_JURISDICTION);
  pass.area = CITY_AREA;
  assert_int_equal(reason_of(c, &pass), TX_KEY_OUT_OF_TIME);
  pass.iat = NOW + 301;
  assert_int_equal(reason_of(c, &pass), TX_NOT_YET_VALID);
  pass.iat = NOW - 3600;
  assert_int_equal(reason_of(c, &pass), TX_EXPIRED);
  pass.exp = NOW + 1;
  assert_int_equal(reason_of(c, &pass), TX_LIVE_REQUIRED);
  pass.bound = false;
  assert_int_equal(reason_of(c, &pass), TX_REVOKED);
  pass.index = 5;
  assert_int_equal(reason_of(c, &pass), TX_OK);
}

/* --- 30 to 33 --------------------------------------------------------------------------------- */

static void the_list_says_who_is_who_today(void **state) {
  static const struct {
    uint32_t index;
    enum tx_reason reason;
  } rows[] = {
    { 5, TX_OK },         { 6, TX_SUSPENDED },  { 7, TX_REVOKED },
    { 8, TX_NOT_LISTED }, { 9, TX_SUPERSEDED }, { FORGE_LIST_SIZE, TX_NOT_LISTED },
  };
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  for (size_t i = 0; i < COUNT(rows); i++) {
    pass.index = rows[i].index;
    struct tx_decision d = judged(c, &pass);
    assert_int_equal(d.reason, rows[i].reason);
    assert_true(d.identified); /* so that it can be journalled */
    assert_true(d.listed);
  }
}

static void an_issued_pass_can_be_suspended_or_revoked_in_itself(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  pass.iat = NOW; /* as new as the list */
  static const enum tx_reason reasons[] = { TX_OK, TX_OK,        TX_OK,      TX_OK,
                                            TX_OK, TX_SUSPENDED, TX_REVOKED, TX_REVOKED };
  for (uint32_t s = 0; s < 8; s++) {
    pass.record = s << 29;
    assert_int_equal(reason_of(c, &pass), reasons[s]);
  }
}

static void of_several_lists_the_passes_own_is_asked(void **state) {
  const struct community *c = *state;
  struct tx_status below = *c->list, above = *c->list;
  uint32_t revoked[FORGE_LIST_SIZE];
  for (size_t i = 0; i < FORGE_LIST_SIZE; i++)
    revoked[i] = 6u << 29;
  below.area = CITY_AREA - 1, above.area = CITY_AREA + 1;
  below.records = above.records = revoked;
  const struct tx_status *lists[] = { &below, c->list, &above };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.lists = lists;
  gate.list_count = 3;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_OK);
  gate.lists = lists + 1;
  gate.list_count = 2;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_OK);
  gate.lists = lists;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_OK);
}

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
  assert_false(d.certified);
  char text[TX_TEXT_MAX + 1];
  struct forge_bytes payload = forge_cbor("{4: 1795400000, 6: 1795391000}");
  assert_true(forge_code(s->c->forge.keys[FORGE_CERTIFICATE], "TC1:", payload, text));
  assert_int_equal(show_text(&s->gate, text).reason, TX_MALFORMED_CLAIMS);
  text[strlen(text) - 1] = '0', text[strlen(text) - 3] = '0';
  assert_int_equal(show_text(&s->gate, text).reason, TX_BAD_SIGNATURE);
}

static void without_a_believable_clock_a_certificate_is_shown_as_it_is(void **state) {
  struct shown_certificate *s = a_certificate(*state);
  s->gate.clock = unsure_at(NOW);
  s->certificate.exp = NOW - 1;
  s->certs.exp = NOW - 1;
  assert_int_equal(show_certificate(s, FORGE_CERTIFICATE).reason, TX_CERTIFICATE_SHOWN);
}

/* --- names ------------------------------------------------------------------------------------ */

static void the_rule_that_decided_has_one_name(UNUSED void **state) {
  const struct tx_policy policy = { .area = CITY_AREA, .seq = 12 };
  const struct tx_order order = { .id = "2026-1" };
  const struct tx_rule rule = { .id = "r" };
  const struct tx_finding found = { &policy, &order, &rule }, none = { 0 };
  char name[64] = "x", small[8];
  tx_finding_name(&found, name, sizeof name);
  assert_string_equal(name, "610113001001/12/2026-1/r");
  tx_finding_name(&found, small, sizeof small);
  assert_string_equal(small, "6101130");
  tx_finding_name(&none, name, sizeof name);
  assert_string_equal(name, "");
  tx_finding_name(&found, name, 0);
}

static void the_longest_name_of_a_rule_has_room(UNUSED void **state) {
  char id[65], name[TX_FINDING_NAME_SIZE + 1];
  memset(id, 'i', 64);
  id[64] = '\0';
  const struct tx_policy policy = { .area = TX_AREA_MAX, .seq = INT64_MAX };
  const struct tx_order order = { .id = id };
  const struct tx_rule rule = { .id = id };
  const struct tx_finding found = { &policy, &order, &rule };
  tx_finding_name(&found, name, sizeof name);
  assert_in_range(strlen(name), 150, TX_FINDING_NAME_SIZE - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_pass_that_is_right_lets_in),
    PROMISE(tags_around_a_pass_change_nothing),
    PROMISE(every_byte_of_a_pass_counts),
    PROMISE(every_character_of_a_code_counts),
    PROMISE(no_part_of_a_code_is_a_code),
    PROMISE(only_a_key_for_passes_of_the_area_signs_one),
    PROMISE(another_areas_key_is_refused),
    PROMISE(a_key_is_refused_before_its_time_after_and_past_its_end),
    PROMISE(the_algorithm_is_that_of_the_key_whatever_the_header_says),
    PROMISE(a_strangers_signature_under_the_issuers_name_is_refused),
    PROMISE(a_pass_under_another_prefix_is_none),
    PROMISE(what_is_not_ours_is_named_where_it_is_known),
    PROMISE(a_text_over_1024_characters_is_malformed),
    PROMISE(without_a_trust_list_nobody_is_known),
    PROMISE(what_was_signed_must_keep_the_format),
    PROMISE(dates_are_weighed_to_the_second),
    PROMISE(the_first_thing_wrong_in_the_order_of_numbers_is_the_reason),
    PROMISE(the_list_says_who_is_who_today),
    PROMISE(an_issued_pass_can_be_suspended_or_revoked_in_itself),
    PROMISE(of_several_lists_the_passes_own_is_asked),
    PROMISE(a_certificate_that_holds_is_for_the_guard_to_see),
    PROMISE(a_withdrawn_certificate_is_revoked),
    PROMISE(without_the_status_of_exactly_its_area_it_is_no_list),
    PROMISE(a_certificate_goes_the_way_of_a_pass_up_to_its_dates),
    PROMISE(without_a_believable_clock_a_certificate_is_shown_as_it_is),
    PROMISE(the_rule_that_decided_has_one_name),
    PROMISE(the_longest_name_of_a_rule_has_room),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
