/* SPDX-License-Identifier: Apache-2.0 */
/* From a folder of keys to the next trust list. */
#ifndef KEYS_COMPOSE_H
#define KEYS_COMPOSE_H

#include "folder.h"

struct compose_wish {
  const char *root;      /* who signs; NULL: whoever follows from the list in force */
  const char *next_root; /* to be named beside it; NULL: the one that the list in force names */
  uint64_t seq;
  int64_t iat, exp;
  const uint8_t (*tls)[TX_HASH_SIZE]; /* ascending; count 0: those of the list in force */
  size_t tls_count;
};

struct composed {
  struct tx_trust list;          /* unsigned; its spans point into the folder */
  const struct keys_entry *root; /* who is to sign it */
};

/* EX_OK, or an exit status, having said why no list can be made of this folder. The caller finishes
 * it, also after an error; the folder must outlive it. */
int compose(const struct keys_folder *folder, const struct compose_wish *wish,
            struct composed *out);
void compose_finish(struct composed *composed);

#endif
