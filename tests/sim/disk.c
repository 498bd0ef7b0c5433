/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's disk: files in memory, each as it is and as it is known to be kept. */
#include "machine.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define SHM_PAGES 64
#define SHM_PAGE 32768
#define SECTOR 512

struct bytes {
  uint8_t *p;
  size_t n, cap;
};

/* A write, or a cut to a size where n is 0, that no sync has followed. */
struct unsynced {
  struct unsynced *next;
  int64_t at;
  size_t n;
  uint8_t bytes[];
};

struct file {
  struct file *next;
  char *path;
  struct bytes now, kept;
  struct unsynced *first, **last;
  uint8_t *shm[SHM_PAGES], *saved[SHM_PAGES];
  struct handle *handles;
};

struct handle {
  sqlite3_file base;
  struct handle *next;
  struct file *file;
  const struct sim_machine *owner;
  int level;  /* of its lock */
  bool maps;  /* the index of the log */
  bool ended; /* its process did: it is not heard */
};

static struct file *files;
static const struct sim_machine *ended; /* whose process ends just now */

/* --- bytes ------------------------------------------------------------------------------------ */

static void resize(struct bytes *bytes, size_t n) {
  if (n > bytes->cap) {
    const size_t cap = n * 2 + 4096;
    bytes->p = realloc(bytes->p, cap);
    if (!bytes->p) abort();
    bytes->cap = cap;
  }
  if (n > bytes->n) memset(bytes->p + bytes->n, 0, n - bytes->n);
  bytes->n = n;
}

static void put(struct bytes *bytes, const void *p, size_t n, size_t at) {
  if (at + n > bytes->n) resize(bytes, at + n);
  memcpy(bytes->p + at, p, n);
}

static void apply(struct bytes *bytes, const struct unsynced *one) {
  if (one->n)
    put(bytes, one->bytes, one->n, (size_t)one->at);
  else
    resize(bytes, (size_t)one->at);
}

static void note(struct file *file, const void *p, size_t n, int64_t at) {
  struct unsynced *one = malloc(sizeof *one + n);
  if (!one) abort();
  *one = (struct unsynced){ .at = at, .n = n };
  if (n) memcpy(one->bytes, p, n);
  *file->last = one;
  file->last = &one->next;
  apply(&file->now, one);
}

/* One in eight is torn between two sectors. */
static void cut_write(struct bytes *kept, const struct unsynced *one, struct chance *dice) {
  const size_t roll = chance_below(dice, 16), half = one->n / 2 / SECTOR * SECTOR;
  if (roll < 7) apply(kept, one);
  if (roll < 9 && roll >= 7 && half) put(kept, one->bytes, half, (size_t)one->at);
}

