/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who came in and went out at the gates of this area, as rules ask for it: the last entry and exit
 * of a person, and the exits of a household. Numbers only, no names.
 *
 * Times that are asked for with now are answered as ages.
 */
#ifndef GATE_HISTORY_PASSAGES_H
#define GATE_HISTORY_PASSAGES_H

#include "format/decide.h"
#include "format/neighbour.h"

#define GATE_HISTORY_PERSON_S (14 * 86400) /* no passage is kept longer, whatever rules ask */
#define GATE_HISTORY_EXITS_S (7 * 86400)   /* the longest exit window that a policy may set */
#define GATE_MEDICAL_RETURN_S (24 * 3600)

/* One admission, at this gate or at a neighbour. */
struct gate_passage {
  uint64_t area;
  uint32_t index;
  int64_t at;
  enum tx_direction direction;
  bool medical;       /* out on medical grounds: no exit of the household's quota */
  uint64_t household; /* gate_household_tag; 0: none */
};

struct gate_person;
struct gate_exit;

/* Zeroed is empty. */
struct gate_history {
  struct gate_person *persons; /* a hash table, cap a power of two */
  size_t person_count, person_cap;
  struct gate_exit *exits; /* the same, with several entries a household */
  size_t exit_count, exit_cap;
};

void gate_history_finish(struct gate_history *history);

/* Remembers one passage, whatever order they come in. False: out of memory. */
bool gate_history_add(struct gate_history *history, const struct gate_passage *passage,
                      int64_t now_s);

/* What is known of a person. household_tags are the tags that the household goes by, under every
 * key that is good; 0 is none. An exit that is known by several of them counts once. */
void gate_history_find(const struct gate_history *history, uint64_t area, uint32_t index,
                       const uint64_t *household_tags, size_t tag_count, int64_t now_s,
                       int64_t exit_window_s, struct tx_history *out);

/* The bytes of a tx_household_tag as a number; never 0. */
uint64_t gate_tag_number(const uint8_t tag[TX_HOUSEHOLD_SIZE]);

/* tx_household_tag as a number. 0 for a pass without a household. */
uint64_t gate_household_tag(const uint8_t key[TX_HASH_SIZE], const struct tx_pass *pass);

#endif
