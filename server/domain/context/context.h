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
#include "model/account.h"
#include "names.h"
#include "opened.h"

#include "format/trust.h"

#include <pthread.h>

/* The trust list in force and the keys that it speaks of; stays as long as someone holds it. */
struct signing {
  int references; /* changed by signing_take and signing_release only */
  struct tx_trust *trust;
  struct opened *opened; /* policies, by that list */
  struct keystore keys;
  uint64_t keys_mark; /* of the folder as it was before they were read; see keystore_mark */
};

struct peers;

/* A second machine that has what was acknowledged (standby.h): nobody asks, its absence is said,
 * nothing is taken without it. */
enum standby { STANDBY_NONE, STANDBY_WANTED, STANDBY_NEEDED };

struct server {
  struct store *store; /* hands out connections; has its own lock */
  struct publication_cache *cache;
  struct gate_registry *gates;
  struct clock_guard *clock;
  struct backoff *backoff;    /* of wrong passwords … */
  struct backoff *codes;      /* … and of wrong claim codes; the five have locks of their own */
  pthread_mutex_t publishing; /* one thread at a time makes lists */
  pthread_mutex_t lock;       /* around signing, intakes, previews */
  struct signing *signing;
  uint64_t keys_refused;  /* the mark of a key folder that could not be read; of the jobs' thread */
  struct intake *intakes; /* imports and feeds that somebody in this process drives */
  struct preview *previews; /* rosters shown, and not confirmed yet */
  struct field_keys fields;
  struct issue_log *issues; /* as files, for a restore; NULL: none are kept */
  uint64_t area;            /* the one that is meant when none is named */
  size_t delta_from;        /* bytes of a list from which on deltas are made */
  bool demo;
  char *data_dir;
  enum standby standby;
  struct peers *peers; /* on a database that other processes may share; NULL: there are none */
  /* Takes over what other processes have changed, up to a number of store/changes.h, of what is
   * kept in memory; seen is the number it has come to. Of whoever has the connection. */
  void (*follow)(struct server *server, struct db *db, int64_t newest);
  /* Reads all of it anew, where what it was made from is lost with a transaction. */
  void (*reload)(struct server *server, struct db *db);
  int64_t seen;
  const char *const *origins; /* by which gates and phones know this server; NULL ends */
  struct names *names;        /* by which they may know it besides; has a lock of its own */
};

/* Who asks, when, and on which connection. */
struct request {
  int64_t now_s;
  const char *actor;           /* a login, or "uid 1000"; for the audit log */
  const struct caller *caller; /* NULL: the server itself */
  struct db *db;
  struct store *store; /* db is of it */
  const struct signing *signing;
  const struct field_keys *fields;
  struct issue_log *issues; /* the server's, as is … */
  struct clock_guard *clock;
};

/* Who asks for long work, which takes requests of its own. */
struct asker {
  int64_t now_s;
  const char *actor;
  const struct caller *caller; /* NULL: the server itself */
};

/* That two people of two bodies, or the holder, wanted what is done to somebody. What restrains a
 * person asks for one; only domain/request makes any. */
struct decision;

/* Waits for a connection. Until request_end nobody else changes anything, and what the server keeps
 * in memory is as the database has it. */
struct request request_begin(struct server *server, int64_t now_s, const char *actor);
/* The same for a slice of long work, which waits for everybody else. */
struct request request_begin_slice(struct server *server, int64_t now_s, const char *actor);
struct request request_begin_slice_of(struct server *server, const struct asker *asker);
/* The same for what only reads, or writes in transactions that read what they depend on: other
 * processes may change things meanwhile, and what is kept in memory may be a second old. */
struct request request_begin_reading(struct server *server, int64_t now_s, const char *actor);
/* Whether anybody waits to begin one. */
bool request_is_awaited(const struct server *server);
/* Gives back what the request holds. */
void request_end(struct server *server, struct request *request);

/* Ends what the request's transactions were joined to (db_join): commits it, or undoes it; what the
 * server keeps in memory of parts that are lost is read anew. */
enum tx_reason request_join_end(struct server *server, const struct request *request);
void request_join_undo(struct server *server, const struct request *request);

/* Takes hold of trust list and keys as they are now, for a caller without a request. */
const struct signing *signing_take(struct server *server);
void signing_release(const struct signing *signing);
/* Puts others in their place; takes signing over. */
void signing_replace(struct server *server, struct signing *signing);
/* The same, unless the trust list in force is a newer one than theirs by now. */
void signing_replace_keys(struct server *server, struct signing *signing);

/* Whether the caller's rights reach an area; the server's own reach all. */
bool request_reaches(const struct request *request, uint64_t area);
/* The same as TX_OK or TX_NOT_ALLOWED with a sentence. */
enum tx_reason area_reached(const struct request *request, uint64_t area,
                            struct host_problem *problem);

/* Whether this server keeps a list of that area and the caller's rights reach it. TX_NOT_FOUND,
 * TX_NOT_ALLOWED, with a sentence. */
enum tx_reason area_known(const struct request *request, uint64_t area,
                          struct host_problem *problem);

/* Work of many rows goes in slices, each a transaction that is over soon, so that nobody waits
 * long for the database; one that nobody waits for goes on for longer. */
struct slice {
  struct store *store;
  int64_t until_ms, alone_until_ms; /* on the monotonic clock */
};
struct slice slice_begin(const struct request *request);
bool slice_over(const struct slice *slice);

#endif
