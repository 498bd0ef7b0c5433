/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's tables. One thread at a time: journal.c sees to it. */
#ifndef GATE_JOURNAL_TABLE_H
#define GATE_JOURNAL_TABLE_H

#include "row.h"

#include "history/lookup.h"
#include "peer/keys.h"

struct gate_journal_table;

/* An entry on its way to disk, with the bytes of its event. */
struct gate_queued {
  struct gate_queued *next;
  struct gate_entry entry;
  uint8_t bytes[];
};

/* Written with the entries; 0 leaves what is there. */
struct gate_journal_numbers {
  int64_t time_s;
  uint64_t unwritten; /* more of them */
};

enum tx_reason gate_journal_table_open(const char *path, int64_t keep_sent_s,
                                       struct gate_journal_table **out);
/* The same to read from only, beside a gate that runs: never writes, never checkpoints.
 * TX_NOT_FOUND when there is no journal. */
enum tx_reason gate_journal_table_peek(const char *path, struct gate_journal_table **out);
void gate_journal_table_close(struct gate_journal_table *db);

/* All of it in one transaction, durable when it returns TX_OK; else nothing of it. */
enum tx_reason gate_journal_table_write(struct gate_journal_table *db,
                                        const struct gate_queued *first,
                                        const struct gate_journal_numbers *numbers);
enum tx_reason gate_journal_table_read(struct gate_journal_table *db, uint64_t from, size_t max,
                                       size_t bytes_max, struct gate_stored_list *out);
enum tx_reason gate_journal_table_acknowledge(struct gate_journal_table *db, uint64_t seq,
                                              int64_t now_s);
enum tx_reason gate_journal_table_expire(struct gate_journal_table *db, int64_t now_s);
enum tx_reason gate_journal_table_recall(struct gate_journal_table *db, struct gate_memory *memory,
                                         int64_t now_s);
enum tx_reason gate_journal_table_household_key(struct gate_journal_table *db,
                                                uint8_t key[TX_HASH_SIZE]);
enum tx_reason gate_journal_table_peer_keys(struct gate_journal_table *db,
                                            struct gate_peer_keys *out);
enum tx_reason gate_journal_table_keep_peer_keys(struct gate_journal_table *db,
                                                 const struct gate_peer_keys *keys);
/* "next_seq", "acknowledged", "unwritten", "time". */
uint64_t gate_journal_table_number(struct gate_journal_table *db, const char *name);
uint64_t gate_journal_table_stored(struct gate_journal_table *db);

#endif
