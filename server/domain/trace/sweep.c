/* SPDX-License-Identifier: Apache-2.0 */
#include "sweep.h"

#include <stdlib.h>

/* A community has a few gates. */
static enum tx_reason find_gate(struct sweep *sweep, const char *name, struct sweep_gate **out) {
  const struct trace_place *places = sweep->meeting->places;
  uint16_t place = 0;
  for (size_t i = 0; i < sweep->gate_count; i++) {
    *out = &sweep->gates[i];
    if (strcmp(places[(*out)->place].gate, name) == 0) return TX_OK;
  }
  struct sweep_gate *gates = realloc(sweep->gates, (sweep->gate_count + 1) * sizeof *gates);
  if (!gates) return TX_NO_MEMORY;
  sweep->gates = gates;
  enum tx_reason reason = meeting_place(sweep->meeting, sweep->area, name, &place);
  if (reason != TX_OK) return reason;
  *out = &gates[sweep->gate_count++];
  **out = (struct sweep_gate){ .place = place, .marked_s = INT64_MIN };
  return TX_OK;
}

static enum tx_reason meet(struct sweep *sweep, const struct sweep_gate *gate,
                           const struct sweep_passage *passage) {
  struct meeting_person *person = NULL;
  enum tx_reason reason =
      meeting_add(sweep->meeting, passage->area, passage->index, sweep->order, &person);
  if (reason != TX_OK || person->met.order != sweep->order) return reason;
  meeting_note(person, TRACE_GATE, passage->at_s);
  person->met.times++;
  if (passage->at_s > person->met.last_s) person->met.last_s = passage->at_s;
  if (passage->at_s >= person->passed_s) return TX_OK;
  person->passed_s = passage->at_s;
  person->met.place = gate->place;
  return TX_OK;
}

/* Whoever passed before the window has gone on alone. */
static void let_go(struct sweep_gate *gate, int64_t since_s) {
  while (gate->count && gate->waiting[gate->first].at_s < since_s) {
    gate->first++;
    gate->count--;
  }
  if (!gate->count) gate->first = 0;
}

static enum tx_reason wait(struct sweep_gate *gate, const struct sweep_passage *passage) {
  if (gate->first + gate->count == gate->cap && gate->first > gate->cap / 2) {
    memmove(gate->waiting, gate->waiting + gate->first, gate->count * sizeof *gate->waiting);
    gate->first = 0;
  }
  struct sweep_passage *waiting =
      meeting_grown(gate->waiting, gate->first + gate->count, &gate->cap, sizeof *waiting);
  if (!waiting) return TX_NO_MEMORY;
  gate->waiting = waiting;
  gate->waiting[gate->first + gate->count++] = *passage;
  return TX_OK;
}

static enum tx_reason take_marked(struct sweep *sweep, struct sweep_gate *gate, int64_t at_s) {
  enum tx_reason reason = TX_OK;
  gate->marked_s = at_s;
  for (size_t i = 0; reason == TX_OK && i < gate->count; i++)
    reason = meet(sweep, gate, &gate->waiting[gate->first + i]);
  gate->first = gate->count = 0;
  return reason;
}

enum tx_reason sweep_take(struct sweep *sweep, const char *name,
                          const struct sweep_passage *passage) {
  struct sweep_gate *gate = NULL;
  const int64_t window_s = sweep->meeting->window_s;
  enum tx_reason reason = find_gate(sweep, name, &gate);
  if (reason != TX_OK) return reason;
  let_go(gate, passage->at_s - window_s);
  const struct meeting_person *person = meeting_of(sweep->meeting, passage->area, passage->index);
  if (person && meeting_is_marked(person, sweep->order) && passage->at_s >= person->met.since_s)
    return take_marked(sweep, gate, passage->at_s);
  if (person && person->met.order < sweep->order) return TX_OK;
  if (gate->marked_s != INT64_MIN && passage->at_s - gate->marked_s <= window_s)
    return meet(sweep, gate, passage);
  return wait(gate, passage);
}

void sweep_finish(struct sweep *sweep) {
  for (size_t i = 0; i < sweep->gate_count; i++)
    free(sweep->gates[i].waiting);
  free(sweep->gates);
  sweep->gates = NULL;
  sweep->gate_count = 0;
}
