/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include "signed_object.h"

#include <stdlib.h>

struct gate_state *gate_state_create(void) {
  struct gate_state *state = calloc(1, sizeof *state);
  if (state) state->refs = 1;
  return state;
}

struct gate_state *gate_state_ref(struct gate_state *state) {
  __atomic_add_fetch(&state->refs, 1, __ATOMIC_RELAXED);
  return state;
}

void gate_state_unref(struct gate_state *state) {
  if (!state || __atomic_sub_fetch(&state->refs, 1, __ATOMIC_ACQ_REL) > 0) return;
  for (size_t i = 0; i < state->held_count; i++)
    gate_signed_unref(state->held[i]);
  free(state->held);
  free(state->lists);
  free(state->certs);
  free(state->policies);
  free(state->remembered);
  free(state);
}

const struct tx_status *gate_state_list(const struct gate_state *state, uint64_t area) {
  for (size_t i = 0; i < state->list_count; i++)
    if (state->lists[i]->area == area) return state->lists[i];
  return NULL;
}

const struct tx_certs *gate_state_certs(const struct gate_state *state, uint64_t area) {
  for (size_t i = 0; i < state->cert_count; i++)
    if (state->certs[i]->area == area) return state->certs[i];
  return NULL;
}

const struct tx_policy *gate_state_policy(const struct gate_state *state, uint64_t area) {
  for (size_t i = 0; i < state->policy_count; i++)
    if (state->policies[i]->area == area) return state->policies[i];
  return NULL;
}

int64_t gate_state_newest(const struct gate_state *state) {
  int64_t newest = 0;
  for (size_t i = 0; i < state->held_count; i++) {
    int64_t iat = gate_signed_iat(state->held[i]);
    if (iat > newest) newest = iat;
  }
  return newest;
}

/* --- building the next state ---------------------------------------------------------------------
 */

/* Room for one object more than state holds. */
static struct gate_state *successor(const struct gate_state *state) {
  struct gate_state *next = gate_state_create();
  if (!next) return NULL;
  size_t most = state->held_count + 1;
  next->held = calloc(most, sizeof *next->held);
  next->lists = calloc(most, sizeof *next->lists);
  next->certs = calloc(most, sizeof *next->certs);
  next->policies = calloc(most, sizeof *next->policies);
  if (next->held && next->lists && next->certs && next->policies) return next;
  gate_state_unref(next);
  return NULL;
}

/* Points the arrays at what is held. held is ascending by area already. */
static void index_held(struct gate_state *state) {
  state->list_count = state->cert_count = state->policy_count = 0;
  for (size_t i = 0; i < state->held_count; i++) {
    const struct gate_signed *held = state->held[i];
    if (held->object == GATE_TRUST) state->trust = held->trust;
    if (held->object == GATE_STATUS) state->lists[state->list_count++] = held->status;
    if (held->object == GATE_CERTS) state->certs[state->cert_count++] = held->certs;
    if (held->object == GATE_POLICY) state->policies[state->policy_count++] = held->policy;
  }
}

static void insert_sorted(struct gate_state *state, struct gate_signed *held) {
  size_t at = state->held_count++;
  for (; at > 0 && state->held[at - 1]->area > held->area; at--)
    state->held[at] = state->held[at - 1];
  state->held[at] = held;
}

static bool is_replaced(const struct gate_signed *old, const struct gate_signed *taken) {
  return old->object == taken->object && old->area == taken->area;
}

static struct gate_remembered *find_remembered(const struct gate_state *state,
                                               const struct gate_remembered *like) {
  for (size_t i = 0; i < state->remembered_count; i++) {
    struct gate_remembered *row = &state->remembered[i];
    if (row->object == like->object && row->area == like->area &&
        memcmp(row->signer, like->signer, sizeof row->signer) == 0)
      return row;
  }
  return NULL;
}

