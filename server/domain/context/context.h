/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every function of the domain works with: the server, and the request that asks. Domain
 * functions are
 *   enum tx_reason function(server, request, in …, out, problem)
 * on plain structs: they know neither HTTP nor JSON, and take time and actor from the request.
 */
#ifndef SERVER_DOMAIN_CONTEXT_H
#define SERVER_DOMAIN_CONTEXT_H

#include "domain/key/field_encryption.h"
#include "domain/key/keystore.h"
#include "host/db/db.h"
#include "host/sys/problem.h"

#include "format/trust.h"

#include <pthread.h>

/* The trust list in force and the keys that it speaks of; stays as long as someone holds it. */
struct signing {
  int references; /* changed by signing_take and signing_release only */
  struct tx_trust *trust;
  struct keystore keys;
};

struct server {
  struct store *store; /* hands out connections; has its own lock */
  struct publication_cache *cache;
  struct gate_registry *gates; /* both with locks of their own */
  pthread_mutex_t publishing;  /* one thread at a time makes lists */
  pthread_mutex_t lock;        /* around signing and intakes */
  struct signing *signing;
  struct intake *intakes; /* imports and feeds that somebody in this process drives */
  struct field_keys fields;
  uint64_t area; /* the one that is meant when none is named */
  bool demo;
  char *data_dir;
  const char *const *origins; /* by which gates and phones know this server; NULL ends */
};

/* Who asks, when, and on which connection. */
struct request {
  int64_t now_s;
  const char *actor; /* "uid 1000", for the audit log */
  struct db *db;
  const struct signing *signing;
};

/* Waits for a connection. */
struct request request_begin(struct server *server, int64_t now_s, const char *actor);
/* The same for a slice of long work, which waits for everybody else. */
struct request request_begin_slice(struct server *server, int64_t now_s, const char *actor);
/* Gives back what the request holds. */
void request_end(struct server *server, struct request *request);

/* Takes hold of trust list and keys as they are now, for a caller without a request. */
const struct signing *signing_take(struct server *server);
void signing_release(const struct signing *signing);
/* Puts others in their place; takes signing over. */
void signing_replace(struct server *server, struct signing *signing);

/* Whether this server keeps a list of that area. TX_NOT_FOUND with a sentence. */
enum tx_reason area_known(const struct request *request, uint64_t area,
                          struct host_problem *problem);

/* Work of many rows goes in slices, each a transaction that is over soon, so that nobody waits
 * long for the database. */
struct slice {
  int64_t until_ms; /* on the monotonic clock */
};
struct slice slice_begin(void);
bool slice_over(const struct slice *slice);

#endif
