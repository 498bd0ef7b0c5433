/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What OpenSSL would look up and make anew for every MAC and every seal: the algorithms are fetched
 * once, and each thread keeps a context of its own of each kind until it ends.
 */
#ifndef SERVER_DOMAIN_CRYPTO_CONTEXT_H
#define SERVER_DOMAIN_CRYPTO_CONTEXT_H

#include <openssl/evp.h>

/* The calling thread's, with HMAC and SHA-256 chosen: begin with EVP_MAC_init and a key. NULL: no
 * memory, or OpenSSL lacks the algorithm. */
EVP_MAC_CTX *crypto_context_mac(void);
/* The calling thread's, to be begun with crypto_context_gcm and a key. NULL: no memory. */
EVP_CIPHER_CTX *crypto_context_cipher(void);
/* AES-256-GCM. NULL: OpenSSL lacks it, which EVP_EncryptInit_ex refuses by itself. */
const EVP_CIPHER *crypto_context_gcm(void);

#endif
