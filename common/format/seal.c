/* SPDX-License-Identifier: Apache-2.0 */
#include "seal.h"

#include "crypto_key.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#define CLEANUP(f) __attribute__((cleanup(f)))

static void free_x509(X509 **p) {
  X509_free(*p);
}
static void free_cms(CMS_ContentInfo **p) {
  CMS_ContentInfo_free(*p);
}
static void free_bio(BIO **p) {
  BIO_free(*p);
}
static void free_pkey(EVP_PKEY **p) {
  EVP_PKEY_free(*p);
}

const struct tx_key_row *tx_seal_key(const struct tx_trust *trust, uint64_t area,
                                     struct tx_clock clock) {
  const struct tx_key_row *best = NULL;
  for (size_t i = 0; i < trust->row_count; i++) {
    const struct tx_key_row *row = &trust->rows[i];
    if (row->revoked || !(row->uses & TX_USE_SEAL) || row->alg != TX_ALG_ES256) continue;
    if (tx_key_may_sign(row, area, clock.now_s, clock) != TX_OK) continue;
    if (!best || tx_area_level(row->area) > tx_area_level(best->area)) best = row;
  }
  return best;
}

static bool fill(X509 *x, EVP_PKEY *key, const uint8_t *kid, ASN1_OCTET_STRING *id,
                 EVP_PKEY *author) {
  return X509_set_version(x, X509_VERSION_3) == 1 && X509_set_pubkey(x, key) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(x), 1) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(x), 0) && X509_gmtime_adj(X509_getm_notAfter(x), 60) &&
         ASN1_OCTET_STRING_set(id, kid, TX_KID_SIZE) == 1 &&
         X509_add1_ext_i2d(x, NID_subject_key_identifier, id, 0, X509V3_ADD_DEFAULT) == 1 &&
         X509_sign(x, author, EVP_sha256()) > 0;
}

/* OpenSSL names recipients by certificates, and reads only whole ones: the bare key is put in one
 * that nobody ever sees. CMS takes the key and its identifier from it, and nothing else. */
static X509 *dress(EVP_PKEY *key, const uint8_t kid[TX_KID_SIZE]) {
  X509 *x = X509_new();
  ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
  CLEANUP(free_pkey) EVP_PKEY *author = EVP_EC_gen("P-256");
  bool made = x && id && author && fill(x, key, kid, id, author);
  ASN1_OCTET_STRING_free(id);
  if (made) return x;
  X509_free(x);
  return NULL;
}

static enum tx_reason write_der(CMS_ContentInfo *cms, uint8_t *out, size_t cap, size_t *len) {
  int n = i2d_CMS_ContentInfo(cms, NULL);
  if (n <= 0) return TX_NO_MEMORY;
  if ((size_t)n > cap) return TX_NO_SPACE;
  *len = (size_t)i2d_CMS_ContentInfo(cms, &out);
  return TX_OK;
}

static enum tx_reason seal_to(struct tx_span plain, EVP_PKEY *key, const uint8_t *kid, uint8_t *out,
                              size_t cap, size_t *len) {
  static const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_USE_KEYID;
  CLEANUP(free_x509) X509 *x = dress(key, kid);
  CLEANUP(free_bio) BIO *in = BIO_new_mem_buf(plain.p, (int)plain.n);
  CLEANUP(free_cms) CMS_ContentInfo *cms = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), flags);
  if (!x || !in || !cms || !CMS_add1_recipient_cert(cms, x, CMS_USE_KEYID)) return TX_NO_MEMORY;
  if (CMS_final(cms, in, NULL, flags) != 1) return TX_NO_MEMORY;
  return write_der(cms, out, cap, len);
}

