/* SPDX-License-Identifier: Apache-2.0 */
#include "shelf.h"

#include <pthread.h>
#include <stdlib.h>

struct shelf {
  pthread_rwlock_t lock;
  struct shelf_item **items; /* by kind, then area */
  size_t count, cap;
};

struct shelf *shelf_create(void) {
  struct shelf *shelf = calloc(1, sizeof *shelf);
  if (shelf) pthread_rwlock_init(&shelf->lock, NULL);
  return shelf;
}

void shelf_destroy(struct shelf *shelf) {
  if (!shelf) return;
  for (size_t i = 0; i < shelf->count; i++)
    shelf_release(shelf->items[i]);
  pthread_rwlock_destroy(&shelf->lock);
  free(shelf->items);
  free(shelf);
}

void shelf_release(struct shelf_item *item) {
  if (item && __atomic_sub_fetch(&item->references, 1, __ATOMIC_ACQ_REL) == 0) free(item);
}

static struct shelf_item *make_item(const struct publication *publication) {
  struct shelf_item *item = malloc(sizeof *item + publication->body.n);
  if (!item) return NULL;
  uint8_t *body = (uint8_t *)(item + 1);
  if (publication->body.n) memcpy(body, publication->body.p, publication->body.n);
  *item = (struct shelf_item){
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
static size_t place_of(const struct shelf *shelf, enum publication_kind kind, uint64_t area) {
  size_t low = 0, high = shelf->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    const struct shelf_item *item = shelf->items[middle];
    if (item->kind < kind || (item->kind == kind && item->area < area))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool is_at(const struct shelf *shelf, size_t place, enum publication_kind kind,
                  uint64_t area) {
  return place < shelf->count && shelf->items[place]->kind == kind &&
         shelf->items[place]->area == area;
}

static bool grow(struct shelf *shelf) {
  if (shelf->count < shelf->cap) return true;
  size_t cap = shelf->cap ? shelf->cap * 2 : 64;
  struct shelf_item **grown = realloc(shelf->items, cap * sizeof(struct shelf_item *));
  if (!grown) return false;
  shelf->items = grown;
  shelf->cap = cap;
  return true;
}

/* Returns what lost its place, or item itself when there is no memory for it. */
static struct shelf_item *lay(struct shelf *shelf, struct shelf_item *item) {
  size_t place = place_of(shelf, item->kind, item->area);
  if (is_at(shelf, place, item->kind, item->area)) {
    struct shelf_item *old = shelf->items[place];
    shelf->items[place] = item;
    return old;
  }
  if (!grow(shelf)) return item;
  memmove(&shelf->items[place + 1], &shelf->items[place],
          (shelf->count - place) * sizeof(struct shelf_item *));
  shelf->items[place] = item;
  shelf->count++;
  return NULL;
}

enum tx_reason shelf_put(struct shelf *shelf, const struct publication *publication) {
  struct shelf_item *item = make_item(publication);
  if (!item) return TX_NO_MEMORY;
  pthread_rwlock_wrlock(&shelf->lock);
  struct shelf_item *left = lay(shelf, item);
  pthread_rwlock_unlock(&shelf->lock);
  shelf_release(left);
  return left == item ? TX_NO_MEMORY : TX_OK;
}

enum tx_reason shelf_load(struct shelf *shelf, struct db *db) {
  DB_ROWS rows = publications_current(db);
  while (db_next(&rows)) {
    struct publication publication;
    publications_read(&rows, &publication);
    enum tx_reason reason = shelf_put(shelf, &publication);
    if (reason != TX_OK) return reason;
  }
  return rows.end;
}

enum tx_reason shelf_refresh(struct shelf *shelf, struct db *db, enum publication_kind kind,
                             uint64_t area) {
  struct publication newest;
  uint8_t *body = NULL;
  size_t len = 0;
  enum tx_reason reason = publications_newest(db, kind, area, &newest);
  if (reason == TX_OK) reason = publications_body(db, kind, area, newest.seq, &body, &len);
  if (reason == TX_OK) {
    newest.body = tx_span_of(body, len);
    reason = shelf_put(shelf, &newest);
  }
  free(body);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

struct shelf_item *shelf_take(struct shelf *shelf, enum publication_kind kind, uint64_t area) {
  struct shelf_item *item = NULL;
  pthread_rwlock_rdlock(&shelf->lock);
  size_t place = place_of(shelf, kind, area);
  if (is_at(shelf, place, kind, area)) {
    item = shelf->items[place];
    __atomic_add_fetch(&item->references, 1, __ATOMIC_ACQ_REL);
  }
  pthread_rwlock_unlock(&shelf->lock);
  return item;
}

size_t shelf_areas(struct shelf *shelf, uint64_t *out, size_t cap) {
  size_t count = 0;
  pthread_rwlock_rdlock(&shelf->lock);
  for (size_t i = place_of(shelf, PUBLISHED_STATUS, 0); i < shelf->count && count < cap; i++)
    if (shelf->items[i]->kind == PUBLISHED_STATUS) out[count++] = shelf->items[i]->area;
  pthread_rwlock_unlock(&shelf->lock);
  return count;
}
