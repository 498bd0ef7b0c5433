/* SPDX-License-Identifier: Apache-2.0 */
#include "trust.h"

static bool any_revoked(const struct tx_trust *trust, const uint8_t kid[TX_KID_SIZE]) {
  for (size_t i = 0; i < trust->revoked_count; i++)
    if (memcmp(trust->revoked[i], kid, TX_KID_SIZE) == 0) return true;
  return false;
}

const struct tx_key_row *tx_trust_find(const struct tx_trust *trust, const uint8_t kid[TX_KID_SIZE],
                                       enum tx_use use, enum tx_reason *why) {
  *why = TX_NO_TRUST_LIST;
  if (!trust) return NULL;
  bool present = false;
  for (size_t i = 0; i < trust->row_count; i++) {
    const struct tx_key_row *row = &trust->rows[i];
    if (row->revoked || memcmp(row->hash, kid, TX_KID_SIZE) != 0) continue;
    present = true;
    if (row->uses & use) return row;
  }
  *why = !present && any_revoked(trust, kid) ? TX_KEY_REVOKED : TX_UNKNOWN_KEY;
  return NULL;
}

enum tx_reason tx_key_may_sign(const struct tx_key_row *row, uint64_t area, int64_t iat,
                               struct tx_clock clock) {
  if (!tx_area_contains(row->area, area)) return TX_WRONG_JURISDICTION;
  if (iat < row->sign_from || iat > row->sign_until) return TX_KEY_OUT_OF_TIME;
  if (!clock.unsure && clock.now_s > row->verify_until) return TX_KEY_OUT_OF_TIME;
  return TX_OK;
}
