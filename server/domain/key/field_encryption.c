/* SPDX-License-Identifier: Apache-2.0 */
/* Talks to OpenSSL itself, as tls.c does: libtongxing's door has neither encryption nor
 * certificates. */
#include "field_encryption.h"

#include "crypto_context.h"

#include "format/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NONCE_SIZE 12
#define TAG_SIZE 16
#define OVERHEAD (NONCE_SIZE + TAG_SIZE)
#define CONTEXT_MAX 96

static void derive(const uint8_t master[FIELD_KEY_SIZE], const char *label,
                   uint8_t out[FIELD_KEY_SIZE]) {
  tx_hmac_sha256(tx_span_of(master, FIELD_KEY_SIZE), tx_span_text(label), out);
}

void field_keys_derive(const uint8_t master[FIELD_KEY_SIZE], struct field_keys *out) {
  derive(master, "tongxing at rest 1", out->sealing);
  derive(master, "tongxing look-up 1", out->look_up);
  derive(master, "tongxing tokens 1", out->tokens);
}

void field_keys_cleanse(struct field_keys *fields) {
  tx_cleanse(fields, sizeof *fields);
}

static void close_fd(const int *fd) {
  if (*fd >= 0) close(*fd);
}
#define FD __attribute__((cleanup(close_fd))) int

enum tx_reason field_keys_create(const char *path) {
  uint8_t master[FIELD_KEY_SIZE];
  if (!tx_random(master, sizeof master)) return TX_SIGNER_FAILED;
  FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno == EEXIST ? TX_CONFLICT : TX_IO_FAILED;
  bool written = write(fd, master, sizeof master) == (ssize_t)sizeof master && fsync(fd) == 0;
  tx_cleanse(master, sizeof master);
  return written ? TX_OK : TX_IO_FAILED;
}

enum tx_reason field_keys_open(const char *path, struct field_keys *out) {
  uint8_t master[FIELD_KEY_SIZE + 1];
  struct stat info;
  FD fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT ? TX_NOT_FOUND : TX_IO_FAILED;
  if (fstat(fd, &info) != 0) return TX_IO_FAILED;
  if (info.st_mode & 077) return TX_NOT_ALLOWED;
  if (read(fd, master, sizeof master) != FIELD_KEY_SIZE) return TX_BAD_KEY;
  field_keys_derive(master, out);
  tx_cleanse(master, sizeof master);
  return TX_OK;
}

static bool encrypt(const struct field_keys *fields, struct tx_span context, struct tx_span plain,
                    uint8_t *out) {
  EVP_CIPHER_CTX *cipher = crypto_context_cipher();
  int n = 0;
  uint8_t *body = out + NONCE_SIZE;
  return cipher && tx_random(out, NONCE_SIZE) &&
         EVP_EncryptInit_ex(cipher, crypto_context_gcm(), NULL, fields->sealing, out) == 1 &&
         EVP_EncryptUpdate(cipher, NULL, &n, context.p, (int)context.n) == 1 &&
         EVP_EncryptUpdate(cipher, body, &n, plain.p, (int)plain.n) == 1 &&
         EVP_EncryptFinal_ex(cipher, body + n, &n) == 1 &&
         EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, body + plain.n) == 1;
}

static bool decrypt(const struct field_keys *fields, struct tx_span context, struct tx_span sealed,
                    uint8_t *out) {
  EVP_CIPHER_CTX *cipher = crypto_context_cipher();
  uint8_t tag[TAG_SIZE];
  int n = 0;
  size_t plain = sealed.n - OVERHEAD;
  const uint8_t *body = sealed.p + NONCE_SIZE;
  memcpy(tag, body + plain, TAG_SIZE);
  return cipher &&
         EVP_DecryptInit_ex(cipher, crypto_context_gcm(), NULL, fields->sealing, sealed.p) == 1 &&
         EVP_DecryptUpdate(cipher, NULL, &n, context.p, (int)context.n) == 1 &&
         EVP_DecryptUpdate(cipher, out, &n, body, (int)plain) == 1 &&
         EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) == 1 &&
         EVP_DecryptFinal_ex(cipher, out + n, &n) == 1;
}

static enum tx_reason seal_span(const struct field_keys *fields, struct tx_span context,
                                struct tx_span plain, uint8_t *out, size_t cap, size_t *len) {
  if (plain.n + OVERHEAD > cap) return TX_NO_SPACE;
  if (!encrypt(fields, context, plain, out)) return TX_SIGNER_FAILED;
  *len = plain.n + OVERHEAD;
  return TX_OK;
}

