/* SPDX-License-Identifier: Apache-2.0 */
#include "operator_command.h"

#include "host/sys/file.h"
#include "host/text/visible.h"

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

/* Without what is invisible: a plate or a barcode is compared with others. */
static bool copy(const json_t *json, const char *key, char *out, size_t cap) {
  const char *given = json_string_value(json_object_get(json, key));
  HOST_FREE char *text = strdup(given ? given : "");
  size_t n = text ? host_visible_clean(text, strlen(text)) : cap;
  if (n >= cap) return false;
  memcpy(out, text, n + 1);
  return true;
}

static bool needs_why(enum gate_word_kind kind) {
  return kind == GATE_WORD_LET_IN || kind == GATE_WORD_TURN_AWAY;
}

static bool is_registered(int role) {
  return role == TX_ROLE_VISITOR || role == TX_ROLE_COURIER || role == TX_ROLE_VEHICLE;
}

static const struct gate_word_error unknown_word = {
  "不认识这个操作，请刷新页面",
  "\"word\" must be let_in, turn_away, medical_exit, emergency, hold, release, sign_on, sign_off, "
  "register, next_tube or undo",
};
static const struct gate_word_error no_why = {
  "请从六种依据中选一种",
  "\"why\" must be 1 to 6: papers seen, known resident, fault of the system, the office's word, "
  "child or escorted, other",
};
static const struct gate_word_error long_number = {
  "车牌、电话或试管条码过长：最多32字节，一个汉字占3字节，请缩短",
  "The plate, telephone or barcode (\"number\") is too long: 32 bytes at most, please shorten it",
};
static const struct gate_word_error long_unit = {
  "被访楼栋过长：最多12字节，一个汉字占3字节，请缩短，如 3-2",
  "The building (\"host_unit\") is too long: 12 bytes at most, please shorten it, as in 3-2",
};
static const struct gate_word_error no_role = {
  "请选类别：来访人员、快递外卖或车辆",
  "Please choose the kind (\"role\"): visitor, courier or vehicle",
};
static const struct gate_word_error no_number = {
  "请填写车牌或电话",
  "Please fill in a plate or telephone (\"number\")",
};

static const struct gate_word_error *read_fields(const json_t *json, struct gate_word *out) {
  if (!copy(json, "number", out->number, sizeof out->number)) return &long_number;
  if (!copy(json, "host_unit", out->host_unit, sizeof out->host_unit)) return &long_unit;
  if (out->kind != GATE_WORD_REGISTER) return NULL;
  const char *name = json_string_value(json_object_get(json, "role"));
  int role = name ? tx_role_find(tx_span_text(name)) : -1;
  if (!is_registered(role)) return &no_role;
  out->role = (uint8_t)role;
  return *out->number ? NULL : &no_number;
}

bool gate_word_read(const json_t *json, struct gate_word *out,
                    const struct gate_word_error **error) {
  *out = (struct gate_word){ 0 };
  const char *name = json_string_value(json_object_get(json, "word"));
  int kind = name ? gate_word_find(name) : -1;
  *error = &unknown_word;
  if (kind < 0) return false;
  out->kind = (enum gate_word_kind)kind;
  json_int_t why = json_integer_value(json_object_get(json, "why"));
  *error = &no_why;
  if (needs_why(out->kind) && (why < GATE_WHY_PAPERS || why > GATE_WHY_OTHER)) return false;
  out->why = (enum gate_why)why;
  *error = read_fields(json, out);
  return !*error;
}
