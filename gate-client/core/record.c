/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of an outcome once the barrier was told. */
#include "event_encode.h"
#include "gate.h"

#include "host/sys/log.h"

static void remember_vehicle(struct gate *gate, const struct tx_decision *decision) {
  gate->vehicle_until_ms = 0;
  if (decision->reason != TX_DRIVER_AWAITED) return;
  gate->vehicle = (struct tx_vehicle){ .role = decision->pass.role,
                                       .state = tx_record_unpack(decision->record).state };
  memcpy(gate->vehicle.plate, decision->pass.name, sizeof gate->vehicle.plate);
  gate->vehicle_until_ms = gate_instant_of(gate).mono_ms + GATE_DRIVER_MS;
}

static void remember_passage(struct gate *gate, const struct gate_outcome *outcome,
                             struct gate_entry *entry) {
  const struct tx_decision *decision = &outcome->decision;
  if (decision->verdict != TX_ALLOW || !decision->identified) return;
  if (gate->identity.kind == TX_GATE_SAMPLING) return;
  entry->passed = true;
  entry->passage =
      (struct gate_passage){ .area = decision->pass.area,
                             .index = decision->pass.index,
                             .at = outcome->at,
                             .direction = outcome->direction,
                             .medical = decision->reason == TX_MEDICAL_EXIT,
                             .household = gate_memory_household(&gate->memory, &decision->pass) };
  entry->live = decision->live;
  entry->live_iat = decision->live_iat;
  gate_history_add(&gate->memory.history, &entry->passage, outcome->at);
  if (!decision->live) return;
  struct gate_admitted admitted = { decision->pass.area, decision->pass.index, decision->live_iat };
  gate_replay_add(&gate->memory.replay, admitted, outcome->at, GATE_LIVE_WINDOW_MAX_S);
}

static void look_at_clock(struct gate *gate, const struct tx_decision *decision) {
  if (decision->reason != TX_LIVE_OUT_OF_WINDOW) return;
  pthread_mutex_lock(&gate->lock);
  gate_clock_holder_missed(&gate->clock, gate_instant_of(gate), decision->pass.area,
                           decision->pass.index, decision->clock_skew_s);
  pthread_mutex_unlock(&gate->lock);
}

/* The passage is remembered all the same. */
static void miss(struct gate *gate, const struct gate_outcome *outcome) {
  host_log(HOST_ERROR, "journal: event %s: not encodable, counted as lost",
           tx_reason_name(outcome->decision.reason));
  gate_journal_miss(gate->journal);
}

uint64_t gate_remember(struct gate *gate, const struct gate_outcome *outcome) {
  uint64_t seq = 0;
  uint8_t event[GATE_EVENT_MAX];
  struct gate_entry entry = { .at = outcome->at };
  remember_passage(gate, outcome, &entry);
  if (gate->identity.kind == TX_GATE_VEHICLE) remember_vehicle(gate, &outcome->decision);
  look_at_clock(gate, &outcome->decision);
  if (!gate->journal) return 0;
  entry.event = gate_event_write(outcome, event, sizeof event);
  if (outcome->extra) entry.undoes = outcome->extra->undoes;
  if (!entry.event.n) miss(gate, outcome);
  if (!gate_journal_add(gate->journal, &entry, &seq))
    host_log(HOST_ERROR, "journal: event lost: queue full; free disk space");
  return seq;
}
