/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that runs out, at every call in turn: whatever is taken or signed then says so, hands
 * nothing out and leaks nothing. Linked with --wrap for our own calls; OpenSSL, libdeflate and
 * jansson keep theirs (jansson 2.14 runs into an assertion of its own when memory fails inside a
 * string).
 */
#include "city/forge.h"
#include "format/enrol.h"
#include "format/event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#define NOW 1669200000

/* --- the allocator ---------------------------------------------------------------------------- */

static unsigned long calls, fail_at; /* fail_at 0: never */
static long alive;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);
void __wrap_free(void *p);

static bool runs_out(void) {
  return ++calls == fail_at;
}

static void *count(void *p) {
  if (p) alive++;
  return p;
}

void *__wrap_malloc(size_t n) {
  return runs_out() ? NULL : count(__real_malloc(n));
}
void *__wrap_calloc(size_t n, size_t size) {
  return runs_out() ? NULL : count(__real_calloc(n, size));
}
void *__wrap_realloc(void *p, size_t n) {
  if (runs_out()) return NULL;
  void *grown = __real_realloc(p, n);
  return p ? grown : count(grown);
}
char *__wrap_strdup(const char *s) {
  return runs_out() ? NULL : count(__real_strdup(s));
}
char *__wrap_strndup(const char *s, size_t n) {
  return runs_out() ? NULL : count(__real_strndup(s, n));
}
void __wrap_free(void *p) {
  if (p) alive--;
  __real_free(p);
}

/* --- what a city holds, made while there was memory ------------------------------------------- */

struct city_bytes {
  struct forge forge;
  struct tx_clock clock;
  struct tx_pin pin;
  struct tx_trust *trust;
  struct tx_status *list;
  struct tx_status later; /* the list a minute on */
  uint32_t later_records[FORGE_LIST_SIZE];
  struct forge_trust trust_draft;
  struct forge_status status_draft;
  struct forge_bytes trust_bytes, status_bytes, delta_bytes, policy_bytes, policy_json, certs_bytes,
      batch_bytes;
  struct tx_event event;
  uint8_t event_bytes[256];
  struct tx_span event_span;
  struct tx_certs certs;
};

static struct city_bytes city;

static void make_delta(void) {
  city.later = city.status_draft.status;
  memcpy(city.later_records, city.status_draft.records, sizeof city.later_records);
  city.later_records[2] ^= 1;
  city.later.records = city.later_records;
  city.later.seq += 60;
  city.later.iat += 60;
  assert_int_equal(tx_delta_sign(city.list, &city.later, city.forge.keys[FORGE_STATUS],
                                 &city.delta_bytes.p, &city.delta_bytes.n),
                   TX_OK);
}

static void make_certs(void) {
  static uint8_t withdrawn[2];
  city.certs = (struct tx_certs){ .area = FORGE_DISTRICT,
                                  .seq = NOW - 60,
                                  .iat = NOW - 60,
                                  .exp = NOW + FORGE_DAY_S,
                                  .ttl_s = 60,
                                  .count = 16,
                                  .withdrawn = withdrawn };
  assert_int_equal(tx_certs_sign(&city.certs, city.forge.keys[FORGE_CERTIFICATE],
                                 &city.certs_bytes.p, &city.certs_bytes.n),
                   TX_OK);
}

static void make_batch(void) {
  size_t n = 0;
  city.event = (struct tx_event){ .at = NOW, .reason = TX_EXPIRED, .verdict = TX_DENY, .live = -1 };
  assert_int_equal(tx_event_write(&city.event, city.event_bytes, sizeof city.event_bytes, &n),
                   TX_OK);
  city.event_span = tx_span_of(city.event_bytes, n);
  assert_int_equal(tx_batch_sign(city.forge.keys[FORGE_GATE], &(struct tx_batch_head){ .first = 1 },
                                 &city.event_span, 1, &city.batch_bytes.p, &city.batch_bytes.n),
                   TX_OK);
}

