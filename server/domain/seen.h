/* SPDX-License-Identifier: Apache-2.0 */
/* Which identities a file has named already, and on which line. */
#ifndef SERVER_DOMAIN_SEEN_H
#define SERVER_DOMAIN_SEEN_H

#include "format/bytes.h"

struct seen_entry {
  uint64_t key;
  size_t line; /* 0: empty */
};

struct seen {
  struct seen_entry *entries;
  size_t count, cap; /* cap is a power of two */
};

/* Notes an identity. 0 when it is new, else the line that named it first; SIZE_MAX without memory.
 * The hash is keyed, so half a hash is enough and nobody can make two meet. */
size_t seen_note(struct seen *seen, const uint8_t hash[TX_HASH_SIZE], size_t line);
void seen_finish(struct seen *seen);

#endif
