/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a gate holds: one trust list, and a status list, a policy and a certificate status for each
 * area of interest. A state never changes: taking an object makes another one that shares the
 * rest, so a decision under way keeps what it began with. No I/O here; store.h keeps the bytes.
 */
#ifndef GATE_OBJECTS_SNAPSHOT_H
#define GATE_OBJECTS_SNAPSHOT_H

#include "offer.h"

struct gate_signed; /* one object, shared by the states that hold it */

/* The highest seq and iat that were taken of an object from one signer, so that nothing older comes
 * back when it is lost, damaged or dropped. */
struct gate_remembered {
  enum gate_object object; /* never GATE_DELTA */
  uint64_t area;
  struct tx_floor floor;
  uint8_t signer[TX_HASH_SIZE]; /* SHA-256 of the key; zeros: not known */
};

struct gate_state {
  const struct tx_trust *trust; /* NULL: none */
  const struct tx_status **lists;
  const struct tx_certs **certs;
  const struct tx_policy **policies;
  size_t list_count, cert_count, policy_count; /* each ascending by area */
  struct gate_remembered *remembered;
  size_t remembered_count;
  struct gate_signed **held; /* what the pointers above belong to */
  size_t held_count;
  unsigned refs; /* counted atomically */
};

/* A state that holds nothing; NULL: out of memory. */
struct gate_state *gate_state_create(void);
struct gate_state *gate_state_ref(struct gate_state *state);
void gate_state_unref(struct gate_state *state); /* NULL is nothing */

const struct tx_status *gate_state_list(const struct gate_state *state, uint64_t area);
const struct tx_certs *gate_state_certs(const struct gate_state *state, uint64_t area);
const struct tx_policy *gate_state_policy(const struct gate_state *state, uint64_t area);

/* The newest iat (a policy's seq) of all that is held: no clock can be before it. */
int64_t gate_state_newest(const struct gate_state *state);

/* Offers an object. TX_OK and *out, a new state that the caller unrefs; otherwise the reason, and
 * state is as good as before. A list of another area than was asked for is 18. Taking a trust list
 * drops what was signed by keys that it no longer has. */
enum tx_reason gate_state_offer(const struct gate_state *state, const struct gate_offer *offer,
                                struct tx_clock clock, struct gate_state **out);

/* What an object has to pass, whether one is held or not; zeros: nothing was ever taken. */
struct tx_floor gate_state_floor(const struct gate_state *state, enum gate_object object,
                                 uint64_t area);
/* The i-th root that signed a trust list which was taken; NULL: there are fewer. */
const uint8_t *gate_state_root(const struct gate_state *state, size_t i);
/* The root that signed a list: of the list before, else of the list itself. */
bool gate_trust_signer(const struct tx_trust *before, const struct tx_trust *taken,
                       uint8_t root[TX_HASH_SIZE]);
/* Puts back what was remembered before a restart. */
bool gate_state_remember(struct gate_state *state, const struct gate_remembered *remembered);

/* Fills what a decision needs of the state into gate. */
void gate_state_lend(const struct gate_state *state, struct tx_gate *gate);

#endif
