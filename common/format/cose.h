/* SPDX-License-Identifier: Apache-2.0 */
/* COSE_Sign1 (RFC 9052 section 4.2) in the four shapes that docs/format.cddl knows. */
#ifndef TX_COSE_H
#define TX_COSE_H

#include "cbor.h"
#include "reason.h"
#include "signer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Algorithms, as we write them (RFC 9864). tx_alg_canonical reads -7 as -9 and -8 as -19. */
#define TX_ALG_ES256 (-9)
#define TX_ALG_ED25519 (-19)
#define TX_ALG_SM2 (-65550)

/* 0 for an algorithm that format.cddl does not know. */
int64_t tx_alg_canonical(int64_t alg);

enum tx_shape {
  TX_SHAPE_PLAIN, /* {1, 4}: pass, certificate */
  TX_SHAPE_TYPED, /* {1, 4, 16: text}: trust, status, delta, policy, batch, certificate status */
  TX_SHAPE_LIVE,  /* {1, 13, 16: 294} */
  TX_SHAPE_LOGIN, /* {1, 16: "tx-login"} */
};

struct tx_sign1 {
  int64_t alg; /* as it stands in the header */
  uint8_t kid[TX_KID_SIZE];
  struct tx_span inner; /* header 13: the pass, an untagged array, byte for byte */
  struct tx_span protected_;
  struct tx_span payload;
  const uint8_t *signature; /* TX_SIGNATURE_SIZE bytes */
};

/* Splits bytes; the spans of out point into them. typ is what header 16 must be for the typed and
 * the login shape. The payload is not looked into.
 * TX_OK, TX_MALFORMED, or TX_BAD_TYPE for a typed object with no 16 or another one. */
enum tx_reason tx_sign1_read(struct tx_span bytes, enum tx_shape shape, const char *typ,
                             struct tx_sign1 *out);

/* The first bytes of Sig_structure (RFC 9052 section 4.4): all but the payload itself. cap of 64
 * and the length of protected_ is enough. Returns the length; what is signed is these bytes and
 * then the payload. */
size_t tx_sig_prefix(const struct tx_sign1 *sign1, uint8_t *out, size_t cap);

/* Signs payload under the protected header of a shape and writes the whole object: [protected, {},
 * payload, signature], untagged. typ as above; inner only for TX_SHAPE_LIVE, else an empty span.
 * TX_OK, TX_NO_SPACE, TX_SIGNER_FAILED. */
enum tx_reason tx_sign1_write(const struct tx_signer *signer, enum tx_shape shape, const char *typ,
                              struct tx_span inner, struct tx_span payload, uint8_t *out,
                              size_t cap, size_t *len);

/* An upper bound for what tx_sign1_write needs. */
size_t tx_sign1_size(size_t payload, size_t inner);

#ifdef __cplusplus
}
#endif

#endif
