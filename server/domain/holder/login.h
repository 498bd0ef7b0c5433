/* SPDX-License-Identifier: Apache-2.0 */
/* A phone proves itself with its key, by a tx-login (docs/format.md, "Holder's sign-in"). */
#ifndef SERVER_DOMAIN_HOLDER_LOGIN_H
#define SERVER_DOMAIN_HOLDER_LOGIN_H

#include "domain/gate/login.h"
#include "model/holder.h"

#define HOLDER_APPLIES "apply" /* who a phone is that has no pass yet */

/* Whether a sign-in as who is signed by holder's key. Neither its moment nor its nonce is looked
 * at: login_check_moment does. TX_BAD_SIGNATURE, 11, 60, 16; TX_NOT_ALLOWED (as another). *out
 * points into bytes. */
enum tx_reason holder_login_read(struct tx_span bytes, const char *who,
                                 const struct tx_holder *holder, struct tx_login *out,
                                 struct host_problem *problem);

/* Whose key signed: who is the key itself (base64 of its DER), or AREA/INDEX of a pass that it
 * holds. The same, and TX_UNKNOWN_KEY where neither says which key. */
enum tx_reason holder_login_find(const struct request *request, struct tx_span bytes,
                                 struct holder_key *out, struct tx_login *login,
                                 struct host_problem *problem);

#endif
