/* SPDX-License-Identifier: Apache-2.0 */
#include "issue_log.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DAY_S 86400

struct issue_log {
  pthread_mutex_t lock;
  char *folder;
  int64_t day;        /* since 1970, whose file is open */
  int fd;             /* -1: none is */
  bool dirty;         /* something was written since the last flush */
  int64_t pruned_day; /* on which old files were last looked for */
};

/* --- names ------------------------------------------------------------------------------------ */

static char *file_of(const char *folder, int64_t day) {
  struct tm tm;
  time_t at = (time_t)(day * DAY_S);
  gmtime_r(&at, &tm);
  return host_path(folder, "%04d%02d%02d.jsonl", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

int issue_log_is_day(const struct dirent *entry) {
  return strlen(entry->d_name) == 14 && strspn(entry->d_name, "0123456789") == 8 &&
         strcmp(entry->d_name + 8, ".jsonl") == 0;
}

/* --- open ------------------------------------------------------------------------------------- */

enum tx_reason issue_log_open(const char *folder, struct issue_log **out) {
  struct issue_log *log = calloc(1, sizeof *log);
  char *copy = strdup(folder);
  if (!log || !copy) {
    free(log);
    free(copy);
    return TX_NO_MEMORY;
  }
  *log = (struct issue_log){ .folder = copy, .fd = -1 };
  pthread_mutex_init(&log->lock, NULL);
  *out = log;
  return TX_OK;
}

void issue_log_close(struct issue_log *log) {
  if (!log) return;
  issue_log_flush(log);
  if (log->fd >= 0) close(log->fd);
  pthread_mutex_destroy(&log->lock);
  free(log->folder);
  free(log);
}

/* --- append ----------------------------------------------------------------------------------- */

/* What a power cut left of a last line ends here, so that the next one stands alone. */
static enum tx_reason end_last_line(int fd) {
  char last;
  const off_t size = lseek(fd, 0, SEEK_END);
  if (size <= 0 || pread(fd, &last, 1, size - 1) != 1 || last == '\n') return TX_OK;
  return write(fd, "\n", 1) == 1 ? TX_OK : host_errno_reason(errno);
}

static enum tx_reason flush(struct issue_log *log) {
  if (log->fd < 0 || !log->dirty) return TX_OK;
  if (fdatasync(log->fd) != 0) return host_errno_reason(errno);
  log->dirty = false;
  return TX_OK;
}

static enum tx_reason open_day(struct issue_log *log, int64_t day) {
  if (log->fd >= 0 && log->day == day) return TX_OK;
  enum tx_reason reason = flush(log);
  if (reason == TX_OK) reason = host_mkdirs(log->folder, 0700);
  HOST_FREE char *path = file_of(log->folder, day);
  if (!path) return TX_NO_MEMORY;
  if (reason != TX_OK) return reason;
  if (log->fd >= 0) close(log->fd);
  log->day = day;
  log->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  return log->fd >= 0 ? end_last_line(log->fd) : host_errno_reason(errno);
}

static size_t print(const struct issue_row *row, char *out) {
  char holder[67] = "", signer[TX_HASH_SIZE * 2 + 1];
  uint8_t point[33] = { row->holder.y_odd ? 3 : 2 };
  memcpy(point + 1, row->holder.x, 32);
  if (row->bound) host_hex(tx_span_of(point, sizeof point), holder);
  host_hex(tx_span_of(row->signer, TX_HASH_SIZE), signer);
  int n = snprintf(out, ISSUE_LOG_LINE_MAX,
                   "{\"area\":%llu,\"index\":%u,\"n\":%u,\"generation\":%u,\"role\":%u,"
                   "\"iat\":%lld,\"exp\":%lld,\"holder\":\"%s\",\"signer\":\"%s\"}\n",
                   (unsigned long long)row->area, row->index, row->n, row->generation, row->role,
                   (long long)row->iat, (long long)row->exp, holder, signer);
  return (size_t)n;
}

/* All or nothing. */
static enum tx_reason append(struct issue_log *log, const char *text, size_t n) {
  const off_t before = lseek(log->fd, 0, SEEK_END);
  const ssize_t written = write(log->fd, text, n);
  if (written == (ssize_t)n) {
    log->dirty = true;
    return TX_OK;
  }
  enum tx_reason reason = written < 0 ? host_errno_reason(errno) : TX_DISK_FULL;
  if (written > 0 && ftruncate(log->fd, before) != 0) return TX_IO_FAILED;
  return reason;
}

enum tx_reason issue_log_add(struct issue_log *log, const struct issue_row *rows, size_t count,
                             int64_t now_s) {
  if (!log) return TX_OK;
  HOST_FREE char *text = malloc(count * ISSUE_LOG_LINE_MAX + 1);
  if (!text) return TX_NO_MEMORY;
  size_t n = 0;
  for (size_t i = 0; i < count; i++)
    n += print(&rows[i], text + n);
  pthread_mutex_lock(&log->lock);
  enum tx_reason reason = open_day(log, now_s / DAY_S);
  if (reason == TX_OK) reason = append(log, text, n);
  pthread_mutex_unlock(&log->lock);
  return reason;
}

enum tx_reason issue_log_flush(struct issue_log *log) {
  if (!log) return TX_OK;
  pthread_mutex_lock(&log->lock);
  enum tx_reason reason = flush(log);
  pthread_mutex_unlock(&log->lock);
  return reason;
}

/* --- retention -------------------------------------------------------------------------------- */

static enum tx_reason remove_day(const struct issue_log *log, const char *name) {
  HOST_FREE char *path = host_path(log->folder, "%s", name);
  if (!path) return TX_NO_MEMORY;
  return unlink(path) == 0 || errno == ENOENT ? TX_OK : host_errno_reason(errno);
}

/* By their names, however long nobody looked. */
enum tx_reason issue_log_prune(struct issue_log *log, int64_t now_s) {
  const int64_t today = now_s / DAY_S;
  if (!log || log->pruned_day == today) return TX_OK;
  HOST_FREE char *first = file_of(log->folder, today - ISSUE_LOG_DAYS);
  if (!first) return TX_NO_MEMORY;
  struct dirent **days = NULL;
  const int count = scandir(log->folder, &days, issue_log_is_day, NULL);
  enum tx_reason reason = count < 0 && errno != ENOENT ? host_errno_reason(errno) : TX_OK;
  for (int i = 0; i < count; i++) {
    if (reason == TX_OK && strcmp(days[i]->d_name, strrchr(first, '/') + 1) < 0)
      reason = remove_day(log, days[i]->d_name);
    free(days[i]);
  }
  free(days);
  if (reason == TX_OK) log->pruned_day = today;
  return reason;
}
