/* SPDX-License-Identifier: Apache-2.0 */
#include "override.h"

#include "host/text/text.h"

#include <inttypes.h>
#include <stdio.h>

static enum tx_reason reason_of(enum gate_word_kind kind) {
  switch (kind) {
  case GATE_WORD_LET_IN:
  case GATE_WORD_REGISTER:
    return TX_LET_IN_BY_HAND;
  case GATE_WORD_TURN_AWAY:
    return TX_TURNED_AWAY_BY_HAND;
  case GATE_WORD_MEDICAL_EXIT:
    return TX_MEDICAL_EXIT;
  case GATE_WORD_EMERGENCY:
    return TX_EMERGENCY_OPENED;
  case GATE_WORD_HOLD:
    return TX_HELD_OPEN;
  case GATE_WORD_RELEASE:
  case GATE_WORD_SIGN_ON:
  case GATE_WORD_SIGN_OFF:
  case GATE_WORD_NEXT_TUBE:
  case GATE_WORD_UNDO:
  case GATE_WORD_COUNT:
    break;
  }
  return TX_BAD_ARGUMENT;
}

/* An emergency is nobody's in particular, nor is a barrier that is held open, nor a stranger who is
 * registered. */
static bool concerns_last(enum gate_word_kind kind) {
  return kind == GATE_WORD_LET_IN || kind == GATE_WORD_TURN_AWAY || kind == GATE_WORD_MEDICAL_EXIT;
}

void gate_override_decide(struct gate *gate, const struct gate_word *word,
                          const struct gate_last *last, struct gate_outcome *out) {
  struct tx_clock clock = gate_now(gate);
  int64_t at_ms = gate_instant_of(gate).mono_ms;
  *out = (struct gate_outcome){ .direction = gate->identity.direction };
  if (concerns_last(word->kind) && last->known && at_ms - last->at_ms <= GATE_STANDS_MS)
    *out = last->outcome;
  out->at = clock.now_s;
  out->clock_unsure = clock.unsure;
  out->foreign = "";
  out->call = NULL;
  out->state = NULL;
  out->decision.reason = reason_of(word->kind);
  out->decision.verdict = tx_reason_verdict(out->decision.reason);
  out->decision.by = (struct tx_finding){ 0 };
  out->decision.notice_count = 0;
  if (word->kind == GATE_WORD_MEDICAL_EXIT) out->direction = TX_OUT;
  out->by_hand = word->kind != GATE_WORD_HOLD;
  out->why = word->why ? word->why : GATE_WHY_OTHER;
  host_copy(gate->guard[0] ? gate->guard : gate->identity.station, out->by, sizeof out->by);
}

/* A plate is public enough to be read at the gate; of a telephone the last four are. */
static void put_number(const struct gate_word *word, struct gate_extra *extra) {
  size_t n = strlen(word->number), skip = 0;
  if (word->role != TX_ROLE_VEHICLE && n > 4) skip = n - 4;
  while (((uint8_t)word->number[skip] & 0xc0) == 0x80)
    skip++; /* somebody wrote words: half a character would spoil the event */
  host_copy(word->number + skip, extra->registered, sizeof extra->registered);
}

bool gate_override_register(struct gate *gate, const struct gate_word *word,
                            struct gate_extra *extra) {
  *extra = (struct gate_extra){ .role = word->role };
  host_copy(word->host_unit, extra->host_unit, sizeof extra->host_unit);
  put_number(word, extra);
  struct gate_state *state = gate_state_of(gate);
  const struct tx_key_row *row = NULL;
  if (state->trust) row = tx_seal_key(state->trust, gate->identity.area, gate_now(gate));
  bool sealed = row && tx_seal(tx_span_text(word->number), row->spki, extra->sealed,
                               sizeof extra->sealed, &extra->sealed_n) == TX_OK;
  gate_state_unref(state);
  return sealed;
}

bool gate_override_sign_on(struct gate *gate, const struct gate_outcome *outcome) {
  const struct tx_decision *decision = &outcome->decision;
  const struct tx_pass *pass = &decision->pass;
  if (!decision->identified) return false;
  bool shown_by_holder = decision->reason < TX_LIVE_REQUIRED || decision->reason > TX_REPLAYED;
  bool listed = decision->reason < TX_NOT_LISTED || decision->reason > TX_REVOKED;
  bool guard = pass->role == TX_ROLE_WORKER || pass->role == TX_ROLE_VOLUNTEER ||
               pass->role == TX_ROLE_PROPERTY;
  bool active = tx_record_unpack(decision->record).state == TX_STATE_ACTIVE;
  if (!shown_by_holder || !listed || !guard || !active) return false;
  if (!tx_area_contains(pass->area, gate->identity.area)) return false;
  snprintf(gate->guard, sizeof gate->guard, "%012" PRIu64 "/%" PRIu32, pass->area, pass->index);
  return true;
}
