/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal's file: opened when it can be, read where it cannot be written, and put aside under
 * another name when it is damaged. One thread at a time, as the tables.
 */
#ifndef GATE_JOURNAL_DISK_H
#define GATE_JOURNAL_DISK_H

#include "table.h"

#include "host/sys/folder.h"

struct gate_journal_disk {
  char *path;
  int64_t keep_sent_s;
  struct gate_journal_table *db;   /* NULL: cannot be written at present */
  struct gate_journal_table *peek; /* to read from while there is no db; NULL: not even that */
  /* In use, and written into the next file that lacks them. */
  bool has_household, has_peer_keys;
  uint8_t household[TX_HASH_SIZE];
  struct gate_peer_keys peer_keys;
  bool damaged; /* as was found while it was read or written: to be put aside */
  bool unread;  /* nothing could be read so far: whoever has a file is told when one is there */
  struct gate_journal_mark doubt; /* of a write that failed, and may have been kept; next 0: none */
  char aside[GATE_ASIDE_SIZE]; /* name of a damaged one that was put aside and lies there; "": none
                                */
  int64_t aside_ms;            /* when a damaged one was put aside last; 0: never */
  struct host_folder folder;   /* that it lay in last */
  bool gates;                  /* which is a gate's, and so has its settings in it */
};

/* Keeps in mind what folder the path is in, before the first try. */
void gate_journal_disk_start(struct gate_journal_disk *disk);
/* Lets go of a file that its path no longer leads to: its card was taken out, or is another. */
void gate_journal_disk_look(struct gate_journal_disk *disk);
/* Tries to have the file written to. TX_OK, or why it cannot be: then it is worth another try. */
enum tx_reason gate_journal_disk_try(struct gate_journal_disk *disk);
/* After a write that failed for reason: lets go of a file that has to be opened anew. */
void gate_journal_disk_doubt(struct gate_journal_disk *disk, enum tx_reason reason);
/* Of the file just opened: whether what was last written into it, and said to have failed, is on
 * the disk. TX_OK, TX_NOT_FOUND, or why that cannot be said yet. */
enum tx_reason gate_journal_disk_kept(struct gate_journal_disk *disk);
void gate_journal_disk_close(struct gate_journal_disk *disk);

/* What can be read from; NULL: nothing. */
struct gate_journal_table *gate_journal_disk_read(const struct gate_journal_disk *disk);
/* The key in use: the file's, or one made now, that the file gets when it can be written. */
enum tx_reason gate_journal_disk_household(struct gate_journal_disk *disk,
                                           uint8_t key[TX_HASH_SIZE]);

#endif
