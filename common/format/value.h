/* SPDX-License-Identifier: Apache-2.0 */
/* JSON-shaped values without allocation: what a rule sees, and what it answers. */
#ifndef TX_VALUE_H
#define TX_VALUE_H

#include "bytes.h"

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

static inline struct tx_value tx_value_null(void) {
  return (struct tx_value){ .kind = TX_VALUE_NULL };
}
static inline struct tx_value tx_value_bool(bool b) {
  return (struct tx_value){ .kind = TX_VALUE_BOOL, .boolean = b };
}
static inline struct tx_value tx_value_int(int64_t i) {
  return (struct tx_value){ .kind = TX_VALUE_INT, .integer = i };
}
/* NULL becomes null. */
static inline struct tx_value tx_value_text(const char *s) {
  if (!s) return tx_value_null();
  return (struct tx_value){ .kind = TX_VALUE_TEXT, .text = tx_span_text(s) };
}
static inline struct tx_value tx_value_date(int64_t ms) {
  return (struct tx_value){ .kind = TX_VALUE_DATE, .date_ms = ms };
}
static inline struct tx_value tx_value_array(const struct tx_value *items, uint32_t count) {
  return (struct tx_value){ .kind = TX_VALUE_ARRAY, .count = count, .items = items };
}
static inline struct tx_value tx_value_object(const struct tx_member *members, uint32_t count) {
  return (struct tx_value){ .kind = TX_VALUE_OBJECT, .count = count, .members = members };
}

#endif
