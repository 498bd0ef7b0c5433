/* SPDX-License-Identifier: Apache-2.0 */
#include "folder.h"

#include "host/sys/file.h"
#include "host/text/date.h"
#include "host/text/language.h"
#include "host/text/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define REVOKED_MAX (1u << 20)

/* --- entries ---------------------------------------------------------------------------------- */

static int is_description(const struct dirent *file) {
  size_t n = strlen(file->d_name);
  return n > 5 && file->d_name[0] != '.' && strcmp(file->d_name + n - 5, ".json") == 0;
}

static int read_entry(struct keys_folder *folder, const char *file) {
  HOST_FREE char *name = strndup(file, strlen(file) - 5);
  if (!name) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = keys_entry_read(folder->path, name, &folder->entries[folder->count]);
  if (status == EX_OK) folder->count++;
  return status;
}

static int read_entries(struct keys_folder *folder) {
  struct dirent **files = NULL;
  int count = scandir(folder->path, &files, is_description, alphasort);
  if (count < 0 && errno == ENOENT) return EX_OK;
  if (count < 0)
    return host_fail(EX_NOINPUT, "无法读取文件夹 %s：%s。", "The folder %s cannot be read: %s.",
                     folder->path, tx_reason_text(host_errno_reason(errno), host_lang()));
  folder->entries = calloc((size_t)count + 1, sizeof *folder->entries);
  int status = folder->entries ? EX_OK : EX_OSERR;
  for (int i = 0; i < count; i++) {
    if (status == EX_OK) status = read_entry(folder, files[i]->d_name);
    free(files[i]);
  }
  free(files);
  return status;
}

/* --- what was revoked ------------------------------------------------------------------------- */

static int compare_hashes(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

static bool add_revoked(struct keys_folder *folder, const char *line) {
  char hex[2 * TX_HASH_SIZE + 1];
  snprintf(hex, sizeof hex, "%.*s", 2 * TX_HASH_SIZE, line);
  if (!host_unhex(hex, folder->revoked[folder->revoked_count], TX_HASH_SIZE)) return false;
  folder->revoked_count++;
  return true;
}

static int read_revoked(struct keys_folder *folder) {
  HOST_FREE char *path = host_path(folder->path, "revoked");
  HOST_BYTES text = { 0 };
  enum tx_reason reason = path ? host_file_read(path, REVOKED_MAX, &text) : TX_NO_MEMORY;
  if (reason == TX_NOT_FOUND) return EX_OK;
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "无法读取 %s：%s。", "%s cannot be read: %s.", path,
                     tx_reason_text(reason, host_lang()));
  folder->revoked = calloc(text.n / (2 * TX_HASH_SIZE) + 1, TX_HASH_SIZE);
  if (!folder->revoked) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  unsigned number = 1;
  for (char *rest = (char *)text.p, *line; (line = strsep(&rest, "\n")); number++)
    if (*line && *line != '#' && !add_revoked(folder, line))
      return host_fail(EX_DATAERR, "%s 第 %u 行：应以 64 位十六进制摘要开头。",
                       "%s, line %u: it should begin with a hash of 64 hexadecimal digits.", path,
                       number);
  qsort(folder->revoked, folder->revoked_count, TX_HASH_SIZE, compare_hashes);
  return EX_OK;
}

enum tx_reason keys_folder_revoke(const struct keys_folder *folder,
                                  const uint8_t hash[TX_HASH_SIZE], const char *name,
                                  int64_t now_s) {
  HOST_FREE char *path = host_path(folder->path, "revoked"), *line = NULL;
  HOST_BYTES old = { 0 };
  enum tx_reason reason = path ? host_file_read(path, REVOKED_MAX, &old) : TX_NO_MEMORY;
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  char hex[2 * TX_HASH_SIZE + 1], at[HOST_DATE_SIZE];
  host_hex(tx_span_of(hash, TX_HASH_SIZE), hex);
  host_date_utc(now_s, at);
  int n = asprintf(&line, "%s%s %s %s\n", old.p ? (const char *)old.p : "", hex, at, name);
  if (n < 0) {
    line = NULL;
    return TX_NO_MEMORY;
  }
  return host_file_write(path, tx_span_of(line, (size_t)n), 0644);
}

