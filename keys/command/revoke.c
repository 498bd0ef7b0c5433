/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys revoke: a key that must never count again. */
#include "commands.h"
#include "confirm.h"
#include "host/text/text.h"
#include "keys/trust/encode.h"
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

/* The hash that is meant, and the folder's own entry of it, if it has one. */
static int find(const struct keys_folder *folder, const char *what, uint8_t hash[TX_HASH_SIZE],
                const struct keys_entry **entry) {
  *entry = keys_folder_find(folder, what);
  if (*entry)
    memcpy(hash, (*entry)->hash, TX_HASH_SIZE);
  else if (!read_hash(what, hash))
    return host_fail(
        EX_USAGE, "%s 中没有密钥“%s”；也可以给出公钥的 64 位十六进制摘要。",
        "In %s there is no key \"%s\"; the hash of its public key, 64 hexadecimal digits, "
        "does as well.",
        folder->path, what);
  if (!*entry) *entry = keys_folder_by_hash(folder, hash);
  if (keys_folder_is_revoked(folder, hash))
    return host_fail(EX_DATAERR, "%s 早已吊销。", "%s is revoked already.", what);
  if (!is_last_root(folder, *entry)) return EX_OK;
  return host_fail(
      EX_DATAERR, "%s 是唯一的根密钥：吊销它，就没有人能签发信任列表。请先用 rotate 引入下一个。",
      "%s is the only root: without it nobody can sign a trust list. Bring in the next one by "
      "rotate first.",
      what);
}

static void print_plan(const uint8_t hash[TX_HASH_SIZE], const struct keys_entry *entry) {
  char grouped[KEYS_GROUPED_SIZE], area[13] = "";
  keys_hash_grouped(hash, grouped);
  if (entry && !keys_is_root(entry)) tx_area_format(entry->area, area);
  if (entry)
    printf(host_words("将吊销%s密钥 %s %s\n", "To be revoked: the %s key %s %s\n"),
           host_words(entry->use->zh, entry->use->en), entry->name, area);
  else
    printf("%s\n", host_words("将吊销一把不在此文件夹中的密钥",
                              "To be revoked: a key that is not in this folder"));
  printf(host_words(
             "    %.39s\n    %s\n取得新列表的门禁从此不再承认它所签的一切；吊销永远不能撤回。\n",
             "    %.39s\n    %s\nA gate that has the new list refuses all that this key "
             "signed. A revocation is never taken back.\n"),
         grouped, grouped + 40);
}

static int revoke(const struct host_args *args) {
  const char *what = host_arg(args, 0);
  uint8_t hash[TX_HASH_SIZE];
  const struct keys_entry *entry = NULL;
  KEYS_FOLDER folder = { 0 };
  int status = keys_folder_open(tool_dir(args), &folder);
  if (status == EX_OK) status = find(&folder, what, hash, &entry);
  if (status != EX_OK) return status;
  print_plan(hash, entry);
  if (host_flag(args, "dry-run")) return EX_OK;
  status = confirm(args);
  if (status != EX_OK) return status;
  enum tx_reason reason =
      keys_folder_revoke(&folder, hash, entry ? entry->name : "-", tool_now(args));
  if (reason != TX_OK) return keys_io_failed(folder.path, reason);
  printf(host_words(
             "%s 已记为吊销。下一步：tongxing-keys trust，并把新列表发到门禁。\n",
             "%s is noted as revoked. Next: tongxing-keys trust, and the new list to the gates.\n"),
         what);
  return EX_OK;
}

static const struct host_option options[] = { { .name = "dry-run",
                                                .type = HOST_FLAG,
                                                .zh = "只显示将吊销什么，不写入",
                                                .en = "only say what would be revoked" },
                                              TOOL_YES,
                                              TOOL_DIR,
                                              TOOL_NOW,
                                              { .name = NULL } };

const struct host_command keys_revoke_command = {
  .name = "revoke",
  .args = "NAME|HASH",
  .zh = "吊销一把密钥",
  .en = "Revoke a key",
  .options = options,
  .run = revoke,
};
