/* SPDX-License-Identifier: Apache-2.0 */
#include "journal.h"

#include "table.h"

#include "host/sys/date.h"
#include "host/sys/log.h"
#include "host/sys/wait.h"

#include <pthread.h>
#include <stdlib.h>

#define RETRY_S 1

struct gate_journal {
  struct gate_journal_table *db;
  pthread_mutex_t db_lock; /* held through a transaction: never taken by the loop */
  pthread_mutex_t lock;    /* of all below: held for moments */
  pthread_cond_t work, idle;
  pthread_t writer;
  bool started, stopping, writing;
  struct gate_queued *first, **last;
  uint64_t waiting, unwritten, unsaved_unwritten;
  uint64_t next_seq, acknowledged; /* as on disk */
  uint64_t next_given;             /* the seq that the next event will have */
  int64_t time_to_save;            /* 0: none */
  enum tx_reason failing;
};

/* --- the queue -------------------------------------------------------------------------------- */

static struct gate_queued *queued_create(const struct gate_entry *entry) {
  struct gate_queued *queued = malloc(sizeof *queued + entry->event.n);
  if (!queued) return NULL;
  *queued = (struct gate_queued){ .entry = *entry };
  if (entry->event.n) memcpy(queued->bytes, entry->event.p, entry->event.n);
  queued->entry.event = tx_span_of(queued->bytes, entry->event.n);
  return queued;
}

static void queue_free(struct gate_queued *queued) {
  while (queued) {
    struct gate_queued *next = queued->next;
    free(queued);
    queued = next;
  }
}

bool gate_journal_add(struct gate_journal *journal, const struct gate_entry *entry, uint64_t *seq) {
  struct gate_queued *queued = queued_create(entry);
  pthread_mutex_lock(&journal->lock);
  bool room = queued && journal->waiting < GATE_JOURNAL_WAITING;
  if (room) {
    *journal->last = queued;
    journal->last = &queued->next;
    journal->waiting++;
    if (seq) *seq = journal->next_given;
    journal->next_given += entry->event.n > 0;
    pthread_cond_signal(&journal->work);
  }
  pthread_mutex_unlock(&journal->lock);
  if (room) return true;
  gate_journal_miss(journal);
  free(queued);
  return false;
}

void gate_journal_miss(struct gate_journal *journal) {
  pthread_mutex_lock(&journal->lock);
  journal->unwritten++;
  journal->unsaved_unwritten++;
  pthread_mutex_unlock(&journal->lock);
}

void gate_journal_save_time(struct gate_journal *journal, int64_t now_s) {
  pthread_mutex_lock(&journal->lock);
  journal->time_to_save = now_s;
  pthread_cond_signal(&journal->work);
  pthread_mutex_unlock(&journal->lock);
}

/* --- the writer ------------------------------------------------------------------------------- */

struct load {
  struct gate_queued *first;
  struct gate_journal_numbers numbers;
};

static bool has_work(const struct gate_journal *journal) {
  return journal->first || journal->time_to_save;
}

/* Takes all that waits; false when it is time to end. */
static bool take_load(struct gate_journal *journal, struct load *load) {
  pthread_mutex_lock(&journal->lock);
  while (!has_work(journal) && !journal->stopping)
    pthread_cond_wait(&journal->work, &journal->lock);
  bool some = has_work(journal);
  *load = (struct load){ .first = journal->first,
                         .numbers = { .time_s = journal->time_to_save,
                                      .unwritten = journal->unsaved_unwritten } };
  journal->writing = some;
  journal->first = NULL;
  journal->last = &journal->first;
  journal->time_to_save = 0;
  journal->unsaved_unwritten = 0;
  pthread_mutex_unlock(&journal->lock);
  return some;
}

static uint64_t length(const struct gate_queued *queued) {
  uint64_t n = 0;
  for (; queued; queued = queued->next)
    n++;
  return n;
}

