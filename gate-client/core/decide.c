/* SPDX-License-Identifier: Apache-2.0 */
/* Deciding what was shown. */
#include "contact.h"
#include "gate.h"

/* Every key loaded once for a trust list. */
static struct tx_keyring *ring_of(struct gate *gate, struct gate_state *state) {
  if (gate->ring_state && gate->ring_state->trust == state->trust) return gate->ring;
  tx_keyring_destroy(gate->ring);
  gate_state_unref(gate->ring_state);
  gate->ring = state->trust ? tx_keyring_create(state->trust) : NULL;
  gate->ring_state = gate_state_ref(state);
  return gate->ring;
}

static bool vehicle_stands(struct gate *gate) {
  return gate->vehicle_until_ms && gate_instant_of(gate).mono_ms < gate->vehicle_until_ms;
}

/* Exits that neighbours told of are counted under the area's key and the one before. */
static void learn_keys(struct gate *gate) {
  struct gate_peer_keys keys = gate_peer_keys_of(gate);
  struct gate_household_key *known = gate->memory.keys;
  known[1].known = keys.has_current;
  known[2].known = keys.has_previous;
  memcpy(known[1].bytes, keys.current.bytes, sizeof known[1].bytes);
  memcpy(known[2].bytes, keys.previous.bytes, sizeof known[2].bytes);
}

bool gate_measure(struct gate *gate, const struct gate_state *state, struct gate_reading *out) {
  out->known = gate->measure && gate->measure(gate->measure_context, state, &out->centi_celsius);
  return out->known;
}

void gate_decide_by(struct gate *gate, struct tx_span text, enum tx_direction direction,
                    const struct gate_reading *reading, struct gate_outcome *out) {
  struct tx_clock clock = gate_now(gate);
  *out = (struct gate_outcome){ .at = clock.now_s,
                                .direction = direction,
                                .clock_unsure = clock.unsure,
                                .foreign = "",
                                .has_reading = reading->known,
                                .centi_celsius = reading->centi_celsius,
                                .state = gate_state_of(gate) };
  gate->memory.now_s = clock.now_s;
  learn_keys(gate);
  struct tx_gate asked = { .area = gate->identity.area,
                           .kind = gate->identity.kind,
                           .direction = direction,
                           .attended = gate->identity.attended,
                           .clock = clock,
                           .memory = &gate->memory.asked,
                           .has_reading = reading->known,
                           .centi_celsius = reading->centi_celsius,
                           .vehicle = vehicle_stands(gate) ? &gate->vehicle : NULL };
  gate_state_lend(out->state, &asked);
  tx_decide(text, &asked, ring_of(gate, out->state), &out->decision);
  if (out->decision.reason == TX_NOT_OURS) out->foreign = tx_foreign_kind(text);
  out->call = gate_contact_of(&gate->identity, out);
}

void gate_decide(struct gate *gate, struct tx_span text, enum tx_direction direction,
                 struct gate_outcome *out) {
  struct gate_reading reading = { 0 };
  struct gate_state *state = gate_state_of(gate);
  gate_measure(gate, state, &reading);
  gate_state_unref(state);
  gate_decide_by(gate, text, direction, &reading, out);
}
