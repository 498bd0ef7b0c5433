/* SPDX-License-Identifier: Apache-2.0 */
#include "backup.h"

#include "contents.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "pipeline.h"
#include "store/core/areas.h"
#include "store/core/store.h"
#include "store/postgres/postgres.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RECIPIENT_MAX 256
#define DAY_S 86400

/* --- the key ---------------------------------------------------------------------------------- */

static enum tx_reason write_recipient(const char *data_dir, const char *key_file,
                                      struct host_problem *problem) {
  HOST_FREE char *path = host_path(data_dir, BACKUP_KEY_FILE);
  HOST_FREE char *fresh = host_path(data_dir, BACKUP_KEY_FILE ".new");
  if (!path || !fresh) return host_problem_of(problem, TX_NO_MEMORY);
  HOST_CLOSE int out = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  HOST_CLOSE int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (out < 0 || in < 0) return host_problem_path(problem, host_errno_reason(errno), fresh);
  const struct stage stage = { .argv = (const char *[]){ "age-keygen", "-y", key_file, NULL } };
  enum tx_reason reason = pipeline_run(&stage, 1, in, out, problem);
  if (reason == TX_OK && (fsync(out) != 0 || rename(fresh, path) != 0))
    reason = host_problem_path(problem, host_errno_reason(errno), path);
  if (reason != TX_OK) unlink(fresh);
  return reason;
}

enum tx_reason backup_new_key(const char *data_dir, const char *key_file,
                              struct host_problem *problem) {
  HOST_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return host_problem_of(problem, host_errno_reason(errno));
  if (host_file_exists(key_file)) return host_problem_path(problem, TX_CONFLICT, key_file);
  const struct stage stage = { .argv = (const char *[]){ "age-keygen", "-o", key_file, NULL } };
  enum tx_reason reason = pipeline_run(&stage, 1, null, null, problem);
  return reason == TX_OK ? write_recipient(data_dir, key_file, problem) : reason;
}

static enum tx_reason read_recipient(const char *data_dir, char out[RECIPIENT_MAX],
                                     struct host_problem *problem) {
  HOST_BYTES text = { 0 };
  HOST_FREE char *path = host_path(data_dir, BACKUP_KEY_FILE);
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = host_file_read_regular(path, RECIPIENT_MAX - 1, &text);
  if (reason == TX_NOT_FOUND)
    return host_problem_say(
        problem, reason,
        "还没有备份用的密钥，请先执行 tongxing-server backup --new-key 文件，并把该文件放到别处。",
        "There is no key for backups yet: please run tongxing-server backup --new-key FILE first, "
        "and keep that file elsewhere.");
  if (reason != TX_OK) return host_problem_path(problem, reason, path);
  snprintf(out, RECIPIENT_MAX, "%.*s", (int)strcspn((char *)text.p, "\r\n"), (char *)text.p);
  return TX_OK;
}

/* --- what goes into it ------------------------------------------------------------------------ */

static enum tx_reason dump(const char *where, const char *path, struct host_problem *problem) {
  char **environment = postgres_environment(where);
  HOST_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (!environment || null < 0) {
    postgres_environment_free(environment);
    return host_problem_of(problem, TX_NO_MEMORY);
  }
  const char *const argv[] = {
    "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", path, NULL
  };
  const struct stage stage = { .argv = argv, .env = environment };
  enum tx_reason reason = pipeline_run(&stage, 1, null, null, problem);
  postgres_environment_free(environment);
  return reason;
}

/* The rows as they are at one moment, and whose they are. */
static enum tx_reason save_rows(const struct server_place *place, const char *staging,
                                char area[16], struct host_problem *problem) {
  struct db *db = NULL;
  HOST_FREE char *file = host_path(place->data_dir, "office.db");
  HOST_FREE char *copy = host_path(staging, place->database ? BACKUP_DUMP : BACKUP_ROWS);
  if (!file || !copy) return host_problem_of(problem, TX_NO_MEMORY);
  const char *where = place->database ? place->database : file;
  enum tx_reason reason = db_open_read_only(store_driver(where), where, &db);
  if (reason == TX_OK) reason = settings_get(db, "area", area, 16);
  if (reason == TX_OK && !place->database) reason = db_copy(db, copy);
  db_close(db);
  if (reason != TX_OK)
    return host_problem_path(problem, reason, place->database ? "PostgreSQL" : file);
  return place->database ? dump(place->database, copy, problem) : TX_OK;
}

static enum tx_reason copy_file(const char *data_dir, const char *staging, const char *name,
                                struct host_problem *problem) {
  HOST_SECRET bytes = { 0 };
  HOST_FREE char *from = host_path(data_dir, "%s", name);
  HOST_FREE char *to = host_path(staging, "%s", name);
  if (!from || !to) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = host_file_read_regular(from, 1u << 20, &bytes);
  if (reason == TX_OK) reason = host_file_create(to, host_span(&bytes), 0600);
  return host_problem_path(problem, reason, from);
}

static enum tx_reason write_about(const char *staging, int64_t now_s,
                                  struct host_problem *problem) {
  char about[64];
  HOST_FREE char *path = host_path(staging, BACKUP_ABOUT);
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  snprintf(about, sizeof about, "{\"format\":1,\"at\":%lld}\n", (long long)now_s);
  return host_problem_path(problem, host_file_create(path, tx_span_text(about), 0600), path);
}

