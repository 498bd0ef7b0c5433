/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-in by a key: a holder's by the pass's key, a gate's by its own (docs/format.md, "Holder's
 * sign-in"). */
#ifndef TX_LOGIN_H
#define TX_LOGIN_H

#include "crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_NONCE_SIZE 16
#define TX_LOGIN_MAX 1024 /* bytes of the object */

struct tx_login {
  struct tx_span who;      /* AREA/INDEX of a holder, or a gate's name */
  struct tx_span audience; /* the server's origin */
  int64_t iat;
  uint8_t nonce[TX_NONCE_SIZE];
  struct tx_check check; /* its key is to be filled in by who looked it up */
};

/* Reads what a sign-in claims; nothing holds until tx_check_holds(&out->check) with alg and spki,
 * or holder, filled in. TX_OK, 11, 60, 16. The bytes must outlive *out. */
enum tx_reason tx_login_read(struct tx_span bytes, struct tx_login *out);

/* who, audience, iat and nonce, signed. TX_OK, TX_NO_SPACE, TX_SIGNER_FAILED. */
enum tx_reason tx_login_sign(const struct tx_login *login, const struct tx_signer *signer,
                             uint8_t *out, size_t cap, size_t *len);

#ifdef __cplusplus
}
#endif

#endif