static int set_up(void **state) {
  (void)state;
  city.clock.now_s = NOW;
  assert_true(forge_open(&city.forge, NOW));
  memcpy(city.pin.root, city.forge.keys[FORGE_ROOT]->hash, sizeof city.pin.root);
  forge_trust_draft(&city.forge, &city.trust_draft);
  city.trust_bytes = forge_trust(&city.forge, &city.trust_draft, FORGE_ROOT);
  assert_int_equal(
      tx_trust_take(forge_span(&city.trust_bytes), NULL, &city.pin, city.clock, &city.trust),
      TX_OK);
  forge_status_draft(&city.forge, &city.status_draft);
  city.status_bytes = forge_status(&city.forge, &city.status_draft, FORGE_STATUS);
  assert_int_equal(
      tx_status_take(forge_span(&city.status_bytes), city.trust, NULL, city.clock, &city.list),
      TX_OK);
  city.policy_json =
      forge_policy_json(&city.forge, "{\"===\":[{\"var\":\"record.health\"},\"green\"]}", "deny");
  city.policy_bytes = forge_policy(&city.forge, forge_span(&city.policy_json), FORGE_POLICY);
  make_delta();
  make_certs();
  make_batch();
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  tx_status_destroy(city.list);
  tx_trust_destroy(city.trust);
  forge_bytes_free(&city.trust_bytes);
  forge_bytes_free(&city.status_bytes);
  forge_bytes_free(&city.delta_bytes);
  forge_bytes_free(&city.policy_bytes);
  forge_bytes_free(&city.policy_json);
  forge_bytes_free(&city.certs_bytes);
  forge_bytes_free(&city.batch_bytes);
  forge_close(&city.forge);
  return 0;
}

/* --- each call that asks for memory ----------------------------------------------------------- */

