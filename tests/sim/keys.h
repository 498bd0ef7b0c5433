/* SPDX-License-Identifier: Apache-2.0 */
/* The working keys of the simulated world: they are rotated, leak, are revoked and end. */
#ifndef SIM_KEYS_H
#define SIM_KEYS_H

#include "format/decide.h"

#define SIM_KEYS 40
#define SIM_NO_KEY SIM_KEYS /* none of these */

enum sim_use { SIM_ISSUE, SIM_STATUS, SIM_POLICY, SIM_USES };

struct sim_key {
  struct tx_signer *signer; /* of the forge, or owned */
  bool owned;
  enum sim_use use;
  char name[16];
  int64_t sign_from, sign_until, verify_until;
  bool leaked, revoked;
  uint64_t said_seq; /* the trust list that first says all this; 0: none was taken yet */
};

struct sim_keys {
  struct sim_key all[SIM_KEYS];
  unsigned count;
  unsigned newest[SIM_USES];
  bool must_reissue; /* passes died with their key */
};

#endif
