/* SPDX-License-Identifier: Apache-2.0 */
#include "restore.h"

#include "contents.h"
#include "daemon/folder.h"
#include "host/sys/file.h"
#include "pipeline.h"
#include "repair.h"
#include "store/core/areas.h"
#include "store/core/store.h"
#include "store/postgres/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT 1

/* --- unpack ----------------------------------------------------------------------------------- */

/* Only what a backup holds is taken out of it, whatever else it holds. */
static enum tx_reason unpack(const struct restore_plan *plan, const char *staging,
                             struct host_problem *problem) {
  const char *rows = plan->place.database ? BACKUP_DUMP : BACKUP_ROWS;
  HOST_CLOSE int in = open(plan->file, O_RDONLY | O_CLOEXEC);
  if (in < 0) return host_problem_path(problem, host_errno_reason(errno), plan->file);
  HOST_CLOSE int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (null < 0) return host_problem_of(problem, host_errno_reason(errno));
  const char *const tar[] = {
    "tar",         "--extract",     "--no-same-owner", "-C", staging, BACKUP_ABOUT,
    BACKUP_SECRET, BACKUP_TLS_CERT, BACKUP_TLS_KEY,    rows, NULL
  };
  const struct stage stages[] = {
    { .argv = (const char *[]){ "age", "--decrypt", "--identity", plan->key_file, NULL } },
    { .argv = tar },
  };
  return pipeline_run(stages, 2, in, null, problem);
}

static enum tx_reason read_about(const char *staging, int64_t *at_s, struct host_problem *problem) {
  HOST_BYTES text = { 0 };
  HOST_FREE char *path = host_path(staging, BACKUP_ABOUT);
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = host_file_read_regular(path, 4096, &text);
  if (reason != TX_OK) return host_problem_path(problem, reason, path);
  json_t *about = json_loadb((const char *)text.p, text.n, 0, NULL);
  const json_t *format = json_object_get(about, "format"), *at = json_object_get(about, "at");
  const bool known = json_integer_value(format) == FORMAT && json_is_integer(at);
  *at_s = json_integer_value(at);
  json_decref(about);
  if (known) return TX_OK;
  return host_problem_say(problem, TX_CONFLICT, "这份备份由更新的版本写成，请升级本程序。",
                          "This backup was written by a newer release: please upgrade this "
                          "program.");
}

/* A file of its own: no link to somebody else's. */
static enum tx_reason move(const char *staging, const char *folder, const char *name,
                           struct host_problem *problem) {
  HOST_FREE char *from = host_path(staging, "%s", name);
  HOST_FREE char *to = host_path(folder, "%s", name);
  if (!from || !to) return host_problem_of(problem, TX_NO_MEMORY);
  HOST_CLOSE int fd = host_open_regular(AT_FDCWD, from);
  if (fd < 0 || fchmod(fd, 0600) != 0 || fsync(fd) != 0 || rename(from, to) != 0)
    return host_problem_path(problem, host_errno_reason(errno), from);
  return TX_OK;
}

static enum tx_reason load_dump(const char *where, const char *path, struct host_problem *problem) {
  char **environment = postgres_environment(where);
  HOST_CLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  const char *name = NULL;
  for (char **entry = environment; entry && *entry; entry++)
    if (strncmp(*entry, "PGDATABASE=", 11) == 0) name = *entry + 11;
  enum tx_reason reason = TX_NO_MEMORY;
  if (environment && null >= 0) {
    const char *const argv[] = { "pg_restore",
                                 "--no-owner",
                                 "--no-privileges",
                                 "--exit-on-error",
                                 "--single-transaction",
                                 "--dbname",
                                 name ? name : "tongxing",
                                 path,
                                 NULL };
    const struct stage stage = { .argv = argv, .env = environment };
    reason = pipeline_run(&stage, 1, null, null, problem);
  }
  postgres_environment_free(environment);
  return host_problem_of(problem, reason);
}

/* --- bring to life, where nobody sees it yet -------------------------------------------------- */

static enum tx_reason say_where_keys_are(const struct restore_plan *plan,
                                         const struct server_place *place,
                                         struct host_problem *problem) {
  struct store *store = NULL;
  HOST_FREE char *file = host_path(place->data_dir, BACKUP_ROWS);
  if (!plan->keys_dir) return TX_OK;
  if (!file) return host_problem_of(problem, TX_NO_MEMORY);
  const char *where = place->database ? place->database : file;
  enum tx_reason reason = store_open(store_driver(where), where, &store, problem);
  if (reason != TX_OK) return host_problem_path(problem, reason, file);
  struct db *db = store_take(store);
  reason = settings_set(db, "keys", plan->keys_dir);
  store_give(store, db);
  store_close(store);
  return host_problem_of(problem, reason);
}

