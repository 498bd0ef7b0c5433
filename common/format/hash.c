/* SPDX-License-Identifier: Apache-2.0 */
/* Hash, MAC, random, and comparing in constant time: the part of crypto.h that needs no key. */
#include "crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdlib.h>

void tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]) {
  if (EVP_Digest(bytes.p, bytes.n, out, NULL, EVP_sha256(), NULL) != 1) abort();
}

void tx_sha256_chain(struct tx_span bytes, uint8_t hash[TX_HASH_SIZE]) {
  uint8_t both[2 * TX_HASH_SIZE];
  memcpy(both, hash, TX_HASH_SIZE);
  tx_sha256(bytes, both + TX_HASH_SIZE);
  tx_sha256(tx_span_of(both, sizeof both), hash);
}

void tx_hmac_sha256(struct tx_span key, struct tx_span bytes, uint8_t out[TX_HASH_SIZE]) {
  if (!HMAC(EVP_sha256(), key.p, (int)key.n, bytes.p, bytes.n, out, NULL)) abort();
}

bool tx_random(uint8_t *out, size_t n) {
  return n <= INT32_MAX && RAND_bytes(out, (int)n) == 1;
}

void tx_cleanse(void *p, size_t n) {
  OPENSSL_cleanse(p, n);
}

bool tx_equal_secret(const uint8_t *a, const uint8_t *b, size_t n) {
  return CRYPTO_memcmp(a, b, n) == 0;
}
