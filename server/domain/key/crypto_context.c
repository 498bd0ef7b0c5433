/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto_context.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct contexts {
  EVP_MAC_CTX *mac;
  EVP_CIPHER_CTX *cipher;
};

static struct {
  pthread_once_t once;
  pthread_key_t own; /* a thread's contexts */
  bool kept;         /* own was made */
  EVP_MAC *hmac;
  EVP_CIPHER *gcm;
} shared = { .once = PTHREAD_ONCE_INIT };

static void free_contexts(void *value) {
  struct contexts *contexts = value;
  EVP_MAC_CTX_free(contexts->mac);
  EVP_CIPHER_CTX_free(contexts->cipher);
  free(contexts);
}

static void fetch(void) {
  shared.hmac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
  shared.gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
  shared.kept = pthread_key_create(&shared.own, free_contexts) == 0;
}

static EVP_MAC_CTX *make_mac(void) {
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                OSSL_PARAM_END };
  EVP_MAC_CTX *mac = EVP_MAC_CTX_new(shared.hmac);
  if (mac && EVP_MAC_CTX_set_params(mac, params) == 1) return mac;
  EVP_MAC_CTX_free(mac);
  return NULL;
}

static struct contexts *own_contexts(void) {
  pthread_once(&shared.once, fetch);
  if (!shared.kept || !shared.hmac) return NULL;
  struct contexts *contexts = pthread_getspecific(shared.own);
  if (contexts) return contexts;
  contexts = calloc(1, sizeof *contexts);
  if (!contexts) return NULL;
  *contexts = (struct contexts){ .mac = make_mac(), .cipher = EVP_CIPHER_CTX_new() };
  if (contexts->mac && contexts->cipher && pthread_setspecific(shared.own, contexts) == 0)
    return contexts;
  free_contexts(contexts);
  return NULL;
}

EVP_MAC_CTX *crypto_context_mac(void) {
  struct contexts *contexts = own_contexts();
  return contexts ? contexts->mac : NULL;
}

EVP_CIPHER_CTX *crypto_context_cipher(void) {
  struct contexts *contexts = own_contexts();
  return contexts ? contexts->cipher : NULL;
}

const EVP_CIPHER *crypto_context_gcm(void) {
  pthread_once(&shared.once, fetch);
  return shared.gcm;
}