static enum tx_reason revive(const struct restore_plan *plan, const char *staging, int64_t now_s,
                             struct restore_report *out, struct host_problem *problem) {
  struct server *server = NULL;
  const struct server_place place = { .data_dir = staging, .database = plan->place.database };
  HOST_FREE char *dump = host_path(staging, BACKUP_DUMP);
  if (!dump) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = place.database ? load_dump(place.database, dump, problem) : TX_OK;
  if (reason == TX_OK) reason = say_where_keys_are(plan, &place, problem);
  if (reason == TX_OK) reason = server_open(&place, &server, problem);
  if (reason == TX_OK) reason = repair_office(server, plan, now_s, out, problem);
  server_close(server);
  return reason;
}

/* --- put in place ----------------------------------------------------------------------------- */

/* All at once: what is cut short here counts as unfinished. */
static enum tx_reason place_all(const struct restore_plan *plan, const char *staging,
                                struct host_problem *problem) {
  static const char *const names[] = { BACKUP_SECRET, BACKUP_TLS_CERT, BACKUP_TLS_KEY,
                                       BACKUP_ROWS };
  const char *folder = plan->place.data_dir;
  const size_t count = sizeof names / sizeof *names - (plan->place.database ? 1 : 0);
  enum tx_reason reason = host_problem_path(problem, folder_begin(folder), folder);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = move(staging, folder, names[i], problem);
  return reason == TX_OK ? host_problem_path(problem, folder_end(folder), folder) : reason;
}

/* --- all -------------------------------------------------------------------------------------- */

static enum tx_reason refuse(const struct restore_plan *plan, struct host_problem *problem) {
  const char *folder = plan->place.data_dir;
  HOST_FREE char *rows = host_path(folder, BACKUP_ROWS);
  HOST_FREE char *secret = host_path(folder, BACKUP_SECRET);
  if (!rows || !secret) return host_problem_of(problem, TX_NO_MEMORY);
  if (!folder_is_unfinished(folder) && (host_file_exists(rows) || host_file_exists(secret)))
    return host_problem_set(problem, TX_CONFLICT,
                            "%s里已有一套数据，请先把它移到别处，或换一个目录。",
                            "%s holds an office already: please move it away, or name another "
                            "folder.",
                            folder);
  if (plan->issues[0] || plan->passes != RESTORE_ASK) return TX_OK;
  return host_problem_say(
      problem, TX_NOT_ALLOWED,
      "不知道备份以后补办过哪些证：请用 --issues 给出签发日志，没有时用 "
      "--raise-generations（旧证全部"
      "作废，要重新发）或 --keep-generations（旧证照用，其后挂失过的也会重新有效）。",
      "Nobody can tell which passes were re-issued since the backup: please give the issue log "
      "with --issues or, where it is lost, --raise-generations (all passes die and are issued "
      "anew) or --keep-generations (all count, those reported lost since then too).");
}

static enum tx_reason restore_in(const struct restore_plan *plan, const char *staging,
                                 int64_t now_s, struct restore_report *out,
                                 struct host_problem *problem) {
  enum tx_reason reason = unpack(plan, staging, problem);
  if (reason == TX_OK) reason = read_about(staging, &out->at_s, problem);
  if (reason == TX_OK) reason = revive(plan, staging, now_s, out, problem);
  return reason == TX_OK ? place_all(plan, staging, problem) : reason;
}

enum tx_reason restore_run(const struct restore_plan *plan, int64_t now_s,
                           struct restore_report *out, struct host_problem *problem) {
  *out = (struct restore_report){ 0 };
  HOST_FREE char *staging = host_path(plan->place.data_dir, BACKUP_STAGING);
  if (!staging) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = refuse(plan, problem);
  if (reason == TX_OK) reason = host_problem_path(problem, contents_remove(staging), staging);
  if (reason == TX_OK) reason = host_problem_path(problem, host_mkdirs(staging, 0700), staging);
  if (reason != TX_OK) return reason;
  reason = restore_in(plan, staging, now_s, out, problem);
  enum tx_reason removed = contents_remove(staging);
  return reason == TX_OK ? host_problem_path(problem, removed, staging) : reason;
}