enum tx_reason tx_seal(struct tx_span plain, struct tx_span spki, uint8_t *out, size_t cap,
                       size_t *len) {
  if (tx_spki_alg(spki) != TX_ALG_ES256 || plain.n > INT32_MAX) return TX_BAD_KEY;
  const uint8_t *p = spki.p;
  uint8_t hash[TX_HASH_SIZE];
  CLEANUP(free_pkey) EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)spki.n);
  tx_sha256(spki, hash);
  enum tx_reason reason = key ? seal_to(plain, key, hash, out, cap, len) : TX_BAD_KEY;
  ERR_clear_error();
  return reason;
}

/* --- opening ------------------------------------------------------------------------------------
 */

static bool is_recipient(CMS_RecipientInfo *info, CMS_RecipientEncryptedKey *sealed,
                         const uint8_t kid[TX_KID_SIZE]) {
  ASN1_OCTET_STRING *id = NULL;
  return CMS_RecipientInfo_type(info) == CMS_RECIPINFO_AGREE &&
         CMS_RecipientEncryptedKey_get0_id(sealed, &id, NULL, NULL, NULL, NULL) == 1 && id &&
         ASN1_STRING_length(id) == TX_KID_SIZE &&
         memcmp(ASN1_STRING_get0_data(id), kid, TX_KID_SIZE) == 0;
}

/* Decrypts the content key where it was sealed to us. */
static bool open_key(CMS_ContentInfo *cms, EVP_PKEY *key, const uint8_t *kid) {
  STACK_OF(CMS_RecipientInfo) *infos = CMS_get0_RecipientInfos(cms);
  for (int i = 0; i < sk_CMS_RecipientInfo_num(infos); i++) {
    CMS_RecipientInfo *info = sk_CMS_RecipientInfo_value(infos, i);
    if (CMS_RecipientInfo_type(info) != CMS_RECIPINFO_AGREE) continue;
    STACK_OF(CMS_RecipientEncryptedKey) *keys = CMS_RecipientInfo_kari_get0_reks(info);
    for (int k = 0; k < sk_CMS_RecipientEncryptedKey_num(keys); k++) {
      CMS_RecipientEncryptedKey *sealed = sk_CMS_RecipientEncryptedKey_value(keys, k);
      if (!is_recipient(info, sealed, kid) || CMS_RecipientInfo_kari_set0_pkey(info, key) != 1)
        continue;
      bool open = CMS_RecipientInfo_kari_decrypt(cms, info, sealed) == 1;
      CMS_RecipientInfo_kari_set0_pkey(info, NULL);
      if (open) return true;
    }
  }
  return false;
}

enum tx_reason tx_unseal(struct tx_span sealed, const struct tx_signer *key, uint8_t *out,
                         size_t cap, size_t *len) {
  EVP_PKEY *own = crypto_key_of(key);
  if (!own) return TX_BAD_KEY;
  const uint8_t *p = sealed.p;
  CLEANUP(free_cms)
  CMS_ContentInfo *cms =
      sealed.n <= INT32_MAX ? d2i_CMS_ContentInfo(NULL, &p, (long)sealed.n) : NULL;
  bool enveloped = cms && OBJ_obj2nid(CMS_get0_type(cms)) == NID_id_smime_ct_authEnvelopedData;
  if (!enveloped) {
    ERR_clear_error();
    return TX_MALFORMED;
  }
  CLEANUP(free_bio) BIO *plain = BIO_new(BIO_s_secmem());
  enum tx_reason reason = !plain                          ? TX_NO_MEMORY
                          : open_key(cms, own, key->hash) ? TX_OK
                                                          : TX_BAD_KEY;
  if (reason == TX_OK && CMS_decrypt(cms, NULL, NULL, NULL, plain, CMS_BINARY) != 1)
    reason = TX_BAD_SIGNATURE;
  ERR_clear_error();
  if (reason != TX_OK) return reason;
  char *bytes;
  long n = BIO_get_mem_data(plain, &bytes);
  if (n < 0 || (size_t)n > cap) return TX_NO_SPACE;
  memcpy(out, bytes, (size_t)n);
  *len = (size_t)n;
  return TX_OK;
}
