/* SPDX-License-Identifier: Apache-2.0 */
#include "peers.h"

#include "format/crypto.h"
#include "host/text/text.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FORGET_AFTER 10 /* times PEER_STILL_MS */
#define NUMBER_SIZE 8

struct peer {
  char name[PEER_SIZE];
  int64_t beat, moved_ms; /* when it was seen to move last */
  bool there;
};

struct peers {
  pthread_mutex_t lock;
  char place[PEER_SIZE - NUMBER_SIZE * 2 - 2]; /* "HOST:FOLDER" */
  char self[PEER_SIZE];                        /* "HOST:FOLDER#NUMBER" */
  int64_t beat;
  struct peer *all;
  size_t count;
  bool owes; /* atomic */
};

struct peers *peers_create(const char *data_dir) {
  char host[64] = "";
  struct peers *peers = calloc(1, sizeof *peers);
  if (!peers) return NULL;
  char *real = realpath(data_dir, NULL);
  gethostname(host, sizeof host - 1);
  snprintf(peers->place, sizeof peers->place, "%s:%s", host, real ? real : data_dir);
  free(real);
  pthread_mutex_init(&peers->lock, NULL);
  return peers;
}

void peers_destroy(struct peers *peers) {
  if (!peers) return;
  pthread_mutex_destroy(&peers->lock);
  free(peers->all);
  free(peers);
}

const char *peers_self(const struct peers *peers) {
  return peers ? peers->self : "";
}

const char *peers_place(const struct peers *peers) {
  return peers->place;
}

/* --- who lives -------------------------------------------------------------------------------- */

static struct peer *find(const struct peers *peers, const char *name) {
  for (size_t i = 0; i < peers->count; i++)
    if (strcmp(peers->all[i].name, name) == 0) return &peers->all[i];
  return NULL;
}

static struct peer *find_or_add(struct peers *peers, const char *name) {
  struct peer *peer = find(peers, name);
  if (peer) return peer;
  struct peer *grown = reallocarray(peers->all, peers->count + 1, sizeof *grown);
  if (!grown) return NULL;
  peers->all = grown;
  peer = &grown[peers->count++];
  *peer = (struct peer){ .beat = -1 };
  snprintf(peer->name, sizeof peer->name, "%s", name);
  return peer;
}

/* One that is gone from the table has left. */
static void forget_absent(struct peers *peers) {
  size_t kept = 0;
  for (size_t i = 0; i < peers->count; i++)
    if (peers->all[i].there) peers->all[kept++] = peers->all[i];
  peers->count = kept;
}

static enum tx_reason look(struct peers *peers, struct db *db, int64_t now_ms) {
  for (size_t i = 0; i < peers->count; i++)
    peers->all[i].there = false;
  DB_ROWS rows = peer_all(db);
  while (db_next(&rows)) {
    char name[PEER_SIZE];
    db_column_copy(&rows, 0, name, sizeof name);
    struct peer *peer = find_or_add(peers, name);
    if (!peer) return TX_NO_MEMORY;
    if (peer->beat != db_column_int(&rows, 1)) peer->moved_ms = now_ms;
    peer->beat = db_column_int(&rows, 1);
    peer->there = true;
  }
  if (rows.end == TX_OK) forget_absent(peers);
  return rows.end;
}

/* The rows of those who have long been dead, and, where the folder is now this process's, of who
 * had it before. */
static enum tx_reason bury(struct peers *peers, struct db *db, int64_t now_ms) {
  size_t n = strlen(peers->place);
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < peers->count && reason == TX_OK; i++) {
    const struct peer *peer = &peers->all[i];
    bool ours = strncmp(peer->name, peers->place, n) == 0 && peer->name[n] == '#';
    bool dead = now_ms - peer->moved_ms >= (int64_t)FORGET_AFTER * PEER_STILL_MS;
    if (strcmp(peer->name, peers->self) != 0 && (ours || dead)) reason = peer_drop(db, peer->name);
  }
  return reason;
}

