/* SPDX-License-Identifier: Apache-2.0 */
/* The signer interface: a key that can sign, wherever it rests (a file, a token). */
#ifndef TX_SIGNER_H
#define TX_SIGNER_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tx_signer;

struct tx_signer_ops {
  /* Signs the message; safe from several threads at once. r || s, or Ed25519's 64 bytes. False:
   * the key cannot be reached. */
  bool (*sign)(const struct tx_signer *signer, struct tx_span message, uint8_t *signature);
  void (*destroy)(struct tx_signer *signer);
};

struct tx_signer {
  const struct tx_signer_ops *ops;
  int64_t alg;               /* TX_ALG_… */
  uint8_t spki[TX_SPKI_MAX]; /* SubjectPublicKeyInfo, DER, in format.md's one form */
  size_t spki_len;
  uint8_t hash[TX_HASH_SIZE]; /* SHA-256 of it; its first 4 bytes are the kid */
};

/* NULL is nothing to destroy. */
void tx_signer_destroy(struct tx_signer *signer);

#ifdef __cplusplus
}
#endif

#endif
