/* SPDX-License-Identifier: Apache-2.0 */
/* One question to the server, and what any answer tells. */
#include "sync_internal.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"

#include <inttypes.h>
#include <stdio.h>

#define SILENT_AGAIN_MS 3600000

/* While it lasts once an hour: a log is written to the card that the journal is on. */
static void say_silent(struct gate_sync *sync, const char *path, const char *error) {
  int64_t now_ms = host_wait_now_ms();
  if (sync->silent_said_ms && now_ms - sync->silent_said_ms < SILENT_AGAIN_MS) return;
  sync->silent_said_ms = now_ms;
  host_log(HOST_INFO, "sync: %s%s: %s", sync->fetch.origin, path, error);
}

#define HOLDS_SIZE 120

/* For the office's list of gates. */
static void say_holds(struct gate_sync *sync, char out[HOLDS_SIZE]) {
  const struct gate *gate = sync->gate;
  const uint64_t area = gate->identity.area;
  struct gate_state *state = gate_state_of(sync->gate);
  const struct tx_status *list = gate_state_list(state, area);
  const struct tx_policy *policy = gate_state_policy(state, area);
  struct gate_journal_counts counts = { .next_seq = 1 };
  if (gate->journal) counts = gate_journal_count(gate->journal);
  const uint64_t first = counts.acknowledged + 1;
  const uint64_t written = counts.next_seq > first ? counts.next_seq - first : 0;
  snprintf(out, HOLDS_SIZE, "trust=%" PRIu64 " policy=%" PRIu64 " list=%" PRIu64 " unsent=%" PRIu64,
           state->trust ? state->trust->seq : 0, policy ? policy->seq : 0, list ? list->seq : 0,
           written + counts.waiting);
  gate_state_unref(state);
}

void gate_sync_ask(struct gate_sync *sync, const struct gate_request *request,
                   struct gate_answer *answer) {
  *answer = (struct gate_answer){ 0 };
  if (sync->unreachable) return;
  char holds[HOLDS_SIZE];
  struct gate_request asked = *request;
  if (request->token) say_holds(sync, holds);
  if (request->token) asked.holds = holds;
  gate_http_ask(&sync->fetch, &asked, answer);
  if (answer->retry_after_s > 0) sync->retry_after_s = answer->retry_after_s;
  if (answer->known && answer->date_s) gate_set_time(sync->gate, answer->date_s);
  if (answer->status) sync->silent_said_ms = 0;
  if (answer->status) return;
  /* A longer answer than allowed came from somebody: the others are still worth asking for. */
  sync->unreachable = !answer->too_long;
  if (!sync->stopping) say_silent(sync, request->path, answer->error);
}
