/* SPDX-License-Identifier: Apache-2.0 */
/* What is read from the journal, and kept in it, under the database's lock. */
#include "journal_internal.h"

static void unlock(pthread_mutex_t **lock) {
  pthread_mutex_unlock(*lock);
}

#define WITH_DB(journal)                                                                           \
  pthread_mutex_lock(&(journal)->db_lock);                                                         \
  __attribute__((cleanup(unlock), unused)) pthread_mutex_t *db_held = &(journal)->db_lock

/* A file that was found damaged while it was read is put aside by the writer. */
static enum tx_reason heed(struct gate_journal *journal, enum tx_reason reason) {
  if (reason != TX_MALFORMED) return reason;
  gate_journal_disk_doubt(&journal->disk, reason);
  pthread_mutex_lock(&journal->lock);
  journal->missing = true;
  pthread_cond_signal(&journal->work);
  pthread_mutex_unlock(&journal->lock);
  return reason;
}

/* Why nothing can be read. */
static enum tx_reason why_missing(struct gate_journal *journal) {
  pthread_mutex_lock(&journal->lock);
  enum tx_reason reason = journal->failing;
  pthread_mutex_unlock(&journal->lock);
  return reason == TX_OK ? TX_BUSY : reason;
}

enum tx_reason gate_journal_household_key(struct gate_journal *journal, uint8_t key[TX_HASH_SIZE]) {
  WITH_DB(journal);
  return gate_journal_disk_household(&journal->disk, key);
}

enum tx_reason gate_journal_peer_keys(struct gate_journal *journal, struct gate_peer_keys *out) {
  WITH_DB(journal);
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  *out = (struct gate_peer_keys){ 0 };
  return table ? heed(journal, gate_journal_table_peer_keys(table, out)) : TX_OK;
}

enum tx_reason gate_journal_keep_peer_keys(struct gate_journal *journal,
                                           const struct gate_peer_keys *keys) {
  WITH_DB(journal);
  journal->disk.peer_keys = *keys;
  journal->disk.has_peer_keys = true;
  if (!journal->disk.db) return why_missing(journal);
  return heed(journal, gate_journal_table_keep_peer_keys(journal->disk.db, keys));
}

enum tx_reason gate_journal_recall(struct gate_journal *journal, struct gate_memory *memory,
                                   int64_t now_s) {
  WITH_DB(journal);
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  return table ? heed(journal, gate_journal_table_recall(table, memory, now_s)) : TX_OK;
}

bool gate_journal_came_back(struct gate_journal *journal) {
  pthread_mutex_lock(&journal->lock);
  bool came_back = journal->came_back;
  journal->came_back = false;
  pthread_mutex_unlock(&journal->lock);
  return came_back;
}

int64_t gate_journal_saved_time(struct gate_journal *journal) {
  WITH_DB(journal);
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  return table ? (int64_t)gate_journal_table_number(table, "time") : 0;
}

enum tx_reason gate_journal_read(struct gate_journal *journal, uint64_t from, size_t max,
                                 size_t bytes_max, struct gate_stored_list *out) {
  WITH_DB(journal);
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  *out = (struct gate_stored_list){ 0 };
  if (!table) return why_missing(journal);
  return heed(journal, gate_journal_table_read(table, from, max, bytes_max, out));
}

/* Where nothing can be written, it is known until the end of this life. */
enum tx_reason gate_journal_acknowledge(struct gate_journal *journal, uint64_t seq, int64_t now_s) {
  enum tx_reason reason = TX_OK;
  {
    WITH_DB(journal);
    struct gate_journal_table *db = journal->disk.db;
    if (db) reason = heed(journal, gate_journal_table_acknowledge(db, seq, now_s));
  }
  pthread_mutex_lock(&journal->lock);
  if (reason == TX_OK) journal->acknowledged = seq;
  pthread_mutex_unlock(&journal->lock);
  return reason;
}

enum tx_reason gate_journal_life(struct gate_journal *journal, uint64_t seq,
                                 uint8_t name[TX_JOURNAL_NAME_SIZE], uint64_t *until) {
  WITH_DB(journal);
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  if (!table) return why_missing(journal);
  return heed(journal, gate_journal_table_life(table, seq, name, until));
}

enum tx_reason gate_journal_renumber(struct gate_journal *journal, uint64_t from, uint64_t to) {
  WITH_DB(journal);
  if (!journal->disk.db) return why_missing(journal);
  enum tx_reason reason = heed(journal, gate_journal_table_renumber(journal->disk.db, from, to));
  if (reason != TX_OK) return reason;
  pthread_mutex_lock(&journal->lock);
  gate_moves_add(&journal->moves, from, to - from, journal->next_given);
  journal->next_seq += to - from;
  journal->acknowledged = to - 1;
  pthread_mutex_unlock(&journal->lock);
  return TX_OK;
}

uint64_t gate_journal_stored(struct gate_journal *journal) {
  WITH_DB(journal);
  struct gate_journal_table *table = gate_journal_disk_read(&journal->disk);
  return table ? gate_journal_table_stored(table) : 0;
}
