/* SPDX-License-Identifier: Apache-2.0 */
/* Places of one kind, by whose they are. Not locked; private to places. */
#ifndef HOST_PLACES_INTERNAL_H
#define HOST_PLACES_INTERNAL_H

#include "places.h"

#include <pthread.h>

/* An address with its places, the idlest first. */
struct holder {
  struct host_address whose;
  unsigned count;
  struct place *idlest, *latest;
  struct holder *next_hashed;
  struct holder *before, *behind; /* among those with as many */
};

struct place {
  int fd;
  enum place_kind kind;
  bool shut;   /* in no pool any more */
  bool sleeps; /* see places_sleep */
  int64_t deadline_ms;
  struct holder *holder;
  struct place *idler, *later; /* of the same holder */
  struct place *next, **link;  /* of all */
};

/* by_count[n] lists the holders of n places, in the order in which they came to n. */
struct pool {
  struct holder **hashed, **by_count, **by_count_end;
  unsigned hash_size, most, count;
};

uint64_t address_hash(const struct host_address *address);

bool pool_open(struct pool *pool, unsigned places); /* false: out of memory, to be closed */
void pool_close(struct pool *pool);

bool pool_join(struct pool *pool, struct place *place, const struct host_address *from);
void pool_leave(struct pool *pool, struct place *place);
void pool_touch(struct place *place);
/* The idlest that does not sleep, of the holder with most; NULL: all do. keep only where no other
 * is left. */
struct place *pool_idlest(const struct pool *pool, const struct place *keep);

#endif