static enum tx_reason unseal_span(const struct field_keys *fields, struct tx_span context,
                                  struct tx_span sealed, uint8_t *out, size_t cap, size_t *len) {
  if (sealed.n < OVERHEAD) return TX_MALFORMED;
  if (sealed.n - OVERHEAD > cap) return TX_NO_SPACE;
  if (!decrypt(fields, context, sealed, out)) return TX_BAD_SIGNATURE;
  *len = sealed.n - OVERHEAD;
  return TX_OK;
}

static struct tx_span bind_context(const char *what, const uint8_t *subject,
                                   uint8_t out[CONTEXT_MAX]) {
  size_t n = strnlen(what, CONTEXT_MAX - TX_HASH_SIZE);
  memcpy(out, what, n);
  memcpy(out + n, subject, TX_HASH_SIZE);
  return tx_span_of(out, n + TX_HASH_SIZE);
}

enum tx_reason field_seal(const struct field_keys *fields, const char *what,
                          const uint8_t subject[TX_HASH_SIZE], struct tx_span plain,
                          struct sealed *out) {
  uint8_t context[CONTEXT_MAX];
  out->n = 0;
  if (!plain.n) return TX_OK;
  return seal_span(fields, bind_context(what, subject, context), plain, out->bytes, SEALED_MAX,
                   &out->n);
}

enum tx_reason field_unseal(const struct field_keys *fields, const char *what,
                            const uint8_t subject[TX_HASH_SIZE], const struct sealed *sealed,
                            uint8_t *out, size_t cap, size_t *len) {
  uint8_t context[CONTEXT_MAX];
  *len = 0;
  if (!sealed->n) return TX_OK;
  return unseal_span(fields, bind_context(what, subject, context),
                     tx_span_of(sealed->bytes, sealed->n), out, cap, len);
}

enum tx_reason field_seal_new(const struct field_keys *fields, const char *what,
                              struct tx_span plain, struct host_bytes *out) {
  out->p = malloc(plain.n + OVERHEAD);
  if (!out->p) return TX_NO_MEMORY;
  return seal_span(fields, tx_span_text(what), plain, out->p, plain.n + OVERHEAD, &out->n);
}

/* One byte more than there is: a text is terminated by it. */
enum tx_reason field_unseal_new(const struct field_keys *fields, const char *what,
                                struct tx_span sealed, struct host_bytes *out) {
  out->p = calloc(1, sealed.n + 1);
  if (!out->p) return TX_NO_MEMORY;
  return unseal_span(fields, tx_span_text(what), sealed, out->p, sealed.n, &out->n);
}

enum tx_reason field_seal_bytes(const struct field_keys *fields, const char *what,
                                struct tx_span plain, uint8_t *out, size_t cap, size_t *len) {
  return seal_span(fields, tx_span_text(what), plain, out, cap, len);
}

enum tx_reason field_unseal_bytes(const struct field_keys *fields, const char *what,
                                  struct tx_span sealed, uint8_t *out, size_t cap, size_t *len) {
  return unseal_span(fields, tx_span_text(what), sealed, out, cap, len);
}

/* A hash that could not be made would be somebody else's: as tx_hmac_sha256, it aborts. */
static void keyed_hash(const struct field_keys *fields, const char *labelled, size_t n,
                       uint8_t out[TX_HASH_SIZE]) {
  EVP_MAC_CTX *mac = crypto_context_mac();
  bool made = mac && EVP_MAC_init(mac, fields->look_up, FIELD_KEY_SIZE, NULL) == 1 &&
              EVP_MAC_update(mac, (const uint8_t *)labelled, n) == 1 &&
              EVP_MAC_final(mac, out, NULL, TX_HASH_SIZE) == 1;
  if (!made) abort();
}

void field_hash(const struct field_keys *fields, const char *what, const char *text,
                uint8_t out[TX_HASH_SIZE]) {
  char labelled[512];
  int n = snprintf(labelled, sizeof labelled, "%s:%s", what, text);
  size_t length = n < 0 ? 0 : (size_t)n < sizeof labelled ? (size_t)n : sizeof labelled - 1;
  keyed_hash(fields, labelled, length, out);
}

void field_hash_in(const struct field_keys *fields, const char *what, uint64_t area,
                   const char *text, uint8_t out[TX_HASH_SIZE]) {
  char label[64];
  snprintf(label, sizeof label, "%s %llu", what, (unsigned long long)area);
  field_hash(fields, label, text, out);
}
