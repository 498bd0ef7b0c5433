/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore.h"

#include <stdio.h>

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

static void say_missing(enum tx_use use, uint64_t area, struct host_problem *problem) {
  char digits[13];
  tx_area_format(area, digits);
  problem->reason = TX_UNKNOWN_KEY;
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
  if (!found) say_missing(use, area, problem);
  return found;
}

bool keystore_is_demo(const struct keystore *keystore, const struct tx_trust *trust) {
  for (size_t i = 0; i < trust->row_count; i++)
    if (keys_ring_find(&keystore->ring, trust->rows[i].hash) && keys_row_is_demo(&trust->rows[i]))
      return true;
  return false;
}