static void take_all(struct file *file, struct chance *dice) {
  for (struct unsynced *one = file->first, *next; one; one = next) {
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

/* --- files ------------------------------------------------------------------------------------ */

static struct file *find(const char *path) {
  for (struct file *file = files; file; file = file->next)
    if (strcmp(file->path, path) == 0) return file;
  return NULL;
}

static struct file *make(const char *path) {
  struct file *file = calloc(1, sizeof *file);
  if (!file || !(file->path = strdup(path))) abort();
  file->last = &file->first;
  file->next = files;
  files = file;
  return file;
}

static void forget_shm(struct file *file) {
  for (size_t i = 0; i < SHM_PAGES; i++) {
    free(file->shm[i]);
    file->shm[i] = NULL;
  }
}

/* Its memory may still be in a handle's hands: it goes with the world. */
static void empty(struct file *file) {
  take_all(file, NULL);
  resize(&file->now, 0);
  resize(&file->kept, 0);
}

static bool is_below(const struct file *file, const char *prefix) {
  return strncmp(file->path, prefix, strlen(prefix)) == 0;
}

/* The index of a log lies in memory that whoever ends writes into as well: others go on with what
 * it was. */
static void save_indexes(void) {
  for (struct file *file = files; file; file = file->next)
    for (size_t i = 0; i < SHM_PAGES && file->shm[i]; i++) {
      file->saved[i] = malloc(SHM_PAGE);
      if (!file->saved[i]) abort();
      memcpy(file->saved[i], file->shm[i], SHM_PAGE);
    }
}

static void put_indexes_back(void) {
  for (struct file *file = files; file; file = file->next)
    for (size_t i = 0; i < SHM_PAGES; i++) {
      if (file->saved[i] && file->shm[i]) memcpy(file->shm[i], file->saved[i], SHM_PAGE);
      free(file->saved[i]);
      file->saved[i] = NULL;
    }
}

void sim_disk_orphan(const struct sim_machine *machine) {
  for (struct file *file = files; file; file = file->next)
    for (struct handle *handle = file->handles; handle; handle = handle->next)
      handle->ended |= handle->owner == machine;
  if (ended != machine) save_indexes();
  ended = machine;
}

void sim_disk_return(void) {
  put_indexes_back();
  ended = NULL;
}

void sim_disk_remove(const char *prefix) {
  for (struct file *file = files; file; file = file->next)
    if (is_below(file, prefix)) empty(file);
}

bool sim_disk_copy(const char *from, const char *to) {
  const struct file *source = find(from);
  if (!source || !source->now.n) return false;
  struct file *file = find(to);
  if (!file) file = make(to);
  empty(file);
  put(&file->now, source->now.p, source->now.n, 0);
  put(&file->kept, source->now.p, source->now.n, 0);
  return true;
}

void sim_disk_cut(const char *prefix, struct chance *dice) {
  for (struct file *file = files; file; file = file->next) {
    if (!is_below(file, prefix)) continue;
    take_all(file, dice);
    resize(&file->now, 0);
    put(&file->now, file->kept.p, file->kept.n, 0);
  }
}

void sim_disk_clear(void) {
  while (files) {
    struct file *file = files;
    files = file->next;
    empty(file);
    forget_shm(file);
    free(file->now.p);
    free(file->kept.p);
    free(file->path);
    free(file);
  }
}

/* --- as SQLite sees it ------------------------------------------------------------------------ */

static struct file *heard(sqlite3_file *base) {
  struct handle *handle = (struct handle *)base;
  return handle->ended ? NULL : handle->file;
}

static int disk_close(sqlite3_file *base) {
  struct handle *handle = (struct handle *)base;
  for (struct handle **at = &handle->file->handles; *at; at = &(*at)->next)
    if (*at == handle) {
      *at = handle->next;
      break;
    }
  return SQLITE_OK;
}

static int disk_read(sqlite3_file *base, void *out, int n, sqlite3_int64 at) {
  const struct file *file = ((struct handle *)base)->file;
  const size_t from = (size_t)at;
  size_t there = from < file->now.n ? file->now.n - from : 0;
  if (there > (size_t)n) there = (size_t)n;
  if (there) memcpy(out, file->now.p + from, there);
  memset((char *)out + there, 0, (size_t)n - there);
  return there == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int disk_write(sqlite3_file *base, const void *p, int n, sqlite3_int64 at) {
  struct file *file = heard(base);
  if (!file) return SQLITE_OK;
  const int refused = sim_disk_refuses((size_t)at + (size_t)n > file->now.n);
  if (refused == EIO && n > SECTOR) note(file, p, SECTOR, at);
  if (refused) return refused == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  note(file, p, (size_t)n, at);
  return SQLITE_OK;
}

static int disk_truncate(sqlite3_file *base, sqlite3_int64 size) {
  struct file *file = heard(base);
  if (file) note(file, NULL, 0, size);
  return SQLITE_OK;
}

static int disk_sync(sqlite3_file *base, int flags) {
  struct file *file = heard(base);
  (void)flags;
  if (file && sim_disk_refuses(false)) return SQLITE_IOERR_FSYNC;
  if (file) take_all(file, NULL);
  return SQLITE_OK;
}

static int disk_size(sqlite3_file *base, sqlite3_int64 *out) {
  *out = (sqlite3_int64)((struct handle *)base)->file->now.n;
  return SQLITE_OK;
}

/* Who would be alone with a file is not while another connection of a process that lives is there:
 * that is all that locks do where one thread takes its turns. */
static int disk_lock(sqlite3_file *base, int level) {
  struct handle *own = (struct handle *)base;
  for (const struct handle *other = own->file->handles; other; other = other->next)
    if (level == SQLITE_LOCK_EXCLUSIVE && other != own && !other->ended &&
        other->level >= SQLITE_LOCK_SHARED)
      return SQLITE_BUSY;
  own->level = level;
  return SQLITE_OK;
}

static int disk_reserved(sqlite3_file *base, int *out) {
  (void)base;
  *out = 0;
  return SQLITE_OK;
}

static int disk_control(sqlite3_file *base, int op, void *arg) {
  (void)base, (void)op, (void)arg;
  return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *base) {
  (void)base;
  return 4096;
}

static int disk_traits(sqlite3_file *base) {
  (void)base;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int disk_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **out) {
  struct file *file = ((struct handle *)base)->file;
  if (page >= SHM_PAGES) return SQLITE_FULL;
  if (!file->shm[page] && extend) file->shm[page] = calloc(1, (size_t)size);
  *out = file->shm[page];
  ((struct handle *)base)->maps = true;
  return SQLITE_OK;
}

static int disk_shm_lock(sqlite3_file *base, int offset, int n, int flags) {
  (void)base, (void)offset, (void)n, (void)flags;
  return SQLITE_OK;
}

static void disk_shm_barrier(sqlite3_file *base) {
  (void)base;
}

static int disk_shm_unmap(sqlite3_file *base, int drop) {
  struct file *file = ((struct handle *)base)->file;
  (void)drop;
  ((struct handle *)base)->maps = false;
  for (const struct handle *other = file->handles; other; other = other->next)
    if (other->maps) return SQLITE_OK;
  forget_shm(file);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = disk_close,
  .xRead = disk_read,
  .xWrite = disk_write,
  .xTruncate = disk_truncate,
  .xSync = disk_sync,
  .xFileSize = disk_size,
  .xLock = disk_lock,
  .xUnlock = disk_lock,
  .xCheckReservedLock = disk_reserved,
  .xFileControl = disk_control,
  .xSectorSize = disk_sector,
  .xDeviceCharacteristics = disk_traits,
  .xShmMap = disk_shm_map,
  .xShmLock = disk_shm_lock,
  .xShmBarrier = disk_shm_barrier,
  .xShmUnmap = disk_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out) {
  struct handle *handle = (struct handle *)base;
  (void)vfs;
  struct file *file = find(path ? path : "");
  if (!file && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
  if (!file) file = make(path ? path : "");
  *handle = (struct handle){ .file = file, .owner = sim_whose_turn(), .next = file->handles };
  file->handles = handle;
  handle->base.pMethods = &methods;
  if (out) *out = flags;
  return SQLITE_OK;
}

/* SQLite deletes what it has no more use for; a name that comes back would be as good. */
static int disk_delete(sqlite3_vfs *vfs, const char *path, int durably) {
  struct file *file = find(path);
  (void)vfs, (void)durably;
  if (file && !(ended && ended == sim_whose_turn())) empty(file);
  return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
  const struct file *file = find(path);
  (void)vfs, (void)flags;
  *out = file && file->now.n > 0;
  return SQLITE_OK;
}

static int disk_random(sqlite3_vfs *vfs, int n, char *out) {
  (void)vfs;
  sim_random_bytes((uint8_t *)out, (size_t)n);
  return n;
}

static int disk_time(sqlite3_vfs *vfs, sqlite3_int64 *out) {
  (void)vfs;
  *out = 210866760000000 + sim_now_ms; /* Julian */
  return SQLITE_OK;
}

bool sim_disk_install(void) {
  static sqlite3_vfs vfs;
  const sqlite3_vfs *system_vfs = sqlite3_vfs_find(NULL);
  vfs = *system_vfs; /* names and paths are the system's */
  vfs.zName = "sim";
  vfs.szOsFile = sizeof(struct handle);
  vfs.pNext = NULL;
  vfs.xOpen = disk_open;
  vfs.xDelete = disk_delete;
  vfs.xAccess = disk_access;
  vfs.xRandomness = disk_random;
  vfs.xCurrentTimeInt64 = disk_time;
  return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}