bool gate_state_remember(struct gate_state *state, const struct gate_remembered *remembered) {
  struct gate_remembered *known = find_remembered(state, remembered);
  if (known) {
    if (remembered->floor.seq > known->floor.seq) known->floor.seq = remembered->floor.seq;
    if (remembered->floor.iat > known->floor.iat) known->floor.iat = remembered->floor.iat;
    return true;
  }
  void *grown =
      reallocarray(state->remembered, state->remembered_count + 1, sizeof *state->remembered);
  if (!grown) return false;
  state->remembered = grown;
  state->remembered[state->remembered_count++] = *remembered;
  return true;
}

static bool copy_remembered(struct gate_state *next, const struct gate_state *state) {
  for (size_t i = 0; i < state->remembered_count; i++)
    if (!gate_state_remember(next, &state->remembered[i])) return false;
  return true;
}

/* What a revoked key signed sets no floor: a thief could have driven it up. */
static bool counts(const struct gate_remembered *row, const struct tx_trust *trust) {
  return row->object == GATE_TRUST || tx_trust_standing(trust, row->signer) != TX_STANDS_REVOKED;
}

static void forget_revoked(struct gate_state *next, const struct tx_trust *trust) {
  size_t kept = 0;
  for (size_t i = 0; i < next->remembered_count; i++)
    if (counts(&next->remembered[i], trust)) next->remembered[kept++] = next->remembered[i];
  next->remembered_count = kept;
}

static bool stands(const struct tx_trust *trust, const uint8_t key[TX_HASH_SIZE]) {
  return tx_trust_standing(trust, key) == TX_STANDS_PRESENT;
}

/* A key that a new trust list no longer has: what it signed goes, and what deltas made of that,
 * which could not be read again at a restart. */
static bool survives(const struct gate_signed *held, const struct tx_trust *trust) {
  if (held->object == GATE_TRUST) return true;
  for (size_t i = 0; i < held->base_count; i++)
    if (!stands(trust, held->base[i])) return false;
  return stands(trust, gate_signed_signer(held));
}

static bool root_of_kid(const struct tx_trust *trust, struct tx_span bytes,
                        uint8_t root[TX_HASH_SIZE]) {
  struct tx_sign1 sign1;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-trust", &sign1) != TX_OK) return false;
  for (size_t i = 0; i < trust->root_count; i++) {
    if (memcmp(trust->roots[i].hash, sign1.kid, TX_KID_SIZE) != 0) continue;
    memcpy(root, trust->roots[i].hash, TX_HASH_SIZE);
    return true;
  }
  return false;
}

bool gate_trust_signer(const struct tx_trust *before, const struct tx_trust *taken,
                       uint8_t root[TX_HASH_SIZE]) {
  return (before && root_of_kid(before, taken->bytes, root)) ||
         root_of_kid(taken, taken->bytes, root);
}

static bool remember_taken(const struct gate_state *state, struct gate_state *next,
                           const struct gate_signed *taken) {
  struct gate_remembered row = { .object = taken->object,
                                 .area = taken->area,
                                 .floor = gate_signed_floor(taken) };
  if (taken->object == GATE_TRUST)
    gate_trust_signer(state->trust, taken->trust, row.signer);
  else
    memcpy(row.signer, gate_signed_signer(taken), sizeof row.signer);
  return gate_state_remember(next, &row);
}

const uint8_t *gate_state_root(const struct gate_state *state, size_t i) {
  static const uint8_t unknown[TX_HASH_SIZE];
  for (size_t at = 0; at < state->remembered_count; at++) {
    const struct gate_remembered *row = &state->remembered[at];
    if (row->object != GATE_TRUST || memcmp(row->signer, unknown, sizeof unknown) == 0) continue;
    if (i-- == 0) return row->signer;
  }
  return NULL;
}