/* What could not be written goes back to the head of the queue, in its order. */
static void give_back(struct gate_journal *journal, struct load *load) {
  if (load->first) {
    struct gate_queued *end = load->first;
    while (end->next)
      end = end->next;
    end->next = journal->first;
    if (!journal->first) journal->last = &end->next;
    journal->first = load->first;
  }
  journal->unsaved_unwritten += load->numbers.unwritten;
  if (!journal->time_to_save) journal->time_to_save = load->numbers.time_s;
}

static uint64_t events_of(const struct gate_queued *queued) {
  uint64_t n = 0;
  for (; queued; queued = queued->next)
    n += queued->entry.event.n > 0;
  return n;
}

static void finish_load(struct gate_journal *journal, struct load *load, enum tx_reason reason) {
  pthread_mutex_lock(&journal->lock);
  bool changed = journal->failing != reason;
  journal->failing = reason;
  journal->writing = false;
  if (reason == TX_OK) {
    journal->waiting -= length(load->first);
    journal->next_seq += events_of(load->first);
  } else {
    give_back(journal, load);
  }
  if (!has_work(journal)) pthread_cond_broadcast(&journal->idle);
  pthread_mutex_unlock(&journal->lock);
  if (reason == TX_OK) queue_free(load->first);
  if (changed && reason == TX_OK) host_log(HOST_NOTICE, "journal: writing again");
  if (changed && reason != TX_OK)
    host_log(HOST_ERROR, "journal: write failed, events wait in memory: %s; free disk space",
             tx_reason_text(reason, "en"));
}

/* A moment before the next try, unless the end comes first. */
static void wait_to_retry(struct gate_journal *journal) {
  int64_t until_ms = host_wait_now_ms() + RETRY_S * 1000;
  pthread_mutex_lock(&journal->lock);
  while (!journal->stopping)
    if (!host_wait_until(&journal->work, &journal->lock, until_ms)) break;
  pthread_mutex_unlock(&journal->lock);
}

static bool is_stopping(struct gate_journal *journal) {
  pthread_mutex_lock(&journal->lock);
  bool stopping = journal->stopping;
  pthread_mutex_unlock(&journal->lock);
  return stopping;
}

static void *write_on(void *context) {
  struct gate_journal *journal = context;
  struct load load;
  while (take_load(journal, &load)) {
    pthread_mutex_lock(&journal->db_lock);
    enum tx_reason reason = gate_journal_table_write(journal->db, load.first, &load.numbers);
    /* A time is only saved when it is believed: nothing is given up because a clock jumped. */
    if (reason == TX_OK && load.numbers.time_s)
      gate_journal_table_expire(journal->db, load.numbers.time_s);
    pthread_mutex_unlock(&journal->db_lock);
    finish_load(journal, &load, reason);
    if (reason == TX_OK) continue;
    if (is_stopping(journal)) break;
    wait_to_retry(journal);
  }
  return NULL;
}

bool gate_journal_flush(struct gate_journal *journal, int64_t timeout_ms) {
  int64_t until_ms = host_wait_now_ms() + timeout_ms;
  pthread_mutex_lock(&journal->lock);
  bool late = false;
  while ((has_work(journal) || journal->writing) && !late)
    late = !host_wait_until(&journal->idle, &journal->lock, until_ms);
  bool done = !has_work(journal) && !journal->writing;
  pthread_mutex_unlock(&journal->lock);
  return done;
}

/* --- opening and closing ------------------------------------------------------------------------
 */

enum tx_reason gate_journal_open(const char *path, int64_t keep_sent_s, struct gate_journal **out) {
  struct gate_journal *journal = calloc(1, sizeof *journal);
  if (!journal) return TX_NO_MEMORY;
  enum tx_reason reason = gate_journal_table_open(path, keep_sent_s, &journal->db);
  if (reason != TX_OK) {
    free(journal);
    return reason;
  }
  journal->last = &journal->first;
  journal->unwritten = gate_journal_table_number(journal->db, "unwritten");
  journal->acknowledged = gate_journal_table_number(journal->db, "acknowledged");
  journal->next_seq = journal->next_given = gate_journal_table_number(journal->db, "next_seq");
  pthread_mutex_init(&journal->lock, NULL);
  pthread_mutex_init(&journal->db_lock, NULL);
  host_wait_init(&journal->work);
  host_wait_init(&journal->idle);
  journal->started = pthread_create(&journal->writer, NULL, write_on, journal) == 0;
  *out = journal;
  if (journal->started) return TX_OK;
  gate_journal_close(journal);
  *out = NULL;
  return TX_NO_MEMORY;
}

