/* SPDX-License-Identifier: Apache-2.0 */
/* What keys are for, and by which algorithms. */
#ifndef KEYS_USES_H
#define KEYS_USES_H

#include "format/trust.h"

struct keys_use {
  const char *name; /* "issue" */
  uint8_t bit;      /* enum tx_use; 0 for a root */
  const char *zh, *en;
  unsigned sign_days;   /* by default, from when it is made */
  unsigned verify_days; /* by default, after it stops signing */
};

/* NULL for no such name, or no such bit. */
const struct keys_use *keys_use_named(const char *name);
const struct keys_use *keys_use_of(uint8_t bit);

/* "es256", "ed25519", "sm2"; 0 or "unknown" for another. */
int64_t keys_alg_named(const char *name);
const char *keys_alg_name(int64_t alg);

#endif
