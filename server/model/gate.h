/* SPDX-License-Identifier: Apache-2.0 */
/* A registered gate. */
#ifndef SERVER_MODEL_GATE_H
#define SERVER_MODEL_GATE_H

#include "format/event.h"

/* What a gate has, as it says itself with each question. */
struct gate_holds {
  bool told;
  uint64_t trust, policy, list; /* seqs of its own area; 0: none */
  uint64_t unsent;              /* events that no server has acknowledged */
};

struct gate_row {
  char name[TX_GATE_NAME_SIZE + 1];
  uint64_t area;
  int kind;       /* enum tx_gate_kind */
  char label[65]; /* what people call it */
  int64_t alg;
  uint8_t spki[TX_SPKI_MAX];
  size_t spki_len;
  int64_t added_at;
  int64_t removed_at;    /* 0: in service */
  uint64_t acknowledged; /* every event up to here is stored or declared lost */
  /* Kept in memory alone (registry.h). */
  int64_t heard_at; /* 0: not yet */
  char program[32]; /* and its version, as it says itself; "" where it says nothing plain */
  struct gate_holds holds;
};

#endif
