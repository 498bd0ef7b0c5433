/* SPDX-License-Identifier: Apache-2.0 */
#include "signer.h"

static const struct keys_kind *const kinds[] = { &keys_pem, &keys_token };

/* A path without a kind before it is a PEM file's. */
enum tx_reason keys_signer_open(const char *where, const struct keys_passphrase *passphrase,
                                struct host_problem *problem, struct tx_signer **out) {
  *problem = (struct host_problem){ 0 };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i]->prefix);
    if (strncmp(where, kinds[i]->prefix, n) == 0 && where[n] == ':')
      return kinds[i]->open(where + n + 1, passphrase, problem, out);
  }
  return keys_pem.open(where, passphrase, problem, out);
}
