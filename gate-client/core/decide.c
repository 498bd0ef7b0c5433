/* SPDX-License-Identifier: Apache-2.0 */
/* Deciding what was shown, and whether it is shown for the first time. */
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

void gate_decide(struct gate *gate, struct tx_span text, enum tx_direction direction,
                 struct gate_outcome *out) {
  struct tx_clock clock = gate_now(gate);
  *out = (struct gate_outcome){ .at = clock.now_s,
                                .direction = direction,
                                .clock_unsure = clock.unsure,
                                .foreign = "",
                                .state = gate_state_of(gate) };
  gate->memory.now_s = clock.now_s;
  learn_keys(gate);
  struct tx_gate asked = { .area = gate->identity.area,
                           .kind = gate->identity.kind,
                           .direction = direction,
                           .attended = gate->identity.attended,
                           .clock = clock,
                           .memory = &gate->memory.asked,
                           .vehicle = vehicle_stands(gate) ? &gate->vehicle : NULL };
  if (gate->measure)
    asked.has_reading = gate->measure(gate->measure_context, out->state, &asked.centi_celsius);
  out->has_reading = asked.has_reading;
  out->centi_celsius = asked.centi_celsius;
  gate_state_lend(out->state, &asked);
  tx_decide(text, &asked, ring_of(gate, out->state), &out->decision);
  if (out->decision.reason == TX_NOT_OURS) out->foreign = tx_foreign_kind(text);
  out->call = gate_contact_of(&gate->identity, out);
}

/* Whether the pass itself was shown by its holder; a screenshot of it is another matter. */
static bool pass_holds(const struct tx_decision *decision) {
  return decision->identified &&
         (decision->reason < TX_LIVE_REQUIRED || decision->reason > TX_LIVE_OUT_OF_WINDOW);
}

bool gate_show(struct gate *gate, const void *source, struct tx_span text,
               enum tx_direction direction, struct gate_outcome *out) {
  int64_t at_ms = gate_instant_of(gate).mono_ms;
  if (gate_debounce_text(&gate->debounce, source, text, at_ms)) return false;
  gate_decide(gate, text, direction, out);
  const struct tx_pass *pass = &out->decision.pass;
  if (!pass_holds(&out->decision)) {
    gate_debounce_begin(&gate->debounce, source, text, at_ms);
    return true;
  }
  if (gate_debounce_pass(&gate->debounce, source, text, pass->area, pass->index, at_ms)) {
    gate_outcome_finish(out);
    return false;
  }
  gate_debounce_begin_pass(&gate->debounce, source, text, pass->area, pass->index, at_ms);
  return true;
}
