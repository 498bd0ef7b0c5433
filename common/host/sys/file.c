/* SPDX-License-Identifier: Apache-2.0 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_AT_FIRST 4096

void host_cleanup_free(void *pointer) {
  void *p;
  memcpy(&p, pointer, sizeof p);
  free(p);
}

void host_cleanup_close(const int *fd) {
  if (*fd >= 0) close(*fd);
}

void host_cleanup_fclose(FILE **file) {
  if (*file) fclose(*file);
}

void host_bytes_finish(struct host_bytes *bytes) {
  free(bytes->p);
  *bytes = (struct host_bytes){ 0 };
}

void host_bytes_finish_secret(struct host_bytes *bytes) {
  if (bytes->p) explicit_bzero(bytes->p, bytes->n);
  host_bytes_finish(bytes);
}

enum tx_reason host_errno_reason(int number) {
  switch (number) {
  case ENOENT:
  case ENOTDIR:
    return TX_NOT_FOUND;
  case EACCES:
  case EPERM:
  case EROFS:
    return TX_NOT_ALLOWED;
  case ENOSPC:
  case EDQUOT:
    return TX_DISK_FULL;
  case EEXIST:
  case EADDRINUSE:
    return TX_CONFLICT;
  case ENOMEM:
    return TX_NO_MEMORY;
  case EBUSY:
  case EAGAIN:
    return TX_BUSY;
  default:
    return TX_IO_FAILED;
  }
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Room for one byte past the limit, to see that a file is too large, and for the 0 behind. The old
 * memory is overwritten, because the file may hold a key. */
static bool grow(struct host_bytes *bytes, size_t *cap, size_t max) {
  size_t wanted = *cap ? *cap * 2 : READ_AT_FIRST;
  if (wanted > max + 2) wanted = max + 2;
  uint8_t *p = malloc(wanted);
  if (!p) return false;
  if (bytes->p) {
    memcpy(p, bytes->p, bytes->n);
    explicit_bzero(bytes->p, bytes->n);
    free(bytes->p);
  }
  bytes->p = p;
  *cap = wanted;
  return true;
}

enum tx_reason host_fd_read(int fd, size_t max, struct host_bytes *out) {
  HOST_SECRET bytes = { 0 };
  size_t cap = 0;
  for (;;) {
    if (bytes.n > max) return TX_NO_SPACE;
    if (bytes.n + 1 >= cap && !grow(&bytes, &cap, max)) return TX_NO_MEMORY;
    ssize_t n = read(fd, bytes.p + bytes.n, cap - 1 - bytes.n);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return host_errno_reason(errno);
    if (n == 0) break;
    bytes.n += (size_t)n;
  }
  bytes.p[bytes.n] = 0;
  *out = bytes;
  bytes = (struct host_bytes){ 0 };
  return TX_OK;
}

enum tx_reason host_file_read(const char *path, size_t max, struct host_bytes *out) {
  *out = (struct host_bytes){ 0 };
  if (strcmp(path, "-") == 0) return host_fd_read(STDIN_FILENO, max, out);
  HOST_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
  return fd < 0 ? host_errno_reason(errno) : host_fd_read(fd, max, out);
}

/* Looked at first: opening a device or a pipe may do something by itself. */
int host_open_regular(int folder, const char *name) {
  struct stat st;
  if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return -1;
  errno = EINVAL;
  if (!S_ISREG(st.st_mode)) return -1;
  HOST_CLOSE int fd =
      openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 && errno == ELOOP) errno = EINVAL;
  if (fd < 0) return -1;
  const bool regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
  const int opened = regular ? fd : -1;
  if (regular) fd = -1;
  errno = EINVAL;
  return opened;
}

enum tx_reason host_file_read_regular(const char *path, size_t max, struct host_bytes *out) {
  *out = (struct host_bytes){ 0 };
  HOST_CLOSE int fd = host_open_regular(AT_FDCWD, path);
  if (fd < 0) return errno == EINVAL ? TX_NOT_ALLOWED : host_errno_reason(errno);
  return host_fd_read(fd, max, out);
}

bool host_file_exists(const char *path) {
  return access(path, F_OK) == 0;
}

