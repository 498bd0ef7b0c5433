/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures, keys and claims, with one of the checks on them taken out. */
#include "lacking.h"

enum tx_reason __wrap_tx_sign1_read(struct tx_span bytes, enum tx_shape shape, const char *typ,
                                    struct tx_sign1 *out);
enum tx_reason __real_tx_sign1_read(struct tx_span bytes, enum tx_shape shape, const char *typ,
                                    struct tx_sign1 *out);
bool __wrap_tx_check_holds(const struct tx_check *check);
bool __real_tx_check_holds(const struct tx_check *check);
void __wrap_tx_decide_conclude(const struct tx_showing *showing, unsigned held,
                               const struct tx_gate *gate, struct tx_decision *out);
void __real_tx_decide_conclude(const struct tx_showing *showing, unsigned held,
                               const struct tx_gate *gate, struct tx_decision *out);
const struct tx_key_row *__wrap_tx_trust_find(const struct tx_trust *trust,
                                              const uint8_t kid[TX_KID_SIZE], enum tx_use use,
                                              enum tx_reason *why);
const struct tx_key_row *__real_tx_trust_find(const struct tx_trust *trust,
                                              const uint8_t kid[TX_KID_SIZE], enum tx_use use,
                                              enum tx_reason *why);
enum tx_reason __wrap_tx_key_may_sign(const struct tx_key_row *row, uint64_t area, int64_t iat,
                                      struct tx_clock clock);
enum tx_reason __real_tx_key_may_sign(const struct tx_key_row *row, uint64_t area, int64_t iat,
                                      struct tx_clock clock);
enum tx_reason __wrap_tx_pass_read(struct tx_span payload, struct tx_pass *out);
enum tx_reason __real_tx_pass_read(struct tx_span payload, struct tx_pass *out);
enum tx_reason __wrap_tx_certificate_read(struct tx_span payload, struct tx_certificate *out);
enum tx_reason __real_tx_certificate_read(struct tx_span payload, struct tx_certificate *out);
int64_t __wrap_tx_live_miss(int64_t iat, int64_t now_s, int64_t window_s);
int64_t __real_tx_live_miss(int64_t iat, int64_t now_s, int64_t window_s);
bool __wrap_tx_certs_withdrawn(const struct tx_certs *certs, uint32_t serial);
bool __real_tx_certs_withdrawn(const struct tx_certs *certs, uint32_t serial);

/* --- signatures ---------------------------------------------------------------------------------
 */

enum tx_reason __wrap_tx_sign1_read(struct tx_span bytes, enum tx_shape shape, const char *typ,
                                    struct tx_sign1 *out) {
  static const char *const types[] = { "tx-trust", "tx-status", "tx-delta", "tx-policy",
                                       "tx-certs" };
  enum tx_reason reason = __real_tx_sign1_read(bytes, shape, typ, out);
  for (size_t i = 0; reason == TX_BAD_TYPE && lacks("type") && i < 5; i++)
    reason = __real_tx_sign1_read(bytes, shape, types[i], out);
  return reason;
}

bool __wrap_tx_check_holds(const struct tx_check *check) {
  return lacks("signature") || __real_tx_check_holds(check);
}

/* Of what is shown: tx_decide verifies it next to tx_check_holds, where no linker comes between. */
void __wrap_tx_decide_conclude(const struct tx_showing *showing, unsigned held,
                               const struct tx_gate *gate, struct tx_decision *out) {
  const int64_t alg = showing->check_count ? showing->checks[0].alg : 0;
  if (lacks("signature")) held |= TX_HELD_ISSUER;
  if (lacks("live-signature") && showing->check_count == 2) held |= TX_HELD_HOLDER;
  if (lacks("ed25519") && alg == TX_ALG_ED25519) held = 0;
  if (lacks("sm2") && alg == TX_ALG_SM2) held = 0;
  __real_tx_decide_conclude(showing, held, gate, out);
}

/* --- keys ---------------------------------------------------------------------------------------
 */

/* By kid alone, or by use alone. */
static const struct tx_key_row *find_loosely(const struct tx_trust *trust,
                                             const uint8_t kid[TX_KID_SIZE], enum tx_use use) {
  for (size_t i = 0; trust && i < trust->row_count; i++) {
    const struct tx_key_row *row = &trust->rows[i];
    const bool same = memcmp(row->hash, kid, TX_KID_SIZE) == 0;
    if (lacks("row-revoked") && same && row->uses & use) return row;
    if (lacks("key-use") && same) return row;
    if (lacks("unknown-key") && row->uses & use) return row;
  }
  return NULL;
}

const struct tx_key_row *__wrap_tx_trust_find(const struct tx_trust *trust,
                                              const uint8_t kid[TX_KID_SIZE], enum tx_use use,
                                              enum tx_reason *why) {
  const struct tx_key_row *row = __real_tx_trust_find(trust, kid, use, why);
  if (row) return row;
  if (*why == TX_KEY_REVOKED && lacks("key-revoked")) *why = TX_UNKNOWN_KEY;
  if (*why == TX_NO_TRUST_LIST && lacks("no-trust")) *why = TX_UNKNOWN_KEY;
  return find_loosely(trust, kid, use);
}

enum tx_reason __wrap_tx_key_may_sign(const struct tx_key_row *row, uint64_t area, int64_t iat,
                                      struct tx_clock clock) {
  struct tx_key_row other = *row;
  if (lacks("jurisdiction")) other.area = 0;
  if (lacks("sign-time")) other.sign_from = 0;
  if (lacks("sign-time")) other.sign_until = INT64_MAX;
  if (lacks("verify-time")) other.verify_until = INT64_MAX;
  if (lacks("verify-exact")) other.verify_until--;
  return __real_tx_key_may_sign(&other, area, iat, clock);
}

/* --- claims -------------------------------------------------------------------------------------
 */

enum tx_reason __wrap_tx_pass_read(struct tx_span payload, struct tx_pass *out) {
  const enum tx_reason reason = __real_tx_pass_read(payload, out);
  if (reason != TX_OK) return reason;
  if (lacks("pass-expiry")) out->exp = INT64_MAX;
  if (lacks("pass-ahead") && out->iat > lacking_now_s) out->iat = lacking_now_s;
  if (lacks("live-required")) out->bound = false;
  if (lacks("live-bound")) out->bound = true;
  return reason;
}

enum tx_reason __wrap_tx_certificate_read(struct tx_span payload, struct tx_certificate *out) {
  const enum tx_reason reason = __real_tx_certificate_read(payload, out);
  if (reason == TX_OK && lacks("certificate-expiry")) out->exp = INT64_MAX;
  return reason;
}

int64_t __wrap_tx_live_miss(int64_t iat, int64_t now_s, int64_t window_s) {
  const int64_t miss_s = __real_tx_live_miss(iat, now_s, window_s);
  if (miss_s > 0 && lacks("live-old")) return 0;
  return miss_s < 0 && lacks("live-ahead") ? 0 : miss_s;
}

bool __wrap_tx_certs_withdrawn(const struct tx_certs *certs, uint32_t serial) {
  if (lacks("withdrawn")) return false;
  if (lacks("past-count") && serial >= certs->count) return true;
  return __real_tx_certs_withdrawn(certs, serial);
}
