/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KEYS_GENERATE_H
#define KEYS_GENERATE_H

#include "folder.h"

/* A fresh key whose kid nobody in the folder has: where one collides, another is made. NULL when
 * generate fails, or goes on colliding. */
struct tx_signer *generate_apart(const struct keys_folder *folder, int64_t alg,
                                 struct tx_signer *(*generate)(int64_t alg));

#endif
