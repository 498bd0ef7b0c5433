/* SPDX-License-Identifier: Apache-2.0 */
/* The signed object around a policy's JSON. */
#include "policy.h"

#include <stdlib.h>

#define TYPE "tx-policy"

static void destroy_policy(struct tx_policy **policy) {
  tx_policy_destroy(*policy);
}

/* What of a policy that was signed still speaks against taking it. */
static enum tx_reason weigh(const struct tx_policy *policy, const struct tx_key_row *row,
                            uint64_t floor_seq, struct tx_clock clock) {
  int64_t at = (int64_t)policy->seq; /* for a policy seq stands for iat */
  enum tx_reason reason = tx_key_may_sign(row, policy->area, at, clock);
  if (reason != TX_OK) return reason;
  if (!clock.unsure && at > clock.now_s + TX_AHEAD_S) return TX_NOT_YET_VALID;
  return floor_seq && policy->seq <= floor_seq ? TX_ROLLBACK : TX_OK;
}

enum tx_reason tx_policy_take(struct tx_span bytes, const struct tx_trust *trust,
                              uint64_t floor_seq, struct tx_clock clock, struct tx_policy **out) {
  struct tx_sign1 sign1;
  const struct tx_key_row *row;
  enum tx_reason reason = tx_object_open(bytes, TYPE, TX_USE_POLICY, trust, &sign1, &row);
  if (reason != TX_OK) return reason;
  __attribute__((cleanup(destroy_policy))) struct tx_policy *policy = NULL;
  reason = tx_policy_parse(sign1.payload, &policy, NULL);
  if (reason == TX_OK) reason = weigh(policy, row, floor_seq, clock);
  if (reason != TX_OK) return reason;
  memcpy(policy->signer, row->hash, TX_HASH_SIZE);
  *out = policy;
  policy = NULL;
  return TX_OK;
}

enum tx_reason tx_policy_sign(struct tx_span json, const struct tx_signer *signer, uint8_t **out,
                              size_t *len) {
  __attribute__((cleanup(destroy_policy))) struct tx_policy *policy = NULL;
  enum tx_reason reason = tx_policy_parse(json, &policy, NULL);
  if (reason != TX_OK) return reason;
  size_t cap = tx_sign1_size(json.n, 0);
  uint8_t *bytes = malloc(cap);
  if (!bytes) return TX_NO_MEMORY;
  reason = tx_sign1_write(signer, TX_SHAPE_TYPED, TYPE, tx_span_of(NULL, 0), json, bytes, cap, len);
  if (reason != TX_OK)
    free(bytes);
  else
    *out = bytes;
  return reason;
}
