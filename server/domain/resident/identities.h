/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom an import added, until the directory has them. Its key is a hash, so each row lands on a
 * page of its own, and slices would write the whole index again and again; kept here by their
 * first byte, people come to it neighbours after neighbours, and each page is written once or
 * twice.
 */
#ifndef SERVER_DOMAIN_IDENTITIES_H
#define SERVER_DOMAIN_IDENTITIES_H

#include "format/bytes.h"

#define IDENTITIES_SHELVES 256

struct identity {
  uint8_t id_hash[TX_HASH_SIZE];
  uint32_t index;
};

struct identities_shelf {
  struct identity *items;
  size_t count, cap;
};

struct identities {
  struct identities_shelf shelves[IDENTITIES_SHELVES];
  size_t shelf, item; /* the next to be taken */
};

/* False: no memory. */
bool identities_add(struct identities *kept, const uint8_t id_hash[TX_HASH_SIZE], uint32_t index);
/* By the first byte of their hashes; NULL after the last. Alive until identities_finish. */
const struct identity *identities_next(struct identities *kept);
void identities_finish(struct identities *kept);

#endif