static struct gate_state *with(const struct gate_state *state, struct gate_signed *taken) {
  struct gate_state *next = successor(state);
  if (!next || !copy_remembered(next, state) || !remember_taken(state, next, taken)) {
    gate_state_unref(next);
    return NULL;
  }
  if (taken->object == GATE_TRUST) forget_revoked(next, taken->trust);
  for (size_t i = 0; i < state->held_count; i++) {
    struct gate_signed *held = state->held[i];
    if (is_replaced(held, taken)) continue;
    if (taken->object == GATE_TRUST && !survives(held, taken->trust)) continue;
    insert_sorted(next, gate_signed_ref(held));
  }
  insert_sorted(next, gate_signed_ref(taken));
  index_held(next);
  return next;
}

struct tx_floor gate_state_floor(const struct gate_state *state, enum gate_object object,
                                 uint64_t area) {
  struct tx_floor floor = { 0 };
  for (size_t i = 0; i < state->remembered_count; i++) {
    const struct gate_remembered *row = &state->remembered[i];
    if (row->object != object || row->area != area) continue;
    if (row->floor.seq > floor.seq) floor.seq = row->floor.seq;
    if (row->floor.iat > floor.iat) floor.iat = row->floor.iat;
  }
  return floor;
}

static const struct gate_signed *find_held(const struct gate_state *state, enum gate_object object,
                                           uint64_t area) {
  for (size_t i = 0; i < state->held_count; i++)
    if (state->held[i]->object == object && state->held[i]->area == area) return state->held[i];
  return NULL;
}

/* One that was lost may come back as it was, by the hand that signed it. */
static bool is_the_lost_one(const struct gate_state *state, const struct gate_signed *taken) {
  if (taken->object == GATE_TRUST) return true; /* of one number a root signs one list */
  struct gate_remembered like = { .object = taken->object, .area = taken->area };
  memcpy(like.signer, gate_signed_signer(taken), sizeof like.signer);
  const struct gate_remembered *row = find_remembered(state, &like);
  return row && row->floor.seq == gate_signed_floor(taken).seq;
}

/* What is lost, damaged or dropped still keeps out what is older than it. */
static enum tx_reason weigh_lost(const struct gate_state *state, const struct gate_signed *taken,
                                 struct tx_floor floor) {
  const struct tx_floor own = gate_signed_floor(taken);
  if (own.seq < floor.seq || own.iat < floor.iat) return TX_ROLLBACK;
  return own.seq == floor.seq && floor.seq && !is_the_lost_one(state, taken) ? TX_ROLLBACK : TX_OK;
}

enum tx_reason gate_state_offer(const struct gate_state *state, const struct gate_offer *offer,
                                struct tx_clock clock, struct gate_state **out) {
  *out = NULL;
  enum gate_object floors = offer->object == GATE_DELTA ? GATE_STATUS : offer->object;
  const struct tx_floor floor = gate_state_floor(state, floors, offer->area);
  const struct gate_signed *held_one = find_held(state, floors, offer->area);
  struct tx_floor passed = held_one ? floor : (struct tx_floor){ 0 };
  struct gate_signed *taken = NULL;
  struct gate_signed_before held = { state->trust, gate_state_list(state, offer->area) };
  enum tx_reason reason = gate_signed_take(&held, offer, &passed, clock, &taken);
  if (reason != TX_OK) return reason;
  if (!held_one && !offer->reload) reason = weigh_lost(state, taken, floor);
  if (reason == TX_OK && offer->object != GATE_TRUST && taken->area != offer->area)
    reason = TX_WRONG_JURISDICTION;
  if (reason == TX_OK && offer->object == GATE_DELTA && !gate_signed_stand_on(taken, held_one))
    reason = TX_NO_MEMORY;
  if (reason == TX_OK && !(*out = with(state, taken))) reason = TX_NO_MEMORY;
  gate_signed_unref(taken);
  return reason;
}

void gate_state_lend(const struct gate_state *state, struct tx_gate *gate) {
  gate->trust = state->trust;
  gate->lists = state->lists;
  gate->list_count = state->list_count;
  gate->certs = state->certs;
  gate->cert_count = state->cert_count;
  gate->policies = state->policies;
  gate->policy_count = state->policy_count;
}
