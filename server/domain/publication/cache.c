/* SPDX-License-Identifier: Apache-2.0 */
#include "cache.h"

#include "store/publication/publications.h"

#include <pthread.h>
#include <stdlib.h>

struct publication_cache {
  pthread_rwlock_t lock;
  struct cache_item **items; /* by kind, then area */
  size_t count, cap;
  bool behind; /* atomic */
};

struct publication_cache *cache_create(void) {
  struct publication_cache *cache = calloc(1, sizeof *cache);
  if (cache) pthread_rwlock_init(&cache->lock, NULL);
  return cache;
}

void cache_destroy(struct publication_cache *cache) {
  if (!cache) return;
  for (size_t i = 0; i < cache->count; i++)
    cache_release(cache->items[i]);
  pthread_rwlock_destroy(&cache->lock);
  free(cache->items);
  free(cache);
}

void cache_release(struct cache_item *item) {
  if (item && __atomic_sub_fetch(&item->references, 1, __ATOMIC_ACQ_REL) == 0) free(item);
}

static struct cache_item *make_item(const struct publication *publication) {
  struct cache_item *item = malloc(sizeof *item + publication->body.n);
  if (!item) return NULL;
  uint8_t *body = (uint8_t *)(item + 1);
  if (publication->body.n) memcpy(body, publication->body.p, publication->body.n);
  *item = (struct cache_item){
    .kind = publication->kind,
    .area = publication->area,
    .seq = publication->seq,
    .before = publication->before,
    .iat = publication->iat,
    .body = tx_span_of(body, publication->body.n),
    .references = 1,
  };
  return item;
}

/* The first place whose item is not before kind and area. */
static size_t place_of(const struct publication_cache *cache, enum publication_kind kind,
                       uint64_t area) {
  size_t low = 0, high = cache->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    const struct cache_item *item = cache->items[middle];
    if (item->kind < kind || (item->kind == kind && item->area < area))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool is_at(const struct publication_cache *cache, size_t place, enum publication_kind kind,
                  uint64_t area) {
  return place < cache->count && cache->items[place]->kind == kind &&
         cache->items[place]->area == area;
}

static bool grow(struct publication_cache *cache) {
  if (cache->count < cache->cap) return true;
  size_t cap = cache->cap ? cache->cap * 2 : 64;
  struct cache_item **grown = realloc(cache->items, cap * sizeof(struct cache_item *));
  if (!grown) return false;
  cache->items = grown;
  cache->cap = cap;
  return true;
}

/* Returns what lost its place, or item itself when there is no memory for it. */
static struct cache_item *lay(struct publication_cache *cache, struct cache_item *item) {
  size_t place = place_of(cache, item->kind, item->area);
  if (is_at(cache, place, item->kind, item->area)) {
    struct cache_item *old = cache->items[place];
    cache->items[place] = item;
    return old;
  }
  if (!grow(cache)) return item;
  memmove(&cache->items[place + 1], &cache->items[place],
          (cache->count - place) * sizeof(struct cache_item *));
  cache->items[place] = item;
  cache->count++;
  return NULL;
}

enum tx_reason cache_put(struct publication_cache *cache, const struct publication *publication) {
  struct cache_item *item = make_item(publication);
  if (!item) return TX_NO_MEMORY;
  pthread_rwlock_wrlock(&cache->lock);
  struct cache_item *left = lay(cache, item);
  pthread_rwlock_unlock(&cache->lock);
  cache_release(left);
  return left == item ? TX_NO_MEMORY : TX_OK;
}

void cache_note_behind(struct publication_cache *cache) {
  __atomic_store_n(&cache->behind, true, __ATOMIC_RELEASE);
}

bool cache_is_behind(struct publication_cache *cache) {
  return __atomic_load_n(&cache->behind, __ATOMIC_ACQUIRE);
}

static enum tx_reason load(struct publication_cache *cache, struct db *db) {
  DB_ROWS rows = publications_current(db);
  while (db_next(&rows)) {
    struct publication publication;
    publications_read(&rows, &publication);
    enum tx_reason reason = cache_put(cache, &publication);
    if (reason != TX_OK) return reason;
  }
  return rows.end;
}

enum tx_reason cache_load(struct publication_cache *cache, struct db *db) {
  __atomic_store_n(&cache->behind, false, __ATOMIC_RELEASE);
  enum tx_reason reason = load(cache, db);
  if (reason != TX_OK) cache_note_behind(cache);
  return reason;
}

enum tx_reason cache_refresh(struct publication_cache *cache, struct db *db,
                             enum publication_kind kind, uint64_t area) {
  struct publication newest;
  uint8_t *body = NULL;
  size_t len = 0;
  enum tx_reason reason = publications_newest(db, kind, area, &newest);
  if (reason == TX_OK) reason = publications_body(db, kind, area, newest.seq, &body, &len);
  if (reason == TX_OK && kind == PUBLISHED_TRUST)
    reason = publications_before(db, kind, area, newest.seq, &newest.before);
  if (reason == TX_OK) {
    newest.body = tx_span_of(body, len);
    reason = cache_put(cache, &newest);
  }
  free(body);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) cache_note_behind(cache);
  return reason;
}

