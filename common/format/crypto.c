/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto.h"

#include "crypto_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* GB/T 32918 names no default identity; GM/T 0009 does, and format.cddl takes it. */
#define SM2_ID "1234567812345678"
#define MESSAGE_ON_STACK 2048

static void free_md_ctx(EVP_MD_CTX **p) {
  EVP_MD_CTX_free(*p);
}
static void free_pkey_ctx(EVP_PKEY_CTX **p) {
  EVP_PKEY_CTX_free(*p);
}
static void free_bio(BIO **p) {
  BIO_free(*p);
}
#define CLEANUP(f) __attribute__((cleanup(f)))

/* --- public keys --------------------------------------------------------------------------------
 */

static const uint8_t p256_spki[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                     0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                     0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
static const uint8_t sm2_spki[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                    0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c,
                                    0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00, 0x04 };
static const uint8_t ed25519_spki[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                        0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };

int64_t tx_spki_alg(struct tx_span spki) {
  if (spki.n == sizeof p256_spki + 64 && memcmp(spki.p, p256_spki, sizeof p256_spki) == 0)
    return TX_ALG_ES256;
  if (spki.n == sizeof sm2_spki + 64 && memcmp(spki.p, sm2_spki, sizeof sm2_spki) == 0)
    return TX_ALG_SM2;
  if (spki.n == sizeof ed25519_spki + 32 && memcmp(spki.p, ed25519_spki, sizeof ed25519_spki) == 0)
    return TX_ALG_ED25519;
  return 0;
}

/* The generator: any point does to make a key of the curve that holders' points are then set in. */
static const uint8_t p256_generator[] = {
  0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
  0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
  0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
  0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
};

#define P256_POINT 65

static EVP_PKEY *load_p256(struct tx_span spki) {
  void *point = (void *)(uintptr_t)(spki.p + spki.n - P256_POINT); /* which is only read */
  OSSL_PARAM parts[] = {
    OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char[]){ "P-256" }, 0),
    OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, P256_POINT), OSSL_PARAM_END
  };
  EVP_PKEY *key = NULL;
  CLEANUP(free_pkey_ctx) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  if (ctx && EVP_PKEY_fromdata_init(ctx) == 1)
    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, parts);
  return key;
}

/* d2i_PUBKEY looks for a decoder among all there are, which takes longer than to verify: a P-256
 * key's bytes are where they always are. */
static EVP_PKEY *load_spki(int64_t alg, struct tx_span spki) {
  const uint8_t *p = spki.p;
  EVP_PKEY *key = alg == TX_ALG_ES256 ? load_p256(spki) : d2i_PUBKEY(NULL, &p, (long)spki.n);
  ERR_clear_error();
  return key;
}

/* --- verifying ----------------------------------------------------------------------------------
 */

struct tx_verifier {
  int64_t alg;
  EVP_PKEY *key;
  EVP_PKEY_CTX *ctx; /* P-256: ready to verify a digest */
  EVP_MD_CTX *md_ctx;
  EVP_MD *sha256;
};

void tx_verifier_destroy(struct tx_verifier *v) {
  if (!v) return;
  EVP_PKEY_CTX_free(v->ctx);
  EVP_MD_CTX_free(v->md_ctx);
  EVP_MD_free(v->sha256);
  EVP_PKEY_free(v->key);
  free(v);
}

static bool prepare(struct tx_verifier *v) {
  EVP_PKEY_CTX_free(v->ctx);
  v->ctx = EVP_PKEY_CTX_new(v->key, NULL);
  return v->ctx && EVP_PKEY_verify_init(v->ctx) == 1;
}

struct tx_verifier *tx_verifier_create(int64_t alg, struct tx_span spki) {
  if (alg == 0 || tx_spki_alg(spki) != alg) return NULL;
  struct tx_verifier *v = calloc(1, sizeof *v);
  if (!v) return NULL;
  v->alg = alg;
  v->key = load_spki(alg, spki);
  v->md_ctx = EVP_MD_CTX_new();
  v->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (v->key && v->md_ctx && v->sha256 && (alg != TX_ALG_ES256 || prepare(v))) return v;
  tx_verifier_destroy(v);
  ERR_clear_error();
  return NULL;
}

struct tx_verifier *tx_verifier_for_holders(void) {
  uint8_t spki[TX_SPKI_MAX];
  memcpy(spki, p256_spki, sizeof p256_spki);
  memcpy(spki + sizeof p256_spki, p256_generator, sizeof p256_generator);
  return tx_verifier_create(TX_ALG_ES256, tx_span_of(spki, sizeof spki));
}