/* --- writing ---------------------------------------------------------------------------------- */

static enum tx_reason write_all(int fd, struct tx_span bytes) {
  while (bytes.n > 0) {
    ssize_t n = write(fd, bytes.p, bytes.n);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return host_errno_reason(errno);
    bytes = tx_span_of(bytes.p + n, bytes.n - (size_t)n);
  }
  return fsync(fd) == 0 ? TX_OK : host_errno_reason(errno);
}

/* A name is on disk only when its folder is. */
static enum tx_reason sync_folder_of(const char *path) {
  HOST_FREE char *copy = strdup(path);
  if (!copy) return TX_NO_MEMORY;
  HOST_CLOSE int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || fsync(fd) != 0) return host_errno_reason(errno);
  return TX_OK;
}

/* The file in a place of its own, whole and on disk; its name is *temporary. */
static enum tx_reason write_beside(const char *path, struct tx_span bytes, mode_t mode,
                                   char **temporary) {
  if (asprintf(temporary, "%s.XXXXXX", path) < 0) {
    *temporary = NULL;
    return TX_NO_MEMORY;
  }
  HOST_CLOSE int fd = mkostemp(*temporary, O_CLOEXEC);
  if (fd < 0) return host_errno_reason(errno);
  enum tx_reason reason = fchmod(fd, mode) == 0 ? write_all(fd, bytes) : host_errno_reason(errno);
  if (reason != TX_OK) unlink(*temporary);
  return reason;
}

enum tx_reason host_file_write(const char *path, struct tx_span bytes, mode_t mode) {
  HOST_FREE char *temporary = NULL;
  enum tx_reason reason = write_beside(path, bytes, mode, &temporary);
  if (reason != TX_OK) return reason;
  if (rename(temporary, path) == 0) return sync_folder_of(path);
  reason = host_errno_reason(errno);
  unlink(temporary);
  return reason;
}

/* A rename that replaces nothing; where the file system has none, a second name. */
static bool rename_to_new(const char *old, const char *new) {
  if (renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  return link(old, new) == 0 && unlink(old) == 0;
}

/* Under its name it is never seen in part: a power cut would leave it there, empty, for good. */
enum tx_reason host_file_create(const char *path, struct tx_span bytes, mode_t mode) {
  HOST_FREE char *temporary = NULL;
  struct stat st;
  if (lstat(path, &st) == 0) return TX_CONFLICT;
  enum tx_reason reason = write_beside(path, bytes, mode, &temporary);
  if (reason != TX_OK) return reason;
  if (!rename_to_new(temporary, path)) {
    reason = host_errno_reason(errno);
    unlink(temporary);
    return reason;
  }
  reason = sync_folder_of(path);
  if (reason != TX_OK) unlink(path);
  return reason;
}

/* --- folders and paths ------------------------------------------------------------------------ */

static enum tx_reason make_folder(const char *path, mode_t mode) {
  if (mkdir(path, mode) == 0) return sync_folder_of(path);
  return errno == EEXIST ? TX_OK : host_errno_reason(errno);
}

enum tx_reason host_mkdirs(const char *path, mode_t mode) {
  struct stat st;
  if (stat(path, &st) == 0) return S_ISDIR(st.st_mode) ? TX_OK : TX_CONFLICT;
  HOST_FREE char *copy = strdup(path);
  if (!copy) return TX_NO_MEMORY;
  for (char *c = copy + 1; *path; c++) {
    bool end = *c == '\0';
    if (!end && *c != '/') continue;
    *c = '\0';
    const enum tx_reason reason = make_folder(copy, mode);
    if (reason != TX_OK) return reason;
    if (end) break;
    *c = '/';
  }
  if (stat(path, &st) != 0) return host_errno_reason(errno);
  return S_ISDIR(st.st_mode) ? TX_OK : TX_CONFLICT;
}

char *host_path(const char *folder, const char *format, ...) {
  HOST_FREE char *name = NULL;
  char *path = NULL;
  va_list list;
  va_start(list, format);
  int n = vasprintf(&name, format, list);
  va_end(list);
  if (n < 0) {
    name = NULL;
    return NULL;
  }
  return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}
