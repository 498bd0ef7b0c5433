/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "host/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* It stands in the folder for as long as the folder is being made. */
#define MARKER ".init"

bool folder_is_unfinished(const char *folder) {
  HOST_FREE char *marker = host_path(folder, MARKER);
  return marker && host_file_exists(marker);
}

/* Nobody has worked with what such an init left: server_open refuses it. */
enum tx_reason folder_begin(const char *folder) {
  static const char *const remains[] = { "office.db",   "office.db-wal", "office.db-shm",
                                         "at-rest.key", "tls.crt",       "tls.key" };
  HOST_FREE char *marker = host_path(folder, MARKER);
  if (!marker) return TX_NO_MEMORY;
  for (size_t i = 0; folder_is_unfinished(folder) && i < sizeof remains / sizeof *remains; i++) {
    HOST_FREE char *path = host_path(folder, "%s", remains[i]);
    if (!path) return TX_NO_MEMORY;
    if (unlink(path) != 0 && errno != ENOENT) return host_errno_reason(errno);
  }
  enum tx_reason reason = host_file_create(marker, tx_span_text(""), 0600);
  return reason == TX_CONFLICT ? TX_OK : reason;
}

/* Before anybody works with the folder the marker is gone for good, whatever cuts the power. */
enum tx_reason folder_end(const char *folder) {
  HOST_FREE char *marker = host_path(folder, MARKER);
  if (!marker) return TX_NO_MEMORY;
  if (unlink(marker) != 0) return host_errno_reason(errno);
  HOST_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd >= 0 && fsync(fd) == 0 ? TX_OK : host_errno_reason(errno);
}

/* Without one of the two the other is of no use, and no reason to begin anew. */
enum tx_reason folder_look(const struct server_place *place, struct host_problem *problem) {
  const char *folder = place->data_dir;
  HOST_FREE char *rows = host_path(folder, "office.db");
  HOST_FREE char *key = host_path(folder, "at-rest.key");
  if (!rows || !key) return host_problem_of(problem, TX_NO_MEMORY);
  const bool has_rows = place->database || host_file_exists(rows), has_key = host_file_exists(key);
  if ((has_rows && has_key) || folder_is_unfinished(folder)) return TX_OK;
  if (!has_key && (!has_rows || place->database))
    return host_problem_set(problem, TX_NOT_FOUND, "%s里没有数据，请先执行 tongxing-server init。",
                            "%s holds no office: please run tongxing-server init first.", folder);
  return host_problem_set(problem, TX_NOT_FOUND,
                          "%s里缺少%s：请放回，或把其余的移走后执行 tongxing-server restore。",
                          "%s lacks %s: please put it back, or move the rest away and run "
                          "tongxing-server restore.",
                          folder, has_key ? "office.db" : "at-rest.key");
}