static enum tx_reason take_trust(void) {
  struct tx_trust *out = NULL;
  const enum tx_reason reason =
      tx_trust_take(forge_span(&city.trust_bytes), NULL, &city.pin, city.clock, &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  tx_trust_destroy(out);
  return reason;
}

static enum tx_reason take_status(void) {
  struct tx_status *out = NULL;
  const enum tx_reason reason =
      tx_status_take(forge_span(&city.status_bytes), city.trust, NULL, city.clock, &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  tx_status_destroy(out);
  return reason;
}

static enum tx_reason take_delta(void) {
  struct tx_status *out = NULL;
  const enum tx_reason reason =
      tx_delta_take(forge_span(&city.delta_bytes), city.trust, city.list, city.clock, &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  tx_status_destroy(out);
  return reason;
}

static enum tx_reason take_policy(void) {
  struct tx_policy *out = NULL;
  const enum tx_reason reason =
      tx_policy_take(forge_span(&city.policy_bytes), city.trust, 0, city.clock, &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  tx_policy_destroy(out);
  return reason;
}

static enum tx_reason take_certs(void) {
  struct tx_certs *out = NULL;
  const enum tx_reason reason =
      tx_certs_take(forge_span(&city.certs_bytes), city.trust, NULL, city.clock, &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  tx_certs_destroy(out);
  return reason;
}

static enum tx_reason take_batch(void) {
  struct tx_batch *out = NULL;
  const struct tx_signer *gate = city.forge.keys[FORGE_GATE];
  const enum tx_reason reason = tx_batch_take(forge_span(&city.batch_bytes), gate->alg,
                                              tx_span_of(gate->spki, gate->spki_len), &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  tx_batch_destroy(out);
  return reason;
}

static enum tx_reason drop(enum tx_reason reason, uint8_t **bytes) {
  assert_int_equal(reason == TX_OK, *bytes != NULL);
  free(*bytes);
  return reason;
}

static enum tx_reason sign_trust(void) {
  uint8_t *out = NULL;
  size_t n = 0;
  return drop(tx_trust_sign(&city.trust_draft.trust, city.forge.keys[FORGE_ROOT], &out, &n), &out);
}

static enum tx_reason sign_status(void) {
  uint8_t *out = NULL;
  size_t n = 0;
  return drop(tx_status_sign(city.list, city.forge.keys[FORGE_STATUS], &out, &n), &out);
}

static enum tx_reason sign_delta(void) {
  uint8_t *out = NULL;
  size_t n = 0;
  return drop(tx_delta_sign(city.list, &city.later, city.forge.keys[FORGE_STATUS], &out, &n), &out);
}

static enum tx_reason sign_policy(void) {
  uint8_t *out = NULL;
  size_t n = 0;
  const struct tx_span json = forge_span(&city.policy_json);
  return drop(tx_policy_sign(json, city.forge.keys[FORGE_POLICY], &out, &n), &out);
}

static enum tx_reason sign_certs(void) {
  uint8_t *out = NULL;
  size_t n = 0;
  return drop(tx_certs_sign(&city.certs, city.forge.keys[FORGE_CERTIFICATE], &out, &n), &out);
}

static enum tx_reason sign_batch(void) {
  uint8_t *out = NULL;
  size_t n = 0;
  const struct tx_signer *gate = city.forge.keys[FORGE_GATE];
  return drop(
      tx_batch_sign(gate, &(struct tx_batch_head){ .first = 1 }, &city.event_span, 1, &out, &n),
      &out);
}

/* --- the promise ------------------------------------------------------------------------------ */

/* A key that cannot be loaded verifies nothing: there a bad signature is as good an answer.
 * mistaken_for is what else may be answered. */

/* Fails the first, second, third … request for memory, until work gets by without failing one. */
static void every_request_fails_in_turn(enum tx_reason (*work)(void), enum tx_reason mistaken_for) {
  for (unsigned long n = 1;; n++) {
    const long before = alive;
    calls = 0;
    fail_at = n;
    const enum tx_reason reason = work();
    fail_at = 0;
    if (alive != before) fail_msg("request %lu failed: %ld pieces leaked", n, alive - before);
    if (calls < n) {
      assert_int_equal(reason, TX_OK);
      assert_true(n > 1);
      return;
    }
    if (reason != TX_NO_MEMORY && reason != mistaken_for)
      fail_msg("request %lu failed: %s", n, tx_reason_name(reason));
  }
}

#define WITHOUT_MEMORY(what, work, mistaken_for)                                                   \
  static void what(void **state) {                                                                 \
    (void)state;                                                                                   \
    every_request_fails_in_turn(work, mistaken_for);                                               \
  }
WITHOUT_MEMORY(a_trust_list_is_taken_whole_or_not_at_all, take_trust, TX_BAD_SIGNATURE)
WITHOUT_MEMORY(a_status_list_is_taken_whole_or_not_at_all, take_status, TX_BAD_SIGNATURE)
WITHOUT_MEMORY(a_delta_is_taken_whole_or_not_at_all, take_delta, TX_BAD_SIGNATURE)
WITHOUT_MEMORY(a_policy_is_taken_whole_or_not_at_all, take_policy, TX_BAD_SIGNATURE)
WITHOUT_MEMORY(certificate_status_is_taken_whole_or_not_at_all, take_certs, TX_BAD_SIGNATURE)
WITHOUT_MEMORY(a_batch_is_taken_whole_or_not_at_all, take_batch, TX_BAD_SIGNATURE)
WITHOUT_MEMORY(a_trust_list_is_signed_whole_or_not_at_all, sign_trust, TX_NO_MEMORY)
WITHOUT_MEMORY(a_status_list_is_signed_whole_or_not_at_all, sign_status, TX_NO_MEMORY)
WITHOUT_MEMORY(a_delta_is_signed_whole_or_not_at_all, sign_delta, TX_NO_MEMORY)
WITHOUT_MEMORY(a_policy_is_signed_whole_or_not_at_all, sign_policy, TX_NO_MEMORY)
WITHOUT_MEMORY(certificate_status_is_signed_whole_or_not_at_all, sign_certs, TX_NO_MEMORY)
WITHOUT_MEMORY(a_batch_is_signed_whole_or_not_at_all, sign_batch, TX_NO_MEMORY)

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_trust_list_is_taken_whole_or_not_at_all),
    cmocka_unit_test(a_status_list_is_taken_whole_or_not_at_all),
    cmocka_unit_test(a_delta_is_taken_whole_or_not_at_all),
    cmocka_unit_test(a_policy_is_taken_whole_or_not_at_all),
    cmocka_unit_test(certificate_status_is_taken_whole_or_not_at_all),
    cmocka_unit_test(a_batch_is_taken_whole_or_not_at_all),
    cmocka_unit_test(a_trust_list_is_signed_whole_or_not_at_all),
    cmocka_unit_test(a_status_list_is_signed_whole_or_not_at_all),
    cmocka_unit_test(a_delta_is_signed_whole_or_not_at_all),
    cmocka_unit_test(a_policy_is_signed_whole_or_not_at_all),
    cmocka_unit_test(certificate_status_is_signed_whole_or_not_at_all),
    cmocka_unit_test(a_batch_is_signed_whole_or_not_at_all),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
