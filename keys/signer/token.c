/* SPDX-License-Identifier: Apache-2.0 */
/* A private key on a PKCS#11 token, which it never leaves. */
#include "token.h"

#include "format/crypto.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct token_signer {
  struct tx_signer signer; /* first: it is this signer's */
  struct token token;
  struct token_key key;
  pthread_mutex_t lock; /* one session signs for one thread at a time */
};

/* --- signing ---------------------------------------------------------------------------------- */

/* The hash is ours, the signature the token's: not every token has a mechanism that does both. */
static bool sign_once(struct token_signer *own, const uint8_t hash[TX_HASH_SIZE],
                      uint8_t *signature) {
  struct token *token = &own->token;
  CK_MECHANISM mechanism = { CKM_ECDSA, NULL, 0 };
  CK_ULONG n = TX_SIGNATURE_SIZE;
  if (!token->session ||
      token->api->C_SignInit(token->session, &mechanism, own->key.handle) != CKR_OK)
    return false;
  if (own->key.asks_each_time && token->api->C_Login(token->session, CKU_CONTEXT_SPECIFIC,
                                                     token->pin.p, token->pin.n) != CKR_OK)
    return false;
  return token->api->C_Sign(token->session, (CK_BYTE *)hash, TX_HASH_SIZE, signature, &n) ==
             CKR_OK &&
         n == TX_SIGNATURE_SIZE;
}

/* A token that was pulled and put back has forgotten the session and the login. */
static bool come_back(struct token_signer *own) {
  struct host_problem problem;
  uint8_t spki[TX_SPKI_MAX];
  size_t n = 0;
  return token_log_in(&own->token, false, &problem) == TX_OK &&
         token_key_find(&own->token, &problem, &own->key, spki, &n) == TX_OK &&
         n == own->signer.spki_len && memcmp(spki, own->signer.spki, n) == 0;
}

static bool sign(const struct tx_signer *signer, struct tx_span message, uint8_t *signature) {
  struct token_signer *own = (struct token_signer *)signer;
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(message, hash);
  pthread_mutex_lock(&own->lock);
  bool signed_ =
      sign_once(own, hash, signature) || (come_back(own) && sign_once(own, hash, signature));
  pthread_mutex_unlock(&own->lock);
  return signed_;
}

static void destroy(struct tx_signer *signer) {
  struct token_signer *own = (struct token_signer *)signer;
  token_close(&own->token);
  pthread_mutex_destroy(&own->lock);
  free(own);
}

static const struct tx_signer_ops ops = { .sign = sign, .destroy = destroy };

/* --- opening ---------------------------------------------------------------------------------- */

/* Takes the token, also when it fails. */
static enum tx_reason take(struct token *token, struct host_problem *problem,
                           struct tx_signer **out) {
  struct token_signer *own = calloc(1, sizeof *own);
  if (!own) {
    token_close(token);
    return host_problem_of(problem, TX_NO_MEMORY);
  }
  own->signer.ops = &ops;
  own->signer.alg = TX_ALG_ES256;
  own->token = *token;
  pthread_mutex_init(&own->lock, NULL);
  enum tx_reason reason =
      token_key_find(&own->token, problem, &own->key, own->signer.spki, &own->signer.spki_len);
  if (reason != TX_OK) {
    destroy(&own->signer);
    return reason;
  }
  tx_sha256(tx_span_of(own->signer.spki, own->signer.spki_len), own->signer.hash);
  *out = &own->signer;
  return TX_OK;
}

static enum tx_reason open_token(const char *place, const struct keys_passphrase *from,
                                 struct host_problem *problem, struct tx_signer **out) {
  struct token token;
  HOST_FREE char *uri = NULL;
  if (asprintf(&uri, "pkcs11:%s", place) < 0) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = token_open(uri, from, false, problem, &token);
  if (reason == TX_OK) return take(&token, problem, out);
  token_close(&token);
  return reason;
}

const struct keys_kind keys_token = { .prefix = "pkcs11", .open = open_token };

/* --- making ----------------------------------------------------------------------------------- */

/* Two objects of one id need not be halves of one key. */
static enum tx_reason prove(const struct tx_signer *signer, struct host_problem *problem) {
  static const uint8_t word[] = "tongxing";
  const struct tx_span message = tx_span_of(word, sizeof word);
  uint8_t signature[TX_SIGNATURE_SIZE];
  struct tx_verifier *verifier =
      tx_verifier_create(signer->alg, tx_span_of(signer->spki, signer->spki_len));
  bool holds = verifier && sign(signer, message, signature) &&
               tx_verifier_holds(verifier, message, (struct tx_span){ 0 }, signature);
  tx_verifier_destroy(verifier);
  if (holds) return TX_OK;
  return host_problem_set(problem, TX_BAD_KEY,
                          "令牌上的密钥不能用来签名，或公钥与私钥不成对：请换一把。",
                          "The key on the token cannot sign, or its public key is another's: take "
                          "another key.");
}

enum tx_reason keys_token_make(const char *uri, const char *label,
                               const struct keys_passphrase *from, struct host_problem *problem,
                               struct tx_signer **out, char **where) {
  struct token token;
  *out = NULL;
  *where = NULL;
  enum tx_reason reason = token_open(uri, from, true, problem, &token);
  if (reason == TX_OK && !token_names_key(&token)) reason = token_key_make(&token, label, problem);
  if (reason == TX_OK &&
      p11_kit_uri_format(token.uri, P11_KIT_URI_FOR_ANY, where) != P11_KIT_URI_OK)
    reason = host_problem_of(problem, TX_NO_MEMORY);
  if (reason != TX_OK) {
    token_close(&token);
    return reason;
  }
  reason = take(&token, problem, out);
  if (*out) reason = prove(*out, problem);
  if (reason == TX_OK) return TX_OK;
  tx_signer_destroy(*out);
  free(*where);
  *out = NULL;
  *where = NULL;
  return reason;
}
