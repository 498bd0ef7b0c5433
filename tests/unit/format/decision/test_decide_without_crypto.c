/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decision where no OpenSSL is: this program is linked from the decision's sources alone, so
 * that it does not link at all when one of them reaches for libcrypto. The signatures are
 * "verified" by the test, later, as a browser's asynchronous crypto would.
 */
#include "format/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define NOW 1669200000
#define AREA 610113001001u

static bool sign_with_sevens(const struct tx_signer *signer, struct tx_span message,
                             uint8_t *signature) {
  (void)signer;
  (void)message;
  memset(signature, 7, TX_SIGNATURE_SIZE);
  return true;
}

static const struct tx_signer_ops sevens = { .sign = sign_with_sevens };
static const struct tx_signer issuer = { .ops = &sevens, .alg = TX_ALG_ES256, .hash = "kid1" };
static const struct tx_signer phone = { .ops = &sevens, .alg = TX_ALG_ES256 };
static const uint8_t issuer_spki[] = "the issuer's key, which nobody here can read";

/* What a gate holds, made by hand: there is nothing to take it with. */
struct fixture {
  struct tx_key_row row;
  struct tx_trust trust;
  struct tx_order order;
  struct tx_policy policy;
  const struct tx_policy *policies[1];
  struct tx_gate gate;
  struct tx_showing showing;
};

static void set_up(struct fixture *f) {
  *f = (struct fixture){ 0 };
  f->row = (struct tx_key_row){ .alg = TX_ALG_ES256,
                                .spki = tx_span_of(issuer_spki, sizeof issuer_spki),
                                .hash = "kid1",
                                .uses = TX_USE_ISSUE,
                                .area = AREA,
                                .sign_from = NOW - 1000,
                                .sign_until = NOW + 1000,
                                .verify_until = NOW + 1000 };
  f->trust = (struct tx_trust){ .exp = NOW + 1000, .rows = &f->row, .row_count = 1 };
  f->order = (struct tx_order){ .id = "o", .valid_from = 0, .valid_to = NOW + 1000 };
  f->policy = (struct tx_policy){ .area = AREA,
                                  .exit_window_s = -1,
                                  .stale = { -1, TX_STALE_WARN, TX_STALE_ACCEPT },
                                  .orders = &f->order,
                                  .order_count = 1 };
  f->policies[0] = &f->policy;
  f->gate = (struct tx_gate){ .area = AREA,
                              .clock = { .now_s = NOW },
                              .trust = &f->trust,
                              .policies = f->policies,
                              .policy_count = 1 };
}

static struct tx_pass a_pass(void) {
  return (struct tx_pass){ .iat = NOW - 100,
                           .exp = NOW + 100,
                           .area = AREA,
                           .record = 1u << 29,
                           .household = -1,
                           .name = "张*三" };
}

static void show(struct fixture *f, bool live) {
  char text[TX_TEXT_MAX + 1], shown[TX_TEXT_MAX + 1];
  struct tx_pass pass = a_pass();
  pass.bound = live;
  pass.holder = (struct tx_holder){ .x = { 9 }, .y_odd = true };
  assert_int_equal(tx_pass_sign(&pass, &issuer, text), TX_OK);
  if (live) assert_int_equal(tx_live_sign(text, NOW - 5, &phone, shown), TX_OK);
  assert_int_equal(tx_decide_open(&f->showing, tx_span_text(live ? shown : text), &f->trust),
                   TX_OK);
}

static enum tx_reason conclude(const struct fixture *f, unsigned held) {
  struct tx_decision decision;
  tx_decide_conclude(&f->showing, held, &f->gate, &decision);
  return decision.reason;
}

/* --- promises --------------------------------------------------------------------------------- */

static void opening_says_which_bytes_by_which_key(void **state) {
  (void)state;
  struct fixture f;
  uint8_t prefix[64];
  set_up(&f);
  show(&f, false);
  const struct tx_check *check = &f.showing.checks[0];
  assert_int_equal(f.showing.check_count, 1);
  assert_int_equal(check->alg, TX_ALG_ES256);
  assert_true(tx_span_equal(check->spki, f.row.spki));
  assert_int_equal(check->sign1.signature[0], 7);
  assert_true(tx_sig_prefix(&check->sign1, prefix, sizeof prefix) > 12);
  assert_memory_equal(prefix + 1, "jSignature1", 11);
}

static void a_pass_is_concluded_when_its_signature_held_elsewhere(void **state) {
  (void)state;
  struct fixture f;
  set_up(&f);
  show(&f, false);
  assert_int_equal(conclude(&f, TX_HELD_ISSUER), TX_OK);
}

static void nothing_is_believed_before_the_signature_held(void **state) {
  (void)state;
  struct fixture f;
  struct tx_decision decision;
  set_up(&f);
  show(&f, false);
  tx_decide_conclude(&f.showing, 0, &f.gate, &decision);
  assert_int_equal(decision.reason, TX_BAD_SIGNATURE);
  assert_false(decision.identified);
  assert_int_equal(decision.pass.area, 0);
}

static void a_live_pass_needs_both_its_signatures(void **state) {
  (void)state;
  struct fixture f;
  set_up(&f);
  show(&f, true);
  assert_int_equal(f.showing.check_count, 2);
  assert_int_equal(f.showing.holder.x[0], 9);
  assert_true(f.showing.holder.y_odd);
  assert_int_equal(conclude(&f, TX_HELD_ISSUER | TX_HELD_HOLDER), TX_OK);
  assert_int_equal(conclude(&f, TX_HELD_ISSUER), TX_LIVE_BAD_SIGNATURE);
  assert_int_equal(conclude(&f, TX_HELD_HOLDER), TX_BAD_SIGNATURE);
}

static void a_conclusion_may_come_late(void **state) {
  (void)state;
  struct fixture f;
  set_up(&f);
  show(&f, true);
  f.gate.clock.now_s += TX_LIVE_WINDOW_S - 5;
  assert_int_equal(conclude(&f, TX_HELD_ISSUER | TX_HELD_HOLDER), TX_OK);
  f.gate.clock.now_s += 1;
  assert_int_equal(conclude(&f, TX_HELD_ISSUER | TX_HELD_HOLDER), TX_LIVE_OUT_OF_WINDOW);
}

static void what_cannot_be_opened_concludes_with_its_reason(void **state) {
  (void)state;
  struct fixture f;
  set_up(&f);
  assert_int_equal(tx_decide_open(&f.showing, tx_span_text("TX1:00"), &f.trust), TX_MALFORMED);
  assert_int_equal(f.showing.check_count, 0);
  assert_int_equal(conclude(&f, TX_HELD_ISSUER), TX_MALFORMED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(opening_says_which_bytes_by_which_key),
    cmocka_unit_test(a_pass_is_concluded_when_its_signature_held_elsewhere),
    cmocka_unit_test(nothing_is_believed_before_the_signature_held),
    cmocka_unit_test(a_live_pass_needs_both_its_signatures),
    cmocka_unit_test(a_conclusion_may_come_late),
    cmocka_unit_test(what_cannot_be_opened_concludes_with_its_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
