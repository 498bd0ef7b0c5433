/* SPDX-License-Identifier: Apache-2.0 */
#include "compose.h"

#include "host/text/language.h"

#include <stdlib.h>

/* --- roots ------------------------------------------------------------------------------------ */

static const struct keys_entry *root_named(const struct keys_folder *folder, const char *name) {
  const struct keys_entry *entry = keys_folder_find(folder, name);
  if (entry && keys_is_root(entry)) return entry;
  host_fail(0, "%s 中没有名为 %s 的根密钥。", "In %s there is no root key named %s.", folder->path,
            name);
  return NULL;
}

/* The first root of the list in force that is not revoked since. */
static const struct keys_entry *root_of_list(const struct keys_folder *folder) {
  for (size_t i = 0; i < folder->trust->root_count; i++) {
    const uint8_t *hash = folder->trust->roots[i].hash;
    const struct keys_entry *entry = keys_folder_by_hash(folder, hash);
    if (entry && !keys_folder_is_revoked(folder, hash)) return entry;
  }
  host_fail(0, "现行信任列表的根密钥都已吊销或不在 %s 中。",
            "Every root of the list in force is revoked, or absent from %s.", folder->path);
  return NULL;
}

static const struct keys_entry *only_root(const struct keys_folder *folder) {
  const struct keys_entry *found = NULL;
  for (size_t i = 0; i < folder->count; i++) {
    const struct keys_entry *entry = &folder->entries[i];
    if (!keys_is_root(entry) || keys_folder_is_revoked(folder, entry->hash)) continue;
    if (found) {
      host_fail(0, "有几个根密钥，请用 --root 指明由哪一个签发。",
                "There are several roots: say with --root which of them signs.");
      return NULL;
    }
    found = entry;
  }
  if (!found)
    host_fail(0, "%s 中没有根密钥。请先运行：tongxing-keys generate --use root 名称",
              "There is no root in %s. Make one first: tongxing-keys generate --use root NAME",
              folder->path);
  return found;
}

static bool list_knows(const struct tx_trust *trust, const uint8_t *hash) {
  for (size_t i = 0; i < trust->root_count; i++)
    if (memcmp(trust->roots[i].hash, hash, TX_HASH_SIZE) == 0) return true;
  return false;
}

static const struct keys_entry *choose_root(const struct keys_folder *folder, const char *name) {
  const struct keys_entry *root = name            ? root_named(folder, name)
                                  : folder->trust ? root_of_list(folder)
                                                  : only_root(folder);
  if (!root) return NULL;
  if (keys_folder_is_revoked(folder, root->hash)) {
    host_fail(0, "根密钥 %s 已吊销，不能签发。", "The root %s is revoked and cannot sign.",
              root->name);
    return NULL;
  }
  if (folder->trust && !list_knows(folder->trust, root->hash)) {
    host_fail(
        0, "门禁还不认识根密钥 %s：先用现行根密钥签发一份列表，以 --next-root %s 引入它。",
        "Gates do not know the root %s yet: first sign a list by the current root that names it, "
        "with --next-root %s.",
        root->name, root->name);
    return NULL;
  }
  return root;
}

/* The root that is to follow stays named until it signs itself. */
static const struct keys_entry *standing_next(const struct keys_folder *folder,
                                              const struct keys_entry *root) {
  const struct tx_trust *trust = folder->trust;
  if (!trust || trust->root_count < 2 ||
      memcmp(trust->roots[0].hash, root->hash, TX_HASH_SIZE) != 0)
    return NULL;
  if (keys_folder_is_revoked(folder, trust->roots[1].hash)) return NULL;
  return keys_folder_by_hash(folder, trust->roots[1].hash);
}

static void put_root(struct tx_trust *list, const struct keys_entry *entry) {
  struct tx_key_row *row = &list->roots[list->root_count++];
  *row = (struct tx_key_row){ .alg = entry->alg, .spki = tx_span_of(entry->spki, entry->spki_len) };
  memcpy(row->hash, entry->hash, TX_HASH_SIZE);
}

