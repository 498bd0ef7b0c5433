/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "host/sys/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/* --- opening -------------------------------------------------------------------------------------
 */

static void start_clock(struct gate *gate, int64_t now_s, int64_t saved_s) {
  gate->fixed = now_s >= 0;
  gate->fixed_at = (struct gate_instant){ .wall_s = now_s };
  int64_t floor_s = gate_state_newest(gate->state);
  if (floor_s < GATE_BUILD_DATE_S) floor_s = GATE_BUILD_DATE_S;
  gate_clock_start(&gate->clock, gate_instant_of(gate), floor_s, saved_s);
}

/* Two writers would number events twice. */
static enum tx_reason lock_folder(struct gate *gate, struct host_problem *error) {
  HOST_FREE char *path = host_path(gate->dir, "lock");
  if (!path) return TX_NO_MEMORY;
  gate->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (gate->lock_fd >= 0 && flock(gate->lock_fd, LOCK_EX | LOCK_NB) == 0) return TX_OK;
  return host_problem_set(error, TX_BUSY, "%s 正由另一个 tongxing-gate 使用,请先停止它",
                          "%s is in use by another tongxing-gate, stop that one first", gate->dir);
}

static enum tx_reason open_journal(struct gate *gate, const struct gate_options *options,
                                   struct host_problem *error) {
  enum tx_reason locked = lock_folder(gate, error);
  if (locked != TX_OK) return locked;
  HOST_FREE char *path = host_path(gate->dir, "journal.db");
  if (!path) return TX_NO_MEMORY;
  enum tx_reason reason = gate_journal_open(path, options->keep_sent_s, &gate->journal);
  if (reason == TX_OK) return TX_OK;
  return host_problem_set(error, reason, "日志 %s 无法打开:%s",
                          "The journal %s cannot be opened: %s", path, tx_reason_name(reason));
}

/* Households go by a key of their own, so that a stolen disk does not tell which door it was. */
static enum tx_reason open_memory(struct gate *gate, int64_t *saved_s) {
  uint8_t key[TX_HASH_SIZE] = { 0 };
  *saved_s = 0;
  if (!gate->journal) {
    gate_memory_start(&gate->memory, key);
    return TX_OK;
  }
  enum tx_reason reason = gate_journal_household_key(gate->journal, key);
  gate_memory_start(&gate->memory, key);
  *saved_s = gate_journal_saved_time(gate->journal);
  if (reason != TX_OK) return reason;
  return gate_journal_peer_keys(gate->journal, &gate->peer_keys);
}

static enum tx_reason open_parts(struct gate *gate, const struct gate_options *options,
                                 struct host_problem *error) {
  int64_t saved_s;
  enum tx_reason reason = gate_identity_load(options->dir, &gate->identity, error);
  if (reason != TX_OK) return reason;
  gate->dir = host_path(options->dir, "%s", "");
  if (!gate->dir) return TX_NO_MEMORY;
  reason = gate_store_open(&gate->store, options->dir);
  if (reason == TX_OK && !(gate->state = gate_store_load(&gate->store, gate->identity.pin.root)))
    reason = TX_NO_MEMORY;
  if (reason == TX_OK && options->journal) reason = open_journal(gate, options, error);
  if (reason == TX_OK) reason = open_memory(gate, &saved_s);
  if (reason != TX_OK) return reason;
  start_clock(gate, options->now_s, saved_s);
  if (!gate->journal) return TX_OK;
  return gate_journal_recall(gate->journal, &gate->memory, gate_now(gate).now_s);
}

enum tx_reason gate_open(struct gate *gate, const struct gate_options *options,
                         struct host_problem *error) {
  *gate = (struct gate){ .lock_fd = -1 };
  *error = (struct host_problem){ 0 };
  pthread_mutex_init(&gate->lock, NULL);
  pthread_mutex_init(&gate->taking, NULL);
  enum tx_reason reason = open_parts(gate, options, error);
  if (reason == TX_OK) return TX_OK;
  if (!error->zh[0])
    host_problem_set(error, reason, "%s 无法打开:%s", "%s cannot be opened: %s", options->dir,
                     tx_reason_name(reason));
  gate_close(gate);
  return reason;
}

void gate_open_bare(struct gate *gate, const struct gate_identity *identity,
                    struct gate_state *state, int64_t now_s) {
  *gate = (struct gate){ .identity = *identity, .lock_fd = -1, .state = state };
  pthread_mutex_init(&gate->lock, NULL);
  pthread_mutex_init(&gate->taking, NULL);
  gate_memory_start(&gate->memory, (const uint8_t[TX_HASH_SIZE]){ 0 });
  start_clock(gate, now_s, 0);
}

void gate_close(struct gate *gate) {
  gate_journal_close(gate->journal);
  gate_memory_finish(&gate->memory);
  tx_keyring_destroy(gate->ring);
  gate_state_unref(gate->ring_state);
  gate_state_unref(gate->state);
  gate_store_close(&gate->store);
  gate_identity_finish(&gate->identity);
  free(gate->arrivals);
  free(gate->dir);
  if (gate->lock_fd >= 0) close(gate->lock_fd);
  pthread_mutex_destroy(&gate->taking);
  pthread_mutex_destroy(&gate->lock);
}

/* --- time and state ------------------------------------------------------------------------------
 */

struct gate_instant gate_instant_of(struct gate *gate) {
  return gate->fixed ? gate->fixed_at : gate_instant_read();
}

struct tx_clock gate_now(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct tx_clock now = gate_clock_now(&gate->clock, gate_instant_of(gate));
  pthread_mutex_unlock(&gate->lock);
  return now;
}

void gate_advance(struct gate *gate, int64_t seconds) {
  pthread_mutex_lock(&gate->lock);
  gate->fixed_at.wall_s += seconds;
  gate->fixed_at.mono_ms += seconds * 1000;
  pthread_mutex_unlock(&gate->lock);
}

struct gate_state *gate_state_of(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_state *state = gate_state_ref(gate->state);
  pthread_mutex_unlock(&gate->lock);
  return state;
}
