/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decision and OpenSSL meet: keys loaded once, and the two calls as one. */
#include "decide.h"

#include <stdlib.h>

#define PREFIX_MAX 1200 /* a live pass carries the whole pass in its protected header */

static bool holds_by(struct tx_verifier *verifier, const struct tx_check *check) {
  uint8_t prefix[PREFIX_MAX];
  if (!verifier || check->alg == 0 || tx_alg_canonical(check->sign1.alg) != check->alg)
    return false;
  size_t n = tx_sig_prefix(&check->sign1, prefix, sizeof prefix);
  return n > 0 && tx_verifier_holds(verifier, tx_span_of(prefix, n), check->sign1.payload,
                                    check->sign1.signature);
}

bool tx_check_holds(const struct tx_check *check) {
  struct tx_verifier *verifier =
      check->holder ? tx_verifier_for_holders() : tx_verifier_create(check->alg, check->spki);
  bool held = verifier && (!check->holder || tx_verifier_set_holder(verifier, check->holder)) &&
              holds_by(verifier, check);
  tx_verifier_destroy(verifier);
  return held;
}

struct tx_keyring {
  struct tx_verifier *holders;
  size_t count;
  struct tx_verifier *rows[]; /* NULL where a row cannot be loaded */
};

struct tx_keyring *tx_keyring_create(const struct tx_trust *trust) {
  struct tx_keyring *ring = calloc(1, sizeof *ring + trust->row_count * sizeof *ring->rows);
  if (!ring) return NULL;
  ring->count = trust->row_count;
  ring->holders = tx_verifier_for_holders();
  for (size_t i = 0; i < trust->row_count; i++)
    if (trust->rows[i].uses & (TX_USE_ISSUE | TX_USE_CERTIFICATE))
      ring->rows[i] = tx_verifier_create(trust->rows[i].alg, trust->rows[i].spki);
  return ring;
}

void tx_keyring_destroy(struct tx_keyring *ring) {
  if (!ring) return;
  for (size_t i = 0; i < ring->count; i++)
    tx_verifier_destroy(ring->rows[i]);
  tx_verifier_destroy(ring->holders);
  free(ring);
}

bool tx_keyring_holds(struct tx_keyring *ring, const struct tx_check *check) {
  if (!check->holder) return check->row < ring->count && holds_by(ring->rows[check->row], check);
  return ring->holders && tx_verifier_set_holder(ring->holders, check->holder) &&
         holds_by(ring->holders, check);
}

void tx_decide(struct tx_span text, const struct tx_gate *gate, struct tx_keyring *ring,
               struct tx_decision *out) {
  struct tx_showing showing;
  unsigned held = 0;
  tx_decide_open(&showing, text, gate->trust);
  for (size_t i = 0; i < showing.check_count; i++) {
    bool holds =
        ring ? tx_keyring_holds(ring, &showing.checks[i]) : tx_check_holds(&showing.checks[i]);
    if (!holds) break;
    held |= 1u << i;
  }
  tx_decide_conclude(&showing, held, gate, out);
}
