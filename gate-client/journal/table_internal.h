/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the journal's tables share. */
#ifndef GATE_JOURNAL_TABLE_INTERNAL_H
#define GATE_JOURNAL_TABLE_INTERNAL_H

#include "table.h"

#include "host/db/db.h"

struct gate_journal_table {
  struct db *db;
  int64_t keep_sent_s;
  bool named;                     /* this life's name is on disk */
  struct gate_journal_mark tried; /* by the last write; next 0: there was none, or it was kept */
};

/* Gives what this program writes a name, from seq on: random, so that of two copies of one folder
 * each has its own. Once in a life of the journal, with its first event. */
enum tx_reason gate_journal_table_name(struct gate_journal_table *db, uint64_t seq);
/* Forgets the names of lives of which nothing is held any more. */
enum tx_reason gate_journal_table_drop_names(struct gate_journal_table *db);

/* Behind the last event that is there, or was: a number is written down only when events go. */
enum tx_reason gate_journal_table_next(struct gate_journal_table *db, uint64_t *next);
enum tx_reason gate_journal_table_set(struct gate_journal_table *db, const char *name,
                                      uint64_t value);

#endif
