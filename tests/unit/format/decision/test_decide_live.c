/* SPDX-License-Identifier: Apache-2.0 */
/* S2: a screenshot is worth at most its window, at one gate. Reasons 22 to 26. */
#include "community.h"
#include "format/base45.h"

/* What a gate remembers of one admission. */
struct remembering {
  struct tx_memory base;
  uint64_t area;
  uint32_t index;
  int64_t iat;
};

static bool seen_before(const struct tx_memory *memory, uint64_t area, uint32_t index,
                        int64_t iat) {
  const struct remembering *r = (const struct remembering *)memory;
  return r->area == area && r->index == index && r->iat == iat;
}

static void no_history(UNUSED const struct tx_memory *memory, UNUSED const struct tx_pass *pass,
                       UNUSED int64_t exit_window_s, UNUSED struct tx_history *out) {}

static enum tx_reason live_at(const struct community *c, int64_t iat) {
  struct tx_pass pass = forge_bound_pass(&c->forge);
  return show_live(c, &c->gate, &pass, iat).reason;
}

/* A live pass around forge_bound_pass, of a header and payload that the test writes. */
static enum tx_reason live_by_hand(const struct community *c, const struct tx_signer *signer,
                                   int64_t alg, const char *payload_notation) {
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], hex[2 * TX_TEXT_MAX + 1];
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
  FORGED header = forge_cbor("{1: %lld, 13: raw'%s', 16: 294}", (long long)alg,
                             forge_hex(tx_span_of(bytes, n), hex));
  FORGED payload = forge_cbor("%s", payload_notation);
  FORGED object = forge_sign1(signer, forge_span(&header), forge_span(&payload));
  assert_true(tx_text_write("TL1:", forge_span(&object), text));
  return show_text(&c->gate, text).reason;
}

static void a_live_pass_lets_in_and_says_so(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  struct tx_decision d = show_live(c, &c->gate, &pass, NOW - 3);
  assert_int_equal(d.reason, TX_OK);
  assert_int_equal(d.kind, TX_SHOWN_LIVE);
  assert_true(d.live && d.identified);
  assert_int_equal(d.live_iat, NOW - 3);
}

static void a_pass_shown_without_its_phone_is_refused(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  struct tx_decision d = show_pass(c, &c->gate, &pass);
  assert_int_equal(d.reason, TX_LIVE_REQUIRED);
  assert_true(d.identified);
}

static void a_card_cannot_be_shown_by_a_phone(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  assert_int_equal(show_live(c, &c->gate, &pass, NOW).reason, TX_LIVE_NOT_BOUND);
}

static void another_phone_does_not_do(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_OTHER_HOLDER], live), TX_OK);
  assert_int_equal(show_text(&c->gate, live).reason, TX_LIVE_BAD_SIGNATURE);
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_ISSUE], live), TX_OK);
  assert_int_equal(show_text(&c->gate, live).reason, TX_LIVE_BAD_SIGNATURE);
}

static void every_byte_of_a_live_pass_counts(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_true(tx_base45_decode(tx_span_text(live + 4), bytes, &n));
  for (size_t i = 0; i < n; i++) {
    bytes[i] ^= 0x04;
    assert_true(tx_text_write("TL1:", tx_span_of(bytes, n), live));
    if (show_text(&c->gate, live).verdict != TX_DENY) fail_msg("byte %zu", i);
    bytes[i] ^= 0x04;
  }
}

static void the_header_names_the_holders_algorithm(void **state) {
  static const int64_t algs[] = { -9, -7, -19, -65550, 0 };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(algs); i++) {
    char payload[32];
    snprintf(payload, sizeof payload, "{6: %lld}", (long long)NOW);
    assert_int_equal(live_by_hand(c, c->forge.keys[FORGE_HOLDER], algs[i], payload),
                     tx_alg_canonical(algs[i]) == TX_ALG_ES256 ? TX_OK : TX_LIVE_BAD_SIGNATURE);
  }
}