static enum tx_reason stage_all(const struct server_place *place, const char *staging,
                                int64_t now_s, char area[16], struct host_problem *problem) {
  static const char *const names[] = { BACKUP_SECRET, BACKUP_TLS_CERT, BACKUP_TLS_KEY };
  enum tx_reason reason = contents_remove(staging);
  if (reason == TX_OK) reason = host_mkdirs(staging, 0700);
  if (reason != TX_OK) return host_problem_path(problem, reason, staging);
  reason = save_rows(place, staging, area, problem);
  for (size_t i = 0; reason == TX_OK && i < sizeof names / sizeof *names; i++)
    reason = copy_file(place->data_dir, staging, names[i], problem);
  return reason == TX_OK ? write_about(staging, now_s, problem) : reason;
}

/* --- the file --------------------------------------------------------------------------------- */

static enum tx_reason encrypt(const char *staging, const char *rows, const char *recipient, int out,
                              struct host_problem *problem) {
  HOST_CLOSE int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0) return host_problem_of(problem, host_errno_reason(errno));
  const char *const tar[] = {
    "tar",        "--create",    "--format=posix", "--owner=0",    "--group=0", "-C", staging,
    BACKUP_ABOUT, BACKUP_SECRET, BACKUP_TLS_CERT,  BACKUP_TLS_KEY, rows,        NULL
  };
  const struct stage stages[] = {
    { .argv = tar },
    { .argv = (const char *[]){ "age", "--encrypt", "--recipient", recipient, NULL } },
  };
  return pipeline_run(stages, 2, null, out, problem);
}

static enum tx_reason put(const char *from, const char *to, const char *folder) {
  if (rename(from, to) != 0) return host_errno_reason(errno);
  HOST_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd >= 0 && fsync(fd) == 0 ? TX_OK : host_errno_reason(errno);
}

static enum tx_reason write_file(const char *staging, const char *rows, const char *recipient,
                                 const char *folder, struct backup_made *made,
                                 struct host_problem *problem) {
  char part[BACKUP_PATH_MAX + 8];
  struct stat about;
  snprintf(part, sizeof part, "%s.part", made->path);
  HOST_CLOSE int out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (out < 0) return host_problem_path(problem, host_errno_reason(errno), part);
  enum tx_reason reason = encrypt(staging, rows, recipient, out, problem);
  if (reason == TX_OK && (fsync(out) != 0 || fstat(out, &about) != 0))
    reason = host_problem_path(problem, host_errno_reason(errno), part);
  if (reason == TX_OK)
    reason = host_problem_path(problem, put(part, made->path, folder), made->path);
  if (reason != TX_OK)
    unlink(part);
  else
    made->bytes = about.st_size;
  return reason;
}

/* --- old ones --------------------------------------------------------------------------------- */

/* When a file of that name was made; false for others, and for another area's. */
static bool time_of(const char *name, const char *area, int64_t *at_s) {
  char form[64];
  struct tm tm = { 0 };
  snprintf(form, sizeof form, "tongxing-%s-%%Y%%m%%dT%%H%%M%%SZ.tar.age", area);
  const char *end = strptime(name, form, &tm);
  if (!end || *end) return false;
  *at_s = timegm(&tm);
  return true;
}

static enum tx_reason remove_old(const char *folder, const char *area, int64_t now_s,
                                 size_t *removed) {
  DIR *dir = opendir(folder);
  if (!dir) return host_errno_reason(errno);
  enum tx_reason reason = TX_OK;
  for (const struct dirent *entry; (entry = readdir(dir));) {
    int64_t at_s;
    if (!time_of(entry->d_name, area, &at_s) || at_s > now_s - BACKUP_DAYS * DAY_S) continue;
    if (unlinkat(dirfd(dir), entry->d_name, 0) != 0)
      reason = host_errno_reason(errno);
    else
      ++*removed;
  }
  closedir(dir);
  return reason;
}

/* --- all -------------------------------------------------------------------------------------- */

/* One at a time. */
static int claim(const char *data_dir, struct host_problem *problem) {
  HOST_FREE char *path = host_path(data_dir, "backup.lock");
  int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (fd < 0) {
    host_problem_path(problem, host_errno_reason(errno), data_dir);
    return -1;
  }
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  host_problem_set(problem, TX_BUSY, "%s 正在备份，请等它做完。",
                   "%s is being backed up already: please wait for that.", data_dir);
  close(fd);
  return -1;
}

static void name_file(const char *folder, const char *area, int64_t now_s, char *out) {
  char when[32];
  struct tm tm;
  gmtime_r(&(time_t){ now_s }, &tm);
  strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm);
  snprintf(out, BACKUP_PATH_MAX, "%s/tongxing-%s-%s.tar.age", folder, area, when);
}

enum tx_reason backup_make(const struct server_place *place, const char *folder, int64_t now_s,
                           struct backup_made *out, struct host_problem *problem) {
  char recipient[RECIPIENT_MAX], area[16] = "";
  *out = (struct backup_made){ 0 };
  enum tx_reason reason = read_recipient(place->data_dir, recipient, problem);
  if (reason != TX_OK) return reason;
  HOST_CLOSE int lock = claim(place->data_dir, problem);
  HOST_FREE char *staging = host_path(place->data_dir, BACKUP_STAGING);
  if (lock < 0 || !staging)
    return host_problem_of(problem, lock < 0 ? problem->reason : TX_NO_MEMORY);
  reason = host_mkdirs(folder, 0700);
  if (reason != TX_OK) return host_problem_path(problem, reason, folder);
  reason = stage_all(place, staging, now_s, area, problem);
  name_file(folder, area, now_s, out->path);
  if (reason == TX_OK)
    reason = write_file(staging, place->database ? BACKUP_DUMP : BACKUP_ROWS, recipient, folder,
                        out, problem);
  enum tx_reason removed = contents_remove(staging);
  if (reason == TX_OK) reason = host_problem_path(problem, removed, staging);
  if (reason == TX_OK)
    reason = host_problem_path(problem, remove_old(folder, area, now_s, &out->removed), folder);
  return reason;
}
