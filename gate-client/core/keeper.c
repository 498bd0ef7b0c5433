/* SPDX-License-Identifier: Apache-2.0 */
#include "keeper.h"

#include "gate.h"

#include "host/sys/wait.h"

#include <stdlib.h>

#define AGAIN_MS 1000

struct gate_keeper {
  struct gate *gate;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t ended;
  bool ending;
};

/* True when it is time to end. */
static bool wait_a_second(struct gate_keeper *keeper) {
  const int64_t until_ms = host_wait_now_ms() + AGAIN_MS;
  pthread_mutex_lock(&keeper->lock);
  while (!keeper->ending)
    if (!host_wait_until(&keeper->ended, &keeper->lock, until_ms)) break;
  const bool ending = keeper->ending;
  pthread_mutex_unlock(&keeper->lock);
  return ending;
}

static void *run(void *context) {
  struct gate_keeper *keeper = context;
  while (!wait_a_second(keeper))
    gate_keep_again(keeper->gate);
  return NULL;
}

struct gate_keeper *gate_keeper_start(struct gate *gate) {
  struct gate_keeper *keeper = calloc(1, sizeof *keeper);
  if (!keeper) return NULL;
  keeper->gate = gate;
  pthread_mutex_init(&keeper->lock, NULL);
  host_wait_init(&keeper->ended);
  if (pthread_create(&keeper->thread, NULL, run, keeper) == 0) return keeper;
  pthread_cond_destroy(&keeper->ended);
  pthread_mutex_destroy(&keeper->lock);
  free(keeper);
  return NULL;
}

void gate_keeper_stop(struct gate_keeper *keeper) {
  if (!keeper) return;
  pthread_mutex_lock(&keeper->lock);
  keeper->ending = true;
  pthread_cond_signal(&keeper->ended);
  pthread_mutex_unlock(&keeper->lock);
  pthread_join(keeper->thread, NULL);
  pthread_cond_destroy(&keeper->ended);
  pthread_mutex_destroy(&keeper->lock);
  free(keeper);
}
