/* SPDX-License-Identifier: Apache-2.0 */
/* Signed objects and the time, as they come from outside. */
#include "gate.h"

#include "host/sys/log.h"

/* A clock behind the floor is known to be wrong: then, and only then, objects dated ahead of it are
 * taken. */
static struct tx_clock taking_clock(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_instant at = gate_instant_of(gate);
  struct tx_clock clock = gate_clock_now(&gate->clock, at);
  clock.unsure = gate_clock_is_behind(&gate->clock, at);
  pthread_mutex_unlock(&gate->lock);
  return clock;
}

/* Another trust list may have dropped objects, with a date that a thief put on them. */
static void put_state(struct gate *gate, struct gate_state *next) {
  pthread_mutex_lock(&gate->lock);
  struct gate_state *old = gate->state;
  gate->state = next;
  gate->news++;
  int64_t newest_s = gate_state_newest(next);
  if (old->trust == next->trust)
    gate_clock_raise_floor(&gate->clock, newest_s);
  else
    gate_clock_set_floor(&gate->clock, newest_s > GATE_BUILD_DATE_S ? newest_s : GATE_BUILD_DATE_S);
  pthread_mutex_unlock(&gate->lock);
  gate_state_unref(old);
}

/* Weighed as reason 37 weighs it: policies whose area holds the gate, and the trust list when the
 * list is of the gate's own city. */
static bool names_newer(const struct gate *gate, const struct gate_state *state,
                        const struct tx_status *list) {
  uint64_t own = gate->identity.area;
  bool own_city = tx_area_at(list->area, TX_CITY) == tx_area_at(own, TX_CITY);
  if (own_city && list->current.trust > state->trust->seq) return true;
  for (size_t i = 0; i < list->current.count; i++) {
    const struct tx_seq_of *named = &list->current.policies[i];
    const struct tx_policy *policy = gate_state_policy(state, named->area);
    if (!tx_area_contains(named->area, own)) continue;
    if (!policy || policy->seq < named->seq) return true;
  }
  return false;
}

static void doubt_clock(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  gate_clock_doubt(&gate->clock, gate_instant_of(gate));
  pthread_mutex_unlock(&gate->lock);
}

static void log_unkept(const struct gate_offer *offer, const char *what, enum tx_reason why) {
  host_log(HOST_ERROR, "%s %012llu: %s: %s; %s", gate_object_name(offer->object),
           (unsigned long long)offer->area, what, tx_reason_text(why, "en"),
           gate_journal_advice(why).en);
}

/* The floors first: what counts as taken keeps out what is older, after a restart as well. after is
 * given up. */
static enum tx_reason keep(struct gate *gate, const struct gate_offer *offer,
                           const struct gate_state *before, struct gate_state *after) {
  enum tx_reason kept = gate_store_keep_floors(&gate->store, after);
  if (kept != TX_OK) {
    log_unkept(offer, "not taken, its number cannot be stored", kept);
    gate_state_unref(after);
    return kept;
  }
  kept = gate_store_keep(&gate->store, offer, before, after);
  if (kept != TX_OK) log_unkept(offer, "in force, not stored, tried again each second", kept);
  if (!before->trust) after = gate_store_reload(&gate->store, after);
  if (kept == TX_OK && gate->store.floors.in_memory) kept = TX_NOT_ALLOWED;
  if (kept != TX_OK || !gate->store.unwritten.count) gate->unkept = kept;
  put_state(gate, after);
  return TX_OK;
}

/* A trust list that was lost is taken by the pinned root, or by one that signed ours since. */
static enum tx_reason offer_trust(struct gate *gate, const struct gate_state *before,
                                  const struct gate_offer *offer, struct gate_state **after) {
  struct gate_offer by_root = *offer;
  struct tx_pin pin = { 0 };
  enum tx_reason reason = gate_state_offer(before, offer, taking_clock(gate), after);
  if (before->trust || !offer->pin) return reason;
  pin.seq = offer->pin->seq;
  by_root.pin = &pin;
  for (size_t i = 0; reason != TX_OK && gate_store_root(&gate->store, before, i, pin.root); i++)
    if (gate_state_offer(before, &by_root, taking_clock(gate), after) == TX_OK) reason = TX_OK;
  return reason;
}

static enum tx_reason offer_any(struct gate *gate, const struct gate_state *before,
                                const struct gate_offer *offer, struct gate_state **after) {
  if (offer->object == GATE_TRUST) return offer_trust(gate, before, offer, after);
  return gate_state_offer(before, offer, taking_clock(gate), after);
}

static void look_for_folder(struct gate *gate) {
  const bool away = !gate_store_look(&gate->store);
  if (away == gate->away) return;
  gate->away = away;
  if (away) {
    host_log(HOST_ERROR, "%s: the card with the gate's folder is not there; %s", gate->dir,
             "nothing is written in its place, what is newer stays in memory until it is back");
    return;
  }
  host_log(HOST_NOTICE, "%s: the card with the gate's folder is back", gate->dir);
  gate_lock_again(gate);
}

void gate_keep_again(struct gate *gate) {
  pthread_mutex_lock(&gate->taking);
  look_for_folder(gate);
  gate_store_put_aside(&gate->store);
  pthread_mutex_lock(&gate->lock);
  gate->damaged = gate->store.damaged;
  pthread_mutex_unlock(&gate->lock);
  const bool waits = gate->away || gate->store.floors.in_memory || gate->unkept != TX_OK;
  if (waits) {
    struct gate_state *state = gate_state_of(gate);
    gate->unkept = gate_store_retry(&gate->store, state);
    gate_state_unref(state);
  }
  pthread_mutex_unlock(&gate->taking);
  if (waits && gate->unkept == TX_OK) host_log(HOST_NOTICE, "objects: all are stored now");
}

static enum tx_reason take_one(struct gate *gate, const struct gate_offer *offer, bool *waits) {
  struct gate_state *before = gate_state_of(gate), *after = NULL;
  enum tx_reason reason = offer_any(gate, before, offer, &after);
  const struct tx_status *list = reason == TX_OK ? gate_state_list(after, offer->area) : NULL;
  bool is_list = offer->object == GATE_STATUS || offer->object == GATE_DELTA;
  if (waits) *waits = is_list && list && names_newer(gate, after, list);
  if (reason == TX_NOT_YET_VALID) doubt_clock(gate);
  if (reason == TX_OK && waits && *waits)
    gate_state_unref(after);
  else if (reason == TX_OK)
    reason = keep(gate, offer, before, after);
  gate_state_unref(before);
  return reason;
}

enum tx_reason gate_accept(struct gate *gate, const struct gate_offer *offer, bool *waits) {
  pthread_mutex_lock(&gate->taking);
  enum tx_reason reason = take_one(gate, offer, waits);
  pthread_mutex_unlock(&gate->taking);
  return reason;
}

void gate_set_time(struct gate *gate, int64_t date_s) {
  if (gate->fixed) return;
  pthread_mutex_lock(&gate->lock);
  gate_clock_set(&gate->clock, gate_instant_of(gate), date_s);
  pthread_mutex_unlock(&gate->lock);
}
