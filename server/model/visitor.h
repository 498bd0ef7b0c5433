/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever comes for a limited time: a resident's visitor, a courier, a builder, a car. */
#ifndef SERVER_MODEL_VISITOR_H
#define SERVER_MODEL_VISITOR_H

#include "format/crypto.h"

#define VISITOR_OF_OFFICE (-1)

/* One index of the area's list; a visitor who comes by car has two, of one visit. */
struct visitor {
  uint64_t area;
  uint32_t index;
  uint32_t visit;             /* the first of its indexes */
  int64_t host;               /* index of the resident who asked; VISITOR_OF_OFFICE */
  uint8_t home[TX_HASH_SIZE]; /* keyed hash of the host's building and room; zero: the office's */
  uint32_t n;                 /* of its pass, in the issue log */
  int64_t from_s, until_s;    /* the window */
  int64_t made_at;
  int64_t ended_at; /* the host took it back; 0: not */
};

#endif
