/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the journal share: journal.c queues and writes, access.c reads and keeps what
 * is asked for at once. */
#ifndef GATE_JOURNAL_INTERNAL_H
#define GATE_JOURNAL_INTERNAL_H

#include "disk.h"
#include "journal.h"
#include "redirect.h"

#include <pthread.h>

struct gate_journal {
  struct gate_journal_disk disk; /* under db_lock */
  struct gate_moves moves;       /* the same */
  pthread_mutex_t db_lock;       /* held through a transaction: never taken by the loop */
  pthread_mutex_t lock;          /* of all below: held for moments */
  pthread_cond_t work, idle;
  pthread_t writer;
  bool started, stopping, writing;
  bool missing;   /* there is no file to write to: it is tried again */
  bool came_back; /* one that could not be read at the start can be now */
  struct gate_queued *first, **last;
  uint64_t waiting, unwritten, unsaved_unwritten;
  uint64_t doubted;           /* the first of those that wait: what the last write failed of … */
  uint64_t doubted_unwritten; /* … and of those not to be written */
  uint64_t next_seq, acknowledged; /* as on disk */
  uint64_t next_given;             /* to the next event, where no number moves meanwhile */
  int64_t time_to_save;            /* 0: none */
  int64_t gather_until_ms;         /* what comes until then shares a commit */
  unsigned flushing;               /* who waits for the disk, and so for no others */
  int64_t passages_s;              /* how long they are needed */
  enum tx_reason failing;
  char aside[GATE_ASIDE_SIZE];
};

#endif