void gate_journal_close(struct gate_journal *journal) {
  if (!journal) return;
  pthread_mutex_lock(&journal->lock);
  journal->stopping = true;
  pthread_cond_broadcast(&journal->work);
  pthread_mutex_unlock(&journal->lock);
  if (journal->started) pthread_join(journal->writer, NULL);
  uint64_t left = length(journal->first);
  if (left)
    host_log(HOST_ERROR, "journal: %llu events lost: not written before the end",
             (unsigned long long)left);
  queue_free(journal->first);
  gate_journal_table_close(journal->db);
  pthread_cond_destroy(&journal->idle);
  pthread_cond_destroy(&journal->work);
  pthread_mutex_destroy(&journal->db_lock);
  pthread_mutex_destroy(&journal->lock);
  free(journal);
}

/* --- under the database's lock -------------------------------------------------------------------
 */

static void unlock(pthread_mutex_t **lock) {
  pthread_mutex_unlock(*lock);
}

#define WITH_DB(journal)                                                                           \
  pthread_mutex_lock(&(journal)->db_lock);                                                         \
  __attribute__((cleanup(unlock), unused)) pthread_mutex_t *db_held = &(journal)->db_lock

enum tx_reason gate_journal_household_key(struct gate_journal *journal, uint8_t key[TX_HASH_SIZE]) {
  WITH_DB(journal);
  return gate_journal_table_household_key(journal->db, key);
}

enum tx_reason gate_journal_peer_keys(struct gate_journal *journal, struct gate_peer_keys *out) {
  WITH_DB(journal);
  return gate_journal_table_peer_keys(journal->db, out);
}

enum tx_reason gate_journal_keep_peer_keys(struct gate_journal *journal,
                                           const struct gate_peer_keys *keys) {
  WITH_DB(journal);
  return gate_journal_table_keep_peer_keys(journal->db, keys);
}

enum tx_reason gate_journal_recall(struct gate_journal *journal, struct gate_memory *memory,
                                   int64_t now_s) {
  WITH_DB(journal);
  return gate_journal_table_recall(journal->db, memory, now_s);
}

int64_t gate_journal_saved_time(struct gate_journal *journal) {
  WITH_DB(journal);
  return (int64_t)gate_journal_table_number(journal->db, "time");
}

enum tx_reason gate_journal_read(struct gate_journal *journal, uint64_t from, size_t max,
                                 size_t bytes_max, struct gate_stored_list *out) {
  WITH_DB(journal);
  return gate_journal_table_read(journal->db, from, max, bytes_max, out);
}

enum tx_reason gate_journal_acknowledge(struct gate_journal *journal, uint64_t seq, int64_t now_s) {
  enum tx_reason reason;
  {
    WITH_DB(journal);
    reason = gate_journal_table_acknowledge(journal->db, seq, now_s);
  }
  pthread_mutex_lock(&journal->lock);
  if (reason == TX_OK) journal->acknowledged = seq;
  pthread_mutex_unlock(&journal->lock);
  return reason;
}

uint64_t gate_journal_stored(struct gate_journal *journal) {
  WITH_DB(journal);
  return gate_journal_table_stored(journal->db);
}

struct gate_journal_counts gate_journal_count(struct gate_journal *journal) {
  pthread_mutex_lock(&journal->lock);
  struct gate_journal_counts counts = { .next_seq = journal->next_seq,
                                        .acknowledged = journal->acknowledged,
                                        .waiting = journal->waiting,
                                        .unwritten = journal->unwritten,
                                        .failing = journal->failing };
  pthread_mutex_unlock(&journal->lock);
  return counts;
}
