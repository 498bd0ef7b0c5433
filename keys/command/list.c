/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys list: the keys of a folder and how each stands. */
#include "commands.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "host/text/text.h"
#include "shared.h"

#include <stdlib.h>

static const struct tx_key_row *listed(const struct tx_trust *trust,
                                       const struct keys_entry *entry) {
  for (size_t i = 0; trust && i < trust->row_count; i++)
    if (memcmp(trust->rows[i].hash, entry->hash, TX_HASH_SIZE) == 0) return &trust->rows[i];
  return NULL;
}

static const char *state_of_root(const struct tx_trust *trust, const struct keys_entry *entry) {
  for (size_t i = 0; trust && i < trust->root_count; i++)
    if (memcmp(trust->roots[i].hash, entry->hash, TX_HASH_SIZE) == 0)
      return i == 0 ? "current" : "next";
  return "unlisted";
}

static const char *state_of(const struct keys_folder *folder, const struct keys_entry *entry,
                            int64_t now_s) {
  if (keys_folder_is_revoked(folder, entry->hash)) return "revoked";
  if (keys_is_root(entry)) return state_of_root(folder->trust, entry);
  const struct tx_key_row *row = listed(folder->trust, entry);
  if (!row) return "unlisted";
  if (row->sign_from != entry->sign_from || row->sign_until != entry->sign_until ||
      row->verify_until != entry->verify_until || row->area != entry->area)
    return "changed";
  return entry->sign_until < now_s ? "ended" : "listed";
}

static const char *words_of(const char *state) {
  static const char *const words[][2] = {
    { "revoked", "已吊销" },  { "current", "现行根" }, { "next", "下一个根" },
    { "unlisted", "未列入" }, { "changed", "有改动" }, { "ended", "已停止签发" },
    { "listed", "已列入" },
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], state) == 0) return host_words(words[i][1], state);
  return state;
}

static void print_entry(const struct keys_folder *folder, const struct keys_entry *entry,
                        int64_t now_s) {
  char kid[2 * TX_KID_SIZE + 1], area[13] = "-", until[HOST_DATE_SIZE] = "-";
  host_hex(tx_span_of(entry->hash, TX_KID_SIZE), kid);
  if (!keys_is_root(entry)) {
    tx_area_format(entry->area, area);
    host_date_shanghai_minute(entry->sign_until, until);
  }
  printf("%-8s  %-11s  %-12s  %-7s  %-16s  %-20s  %s\n", kid, entry->use->name, area,
         keys_alg_name(entry->alg), until, entry->name, words_of(state_of(folder, entry, now_s)));
}

static void print_table(const struct keys_folder *folder, int64_t now_s) {
  if (folder->count > 0)
    printf("%-8s  %-11s  %-12s  %-7s  %-16s  %-20s  %s\n", "KID", "USE", "AREA", "ALG",
           "SIGNS UNTIL", "NAME", "STATE");
  for (size_t i = 0; i < folder->count; i++)
    print_entry(folder, &folder->entries[i], now_s);
  const struct tx_trust *trust = folder->trust;
  if (!trust) {
    host_screen_line(stdout,
                     host_words("%s 中还没有信任列表。", "There is no trust list in %s yet."),
                     folder->path);
    return;
  }
  char exp[HOST_DATE_SIZE];
  host_date_shanghai_minute(trust->exp, exp);
  printf(host_words("信任列表：序号 %llu，%zu 把密钥%.0s，%zu 个吊销，有效至 %s%s\n",
                    "Trust list: seq %llu, %zu %s, %zu revoked, valid until %s%s\n"),
         (unsigned long long)trust->seq, trust->row_count,
         host_plural((long long)trust->row_count, "key", "keys"), trust->revoked_count, exp,
         trust->exp <= now_s ? host_words("（已过期）", " (expired)") : "");
}

static int print_json(const struct keys_folder *folder, int64_t now_s) {
  json_t *keys = json_array(), *all = json_object();
  for (size_t i = 0; i < folder->count; i++) {
    json_t *key = keys_entry_json(&folder->entries[i]);
    json_object_set_new(key, "state", json_string(state_of(folder, &folder->entries[i], now_s)));
    json_array_append_new(keys, key);
  }
  json_object_set_new(all, "keys", keys);
  if (folder->trust)
    json_object_set_new(all, "trust",
                        json_pack("{s:I, s:I, s:I}", "seq", (json_int_t)folder->trust->seq, "iat",
                                  (json_int_t)folder->trust->iat, "exp",
                                  (json_int_t)folder->trust->exp));
  HOST_FREE char *text = json_dumps(all, JSON_INDENT(2));
  json_decref(all);
  if (!text) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  puts(text);
  return EX_OK;
}

static int list(const struct host_args *args) {
  KEYS_FOLDER folder = { 0 };
  int status = keys_folder_open(tool_dir(args), &folder);
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) return print_json(&folder, tool_now(args));
  print_table(&folder, tool_now(args));
  return EX_OK;
}

static const struct host_option options[] = { TOOL_JSON, TOOL_DIR, TOOL_NOW, { .name = NULL } };

const struct host_command keys_list_command = {
  .name = "list",
  .args = NULL,
  .zh = "列出密钥及其状态",
  .en = "List the keys and how they stand",
  .options = options,
  .run = list,
};
