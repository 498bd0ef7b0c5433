/* SPDX-License-Identifier: Apache-2.0 */
#include "operator_command.h"

#include <string.h>

static const char *const names[GATE_WORD_COUNT] = {
  "let_in",  "turn_away", "medical_exit", "emergency", "hold", "release",
  "sign_on", "sign_off",  "register",     "next_tube", "undo",
};

const char *gate_word_name(enum gate_word_kind kind) {
  return kind < GATE_WORD_COUNT ? names[kind] : NULL;
}

int gate_word_find(const char *name) {
  for (int i = 0; i < GATE_WORD_COUNT; i++)
    if (strcmp(names[i], name) == 0) return i;
  return -1;
}

/* --- reading ------------------------------------------------------------------------------------
 */

static bool copy(const json_t *json, const char *key, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, key));
  size_t n = text ? json_string_length(json_object_get(json, key)) : 0;
  if (n >= cap || (text && strlen(text) != n)) return false;
  memcpy(out, text ? text : "", n);
  out[n] = '\0';
  return true;
}

static bool needs_why(enum gate_word_kind kind) {
  return kind == GATE_WORD_LET_IN || kind == GATE_WORD_TURN_AWAY;
}

static bool is_registered(int role) {
  return role == TX_ROLE_VISITOR || role == TX_ROLE_COURIER || role == TX_ROLE_VEHICLE;
}

bool gate_word_read(const json_t *json, struct gate_word *out, const char **error) {
  *out = (struct gate_word){ 0 };
  const char *name = json_string_value(json_object_get(json, "word"));
  int kind = name ? gate_word_find(name) : -1;
  *error = "\"word\" must be let_in, turn_away, medical_exit, emergency, hold, release, sign_on, "
           "sign_off, "
           "register, next_tube or undo";
  if (kind < 0) return false;
  out->kind = (enum gate_word_kind)kind;
  json_int_t why = json_integer_value(json_object_get(json, "why"));
  *error = "\"why\" must be 1 to 6: papers seen, known resident, fault of the system, the office's "
           "word, child or "
           "escorted, other";
  if (needs_why(out->kind) && (why < GATE_WHY_PAPERS || why > GATE_WHY_OTHER)) return false;
  out->why = (enum gate_why)why;
  *error = "\"number\" may have 32 bytes and \"host_unit\" 12";
  if (!copy(json, "number", out->number, sizeof out->number)) return false;
  if (!copy(json, "host_unit", out->host_unit, sizeof out->host_unit)) return false;
  if (out->kind != GATE_WORD_REGISTER) return true;
  const char *role_name = json_string_value(json_object_get(json, "role"));
  int role = role_name ? tx_role_find(tx_span_text(role_name)) : -1;
  *error = "to register somebody, \"role\" must be visitor, courier or vehicle, and \"number\" a "
           "plate or telephone";
  out->role = (uint8_t)role;
  return is_registered(role) && *out->number;
}
