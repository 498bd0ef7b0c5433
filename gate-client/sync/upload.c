/* SPDX-License-Identifier: Apache-2.0 */
/* The journal to the server: signed batches from where its acknowledgement stands. */
#include "sync/parts.h"

#include "host/log.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#define BATCH_BYTES (900u << 10) /* leaves room for signature and heads within TX_BATCH_MAX */
#define BATCHES_A_ROUND 64

struct batch {
  uint64_t first;
  struct tx_span *events;
  size_t count;
  uint64_t lost_from, lost_to; /* 0: none */
};

/* The rows up to the first hole; what is missing before them was given up. */
static bool make_batch(const struct gate_stored_list *rows, uint64_t from, uint64_t next_seq,
                       struct batch *out) {
  *out = (struct batch){ .first = rows->count ? rows->rows[0].seq : next_seq };
  if (out->first > from) {
    out->lost_from = from;
    out->lost_to = out->first - 1;
  }
  out->events = calloc(rows->count + 1, sizeof *out->events);
  if (!out->events) return false;
  for (size_t i = 0; i < rows->count && rows->rows[i].seq == out->first + i; i++)
    out->events[out->count++] = tx_span_of(rows->rows[i].bytes, rows->rows[i].n);
  return out->count > 0 || out->lost_from > 0;
}

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
    host_log(HOST_WARNING,
             "sync: an acknowledgement from a server whose key is not known does not count");
    return false;
  }
  if (up_to < (int64_t)from || up_to >= (int64_t)next_seq) {
    host_log(HOST_WARNING, "sync: the server acknowledges event %" PRId64 ", which was not sent",
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
             "sync: the server expects event %" PRId64 ", and this journal ends before it",
             expected);
    return false;
  }
  host_log(HOST_NOTICE, "sync: the server expects event %" PRId64 " instead of %" PRIu64, expected,
           from);
  return gate_journal_acknowledge(sync->gate->journal, (uint64_t)expected - 1,
                                  gate_now(sync->gate).now_s) == TX_OK;
}

static bool send_batch(struct gate_sync *sync, const struct batch *batch, uint64_t from,
                       uint64_t next_seq) {
  uint8_t *object;
  size_t n;
  if (tx_batch_sign(sync->gate->identity.key, batch->first, batch->events, batch->count,
                    batch->lost_from, batch->lost_to, &object, &n) != TX_OK)
    return false;
  GATE_ANSWER answer;
  struct gate_request request = { .path = "/v1/events",
                                  .type = "application/cose",
                                  .body = tx_span_of(object, n),
                                  .max = 64u << 10 };
  gate_sync_ask(sync, &request, &answer);
  free(object);
  if (answer.status == 200) return acknowledge(sync, &answer, from, next_seq);
  if (answer.status == 409) return follow(sync, &answer, from, next_seq);
  if (answer.status)
    host_log(HOST_WARNING, "sync: the server does not take events: %ld %.200s", answer.status,
             answer.body ? (const char *)answer.body : "");
  return false;
}

/* One batch; *more says whether another may follow. */
static bool upload_some(struct gate_sync *sync, bool *more) {
  struct gate_journal *journal = sync->gate->journal;
  struct gate_journal_counts counts = gate_journal_count(journal);
  uint64_t from = counts.acknowledged + 1;
  struct gate_stored_list rows;
  struct batch batch = { 0 };
  *more = from < counts.next_seq;
  if (!*more) return true;
  if (gate_journal_read(journal, from, TX_BATCH_EVENTS, BATCH_BYTES, &rows) != TX_OK) return false;
  bool sent = make_batch(&rows, from, counts.next_seq, &batch) &&
              send_batch(sync, &batch, from, counts.next_seq);
  free(batch.events);
  gate_stored_finish(&rows);
  return sent;
}

bool gate_sync_upload(struct gate_sync *sync) {
  bool more = sync->gate->journal != NULL;
  for (int i = 0; more && i < BATCHES_A_ROUND && !sync->stopping; i++)
    if (!upload_some(sync, &more)) return false;
  return true;
}
