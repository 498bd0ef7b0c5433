/* SPDX-License-Identifier: Apache-2.0 */
/* What happens at the other gates of the area: told by neighbours on the LAN, and by the server
 * when it can be reached. */
#include "gate.h"

#include "host/sys/log.h"

#include <stdlib.h>

/* Pedestrian and vehicle gates are one perimeter; each building's door is its own; a sampling point
 * lets nobody in. */
static bool shares_history(enum tx_gate_kind own, enum tx_gate_kind other) {
  bool perimeter = own == TX_GATE_PEDESTRIAN || own == TX_GATE_VEHICLE;
  return perimeter && (other == TX_GATE_PEDESTRIAN || other == TX_GATE_VEHICLE);
}

/* Whether a code that was admitted there could be shown here for the same way. */
static bool is_of_our_way(const struct gate *gate, const struct tx_admission *admission) {
  const unsigned own = gate->directions ? gate->directions : 1u << gate->identity.direction;
  return gate->identity.kind == admission->kind && own >> admission->direction & 1u;
}

void gate_merge_admission(struct gate *gate, const struct tx_admission *admission) {
  const struct gate_identity *own = &gate->identity;
  int64_t now_s = gate_now(gate).now_s;
  uint64_t household = admission->has_household ? gate_tag_number(admission->household) : 0;
  struct gate_entry entry = { .at = admission->at,
                              .passage = { .area = admission->area,
                                           .index = admission->index,
                                           .at = admission->at,
                                           .direction = admission->direction,
                                           .medical = admission->reason == TX_MEDICAL_EXIT,
                                           .household = household } };
  entry.live = is_of_our_way(gate, admission) && admission->live_iat >= 0;
  entry.live_iat = admission->live_iat;
  entry.passed = entry.live || shares_history(own->kind, admission->kind);
  if (!shares_history(own->kind, admission->kind)) entry.passage.direction = TX_NEITHER;
  if (!entry.passed) return;
  gate_history_add(&gate->memory.history, &entry.passage, now_s);
  if (entry.live)
    gate_replay_add(
        &gate->memory.replay,
        (struct gate_admitted){ admission->area, admission->index, admission->live_iat }, now_s,
        GATE_LIVE_WINDOW_MAX_S);
  if (gate->journal) gate_journal_add(gate->journal, &entry, NULL);
}

bool gate_admission(const struct gate *gate, const struct gate_outcome *outcome,
                    const struct gate_peer_keys *keys, struct tx_admission *out) {
  const struct tx_decision *decision = &outcome->decision;
  if (decision->verdict != TX_ALLOW || !decision->identified || !keys->has_current) return false;
  if (gate->identity.kind == TX_GATE_SAMPLING) return false;
  *out = (struct tx_admission){ .kind = gate->identity.kind,
                                .direction = outcome->direction,
                                .area = decision->pass.area,
                                .index = decision->pass.index,
                                .live_iat = decision->live ? decision->live_iat : -1,
                                .at = outcome->at,
                                .reason = decision->reason };
  memcpy(out->gate, gate->identity.id, sizeof out->gate);
  out->has_household = tx_household_tag(&keys->current, &decision->pass, out->household);
  return true;
}

/* --- from the server -------------------------------------------------------------------------- */

void gate_enqueue_passage(struct gate *gate, const struct gate_passage *passage) {
  pthread_mutex_lock(&gate->lock);
  void *grown = gate->arrival_count < GATE_ARRIVALS_MAX
                    ? reallocarray(gate->arrivals, gate->arrival_count + 1, sizeof *gate->arrivals)
                    : NULL;
  if (grown) {
    gate->arrivals = grown;
    gate->arrivals[gate->arrival_count++] = *passage;
  }
  pthread_mutex_unlock(&gate->lock);
}

void gate_merge_passages(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_passage *arrivals = gate->arrivals;
  size_t count = gate->arrival_count;
  gate->arrivals = NULL;
  gate->arrival_count = 0;
  pthread_mutex_unlock(&gate->lock);
  int64_t now_s = count ? gate_now(gate).now_s : 0;
  for (size_t i = 0; i < count; i++)
    gate_history_add(&gate->memory.history, &arrivals[i], now_s);
  free(arrivals);
}

/* --- keys ------------------------------------------------------------------------------------- */

static bool same_key(bool has, const struct tx_neighbour_key *a, bool had,
                     const struct tx_neighbour_key *b) {
  if (!has || !had) return has == had;
  return a->id == b->id && tx_equal_secret(a->bytes, b->bytes, sizeof a->bytes);
}

void gate_set_peer_keys(struct gate *gate, const struct gate_peer_keys *keys) {
  pthread_mutex_lock(&gate->lock);
  const struct gate_peer_keys *held = &gate->peer_keys;
  bool same = same_key(keys->has_current, &keys->current, held->has_current, &held->current) &&
              same_key(keys->has_previous, &keys->previous, held->has_previous, &held->previous);
  if (held->has_current && keys->current.id != held->current.id)
    gate->old_key_until_ms = gate_instant_of(gate).mono_ms + GATE_OLD_KEY_MS;
  gate->peer_keys = *keys;
  pthread_mutex_unlock(&gate->lock);
  if (same || !gate->journal) return;
  enum tx_reason kept = gate_journal_keep_peer_keys(gate->journal, keys);
  if (kept != TX_OK)
    host_log(HOST_ERROR, "peer keys: in use, not stored: %s; free disk space",
             tx_reason_text(kept, "en"));
}

struct gate_peer_keys gate_peer_keys_of(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_peer_keys keys = gate->peer_keys;
  pthread_mutex_unlock(&gate->lock);
  return keys;
}

struct gate_peer_keys gate_peer_keys_received(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_peer_keys keys = gate->peer_keys;
  if (gate_instant_of(gate).mono_ms >= gate->old_key_until_ms) keys.has_previous = false;
  pthread_mutex_unlock(&gate->lock);
  return keys;
}
