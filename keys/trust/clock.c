/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "host/sys/file.h"

#include <dirent.h>
#include <stdio.h>

static struct keys_clock_past newest_key(const struct keys_folder *folder) {
  struct keys_clock_past newest = { 0 };
  for (size_t i = 0; i < folder->count; i++)
    if (folder->entries[i].made > newest.at_s)
      newest = (struct keys_clock_past){ folder->entries[i].made, folder->entries[i].name };
  return newest;
}

enum keys_clock keys_clock_judge(const struct keys_folder *folder, int64_t now_s,
                                 struct keys_clock_past *past) {
  struct keys_clock_past key = newest_key(folder), list = { 0 };
  if (folder->trust) list.at_s = folder->trust->iat;
  *past = folder->trust ? list : key;
  if (folder->trust && now_s < list.at_s) return KEYS_CLOCK_BEFORE_LIST;
  if (past->at_s > 0 && now_s - past->at_s > KEYS_CLOCK_AHEAD_S) return KEYS_CLOCK_FAR_AHEAD;
  if (now_s >= key.at_s) return KEYS_CLOCK_FITS;
  *past = key;
  return KEYS_CLOCK_BEFORE_KEY;
}

static void drop(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}

/* Whether that file is a list by a root of this folder, signed at now_s or before. */
static bool is_past(const struct keys_folder *folder, const char *file, int64_t now_s) {
  HOST_FREE char *path = host_path(folder->path, "%s", file);
  HOST_BYTES bytes = { 0 };
  __attribute__((cleanup(drop))) struct tx_trust *list = NULL;
  if (!path || host_file_read(path, TX_TRUST_MAX, &bytes) != TX_OK) return false;
  for (size_t i = 0; i < folder->count && !list; i++)
    if (keys_is_root(&folder->entries[i]))
      (void)tx_trust_reload(host_span(&bytes), folder->entries[i].hash, &list);
  return list && list->iat <= now_s;
}

uint64_t keys_clock_list_before(const struct keys_folder *folder, int64_t now_s) {
  uint64_t best = 0;
  DIR *files = opendir(folder->path);
  for (struct dirent *file; files && (file = readdir(files));) {
    unsigned long long seq;
    int end = 0;
    if (sscanf(file->d_name, "trust-%llu.cose%n", &seq, &end) != 1) continue;
    if (end == 0 || file->d_name[end] != '\0' || seq <= best) continue;
    if (folder->trust && seq >= folder->trust->seq) continue;
    if (is_past(folder, file->d_name, now_s)) best = seq;
  }
  if (files) closedir(files);
  return best;
}
