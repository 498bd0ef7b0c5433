/* SPDX-License-Identifier: Apache-2.0 */
/* A backup becomes an office again, here or on another machine. */
#ifndef SERVER_BACKUP_RESTORE_H
#define SERVER_BACKUP_RESTORE_H

#include "daemon/open.h"

/* What becomes of passes where no issue log tells which were re-issued since the backup. */
enum restore_passes {
  RESTORE_ASK,   /* refuse to begin: somebody has to choose */
  RESTORE_KEEP,  /* all count as they did; one that was replaced since does so again */
  RESTORE_RAISE, /* generations rise by one: none of before counts but those re-issued since */
};

#define RESTORE_LOGS 16

struct restore_plan {
  struct server_place place; /* a folder without an office; of PostgreSQL an empty database */
  const char *file;          /* what backup_make wrote */
  const char *key_file;      /* age's private half */
  const char *keys_dir;      /* where the signing keys are now; NULL: where they were */
  /* Folders of issue logs that are left, one of each server that ran, in any order; NULL ends. */
  const char *issues[RESTORE_LOGS + 1];
  enum restore_passes passes;
  uint32_t skip; /* indexes that are given to nobody */
};

struct restore_report {
  int64_t at_s;                      /* of the backup */
  size_t replayed, unknown, damaged; /* passes of the log: put back, of people who are not in the
                                        backup, lines that could not be read */
  size_t raised;                     /* residents whose generation rose */
};

/* TX_CONFLICT: an office is there already; TX_NOT_ALLOWED: nobody has chosen, or the keys cannot be
 * read; TX_MALFORMED: this is no backup; or what the programs, disk and database say, with a
 * sentence. What was cut short can be done again, the folder counts as unfinished until then. */
enum tx_reason restore_run(const struct restore_plan *plan, int64_t now_s,
                           struct restore_report *out, struct host_problem *problem);

#endif
