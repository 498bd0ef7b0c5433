/* SPDX-License-Identifier: Apache-2.0 */
#include "keeper.h"

#include "domain/context/peers.h"
#include "follow.h"
#include "host/sys/wait.h"
#include "host/text/date.h"
#include "store/core/store.h"

/* Publishing goes on within ten seconds of its publisher's death: what the last beat, the look at
 * it and the chores' round add to standing still is said in ADR 0041. */
_Static_assert(PEER_STILL_MS + 2 * PEER_BEAT_MS + 2 * KEEPER_PAUSE_MS + 1000 < 10000, "too late");

static void beat(struct server *server, int64_t *beaten_ms) {
  int64_t now_ms = host_monotonic_ms();
  if (now_ms - *beaten_ms < PEER_BEAT_MS) return;
  struct db *db = store_take_shared(server->store);
  if (peers_beat(server->peers, db, host_monotonic_ms()) == TX_OK) *beaten_ms = now_ms;
  store_give(server->store, db);
}

static void *keep(void *context) {
  struct keeper *keeper = context;
  int64_t beaten_ms = 0;
  pthread_mutex_lock(&keeper->lock);
  while (!keeper->over) {
    pthread_mutex_unlock(&keeper->lock);
    beat(keeper->server, &beaten_ms);
    follow_now(keeper->server);
    const int64_t until_ms = host_wait_now_ms() + KEEPER_PAUSE_MS;
    pthread_mutex_lock(&keeper->lock);
    if (!keeper->over) host_wait_until(&keeper->end, &keeper->lock, until_ms);
  }
  pthread_mutex_unlock(&keeper->lock);
  return NULL;
}

enum tx_reason keeper_start(struct keeper *keeper, struct server *server) {
  *keeper = (struct keeper){ .server = server };
  if (!server->peers) return TX_OK;
  pthread_mutex_init(&keeper->lock, NULL);
  host_wait_init(&keeper->end);
  keeper->runs = pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
  return keeper->runs ? TX_OK : TX_NO_MEMORY;
}

void keeper_stop(struct keeper *keeper) {
  if (!keeper->runs) return;
  pthread_mutex_lock(&keeper->lock);
  keeper->over = true;
  pthread_cond_signal(&keeper->end);
  pthread_mutex_unlock(&keeper->lock);
  pthread_join(keeper->thread, NULL);
  keeper->runs = false;
}