static void a_malformed_payload_comes_after_its_signature(void **state) {
  const struct community *c = *state;
  const struct tx_signer *holder = c->forge.keys[FORGE_HOLDER];
  assert_int_equal(live_by_hand(c, holder, -9, "{7: 1}"), TX_MALFORMED_CLAIMS);
  assert_int_equal(live_by_hand(c, holder, -9, "[]"), TX_MALFORMED_CLAIMS);
  assert_int_equal(live_by_hand(c, c->forge.keys[FORGE_OTHER_HOLDER], -9, "{7: 1}"),
                   TX_LIVE_BAD_SIGNATURE);
}

static void a_point_off_the_curve_signs_nothing(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  memset(pass.holder.x, 0xff, sizeof pass.holder.x);
  assert_int_equal(show_live(c, &c->gate, &pass, NOW).reason, TX_LIVE_BAD_SIGNATURE);
}

static void the_pass_inside_is_weighed_first(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  pass.exp = NOW;
  assert_int_equal(show_live(c, &c->gate, &pass, NOW - 9999).reason, TX_EXPIRED);
  pass = forge_bound_pass(&c->forge);
  pass.area++;
  assert_int_equal(show_live(c, &c->gate, &pass, NOW).reason, TX_WRONG_JURISDICTION);
}

static void the_window_is_60_seconds_behind_and_30_ahead(void **state) {
  const struct community *c = *state;
  assert_int_equal(live_at(c, NOW - 60), TX_OK);
  assert_int_equal(live_at(c, NOW - 61), TX_LIVE_OUT_OF_WINDOW);
  assert_int_equal(live_at(c, NOW + 30), TX_OK);
  assert_int_equal(live_at(c, NOW + 31), TX_LIVE_OUT_OF_WINDOW);
}

static void a_policy_sets_the_window(void **state) {
  const struct community *c = *state;
  struct tx_policy policy = *c->policy;
  const struct tx_policy *policies[] = { &policy };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  gate.policies = policies;
  policy.live_window_s = 31;
  assert_int_equal(show_live(c, &gate, &pass, NOW - 31).live_window_s, 31);
  assert_int_equal(show_live(c, &gate, &pass, NOW - 31).reason, TX_OK);
  assert_int_equal(show_live(c, &gate, &pass, NOW - 32).reason, TX_LIVE_OUT_OF_WINDOW);
  assert_int_equal(show_live(c, &gate, &pass, NOW + 15).reason, TX_OK);
  assert_int_equal(show_live(c, &gate, &pass, NOW + 16).reason, TX_LIVE_OUT_OF_WINDOW);
}

static void outside_the_window_it_says_by_how_much_the_clocks_differ(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  assert_int_equal(show_live(c, &c->gate, &pass, NOW - 100).clock_skew_s, 100);
  assert_int_equal(show_live(c, &c->gate, &pass, NOW + 100).clock_skew_s, -100);
}

static void without_a_believable_clock_there_is_no_window(void **state) {
  const struct community *c = *state;
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  gate.clock = unsure_at(NOW);
  assert_int_equal(show_live(c, &gate, &pass, NOW - 9999).reason, TX_CLOCK_UNSURE);
}

static void a_second_showing_is_refused_and_a_renewed_code_is_not(void **state) {
  const struct community *c = *state;
  struct remembering memory = { .base = { .replayed = seen_before, .history = no_history },
                                .area = CITY_AREA,
                                .index = 5,
                                .iat = NOW - 10 };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  gate.memory = &memory.base;
  assert_int_equal(show_live(c, &gate, &pass, NOW - 10).reason, TX_REPLAYED);
  assert_int_equal(show_live(c, &gate, &pass, NOW - 9).reason, TX_OK);
  pass.index = 4; /* several passes on one phone don't collide */
  assert_int_equal(show_live(c, &gate, &pass, NOW - 10).reason, TX_OK);
  gate.clock = unsure_at(NOW);
  pass.index = 5;
  assert_int_equal(show_live(c, &gate, &pass, NOW - 10).reason, TX_REPLAYED);
}

