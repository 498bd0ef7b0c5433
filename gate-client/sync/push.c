/* SPDX-License-Identifier: Apache-2.0 */
/* The journal to the server: signed batches from where its acknowledgement stands. */
#include "batch.h"
#include "sync_internal.h"

#include "host/sys/log.h"

#include <inttypes.h>
#include <jansson.h>

#define BATCHES_A_ROUND 64

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

/* Only a server that is known may make us forget. */
static bool acknowledge(struct gate_sync *sync, const struct gate_answer *answer, uint64_t from,
                        uint64_t next_seq) {
  int64_t up_to = read_number(answer, "acknowledged");
  if (!answer->known) {
    host_log(
        HOST_WARNING,
        "sync: ignored ack: server key not pinned; check the server's address and its key in the "
        "trust list");
    return false;
  }
  if (up_to < (int64_t)from || up_to >= (int64_t)next_seq) {
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

/* The server stands elsewhere: restored from a backup, or an answer of its was lost. */
static bool follow(struct gate_sync *sync, const struct gate_answer *answer, uint64_t from,
                   uint64_t next_seq) {
  int64_t expected = read_number(answer, "expected");
  if (!answer->known || expected < 1 || expected == (int64_t)from) return false;
  if (expected > (int64_t)next_seq) {
    host_log(HOST_ERROR,
             "sync: server expects event %" PRId64
             ", journal ends before it; two gates may share one "
             "identity",
             expected);
    return false;
  }
  host_log(HOST_NOTICE,
           "sync: resend from event %" PRId64 " instead of %" PRIu64 ": asked by the server",
           expected, from);
  return gate_journal_acknowledge(sync->gate->journal, (uint64_t)expected - 1,
                                  gate_now(sync->gate).now_s) == TX_OK;
}

static bool send_batch(struct gate_sync *sync, const struct gate_batch *batch, uint64_t from,
                       uint64_t next_seq) {
  GATE_ANSWER answer;
  struct gate_request request = { .path = "/v1/events",
                                  .type = "application/cose",
                                  .body = tx_span_of(batch->object, batch->n),
                                  .max = 64u << 10 };
  gate_sync_ask(sync, &request, &answer);
  if (answer.status == 200) return acknowledge(sync, &answer, from, next_seq);
  if (answer.status == 409) return follow(sync, &answer, from, next_seq);
  if (answer.status)
    host_log(HOST_WARNING, "sync: events refused by the server: HTTP %ld %.200s", answer.status,
             answer.body ? (const char *)answer.body : "");
  return false;
}

/* One batch; *more says whether another may follow. */
static bool upload_some(struct gate_sync *sync, bool *more) {
  struct gate_journal_counts counts = gate_journal_count(sync->gate->journal);
  uint64_t from = counts.acknowledged + 1;
  struct gate_batch batch;
  enum tx_reason reason = gate_batch_make(sync->gate, from, &batch);
  *more = reason == TX_OK;
  if (reason != TX_OK) return reason == TX_NOT_FOUND;
  bool sent = send_batch(sync, &batch, from, counts.next_seq);
  gate_batch_finish(&batch);
  return sent;
}

bool gate_sync_push(struct gate_sync *sync) {
  bool more = sync->gate->journal != NULL;
  for (int i = 0; more && i < BATCHES_A_ROUND && !sync->stopping; i++)
    if (!upload_some(sync, &more)) return false;
  return true;
}
