/* SPDX-License-Identifier: Apache-2.0 */
#include "counted.h"

#include "api/call/live.h"
#include "api/report/reports.h"
#include "domain/report/waiting.h"

#include <stdlib.h>

#define AREAS 16 /* that one process answers for at a time; others are counted each time */
#define KEPT_S 60

struct kept {
  uint64_t area, turn;
  int64_t at_s, lacking;
  json_t *tests; /* NULL: nothing is kept */
};

struct counted {
  pthread_mutex_t lock; /* held while one counts; taken by who holds no connection */
  struct kept kept[AREAS];
  size_t next;
};

struct counted *counted_create(void) {
  struct counted *counted = calloc(1, sizeof *counted);
  if (counted) pthread_mutex_init(&counted->lock, NULL);
  return counted;
}

void counted_destroy(struct counted *counted) {
  if (!counted) return;
  for (size_t i = 0; i < AREAS; i++)
    json_decref(counted->kept[i].tests);
  pthread_mutex_destroy(&counted->lock);
  free(counted);
}

/* tests is NULL where it fails. */
static enum tx_reason count(struct call *call, struct kept *out) {
  struct request request = request_begin_reading(call->server, out->at_s, call->actor);
  enum tx_reason reason = waiting_lacking(&request, out->area, &out->lacking, &call->problem);
  request_end(call->server, &request);
  return reason == TX_OK ? report_today(call, REPORT_TESTS, out->area, &out->tests) : reason;
}

/* Where an area's is kept; the oldest place, emptied, where it is not. */
static struct kept *place_of(struct counted *counted, uint64_t area) {
  for (size_t i = 0; i < AREAS; i++)
    if (counted->kept[i].area == area) return &counted->kept[i];
  struct kept *kept = &counted->kept[counted->next++ % AREAS];
  json_decref(kept->tests);
  kept->tests = NULL;
  return kept;
}

static bool is_fresh(const struct kept *kept, const struct kept *now) {
  return kept->tests && kept->turn == now->turn && now->at_s >= kept->at_s &&
         now->at_s - kept->at_s < KEPT_S;
}

static enum tx_reason count_anew(struct call *call, const struct kept *now, struct kept *kept) {
  json_decref(kept->tests);
  *kept = *now;
  return count(call, kept);
}

static enum tx_reason read_kept(struct call *call, struct counted *counted, struct kept *now) {
  struct kept *kept = place_of(counted, now->area);
  enum tx_reason reason = is_fresh(kept, now) ? TX_OK : count_anew(call, now, kept);
  now->lacking = kept->lacking;
  now->tests = json_deep_copy(kept->tests);
  return reason == TX_OK && !now->tests ? TX_NO_MEMORY : reason;
}

enum tx_reason counted_read(struct call *call, uint64_t area, int64_t *lacking, json_t **tests) {
  const struct api *api = call->api;
  struct kept now = { .area = area, .at_s = api_now(api) };
  enum tx_reason reason;
  if (api->counted) {
    pthread_mutex_lock(&api->counted->lock);
    now.turn = live_turn(api->live);
    reason = read_kept(call, api->counted, &now);
    pthread_mutex_unlock(&api->counted->lock);
  } else {
    reason = count(call, &now);
  }
  *lacking = now.lacking;
  *tests = now.tests;
  return reason;
}
