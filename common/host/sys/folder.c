/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "file.h"

#include <sys/stat.h>

void host_folder_remember(struct host_folder *folder, const char *path) {
  struct stat st;
  if (stat(path, &st) == 0) *folder = (struct host_folder){ st.st_dev, st.st_ino };
}

bool host_folder_is_away(struct host_folder *folder, const char *path, const char *mark) {
  struct stat st;
  if (!folder->inode) return false;
  if (stat(path, &st) != 0) return true;
  if (st.st_dev == folder->device && st.st_ino == folder->inode) return false;
  HOST_FREE char *marked = host_path(path, "%s", mark);
  if (!marked || !host_file_exists(marked)) return true;
  *folder = (struct host_folder){ st.st_dev, st.st_ino };
  return false;
}
