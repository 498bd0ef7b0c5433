/* SPDX-License-Identifier: Apache-2.0 */
#include "journal_internal.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"
#include "host/text/date.h"
#include "host/text/language.h"

#include <pthread.h>
#include <stdlib.h>

#define RETRY_S 1

/* A card is worn by commits: behind one, the writer waits twenty times as long as it took, half a
 * second at most, and what comes meanwhile shares the next. Who comes alone waits for nothing. */
#define GATHER_TIMES 20
#define GATHER_MAX_MS 500

/* --- the queue -------------------------------------------------------------------------------- */

static struct gate_queued *queued_create(const struct gate_entry *entry) {
  struct gate_queued *queued = malloc(sizeof *queued + entry->event.n + GATE_REDIRECT_GROWS);
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

void gate_journal_keep_passages(struct gate_journal *journal, int64_t keep_s) {
  pthread_mutex_lock(&journal->lock);
  journal->passages_s = keep_s;
  pthread_mutex_unlock(&journal->lock);
}

/* --- the writer ------------------------------------------------------------------------------- */

struct load {
  struct gate_queued *first;
  struct gate_journal_numbers numbers;
  int64_t passages_s;
};

static bool has_work(const struct gate_journal *journal) {
  return journal->first || journal->time_to_save;
}

static bool is_idle(const struct gate_journal *journal) {
  return !has_work(journal) && !journal->missing && !journal->stopping;
}

static bool is_gathering(const struct gate_journal *journal) {
  return !journal->stopping && !journal->flushing && !journal->missing &&
         host_wait_now_ms() < journal->gather_until_ms;
}

/* Takes all that waits, which may be nothing where the file is missing; false when it is time to
 * end. */
static bool take_load(struct gate_journal *journal, struct load *load) {
  pthread_mutex_lock(&journal->lock);
  while (is_idle(journal))
    pthread_cond_wait(&journal->work, &journal->lock);
  while (is_gathering(journal))
    host_wait_until(&journal->work, &journal->lock, journal->gather_until_ms);
  bool some = has_work(journal) || !journal->stopping;
  *load = (struct load){ .first = journal->first,
                         .passages_s = journal->passages_s,
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

/* What the file turned out to hold is not written again. */
static void drop_doubted(struct gate_journal *journal, struct load *load) {
  pthread_mutex_lock(&journal->lock);
  for (uint64_t left = journal->doubted; left && load->first; left--) {
    struct gate_queued *kept = load->first;
    load->first = kept->next;
    free(kept);
    journal->waiting--;
  }
  load->numbers.unwritten -= journal->doubted_unwritten;
  pthread_mutex_unlock(&journal->lock);
}

static uint64_t events_of(const struct gate_queued *queued) {
  uint64_t n = 0;
  for (; queued; queued = queued->next)
    n += queued->entry.event.n > 0;
  return n;
}

static void say_failing(enum tx_reason reason) {
  const struct gate_journal_advice advice = gate_journal_advice(reason);
  host_log(HOST_ERROR, "journal: write failed, events wait in memory: %s; %s", advice.short_en,
           advice.en);
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
  if (changed && reason != TX_OK) say_failing(reason);
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

/* Numbers go on where the file ends. Called before anything is written into it. */
static void begin_file(struct gate_journal *journal, const struct load *load) {
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  /* A disk that filled while its tables were made leaves a file without numbers. */
  const uint64_t held = table ? gate_journal_table_number(table, "next_seq") : 0;
  const uint64_t next_seq = held ? held : 1;
  const uint64_t acknowledged = table ? gate_journal_table_number(table, "acknowledged") : 0;
  const uint64_t unwritten = table ? gate_journal_table_number(table, "unwritten") : 0;
  pthread_mutex_lock(&journal->lock);
  gate_moves_begin(&journal->moves, journal->next_given);
  journal->next_seq = next_seq;
  journal->next_given = next_seq + events_of(load->first) + events_of(journal->first);
  journal->acknowledged = acknowledged;
  journal->unwritten = unwritten + load->numbers.unwritten + journal->unsaved_unwritten;
  journal->came_back |= journal->disk.unread && table;
  memcpy(journal->aside, journal->disk.aside, sizeof journal->aside);
  pthread_mutex_unlock(&journal->lock);
  journal->disk.unread = !table;
}

static enum tx_reason write_table(struct gate_journal_table *db, const struct load *load) {
  if (!load->first && !load->numbers.time_s && !load->numbers.unwritten) return TX_OK;
  enum tx_reason reason = gate_journal_table_write(db, load->first, &load->numbers);
  /* A time is only saved when it is believed: nothing is given up because a clock jumped. */
  if (reason == TX_OK && load->numbers.time_s)
    gate_journal_table_expire(db, load->numbers.time_s, load->passages_s);
  return reason;
}

/* A file that was opened anew goes on where it ends. */
static enum tx_reason go_on(struct gate_journal *journal, struct load *load) {
  const enum tx_reason kept = gate_journal_disk_kept(&journal->disk);
  if (kept != TX_OK && kept != TX_NOT_FOUND) return kept;
  if (kept == TX_OK) drop_doubted(journal, load);
  begin_file(journal, load);
  return TX_OK;
}

/* Into a file that may have to be opened first, and is let go of where it failed. */
static enum tx_reason write_once(struct gate_journal *journal, struct load *load) {
  struct gate_journal_disk *disk = &journal->disk;
  gate_journal_disk_look(disk);
  const bool anew = !disk->db;
  enum tx_reason reason = gate_journal_disk_try(disk);
  if (reason == TX_OK && anew) reason = go_on(journal, load);
  gate_moves_settle(&journal->moves, load->first);
  const bool tried = reason == TX_OK;
  if (tried) reason = write_table(disk->db, load);
  if (tried) journal->doubted = length(load->first);
  if (tried) journal->doubted_unwritten = load->numbers.unwritten;
  if (reason != TX_OK) gate_journal_disk_doubt(disk, reason);
  return reason;
}

/* One that turns out to be damaged is put aside, and the next is written to at once. */
static enum tx_reason write_load(struct gate_journal *journal, struct load *load) {
  enum tx_reason reason = write_once(journal, load);
  if (reason == TX_MALFORMED) reason = write_once(journal, load);
  pthread_mutex_lock(&journal->lock);
  journal->missing = !journal->disk.db;
  pthread_mutex_unlock(&journal->lock);
  return reason;
}

static void gather(struct gate_journal *journal, int64_t took_ms) {
  const int64_t wait_ms = GATHER_TIMES * took_ms;
  pthread_mutex_lock(&journal->lock);
  journal->gather_until_ms =
      host_wait_now_ms() + (wait_ms < GATHER_MAX_MS ? wait_ms : GATHER_MAX_MS);
  pthread_mutex_unlock(&journal->lock);
}

/* Writes what was taken; why not all of it is on disk. */
static enum tx_reason write_taken(struct gate_journal *journal, struct load *load) {
  pthread_mutex_lock(&journal->db_lock);
  const int64_t begun_ms = host_wait_now_ms();
  enum tx_reason reason = write_load(journal, load);
  const int64_t took_ms = host_wait_now_ms() - begun_ms;
  pthread_mutex_unlock(&journal->db_lock);
  gather(journal, took_ms);
  finish_load(journal, load, reason);
  return reason;
}

static void *write_on(void *context) {
  struct gate_journal *journal = context;
  struct load load;
  while (take_load(journal, &load)) {
    if (write_taken(journal, &load) == TX_OK) continue;
    if (is_stopping(journal)) break;
    wait_to_retry(journal);
  }
  return NULL;
}

void gate_journal_turn(struct gate_journal *journal) {
  struct load load;
  pthread_mutex_lock(&journal->lock);
  const bool idle = is_idle(journal);
  pthread_mutex_unlock(&journal->lock);
  if (!idle && take_load(journal, &load)) write_taken(journal, &load);
}

bool gate_journal_flush(struct gate_journal *journal, int64_t timeout_ms) {
  int64_t until_ms = host_wait_now_ms() + timeout_ms;
  pthread_mutex_lock(&journal->lock);
  bool late = false;
  journal->flushing++;
  pthread_cond_signal(&journal->work);
  while ((has_work(journal) || journal->writing) && !late)
    late = !host_wait_until(&journal->idle, &journal->lock, until_ms);
  journal->flushing--;
  bool done = !has_work(journal) && !journal->writing;
  pthread_mutex_unlock(&journal->lock);
  return done;
}

/* --- opening and closing ------------------------------------------------------------------------
 */

static void start(struct gate_journal *journal) {
  static const struct load nothing = { 0 };
  journal->last = &journal->first;
  pthread_mutex_init(&journal->lock, NULL);
  pthread_mutex_init(&journal->db_lock, NULL);
  host_wait_init(&journal->work);
  host_wait_init(&journal->idle);
  gate_journal_disk_start(&journal->disk);
  journal->failing = gate_journal_disk_try(&journal->disk);
  journal->missing = journal->failing != TX_OK;
  begin_file(journal, &nothing);
  journal->came_back = false; /* whoever opens reads it all */
  if (journal->missing) say_failing(journal->failing);
  journal->started = pthread_create(&journal->writer, NULL, write_on, journal) == 0;
}

enum tx_reason gate_journal_open(const char *path, int64_t keep_sent_s, struct gate_journal **out) {
  struct gate_journal *journal = calloc(1, sizeof *journal);
  if (!journal) return TX_NO_MEMORY;
  journal->disk = (struct gate_journal_disk){ .path = strdup(path), .keep_sent_s = keep_sent_s };
  journal->passages_s = GATE_HISTORY_PERSON_S;
  if (!journal->disk.path) {
    free(journal);
    return TX_NO_MEMORY;
  }
  start(journal);
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
    host_log(HOST_ERROR, "journal: %llu %s lost: not written before the end",
             (unsigned long long)left, host_plural((long long)left, "event", "events"));
  queue_free(journal->first);
  gate_journal_disk_close(&journal->disk);
  pthread_cond_destroy(&journal->idle);
  pthread_cond_destroy(&journal->work);
  pthread_mutex_destroy(&journal->db_lock);
  pthread_mutex_destroy(&journal->lock);
  free(journal);
}

struct gate_journal_counts gate_journal_count(struct gate_journal *journal) {
  pthread_mutex_lock(&journal->lock);
  struct gate_journal_counts counts = { .next_seq = journal->next_seq,
                                        .acknowledged = journal->acknowledged,
                                        .waiting = journal->waiting,
                                        .unwritten = journal->unwritten,
                                        .failing = journal->failing };
  memcpy(counts.aside, journal->aside, sizeof counts.aside);
  pthread_mutex_unlock(&journal->lock);
  return counts;
}
