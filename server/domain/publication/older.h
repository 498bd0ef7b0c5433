/* SPDX-License-Identifier: Apache-2.0 */
/* What was published once and is no longer the newest. */
#ifndef SERVER_DOMAIN_OLDER_H
#define SERVER_DOMAIN_OLDER_H

#include "domain/context/context.h"
#include "model/publication.h"

struct older_publication {
  uint8_t *body; /* malloc'd */
  size_t len;
  uint64_t before; /* seq of the one published before it; 0: none is kept */
};

/* TX_NOT_FOUND. */
enum tx_reason publication_older(const struct request *request, enum publication_kind kind,
                                 uint64_t area, uint64_t seq, struct older_publication *out);

#endif
