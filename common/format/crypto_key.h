/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files that may include OpenSSL. Not installed. */
#ifndef TX_CRYPTO_KEY_H
#define TX_CRYPTO_KEY_H

#include "signer.h"

#include <openssl/evp.h>

/* The key of a signer that rests in memory; NULL for one on a token. Still the signer's. */
EVP_PKEY *crypto_key_of(const struct tx_signer *signer);

#endif
