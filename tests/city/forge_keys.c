/* SPDX-License-Identifier: Apache-2.0 */
#include "forge.h"

#define YEAR_S (365 * FORGE_DAY_S)
#define C CITY_AREA
#define ALL 0 /* of the enumeration: no row of its own in the trust list */

/* Times are days from now. */
struct kind {
  const char *name;
  int64_t alg;
  uint8_t uses;
  uint64_t area;
  int sign_from, sign_until, verify_until;
};

static const struct kind kinds[FORGE_KEYS] = {
  [FORGE_ROOT] = { "root", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
  [FORGE_NEXT_ROOT] = { "next-root", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
  [FORGE_ISSUE] = { "issue", TX_ALG_ES256, TX_USE_ISSUE, C, -365, 365, 730 },
  [FORGE_ISSUE_STREET] = { "issue-street", TX_ALG_ES256, TX_USE_ISSUE, FORGE_STREET, -365, 365,
                           730 },
  [FORGE_ISSUE_CITY] = { "issue-city", TX_ALG_ES256, TX_USE_ISSUE, FORGE_CITY, -365, 365, 730 },
  [FORGE_ISSUE_ED25519] = { "issue-ed25519", TX_ALG_ED25519, TX_USE_ISSUE, C, -365, 365, 730 },
  [FORGE_ISSUE_SM2] = { "issue-sm2", TX_ALG_SM2, TX_USE_ISSUE, C, -365, 365, 730 },
  [FORGE_ISSUE_ENDED] = { "issue-ended", TX_ALG_ES256, TX_USE_ISSUE, C, -365, -30, 730 },
  [FORGE_ISSUE_DEAD] = { "issue-dead", TX_ALG_ES256, TX_USE_ISSUE, C, -365, -30, -1 },
  [FORGE_ISSUE_REVOKED] = { "issue-revoked", TX_ALG_ES256, TX_USE_ISSUE, C, -365, 365, 730 },
  [FORGE_STATUS] = { "status", TX_ALG_ES256, TX_USE_STATUS, C, -365, 365, 730 },
  [FORGE_STATUS_CITY] = { "status-city", TX_ALG_ES256, TX_USE_STATUS, FORGE_CITY, -365, 365, 730 },
  [FORGE_POLICY] = { "policy", TX_ALG_ES256, TX_USE_POLICY, C, -365, 365, 730 },
  [FORGE_POLICY_CITY] = { "policy-city", TX_ALG_ES256, TX_USE_POLICY, FORGE_CITY, -365, 365, 730 },
  [FORGE_CERTIFICATE] = { "certificate", TX_ALG_ES256, TX_USE_CERTIFICATE, FORGE_DISTRICT, -365,
                          365, 730 },
  [FORGE_STRANGER] = { "stranger", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
  [FORGE_HOLDER] = { "holder", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
  [FORGE_OTHER_HOLDER] = { "other-holder", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
  [FORGE_GATE] = { "gate", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
  [FORGE_OTHER_GATE] = { "other-gate", TX_ALG_ES256, ALL, 0, 0, 0, 0 },
};

const char *forge_key_name(enum forge_key key) {
  return kinds[key].name;
}

int64_t forge_key_alg(enum forge_key key) {
  return kinds[key].alg;
}

bool forge_open(struct forge *forge, int64_t now_s) {
  *forge = (struct forge){ .now_s = now_s };
  for (size_t i = 0; i < FORGE_KEYS; i++) {
    forge->keys[i] = tx_key_generate(kinds[i].alg);
    if (!forge->keys[i]) return false;
  }
  return true;
}

void forge_close(struct forge *forge) {
  for (size_t i = 0; i < FORGE_KEYS; i++)
    tx_signer_destroy(forge->keys[i]);
  *forge = (struct forge){ 0 };
}

static struct tx_key_row row_of(const struct tx_signer *key) {
  struct tx_key_row row = { .alg = key->alg, .spki = tx_span_of(key->spki, key->spki_len) };
  memcpy(row.hash, key->hash, TX_HASH_SIZE);
  return row;
}

static void add_row(const struct forge *forge, enum forge_key key, struct forge_trust *draft) {
  const struct kind *kind = &kinds[key];
  struct tx_key_row row = row_of(forge->keys[key]);
  row.uses = kind->uses;
  row.area = kind->area;
  row.sign_from = forge->now_s + (int64_t)kind->sign_from * FORGE_DAY_S;
  row.sign_until = forge->now_s + (int64_t)kind->sign_until * FORGE_DAY_S;
  row.verify_until = forge->now_s + (int64_t)kind->verify_until * FORGE_DAY_S;
  row.name = tx_span_text(kind->name);
  draft->rows[draft->trust.row_count++] = row;
}

void forge_trust_draft(const struct forge *forge, struct forge_trust *draft) {
  *draft = (struct forge_trust){ 0 };
  struct tx_trust *trust = &draft->trust;
  trust->seq = (uint64_t)(forge->now_s - FORGE_DAY_S);
  trust->iat = forge->now_s - FORGE_DAY_S;
  trust->exp = forge->now_s + YEAR_S;
  trust->roots[0] = row_of(forge->keys[FORGE_ROOT]);
  trust->root_count = 1;
  trust->rows = draft->rows;
  for (size_t i = 0; i < FORGE_KEYS; i++)
    if (kinds[i].uses && i != FORGE_ISSUE_REVOKED) add_row(forge, (enum forge_key)i, draft);
  trust->revoked = draft->revoked;
  memcpy(draft->revoked[0], forge->keys[FORGE_ISSUE_REVOKED]->hash, TX_HASH_SIZE);
  trust->revoked_count = 1;
}

struct forge_bytes forge_trust(const struct forge *forge, struct forge_trust *draft,
                               enum forge_key signer) {
  struct forge_bytes bytes = { 0 };
  tx_trust_sign(&draft->trust, forge->keys[signer], &bytes.p, &bytes.n);
  return bytes;
}