static enum tx_reason beat(struct peers *peers, struct db *db, int64_t now_ms) {
  enum tx_reason reason = peer_put(db, peers->self, ++peers->beat);
  if (reason == TX_OK) reason = look(peers, db, now_ms);
  if (reason == TX_OK) reason = bury(peers, db, now_ms);
  return reason == TX_OK ? look(peers, db, now_ms) : reason;
}

enum tx_reason peers_beat(struct peers *peers, struct db *db, int64_t now_ms) {
  if (!peers) return TX_OK;
  pthread_mutex_lock(&peers->lock);
  enum tx_reason reason = beat(peers, db, now_ms);
  pthread_mutex_unlock(&peers->lock);
  return reason;
}

enum tx_reason peers_join(struct peers *peers, struct db *db, int64_t now_ms) {
  uint8_t number[NUMBER_SIZE];
  char hex[NUMBER_SIZE * 2 + 1];
  if (!tx_random(number, sizeof number)) return TX_SIGNER_FAILED;
  host_hex(tx_span_of(number, sizeof number), hex);
  snprintf(peers->self, sizeof peers->self, "%s#%s", peers->place, hex);
  return peers_beat(peers, db, now_ms);
}

void peers_leave(struct peers *peers, struct db *db) {
  if (!peers || !*peers->self) return;
  peers_release(peers, db, PEER_CHORES);
  peer_drop(db, peers->self);
  peers->self[0] = '\0';
}

static bool moves(const struct peers *peers, const char *name, int64_t now_ms) {
  const struct peer *peer = find(peers, name);
  return peer && now_ms - peer->moved_ms < PEER_STILL_MS;
}

/* One that seems dead may have come, or moved, since the last look. */
enum tx_reason peers_live(struct peers *peers, struct db *db, const char *name, int64_t now_ms,
                          bool *live) {
  enum tx_reason reason = TX_OK;
  *live = strcmp(name, peers_self(peers)) == 0;
  if (*live || !peers || !*name) return TX_OK;
  pthread_mutex_lock(&peers->lock);
  *live = moves(peers, name, now_ms);
  if (!*live) {
    reason = look(peers, db, now_ms);
    *live = moves(peers, name, now_ms);
  }
  pthread_mutex_unlock(&peers->lock);
  return reason;
}

/* --- claims ----------------------------------------------------------------------------------- */

/* Of a failure nobody knows whether it was done. */
static enum tx_reason note_debt(struct peers *peers, enum tx_reason reason) {
  if (reason != TX_OK && reason != TX_CONFLICT)
    __atomic_store_n(&peers->owes, true, __ATOMIC_RELAXED);
  return reason;
}

enum tx_reason peers_claim(struct peers *peers, struct db *db, uint64_t area, int64_t now_ms) {
  char holder[PEER_SIZE];
  bool live = false;
  if (!peers) return TX_OK;
  enum tx_reason reason = lease_read(db, area, holder);
  if (reason != TX_OK || strcmp(holder, peers->self) == 0) return reason;
  reason = peers_live(peers, db, holder, now_ms, &live);
  if (reason != TX_OK || live) return live ? TX_CONFLICT : reason;
  return note_debt(peers, lease_move(db, area, holder, peers->self));
}

enum tx_reason peers_confirm(struct peers *peers, struct db *db, uint64_t area) {
  char holder[PEER_SIZE];
  if (!peers) return TX_OK;
  enum tx_reason reason = lease_read(db, area, holder);
  if (reason != TX_OK) return reason;
  return strcmp(holder, peers->self) == 0 ? TX_OK : TX_CONFLICT;
}

enum tx_reason peers_release(struct peers *peers, struct db *db, uint64_t area) {
  if (!peers) return TX_OK;
  enum tx_reason reason = note_debt(peers, lease_move(db, area, peers->self, ""));
  return reason == TX_CONFLICT ? TX_OK : reason;
}

bool peers_owes(const struct peers *peers) {
  return peers && __atomic_load_n(&peers->owes, __ATOMIC_RELAXED);
}

enum tx_reason peers_release_all(struct peers *peers, struct db *db) {
  enum tx_reason reason = lease_free(db, peers->self);
  if (reason == TX_OK) __atomic_store_n(&peers->owes, false, __ATOMIC_RELAXED);
  return reason;
}
