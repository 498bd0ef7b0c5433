/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A backup: database, at-rest.key and the TLS key in one tar file that age encrypts to a key which
 * does not lie on this machine. docs/operations.md says how it is used.
 */
#ifndef SERVER_BACKUP_H
#define SERVER_BACKUP_H

#include "daemon/open.h"

#define BACKUP_DAYS 28
#define BACKUP_KEY_FILE "backup.recipient" /* in the data folder: the public half */
#define BACKUP_PATH_MAX 4096

/* Makes a key pair with age-keygen: the private half into a new file (mode 0600), the public half
 * into the data folder. TX_CONFLICT: the file exists. */
enum tx_reason backup_new_key(const char *data_dir, const char *key_file,
                              struct host_problem *problem);

struct backup_made {
  char path[BACKUP_PATH_MAX];
  int64_t bytes;
  size_t removed; /* older ones that were deleted */
};

/* Writes tongxing-AREA-TIME.tar.age into a folder, while a server runs or not, and deletes those of
 * the area that are BACKUP_DAYS old. What was cut short leaves nothing under that name.
 * TX_NOT_FOUND (no office, no key yet, a program is not installed), TX_BUSY (another backup runs),
 * or what the disk says, with a sentence. */
enum tx_reason backup_make(const struct server_place *place, const char *folder, int64_t now_s,
                           struct backup_made *out, struct host_problem *problem);

#endif
