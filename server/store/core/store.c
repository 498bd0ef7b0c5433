/* SPDX-License-Identifier: Apache-2.0 */
#include "store.h"

#include "changes.h"
#include "failure.h"
#include "host/text/date.h"
#include "migrations.h"
#include "store/postgres/postgres.h"

#include <pthread.h>
#include <stdatomic.h>
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
  bool alone, refused; /* among the processes over the database; of whoever's turn it is, as are: */
  int64_t alone_since_ms, newest;
  atomic_llong written;
  int64_t slice_waits_ms; /* since when a slice has been passed over; 0: none was */
};

/* The office's lists are read often: more of them stays in memory than SQLite would keep. The log
 * is carried over in small parts, so that nobody waits long for it. A signed list is made without
 * the rest of each row; PostgreSQL would write all its indexes again with each record. */
#define TUNING                                                                                     \
  "pragma cache_size = -32768; pragma wal_autocheckpoint = 500;"                                   \
  "create index if not exists resident_record on resident (area, idx, record, import)"

const struct db_driver *store_driver(const char *where) {
  return postgres_named(where) ? &db_postgres : &db_sqlite;
}

static enum tx_reason open_database(const struct db_driver *driver, const char *where,
                                    struct db **out, struct host_problem *problem) {
  struct db_failure failure;
  enum tx_reason reason = db_open_explained(driver, where, &store_schema, out, &failure);
  if (reason == TX_OK && driver == &db_sqlite) reason = db_exec(*out, TUNING);
  if (reason != TX_OK && driver == &db_postgres) store_failure_say(reason, &failure, problem);
  return reason;
}

enum tx_reason store_open(const struct db_driver *driver, const char *where, struct store **out,
                          struct host_problem *problem) {
  struct store *store = calloc(1, sizeof *store);
  if (!store) return TX_NO_MEMORY;
  enum tx_reason reason = open_database(driver, where, &store->db, problem);
  pthread_mutex_init(&store->lock, NULL);
  store->short_ones.last = &store->short_ones.first;
  store->slices.last = &store->slices.first;
  if (reason == TX_OK)
    *out = store;
  else
    store_close(store);
  return reason;
}

bool store_shared(const struct store *store) {
  return store->db->driver->shared;
}

int store_machines(const struct store *store) {
  return db_machines(store->db);
}

void store_need_two_machines(struct store *store) {
  db_need_two_machines(store->db);
}

int64_t store_written(const struct store *store) {
  return atomic_load(&store->written);
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

/* Who comes after another of this process is alone already. */
static struct db *be_alone(struct store *store) {
  if (store->alone) return store->db;
  store->refused = db_hold(store->db, CHANGES_LAST, &store->newest) != TX_OK;
  store->alone_since_ms = host_monotonic_ms();
  store->alone = true;
  return store->db;
}

struct db *store_take(struct store *store) {
  take(store, &store->short_ones);
  return be_alone(store);
}

struct db *store_take_slice(struct store *store) {
  take(store, &store->slices);
  return be_alone(store);
}

struct db *store_take_shared(struct store *store) {
  return take(store, &store->short_ones);
}

int64_t store_newest(const struct store *store) {
  return store->refused ? 0 : store->newest;
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

/* Being alone costs a question to the database: it is handed on to who waits here, but other
 * processes have their turns. */
static void let_others_in(struct store *store) {
  if (!store->alone) return;
  bool others_wait_long = host_monotonic_ms() - store->alone_since_ms >= STORE_ALONE_MS;
  if (!store->refused && !others_wait_long && store_is_awaited(store)) return;
  db_let_go(store->db);
  store->alone = false;
}

void store_give(struct store *store, struct db *db) {
  let_others_in(store);
  atomic_store(&store->written, db_written(db));
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

bool store_is_awaited(struct store *store) {
  pthread_mutex_lock(&store->lock);
  bool awaited = store->short_ones.first || store->slices.first;
  pthread_mutex_unlock(&store->lock);
  return awaited;
}
