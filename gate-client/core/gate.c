/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "history/needs.h"

#include "host/sys/file.h"
#include "host/sys/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

/* Two writers would number events twice. The folder itself is locked: that takes no room on a full
 * disk, and no leave to write on a read-only one. */
static enum tx_reason lock_folder(struct gate *gate, struct host_problem *error) {
  gate->lock_fd = open(gate->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (gate->lock_fd >= 0 && flock(gate->lock_fd, LOCK_EX | LOCK_NB) == 0) return TX_OK;
  if (errno != EWOULDBLOCK) {
    host_log(HOST_WARNING, "%s: cannot be locked: %s; start no second gate in it", gate->dir,
             strerror(errno));
    return TX_OK;
  }
  return host_problem_set(error, TX_BUSY, "%s 正由另一个 tongxing-gate 使用，请先停止它",
                          "%s is in use by another tongxing-gate, stop that one first", gate->dir);
}

void gate_lock_again(struct gate *gate) {
  struct host_problem error;
  if (gate->lock_fd < 0) return;
  close(gate->lock_fd);
  if (lock_folder(gate, &error) != TX_OK) host_log(HOST_ERROR, "%s", error.en);
}

static enum tx_reason open_journal(struct gate *gate, const struct gate_options *options,
                                   struct host_problem *error) {
  enum tx_reason locked = lock_folder(gate, error);
  if (locked != TX_OK) return locked;
  HOST_FREE char *path = host_path(gate->dir, "journal.db");
  if (!path) return TX_NO_MEMORY;
  return gate_journal_open(path, options->keep_sent_s, &gate->journal);
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
  return reason;
}

/* What cannot be read is as if it had not been: no gate stays shut for it. */
static void recall(struct gate *gate) {
  struct gate_peer_keys keys;
  enum tx_reason reason = gate_journal_peer_keys(gate->journal, &keys);
  pthread_mutex_lock(&gate->lock);
  if (reason == TX_OK && !gate->peer_keys.has_current) gate->peer_keys = keys;
  pthread_mutex_unlock(&gate->lock);
  if (reason == TX_OK)
    reason = gate_journal_recall(gate->journal, &gate->memory, gate_now(gate).now_s);
  if (reason != TX_OK)
    host_log(HOST_ERROR, "journal: not all of it was read, some passages are forgotten: %s",
             tx_reason_text(reason, "en"));
}

void gate_recall_late(struct gate *gate) {
  uint8_t key[TX_HASH_SIZE];
  if (!gate->journal || !gate_journal_came_back(gate->journal)) return;
  if (gate_journal_household_key(gate->journal, key) == TX_OK)
    gate_memory_change_key(&gate->memory, key);
  tx_cleanse(key, sizeof key);
  recall(gate);
}

/* The folder of objects is made again with the first object, where it cannot be made now. */
static enum tx_reason open_store(struct gate *gate, const char *dir) {
  enum tx_reason reason = gate_store_open(&gate->store, dir);
  if (reason == TX_NO_MEMORY) return reason;
  if (reason != TX_OK)
    host_log(HOST_ERROR, "%s/objects: cannot be made: %s", dir, tx_reason_text(reason, "en"));
  gate->state = gate_store_load(&gate->store, gate->identity.pin.root);
  return gate->state ? TX_OK : TX_NO_MEMORY;
}

/* Only settings and key are what a gate cannot do without. */
static enum tx_reason open_parts(struct gate *gate, const struct gate_options *options,
                                 struct host_problem *error) {
  int64_t saved_s;
  enum tx_reason reason = gate_identity_load(options->dir, &gate->identity, error);
  if (reason != TX_OK) return reason;
  gate->dir = strdup(options->dir);
  if (!gate->dir) return TX_NO_MEMORY;
  reason = open_store(gate, options->dir);
  if (reason == TX_OK && options->journal) reason = open_journal(gate, options, error);
  if (reason == TX_OK && gate->journal) gate_store_put_aside(&gate->store);
  gate->damaged = gate->store.damaged;
  if (reason == TX_OK) reason = open_memory(gate, &saved_s);
  if (reason != TX_OK) return reason;
  start_clock(gate, options->now_s, saved_s);
  if (gate->journal) recall(gate);
  return TX_OK;
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
    host_problem_set(error, reason, "%s 无法打开：%s", "%s cannot be opened: %s", options->dir,
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

struct gate_damaged gate_damaged_of(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_damaged damaged = gate->damaged;
  pthread_mutex_unlock(&gate->lock);
  return damaged;
}

void gate_save_time(struct gate *gate, int64_t now_s) {
  struct gate_state *state = gate_state_of(gate);
  gate_journal_keep_passages(gate->journal,
                             gate_history_need_s(state->policies, state->policy_count, now_s));
  gate_state_unref(state);
  gate_journal_save_time(gate->journal, now_s);
}

void gate_keep_time(struct gate *gate) {
  int64_t mono_ms = gate_instant_of(gate).mono_ms;
  if (!gate->journal || gate->fixed) return;
  if (gate->time_saved_ms && mono_ms - gate->time_saved_ms < GATE_CLOCK_SAVE_S * 1000) return;
  struct tx_clock clock = gate_now(gate);
  if (clock.unsure) return;
  pthread_mutex_lock(&gate->lock);
  gate_clock_confirm(&gate->clock, gate_instant_of(gate));
  pthread_mutex_unlock(&gate->lock);
  gate->time_saved_ms = mono_ms;
  gate_save_time(gate, clock.now_s);
}
