/* SPDX-License-Identifier: Apache-2.0 */
#include "uses.h"

/* An issuing key outlives the passes that it signed: theirs are 180 days. */
static const struct keys_use uses[] = {
  { "root", 0, "根密钥", "root", 0, 0 },
  { "issue", TX_USE_ISSUE, "签发", "issuing", 365, 200 },
  { "status", TX_USE_STATUS, "名册", "status", 365, 30 },
  { "policy", TX_USE_POLICY, "规定", "policy", 365, 90 },
  { "certificate", TX_USE_CERTIFICATE, "证明", "certificate", 365, 365 },
  { "seal", TX_USE_SEAL, "封存", "seal", 365, 365 },
};

static const struct alg {
  const char *name;
  int64_t number;
} algs[] = {
  { "es256", TX_ALG_ES256 },
  { "ed25519", TX_ALG_ED25519 },
  { "sm2", TX_ALG_SM2 },
};

const struct keys_use *keys_use_named(const char *name) {
  for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
    if (strcmp(uses[i].name, name) == 0) return &uses[i];
  return NULL;
}

const struct keys_use *keys_use_of(uint8_t bit) {
  for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
    if (uses[i].bit == bit) return &uses[i];
  return NULL;
}

int64_t keys_alg_named(const char *name) {
  for (size_t i = 0; i < sizeof algs / sizeof *algs; i++)
    if (strcmp(algs[i].name, name) == 0) return algs[i].number;
  return 0;
}

const char *keys_alg_name(int64_t alg) {
  for (size_t i = 0; i < sizeof algs / sizeof *algs; i++)
    if (algs[i].number == alg) return algs[i].name;
  return "unknown";
}
