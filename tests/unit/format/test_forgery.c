/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody with a good pass and a computer can make of it: nothing that opens a gate. */
#include "community.h"
#include "format/base45.h"
#include "format/live.h"

struct object {
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
};

static struct object object_of(const char *text) {
  struct object object = { 0 };
  assert_true(tx_base45_decode(tx_span_text(text + TX_PREFIX_SIZE), object.bytes, &object.n));
  return object;
}

static struct tx_decision show_object(const struct community *c, const char *prefix,
                                      const struct object *object) {
  char text[TX_TEXT_MAX + 1];
  assert_true(tx_text_write(prefix, tx_span_of(object->bytes, object->n), text));
  return show_text(&c->gate, text);
}

/* What scratches and smudges yield may be anything but an accusation: its holder can only show it
 * again. A prefix or a length that is another's makes it another code, and its words say so. */
static void assert_asks_to_be_shown_again(enum tx_reason reason, size_t bit) {
  if (!strstr(tx_reason_text(reason, "zh"), "重新出示") ||
      !strstr(tx_reason_text(reason, "en"), "show it again"))
    fail_msg("bit %zu turned: %s does not ask to show it again", bit, tx_reason_name(reason));
}

static void assert_no_bit_can_turn(const struct community *c, const char *prefix,
                                   const char *text) {
  struct object object = object_of(text);
  assert_int_equal(show_object(c, prefix, &object).verdict, TX_ALLOW);
  for (size_t bit = 0; bit < object.n * 8; bit++) {
    object.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    struct tx_decision decision = show_object(c, prefix, &object);
    if (decision.verdict != TX_DENY)
      fail_msg("bit %zu turned, and the answer is %s", bit, tx_reason_name(decision.reason));
    assert_asks_to_be_shown_again(decision.reason, bit);
    object.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
  }
}

static void a_pass_with_any_bit_turned_is_refused(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  assert_no_bit_can_turn(c, "TX1:", text);
}

static void a_live_pass_with_any_bit_turned_is_refused(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_bound_pass(&c->forge);
  char bound[TX_TEXT_MAX + 1], text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, bound));
  assert_int_equal(tx_live_sign(bound, c->forge.now_s, c->forge.keys[FORGE_HOLDER], text), TX_OK);
  assert_no_bit_can_turn(c, "TL1:", text);
}

static void a_pass_cut_anywhere_is_refused(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  for (size_t n = strlen(text) - 1; n > 0; n--) {
    text[n] = 0;
    assert_int_equal(show_text(&c->gate, text).verdict, TX_DENY);
  }
}

static void no_key_but_the_communitys_own_signs_for_it(void **state) {
  const struct community *c = *state;
  static const enum forge_key wrong[] = {
    FORGE_ROOT,   FORGE_STATUS,        FORGE_POLICY,      FORGE_CERTIFICATE, FORGE_STRANGER,
    FORGE_HOLDER, FORGE_ISSUE_REVOKED, FORGE_ISSUE_ENDED, FORGE_ISSUE_DEAD,
  };
  struct tx_pass pass = forge_pass(&c->forge);
  for (size_t i = 0; i < COUNT(wrong); i++) {
    char text[TX_TEXT_MAX + 1];
    assert_int_equal(tx_pass_sign(&pass, c->forge.keys[wrong[i]], text), TX_OK);
    ASSERT_ROW(show_text(&c->gate, text).verdict == TX_DENY, forge_key_name(wrong[i]));
  }
}

/* The signature of one good pass under the claims of another. */
static void a_signature_cannot_be_moved_to_another_pass(void **state) {
  const struct community *c = *state;
  struct tx_pass pass = forge_pass(&c->forge);
  char mine[TX_TEXT_MAX + 1], theirs[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, &pass, mine));
  pass.index = 12;
  assert_true(forge_pass_text(&c->forge, &pass, theirs));
  struct object object = object_of(mine), other = object_of(theirs);
  memcpy(object.bytes + object.n - TX_SIGNATURE_SIZE, other.bytes + other.n - TX_SIGNATURE_SIZE,
         TX_SIGNATURE_SIZE);
  assert_int_equal(show_object(c, "TX1:", &object).reason, TX_BAD_SIGNATURE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_pass_with_any_bit_turned_is_refused),
    PROMISE(a_live_pass_with_any_bit_turned_is_refused),
    PROMISE(a_pass_cut_anywhere_is_refused),
    PROMISE(no_key_but_the_communitys_own_signs_for_it),
    PROMISE(a_signature_cannot_be_moved_to_another_pass),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
