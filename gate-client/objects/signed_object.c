/* SPDX-License-Identifier: Apache-2.0 */
#include "signed_object.h"

#include <stdlib.h>

struct gate_signed *gate_signed_ref(struct gate_signed *held) {
  __atomic_add_fetch(&held->refs, 1, __ATOMIC_RELAXED);
  return held;
}

void gate_signed_unref(struct gate_signed *held) {
  if (!held || __atomic_sub_fetch(&held->refs, 1, __ATOMIC_ACQ_REL) > 0) return;
  switch (held->object) {
  case GATE_TRUST:
    tx_trust_destroy(held->trust);
    break;
  case GATE_POLICY:
    tx_policy_destroy(held->policy);
    break;
  case GATE_STATUS:
  case GATE_DELTA:
    tx_status_destroy(held->status);
    break;
  case GATE_CERTS:
    tx_certs_destroy(held->certs);
    break;
  }
  free(held->base);
  free(held);
}

static bool add_base(struct gate_signed *held, const uint8_t key[TX_HASH_SIZE]) {
  for (size_t i = 0; i < held->base_count; i++)
    if (memcmp(held->base[i], key, TX_HASH_SIZE) == 0) return true;
  void *grown = reallocarray(held->base, held->base_count + 1, sizeof *held->base);
  if (!grown) return false;
  held->base = grown;
  memcpy(held->base[held->base_count++], key, TX_HASH_SIZE);
  return true;
}

bool gate_signed_stand_on(struct gate_signed *held, const struct gate_signed *before) {
  for (size_t i = 0; i < before->base_count; i++)
    if (!add_base(held, before->base[i])) return false;
  return add_base(held, gate_signed_signer(before));
}

static enum tx_reason take_trust(const struct gate_signed_before *before,
                                 const struct gate_offer *offer, struct tx_clock clock,
                                 struct gate_signed *held) {
  if (offer->reload) return tx_trust_reload(offer->bytes, offer->root, &held->trust);
  return tx_trust_take(offer->bytes, before->trust, offer->pin, clock, &held->trust);
}

static enum tx_reason take(const struct gate_signed_before *before, const struct gate_offer *offer,
                           const struct tx_floor *floor, struct tx_clock clock,
                           struct gate_signed *held) {
  switch (offer->object) {
  case GATE_TRUST:
    return take_trust(before, offer, clock, held);
  case GATE_POLICY:
    return tx_policy_take(offer->bytes, before->trust, floor->seq, clock, &held->policy);
  case GATE_STATUS:
    return tx_status_take(offer->bytes, before->trust, floor, clock, &held->status);
  case GATE_DELTA:
    return tx_delta_take(offer->bytes, before->trust, before->list, clock, &held->status);
  case GATE_CERTS:
    return tx_certs_take(offer->bytes, before->trust, floor, clock, &held->certs);
  }
  return TX_BAD_ARGUMENT;
}

static uint64_t area_of(const struct gate_signed *held) {
  switch (held->object) {
  case GATE_TRUST:
    return 0;
  case GATE_POLICY:
    return held->policy->area;
  case GATE_STATUS:
  case GATE_DELTA:
    return held->status->area;
  case GATE_CERTS:
    return held->certs->area;
  }
  return 0;
}

enum tx_reason gate_signed_take(const struct gate_signed_before *before,
                                const struct gate_offer *offer, const struct tx_floor *floor,
                                struct tx_clock clock, struct gate_signed **out) {
  struct gate_signed *held = calloc(1, sizeof *held);
  if (!held) return TX_NO_MEMORY;
  held->object = offer->object == GATE_DELTA ? GATE_STATUS : offer->object;
  held->refs = 1;
  /* What stands on our own disk was weighed when it came; it may have expired since, and counts as
   * out of date (36) rather than as absent. */
  if (offer->reload) clock.unsure = true;
  enum tx_reason reason = take(before, offer, floor, clock, held);
  if (reason != TX_OK) {
    free(held);
    return reason;
  }
  held->area = area_of(held);
  *out = held;
  return TX_OK;
}

int64_t gate_signed_iat(const struct gate_signed *held) {
  switch (held->object) {
  case GATE_TRUST:
    return held->trust->iat;
  case GATE_POLICY:
    return (int64_t)held->policy->seq;
  case GATE_STATUS:
  case GATE_DELTA:
    return held->status->iat;
  case GATE_CERTS:
    return held->certs->iat;
  }
  return 0;
}

struct tx_floor gate_signed_floor(const struct gate_signed *held) {
  switch (held->object) {
  case GATE_TRUST:
    return (struct tx_floor){ held->trust->seq, held->trust->iat };
  case GATE_POLICY:
    return (struct tx_floor){ held->policy->seq, (int64_t)held->policy->seq };
  case GATE_STATUS:
  case GATE_DELTA:
    return (struct tx_floor){ held->status->seq, held->status->iat };
  case GATE_CERTS:
    return (struct tx_floor){ held->certs->seq, held->certs->iat };
  }
  return (struct tx_floor){ 0 };
}

const uint8_t *gate_signed_signer(const struct gate_signed *held) {
  switch (held->object) {
  case GATE_POLICY:
    return held->policy->signer;
  case GATE_STATUS:
  case GATE_DELTA:
    return held->status->signer;
  case GATE_CERTS:
    return held->certs->signer;
  case GATE_TRUST:
    break;
  }
  static const uint8_t none[TX_HASH_SIZE];
  return none;
}
