/* SPDX-License-Identifier: Apache-2.0 */
#include "unsynced_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What stood in a file before a write that was not synced yet. */
struct undo {
  struct undo *before;
  char *path;
  sqlite3_int64 size; /* of the whole file */
  sqlite3_int64 offset;
  size_t n;
  char *bytes;
};

struct watched {
  sqlite3_file base;
  char *path;
  sqlite3_file *real;
};

static sqlite3_vfs *system_vfs;
static struct undo *undos; /* the newest first */
static atomic_uint failing;

static sqlite3_file *real_of(sqlite3_file *file) {
  return ((struct watched *)file)->real;
}

static void remember(struct watched *file, sqlite3_int64 offset, size_t n) {
  struct undo *undo = calloc(1, sizeof *undo);
  undo->before = undos;
  undo->path = strdup(file->path);
  undo->offset = offset;
  file->real->pMethods->xFileSize(file->real, &undo->size);
  if (offset < undo->size) {
    undo->n = (size_t)(undo->size - offset) < n ? (size_t)(undo->size - offset) : n;
    undo->bytes = malloc(undo->n);
    file->real->pMethods->xRead(file->real, undo->bytes, (int)undo->n, offset);
  }
  undos = undo;
}

static void forget(const char *path) {
  struct undo **place = &undos;
  while (*place) {
    struct undo *undo = *place;
    if (strcmp(undo->path, path) != 0) {
      place = &undo->before;
      continue;
    }
    *place = undo->before;
    free(undo->path);
    free(undo->bytes);
    free(undo);
  }
}

static int watched_close(sqlite3_file *file) {
  struct watched *watched = (struct watched *)file;
  int code = watched->real->pMethods->xClose(watched->real);
  free(watched->real);
  free(watched->path);
  return code;
}

static int watched_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at) {
  return real_of(file)->pMethods->xRead(real_of(file), out, n, at);
}

static int watched_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at) {
  remember((struct watched *)file, at, (size_t)n);
  return real_of(file)->pMethods->xWrite(real_of(file), bytes, n, at);
}

static int watched_truncate(sqlite3_file *file, sqlite3_int64 size) {
  remember((struct watched *)file, size, (size_t)1 << 40);
  return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

void unsynced_fail(unsigned syncs) {
  failing = syncs;
}

static int watched_sync(sqlite3_file *file, int flags) {
  if (failing) {
    failing--;
    return SQLITE_IOERR_FSYNC;
  }
  forget(((struct watched *)file)->path);
  return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int watched_size(sqlite3_file *file, sqlite3_int64 *size) {
  return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int watched_lock(sqlite3_file *file, int level) {
  return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int watched_unlock(sqlite3_file *file, int level) {
  return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int watched_reserved(sqlite3_file *file, int *out) {
  return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int watched_control(sqlite3_file *file, int op, void *arg) {
  return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int watched_sector(sqlite3_file *file) {
  return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int watched_traits(sqlite3_file *file) {
  return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int watched_shm_map(sqlite3_file *file, int page, int size, int extend,
                           void volatile **out) {
  return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int watched_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
  return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void watched_shm_barrier(sqlite3_file *file) {
  real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int watched_shm_unmap(sqlite3_file *file, int drop) {
  return real_of(file)->pMethods->xShmUnmap(real_of(file), drop);
}

/* Version 2: without memory-mapped pages, which would pass us by. */
static const sqlite3_io_methods watched_methods = {
  .iVersion = 2,
  .xClose = watched_close,
  .xRead = watched_read,
  .xWrite = watched_write,
  .xTruncate = watched_truncate,
  .xSync = watched_sync,
  .xFileSize = watched_size,
  .xLock = watched_lock,
  .xUnlock = watched_unlock,
  .xCheckReservedLock = watched_reserved,
  .xFileControl = watched_control,
  .xSectorSize = watched_sector,
  .xDeviceCharacteristics = watched_traits,
  .xShmMap = watched_shm_map,
  .xShmLock = watched_shm_lock,
  .xShmBarrier = watched_shm_barrier,
  .xShmUnmap = watched_shm_unmap,
};

static int watched_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                        int *out) {
  struct watched *watched = (struct watched *)file;
  (void)vfs;
  watched->base.pMethods = NULL;
  watched->real = calloc(1, (size_t)system_vfs->szOsFile);
  int code = system_vfs->xOpen(system_vfs, path, watched->real, flags, out);
  if (code != SQLITE_OK) {
    free(watched->real);
    return code;
  }
  watched->path = strdup(path ? path : "");
  watched->base.pMethods = &watched_methods;
  return SQLITE_OK;
}

bool unsynced_install(void) {
  static sqlite3_vfs vfs;
  system_vfs = sqlite3_vfs_find(NULL);
  vfs = *system_vfs; /* all but files is the system's */
  vfs.zName = "unsynced";
  vfs.szOsFile = sizeof(struct watched);
  vfs.pNext = NULL;
  vfs.xOpen = watched_open;
  return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}

static bool copy_file(const char *from, const char *to) {
  char buffer[65536];
  ssize_t n = 0;
  int in = open(from, O_RDONLY | O_CLOEXEC);
  if (in < 0) return true; /* nothing there is nothing to copy */
  int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  while (out >= 0 && (n = read(in, buffer, sizeof buffer)) > 0)
    if (write(out, buffer, (size_t)n) != n) break;
  close(in);
  return out >= 0 && close(out) == 0 && n == 0;
}

static bool take_back(const char *path, const char *copy) {
  bool done = true;
  int fd = open(copy, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return true;
  for (const struct undo *undo = undos; undo; undo = undo->before) {
    if (strcmp(undo->path, path) != 0) continue;
    if (undo->n && pwrite(fd, undo->bytes, undo->n, undo->offset) < 0) done = false;
    if (ftruncate(fd, undo->size) != 0) done = false;
  }
  return close(fd) == 0 && done;
}

bool unsynced_power_cut(const char *database, const char *copy) {
  static const char *const endings[] = { "", "-wal" };
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    char from[512], to[512];
    snprintf(from, sizeof from, "%s%s", database, endings[i]);
    snprintf(to, sizeof to, "%s%s", copy, endings[i]);
    if (!copy_file(from, to) || !take_back(from, to)) return false;
  }
  return true;
}
