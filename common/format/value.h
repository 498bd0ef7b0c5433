/* SPDX-License-Identifier: Apache-2.0 */
/* JSON-shaped values without allocation: what a rule sees, and what it answers. */
#ifndef TX_VALUE_H
#define TX_VALUE_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tx_value_kind {
  TX_VALUE_NULL,
  TX_VALUE_BOOL,
  TX_VALUE_INT,
  TX_VALUE_TEXT,
  TX_VALUE_DATE, /* made by plusTime and dccDateOfBirth only */
  TX_VALUE_ARRAY,
  TX_VALUE_OBJECT,
  TX_VALUE_OTHER, /* a number that is no integer: an expression that reaches it is an error */
};

struct tx_member;

struct tx_value {
  enum tx_value_kind kind;
  uint32_t count; /* of items or members */
  union {
    bool boolean;
    int64_t integer;
    int64_t date_ms; /* since 1970-01-01T00:00Z */
    struct tx_span text;
    const struct tx_value *items;
    const struct tx_member *members;
  };
};

struct tx_member {
  struct tx_span name;
  struct tx_value value;
};

/* Of a kind, with nothing in it; C++ has no compound literals. */
static inline struct tx_value tx_value_empty(enum tx_value_kind kind) {
  struct tx_value value;
  memset(&value, 0, sizeof value);
  value.kind = kind;
  return value;
}
static inline struct tx_value tx_value_null(void) {
  return tx_value_empty(TX_VALUE_NULL);
}
static inline struct tx_value tx_value_bool(bool b) {
  struct tx_value value = tx_value_empty(TX_VALUE_BOOL);
  value.boolean = b;
  return value;
}
static inline struct tx_value tx_value_int(int64_t i) {
  struct tx_value value = tx_value_empty(TX_VALUE_INT);
  value.integer = i;
  return value;
}
/* NULL becomes null. */
static inline struct tx_value tx_value_text(const char *s) {
  struct tx_value value = tx_value_empty(s ? TX_VALUE_TEXT : TX_VALUE_NULL);
  if (s) value.text = tx_span_text(s);
  return value;
}
static inline struct tx_value tx_value_date(int64_t ms) {
  struct tx_value value = tx_value_empty(TX_VALUE_DATE);
  value.date_ms = ms;
  return value;
}
static inline struct tx_value tx_value_array(const struct tx_value *items, uint32_t count) {
  struct tx_value value = tx_value_empty(TX_VALUE_ARRAY);
  value.count = count;
  value.items = items;
  return value;
}
static inline struct tx_value tx_value_object(const struct tx_member *members, uint32_t count) {
  struct tx_value value = tx_value_empty(TX_VALUE_OBJECT);
  value.count = count;
  value.members = members;
  return value;
}

#ifdef __cplusplus
}
#endif

#endif
