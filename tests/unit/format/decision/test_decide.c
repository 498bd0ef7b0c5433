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

/* --- 10 and 11 -------------------------------------------------------------------------------- */

static void what_is_not_ours_is_named_where_it_is_known(void **state) {
  static const char *const rows[][2] = {
    { "HC1:NCFOXN", "eu_certificate" },
    { "NZCP:/1/2", "eu_certificate" },
    { "wxp://f2f0", "payment" },
    { "https://qr.alipay.com/x", "payment" },
    { "https://xc.caict.ac.cn/x", "travel_code" },
    { "jkm:1", "health_code" },
    { "jkm:", "health_code" },
    { "http://example.org", "web" },
    { "https://example.org", "web" },
    { "TE1:0", "enrolment" },
    { "TX2:6BF", "newer" },
    { "TL9:6BF", "newer" },
    { "TC2:6BF", "newer" },
    { "TX0:6BF", "" },
    { "TXA:6BF", "" },
    { "TX2-6BF", "" },
    { "TQ2:6BF", "" },
    { "TX2", "" },
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

static int64_t since_of(const struct community *c, const struct tx_pass *pass) {
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, pass, text));
  return show_text(&c->gate, text).since;
}

static void what_is_over_or_not_yet_says_since_or_from_when(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  assert_int_equal(since_of(c, &pass), 0);
  pass.iat = NOW + 301;
  assert_int_equal(since_of(c, &pass), NOW + 301);
  pass = forge_pass(&c->forge);
  pass.exp = NOW - 60;
  assert_int_equal(since_of(c, &pass), NOW - 60);
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
  tx_finding_name(&found, small, 1);
  assert_string_equal(small, "");
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
    PROMISE(what_is_not_ours_is_named_where_it_is_known),
    PROMISE(a_text_over_1024_characters_is_malformed),
    PROMISE(without_a_trust_list_nobody_is_known),
    PROMISE(what_was_signed_must_keep_the_format),
    PROMISE(dates_are_weighed_to_the_second),
    PROMISE(what_is_over_or_not_yet_says_since_or_from_when),
    PROMISE(the_first_thing_wrong_in_the_order_of_numbers_is_the_reason),
    PROMISE(the_list_says_who_is_who_today),
    PROMISE(an_issued_pass_can_be_suspended_or_revoked_in_itself),
    PROMISE(of_several_lists_the_passes_own_is_asked),
    PROMISE(the_rule_that_decided_has_one_name),
    PROMISE(the_longest_name_of_a_rule_has_room),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
