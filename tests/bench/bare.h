/* SPDX-License-Identifier: Apache-2.0 */
/* The references of P1 and P2: OpenSSL alone on the bytes that the gate has to verify. */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include "format/cose.h"

#include <openssl/evp.h>

#define BARE_MESSAGE_MAX 1100

/* One signature as OpenSSL wants it: the message in one piece, DER. */
struct bare_check {
  uint8_t message[BARE_MESSAGE_MAX];
  size_t message_len;
  uint8_t der[72];
  size_t der_len;
};

struct bare_verifier {
  EVP_PKEY *key;
  EVP_MD_CTX *ctx;
};

void bare_check_of(const struct tx_sign1 *sign1, struct bare_check *out);
/* Loads the key of a signer; ends the program when OpenSSL cannot. */
void bare_verifier_init(struct bare_verifier *verifier, const struct tx_signer *signer);
void bare_verifier_finish(struct bare_verifier *verifier);
/* EVP_DigestVerifyInit and EVP_DigestVerify with a loaded key and a context that is kept. */
void bare_verify(struct bare_verifier *verifier, const struct bare_check *check);
/* Sets another compressed point of 33 bytes. */
void bare_load_point(struct bare_verifier *verifier, const uint8_t point[33]);

#endif
