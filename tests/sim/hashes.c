/* SPDX-License-Identifier: Apache-2.0 */
/* The same hashes without what OpenSSL looks up before each. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "format/crypto.h"

#include <openssl/sha.h>
#include <string.h>

#define BLOCK 64

void __wrap_tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]);
void __wrap_tx_hmac_sha256(struct tx_span key, struct tx_span bytes, uint8_t out[TX_HASH_SIZE]);

/* Of one block and what follows it. */
static void hash_after(const uint8_t block[BLOCK], struct tx_span rest, uint8_t out[TX_HASH_SIZE]) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, block, BLOCK);
  SHA256_Update(&state, rest.p, rest.n);
  SHA256_Final(out, &state);
}

void __wrap_tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, bytes.p, bytes.n);
  SHA256_Final(out, &state);
}

/* RFC 2104. */
void __wrap_tx_hmac_sha256(struct tx_span key, struct tx_span bytes, uint8_t out[TX_HASH_SIZE]) {
  uint8_t inner[BLOCK] = { 0 }, outer[BLOCK], hash[TX_HASH_SIZE];
  if (key.n > BLOCK)
    __wrap_tx_sha256(key, inner);
  else if (key.n)
    memcpy(inner, key.p, key.n);
  for (size_t i = 0; i < BLOCK; i++) {
    outer[i] = inner[i] ^ 0x5c;
    inner[i] ^= 0x36;
  }
  hash_after(inner, bytes, hash);
  hash_after(outer, tx_span_of(hash, sizeof hash), out);
}
