/* SPDX-License-Identifier: Apache-2.0 */
/* The newest signed objects in memory: what sync is answered from, with no database in the way. */
#ifndef SERVER_DOMAIN_CACHE_H
#define SERVER_DOMAIN_CACHE_H

#include "host/db/db.h"
#include "model/publication.h"

struct publication_cache;

/* A signed object that stays as long as someone holds it. */
struct cache_item {
  enum publication_kind kind;
  uint64_t area, seq, before; /* as of struct publication */
  int64_t iat;
  struct tx_span body;
  int references; /* changed by cache_take and cache_release only */
};

struct publication_cache *cache_create(void);
void cache_destroy(struct publication_cache *cache);

/* Lays the newest of everything: what was behind (cache_is_behind) is so no more. */
enum tx_reason cache_load(struct publication_cache *cache, struct db *db);

/* Lays an object in the place of the one before it; the body is copied. */
enum tx_reason cache_put(struct publication_cache *cache, const struct publication *publication);

/* Lays what the database has as newest of a kind and area; to be called after the commit. Where it
 * fails, the cache is behind. */
enum tx_reason cache_refresh(struct publication_cache *cache, struct db *db,
                             enum publication_kind kind, uint64_t area);

/* Whether something is newest in the database that could not be laid here, and that somebody is to
 * lay (cache_load) when the database answers again. */
bool cache_is_behind(struct publication_cache *cache);
void cache_note_behind(struct publication_cache *cache);

/* The newest of a kind and area, or NULL; to be given back with cache_release. */
struct cache_item *cache_take(struct publication_cache *cache, enum publication_kind kind,
                              uint64_t area);
void cache_release(struct cache_item *item);

/* The first of a kind after an area, or NULL; to be given back as well. */
struct cache_item *cache_next(struct publication_cache *cache, enum publication_kind kind,
                              uint64_t area);

/* The newest iat of all; 0 where there is nothing. */
int64_t cache_newest(struct publication_cache *cache);
/* Whether something that can be set aside is dated, or numbered by a second, after a time: all but
 * a trust list that is the only one. */
bool cache_is_after(struct publication_cache *cache, int64_t at_s);
/* Throws everything away and fills the cache anew. */
enum tx_reason cache_reload(struct publication_cache *cache, struct db *db);

/* The areas that have a status list, ascending; returns how many of them fit into out. */
size_t cache_areas(struct publication_cache *cache, uint64_t *out, size_t cap);

#endif
