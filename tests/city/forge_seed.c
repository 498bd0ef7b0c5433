/* SPDX-License-Identifier: Apache-2.0 */
/* The city's keys from a seed: the same each time, for who wants to tell again what happened. */
#include "forge.h"

#include <stdio.h>

#define SECRET_SIZE 32
#define DER_MAX 80
#define LINE 64 /* characters of PEM */

/* PKCS #8 (RFC 5208) up to the secret itself, which stands last: without the public key, which
 * follows from it. */
static const uint8_t p256[] = { 0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07,
                                0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
                                0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04,
                                0x27, 0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20 };
static const uint8_t sm2[] = { 0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07,
                               0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08,
                               0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x04,
                               0x27, 0x30, 0x25, 0x02, 0x01, 0x01, 0x04, 0x20 };
static const uint8_t ed25519[] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                   0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };

static struct tx_span head_of(int64_t alg) {
  if (alg == TX_ALG_ED25519) return tx_span_of(ed25519, sizeof ed25519);
  return alg == TX_ALG_SM2 ? tx_span_of(sm2, sizeof sm2) : tx_span_of(p256, sizeof p256);
}

static size_t put_base64(struct tx_span bytes, char *out) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t n = 0;
  for (size_t i = 0; i < bytes.n; i += 3) {
    const size_t left = bytes.n - i;
    if (n % (LINE + 1) == LINE) out[n++] = '\n';
    const unsigned group = (unsigned)bytes.p[i] << 16 |
                           (left > 1 ? (unsigned)bytes.p[i + 1] << 8 : 0) |
                           (left > 2 ? bytes.p[i + 2] : 0);
    out[n++] = digits[group >> 18 & 63];
    out[n++] = digits[group >> 12 & 63];
    out[n++] = left > 1 ? digits[group >> 6 & 63] : '=';
    out[n++] = left > 2 ? digits[group & 63] : '=';
  }
  return n;
}

static struct tx_signer *key_of(const char *seed, enum forge_key key) {
  uint8_t der[DER_MAX];
  char from[160], pem[320];
  const struct tx_span head = head_of(forge_key_alg(key));
  const int n = snprintf(from, sizeof from, "%s/%s", seed, forge_key_name(key));
  struct tx_signer *signer = NULL;
  if (n < 0 || (size_t)n >= sizeof from) return NULL;
  memcpy(der, head.p, head.n);
  tx_sha256(tx_span_of(from, (size_t)n), der + head.n);
  size_t len = (size_t)snprintf(pem, sizeof pem, "-----BEGIN PRIVATE KEY-----\n");
  len += put_base64(tx_span_of(der, head.n + SECRET_SIZE), pem + len);
  len += (size_t)snprintf(pem + len, sizeof pem - len, "\n-----END PRIVATE KEY-----\n");
  return tx_key_read_pem(tx_span_of(pem, len), (struct tx_span){ 0 }, &signer) == TX_OK ? signer
                                                                                        : NULL;
}

bool forge_open_seeded(struct forge *forge, int64_t now_s, const char *seed) {
  *forge = (struct forge){ .now_s = now_s };
  for (size_t i = 0; i < FORGE_KEYS; i++) {
    forge->keys[i] = key_of(seed, (enum forge_key)i);
    if (!forge->keys[i]) return false;
  }
  return true;
}
