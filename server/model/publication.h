/* SPDX-License-Identifier: Apache-2.0 */
/* What was published: a signed object by kind, area and seq. */
#ifndef SERVER_MODEL_PUBLICATION_H
#define SERVER_MODEL_PUBLICATION_H

#include "format/bytes.h"

enum publication_kind {
  PUBLISHED_TRUST, /* area 0 */
  PUBLISHED_STATUS,
  PUBLISHED_DELTA, /* seq is the one it starts from */
  PUBLISHED_POLICY,
  PUBLISHED_CERTS,
  PUBLISHED_KINDS,
};

/* "trust", "status", "delta", "policy", "certs". */
const char *publication_word(enum publication_kind kind);
bool publication_find(const char *word, enum publication_kind *kind);

struct publication {
  enum publication_kind kind;
  uint64_t area;
  uint64_t seq;
  uint64_t before; /* seq of the one published before it; 0: none, or nobody asked */
  int64_t iat;
  struct tx_span body;
};

#endif
