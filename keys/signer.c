/* SPDX-License-Identifier: Apache-2.0 */
#include "signer.h"

#include "host/cli/command.h"

#include <stdarg.h>
#include <stdio.h>

static const struct keys_kind *const kinds[] = { &keys_pem };

enum tx_reason keys_why(char why[KEYS_WHY_SIZE], enum tx_reason reason, const char *zh,
                        const char *en, ...) {
  va_list list;
  va_start(list, en);
  vsnprintf(why, KEYS_WHY_SIZE, host_words(zh, en), list);
  va_end(list);
  return reason;
}

/* A path without a kind before it is a PEM file's. */
enum tx_reason keys_signer_open(const char *where, const struct keys_passphrase *passphrase,
                                char why[KEYS_WHY_SIZE], struct tx_signer **out) {
  why[0] = '\0';
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i]->prefix);
    if (strncmp(where, kinds[i]->prefix, n) == 0 && where[n] == ':')
      return kinds[i]->open(where + n + 1, passphrase, why, out);
  }
  return keys_pem.open(where, passphrase, why, out);
}
