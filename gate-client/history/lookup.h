/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's memory as libtongxing asks for it: replays and history behind struct tx_memory. */
#ifndef GATE_HISTORY_LOOKUP_H
#define GATE_HISTORY_LOOKUP_H

#include "passages.h"
#include "replay_cache.h"

/* This gate's own, the area's, the area's before, and one that this gate used until it could read
 * its own. */
#define GATE_HOUSEHOLD_KEYS 4

struct gate_household_key {
  uint8_t bytes[TX_HASH_SIZE];
  bool known;
};

struct gate_memory {
  struct tx_memory asked; /* first: what decisions are given */
  struct gate_history history;
  struct gate_replay replay;
  struct gate_household_key keys[GATE_HOUSEHOLD_KEYS];
  int64_t now_s; /* of the decision under way */
};

/* Empty; households go by a key that only this gate has. */
void gate_memory_start(struct gate_memory *memory, const uint8_t own_key[TX_HASH_SIZE]);
/* Another key of its own from now on; what was kept under the one before still counts. */
void gate_memory_change_key(struct gate_memory *memory, const uint8_t own_key[TX_HASH_SIZE]);
void gate_memory_finish(struct gate_memory *memory);

/* The tag under which this gate's own passages of a pass are kept; 0: no household. */
uint64_t gate_memory_household(const struct gate_memory *memory, const struct tx_pass *pass);

#endif
