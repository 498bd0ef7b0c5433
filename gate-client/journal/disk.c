/* SPDX-License-Identifier: Apache-2.0 */
#include "disk.h"

#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/date.h"
#include "host/text/text.h"

#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A disk that damages every file is not filled with them. */
#define ASIDE_AGAIN_MS 600000

struct gate_journal_table *gate_journal_disk_read(const struct gate_journal_disk *disk) {
  return disk->db ? disk->db : disk->peek;
}

/* SQLite would follow a link, and wait at a pipe: what is no regular file is no journal. */
static bool is_something_else(const char *path) {
  struct stat st;
  return lstat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* --- a damaged file --------------------------------------------------------------------------- */

/* PATH.damaged-20261128T190604Z, and the log beside it, which SQLite looks for under that name. */
static char *aside_path(const char *path) {
  char stamp[32], *aside = NULL;
  const time_t now = time(NULL);
  struct tm utc;
  gmtime_r(&now, &utc);
  strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
  return asprintf(&aside, "%s.damaged-%s", path, stamp) < 0 ? NULL : aside;
}

/* The newest that lies beside the journal, until somebody takes it away. */
static void find_aside(struct gate_journal_disk *disk) {
  HOST_FREE char *pattern = NULL;
  glob_t found;
  disk->aside[0] = 0;
  if (asprintf(&pattern, "%s.damaged-*Z", disk->path) < 0) {
    pattern = NULL;
    return;
  }
  if (glob(pattern, 0, NULL, &found) != 0) return;
  const char *last = found.gl_pathv[found.gl_pathc - 1], *slash = strrchr(last, '/');
  host_copy(slash ? slash + 1 : last, disk->aside, sizeof disk->aside);
  globfree(&found);
}

static void move_log(const char *path, const char *aside) {
  HOST_FREE char *from = NULL, *to = NULL, *index = NULL;
  if (asprintf(&from, "%s-wal", path) < 0 || asprintf(&to, "%s-wal", aside) < 0 ||
      asprintf(&index, "%s-shm", path) < 0)
    return;
  rename(from, to);
  unlink(index);
}

/* What can still be read of the keys goes into the next file. */
static void salvage_keys(struct gate_journal_disk *disk) {
  struct gate_journal_table *old = NULL;
  if (is_something_else(disk->path)) return;
  if (gate_journal_table_peek(disk->path, &old) != TX_OK) return;
  if (!disk->has_household)
    disk->has_household = gate_journal_table_household_key(old, disk->household) == TX_OK;
  if (!disk->has_peer_keys)
    disk->has_peer_keys = gate_journal_table_peer_keys(old, &disk->peer_keys) == TX_OK;
  gate_journal_table_close(old);
}

/* And the passages, which rules ask for. */
static void salvage_passages(struct gate_journal_disk *disk, const char *aside) {
  struct gate_journal_table *old = NULL;
  if (is_something_else(aside) || gate_journal_table_peek(aside, &old) != TX_OK) return;
  gate_journal_table_copy_passages(old, disk->db);
  gate_journal_table_close(old);
  HOST_FREE char *index = NULL;
  if (asprintf(&index, "%s-shm", aside) >= 0)
    unlink(index);
  else
    index = NULL;
}

static enum tx_reason put_aside(struct gate_journal_disk *disk, char **out) {
  const int64_t now_ms = host_monotonic_ms();
  if (disk->aside_ms && now_ms - disk->aside_ms < ASIDE_AGAIN_MS) return TX_MALFORMED;
  HOST_FREE char *aside = aside_path(disk->path);
  if (!aside) return TX_NO_MEMORY;
  salvage_keys(disk);
  if (rename(disk->path, aside) != 0) return host_errno_reason(errno);
  move_log(disk->path, aside);
  disk->aside_ms = now_ms;
  host_log(HOST_ERROR,
           "journal %s: damaged, put aside as %s; a new one is begun: keep that file, events in it "
           "may not have reached the server",
           disk->path, aside);
  *out = aside;
  aside = NULL;
  return TX_OK;
}

/* --- opening ---------------------------------------------------------------------------------- */

static void close_peek(struct gate_journal_disk *disk) {
  gate_journal_table_close(disk->peek);
  disk->peek = NULL;
}

/* What is in use goes into a file that lacks it. */
static enum tx_reason adopt(struct gate_journal_disk *disk) {
  enum tx_reason reason = TX_OK;
  uint8_t key[TX_HASH_SIZE];
  if (disk->has_household && gate_journal_table_household_key(disk->db, key) == TX_NOT_FOUND)
    reason = gate_journal_table_set_household_key(disk->db, disk->household);
  if (reason == TX_OK && disk->has_peer_keys)
    reason = gate_journal_table_keep_peer_keys(disk->db, &disk->peer_keys);
  tx_cleanse(key, sizeof key);
  return reason;
}

/* Where a card was mounted its mount point is left, and a journal that was begun there would lie
 * hidden as soon as the card is back. */
static bool is_away(struct gate_journal_disk *disk) {
  HOST_FREE char *path = strdup(disk->path);
  return path &&
         host_folder_is_away(&disk->folder, dirname(path), disk->gates ? "gate.ini" : "journal.db");
}

static void remember_folder(struct gate_journal_disk *disk) {
  HOST_FREE char *path = strdup(disk->path);
  const char *folder = path ? dirname(path) : NULL;
  HOST_FREE char *settings = folder ? host_path(folder, "gate.ini") : NULL;
  if (!settings) return;
  host_folder_remember(&disk->folder, folder);
  disk->gates = host_file_exists(settings);
}

void gate_journal_disk_start(struct gate_journal_disk *disk) {
  remember_folder(disk);
}

void gate_journal_disk_look(struct gate_journal_disk *disk) {
  const struct host_folder before = disk->folder;
  if (!is_away(disk) && before.inode == disk->folder.inode && before.device == disk->folder.device)
    return;
  gate_journal_table_close(disk->db);
  disk->db = NULL;
}

static enum tx_reason open_file(struct gate_journal_disk *disk) {
  if (is_away(disk)) return TX_NOT_FOUND;
  if (is_something_else(disk->path)) disk->damaged = true;
  enum tx_reason reason = TX_MALFORMED;
  HOST_FREE char *aside = NULL;
  if (!disk->damaged) reason = gate_journal_table_open(disk->path, disk->keep_sent_s, &disk->db);
  if (reason != TX_MALFORMED) return reason;
  disk->damaged = true;
  reason = put_aside(disk, &aside);
  if (reason != TX_OK) return reason;
  disk->damaged = false;
  reason = gate_journal_table_open(disk->path, disk->keep_sent_s, &disk->db);
  if (reason == TX_OK && aside) salvage_passages(disk, aside);
  return reason;
}

enum tx_reason gate_journal_disk_try(struct gate_journal_disk *disk) {
  if (disk->db) return TX_OK;
  close_peek(disk);
  enum tx_reason reason = open_file(disk);
  if (reason == TX_OK) reason = adopt(disk);
  find_aside(disk);
  if (reason == TX_OK) {
    remember_folder(disk);
    return TX_OK;
  }
  gate_journal_table_close(disk->db);
  disk->db = NULL;
  if (is_something_else(disk->path) || gate_journal_table_peek(disk->path, &disk->peek) != TX_OK)
    disk->peek = NULL;
  return reason;
}

void gate_journal_disk_doubt(struct gate_journal_disk *disk, enum tx_reason reason) {
  if (reason == TX_DISK_FULL || reason == TX_BUSY || reason == TX_NO_MEMORY) return;
  disk->damaged |= reason == TX_MALFORMED;
  struct gate_journal_mark doubt;
  if (disk->db && gate_journal_table_doubt(disk->db, &doubt)) disk->doubt = doubt;
  gate_journal_table_close(disk->db);
  disk->db = NULL;
}

/* A sync can fail of what a file that is opened anew has all the same; only synced it is there. */
enum tx_reason gate_journal_disk_kept(struct gate_journal_disk *disk) {
  struct gate_journal_mark held;
  const struct gate_journal_mark doubt = disk->doubt;
  const bool kept = doubt.next && gate_journal_table_mark(disk->db, &held) &&
                    held.next == doubt.next && held.passage == doubt.passage;
  enum tx_reason reason = kept ? gate_journal_table_settle(disk->db) : TX_NOT_FOUND;
  if (reason == TX_OK || reason == TX_NOT_FOUND) disk->doubt = (struct gate_journal_mark){ 0 };
  return reason;
}

void gate_journal_disk_close(struct gate_journal_disk *disk) {
  gate_journal_table_close(disk->db);
  close_peek(disk);
  tx_cleanse(disk->household, sizeof disk->household);
  free(disk->path);
}

/* --- keys ------------------------------------------------------------------------------------- */

enum tx_reason gate_journal_disk_household(struct gate_journal_disk *disk,
                                           uint8_t key[TX_HASH_SIZE]) {
  struct gate_journal_table *table = gate_journal_disk_read(disk);
  const bool kept = table && gate_journal_table_household_key(table, disk->household) == TX_OK;
  if (!kept && !disk->has_household && !tx_random(disk->household, TX_HASH_SIZE))
    return TX_IO_FAILED;
  disk->has_household = true;
  memcpy(key, disk->household, TX_HASH_SIZE);
  /* What cannot be written now is when the file is opened next. */
  if (!kept && disk->db) gate_journal_table_set_household_key(disk->db, disk->household);
  return TX_OK;
}
