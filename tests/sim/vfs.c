/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite asks of a disk. */
#include "disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct disk_file *heard(sqlite3_file *base) {
  struct disk_handle *handle = (struct disk_handle *)base;
  return handle->ended ? NULL : handle->file;
}

static int vfs_close(sqlite3_file *base) {
  struct disk_handle *handle = (struct disk_handle *)base;
  for (struct disk_handle **at = &handle->file->handles; *at; at = &(*at)->next)
    if (*at == handle) {
      *at = handle->next;
      break;
    }
  return SQLITE_OK;
}

static int vfs_read(sqlite3_file *base, void *out, int n, sqlite3_int64 at) {
  const struct disk_file *file = ((struct disk_handle *)base)->file;
  const size_t from = (size_t)at;
  size_t there = from < file->now.n ? file->now.n - from : 0;
  if (there > (size_t)n) there = (size_t)n;
  if (there) memcpy(out, file->now.p + from, there);
  memset((char *)out + there, 0, (size_t)n - there);
  return there == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int vfs_write(sqlite3_file *base, const void *p, int n, sqlite3_int64 at) {
  struct disk_file *file = heard(base);
  if (!file) return SQLITE_OK;
  const int refused = sim_disk_refuses((size_t)at + (size_t)n > file->now.n);
  if (refused == EIO && n > DISK_SECTOR) disk_note(file, p, DISK_SECTOR, at);
  if (refused) return refused == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  disk_note(file, p, (size_t)n, at);
  return SQLITE_OK;
}

static int vfs_truncate(sqlite3_file *base, sqlite3_int64 size) {
  struct disk_file *file = heard(base);
  if (file) disk_note(file, NULL, 0, size);
  return SQLITE_OK;
}

static int vfs_sync(sqlite3_file *base, int flags) {
  struct disk_file *file = heard(base);
  (void)flags;
  if (file && sim_disk_refuses(false)) return SQLITE_IOERR_FSYNC;
  if (file) disk_sync(file);
  return SQLITE_OK;
}

static int vfs_size(sqlite3_file *base, sqlite3_int64 *out) {
  *out = (sqlite3_int64)((struct disk_handle *)base)->file->now.n;
  return SQLITE_OK;
}

/* Who would be alone with a file is not while another connection of a process that lives is there:
 * that is all that locks do where one thread takes its turns. */
static int vfs_lock(sqlite3_file *base, int level) {
  struct disk_handle *own = (struct disk_handle *)base;
  for (const struct disk_handle *other = own->file->handles; other; other = other->next)
    if (level == SQLITE_LOCK_EXCLUSIVE && other != own && !other->ended &&
        other->level >= SQLITE_LOCK_SHARED)
      return SQLITE_BUSY;
  own->level = level;
  return SQLITE_OK;
}

static int vfs_reserved(sqlite3_file *base, int *out) {
  (void)base;
  *out = 0;
  return SQLITE_OK;
}

static int vfs_control(sqlite3_file *base, int op, void *arg) {
  (void)base, (void)op, (void)arg;
  return SQLITE_NOTFOUND;
}

static int vfs_sector(sqlite3_file *base) {
  (void)base;
  return 4096;
}

static int vfs_traits(sqlite3_file *base) {
  (void)base;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int vfs_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **out) {
  struct disk_file *file = ((struct disk_handle *)base)->file;
  if (page >= DISK_SHM_PAGES) return SQLITE_FULL;
  if (!file->shm[page] && extend) file->shm[page] = calloc(1, (size_t)size);
  *out = file->shm[page];
  ((struct disk_handle *)base)->maps = true;
  return SQLITE_OK;
}

static int vfs_shm_lock(sqlite3_file *base, int offset, int n, int flags) {
  (void)base, (void)offset, (void)n, (void)flags;
  return SQLITE_OK;
}

static void vfs_shm_barrier(sqlite3_file *base) {
  (void)base;
}

static int vfs_shm_unmap(sqlite3_file *base, int drop) {
  struct disk_file *file = ((struct disk_handle *)base)->file;
  (void)drop;
  ((struct disk_handle *)base)->maps = false;
  for (const struct disk_handle *other = file->handles; other; other = other->next)
    if (other->maps) return SQLITE_OK;
  disk_forget_shm(file);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = vfs_close,
  .xRead = vfs_read,
  .xWrite = vfs_write,
  .xTruncate = vfs_truncate,
  .xSync = vfs_sync,
  .xFileSize = vfs_size,
  .xLock = vfs_lock,
  .xUnlock = vfs_lock,
  .xCheckReservedLock = vfs_reserved,
  .xFileControl = vfs_control,
  .xSectorSize = vfs_sector,
  .xDeviceCharacteristics = vfs_traits,
  .xShmMap = vfs_shm_map,
  .xShmLock = vfs_shm_lock,
  .xShmBarrier = vfs_shm_barrier,
  .xShmUnmap = vfs_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *out) {
  struct disk_handle *handle = (struct disk_handle *)base;
  (void)vfs;
  struct disk_file *file = disk_find(path ? path : "");
  if (!file && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
  if (!file) file = disk_make(path ? path : "");
  *handle = (struct disk_handle){ .file = file, .owner = sim_whose_turn(), .next = file->handles };
  file->handles = handle;
  handle->base.pMethods = &methods;
  if (out) *out = flags;
  return SQLITE_OK;
}

/* SQLite deletes what it has no more use for; a name that comes back would be as good. */
static int vfs_delete(sqlite3_vfs *vfs, const char *path, int durably) {
  struct disk_file *file = disk_find(path);
  (void)vfs, (void)durably;
  if (file && !disk_ends()) disk_empty(file);
  return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
  const struct disk_file *file = disk_find(path);
  (void)vfs, (void)flags;
  *out = file && file->now.n > 0;
  return SQLITE_OK;
}

static int vfs_random(sqlite3_vfs *vfs, int n, char *out) {
  (void)vfs;
  sim_random_bytes((uint8_t *)out, (size_t)n);
  return n;
}

static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *out) {
  (void)vfs;
  *out = 210866760000000 + sim_now_ms; /* Julian */
  return SQLITE_OK;
}

bool sim_disk_install(void) {
  static sqlite3_vfs vfs;
  const sqlite3_vfs *system_vfs = sqlite3_vfs_find(NULL);
  vfs = *system_vfs; /* names and paths are the system's */
  vfs.zName = "sim";
  vfs.szOsFile = sizeof(struct disk_handle);
  vfs.pNext = NULL;
  vfs.xOpen = vfs_open;
  vfs.xDelete = vfs_delete;
  vfs.xAccess = vfs_access;
  vfs.xRandomness = vfs_random;
  vfs.xCurrentTimeInt64 = vfs_time;
  return sqlite3_vfs_register(&vfs, 1) == SQLITE_OK;
}
