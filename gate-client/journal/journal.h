/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal: one row an event, numbered without holes, kept until the server acknowledges it; and
 * who passed, which outlives restarts. A thread of its own writes: whatever came while it waited
 * for the disk goes into one transaction, so a burst shares one fdatasync, and the gate's loop
 * never waits. When the disk is full events wait in memory, then are counted, and nobody is held
 * up.
 */
#ifndef GATE_JOURNAL_H
#define GATE_JOURNAL_H

#include "row.h"

#include "history/lookup.h"
#include "peer/keys.h"

#define GATE_JOURNAL_WAITING 20000 /* entries in memory while the disk is full: a day's */

struct gate_journal;

struct gate_journal_counts {
  uint64_t next_seq;           /* of the next event to be written */
  uint64_t acknowledged;       /* highest that the server has */
  uint64_t waiting;            /* in memory, not on disk yet */
  uint64_t unwritten;          /* lost to a full disk, or not to be written down, ever */
  enum tx_reason failing;      /* TX_OK, or why writing fails at present */
  char aside[GATE_ASIDE_SIZE]; /* a damaged journal that lies beside this one; "": none */
};

/* Opens or makes a journal. keep_sent_s: how long acknowledged events stay. A file that cannot be
 * written (full, read-only, not there) is tried again each second, and read where it can be;
 * meanwhile events wait in memory and count as failing. One that is damaged is put aside as
 * PATH.damaged-TIME, with what can be read of its keys and passages taken over into a new one.
 * TX_OK, TX_NO_MEMORY. */
enum tx_reason gate_journal_open(const char *path, int64_t keep_sent_s, struct gate_journal **out);
/* Writes what waits, then closes. NULL is nothing to close. */
void gate_journal_close(struct gate_journal *journal);

/* The key under which this gate keeps households, made at the first call; written as soon as there
 * is a file. TX_OK, TX_IO_FAILED (no randomness). */
enum tx_reason gate_journal_household_key(struct gate_journal *journal, uint8_t key[TX_HASH_SIZE]);
/* The area's keys, for a start without a network; none where none were kept. */
enum tx_reason gate_journal_peer_keys(struct gate_journal *journal, struct gate_peer_keys *out);
/* Durable when it returns TX_OK; what was kept before is overwritten. */
enum tx_reason gate_journal_keep_peer_keys(struct gate_journal *journal,
                                           const struct gate_peer_keys *keys);
/* Once after the file could be read for the first time later than the journal was opened. */
bool gate_journal_came_back(struct gate_journal *journal);

/* What to do while writing fails, and for the guard's page in a few words what is wrong. */
struct gate_journal_advice {
  const char *zh, *en;
  const char *short_zh, *short_en;
};
struct gate_journal_advice gate_journal_advice(enum tx_reason failing);

/* Fills memory with what was written before. */
enum tx_reason gate_journal_recall(struct gate_journal *journal, struct gate_memory *memory,
                                   int64_t now_s);
/* The last time that was saved; 0: none. */
int64_t gate_journal_saved_time(struct gate_journal *journal);

/* Hands an entry to the writer. Never waits for the disk. False: it was counted as unwritten. seq,
 * which may be NULL, becomes the number that its event is given: what gate_entry.undoes names it
 * by, even if numbers move later. */
bool gate_journal_add(struct gate_journal *journal, const struct gate_entry *entry, uint64_t *seq);
/* Counts an event that could not be written down as unwritten. */
void gate_journal_miss(struct gate_journal *journal);
/* Has a time that is believed saved with the next write; then events older than
 * GATE_JOURNAL_LOST_S are given up, and passages that no rule asks for any more. */
void gate_journal_save_time(struct gate_journal *journal, int64_t now_s);
/* How long passages are needed, at most GATE_HISTORY_PERSON_S, which is also what holds before. */
void gate_journal_keep_passages(struct gate_journal *journal, int64_t keep_s);
/* Waits until all that was added is on disk, or timeout_ms are over: whether it is. */
bool gate_journal_flush(struct gate_journal *journal, int64_t timeout_ms);
/* One turn of the writer, in the caller's thread: for a simulator, which starts no threads. */
void gate_journal_turn(struct gate_journal *journal);

/* --- for sync and for reading ------------------------------------------------------------------
 */

/* Up to max events from seq on, together at most bytes_max. */
enum tx_reason gate_journal_read(struct gate_journal *journal, uint64_t from, size_t max,
                                 size_t bytes_max, struct gate_stored_list *out);

/* The server has everything up to seq: those older than keep_sent_s go. */
enum tx_reason gate_journal_acknowledge(struct gate_journal *journal, uint64_t seq, int64_t now_s);

/* Whose seq is: the name that what one program wrote has, and where the next name begins, or
 * UINT64_MAX. */
enum tx_reason gate_journal_life(struct gate_journal *journal, uint64_t seq,
                                 uint8_t name[TX_JOURNAL_NAME_SIZE], uint64_t *until);
/* The server holds other events under the numbers from `from` on: ours go on at `to`, nothing of
 * them is erased, and what stands before counts as acknowledged. TX_BAD_ARGUMENT: to is not higher,
 * or from is not in the journal. */
enum tx_reason gate_journal_renumber(struct gate_journal *journal, uint64_t from, uint64_t to);

/* Never waits for the disk. */
struct gate_journal_counts gate_journal_count(struct gate_journal *journal);
/* Events on disk, sent ones that are still kept included. May wait for the disk. */
uint64_t gate_journal_stored(struct gate_journal *journal);

#endif
