/* SPDX-License-Identifier: Apache-2.0 */
/* A composed list signed, and written as the list in force. */
#ifndef KEYS_SIGN_H
#define KEYS_SIGN_H

#include "compose.h"

/* Signs the list by its root and takes it as a gate would: one that a gate refuses leaves nothing.
 * signer is that root's. *out is the caller's to destroy (tx_trust_destroy). EX_OK, or an exit
 * status, having said why not. */
int keys_list_sign(const struct keys_folder *folder, const struct composed *composed,
                   const struct tx_signer *signer, struct tx_trust **out);

/* Writes trust-SEQ.cose, then trust.cose. As above. */
int keys_list_write(const struct keys_folder *folder, const struct tx_trust *list);

#endif
