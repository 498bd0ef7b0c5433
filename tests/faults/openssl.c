/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenSSL that runs out of memory, at every request in turn: what is good may then be refused, what
 * is forged is never believed, a key or a signature is whole or there is none, and nothing crashes.
 * Hashing aborts by contract (crypto.h), so its own requests are left alone: linked with --wrap.
 * SM2 is left out: OpenSSL 3.0 itself goes through a null pointer (BN_CTX_end in its
 * sm2_sig_verify) when it has no memory, which ends the program and lets nobody in.
 */
#include "city/forge.h"
#include "format/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/crypto.h>
#include <stdlib.h>

#define NOW CITY_TODAY_S
#define PEM_MAX 2048

/* --- OpenSSL's allocator ---------------------------------------------------------------------- */

static unsigned long calls, fail_at; /* fail_at 0: never */
static bool paused;

static bool runs_out(void) {
  return !paused && ++calls == fail_at;
}

static void *take_memory(size_t n, const char *file, int line) {
  (void)file, (void)line;
  return runs_out() ? NULL : malloc(n);
}
static void *grow_memory(void *p, size_t n, const char *file, int line) {
  (void)file, (void)line;
  return runs_out() ? NULL : realloc(p, n);
}
static void give_memory_back(void *p, const char *file, int line) {
  (void)file, (void)line;
  free(p);
}

void __real_tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]);
void __wrap_tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]);

void __wrap_tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]) {
  paused = true;
  __real_tx_sha256(bytes, out);
  paused = false;
}

/* --- what is tried, made while there was memory ----------------------------------------------- */

enum { GOOD, FORGED_ONE, CODES };
enum { ALGS = 2 };

static struct forge forge;
static struct tx_trust *trust;
static struct tx_gate gate;
static char cards[ALGS][CODES][TX_TEXT_MAX + 1], lives[CODES][TX_TEXT_MAX + 1];
static struct forge_bytes trust_bytes, list_bytes[CODES];
static struct tx_pin pin;
static char pem[PEM_MAX];
static size_t pem_n;

static const struct tx_clock now = { .now_s = NOW };
static const int64_t algs[ALGS] = { TX_ALG_ES256, TX_ALG_ED25519 };

static void make_codes(void) {
  static const enum forge_key issuers[ALGS] = { FORGE_ISSUE, FORGE_ISSUE_ED25519 };
  struct tx_pass pass = forge_pass(&forge), bound = forge_bound_pass(&forge);
  char text[TX_TEXT_MAX + 1];
  for (size_t i = 0; i < ALGS; i++) {
    struct tx_signer impostor = *forge.keys[issuers[i]];
    struct tx_signer *stranger = tx_key_generate(impostor.alg);
    assert_int_equal(tx_pass_sign(&pass, forge.keys[issuers[i]], cards[i][GOOD]), TX_OK);
    memcpy(stranger->hash, impostor.hash, TX_HASH_SIZE); /* names the issuer's key */
    assert_int_equal(tx_pass_sign(&pass, stranger, cards[i][FORGED_ONE]), TX_OK);
    tx_signer_destroy(stranger);
  }
  assert_true(forge_pass_text(&forge, &bound, text));
  assert_int_equal(tx_live_sign(text, NOW, forge.keys[FORGE_HOLDER], lives[GOOD]), TX_OK);
  assert_int_equal(tx_live_sign(text, NOW, forge.keys[FORGE_OTHER_HOLDER], lives[FORGED_ONE]),
                   TX_OK);
}

static void make_lists(void) {
  struct forge_trust draft;
  struct forge_status list;
  forge_trust_draft(&forge, &draft);
  trust_bytes = forge_trust(&forge, &draft, FORGE_ROOT);
  memcpy(pin.root, forge.keys[FORGE_ROOT]->hash, TX_HASH_SIZE);
  assert_int_equal(tx_trust_take(forge_span(&trust_bytes), NULL, &pin, now, &trust), TX_OK);
  forge_status_draft(&forge, &list);
  for (size_t i = 0; i < CODES; i++)
    list_bytes[i] = forge_status(&forge, &list, FORGE_STATUS);
  list_bytes[FORGED_ONE].p[list_bytes[FORGED_ONE].n - 1] ^= 1;
}

static void make_file(void) {
  const struct tx_signer *key = forge.keys[FORGE_ISSUE];
  assert_int_equal(tx_key_write_pem(key, tx_span_of(NULL, 0), pem, sizeof pem, &pem_n), TX_OK);
}

static int set_up(void **state) {
  (void)state;
  assert_true(forge_open(&forge, NOW));
  make_lists();
  make_codes();
  make_file();
  gate = (struct tx_gate){ .area = CITY_AREA, .clock = now, .trust = trust };
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  tx_trust_destroy(trust);
  forge_bytes_free(&trust_bytes);
  for (size_t i = 0; i < CODES; i++)
    forge_bytes_free(&list_bytes[i]);
  forge_close(&forge);
  return 0;
}

/* --- each in turn ----------------------------------------------------------------------------- */

/* Runs work with the first, second, third … request failing, until it gets by without. work checks
 * what came of it; whole says that nothing failed, so that everything must have come out right. */
static void every_request_fails_in_turn(void (*work)(bool whole)) {
  work(true); /* what OpenSSL looks up once stays looked up */
  for (unsigned long n = 1;; n++) {
    calls = 0;
    fail_at = n;
    work(false);
    fail_at = 0;
    if (calls < n) break;
  }
  work(true); /* the failures left nothing broken behind */
}

/* Without a list, 35 is what a pass comes to whose signature held. */
static enum tx_reason shown(const char *text, struct tx_keyring *ring) {
  struct tx_decision d;
  tx_decide(tx_span_text(text), &gate, ring, &d);
  return d.reason;
}

