/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "host/sys/date.h"
#include "migrations.h"

#include <pthread.h>
#include <stdlib.h>

/* Who waits, first come first served. */
struct turn {
  struct turn *next;
  pthread_cond_t come;
  bool mine;
};
struct queue {
  struct turn *first, **last;
};

struct store {
  struct db *db;
  pthread_mutex_t lock;
  struct queue short_ones, slices;
  bool taken;
  int64_t slice_waits_ms; /* since when a slice has been passed over; 0: none was */
};

/* The office's lists are read often: more of them stays in memory than SQLite would keep. The log
 * is carried over in small parts, so that nobody waits long for it. */
#define TUNING "pragma cache_size = -32768; pragma wal_autocheckpoint = 250"

enum tx_reason store_open(const char *where, struct store **out) {
  struct store *store = calloc(1, sizeof *store);
  if (!store) return TX_NO_MEMORY;
  enum tx_reason reason = db_open(&db_sqlite, where, &store_schema, &store->db);
  if (reason == TX_OK) reason = db_exec(store->db, TUNING);
  pthread_mutex_init(&store->lock, NULL);
  store->short_ones.last = &store->short_ones.first;
  store->slices.last = &store->slices.first;
  if (reason == TX_OK)
    *out = store;
  else
    store_close(store);
  return reason;
}

void store_close(struct store *store) {
  if (!store) return;
  db_close(store->db);
  pthread_mutex_destroy(&store->lock);
  free(store);
}

/* Sleeps until its turn has come. Holds the lock. */
static void wait_in(struct store *store, struct queue *queue) {
  struct turn turn = { .mine = false };
  pthread_cond_init(&turn.come, NULL);
  *queue->last = &turn;
  queue->last = &turn.next;
  while (!turn.mine)
    pthread_cond_wait(&turn.come, &store->lock);
  pthread_cond_destroy(&turn.come);
}

static struct db *take(struct store *store, struct queue *queue) {
  pthread_mutex_lock(&store->lock);
  if (store->taken)
    wait_in(store, queue);
  else
    store->taken = true;
  pthread_mutex_unlock(&store->lock);
  return store->db;
}

struct db *store_take(struct store *store) {
  return take(store, &store->short_ones);
}

struct db *store_take_slice(struct store *store) {
  return take(store, &store->slices);
}

/* A slice goes when nobody else waits, or when it was passed over for long enough. */
static struct queue *next_queue(struct store *store) {
  int64_t now_ms = host_monotonic_ms();
  if (!store->slices.first) return store->short_ones.first ? &store->short_ones : NULL;
  if (!store->slice_waits_ms) store->slice_waits_ms = now_ms;
  bool patient = now_ms - store->slice_waits_ms < STORE_PATIENCE_MS;
  if (store->short_ones.first && patient) return &store->short_ones;
  store->slice_waits_ms = 0;
  return &store->slices;
}

void store_give(struct store *store, struct db *db) {
  (void)db;
  pthread_mutex_lock(&store->lock);
  struct queue *queue = next_queue(store);
  store->taken = queue != NULL;
  if (queue) {
    struct turn *turn = queue->first;
    queue->first = turn->next;
    if (!queue->first) queue->last = &queue->first;
    turn->mine = true;
    pthread_cond_signal(&turn->come);
  }
  pthread_mutex_unlock(&store->lock);
}
