/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "format/crypto.h"

static const uint8_t p256_prefix[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                       0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                       0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
/* P-256's generator (SEC 2, section 2.4.2): a point that every implementation loads. */
static const uint8_t p256_generator[] = {
  0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
  0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
  0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
  0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
};
static const uint8_t ed25519_prefix[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                          0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

static bool sign_with_zeros(const struct tx_signer *signer, struct tx_span message,
                            uint8_t *signature) {
  (void)signer;
  (void)message;
  memset(signature, 0, TX_SIGNATURE_SIZE);
  return true;
}

static void keep(struct tx_signer *signer) {
  (void)signer;
}

static const struct tx_signer_ops zeros = { .sign = sign_with_zeros, .destroy = keep };

static void make_p256(struct tx_signer *signer) {
  signer->alg = TX_ALG_ES256;
  memcpy(signer->spki, p256_prefix, sizeof p256_prefix);
  memcpy(signer->spki + sizeof p256_prefix, p256_generator, sizeof p256_generator);
  signer->spki_len = sizeof p256_prefix + sizeof p256_generator;
}

static void make_ed25519(struct tx_signer *signer, enum fuzz_key key) {
  signer->alg = TX_ALG_ED25519;
  memcpy(signer->spki, ed25519_prefix, sizeof ed25519_prefix);
  memset(signer->spki + sizeof ed25519_prefix, (int)key, 32);
  signer->spki_len = sizeof ed25519_prefix + 32;
}

const struct tx_signer *fuzz_signer(enum fuzz_key key) {
  static struct tx_signer signers[FUZZ_KEYS];
  struct tx_signer *signer = &signers[key];
  if (signer->ops) return signer;
  if (key == FUZZ_ISSUE || key == FUZZ_HOLDER)
    make_p256(signer);
  else
    make_ed25519(signer, key);
  tx_sha256(tx_span_of(signer->spki, signer->spki_len), signer->hash);
  signer->ops = &zeros;
  return signer;
}

void fuzz_holder(struct tx_holder *out) {
  memcpy(out->x, p256_generator, sizeof out->x);
  out->y_odd = (p256_generator[sizeof p256_generator - 1] & 1) != 0;
}
