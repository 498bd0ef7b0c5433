/* SPDX-License-Identifier: Apache-2.0 */
/* The keys that this server signs with: a folder of key files, each known by its row in the trust
 * list. */
#ifndef SERVER_DOMAIN_KEYSTORE_H
#define SERVER_DOMAIN_KEYSTORE_H

#include "host/sys/problem.h"

#include "keys/signer/signer.h"

struct keystore {
  struct keys_ring ring;
};

/* Loads every NAME.key of a folder; passphrase_file may be NULL. A file that others may read, one
 * that cannot be read, and a root key, be it of this trust list or by its description, is an error
 * with a sentence. */
enum tx_reason keystore_open(const char *folder, const char *passphrase_file,
                             const struct tx_trust *trust, struct keystore *out,
                             struct host_problem *problem);
/* Changes with every file of the folder that comes, goes or is changed, and with the passphrase's.
 */
uint64_t keystore_mark(const char *folder, const char *passphrase_file);
void keystore_close(struct keystore *keystore);

/* The signer for a use in an area at a time, the one with the narrowest area, and its row. NULL
 * with a sentence that says which key is missing. */
const struct tx_signer *keystore_find(const struct keystore *keystore, const struct tx_trust *trust,
                                      enum tx_use use, uint64_t area, int64_t at_s,
                                      const struct tx_key_row **row, struct host_problem *problem);

/* Whether one of the keys was made by a demo: its name begins with DEMO. */
bool keystore_is_demo(const struct keystore *keystore, const struct tx_trust *trust);

#endif
