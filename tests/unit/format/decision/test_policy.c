/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1669200000
#define CITY 610100000000

/* A city with one policy key and one status key. */
struct keys {
  struct tx_signer *root, *policy, *status;
  struct tx_trust *trust;
};

static struct tx_key_row row_of(const struct tx_signer *signer, uint8_t uses, const char *name) {
  return (struct tx_key_row){ .alg = signer->alg,
                              .spki = tx_span_of(signer->spki, signer->spki_len),
                              .uses = uses,
                              .area = CITY,
                              .sign_from = NOW - 86400,
                              .sign_until = NOW + 86400,
                              .verify_until = NOW + 86400,
                              .name = tx_span_text(name) };
}

static int make_keys(void **state) {
  struct keys *keys = calloc(1, sizeof(*keys));
  keys->root = tx_key_generate(TX_ALG_ES256);
  keys->policy = tx_key_generate(TX_ALG_ES256);
  keys->status = tx_key_generate(TX_ALG_ES256);
  struct tx_key_row rows[] = { row_of(keys->policy, TX_USE_POLICY, "policy"),
                               row_of(keys->status, TX_USE_STATUS, "status") };
  struct tx_trust list = { .seq = 1, .iat = NOW - 10, .exp = NOW + 86400, .root_count = 1 };
  list.roots[0] = row_of(keys->root, 0, "");
  list.rows = rows;
  list.row_count = 2;
  uint8_t *bytes = NULL;
  size_t n = 0;
  assert_int_equal(tx_trust_sign(&list, keys->root, &bytes, &n), TX_OK);
  struct tx_pin pin = { .seq = 0 };
  memcpy(pin.root, keys->root->hash, TX_HASH_SIZE);
  struct tx_clock clock = { .now_s = NOW };
  assert_int_equal(tx_trust_take(tx_span_of(bytes, n), NULL, &pin, clock, &keys->trust), TX_OK);
  free(bytes);
  *state = keys;
  return 0;
}

static int drop_keys(void **state) {
  struct keys *keys = *state;
  tx_trust_destroy(keys->trust);
  tx_signer_destroy(keys->root);
  tx_signer_destroy(keys->policy);
  tx_signer_destroy(keys->status);
  free(keys);
  return 0;
}

struct offer {
  uint64_t area, seq, floor;
  const struct tx_signer *signer;
  struct tx_clock clock;
  const struct tx_trust *trust;
};

static struct offer offer_of(const struct keys *keys) {
  return (struct offer){ .area = CITY,
                         .seq = NOW,
                         .signer = keys->policy,
                         .clock = { .now_s = NOW },
                         .trust = keys->trust };
}

static enum tx_reason take(const struct offer *offer) {
  char json[256];
  snprintf(json, sizeof(json), "{\"area\":%llu,\"seq\":%llu,\"orders\":[]}",
           (unsigned long long)offer->area, (unsigned long long)offer->seq);
  uint8_t *bytes = NULL;
  size_t n = 0;
  assert_int_equal(tx_policy_sign(tx_span_text(json), offer->signer, &bytes, &n), TX_OK);
  struct tx_policy *policy = NULL;
  enum tx_reason reason =
      tx_policy_take(tx_span_of(bytes, n), offer->trust, offer->floor, offer->clock, &policy);
  free(bytes);
  assert_true((reason == TX_OK) == (policy != NULL));
  if (policy) assert_memory_equal(policy->signer, offer->signer->hash, TX_HASH_SIZE);
  tx_policy_destroy(policy);
  return reason;
}

static void a_policy_by_the_areas_key_is_taken(void **state) {
  struct offer offer = offer_of(*state);
  assert_int_equal(take(&offer), TX_OK);
  offer.area = 610113001001;
  assert_int_equal(take(&offer), TX_OK);
  offer.floor = NOW - 1;
  assert_int_equal(take(&offer), TX_OK);
}

static void a_policy_outside_the_keys_area_is_refused(void **state) {
  struct offer offer = offer_of(*state);
  offer.area = 610000000000;
  assert_int_equal(take(&offer), TX_WRONG_JURISDICTION);
}

static void a_policy_by_a_key_of_another_use_is_refused(void **state) {
  const struct keys *keys = *state;
  struct offer offer = offer_of(keys);
  offer.signer = keys->status;
  assert_int_equal(take(&offer), TX_UNKNOWN_KEY);
}

static void a_policy_from_before_the_keys_time_is_refused(void **state) {
  struct offer offer = offer_of(*state);
  offer.seq = NOW - 86401;
  assert_int_equal(take(&offer), TX_KEY_OUT_OF_TIME);
  offer.seq = NOW - 86400;
  assert_int_equal(take(&offer), TX_OK);
}

static void a_policy_from_the_future_waits_unless_the_clock_is_in_doubt(void **state) {
  struct offer offer = offer_of(*state);
  offer.seq = NOW + 300;
  assert_int_equal(take(&offer), TX_OK);
  offer.seq = NOW + 301;
  assert_int_equal(take(&offer), TX_NOT_YET_VALID);
  offer.clock.unsure = true;
  assert_int_equal(take(&offer), TX_OK);
}

static void an_older_policy_never_comes_back(void **state) {
  struct offer offer = offer_of(*state);
  offer.floor = NOW;
  assert_int_equal(take(&offer), TX_ROLLBACK);
  offer.floor = NOW + 1;
  assert_int_equal(take(&offer), TX_ROLLBACK);
  offer.floor = 0;
  offer.seq = NOW - 5;
  assert_int_equal(take(&offer), TX_OK);
}

static void without_a_trust_list_no_policy_is_taken(void **state) {
  struct offer offer = offer_of(*state);
  offer.trust = NULL;
  assert_int_equal(take(&offer), TX_NO_TRUST_LIST);
}

static void json_that_is_no_policy_is_never_signed(void **state) {
  const struct keys *keys = *state;
  uint8_t *bytes = NULL;
  size_t n;
  assert_int_equal(tx_policy_sign(tx_span_text("{\"area\":1}"), keys->policy, &bytes, &n),
                   TX_MALFORMED_CLAIMS);
  assert_null(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_policy_by_the_areas_key_is_taken),
    cmocka_unit_test(a_policy_outside_the_keys_area_is_refused),
    cmocka_unit_test(a_policy_by_a_key_of_another_use_is_refused),
    cmocka_unit_test(a_policy_from_before_the_keys_time_is_refused),
    cmocka_unit_test(a_policy_from_the_future_waits_unless_the_clock_is_in_doubt),
    cmocka_unit_test(an_older_policy_never_comes_back),
    cmocka_unit_test(without_a_trust_list_no_policy_is_taken),
    cmocka_unit_test(json_that_is_no_policy_is_never_signed),
  };
  return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