struct cache_item *cache_take(struct publication_cache *cache, enum publication_kind kind,
                              uint64_t area) {
  struct cache_item *item = NULL;
  pthread_rwlock_rdlock(&cache->lock);
  size_t place = place_of(cache, kind, area);
  if (is_at(cache, place, kind, area)) {
    item = cache->items[place];
    __atomic_add_fetch(&item->references, 1, __ATOMIC_ACQ_REL);
  }
  pthread_rwlock_unlock(&cache->lock);
  return item;
}

struct cache_item *cache_next(struct publication_cache *cache, enum publication_kind kind,
                              uint64_t area) {
  struct cache_item *item = NULL;
  pthread_rwlock_rdlock(&cache->lock);
  const size_t place = place_of(cache, kind, area + 1);
  if (place < cache->count && cache->items[place]->kind == kind) {
    item = cache->items[place];
    __atomic_add_fetch(&item->references, 1, __ATOMIC_ACQ_REL);
  }
  pthread_rwlock_unlock(&cache->lock);
  return item;
}

size_t cache_areas(struct publication_cache *cache, uint64_t *out, size_t cap) {
  size_t count = 0;
  pthread_rwlock_rdlock(&cache->lock);
  for (size_t i = place_of(cache, PUBLISHED_STATUS, 0); i < cache->count && count < cap; i++)
    if (cache->items[i]->kind == PUBLISHED_STATUS) out[count++] = cache->items[i]->area;
  pthread_rwlock_unlock(&cache->lock);
  return count;
}

int64_t cache_newest(struct publication_cache *cache) {
  int64_t newest = 0;
  pthread_rwlock_rdlock(&cache->lock);
  for (size_t i = 0; i < cache->count; i++)
    if (cache->items[i]->iat > newest) newest = cache->items[i]->iat;
  pthread_rwlock_unlock(&cache->lock);
  return newest;
}

/* The seq of a delta is where it starts, that of a trust list may be anything. */
static bool is_after(const struct cache_item *item, int64_t at_s) {
  if (item->kind == PUBLISHED_TRUST) return item->iat > at_s && item->before;
  return item->iat > at_s || (item->kind != PUBLISHED_DELTA && (int64_t)item->seq > at_s);
}

bool cache_is_after(struct publication_cache *cache, int64_t at_s) {
  bool any = false;
  pthread_rwlock_rdlock(&cache->lock);
  for (size_t i = 0; i < cache->count && !any; i++)
    any = is_after(cache->items[i], at_s);
  pthread_rwlock_unlock(&cache->lock);
  return any;
}

enum tx_reason cache_reload(struct publication_cache *cache, struct db *db) {
  pthread_rwlock_wrlock(&cache->lock);
  for (size_t i = 0; i < cache->count; i++)
    cache_release(cache->items[i]);
  cache->count = 0;
  pthread_rwlock_unlock(&cache->lock);
  return cache_load(cache, db);
}
