/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's files in memory, between what a disk does with them (disk.c) and what SQLite asks of it
 * (vfs.c). */
#ifndef SIM_DISK_H
#define SIM_DISK_H

#include "machine.h"

#include <sqlite3.h>

#define DISK_SHM_PAGES 64
#define DISK_SHM_PAGE 32768
#define DISK_SECTOR 512

struct disk_bytes {
  uint8_t *p;
  size_t n, cap;
};

struct disk_file {
  struct disk_file *next;
  char *path;
  struct disk_bytes now, kept;
  struct disk_unsynced *first, **last;
  uint8_t *shm[DISK_SHM_PAGES], *saved[DISK_SHM_PAGES];
  struct disk_handle *handles;
};

struct disk_handle {
  sqlite3_file base;
  struct disk_handle *next;
  struct disk_file *file;
  const struct sim_machine *owner;
  int level;  /* of its lock */
  bool maps;  /* the index of the log */
  bool ended; /* its process did: it is not heard */
};

struct disk_file *disk_find(const char *path);
struct disk_file *disk_make(const char *path);
/* A write that no sync has followed yet, or a cut to a size where n is 0. */
void disk_note(struct disk_file *file, const void *p, size_t n, int64_t at);
void disk_sync(struct disk_file *file);
void disk_empty(struct disk_file *file);
void disk_forget_shm(struct disk_file *file);
/* Whether the process whose turn it is ends just now. */
bool disk_ends(void);

#endif
