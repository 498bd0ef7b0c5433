/* SPDX-License-Identifier: Apache-2.0 */
#include "publish.h"

#include "cache.h"
#include "domain/context/peers.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "list.h"
#include "ready.h"
#include "seq.h"
#include "store/core/areas.h"

#include <stdlib.h>
#include <time.h>

#define PUBLISHER "publisher"
#define PUBLISH_WAIT_MS 10000
#define PAUSE_MS 50
#define BATCH 64     /* lists at most that share a wait for the disk … */
#define BATCH_MS 100 /* … of a batch that began no longer ago: a single area waits for it */

enum tx_reason publish_state(const struct request *request, uint64_t area,
                             struct publish_state *out) {
  struct area_row row;
  struct publication newest;
  *out = (struct publish_state){ .area = area };
  enum tx_reason reason = areas_find(request->db, area, &row);
  if (reason == TX_OK) reason = newest_or_none(request->db, PUBLISHED_STATUS, area, &newest);
  if (reason != TX_OK) return reason;
  out->published = newest.seq != 0;
  out->seq = newest.seq;
  out->iat = newest.iat;
  out->next_index = row.next_index;
  out->changed = row.changed;
  out->count = row.listed;
  return TX_OK;
}

static enum tx_reason be_ready(struct server *server, int64_t now_s, uint64_t area,
                               struct host_problem *problem) {
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = publish_ready(server, &request, area, problem);
  request_end(server, &request);
  return reason;
}

/* --- one publisher an area -------------------------------------------------------------------- */

static enum tx_reason claim(struct server *server, int64_t now_s, uint64_t area) {
  if (!server->peers) return TX_OK;
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = peers_claim(server->peers, request.db, area, host_monotonic_ms());
  request_end(server, &request);
  return reason;
}

static void release(struct server *server, int64_t now_s, uint64_t area) {
  if (!server->peers) return;
  struct request request = request_begin(server, now_s, PUBLISHER);
  peers_release(server->peers, request.db, area);
  request_end(server, &request);
}

/* The claim ends with what is published, or here. */
static enum tx_reason store_claimed(struct server *server, int64_t now_s, uint64_t area,
                                    struct host_problem *problem) {
  enum tx_reason reason = list_store(server, now_s, area, problem);
  if (reason == TX_OK) return TX_OK;
  release(server, now_s, area);
  if (reason != TX_CONFLICT || !server->peers) return reason;
  return host_problem_say(problem, TX_BUSY, "另一台服务器已接手发布，请稍后再试。",
                          "Another server has taken publishing over: please try again shortly.");
}

/* *others: nothing was done, another process is making it. */
static enum tx_reason store_area(struct server *server, int64_t now_s, uint64_t area, bool *others,
                                 struct host_problem *problem) {
  *others = false;
  enum tx_reason reason = be_ready(server, now_s, area, problem);
  if (reason != TX_OK) return reason;
  reason = claim(server, now_s, area);
  *others = reason == TX_CONFLICT;
  if (*others)
    return host_problem_say(problem, TX_BUSY, "另一台服务器正在发布，请稍后再试。",
                            "Another server is publishing it: please try again shortly.");
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return store_claimed(server, now_s, area, problem);
}

/* Whoever asked wants to see a list from now on: another's that is in the making is waited for. */
enum tx_reason publish_area(struct server *server, int64_t now_s, uint64_t area,
                            struct host_problem *problem) {
  bool others = false;
  int64_t until_ms = host_monotonic_ms() + PUBLISH_WAIT_MS;
  pthread_mutex_lock(&server->publishing);
  enum tx_reason reason = store_area(server, now_s, area, &others, problem);
  while (others && host_monotonic_ms() < until_ms) {
    nanosleep(&(struct timespec){ .tv_nsec = PAUSE_MS * 1000000L }, NULL);
    reason = store_area(server, now_s, area, &others, problem);
  }
  if (reason == TX_OK) reason = host_problem_of(problem, list_show(server, now_s, &area, 1));
  pthread_mutex_unlock(&server->publishing);
  return reason;
}

/* Areas are claimed under the lock: none is in the making here. */
enum tx_reason publish_release(struct server *server, int64_t now_s) {
  if (!peers_owes(server->peers)) return TX_OK;
  pthread_mutex_lock(&server->publishing);
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = peers_release_all(server->peers, request.db);
  request_end(server, &request);
  pthread_mutex_unlock(&server->publishing);
  return reason;
}