bool tx_verifier_set_holder(struct tx_verifier *v, const struct tx_holder *holder) {
  uint8_t point[33] = { holder->y_odd ? 3 : 2 };
  memcpy(point + 1, holder->x, sizeof holder->x);
  bool set = EVP_PKEY_set1_encoded_public_key(v->key, point, sizeof point) == 1 && prepare(v);
  ERR_clear_error();
  return set;
}

/* An INTEGER of X.690 8.3 from 32 big-endian bytes. */
static size_t put_integer(const uint8_t *value, uint8_t *out) {
  size_t skip = 0;
  while (skip < 31 && value[skip] == 0)
    skip++;
  bool sign = value[skip] & 0x80;
  size_t n = 32 - skip;
  out[0] = 0x02;
  out[1] = (uint8_t)(n + sign);
  out[2] = 0;
  memcpy(out + 2 + sign, value + skip, n);
  return 2 + sign + n;
}

#define ECDSA_DER_MAX 72
static size_t ecdsa_to_der(const uint8_t *signature, uint8_t out[ECDSA_DER_MAX]) {
  size_t n = put_integer(signature, out + 2);
  n += put_integer(signature + 32, out + 2 + n);
  out[0] = 0x30;
  out[1] = (uint8_t)n;
  return 2 + n;
}

static bool es256_holds(struct tx_verifier *v, struct tx_span prefix, struct tx_span payload,
                        const uint8_t *signature) {
  uint8_t digest[TX_HASH_SIZE], der[ECDSA_DER_MAX];
  if (EVP_DigestInit_ex2(v->md_ctx, v->sha256, NULL) != 1 ||
      EVP_DigestUpdate(v->md_ctx, prefix.p, prefix.n) != 1 ||
      EVP_DigestUpdate(v->md_ctx, payload.p, payload.n) != 1 ||
      EVP_DigestFinal_ex(v->md_ctx, digest, NULL) != 1)
    return false;
  return EVP_PKEY_verify(v->ctx, der, ecdsa_to_der(signature, der), digest, sizeof digest) == 1;
}

static bool sm2_holds(struct tx_verifier *v, struct tx_span prefix, struct tx_span payload,
                      const uint8_t *signature) {
  CLEANUP(free_pkey_ctx) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(v->key, NULL);
  CLEANUP(free_md_ctx) EVP_MD_CTX *md = EVP_MD_CTX_new();
  uint8_t der[ECDSA_DER_MAX];
  if (!ctx || !md || EVP_PKEY_CTX_set1_id(ctx, SM2_ID, sizeof SM2_ID - 1) != 1) return false;
  EVP_MD_CTX_set_pkey_ctx(md, ctx);
  return EVP_DigestVerifyInit(md, NULL, EVP_sm3(), NULL, v->key) == 1 &&
         EVP_DigestVerifyUpdate(md, prefix.p, prefix.n) == 1 &&
         EVP_DigestVerifyUpdate(md, payload.p, payload.n) == 1 &&
         EVP_DigestVerifyFinal(md, der, ecdsa_to_der(signature, der)) == 1;
}

/* Ed25519 hashes its message twice, so OpenSSL wants it in one piece. */
static bool ed25519_holds(struct tx_verifier *v, struct tx_span prefix, struct tx_span payload,
                          const uint8_t *signature) {
  uint8_t on_stack[MESSAGE_ON_STACK], *on_heap = NULL;
  size_t n = prefix.n + payload.n;
  uint8_t *message = n <= sizeof on_stack ? on_stack : (on_heap = malloc(n));
  if (!message) return false;
  memcpy(message, prefix.p, prefix.n);
  memcpy(message + prefix.n, payload.p, payload.n);
  bool holds = EVP_MD_CTX_reset(v->md_ctx) == 1 &&
               EVP_DigestVerifyInit(v->md_ctx, NULL, NULL, NULL, v->key) == 1 &&
               EVP_DigestVerify(v->md_ctx, signature, TX_SIGNATURE_SIZE, message, n) == 1;
  free(on_heap);
  return holds;
}

