/* SPDX-License-Identifier: Apache-2.0 */
#include "contents.h"

#include "host/sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static enum tx_reason remove_entry(const char *folder, const char *name) {
  HOST_FREE char *path = host_path(folder, "%s", name);
  if (!path) return TX_NO_MEMORY;
  if (unlink(path) == 0) return TX_OK;
  return errno == EISDIR ? contents_remove(path) : host_errno_reason(errno);
}

enum tx_reason contents_remove(const char *folder) {
  DIR *dir = opendir(folder);
  if (!dir) return errno == ENOENT ? TX_OK : host_errno_reason(errno);
  enum tx_reason reason = TX_OK;
  for (const struct dirent *entry; reason == TX_OK && (entry = readdir(dir));)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      reason = remove_entry(folder, entry->d_name);
  closedir(dir);
  if (reason == TX_OK && rmdir(folder) != 0) reason = host_errno_reason(errno);
  return reason;
}
