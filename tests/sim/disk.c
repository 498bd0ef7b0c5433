/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's disk: files in memory, each as it is and as it is known to be kept. */
#include "disk.h"

#include <stdlib.h>
#include <string.h>

/* A write, or a cut to a size where n is 0, that no sync has followed. */
struct disk_unsynced {
  struct disk_unsynced *next;
  int64_t at;
  size_t n;
  uint8_t bytes[];
};

static struct disk_file *files;
static const struct sim_machine *ended; /* whose process ends just now */

/* --- bytes ------------------------------------------------------------------------------------ */

static void resize(struct disk_bytes *bytes, size_t n) {
  if (n > bytes->cap) {
    const size_t cap = n * 2 + 4096;
    bytes->p = realloc(bytes->p, cap);
    if (!bytes->p) abort();
    bytes->cap = cap;
  }
  bytes->n = n;
}

static void cut_to(struct disk_bytes *bytes, size_t n) {
  const size_t had = bytes->n;
  resize(bytes, n);
  if (n > had) memset(bytes->p + had, 0, n - had);
}

static void put(struct disk_bytes *bytes, const void *p, size_t n, size_t at) {
  if (at > bytes->n) cut_to(bytes, at);
  if (at + n > bytes->n) resize(bytes, at + n);
  memcpy(bytes->p + at, p, n);
}

static void apply(struct disk_bytes *bytes, const struct disk_unsynced *one) {
  if (one->n)
    put(bytes, one->bytes, one->n, (size_t)one->at);
  else
    cut_to(bytes, (size_t)one->at);
}

void disk_note(struct disk_file *file, const void *p, size_t n, int64_t at) {
  struct disk_unsynced *one = malloc(sizeof *one + n);
  if (!one) abort();
  *one = (struct disk_unsynced){ .at = at, .n = n };
  if (n) memcpy(one->bytes, p, n);
  *file->last = one;
  file->last = &one->next;
  apply(&file->now, one);
}

/* One in eight is torn between two sectors. */
static void cut_write(struct disk_bytes *kept, const struct disk_unsynced *one,
                      struct chance *dice) {
  const size_t roll = chance_below(dice, 16), half = one->n / 2 / DISK_SECTOR * DISK_SECTOR;
  if (roll < 7) apply(kept, one);
  if (roll < 9 && roll >= 7 && half) put(kept, one->bytes, half, (size_t)one->at);
}

static void take_all(struct disk_file *file, struct chance *dice) {
  for (struct disk_unsynced *one = file->first, *next; one; one = next) {
    next = one->next;
    if (dice)
      cut_write(&file->kept, one, dice);
    else
      apply(&file->kept, one);
    free(one);
  }
  file->first = NULL;
  file->last = &file->first;
}

void disk_sync(struct disk_file *file) {
  take_all(file, NULL);
}

/* --- files ------------------------------------------------------------------------------------ */

struct disk_file *disk_find(const char *path) {
  for (struct disk_file *file = files; file; file = file->next)
    if (strcmp(file->path, path) == 0) return file;
  return NULL;
}

struct disk_file *disk_make(const char *path) {
  struct disk_file *file = calloc(1, sizeof *file);
  if (!file || !(file->path = strdup(path))) abort();
  file->last = &file->first;
  file->next = files;
  files = file;
  return file;
}

void disk_forget_shm(struct disk_file *file) {
  for (size_t i = 0; i < DISK_SHM_PAGES; i++) {
    free(file->shm[i]);
    file->shm[i] = NULL;
  }
}

/* Its memory may still be in a handle's hands: it goes with the world. */
void disk_empty(struct disk_file *file) {
  take_all(file, NULL);
  file->now.n = file->kept.n = 0;
}

static bool is_below(const struct disk_file *file, const char *prefix) {
  return strncmp(file->path, prefix, strlen(prefix)) == 0;
}

/* The index of a log lies in memory that whoever ends writes into as well: others go on with what
 * it was. */
static void save_indexes(void) {
  for (struct disk_file *file = files; file; file = file->next)
    for (size_t i = 0; i < DISK_SHM_PAGES && file->shm[i]; i++) {
      file->saved[i] = malloc(DISK_SHM_PAGE);
      if (!file->saved[i]) abort();
      memcpy(file->saved[i], file->shm[i], DISK_SHM_PAGE);
    }
}

static void put_indexes_back(void) {
  for (struct disk_file *file = files; file; file = file->next)
    for (size_t i = 0; i < DISK_SHM_PAGES; i++) {
      if (file->saved[i] && file->shm[i]) memcpy(file->shm[i], file->saved[i], DISK_SHM_PAGE);
      free(file->saved[i]);
      file->saved[i] = NULL;
    }
}

void sim_disk_orphan(const struct sim_machine *machine) {
  for (struct disk_file *file = files; file; file = file->next)
    for (struct disk_handle *handle = file->handles; handle; handle = handle->next)
      handle->ended |= handle->owner == machine;
  if (ended != machine) save_indexes();
  ended = machine;
}

bool disk_ends(void) {
  return ended && ended == sim_whose_turn();
}

void sim_disk_return(void) {
  put_indexes_back();
  ended = NULL;
}

void sim_disk_remove(const char *prefix) {
  for (struct disk_file *file = files; file; file = file->next)
    if (is_below(file, prefix)) disk_empty(file);
}

bool sim_disk_copy(const char *from, const char *to) {
  const struct disk_file *source = disk_find(from);
  if (!source || !source->now.n) return false;
  struct disk_file *file = disk_find(to);
  if (!file) file = disk_make(to);
  disk_empty(file);
  put(&file->now, source->now.p, source->now.n, 0);
  put(&file->kept, source->now.p, source->now.n, 0);
  return true;
}

void sim_disk_cut(const char *prefix, struct chance *dice) {
  for (struct disk_file *file = files; file; file = file->next) {
    if (!is_below(file, prefix)) continue;
    take_all(file, dice);
    file->now.n = 0;
    put(&file->now, file->kept.p, file->kept.n, 0);
  }
}

void sim_disk_clear(const char *prefix) {
  for (struct disk_file **at = &files, *file; (file = *at);) {
    if (!is_below(file, prefix)) {
      at = &file->next;
      continue;
    }
    *at = file->next;
    disk_empty(file);
    disk_forget_shm(file);
    free(file->now.p);
    free(file->kept.p);
    free(file->path);
    free(file);
  }
}
