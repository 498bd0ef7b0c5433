/* SPDX-License-Identifier: Apache-2.0 */
/* The processes over one database, and what each of them has claimed for itself. */
#ifndef SERVER_STORE_GATE_PEERS_H
#define SERVER_STORE_GATE_PEERS_H

#include "host/db/db.h"

#define PEER_SIZE 320 /* of a name with its zero */

/* A process that lives raises its number; whoever sees one stand still knows by a clock of its own
 * for how long. */
enum tx_reason peer_put(struct db *db, const char *name, int64_t beat);
enum tx_reason peer_drop(struct db *db, const char *name);
struct db_rows peer_all(struct db *db); /* name, beat; by name */

/* Whose an area is now; "": nobody's. */
enum tx_reason lease_read(struct db *db, uint64_t area, char out[PEER_SIZE]);
/* From what was read to another. TX_CONFLICT: it is somebody else's by now. */
enum tx_reason lease_move(struct db *db, uint64_t area, const char *from, const char *to);
/* All that is somebody's is nobody's. */
enum tx_reason lease_free(struct db *db, const char *holder);

#endif