bool tx_verifier_holds(struct tx_verifier *v, struct tx_span prefix, struct tx_span payload,
                       const uint8_t *signature) {
#ifdef TX_FUZZING
  (void)es256_holds, (void)sm2_holds, (void)ed25519_holds;
  return v && prefix.n + payload.n > 0 && signature;
#else
  static const uint8_t nothing[1];
  if (!payload.p) payload = tx_span_of(nothing, 0);
  if (!prefix.p) prefix = tx_span_of(nothing, 0);
  bool holds = v->alg == TX_ALG_ES256 ? es256_holds(v, prefix, payload, signature)
               : v->alg == TX_ALG_SM2 ? sm2_holds(v, prefix, payload, signature)
                                      : ed25519_holds(v, prefix, payload, signature);
  if (!holds) ERR_clear_error();
  return holds;
#endif
}

bool tx_holder_on_curve(const struct tx_holder *holder) {
  struct tx_verifier *v = tx_verifier_for_holders();
  bool on_curve = v && tx_verifier_set_holder(v, holder);
  tx_verifier_destroy(v);
  return on_curve;
}

/* --- keys in memory --------------------------------------------------------------------------- */

struct memory_key {
  struct tx_signer base;
  EVP_PKEY *key;
  EVP_MD_CTX *prepared; /* ES256: what DigestSignInit looks up, once; copied for each signature */
};

static EVP_PKEY *key_of(const struct tx_signer *signer) {
  return ((const struct memory_key *)signer)->key;
}

static void memory_destroy(struct tx_signer *signer) {
  EVP_MD_CTX_free(((const struct memory_key *)signer)->prepared);
  EVP_PKEY_free(key_of(signer));
  OPENSSL_cleanse(signer, sizeof(struct memory_key));
  free(signer);
}

/* One INTEGER of OpenSSL's own making, to 32 bytes. */
static const uint8_t *der_integer(const uint8_t *p, const uint8_t *end, uint8_t *out) {
  if (end - p < 2 || p[0] != 2 || p[1] > end - p - 2) return NULL;
  size_t n = p[1];
  for (p += 2; n > 32 && *p == 0; n--)
    p++;
  if (n > 32) return NULL;
  memset(out, 0, 32 - n);
  memcpy(out + 32 - n, p, n);
  return p + n;
}

static bool der_to_ecdsa(const uint8_t *der, size_t n, uint8_t *signature) {
  const uint8_t *end = der + n;
  if (n < 2 || der[0] != 0x30 || der[1] != n - 2) return false;
  const uint8_t *s = der_integer(der + 2, end, signature);
  return s && der_integer(s, end, signature + 32) == end;
}

static bool prepare_signing(struct memory_key *k) {
  if (k->base.alg != TX_ALG_ES256) return true;
  k->prepared = EVP_MD_CTX_new();
  return k->prepared && EVP_DigestSignInit(k->prepared, NULL, EVP_sha256(), NULL, k->key) == 1;
}

static bool start_signing(const struct memory_key *k, EVP_MD_CTX *md, const EVP_MD *hash) {
  if (k->prepared) return EVP_MD_CTX_copy_ex(md, k->prepared) == 1;
  return EVP_DigestSignInit(md, NULL, hash, NULL, k->key) == 1;
}

static bool memory_sign(const struct tx_signer *signer, struct tx_span message,
                        uint8_t *signature) {
  EVP_PKEY *key = key_of(signer);
  CLEANUP(free_pkey_ctx) EVP_PKEY_CTX *ctx = NULL;
  CLEANUP(free_md_ctx) EVP_MD_CTX *md = EVP_MD_CTX_new();
  if (!md) return false;
  if (signer->alg == TX_ALG_SM2) {
    ctx = EVP_PKEY_CTX_new(key, NULL);
    if (!ctx || EVP_PKEY_CTX_set1_id(ctx, SM2_ID, sizeof SM2_ID - 1) != 1) return false;
    EVP_MD_CTX_set_pkey_ctx(md, ctx);
  }
  const EVP_MD *hash = signer->alg == TX_ALG_ED25519 ? NULL
                       : signer->alg == TX_ALG_SM2   ? EVP_sm3()
                                                     : EVP_sha256();
  uint8_t raw[ECDSA_DER_MAX + 8];
  size_t n = sizeof raw;
  if (!start_signing((const struct memory_key *)signer, md, hash) ||
      EVP_DigestSign(md, raw, &n, message.p, message.n) != 1)
    return false;
  if (hash) return der_to_ecdsa(raw, n, signature);
  memcpy(signature, raw, TX_SIGNATURE_SIZE);
  return n == TX_SIGNATURE_SIZE;
}