/* --- the list in force ------------------------------------------------------------------------ */

static int read_trust(struct keys_folder *folder) {
  HOST_FREE char *path = host_path(folder->path, "trust.cose");
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = path ? host_file_read(path, TX_TRUST_MAX, &bytes) : TX_NO_MEMORY;
  if (reason == TX_NOT_FOUND) return EX_OK;
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "无法读取 %s：%s。", "%s cannot be read: %s.", path,
                     tx_reason_text(reason, host_lang()));
  reason = TX_UNKNOWN_KEY;
  for (size_t i = 0; i < folder->count && !folder->trust; i++)
    if (keys_is_root(&folder->entries[i]))
      reason = tx_trust_reload(host_span(&bytes), folder->entries[i].hash, &folder->trust);
  if (folder->trust) return EX_OK;
  return host_fail(EX_DATAERR, "%s 不是由此文件夹中的根密钥签发的信任列表：%s。",
                   "%s is no trust list signed by a root of this folder: %s.", path,
                   tx_reason_text(reason, host_lang()));
}

/* --- the folder ------------------------------------------------------------------------------- */

int keys_folder_open(const char *path, struct keys_folder *out) {
  *out = (struct keys_folder){ .path = strdup(path) };
  if (!out->path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  int status = read_entries(out);
  if (status == EX_OK) status = read_revoked(out);
  return status == EX_OK ? read_trust(out) : status;
}

void keys_folder_finish(struct keys_folder *folder) {
  free(folder->path);
  free(folder->entries);
  free(folder->revoked);
  tx_trust_destroy(folder->trust);
  *folder = (struct keys_folder){ 0 };
}

const struct keys_entry *keys_folder_find(const struct keys_folder *folder, const char *name) {
  for (size_t i = 0; i < folder->count; i++)
    if (strcmp(folder->entries[i].name, name) == 0) return &folder->entries[i];
  return NULL;
}

const struct keys_entry *keys_folder_by_hash(const struct keys_folder *folder,
                                             const uint8_t hash[TX_HASH_SIZE]) {
  for (size_t i = 0; i < folder->count; i++)
    if (memcmp(folder->entries[i].hash, hash, TX_HASH_SIZE) == 0) return &folder->entries[i];
  return NULL;
}

static bool holds(const uint8_t (*hashes)[TX_HASH_SIZE], size_t count, const uint8_t *hash) {
  return count > 0 && bsearch(hash, hashes, count, TX_HASH_SIZE, compare_hashes);
}

bool keys_folder_is_revoked(const struct keys_folder *folder, const uint8_t hash[TX_HASH_SIZE]) {
  const struct tx_trust *trust = folder->trust;
  if (holds((const uint8_t(*)[TX_HASH_SIZE])folder->revoked, folder->revoked_count, hash))
    return true;
  return trust && holds((const uint8_t(*)[TX_HASH_SIZE])trust->revoked, trust->revoked_count, hash);
}

static bool same_kid(const uint8_t *hash, const uint8_t *other) {
  return memcmp(hash, other, TX_KID_SIZE) == 0 && memcmp(hash, other, TX_HASH_SIZE) != 0;
}

static bool kid_in_list(const struct tx_trust *trust, const uint8_t *hash) {
  for (size_t i = 0; i < trust->root_count; i++)
    if (same_kid(hash, trust->roots[i].hash)) return true;
  for (size_t i = 0; i < trust->row_count; i++)
    if (same_kid(hash, trust->rows[i].hash)) return true;
  for (size_t i = 0; i < trust->revoked_count; i++)
    if (same_kid(hash, trust->revoked[i])) return true;
  return false;
}

bool keys_folder_kid_taken(const struct keys_folder *folder, const uint8_t hash[TX_HASH_SIZE]) {
  for (size_t i = 0; i < folder->count; i++)
    if (same_kid(hash, folder->entries[i].hash)) return true;
  for (size_t i = 0; i < folder->revoked_count; i++)
    if (same_kid(hash, folder->revoked[i])) return true;
  return folder->trust && kid_in_list(folder->trust, hash);
}
