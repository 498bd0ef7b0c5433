/* SPDX-License-Identifier: Apache-2.0 */
#include "tls_certificate.h"

#include "format/crypto.h"
#include "host/sys/file.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <unistd.h>

#define LIFE_S (3650L * 86400)

static void free_key(EVP_PKEY **key) {
  EVP_PKEY_free(*key);
}
static void free_cert(X509 **cert) {
  X509_free(*cert);
}
static void free_bio(BIO **bio) {
  BIO_free(*bio);
}
#define KEY __attribute__((cleanup(free_key))) EVP_PKEY
#define CERT __attribute__((cleanup(free_cert))) X509
#define MEMORY __attribute__((cleanup(free_bio))) BIO

static bool add_names(X509 *cert) {
  char host[256] = "localhost", names[320];
  if (gethostname(host, sizeof host - 1) != 0) return false;
  snprintf(names, sizeof names, "DNS:localhost,DNS:%s,IP:127.0.0.1,IP:::1", host);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
  bool added = extension && X509_add_ext(cert, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

static bool fill(X509 *cert, EVP_PKEY *key, int64_t now_s) {
  uint64_t serial;
  if (!tx_random((uint8_t *)&serial, sizeof serial)) return false;
  time_t from = (time_t)now_s - 86400, until = (time_t)now_s + LIFE_S;
  X509_NAME *name = X509_get_subject_name(cert);
  return X509_set_version(cert, X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), serial) == 1 &&
         X509_time_adj(X509_getm_notBefore(cert), 0, &from) &&
         X509_time_adj(X509_getm_notAfter(cert), 0, &until) &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t *)"tongxing-server",
                                    -1, -1, 0) == 1 &&
         X509_set_issuer_name(cert, name) == 1 && X509_set_pubkey(cert, key) == 1 &&
         add_names(cert) && X509_sign(cert, key, EVP_sha256()) > 0;
}

static enum tx_reason write_pem(const char *folder, const char *name, BIO *memory) {
  HOST_FREE char *path = host_path(folder, "%s", name);
  char *text = NULL;
  long n = BIO_get_mem_data(memory, &text);
  if (!path || n <= 0) return TX_NO_MEMORY;
  return host_file_create(path, tx_span_of(text, (size_t)n), 0600);
}

enum tx_reason tls_create(const char *folder, int64_t now_s) {
  KEY *key = EVP_EC_gen("P-256");
  CERT *cert = X509_new();
  MEMORY *key_pem = BIO_new(BIO_s_secmem());
  MEMORY *cert_pem = BIO_new(BIO_s_mem());
  if (!key || !cert || !key_pem || !cert_pem || !fill(cert, key, now_s) ||
      PEM_write_bio_PrivateKey(key_pem, key, NULL, NULL, 0, NULL, NULL) != 1 ||
      PEM_write_bio_X509(cert_pem, cert) != 1)
    return TX_SIGNER_FAILED;
  enum tx_reason reason = write_pem(folder, "tls.key", key_pem);
  return reason == TX_OK ? write_pem(folder, "tls.crt", cert_pem) : reason;
}

enum tx_reason tls_hash(const char *cert_path, uint8_t hash[TX_HASH_SIZE]) {
  HOST_BYTES pem = { 0 };
  uint8_t *der = NULL;
  enum tx_reason reason = host_file_read(cert_path, 1u << 20, &pem);
  if (reason != TX_OK) return reason;
  MEMORY *memory = BIO_new_mem_buf(pem.p, (int)pem.n);
  CERT *cert = memory ? PEM_read_bio_X509(memory, NULL, NULL, NULL) : NULL;
  int n = cert ? i2d_PUBKEY(X509_get0_pubkey(cert), &der) : -1;
  if (n > 0) tx_sha256(tx_span_of(der, (size_t)n), hash);
  OPENSSL_free(der);
  return n > 0 ? TX_OK : TX_BAD_KEY;
}

enum tx_reason tls_end(const char *cert_path, int64_t *end_s) {
  HOST_BYTES pem = { 0 };
  struct tm tm = { 0 };
  enum tx_reason reason = host_file_read(cert_path, 1u << 20, &pem);
  if (reason != TX_OK) return reason;
  MEMORY *memory = BIO_new_mem_buf(pem.p, (int)pem.n);
  CERT *cert = memory ? PEM_read_bio_X509(memory, NULL, NULL, NULL) : NULL;
  if (!cert || ASN1_TIME_to_tm(X509_get0_notAfter(cert), &tm) != 1) return TX_BAD_KEY;
  *end_s = (int64_t)timegm(&tm);
  return TX_OK;
}
