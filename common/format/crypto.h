/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door to OpenSSL: hash, MAC, random, verify, keys in memory. Behind it stand crypto.c and
 * seal.c; nothing else of libtongxing includes an OpenSSL header.
 */
#ifndef TX_CRYPTO_H
#define TX_CRYPTO_H

#include "cose.h"
#include "reason.h"
#include "signer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All three abort when OpenSSL cannot hash, which is for lack of memory only: whatever would go on
 * without a hash would believe something that nobody checked. */
void tx_sha256(struct tx_span bytes, uint8_t out[TX_HASH_SIZE]);
/* Of one part after another: hash becomes that of itself and of the hash of the bytes. */
void tx_sha256_chain(struct tx_span bytes, uint8_t hash[TX_HASH_SIZE]);
void tx_hmac_sha256(struct tx_span key, struct tx_span bytes, uint8_t out[TX_HASH_SIZE]);
bool tx_random(uint8_t *out, size_t n);
/* Overwrites memory that held a secret. */
void tx_cleanse(void *p, size_t n);
/* Whether two spans of one length are equal, in time that does not depend on their bytes. */
bool tx_equal_secret(const uint8_t *a, const uint8_t *b, size_t n);

/* --- verifying -------------------------------------------------------------------------------- */

/* A holder's key: a P-256 point, compressed. */
struct tx_holder {
  uint8_t x[32];
  bool y_odd;
};

/* One signature that has to be verified, by which key. */
struct tx_check {
  int64_t alg;                    /* canonical, of the key; 0 verifies nothing */
  struct tx_span spki;            /* the key's SubjectPublicKeyInfo, or empty … */
  const struct tx_holder *holder; /* … when it is a holder's key */
  size_t row;                     /* of the trust list, for a keyring */
  struct tx_sign1 sign1;
};

/* Verifies one check, loading its key. False: it does not hold, the header names another
 * algorithm, or the key is no point of its curve. ECDSA's s is not bounded to the lower half. */
bool tx_check_holds(const struct tx_check *check);

/* A loaded key, with what OpenSSL prepares for it. Not for two threads at once. */
struct tx_verifier;
struct tx_verifier *tx_verifier_create(int64_t alg, struct tx_span spki); /* NULL: unreadable */
/* A verifier for holders' keys, which change with every pass: set one before each use. */
struct tx_verifier *tx_verifier_for_holders(void);
bool tx_verifier_set_holder(struct tx_verifier *verifier,
                            const struct tx_holder *holder); /* false: not on the curve */
void tx_verifier_destroy(struct tx_verifier *verifier);
/* signature is r || s (or Ed25519's) of TX_SIGNATURE_SIZE bytes, over prefix and then payload. */
bool tx_verifier_holds(struct tx_verifier *verifier, struct tx_span prefix, struct tx_span payload,
                       const uint8_t *signature);

/* --- signing ---------------------------------------------------------------------------------- */

/* A fresh key in memory; NULL when OpenSSL cannot. alg is one of TX_ALG_…. */
struct tx_signer *tx_key_generate(int64_t alg);

/* A private key in PEM (PKCS#8), encrypted or not. passphrase may be an empty span. TX_OK,
 * TX_BAD_KEY (unreadable, wrong passphrase, or an algorithm that is not ours), TX_NO_MEMORY. */
enum tx_reason tx_key_read_pem(struct tx_span pem, struct tx_span passphrase,
                               struct tx_signer **out);

/* Writes PKCS#8 PEM of a key that was generated or read here; under AES-256-CBC with scrypt when
 * passphrase is not empty. TX_OK, TX_NO_SPACE, TX_BAD_KEY (the key rests on a token). The caller
 * cleanses out. */
enum tx_reason tx_key_write_pem(const struct tx_signer *signer, struct tx_span passphrase,
                                char *out, size_t cap, size_t *len);

/* The compressed point of a P-256 key of ours, as stands in a pass's cnf. False for another key. */
bool tx_key_holder(const struct tx_signer *signer, struct tx_holder *out);

/* Reads a SubjectPublicKeyInfo in format.md's one form and says its algorithm; 0 for any other. */
int64_t tx_spki_alg(struct tx_span spki);

/* Whether a holder's compressed point lies on P-256. */
bool tx_holder_on_curve(const struct tx_holder *holder);

#ifdef __cplusplus
}
#endif

#endif
