/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

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

/* A list's number is the second of its signing, unless somebody chose another. */
uint64_t keys_clock_list_before(const struct keys_folder *folder, int64_t now_s) {
  uint64_t best = 0;
  DIR *files = opendir(folder->path);
  for (struct dirent *file; files && (file = readdir(files));) {
    unsigned long long seq;
    int end = 0;
    if (sscanf(file->d_name, "trust-%llu.cose%n", &seq, &end) != 1) continue;
    if (end == 0 || file->d_name[end] != '\0') continue;
    if (folder->trust && seq >= folder->trust->seq) continue;
    if (seq <= (uint64_t)now_s && seq > best) best = seq;
  }
  if (files) closedir(files);
  return best;
}