static void judge(enum tx_reason reason, bool good, bool whole) {
  if (reason == TX_NO_LIST)
    assert_true(good);
  else if (reason != TX_BAD_SIGNATURE && reason != TX_LIVE_BAD_SIGNATURE)
    fail_msg("%s", tx_reason_name(reason));
  if (whole) assert_int_equal(reason == TX_NO_LIST, good);
}

static void show_cards(size_t alg, bool whole) {
  for (int code = GOOD; code < CODES; code++)
    judge(shown(cards[alg][code], NULL), code == GOOD, whole);
}

static void show_p256_cards(bool whole) {
  show_cards(0, whole);
}

static void show_ed25519_cards(bool whole) {
  show_cards(1, whole);
}

static void show_to_a_ring(bool whole) {
  struct tx_trust one_key =
      *trust; /* of FORGE_ISSUE: a ring of all takes too long to fail in turn */
  one_key.row_count = 1;
  struct tx_keyring *ring = tx_keyring_create(&one_key);
  for (int code = GOOD; ring && code < CODES; code++) {
    judge(shown(lives[code], ring), code == GOOD, whole);
    judge(shown(cards[0][code], ring), code == GOOD, whole);
  }
  tx_keyring_destroy(ring);
}

static void take_trust(bool whole) {
  struct tx_trust *out = NULL;
  enum tx_reason reason = tx_trust_take(forge_span(&trust_bytes), NULL, &pin, now, &out);
  assert_int_equal(reason == TX_OK, out != NULL);
  if (whole) assert_int_equal(reason, TX_OK);
  tx_trust_destroy(out);
}

static void take_lists(bool whole) {
  for (int code = GOOD; code < CODES; code++) {
    struct tx_status *out = NULL;
    enum tx_reason reason = tx_status_take(forge_span(&list_bytes[code]), trust, NULL, now, &out);
    assert_int_equal(reason == TX_OK, out != NULL);
    if (code == FORGED_ONE) assert_int_equal(reason, TX_BAD_SIGNATURE);
    if (whole && code == GOOD) assert_int_equal(reason, TX_OK);
    tx_status_destroy(out);
  }
}

static bool signs(const struct tx_signer *key) {
  uint8_t signature[TX_SIGNATURE_SIZE];
  if (!key->ops->sign(key, tx_span_text("m"), signature)) return false;
  unsigned long failing = fail_at;
  fail_at = 0;
  struct tx_verifier *v = tx_verifier_create(key->alg, tx_span_of(key->spki, key->spki_len));
  assert_true(v && tx_verifier_holds(v, tx_span_of("", 0), tx_span_text("m"), signature));
  tx_verifier_destroy(v);
  fail_at = failing;
  return true;
}

static void make_keys(bool whole) {
  for (size_t i = 0; i < ALGS; i++) {
    struct tx_signer *key = tx_key_generate(algs[i]);
    bool signed_ = key && signs(key);
    if (whole) assert_true(signed_);
    tx_signer_destroy(key);
  }
}

/* Files without a passphrase: scrypt takes too long to fail in turn. */
static void read_keys(bool whole) {
  struct tx_signer *key = NULL;
  enum tx_reason reason = tx_key_read_pem(tx_span_of(pem, pem_n), tx_span_of(NULL, 0), &key);
  assert_int_equal(reason == TX_OK, key != NULL);
  if (whole) assert_int_equal(reason, TX_OK);
  if (key) assert_memory_equal(key->hash, forge.keys[FORGE_ISSUE]->hash, TX_HASH_SIZE);
  tx_signer_destroy(key);
}

static void write_keys(bool whole) {
  char out[PEM_MAX];
  size_t n;
  enum tx_reason reason =
      tx_key_write_pem(forge.keys[FORGE_ISSUE], tx_span_of(NULL, 0), out, sizeof out, &n);
  if (whole) assert_int_equal(reason, TX_OK);
  if (reason != TX_OK) return;
  assert_int_equal(n, pem_n);
  assert_string_equal(out, pem);
}

#define WITHOUT_MEMORY(what, work)                                                                 \
  static void what(void **state) {                                                                 \
    (void)state;                                                                                   \
    every_request_fails_in_turn(work);                                                             \
  }
WITHOUT_MEMORY(no_forged_card_is_believed, show_p256_cards)
WITHOUT_MEMORY(no_forged_card_by_ed25519_is_believed, show_ed25519_cards)
WITHOUT_MEMORY(no_forged_live_pass_is_believed_by_a_keyring, show_to_a_ring)
WITHOUT_MEMORY(a_trust_list_is_taken_or_refused, take_trust)
WITHOUT_MEMORY(no_forged_list_is_taken, take_lists)
WITHOUT_MEMORY(a_key_is_made_whole_or_not_at_all, make_keys)
WITHOUT_MEMORY(a_key_is_read_whole_or_not_at_all, read_keys)
WITHOUT_MEMORY(a_key_is_written_whole_or_not_at_all, write_keys)

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_forged_card_is_believed),
    cmocka_unit_test(no_forged_card_by_ed25519_is_believed),
    cmocka_unit_test(no_forged_live_pass_is_believed_by_a_keyring),
    cmocka_unit_test(a_trust_list_is_taken_or_refused),
    cmocka_unit_test(no_forged_list_is_taken),
    cmocka_unit_test(a_key_is_made_whole_or_not_at_all),
    cmocka_unit_test(a_key_is_read_whole_or_not_at_all),
    cmocka_unit_test(a_key_is_written_whole_or_not_at_all),
  };
  if (CRYPTO_set_mem_functions(take_memory, grow_memory, give_memory_back) != 1) return 1;
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
