/* SPDX-License-Identifier: Apache-2.0 */
#include "signer.h"

#include <stdlib.h>
#include <sys/stat.h>

static bool is_credential(const char *path) {
  const char *folder = getenv("CREDENTIALS_DIRECTORY");
  size_t n = folder ? strlen(folder) : 0;
  return n > 0 && strncmp(path, folder, n) == 0 && path[n] == '/';
}

bool keys_file_is_private(const char *path) {
  struct stat st;
  if (is_credential(path)) return true;
  return stat(path, &st) != 0 || (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}
