/* SPDX-License-Identifier: Apache-2.0 */
#include "gate.h"

#include "call.h"
#include "event.h"

#include "host/sys/file.h"
#include "host/sys/log.h"

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
static enum tx_reason lock_folder(struct gate *gate, struct gate_error *error) {
  HOST_FREE char *path = host_path(gate->dir, "lock");
  if (!path) return TX_NO_MEMORY;
  gate->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (gate->lock_fd >= 0 && flock(gate->lock_fd, LOCK_EX | LOCK_NB) == 0) return TX_OK;
  gate_error_set(error, "%s 正由另一个 tongxing-gate 使用,请先停止它",
                 "%s is in use by another tongxing-gate, stop that one first", gate->dir);
  return TX_BUSY;
}

static enum tx_reason open_journal(struct gate *gate, const struct gate_options *options,
                                   struct gate_error *error) {
  enum tx_reason locked = lock_folder(gate, error);
  if (locked != TX_OK) return locked;
  HOST_FREE char *path = host_path(gate->dir, "journal.db");
  if (!path) return TX_NO_MEMORY;
  enum tx_reason reason = gate_journal_open(path, options->keep_sent_s, &gate->journal);
  if (reason == TX_OK) return TX_OK;
  gate_error_set(error, "日志 %s 无法打开:%s", "The journal %s cannot be opened: %s", path,
                 tx_reason_name(reason));
  return reason;
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
  return gate_journal_neighbour_keys(gate->journal, &gate->neighbour_keys);
}

static enum tx_reason open_parts(struct gate *gate, const struct gate_options *options,
                                 struct gate_error *error) {
  int64_t saved_s;
  enum tx_reason reason = gate_identity_load(options->dir, &gate->identity, error);
  if (reason != TX_OK) return reason;
  gate->dir = host_path(options->dir, "%s", "");
  if (!gate->dir) return TX_NO_MEMORY;
  reason = gate_shelf_open(&gate->shelf, options->dir);
  if (reason == TX_OK && !(gate->state = gate_shelf_load(&gate->shelf, gate->identity.pin.root)))
    reason = TX_NO_MEMORY;
  if (reason == TX_OK && options->journal) reason = open_journal(gate, options, error);
  if (reason == TX_OK) reason = open_memory(gate, &saved_s);
  if (reason != TX_OK) return reason;
  start_clock(gate, options->now_s, saved_s);
  if (!gate->journal) return TX_OK;
  return gate_journal_recall(gate->journal, &gate->memory, gate_now(gate).now_s);
}

