/* SPDX-License-Identifier: Apache-2.0 */
#include "bare.h"

#include <openssl/ecdsa.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

static void must(bool done, const char *what) {
  if (done) return;
  (void)fprintf(stderr, "OpenSSL alone: %s failed\n", what);
  exit(70);
}

void bare_check_of(const struct tx_sign1 *sign1, struct bare_check *out) {
  out->message_len = tx_sig_prefix(sign1, out->message, sizeof out->message);
  must(out->message_len + sign1->payload.n <= sizeof out->message, "a short message");
  memcpy(out->message + out->message_len, sign1->payload.p, sign1->payload.n);
  out->message_len += sign1->payload.n;
  ECDSA_SIG *sig = ECDSA_SIG_new();
  must(sig && ECDSA_SIG_set0(sig, BN_bin2bn(sign1->signature, 32, NULL),
                             BN_bin2bn(sign1->signature + 32, 32, NULL)) == 1,
       "reading a signature");
  uint8_t *p = out->der;
  const int n = i2d_ECDSA_SIG(sig, &p);
  must(n > 0 && (size_t)n <= sizeof out->der, "writing a signature");
  out->der_len = (size_t)n;
  ECDSA_SIG_free(sig);
}

void bare_verifier_init(struct bare_verifier *verifier, const struct tx_signer *signer) {
  const uint8_t *p = signer->spki;
  verifier->key = d2i_PUBKEY(NULL, &p, (long)signer->spki_len);
  verifier->ctx = EVP_MD_CTX_new();
  must(verifier->key && verifier->ctx, "loading a key");
}

void bare_verifier_finish(struct bare_verifier *verifier) {
  EVP_MD_CTX_free(verifier->ctx);
  EVP_PKEY_free(verifier->key);
}

void bare_verify(struct bare_verifier *verifier, const struct bare_check *check) {
  must(EVP_DigestVerifyInit(verifier->ctx, NULL, EVP_sha256(), NULL, verifier->key) == 1 &&
           EVP_DigestVerify(verifier->ctx, check->der, check->der_len, check->message,
                            check->message_len) == 1,
       "verifying");
}

void bare_load_point(struct bare_verifier *verifier, const uint8_t point[33]) {
  must(EVP_PKEY_set1_encoded_public_key(verifier->key, point, 33) == 1, "loading a point");
}
