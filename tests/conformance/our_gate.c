/* SPDX-License-Identifier: Apache-2.0 */
/* Tongxing's own gate, by the rooms of gate-client, in a folder that lives as long as the program.
 */
#include "adapter.h"

#include "core/gate.h"
#include "format/enrol.h"
#include "host/sys/log.h"
#include "sync/batch.h"
#include "sync/http_client.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct gate gate;
static char folder[] =
    "/dev/shm/tongxing-conformance.XXXXXX"; /* in memory: no disk is tried here */
static bool running;
static int64_t now_s; /* the time that passed; the gate's clock may show another */

/* --- life ---------------------------------------------------------------------------------------
 */

static int remove_entry(const char *path, const struct stat *stat, int kind, struct FTW *at) {
  (void)stat;
  (void)kind;
  (void)at;
  return remove(path);
}

static void stop(void) {
  if (running) gate_close(&gate);
  running = false;
}

static void forget(void) {
  stop();
  nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void open_at(int64_t wall_s) {
  struct host_problem error;
  const struct gate_options options = { .dir = folder, .now_s = wall_s, .journal = true };
  if (gate_open(&gate, &options, &error) != TX_OK) {
    fprintf(stderr, "%s\n", error.en);
    exit(1);
  }
  running = true;
}

static enum tx_reason start(const struct adapter_start *start, struct tx_span *spki) {
  struct tx_enrol enrol;
  struct host_problem error;
  struct gate_identity identity = {
    .area = start->area, .kind = start->kind, .direction = start->direction, .attended = true
  };
  enum tx_reason reason = tx_enrol_read(start->code, &enrol);
  if (reason != TX_OK) return reason;
  forget();
  identity.pin = enrol.pin;
  now_s = start->now_s;
  strcpy(folder + sizeof folder - 7, "XXXXXX");
  if (!mkdtemp(folder)) return TX_IO_FAILED;
  reason = gate_identity_create(folder, &identity, &error);
  gate_identity_finish(&identity);
  if (reason != TX_OK) return reason;
  open_at(now_s);
  *spki = tx_span_of(gate.identity.key->spki, gate.identity.key->spki_len);
  return TX_OK;
}

static void restart(void) {
  const int64_t wall_s = gate.fixed_at.wall_s;
  stop();
  open_at(wall_s);
}

/* --- time ---------------------------------------------------------------------------------------
 */

/* As the loop does each hour, while the clock is believed. */
static void save_time(void) {
  const struct tx_clock clock = gate_now(&gate);
  if (!clock.unsure) gate_save_time(&gate, clock.now_s);
  gate_journal_flush(gate.journal, 10000);
}

static void pass_time(int64_t to_s) {
  gate_advance(&gate, to_s - now_s);
  now_s = to_s;
  pthread_mutex_lock(&gate.lock);
  gate_clock_confirm(&gate.clock, gate_instant_of(&gate));
  pthread_mutex_unlock(&gate.lock);
  save_time();
}

static void set_clock(int64_t shows_s) {
  gate.fixed_at.wall_s = shows_s;
}

static void tell_date(int64_t says_s) {
  pthread_mutex_lock(&gate.lock);
  gate_clock_set(&gate.clock, gate_instant_of(&gate), says_s);
  pthread_mutex_unlock(&gate.lock);
}

/* --- objects ------------------------------------------------------------------------------------
 */

static enum tx_reason offer(enum adapter_object object, uint64_t area, struct tx_span bytes) {
  static const enum gate_object objects[ADAPTER_OBJECTS] = {
    [ADAPTER_TRUST] = GATE_TRUST, [ADAPTER_POLICY] = GATE_POLICY, [ADAPTER_STATUS] = GATE_STATUS,
    [ADAPTER_DELTA] = GATE_DELTA, [ADAPTER_CERTS] = GATE_CERTS,
  };
  const struct gate_offer offered = {
    .object = objects[object], .area = area, .bytes = bytes, .pin = &gate.identity.pin
  };
  return gate_accept(&gate, &offered, NULL);
}

/* As sync does. */
static bool fetch(const char *address, uint8_t **bytes, size_t *n) {
  struct gate_http http;
  struct gate_answer answer;
  atomic_bool stopping = false;
  const struct gate_request request = { .path = address, .max = TX_TRUST_MAX };
  if (!gate_http_open(&http, address, &stopping)) return false;
  gate_http_ask(&http, &request, &answer);
  gate_http_close(&http);
  const bool good = answer.status == 200;
  if (good) *bytes = answer.body;
  if (good) *n = answer.n;
  if (!good) gate_answer_finish(&answer);
  return good;
}

static void held(void (*say)(void *, enum adapter_object, uint64_t, uint64_t), void *context) {
  struct gate_state *state = gate_state_of(&gate);
  if (state->trust) say(context, ADAPTER_TRUST, 0, state->trust->seq);
  for (size_t i = 0; i < state->policy_count; i++)
    say(context, ADAPTER_POLICY, state->policies[i]->area, state->policies[i]->seq);
  for (size_t i = 0; i < state->list_count; i++)
    say(context, ADAPTER_STATUS, state->lists[i]->area, state->lists[i]->seq);
  for (size_t i = 0; i < state->cert_count; i++)
    say(context, ADAPTER_CERTS, state->certs[i]->area, state->certs[i]->seq);
  gate_state_unref(state);
}

/* --- people and journal -------------------------------------------------------------------------
 */

static void show(struct tx_span text, struct adapter_decision *out) {
  struct gate_outcome outcome;
  gate_decide(&gate, text, gate.identity.direction, &outcome);
  gate_remember(&gate, &outcome);
  *out = (struct adapter_decision){ outcome.decision.verdict, outcome.decision.reason };
  gate_outcome_finish(&outcome);
}

static bool batch(uint64_t from, uint8_t **bytes, size_t *n) {
  struct gate_batch made;
  gate_journal_flush(gate.journal, 10000);
  if (gate_batch_make(&gate, from, &made) != TX_OK) return false;
  *bytes = made.object;
  *n = made.n;
  return true;
}

/* --by-address: it fetches what it is offered. */
int main(int argc, char **argv) {
  struct adapter adapter = {
    .start = start,
    .restart = restart,
    .time = pass_time,
    .clock = set_clock,
    .date = tell_date,
    .offer = offer,
    .show = show,
    .held = held,
    .batch = batch,
  };
  if (argc > 1 && strcmp(argv[1], "--by-address") == 0) adapter.fetch = fetch;
  const int status = adapter_run(&adapter);
  forget();
  return status;
}
