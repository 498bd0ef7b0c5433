/* SPDX-License-Identifier: Apache-2.0 */
/* The journal to the server: signed batches from where its acknowledgement stands. */
#include "batch.h"
#include "sync_internal.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"

#include <inttypes.h>
#include <jansson.h>

#define BATCHES_A_ROUND 64
#define MOVED_AGAIN_MS 3600000      /* two boxes with one key move each other's numbers */
#define SEQ_MAX ((uint64_t)1 << 53) /* what a server may name: whole in any JSON */

/* A number of the answer's JSON; -1 when it is not there. */
static int64_t read_number(const struct gate_answer *answer, const char *name) {
  json_t *json = json_loadb((const char *)answer->body, answer->n, JSON_REJECT_DUPLICATES, NULL);
  const json_t *value = json_object_get(json, name);
  int64_t number = json_is_integer(value) ? json_integer_value(value) : -1;
  json_decref(json);
  return number;
}

static void count_sent(struct gate_sync *sync, uint64_t sent) {
  pthread_mutex_lock(&sync->lock);
  sync->counts.sent += sent;
  pthread_mutex_unlock(&sync->lock);
}

/* Only a server that is known may make us forget, and only what it was sent. */
static bool acknowledge(struct gate_sync *sync, const struct gate_answer *answer, uint64_t from,
                        const struct gate_batch *batch) {
  int64_t up_to = read_number(answer, "acknowledged");
  if (!answer->known) {
    host_log(
        HOST_WARNING,
        "sync: ignored ack: server key not pinned; check the server's address and its key in the "
        "trust list");
    return false;
  }
  if (up_to < (int64_t)from || up_to >= (int64_t)batch->next) {
    host_log(HOST_WARNING,
             "sync: ignored ack of event %" PRId64
             ": it was not sent; check the server's clock and data",
             up_to);
    return false;
  }
  count_sent(sync, (uint64_t)up_to - from + 1);
  return gate_journal_acknowledge(sync->gate->journal, (uint64_t)up_to,
                                  gate_now(sync->gate).now_s) == TX_OK;
}

/* The server was restored from a backup: it gets again what it forgot. */
static bool go_back(struct gate_sync *sync, uint64_t from, uint64_t expected) {
  host_log(HOST_NOTICE,
           "sync: resend from event %" PRIu64 " instead of %" PRIu64 ": asked by the server",
           expected, from);
  return gate_journal_acknowledge(sync->gate->journal, expected - 1, gate_now(sync->gate).now_s) ==
         TX_OK;
}

static void say_that_numbers_move(struct gate_sync *sync, uint64_t from, uint64_t expected) {
  int64_t now_ms = host_wait_now_ms();
  if (sync->moved_said_ms && now_ms - sync->moved_said_ms < MOVED_AGAIN_MS) return;
  sync->moved_said_ms = now_ms;
  host_log(HOST_WARNING,
           "journal: events from %" PRIu64 " go on as %" PRIu64
           ": the server holds others under these numbers; if two boxes run on one key, enroll one "
           "of them anew",
           from, expected);
}

/* The server holds other events under our numbers: this folder was put back from a copy, or lives
 * twice. What it holds as we sent it goes, and the rest is numbered anew. */
static bool go_on(struct gate_sync *sync, const struct gate_answer *answer, uint64_t from,
                  uint64_t expected, const struct gate_batch *batch) {
  int64_t taken = read_number(answer, "taken");
  uint64_t start = from;
  if (taken >= (int64_t)batch->first && taken < (int64_t)batch->next) {
    start = (uint64_t)taken + 1;
    count_sent(sync, start - from);
    if (gate_journal_acknowledge(sync->gate->journal, start - 1, gate_now(sync->gate).now_s) !=
        TX_OK)
      return false;
  }
  if (expected <= start || expected > SEQ_MAX) return false;
  say_that_numbers_move(sync, start, expected);
  return gate_journal_renumber(sync->gate->journal, start, expected) == TX_OK;
}

/* The server stands elsewhere. */
static bool follow(struct gate_sync *sync, const struct gate_answer *answer, uint64_t from,
                   const struct gate_batch *batch) {
  int64_t expected = read_number(answer, "expected");
  if (!answer->known || expected < 1 || expected == (int64_t)from) return false;
  return expected < (int64_t)from ? go_back(sync, from, (uint64_t)expected)
                                  : go_on(sync, answer, from, (uint64_t)expected, batch);
}

static bool send_batch(struct gate_sync *sync, const struct gate_batch *batch, uint64_t from) {
  GATE_ANSWER answer;
  struct gate_request request = { .path = "/v1/events",
                                  .type = "application/cose",
                                  .token = sync->token[0] ? sync->token : NULL, /* for its place */
                                  .body = tx_span_of(batch->object, batch->n),
                                  .max = 64u << 10 };
  gate_sync_ask(sync, &request, &answer);
  if (answer.status == 200) return acknowledge(sync, &answer, from, batch);
  if (answer.status == 409) return follow(sync, &answer, from, batch);
  if (answer.status)
    host_log(HOST_WARNING, "sync: events refused by the server: HTTP %ld %.200s", answer.status,
             answer.body ? (const char *)answer.body : "");
  return false;
}

/* One batch; *more says whether another may follow. */
static bool upload_some(struct gate_sync *sync, bool *more) {
  uint64_t from = gate_journal_count(sync->gate->journal).acknowledged + 1;
  struct gate_batch batch;
  enum tx_reason reason = gate_batch_make(sync->gate, from, &batch);
  *more = reason == TX_OK;
  if (reason != TX_OK) return reason == TX_NOT_FOUND;
  bool sent = send_batch(sync, &batch, from);
  gate_batch_finish(&batch);
  return sent;
}

bool gate_sync_push(struct gate_sync *sync) {
  bool more = sync->gate->journal != NULL;
  for (int i = 0; more && i < BATCHES_A_ROUND && !sync->stopping; i++)
    if (!upload_some(sync, &more)) return false;
  return true;
}
