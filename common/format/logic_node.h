/* SPDX-License-Identifier: Apache-2.0 */
/* What a CertLogic expression is compiled to; shared by logic.c and logic_compile.c only. */
#ifndef TX_LOGIC_NODE_H
#define TX_LOGIC_NODE_H

#include "logic.h"

enum operation {
  OP_LITERAL,
  OP_VAR,
  OP_ARRAY, /* an array literal with expressions inside; one without is a literal */
  OP_IF,
  OP_AND,
  OP_NOT,
  OP_EQUAL,
  OP_IN,
  OP_PLUS,
  OP_LESS,
  OP_GREATER,
  OP_LESS_EQUAL,
  OP_GREATER_EQUAL,
  OP_BEFORE,
  OP_AFTER,
  OP_NOT_AFTER,
  OP_NOT_BEFORE,
  OP_PLUS_TIME,
  OP_REDUCE,
  OP_EXTRACT,
  OP_BIRTH,
};

enum time_unit { UNIT_YEAR, UNIT_MONTH, UNIT_DAY, UNIT_HOUR };

/* One fragment of a var path. */
struct step {
  struct tx_span name;
  int64_t index; /* for arrays; -1 when the fragment is no integer */
};

struct node {
  uint8_t op;     /* enum operation */
  uint8_t unit;   /* enum time_unit, of OP_PLUS_TIME */
  uint16_t count; /* of operands, or of steps of a path */
  uint32_t first; /* the first operand among nodes, or the first step */
  union {
    struct tx_value literal;
    struct tx_span path; /* of OP_VAR, as it was written */
    int64_t number;      /* the amount of plusTime, the index of extractFromUVCI */
  };
};

/* nodes[0] is the whole expression; operands of one operation stand side by side. */
struct tx_logic {
  struct node *nodes;
  struct tx_value *values; /* of literal arrays */
  struct step *steps;
  uint8_t *text;
  size_t node_count;
};

/* Adds to a date as JavaScript's setUTC… methods do. False: past the dates that JavaScript knows.
 */
bool tx_date_add(int64_t *ms, int64_t amount, enum time_unit unit);
/* YYYY, YYYY-MM or YYYY-MM-DD to the last day that fits. */
bool tx_birth_parse(struct tx_span text, int64_t *ms);

#endif
