/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "migrations.h"

#include <pthread.h>
#include <stdlib.h>

struct store {
  struct db *db;
  pthread_mutex_t lock;
  pthread_cond_t given;
  uint64_t next, serving; /* tickets: drawn, and whose turn it is */
};

/* The office's lists are read often: more of them stays in memory than SQLite would keep. */
#define CACHE "pragma cache_size = -32768"

enum tx_reason store_open(const char *where, struct store **out) {
  struct store *store = calloc(1, sizeof *store);
  if (!store) return TX_NO_MEMORY;
  enum tx_reason reason = db_open(&db_sqlite, where, &store_schema, &store->db);
  if (reason == TX_OK) reason = db_exec(store->db, CACHE);
  pthread_mutex_init(&store->lock, NULL);
  pthread_cond_init(&store->given, NULL);
  if (reason == TX_OK)
    *out = store;
  else
    store_close(store);
  return reason;
}

void store_close(struct store *store) {
  if (!store) return;
  db_close(store->db);
  pthread_cond_destroy(&store->given);
  pthread_mutex_destroy(&store->lock);
  free(store);
}

struct db *store_take(struct store *store) {
  pthread_mutex_lock(&store->lock);
  uint64_t ticket = store->next++;
  while (ticket != store->serving)
    pthread_cond_wait(&store->given, &store->lock);
  pthread_mutex_unlock(&store->lock);
  return store->db;
}

void store_give(struct store *store, struct db *db) {
  (void)db;
  pthread_mutex_lock(&store->lock);
  store->serving++;
  pthread_cond_broadcast(&store->given);
  pthread_mutex_unlock(&store->lock);
}
