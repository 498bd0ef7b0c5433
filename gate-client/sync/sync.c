/* SPDX-License-Identifier: Apache-2.0 */
#include "sync.h"

#include "sync_internal.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"

#include <stdlib.h>

#define EVENTS_EVERY_S 5 /* between looks at the journal, while the server answers */
#define FAILED_MIN_S 5
#define FAILED_MAX_S 900

struct gate_sync *gate_sync_create(struct gate *gate) {
  struct gate_sync *sync = calloc(1, sizeof *sync);
  if (!sync) return NULL;
  sync->gate = gate;
  sync->ttl_s = 60;
  pthread_mutex_init(&sync->lock, NULL);
  host_wait_init(&sync->wake);
  if (gate_http_open(&sync->fetch, gate->identity.server, &sync->stopping)) return sync;
  gate_sync_destroy(sync);
  return NULL;
}

void gate_sync_destroy(struct gate_sync *sync) {
  if (!sync) return;
  gate_sync_stop(sync);
  gate_http_close(&sync->fetch);
  gate_tags_finish(sync);
  free(sync->areas);
  tx_cleanse(sync->token, sizeof sync->token);
  pthread_cond_destroy(&sync->wake);
  pthread_mutex_destroy(&sync->lock);
  free(sync);
}

/* The keys that the server may use today: by enrolment, and by the trust list of the moment. */
static void pin_keys(struct gate_sync *sync) {
  const struct gate_identity *identity = &sync->gate->identity;
  struct gate_state *state = gate_state_of(sync->gate);
  gate_http_pin(&sync->fetch, identity->has_tls ? identity->tls : NULL, state->trust);
  gate_state_unref(state);
}

static void count_round(struct gate_sync *sync, bool all) {
  pthread_mutex_lock(&sync->lock);
  sync->counts.rounds++;
  if (all)
    sync->counts.last_ok_s = gate_now(sync->gate).now_s;
  else
    sync->counts.failures++;
  pthread_mutex_unlock(&sync->lock);
}

bool gate_sync_round(struct gate_sync *sync) {
  sync->retry_after_s = 0;
  sync->unreachable = false;
  pin_keys(sync);
  bool all = gate_sync_pull(sync);
  if (all) gate_sync_peer_history(sync);
  all = gate_sync_push(sync) && all;
  count_round(sync, all);
  return all;
}

struct gate_sync_counts gate_sync_count(struct gate_sync *sync) {
  pthread_mutex_lock(&sync->lock);
  struct gate_sync_counts counts = sync->counts;
  pthread_mutex_unlock(&sync->lock);
  return counts;
}

/* --- the beat --------------------------------------------------------------------------------- */

/* Between 0.75 and 1.25 of a time, so that ten thousand gates never ask at once. */
static int64_t jittered_ms(int64_t seconds) {
  uint16_t dice = 0;
  tx_random((uint8_t *)&dice, sizeof dice);
  return seconds * 750 + seconds * 500 * dice / UINT16_MAX;
}

static int64_t after_failure_s(const struct gate_sync *sync, unsigned failed_in_a_row) {
  int64_t wait_s = FAILED_MIN_S;
  for (unsigned i = 1; i < failed_in_a_row && wait_s < FAILED_MAX_S; i++)
    wait_s *= 2;
  if (wait_s > FAILED_MAX_S) wait_s = FAILED_MAX_S;
  int64_t asked_s = sync->retry_after_s < FAILED_MAX_S ? sync->retry_after_s : FAILED_MAX_S;
  return wait_s > asked_s ? wait_s : asked_s;
}

static void sleep_until(struct gate_sync *sync, int64_t until_ms) {
  pthread_mutex_lock(&sync->lock);
  while (!sync->stopping && !sync->hurried && host_wait_now_ms() < until_ms)
    host_wait_until(&sync->wake, &sync->lock, until_ms);
  pthread_mutex_unlock(&sync->lock);
}

/* Between two rounds the journal is looked at more often: the office sees who came within seconds.
 */
static void wait_for_next(struct gate_sync *sync, int64_t next_ms, bool sending) {
  while (!sync->stopping && !sync->hurried && host_wait_now_ms() < next_ms) {
    int64_t look_ms = host_wait_now_ms() + jittered_ms(EVENTS_EVERY_S);
    sleep_until(sync, sending && look_ms < next_ms ? look_ms : next_ms);
    sync->unreachable = false;
    if (sending && !sync->stopping) sending = gate_sync_push(sync);
  }
}

static void *beat(void *context) {
  struct gate_sync *sync = context;
  unsigned failed = 0;
  while (!sync->stopping) {
    sync->hurried = false;
    bool all = gate_sync_round(sync);
    if (all && failed) host_log(HOST_NOTICE, "sync: complete again");
    if (!all && !failed && !sync->stopping)
      host_log(
          HOST_WARNING,
          "sync: incomplete, using cached objects; tongxing-gate status says how old they are");
    failed = all ? 0 : failed + 1;
    int64_t wait_s = all ? (int64_t)sync->ttl_s : after_failure_s(sync, failed);
    wait_for_next(sync, host_wait_now_ms() + jittered_ms(wait_s), all);
  }
  return NULL;
}

bool gate_sync_start(struct gate_sync *sync) {
  sync->started = pthread_create(&sync->thread, NULL, beat, sync) == 0;
  return sync->started;
}

void gate_sync_hurry(struct gate_sync *sync) {
  pthread_mutex_lock(&sync->lock);
  sync->hurried = true;
  pthread_cond_broadcast(&sync->wake);
  pthread_mutex_unlock(&sync->lock);
}

void gate_sync_stop(struct gate_sync *sync) {
  pthread_mutex_lock(&sync->lock);
  sync->stopping = true;
  pthread_cond_broadcast(&sync->wake);
  pthread_mutex_unlock(&sync->lock);
  if (sync->started) pthread_join(sync->thread, NULL);
  sync->started = false;
}

void gate_sync_finish(struct gate_sync *sync) {
  sync->stopping = false;
  sync->fetch.hurry = true;
  sync->unreachable = false;
  gate_sync_push(sync);
  sync->stopping = true;
}
