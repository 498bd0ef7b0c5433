/* SPDX-License-Identifier: Apache-2.0 */
#include "sign.h"

#include "failure.h"
#include "host/sys/file.h"
#include "host/text/language.h"

/* A list that a gate would not take must not leave this room. */
static int verify(const struct keys_folder *folder, const struct composed *composed,
                  struct tx_span bytes, struct tx_trust **out) {
  struct tx_pin pin = { 0 };
  memcpy(pin.root, composed->root->hash, TX_HASH_SIZE);
  struct tx_clock clock = { .now_s = composed->list.iat };
  enum tx_reason reason = tx_trust_take(bytes, folder->trust, &pin, clock, out);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_DATAERR, "门禁不会接受这份列表：%s。没有写入任何文件。",
                   "A gate would not take this list: %s. Nothing was written.",
                   tx_reason_text(reason, host_lang()));
}

int keys_list_sign(const struct keys_folder *folder, const struct composed *composed,
                   const struct tx_signer *signer, struct tx_trust **out) {
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = tx_trust_sign(&composed->list, signer, &bytes.p, &bytes.n);
  if (reason == TX_OK) return verify(folder, composed, host_span(&bytes), out);
  return host_fail(EX_SOFTWARE, "无法签发列表：%s。", "The list cannot be signed: %s.",
                   tx_reason_text(reason, host_lang()));
}

int keys_list_write(const struct keys_folder *folder, const struct tx_trust *list) {
  HOST_FREE char *numbered =
      host_path(folder->path, "trust-%llu.cose", (unsigned long long)list->seq);
  HOST_FREE char *newest = host_path(folder->path, "trust.cose");
  if (!numbered || !newest) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  enum tx_reason reason = host_file_write(numbered, list->bytes, 0644);
  if (reason != TX_OK) return keys_io_failed(numbered, reason);
  reason = host_file_write(newest, list->bytes, 0644);
  return reason == TX_OK ? EX_OK : keys_io_failed(newest, reason);
}
