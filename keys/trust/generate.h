/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KEYS_GENERATE_H
#define KEYS_GENERATE_H

#include "folder.h"
#include "keys/signer/signer.h"

/* A fresh key whose kid nobody in the folder has: where one collides, another is made. NULL when
 * generate fails, or goes on colliding. */
struct tx_signer *generate_apart(const struct keys_folder *folder, int64_t alg,
                                 struct tx_signer *(*generate)(int64_t alg));

/* Makes the key of an entry whose name, use, area, times and alg are set, and writes NAME.key,
 * NAME.pub and NAME.json; fills spki and hash. token is NULL, or the PKCS#11 URI of a token that
 * the key is made on, or of a key there that is taken on: NAME.key then holds that key's URI. from
 * is where its passphrase, or the token's PIN, comes from; NULL only when it was said in words that
 * it has none. EX_OK, or an exit status, having said why not. */
int keys_generate(const struct keys_folder *folder, const struct keys_passphrase *from,
                  const char *token, struct keys_entry *entry);

#endif
