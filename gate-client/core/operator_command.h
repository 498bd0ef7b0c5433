/* SPDX-License-Identifier: Apache-2.0 */
/* What a person says at a gate: by the page, the control socket, a button. */
#ifndef GATE_CORE_OPERATOR_COMMAND_H
#define GATE_CORE_OPERATOR_COMMAND_H

#include "outcome.h"

enum gate_word_kind {
  GATE_WORD_LET_IN,       /* whoever was shown last, or stands there; why says on what grounds */
  GATE_WORD_TURN_AWAY,    /* the same */
  GATE_WORD_MEDICAL_EXIT, /* out on medical grounds */
  GATE_WORD_EMERGENCY,    /* open at once */
  GATE_WORD_HOLD,         /* hold open from now on */
  GATE_WORD_RELEASE,      /* and no longer */
  GATE_WORD_SIGN_ON,      /* the next pass shown is the guard's own */
  GATE_WORD_SIGN_OFF,
  GATE_WORD_REGISTER, /* role, number and host_unit of a visitor, courier or vehicle */
  GATE_WORD_NEXT_TUBE,
  GATE_WORD_UNDO, /* the last sample */
  GATE_WORD_COUNT,
};

#define GATE_NUMBER_MAX 32    /* bytes, as the next */
#define GATE_HOST_UNIT_MAX 12 /* web/fields.ts counts the same */

struct gate_word {
  enum gate_word_kind kind;
  enum gate_why why;                /* of LET_IN and TURN_AWAY */
  uint8_t role;                     /* of REGISTER: 2, 3 or 5 */
  char number[GATE_NUMBER_MAX + 1]; /* of REGISTER: plate or telephone; of NEXT_TUBE: its barcode */
  char host_unit[GATE_HOST_UNIT_MAX + 1]; /* of REGISTER */
};

/* "let_in" to "undo"; NULL and -1 for none. */
const char *gate_word_name(enum gate_word_kind kind);
int gate_word_find(const char *name);

/* Why something is no word: a sentence for people in either language, without its full stop. */
struct gate_word_error {
  const char *zh, *en;
};

/* Reads {"word": …, "why": 1-6, "role": …, "number": …, "host_unit": …}. False, and why in *error
 * (static), when it is none; where the fault is in a field, the sentence names the field as the
 * guard's page does. */
bool gate_word_read(const json_t *json, struct gate_word *out,
                    const struct gate_word_error **error);

#endif