static void a_card_is_no_replay(void **state) {
  const struct community *c = *state;
  struct remembering memory = { .base = { .replayed = seen_before, .history = no_history },
                                .area = CITY_AREA,
                                .index = 5 };
  struct tx_gate gate = c->gate;
  struct tx_pass pass = forge_pass(&c->forge);
  gate.memory = &memory.base;
  assert_int_equal(show_pass(c, &gate, &pass).reason, TX_OK);
}

static void a_live_pass_holds_one_pass_and_nothing_else(void **state) {
  static const char *const inners[] = { "0", "[]", "{}", "h''", "null", "[h'', {}, h'', h'']" };
  const struct community *c = *state;
  for (size_t i = 0; i < COUNT(inners); i++) {
    char text[TX_TEXT_MAX + 1];
    FORGED header = forge_cbor("{1: -9, 13: %s, 16: 294}", inners[i]);
    FORGED payload = forge_cbor("{6: %lld}", (long long)NOW);
    FORGED object =
        forge_sign1(c->forge.keys[FORGE_HOLDER], forge_span(&header), forge_span(&payload));
    assert_true(tx_text_write("TL1:", forge_span(&object), text));
    ASSERT_ROW(show_text(&c->gate, text).reason == TX_MALFORMED, inners[i]);
  }
}

static void a_tagged_pass_inside_is_malformed(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], hex[2 * TX_TEXT_MAX + 1];
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_true(tx_base45_decode(tx_span_text(text + 4), bytes, &n));
  FORGED header =
      forge_cbor("{1: -9, 13: 18(raw'%s'), 16: 294}", forge_hex(tx_span_of(bytes, n), hex));
  FORGED payload = forge_cbor("{6: %lld}", (long long)NOW);
  FORGED object =
      forge_sign1(c->forge.keys[FORGE_HOLDER], forge_span(&header), forge_span(&payload));
  assert_true(tx_text_write("TL1:", forge_span(&object), text));
  assert_int_equal(show_text(&c->gate, text).reason, TX_MALFORMED);
}

/* The caller says what held; a holder's proof alone is worth nothing. */
static void nothing_that_did_not_hold_is_concluded_from(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  struct tx_showing showing;
  struct tx_decision d;
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_int_equal(tx_live_sign(text, NOW, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_int_equal(tx_decide_open(&showing, tx_span_text(live), c->trust), TX_OK);
  static const enum tx_reason reasons[] = { TX_BAD_SIGNATURE, TX_LIVE_BAD_SIGNATURE,
                                            TX_BAD_SIGNATURE, TX_OK };
  for (unsigned held = 0; held < 4; held++) {
    tx_decide_conclude(&showing, held, &c->gate, &d);
    assert_int_equal(d.reason, reasons[held]);
    assert_int_equal(d.identified, (held & TX_HELD_ISSUER) != 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_live_pass_lets_in_and_says_so),
    PROMISE(a_pass_shown_without_its_phone_is_refused),
    PROMISE(a_card_cannot_be_shown_by_a_phone),
    PROMISE(another_phone_does_not_do),
    PROMISE(every_byte_of_a_live_pass_counts),
    PROMISE(the_header_names_the_holders_algorithm),
    PROMISE(a_malformed_payload_comes_after_its_signature),
    PROMISE(a_point_off_the_curve_signs_nothing),
    PROMISE(the_pass_inside_is_weighed_first),
    PROMISE(the_window_is_60_seconds_behind_and_30_ahead),
    PROMISE(a_policy_sets_the_window),
    PROMISE(outside_the_window_it_says_by_how_much_the_clocks_differ),
    PROMISE(without_a_believable_clock_there_is_no_window),
    PROMISE(a_second_showing_is_refused_and_a_renewed_code_is_not),
    PROMISE(a_card_is_no_replay),
    PROMISE(a_live_pass_holds_one_pass_and_nothing_else),
    PROMISE(a_tagged_pass_inside_is_malformed),
    PROMISE(nothing_that_did_not_hold_is_concluded_from),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
