/* SPDX-License-Identifier: Apache-2.0 */
#include "context.h"

#include "host/text/date.h"
#include "store/core/areas.h"
#include "store/core/store.h"

#include <stdlib.h>

static struct request begin_with(struct server *server, int64_t now_s, const char *actor,
                                 struct db *db) {
  return (struct request){
    .now_s = now_s,
    .actor = actor,
    .signing = signing_take(server),
    .fields = &server->fields,
    .issues = server->issues,
    .clock = server->clock,
    .store = server->store,
    .db = db,
  };
}

static void follow(struct server *server, struct db *db) {
  if (server->follow) server->follow(server, db, store_newest(server->store));
}

struct request request_begin(struct server *server, int64_t now_s, const char *actor) {
  struct db *db = store_take(server->store);
  follow(server, db);
  return begin_with(server, now_s, actor, db);
}

struct request request_begin_slice(struct server *server, int64_t now_s, const char *actor) {
  struct db *db = store_take_slice(server->store);
  follow(server, db);
  return begin_with(server, now_s, actor, db);
}

struct request request_begin_slice_of(struct server *server, const struct asker *asker) {
  struct request request = request_begin_slice(server, asker->now_s, asker->actor);
  request.caller = asker->caller;
  return request;
}

struct request request_begin_reading(struct server *server, int64_t now_s, const char *actor) {
  return begin_with(server, now_s, actor, store_take_shared(server->store));
}

bool request_is_awaited(const struct server *server) {
  return store_is_awaited(server->store);
}

void request_end(struct server *server, struct request *request) {
  store_give(server->store, request->db);
  signing_release(request->signing);
  *request = (struct request){ 0 };
}

enum tx_reason request_join_end(struct server *server, const struct request *request) {
  enum tx_reason reason = db_join_end(request->db);
  if (reason != TX_OK) server->reload(server, request->db);
  return reason;
}

void request_join_undo(struct server *server, const struct request *request) {
  db_join_undo(request->db);
  server->reload(server, request->db);
}

const struct signing *signing_take(struct server *server) {
  pthread_mutex_lock(&server->lock);
  struct signing *signing = server->signing;
  __atomic_add_fetch(&signing->references, 1, __ATOMIC_ACQ_REL);
  pthread_mutex_unlock(&server->lock);
  return signing;
}

void signing_release(const struct signing *signing) {
  struct signing *own = (struct signing *)(uintptr_t)signing;
  if (!own || __atomic_sub_fetch(&own->references, 1, __ATOMIC_ACQ_REL) > 0) return;
  opened_destroy(own->opened);
  tx_trust_destroy(own->trust);
  keystore_close(&own->keys);
  free(own);
}

void signing_replace(struct server *server, struct signing *signing) {
  pthread_mutex_lock(&server->lock);
  struct signing *before = server->signing;
  server->signing = signing;
  pthread_mutex_unlock(&server->lock);
  signing_release(before);
}

void signing_replace_keys(struct server *server, struct signing *signing) {
  pthread_mutex_lock(&server->lock);
  struct signing *gone = signing;
  if (server->signing->trust->seq <= signing->trust->seq) {
    gone = server->signing;
    server->signing = signing;
  }
  pthread_mutex_unlock(&server->lock);
  signing_release(gone);
}

bool request_reaches(const struct request *request, uint64_t area) {
  const struct caller *caller = request->caller;
  return !caller || !caller->area || tx_area_contains(caller->area, area);
}

enum tx_reason area_reached(const struct request *request, uint64_t area,
                            struct host_problem *problem) {
  char digits[13];
  if (request_reaches(request, area)) return TX_OK;
  tx_area_format(area, digits);
  return host_problem_set(problem, TX_NOT_ALLOWED, "您的账号不管辖%s。",
                          "Your account does not reach %s.", digits);
}

enum tx_reason area_known(const struct request *request, uint64_t area,
                          struct host_problem *problem) {
  struct area_row row;
  char digits[13];
  enum tx_reason reason = area_reached(request, area, problem);
  if (reason != TX_OK) return reason;
  reason = areas_find(request->db, area, &row);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  tx_area_format(area, digits);
  return host_problem_set(problem, reason, "本服务器没有%s的名册。",
                          "This server keeps no list of %s.", digits);
}

struct slice slice_begin(const struct request *request) {
  int64_t now_ms = host_monotonic_ms();
  return (struct slice){ .store = request->store,
                         .until_ms = now_ms + STORE_SLICE_MS,
                         .alone_until_ms = now_ms + STORE_ALONE_MS };
}

bool slice_over(const struct slice *slice) {
  int64_t now_ms = host_monotonic_ms();
  if (now_ms < slice->until_ms) return false;
  return now_ms >= slice->alone_until_ms || store_is_awaited(slice->store);
}
