/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a file that is not there, a number as well. FNV-1a, by words: taken each second. */
static uint64_t mark_of(int folder_fd, const char *name) {
  struct stat st = { 0 };
  if (fstatat(folder_fd, name, &st, 0) != 0) return 1;
  const uint64_t parts[] = { (uint64_t)st.st_ino,         (uint64_t)st.st_size,
                             (uint64_t)st.st_ctim.tv_sec, (uint64_t)st.st_ctim.tv_nsec,
                             (uint64_t)st.st_mtim.tv_sec, (uint64_t)st.st_mtim.tv_nsec };
  uint64_t mark = 0xcbf29ce484222325;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    mark = (mark ^ parts[i]) * 0x100000001b3;
  return mark;
}

/* A sum, so that the order in which a folder is read does not matter. */
uint64_t keystore_mark(const char *folder, const char *passphrase_file) {
  uint64_t mark = passphrase_file ? mark_of(AT_FDCWD, passphrase_file) : 0;
  DIR *dir = opendir(folder);
  if (!dir) return mark;
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_name[0] != '.') mark += mark_of(dirfd(dir), entry->d_name);
  closedir(dir);
  return mark;
}

enum tx_reason keystore_open(const char *folder, const char *passphrase_file,
                             const struct tx_trust *trust, struct keystore *out,
                             struct host_problem *problem) {
  struct keys_passphrase passphrase =
      passphrase_file ? keys_passphrase_file(passphrase_file) : keys_passphrase_none();
  *out = (struct keystore){ 0 };
  enum tx_reason reason = keys_ring_load(folder, &passphrase, problem, &out->ring);
  if (reason == TX_OK) reason = keys_ring_refuse_roots(&out->ring, trust, problem);
  if (reason != TX_OK) keystore_close(out);
  return reason;
}

void keystore_close(struct keystore *keystore) {
  keys_ring_finish(&keystore->ring);
  *keystore = (struct keystore){ 0 };
}

static const char *use_zh(enum tx_use use) {
  switch (use) {
  case TX_USE_ISSUE:
    return "签发";
  case TX_USE_STATUS:
    return "名册";
  case TX_USE_POLICY:
    return "规定";
  case TX_USE_CERTIFICATE:
    return "证明";
  case TX_USE_SEAL:
    return "加密";
  }
  return "";
}

static const char *use_en(enum tx_use use) {
  switch (use) {
  case TX_USE_ISSUE:
    return "issue";
  case TX_USE_STATUS:
    return "status";
  case TX_USE_POLICY:
    return "policy";
  case TX_USE_CERTIFICATE:
    return "certificate";
  case TX_USE_SEAL:
    return "seal";
  }
  return "";
}

/* The name of a key that lies in the folder and in no trust list; NULL: there is none. */
static const char *find_unlisted(const struct keys_ring *ring, const struct tx_trust *trust) {
  for (size_t i = 0; i < ring->count; i++) {
    bool listed = false;
    for (size_t j = 0; j < trust->row_count && !listed; j++)
      listed = memcmp(ring->signers[i]->hash, trust->rows[j].hash, TX_HASH_SIZE) == 0;
    if (!listed) return ring->names[i];
  }
  return NULL;
}

/* A key that was made and not yet said to anybody needs a trust list, not another key. */
static void say_unlisted(enum tx_use use, const char *digits, const char *name,
                         struct host_problem *problem) {
  snprintf(problem->zh, sizeof problem->zh,
           "密钥目录里没有在%s有效的%s密钥，其中的 %s.key 不在信任列表里：请用 tongxing-keys trust "
           "更新信任列表，再执行 tongxing-server trust import。",
           digits, use_zh(use), name);
  snprintf(problem->en, sizeof problem->en,
           "No %s key in the key folder is good for %s today, and %s.key in it is not in the trust "
           "list: please renew that with tongxing-keys trust, then run tongxing-server trust "
           "import.",
           use_en(use), digits, name);
}

static void say_missing(const struct keystore *keystore, const struct tx_trust *trust,
                        enum tx_use use, uint64_t area, struct host_problem *problem) {
  char digits[13];
  tx_area_format(area, digits);
  problem->reason = TX_UNKNOWN_KEY;
  const char *unlisted = find_unlisted(&keystore->ring, trust);
  if (unlisted) {
    say_unlisted(use, digits, unlisted, problem);
    return;
  }
  snprintf(
      problem->zh, sizeof problem->zh,
      "密钥目录里没有在%s有效的%s密钥：请用 tongxing-keys generate --use %s 生成，并更新信任列表。",
      digits, use_zh(use), use_en(use));
  snprintf(problem->en, sizeof problem->en,
           "No %s key in the key folder is good for %s today: please make one with "
           "tongxing-keys generate --use %s and renew the trust list.",
           use_en(use), digits, use_en(use));
}

const struct tx_signer *keystore_find(const struct keystore *keystore, const struct tx_trust *trust,
                                      enum tx_use use, uint64_t area, int64_t at_s,
                                      const struct tx_key_row **row, struct host_problem *problem) {
  const struct tx_signer *found = keys_ring_choose(&keystore->ring, trust, use, area, at_s, row);
  if (!found) say_missing(keystore, trust, use, area, problem);
  return found;
}

bool keystore_is_demo(const struct keystore *keystore, const struct tx_trust *trust) {
  for (size_t i = 0; i < trust->row_count; i++)
    if (keys_ring_find(&keystore->ring, trust->rows[i].hash) && keys_row_is_demo(&trust->rows[i]))
      return true;
  return false;
}