static const struct tx_signer_ops memory_ops = { .sign = memory_sign, .destroy = memory_destroy };

EVP_PKEY *crypto_key_of(const struct tx_signer *signer) {
  return signer->ops == &memory_ops ? key_of(signer) : NULL;
}

static bool set_public_half(struct tx_signer *signer, EVP_PKEY *key) {
  uint8_t *der = NULL;
  int n = i2d_PUBKEY(key, &der);
  struct tx_span spki = tx_span_of(der, n > 0 ? (size_t)n : 0);
  signer->alg = tx_spki_alg(spki);
  bool known =
      signer->alg != 0 && EVP_Digest(spki.p, spki.n, signer->hash, NULL, EVP_sha256(), NULL) == 1;
  if (known) memcpy(signer->spki, spki.p, spki.n);
  signer->spki_len = spki.n;
  OPENSSL_free(der);
  return known;
}

/* Takes key over, also when it fails. */
static struct tx_signer *wrap(EVP_PKEY *key) {
  struct memory_key *k = calloc(1, sizeof *k);
  if (!k) {
    EVP_PKEY_free(key);
    return NULL;
  }
  k->base.ops = &memory_ops;
  k->key = key;
  if (set_public_half(&k->base, key) && prepare_signing(k)) return &k->base;
  memory_destroy(&k->base);
  return NULL;
}

struct tx_signer *tx_key_generate(int64_t alg) {
  EVP_PKEY *key = alg == TX_ALG_ES256     ? EVP_EC_gen("P-256")
                  : alg == TX_ALG_SM2     ? EVP_PKEY_Q_keygen(NULL, NULL, "SM2")
                  : alg == TX_ALG_ED25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                          : NULL;
  return key ? wrap(key) : NULL;
}

static int give_passphrase(char *buf, int size, int writing, void *passphrase) {
  (void)writing;
  const struct tx_span *p = (const struct tx_span *)passphrase;
  if (p->n == 0 || p->n > (size_t)size) return -1;
  memcpy(buf, p->p, p->n);
  return (int)p->n;
}

enum tx_reason tx_key_read_pem(struct tx_span pem, struct tx_span passphrase,
                               struct tx_signer **out) {
  *out = NULL;
  if (pem.n == 0 || pem.n > INT32_MAX) return TX_BAD_KEY;
  CLEANUP(free_bio) BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
  if (!bio) return TX_NO_MEMORY;
  EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &passphrase);
  ERR_clear_error();
  *out = key ? wrap(key) : NULL;
  return *out ? TX_OK : TX_BAD_KEY;
}

/* RFC 7914's scrypt under PBES2: 16 MiB of memory a guess. */
static bool write_encrypted(BIO *bio, EVP_PKEY *key, struct tx_span passphrase) {
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
  X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 16, NULL, 1 << 14, 8, 1);
  X509_SIG *sealed =
      info && pbe ? PKCS8_set0_pbe((const char *)passphrase.p, (int)passphrase.n, info, pbe) : NULL;
  if (!sealed) X509_ALGOR_free(pbe);
  bool written = sealed && PEM_write_bio_PKCS8(bio, sealed) == 1;
  X509_SIG_free(sealed);
  PKCS8_PRIV_KEY_INFO_free(info);
  return written;
}

enum tx_reason tx_key_write_pem(const struct tx_signer *signer, struct tx_span passphrase,
                                char *out, size_t cap, size_t *len) {
  if (signer->ops != &memory_ops) return TX_BAD_KEY;
  CLEANUP(free_bio) BIO *bio = BIO_new(BIO_s_secmem());
  EVP_PKEY *key = key_of(signer);
  if (!bio) return TX_NO_MEMORY;
  bool written = passphrase.n > 0
                     ? write_encrypted(bio, key, passphrase)
                     : PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
  if (!written) return TX_NO_MEMORY;
  char *pem;
  long n = BIO_get_mem_data(bio, &pem);
  if (n < 0 || (size_t)n >= cap) return TX_NO_SPACE;
  memcpy(out, pem, (size_t)n);
  out[n] = '\0';
  *len = (size_t)n;
  return TX_OK;
}

bool tx_key_holder(const struct tx_signer *signer, struct tx_holder *out) {
  if (signer->alg != TX_ALG_ES256) return false;
  const uint8_t *point = signer->spki + sizeof p256_spki;
  memcpy(out->x, point, sizeof out->x);
  out->y_odd = point[63] & 1;
  return true;
}
