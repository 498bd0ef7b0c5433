/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys revoke: a key that must never count again. */
#include "commands.h"
#include "host/sys/text.h"
#include "shared.h"

/* NAME, or 64 digits with or without the blanks between their groups. */
static bool read_hash(const char *text, uint8_t hash[TX_HASH_SIZE]) {
  char dense[2 * TX_HASH_SIZE + 1];
  size_t n = 0;
  for (; *text && n < sizeof dense - 1; text++)
    if (*text != ' ') dense[n++] = *text;
  dense[n] = '\0';
  return *text == '\0' && host_unhex(dense, hash, TX_HASH_SIZE);
}

static bool is_last_root(const struct keys_folder *folder, const struct keys_entry *entry) {
  if (!entry || !keys_is_root(entry)) return false;
  for (size_t i = 0; i < folder->count; i++) {
    const struct keys_entry *other = &folder->entries[i];
    if (other != entry && keys_is_root(other) && !keys_folder_is_revoked(folder, other->hash))
      return false;
  }
  return true;
}

static int revoke(const struct host_args *args) {
  const char *what = host_arg(args, 0);
  uint8_t hash[TX_HASH_SIZE];
  KEYS_FOLDER folder = { 0 };
  int status = keys_folder_open(tool_dir(args), &folder);
  if (status != EX_OK) return status;
  const struct keys_entry *entry = keys_folder_find(&folder, what);
  if (entry) memcpy(hash, entry->hash, TX_HASH_SIZE);
  if (!entry && !read_hash(what, hash))
    return host_fail(
        EX_USAGE, "%s 中没有密钥“%s”;也可以给出公钥的 64 位十六进制摘要。",
        "In %s there is no key \"%s\"; the hash of its public key, 64 hexadecimal digits, "
        "does as well.",
        folder.path, what);
  if (!entry) entry = keys_folder_by_hash(&folder, hash);
  if (keys_folder_is_revoked(&folder, hash))
    return host_fail(EX_DATAERR, "%s 早已吊销。", "%s is revoked already.", what);
  if (is_last_root(&folder, entry))
    return host_fail(
        EX_DATAERR, "%s 是唯一的根密钥:吊销它,就没有人能签发信任列表。请先用 rotate 引入下一个。",
        "%s is the only root: without it nobody can sign a trust list. Bring in the next one by "
        "rotate first.",
        what);
  enum tx_reason reason =
      keys_folder_revoke(&folder, hash, entry ? entry->name : "-", tool_now(args));
  if (reason != TX_OK) return keys_io_failed(folder.path, reason);
  printf(host_words(
             "%s 已记为吊销,不可撤回。下一步:tongxing-keys trust,并把新列表发到门禁。\n",
             "%s is noted as revoked, for good. Next: tongxing-keys trust, and the new list to the "
             "gates.\n"),
         what);
  return EX_OK;
}

static const struct host_option options[] = { TOOL_DIR, TOOL_NOW, { .name = NULL } };

const struct host_command keys_revoke_command = {
  .name = "revoke",
  .args = "NAME|HASH",
  .zh = "吊销一把密钥",
  .en = "Revoke a key",
  .options = options,
  .run = revoke,
};
