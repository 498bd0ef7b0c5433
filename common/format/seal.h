/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing to the office: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084), for a P-256
 * key of use 16 by ephemeral-static ECDH (RFC 5753), the recipient named by its 4-byte kid. */
#ifndef TX_SEAL_H
#define TX_SEAL_H

#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_SEALED_EXTRA 768 /* what DER and keys add to the plain bytes, at most */

/* The sealing key for something of an area: the row of use 16 and P-256, in time, whose area holds
 * it and is the nearest. NULL: there is none. */
const struct tx_key_row *tx_seal_key(const struct tx_trust *trust, uint64_t area,
                                     struct tx_clock clock);

/* Seals to the key of a SubjectPublicKeyInfo. DER into out. TX_OK, TX_BAD_KEY, TX_NO_SPACE,
 * TX_NO_MEMORY. */
enum tx_reason tx_seal(struct tx_span plain, struct tx_span spki, uint8_t *out, size_t cap,
                       size_t *len);

/* Opens what was sealed to a key that rests in memory. TX_OK, TX_BAD_KEY (sealed to another key, or
 * this one rests on a token), TX_MALFORMED, TX_BAD_SIGNATURE (altered), TX_NO_SPACE. The caller
 * cleanses out. */
enum tx_reason tx_unseal(struct tx_span sealed, const struct tx_signer *key, uint8_t *out,
                         size_t cap, size_t *len);

#ifdef __cplusplus
}
#endif

#endif
