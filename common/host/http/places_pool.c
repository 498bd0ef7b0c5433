/* SPDX-License-Identifier: Apache-2.0 */
/* Finding who holds most takes no longer when many come: each step is of constant time. */
#include "places_internal.h"

#include <stdlib.h>
#include <string.h>

#define MORE_PLACES 64 /* than its count a pool may hold for a moment */

/* A kind's places may be as many as all, and more while some are being closed. */
bool pool_open(struct pool *pool, unsigned places) {
  unsigned most = places + MORE_PLACES;
  pool->hash_size = places | 1u;
  pool->most = 0;
  pool->hashed = calloc(pool->hash_size, sizeof *pool->hashed);
  pool->by_count = calloc(most + 1, sizeof *pool->by_count);
  pool->by_count_end = calloc(most + 1, sizeof *pool->by_count_end);
  return pool->hashed && pool->by_count && pool->by_count_end;
}

void pool_close(struct pool *pool) {
  free(pool->hashed);
  free(pool->by_count);
  free(pool->by_count_end);
}

/* --- holders ---------------------------------------------------------------------------------- */

/* FNV-1a. */
uint64_t address_hash(const struct host_address *address) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < sizeof address->bytes; i++)
    hash = (hash ^ address->bytes[i]) * 1099511628211u;
  return hash;
}

static struct holder **slot_of(const struct pool *pool, const struct host_address *whose) {
  struct holder **slot = &pool->hashed[address_hash(whose) % pool->hash_size];
  while (*slot && !host_address_equal(&(*slot)->whose, whose))
    slot = &(*slot)->next_hashed;
  return slot;
}

static void rank_out(struct pool *pool, struct holder *holder) {
  struct holder **first = &pool->by_count[holder->count];
  struct holder **last = &pool->by_count_end[holder->count];
  *(holder->before ? &holder->before->behind : first) = holder->behind;
  *(holder->behind ? &holder->behind->before : last) = holder->before;
  holder->before = holder->behind = NULL;
  while (pool->most > 0 && !pool->by_count[pool->most])
    pool->most--;
}

static void rank_in(struct pool *pool, struct holder *holder) {
  struct holder **last = &pool->by_count_end[holder->count];
  holder->before = *last;
  *(*last ? &(*last)->behind : &pool->by_count[holder->count]) = holder;
  *last = holder;
  if (holder->count > pool->most) pool->most = holder->count;
}

static struct holder *holder_at(struct pool *pool, const struct host_address *from) {
  struct host_address whose = host_address_holder(from);
  struct holder **slot = slot_of(pool, &whose);
  if (*slot) {
    rank_out(pool, *slot);
    return *slot;
  }
  *slot = calloc(1, sizeof **slot);
  if (*slot) (*slot)->whose = whose;
  return *slot;
}

/* --- their places ----------------------------------------------------------------------------- */

static void append(struct holder *holder, struct place *place) {
  place->idler = holder->latest;
  place->later = NULL;
  *(holder->latest ? &holder->latest->later : &holder->idlest) = place;
  holder->latest = place;
}

static void take_out(struct holder *holder, struct place *place) {
  *(place->idler ? &place->idler->later : &holder->idlest) = place->later;
  *(place->later ? &place->later->idler : &holder->latest) = place->idler;
}

bool pool_join(struct pool *pool, struct place *place, const struct host_address *from) {
  struct holder *holder = holder_at(pool, from);
  if (!holder) return false;
  place->holder = holder;
  append(holder, place);
  holder->count++;
  rank_in(pool, holder);
  pool->count++;
  return true;
}

void pool_leave(struct pool *pool, struct place *place) {
  struct holder *holder = place->holder;
  rank_out(pool, holder);
  take_out(holder, place);
  pool->count--;
  if (--holder->count > 0) {
    rank_in(pool, holder);
    return;
  }
  *slot_of(pool, &holder->whose) = holder->next_hashed;
  free(holder);
}

void pool_touch(struct place *place) {
  take_out(place->holder, place);
  append(place->holder, place);
}

static struct place *idlest_of(const struct holder *holder, const struct place *keep) {
  struct place *place = holder->idlest;
  while (place && (place->sleeps || place == keep))
    place = place->later;
  return place;
}

struct place *pool_idlest(const struct pool *pool, const struct place *keep) {
  for (unsigned n = pool->most; n > 0; n--)
    for (const struct holder *holder = pool->by_count[n]; holder; holder = holder->behind) {
      struct place *place = idlest_of(holder, keep);
      if (place) return place;
    }
  return NULL;
}