/* Areas in column 0. */
static enum tx_reason collect(struct db_rows *rows, uint64_t **areas, size_t *count) {
  while (db_next(rows)) {
    uint64_t *grown = realloc(*areas, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *areas = grown;
    grown[(*count)++] = (uint64_t)db_column_int(rows, 0);
  }
  return rows->end;
}

static enum tx_reason due_before(struct server *server, int64_t now_s, int64_t before,
                                 uint64_t **areas, size_t *count) {
  struct request request = request_begin(server, now_s, PUBLISHER);
  struct db_rows rows = areas_due(request.db, before);
  enum tx_reason reason = collect(&rows, areas, count);
  db_rows_finish(&rows);
  request_end(server, &request);
  return reason;
}

/* What was published and could not be shown is shown before anything else is done. */
static enum tx_reason show_behind(struct server *server, int64_t now_s) {
  if (!cache_is_behind(server->cache)) return TX_OK;
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = db_settle(request.db);
  if (reason == TX_OK) reason = cache_load(server->cache, request.db);
  request_end(server, &request);
  return reason;
}

static bool ends_all(enum tx_reason reason) {
  return reason == TX_BUSY || reason == TX_IO_FAILED || reason == TX_NO_MEMORY;
}

/* Stores lists for as long as they go together, and shows them. Of *count areas it says how many it
 * looked at, and *published grows by the lists that came of them: what another process is making is
 * left to it, and an area that fails keeps no other from its list. */
static enum tx_reason publish_batch(struct server *server, int64_t now_s, const uint64_t *areas,
                                    size_t *count, size_t *published,
                                    struct host_problem *problem) {
  uint64_t stored[BATCH];
  size_t done = 0, n = 0;
  enum tx_reason reason = TX_OK, failed = TX_OK;
  const int64_t until_ms = host_monotonic_ms() + BATCH_MS;
  do {
    bool others = false;
    reason = store_area(server, now_s, areas[done], &others, problem);
    if (reason == TX_OK) stored[n++] = areas[done];
    if (reason != TX_OK && !others) failed = reason;
  } while (++done < *count && n < BATCH && !ends_all(failed) && host_monotonic_ms() < until_ms);
  *count = done;
  reason = n ? list_show(server, now_s, stored, n) : TX_OK;
  if (reason == TX_OK) *published += n;
  return failed == TX_OK ? host_problem_of(problem, reason) : failed;
}

enum tx_reason publish_due(struct server *server, int64_t now_s, size_t *count,
                           struct host_problem *problem) {
  HOST_FREE uint64_t *areas = NULL;
  size_t due = 0;
  *count = 0;
  enum tx_reason failed = show_behind(server, now_s);
  if (failed == TX_OK) failed = due_before(server, now_s, now_s - PUBLISH_EVERY_S, &areas, &due);
  for (size_t i = 0, some = 0; i < due && !ends_all(failed); i += some) {
    some = due - i;
    pthread_mutex_lock(&server->publishing);
    enum tx_reason reason = publish_batch(server, now_s, &areas[i], &some, count, problem);
    pthread_mutex_unlock(&server->publishing);
    if (reason != TX_OK) failed = reason;
  }
  return host_problem_of(problem, failed);
}

static enum tx_reason state_of(struct server *server, int64_t now_s, uint64_t area,
                               struct publish_state *out) {
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = publish_state(&request, area, out);
  request_end(server, &request);
  return reason;
}

enum tx_reason publish_lists(struct server *server, int64_t now_s, struct publish_state **lists,
                             size_t *count, struct host_problem *problem) {
  HOST_FREE uint64_t *areas = NULL;
  *count = 0;
  size_t known = 0;
  enum tx_reason reason = due_before(server, now_s, INT64_MAX, &areas, &known);
  *lists = calloc(known + 1, sizeof **lists);
  if (reason == TX_OK && !*lists) reason = TX_NO_MEMORY;
  for (size_t i = 0; i < known && reason == TX_OK; i++) {
    reason = publish_area(server, now_s, areas[i], problem);
    if (reason == TX_OK) reason = state_of(server, now_s, areas[i], &(*lists)[(*count)++]);
  }
  return host_problem_of(problem, reason);
}
