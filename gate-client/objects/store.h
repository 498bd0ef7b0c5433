/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed objects on disk, exactly as received: DIR/objects/trust.cose, policy-AREA.cose,
 * certs-AREA.cose, status-AREA.cose and the deltas that were taken on it, status-AREA-FROM.delta.
 * Besides them the hashes of the roots that signed our trust lists (roots), and what was damaged
 * (damaged.h); and, in DIR/floors, the highest seq of each (floors.h).
 */
#ifndef GATE_OBJECTS_STORE_H
#define GATE_OBJECTS_STORE_H

#include "damaged.h"
#include "floors.h"
#include "snapshot.h"
#include "unwritten.h"

#include "host/sys/folder.h"

struct gate_store {
  char *gate_dir;
  char *dir; /* of the objects */
  struct gate_unwritten unwritten;
  struct gate_floors floors;
  struct gate_damaged damaged;
  struct host_folder folder; /* the gate's; see gate_store_look */
};

/* DIR/objects, made when it is not there. TX_OK, or why it cannot be. */
enum tx_reason gate_store_open(struct gate_store *store, const char *gate_dir);
void gate_store_close(struct gate_store *store);

/* Everything that still verifies and is not older than what was in force, as one state. What does
 * not is logged and noted in damaged. NULL: out of memory. pin_root is the root key that the gate
 * was enrolled with. */
struct gate_state *gate_store_load(struct gate_store *store, const uint8_t pin_root[TX_HASH_SIZE]);

/* What of the files verifies by the trust list that state has now; state is given up. */
struct gate_state *gate_store_reload(struct gate_store *store, struct gate_state *state);

/* The i-th of the roots that signed our trust lists: SHA-256 of its key. */
bool gate_store_root(const struct gate_store *store, const struct gate_state *state, size_t i,
                     uint8_t root[TX_HASH_SIZE]);

/* Looks whether the gate's folder is there, or only the mount point of its card, where nothing is
 * written. False: it is away; what is in force is written when it is back. */
bool gate_store_look(struct gate_store *store);

/* Moves out of the way what was found damaged. */
void gate_store_put_aside(struct gate_store *store);

/* To be called before after is in force: its floors, see floors.h. Durable when it returns TX_OK.
 */
enum tx_reason gate_store_keep_floors(struct gate_store *store, const struct gate_state *after);

/* Keeps what led from before to after: writes the object's bytes and removes what after no longer
 * holds. Durable when it returns TX_OK; otherwise it waits for gate_store_retry. */
enum tx_reason gate_store_keep(struct gate_store *store, const struct gate_offer *offer,
                               const struct gate_state *before, const struct gate_state *after);

/* Tries again what could not be written; state is what is in force. TX_OK: all is written. */
enum tx_reason gate_store_retry(struct gate_store *store, const struct gate_state *state);

/* How many deltas stand on the list of an area: after many a whole list is worth asking for. */
unsigned gate_store_deltas(const struct gate_store *store, const struct gate_state *state,
                           uint64_t area);

/* The most bytes that an object of a kind may have. */
size_t gate_object_max(enum gate_object object);

#endif