enum tx_reason gate_open(struct gate *gate, const struct gate_options *options,
                         struct gate_error *error) {
  *gate = (struct gate){ .lock_fd = -1 };
  *error = (struct gate_error){ 0 };
  pthread_mutex_init(&gate->lock, NULL);
  pthread_mutex_init(&gate->taking, NULL);
  enum tx_reason reason = open_parts(gate, options, error);
  if (reason == TX_OK) return TX_OK;
  if (!error->zh[0])
    gate_error_set(error, "%s 无法打开:%s", "%s cannot be opened: %s", options->dir,
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
  gate_shelf_close(&gate->shelf);
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

/* --- deciding ------------------------------------------------------------------------------------
 */

/* Every key loaded once for a trust list. */
static struct tx_keyring *ring_of(struct gate *gate, struct gate_state *state) {
  if (gate->ring_state && gate->ring_state->trust == state->trust) return gate->ring;
  tx_keyring_destroy(gate->ring);
  gate_state_unref(gate->ring_state);
  gate->ring = state->trust ? tx_keyring_create(state->trust) : NULL;
  gate->ring_state = gate_state_ref(state);
  return gate->ring;
}

static bool vehicle_stands(struct gate *gate) {
  return gate->vehicle_until_ms && gate_instant_of(gate).mono_ms < gate->vehicle_until_ms;
}

/* Exits that neighbours told of are counted under the area's key and the one before. */
static void learn_keys(struct gate *gate) {
  struct gate_neighbour_keys keys = gate_neighbour_keys_of(gate);
  struct gate_household_key *known = gate->memory.keys;
  known[1].known = keys.has_current;
  known[2].known = keys.has_previous;
  memcpy(known[1].bytes, keys.current.bytes, sizeof known[1].bytes);
  memcpy(known[2].bytes, keys.previous.bytes, sizeof known[2].bytes);
}

void gate_decide(struct gate *gate, struct tx_span text, enum tx_direction direction,
                 struct gate_outcome *out) {
  struct tx_clock clock = gate_now(gate);
  *out = (struct gate_outcome){ .at = clock.now_s,
                                .direction = direction,
                                .clock_unsure = clock.unsure,
                                .foreign = "",
                                .state = gate_state_of(gate) };
  gate->memory.now_s = clock.now_s;
  learn_keys(gate);
  struct tx_gate asked = { .area = gate->identity.area,
                           .kind = gate->identity.kind,
                           .direction = direction,
                           .attended = gate->identity.attended,
                           .clock = clock,
                           .memory = &gate->memory.asked,
                           .vehicle = vehicle_stands(gate) ? &gate->vehicle : NULL };
  if (gate->measure)
    asked.has_reading = gate->measure(gate->measure_context, out->state, &asked.centi_celsius);
  out->has_reading = asked.has_reading;
  out->centi_celsius = asked.centi_celsius;
  gate_state_lend(out->state, &asked);
  tx_decide(text, &asked, ring_of(gate, out->state), &out->decision);
  if (out->decision.reason == TX_NOT_OURS) out->foreign = tx_foreign_kind(text);
  out->call = gate_call_of(&gate->identity, out);
}

/* Whether the pass itself was shown by its holder; a screenshot of it is another matter. */
static bool pass_holds(const struct tx_decision *decision) {
  return decision->identified &&
         (decision->reason < TX_LIVE_REQUIRED || decision->reason > TX_LIVE_OUT_OF_WINDOW);
}

bool gate_show(struct gate *gate, const void *source, struct tx_span text,
               enum tx_direction direction, struct gate_outcome *out) {
  int64_t at_ms = gate_instant_of(gate).mono_ms;
  if (gate_pause_text(&gate->pause, source, text, at_ms)) return false;
  gate_decide(gate, text, direction, out);
  const struct tx_pass *pass = &out->decision.pass;
  if (!pass_holds(&out->decision)) {
    gate_pause_begin(&gate->pause, source, text, at_ms);
    return true;
  }
  if (gate_pause_pass(&gate->pause, source, text, pass->area, pass->index, at_ms)) {
    gate_outcome_finish(out);
    return false;
  }
  gate_pause_begin_pass(&gate->pause, source, text, pass->area, pass->index, at_ms);
  return true;
}

/* --- remembering ---------------------------------------------------------------------------------
 */

static void remember_vehicle(struct gate *gate, const struct tx_decision *decision) {
  gate->vehicle_until_ms = 0;
  if (decision->reason != TX_DRIVER_AWAITED) return;
  gate->vehicle = (struct tx_vehicle){ .role = decision->pass.role,
                                       .state = tx_record_unpack(decision->record).state };
  memcpy(gate->vehicle.plate, decision->pass.name, sizeof gate->vehicle.plate);
  gate->vehicle_until_ms = gate_instant_of(gate).mono_ms + GATE_DRIVER_MS;
}

static void remember_passage(struct gate *gate, const struct gate_outcome *outcome,
                             struct gate_entry *entry) {
  const struct tx_decision *decision = &outcome->decision;
  if (decision->verdict != TX_ALLOW || !decision->identified) return;
  if (gate->identity.kind == TX_GATE_SAMPLING) return;
  entry->passed = true;
  entry->passage =
      (struct gate_passage){ .area = decision->pass.area,
                             .index = decision->pass.index,
                             .at = outcome->at,
                             .direction = outcome->direction,
                             .medical = decision->reason == TX_MEDICAL_EXIT,
                             .household = gate_memory_household(&gate->memory, &decision->pass) };
  entry->live = decision->live;
  entry->live_iat = decision->live_iat;
  gate_history_add(&gate->memory.history, &entry->passage, outcome->at);
  if (!decision->live) return;
  struct gate_admitted admitted = { decision->pass.area, decision->pass.index, decision->live_iat };
  gate_replay_add(&gate->memory.replay, admitted, outcome->at, GATE_LIVE_WINDOW_MAX_S);
}

static void look_at_clock(struct gate *gate, const struct tx_decision *decision) {
  if (decision->reason != TX_LIVE_OUT_OF_WINDOW) return;
  pthread_mutex_lock(&gate->lock);
  gate_clock_holder_missed(&gate->clock, gate_instant_of(gate), decision->pass.area,
                           decision->pass.index, decision->clock_skew_s);
  pthread_mutex_unlock(&gate->lock);
}

/* The passage is remembered all the same. */
static void miss(struct gate *gate, const struct gate_outcome *outcome) {
  host_log(HOST_ERROR, "journal: an event (%s) cannot be written down, and is counted as lost",
           tx_reason_name(outcome->decision.reason));
  gate_journal_miss(gate->journal);
}

uint64_t gate_remember(struct gate *gate, const struct gate_outcome *outcome) {
  uint64_t seq = 0;
  uint8_t event[GATE_EVENT_MAX];
  struct gate_entry entry = { .at = outcome->at };
  remember_passage(gate, outcome, &entry);
  if (gate->identity.kind == TX_GATE_VEHICLE) remember_vehicle(gate, &outcome->decision);
  look_at_clock(gate, &outcome->decision);
  if (!gate->journal) return 0;
  entry.event = gate_event_write(outcome, event, sizeof event);
  if (!entry.event.n) miss(gate, outcome);
  if (!gate_journal_add(gate->journal, &entry, &seq))
    host_log(HOST_ERROR, "journal: an event could not be kept, the disk is full");
  return seq;
}

/* --- news ------------------------------------------------------------------------------------- */

/* A clock behind the floor is known to be wrong: then, and only then, objects dated ahead of it are
 * taken. */
static struct tx_clock taking_clock(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  struct gate_instant at = gate_instant_of(gate);
  struct tx_clock clock = gate_clock_now(&gate->clock, at);
  clock.unsure = gate_clock_is_behind(&gate->clock, at);
  pthread_mutex_unlock(&gate->lock);
  return clock;
}

static void put_state(struct gate *gate, struct gate_state *next) {
  pthread_mutex_lock(&gate->lock);
  struct gate_state *old = gate->state;
  gate->state = next;
  gate_clock_raise_floor(&gate->clock, gate_state_newest(next));
  pthread_mutex_unlock(&gate->lock);
  gate_state_unref(old);
}

/* Weighed as reason 37 weighs it: policies whose area holds the gate, and the trust list when the
 * list is of the gate's own city. */
static bool names_newer(const struct gate *gate, const struct gate_state *state,
                        const struct tx_status *list) {
  uint64_t own = gate->identity.area;
  bool own_city = tx_area_at(list->area, TX_CITY) == tx_area_at(own, TX_CITY);
  if (own_city && list->current.trust > state->trust->seq) return true;
  for (size_t i = 0; i < list->current.count; i++) {
    const struct tx_seq_of *named = &list->current.policies[i];
    const struct tx_policy *policy = gate_state_policy(state, named->area);
    if (!tx_area_contains(named->area, own)) continue;
    if (!policy || policy->seq < named->seq) return true;
  }
  return false;
}

static void doubt_clock(struct gate *gate) {
  pthread_mutex_lock(&gate->lock);
  gate_clock_doubt(&gate->clock, gate_instant_of(gate));
  pthread_mutex_unlock(&gate->lock);
}

static void keep(struct gate *gate, const struct gate_offer *offer, const struct gate_state *before,
                 struct gate_state *after) {
  enum tx_reason kept = gate_shelf_keep(&gate->shelf, offer, before, after);
  if (kept != TX_OK)
    host_log(HOST_ERROR, "the %s of %012llu is in force but could not be kept on disk: %s",
             gate_object_name(offer->object), (unsigned long long)offer->area,
             tx_reason_text(kept, "en"));
  put_state(gate, after);
}

static enum tx_reason take_one(struct gate *gate, const struct gate_offer *offer, bool *waits) {
  struct gate_state *before = gate_state_of(gate), *after = NULL;
  enum tx_reason reason = gate_state_offer(before, offer, taking_clock(gate), &after);
  const struct tx_status *list = reason == TX_OK ? gate_state_list(after, offer->area) : NULL;
  bool is_list = offer->object == GATE_STATUS || offer->object == GATE_DELTA;
  if (waits) *waits = is_list && list && names_newer(gate, after, list);
  if (reason == TX_NOT_YET_VALID) doubt_clock(gate);
  if (reason == TX_OK && waits && *waits)
    gate_state_unref(after);
  else if (reason == TX_OK)
    keep(gate, offer, before, after);
  gate_state_unref(before);
  return reason;
}

enum tx_reason gate_take(struct gate *gate, const struct gate_offer *offer, bool *waits) {
  pthread_mutex_lock(&gate->taking);
  enum tx_reason reason = take_one(gate, offer, waits);
  pthread_mutex_unlock(&gate->taking);
  return reason;
}

void gate_set_time(struct gate *gate, int64_t date_s) {
  if (gate->fixed) return;
  pthread_mutex_lock(&gate->lock);
  gate_clock_set(&gate->clock, gate_instant_of(gate), date_s);
  pthread_mutex_unlock(&gate->lock);
}
