/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processes over one database, as this one sees them. Each raises a number in a row of its own;
 * one whose number stands still for PEER_STILL_MS, by the clock of whoever looks, has died, and
 * what it had claimed is free: no two clocks are compared, and a lock that hangs on a session would
 * outlive its client behind a pooler. NULL is the only process there is: it has claimed everything.
 * Thread-safe.
 */
#ifndef SERVER_DOMAIN_PEERS_H
#define SERVER_DOMAIN_PEERS_H

#include "store/gate/peers.h"

#define PEER_BEAT_MS 1000
#define PEER_STILL_MS 5000
#define PEER_CHORES 0 /* in place of an area: what one process does for all (daemon/jobs.h) */

struct peers;

/* For the process that has locked a data folder. NULL: out of memory. */
struct peers *peers_create(const char *data_dir);
void peers_destroy(struct peers *peers);

/* Host, folder, and a number of this process; "" for NULL. */
const char *peers_self(const struct peers *peers);
/* The same without the number. */
const char *peers_place(const struct peers *peers);

/* Joins; who had the folder before has died. TX_SIGNER_FAILED: no random numbers. */
enum tx_reason peers_join(struct peers *peers, struct db *db, int64_t now_ms);
/* Raises the own number, and looks at those of the others; once in PEER_BEAT_MS. */
enum tx_reason peers_beat(struct peers *peers, struct db *db, int64_t now_ms);
/* Leaves: what it had claimed is free at once. */
void peers_leave(struct peers *peers, struct db *db);
/* Whether it is this process, or one that lives. */
enum tx_reason peers_live(struct peers *peers, struct db *db, const char *name, int64_t now_ms,
                          bool *live);

/* Takes an area for this process. TX_CONFLICT: another has it, and lives. The caller is alone with
 * the database (request_begin). */
enum tx_reason peers_claim(struct peers *peers, struct db *db, uint64_t area, int64_t now_ms);
/* In a transaction of what is done under the claim: TX_CONFLICT when another has taken it, since
 * this process stood still. */
enum tx_reason peers_confirm(struct peers *peers, struct db *db, uint64_t area);
enum tx_reason peers_release(struct peers *peers, struct db *db, uint64_t area);

/* Whether something may still be claimed that nothing is done under: the database failed when it
 * was claimed or released. A process that lives would keep it from the others for ever. */
bool peers_owes(const struct peers *peers);
/* Releases all of it, and all else: the caller has nothing under way. */
enum tx_reason peers_release_all(struct peers *peers, struct db *db);

#endif
