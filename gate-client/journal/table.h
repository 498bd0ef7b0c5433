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

/* How far the tables are filled: the next event's number, and the last passage's row. */
struct gate_journal_mark {
  uint64_t next, passage;
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
/* Where the tables stand, and where they would if the last write, which failed, had been kept all
 * the same. False: nobody can tell, or it would be the same. */
bool gate_journal_table_mark(struct gate_journal_table *db, struct gate_journal_mark *out);
bool gate_journal_table_doubt(const struct gate_journal_table *db, struct gate_journal_mark *out);
/* Has what the tables hold on the disk, whoever wrote it. */
enum tx_reason gate_journal_table_settle(struct gate_journal_table *db);
enum tx_reason gate_journal_table_read(struct gate_journal_table *db, uint64_t from, size_t max,
                                       size_t bytes_max, struct gate_stored_list *out);
/* The name of the journal's life that wrote seq, and the first number of the next life, UINT64_MAX
 * where there is none. TX_NOT_FOUND: it has no names at all. */
enum tx_reason gate_journal_table_life(struct gate_journal_table *db, uint64_t seq,
                                       uint8_t name[TX_JOURNAL_NAME_SIZE], uint64_t *until);
/* Numbers the events from `from` on anew, beginning at `to`, which is higher; what stood before
 * counts as acknowledged. All of it or nothing. */
enum tx_reason gate_journal_table_renumber(struct gate_journal_table *db, uint64_t from,
                                           uint64_t to);
enum tx_reason gate_journal_table_acknowledge(struct gate_journal_table *db, uint64_t seq,
                                              int64_t now_s);
/* As many of the passages of a damaged journal as can be read. */
enum tx_reason gate_journal_table_copy_passages(struct gate_journal_table *from,
                                                struct gate_journal_table *to);
/* Gives up events that are too old, and passages older than passages_s. */
enum tx_reason gate_journal_table_expire(struct gate_journal_table *db, int64_t now_s,
                                         int64_t passages_s);
enum tx_reason gate_journal_table_recall(struct gate_journal_table *db, struct gate_memory *memory,
                                         int64_t now_s);
/* TX_NOT_FOUND: it has none yet. */
enum tx_reason gate_journal_table_household_key(struct gate_journal_table *db,
                                                uint8_t key[TX_HASH_SIZE]);
enum tx_reason gate_journal_table_set_household_key(struct gate_journal_table *db,
                                                    const uint8_t key[TX_HASH_SIZE]);
enum tx_reason gate_journal_table_peer_keys(struct gate_journal_table *db,
                                            struct gate_peer_keys *out);
enum tx_reason gate_journal_table_keep_peer_keys(struct gate_journal_table *db,
                                                 const struct gate_peer_keys *keys);
/* "next_seq", "acknowledged", "unwritten", "time". */
uint64_t gate_journal_table_number(struct gate_journal_table *db, const char *name);
uint64_t gate_journal_table_stored(struct gate_journal_table *db);

#endif