static int put_roots(const struct keys_folder *folder, const struct compose_wish *wish,
                     struct composed *out) {
  out->root = choose_root(folder, wish->root);
  if (!out->root) return EX_DATAERR;
  const struct keys_entry *next =
      wish->next_root ? root_named(folder, wish->next_root) : standing_next(folder, out->root);
  if (wish->next_root && !next) return EX_DATAERR;
  if (next == out->root)
    return host_fail(EX_USAGE, "%s 不能接替它自己。", "%s cannot follow itself.", next->name);
  if (next && keys_folder_is_revoked(folder, next->hash))
    return host_fail(EX_DATAERR, "根密钥 %s 已吊销。", "The root %s is revoked.", next->name);
  put_root(&out->list, out->root);
  if (next) put_root(&out->list, next);
  return EX_OK;
}

/* --- rows, hashes ----------------------------------------------------------------------------- */

static void put_row(struct tx_trust *list, const struct keys_entry *entry) {
  struct tx_key_row *row = &list->rows[list->row_count++];
  *row = (struct tx_key_row){ .alg = entry->alg,
                              .spki = tx_span_of(entry->spki, entry->spki_len),
                              .uses = entry->use->bit,
                              .area = entry->area,
                              .sign_from = entry->sign_from,
                              .sign_until = entry->sign_until,
                              .verify_until = entry->verify_until,
                              .name = tx_span_text(entry->name) };
  memcpy(row->hash, entry->hash, TX_HASH_SIZE);
}

static int put_rows(const struct keys_folder *folder, struct tx_trust *list) {
  list->rows = calloc(folder->count + 1, sizeof *list->rows);
  if (!list->rows) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  for (size_t i = 0; i < folder->count; i++) {
    const struct keys_entry *entry = &folder->entries[i];
    if (keys_folder_is_revoked(folder, entry->hash)) continue;
    if (keys_folder_kid_taken(folder, entry->hash))
      return host_fail(EX_DATAERR, "密钥 %s 的 kid 与另一把密钥相同，请另做一把。",
                       "The kid of the key %s is also another key's: make another key.",
                       entry->name);
    if (!keys_is_root(entry)) put_row(list, entry);
  }
  return EX_OK;
}

static int compare_hashes(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

/* What was revoked once stays revoked, whatever has become of the folder's own note of it. */
static int put_revoked(const struct keys_folder *folder, struct tx_trust *list) {
  const struct tx_trust *old = folder->trust;
  size_t count = 0, total = folder->revoked_count + (old ? old->revoked_count : 0);
  uint8_t(*all)[TX_HASH_SIZE] = calloc(total + 1, TX_HASH_SIZE);
  if (!all) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (folder->revoked_count > 0) memcpy(all, folder->revoked, folder->revoked_count * TX_HASH_SIZE);
  if (old && old->revoked_count > 0)
    memcpy(all + folder->revoked_count, old->revoked, old->revoked_count * TX_HASH_SIZE);
  qsort(all, total, TX_HASH_SIZE, compare_hashes);
  for (size_t i = 0; i < total; i++)
    if (count == 0 || memcmp(all[count - 1], all[i], TX_HASH_SIZE) != 0)
      memmove(all[count++], all[i], TX_HASH_SIZE);
  list->revoked = all;
  list->revoked_count = count;
  return EX_OK;
}

static int put_tls(const struct keys_folder *folder, const struct compose_wish *wish,
                   struct tx_trust *list) {
  const struct tx_trust *old = folder->trust;
  bool keep = wish->tls_count == 0 && old;
  size_t count = keep ? old->tls_count : wish->tls_count;
  list->tls = calloc(count + 1, TX_HASH_SIZE);
  if (!list->tls) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (count > 0)
    memcpy(list->tls, keep ? (const void *)old->tls : (const void *)wish->tls,
           count * TX_HASH_SIZE);
  list->tls_count = count;
  return EX_OK;
}

int compose(const struct keys_folder *folder, const struct compose_wish *wish,
            struct composed *out) {
  *out = (struct composed){ .list = { .seq = wish->seq, .iat = wish->iat, .exp = wish->exp } };
  int status = put_roots(folder, wish, out);
  if (status == EX_OK) status = put_rows(folder, &out->list);
  if (status == EX_OK) status = put_revoked(folder, &out->list);
  return status == EX_OK ? put_tls(folder, wish, &out->list) : status;
}

void compose_finish(struct composed *composed) {
  free(composed->list.rows);
  free(composed->list.revoked);
  free(composed->list.tls);
  *composed = (struct composed){ 0 };
}
