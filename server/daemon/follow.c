/* SPDX-License-Identifier: Apache-2.0 */
#include "follow.h"

#include "domain/gate/registry.h"
#include "domain/publication/cache.h"
#include "domain/publication/trust_load.h"
#include "host/sys/log.h"
#include "store/core/changes.h"
#include "store/core/store.h"

#include <stdio.h>

struct change {
  enum publication_kind kind;
  uint64_t area, seq;
};

/* Keys that do not fit a new trust list yet are read again when their folder has changed. */
static enum tx_reason reload_signing(struct server *server, struct db *db) {
  struct signing *signing = NULL;
  struct host_problem problem = { 0 };
  enum tx_reason reason = signing_load(db, &signing, &problem);
  if (reason == TX_OK)
    signing_replace(server, signing);
  else
    host_log(HOST_ERROR, "keys: another server took a new trust list; here: %s", problem.en);
  return reason == TX_BUSY || reason == TX_IO_FAILED ? reason : TX_OK;
}

static uint64_t seq_in_memory(const struct server *server, const struct change *change) {
  struct cache_item *item = cache_take(server->cache, change->kind, change->area);
  uint64_t seq = item ? item->seq : 0;
  cache_release(item);
  return seq;
}

static enum tx_reason take_publication(struct server *server, struct db *db,
                                       const struct change *change) {
  if (seq_in_memory(server, change) == change->seq) return TX_OK; /* our own */
  enum tx_reason reason = cache_refresh(server->cache, db, change->kind, change->area);
  return reason == TX_OK && change->kind == PUBLISHED_TRUST ? reload_signing(server, db) : reason;
}

static enum tx_reason take_all(struct server *server, struct db *db) {
  enum tx_reason reason = cache_reload(server->cache, db);
  if (reason == TX_OK) reason = gate_registry_load(server->gates, db);
  if (reason == TX_OK) reason = names_load(server->names, db);
  return reason == TX_OK ? reload_signing(server, db) : reason;
}

static enum tx_reason take(struct server *server, struct db *db, const struct db_rows *rows) {
  struct change change = { .area = (uint64_t)db_column_int(rows, 2),
                           .seq = (uint64_t)db_column_int(rows, 3) };
  const char *word = db_column_text(rows, 1);
  if (!word) return TX_MALFORMED;
  if (strcmp(word, CHANGE_GATES) == 0) return gate_registry_load(server->gates, db);
  if (strcmp(word, CHANGE_NAMES) == 0) return names_load(server->names, db);
  if (publication_find(word, &change.kind)) return take_publication(server, db, &change);
  return take_all(server, db);
}

/* Numbers have no gaps: where one is, what was there has been forgotten. */
static enum tx_reason take_rows(struct server *server, struct db *db, struct db_rows *rows) {
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && db_next(rows)) {
    int64_t n = db_column_int(rows, 0);
    reason = n == server->seen + 1 ? take(server, db, rows) : take_all(server, db);
    if (reason == TX_OK) server->seen = n;
  }
  return reason == TX_OK ? rows->end : reason;
}

void follow(struct server *server, struct db *db, int64_t newest) {
  if (newest <= server->seen) return;
  DB_ROWS rows = changes_after(db, server->seen);
  enum tx_reason reason = take_rows(server, db, &rows);
  if (reason != TX_OK && reason != TX_BUSY)
    host_log(HOST_ERROR, "changes of other servers: not taken over: %s; it is tried again",
             tx_reason_text(reason, "en"));
}

/* Where it cannot be read now, the next change of any server's has it read. */
void follow_anew(struct server *server, struct db *db) {
  enum tx_reason reason = take_all(server, db);
  if (reason == TX_OK) return;
  server->seen = -1;
  host_log(HOST_ERROR, "what is kept in memory could not be read anew: %s",
           tx_reason_text(reason, "en"));
}

void follow_now(struct server *server) {
  int64_t newest = 0;
  struct db *db = store_take_shared(server->store);
  if (changes_last(db, &newest) == TX_OK) follow(server, db, newest);
  store_give(server->store, db);
}
