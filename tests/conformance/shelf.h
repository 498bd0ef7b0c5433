/* SPDX-License-Identifier: Apache-2.0 */
/* A server on the loopback with one object on it, for gates that are given an address. */
#ifndef CONFORMANCE_SHELF_H
#define CONFORMANCE_SHELF_H

#include "format/bytes.h"

struct shelf {
  int listener;
  unsigned port;
  char path[96]; /* "/v1/sync/status/610113001001" */
  struct tx_span bytes;
};

/* Listens on a free port. False: it cannot. */
bool shelf_open(struct shelf *shelf);
void shelf_close(struct shelf *shelf);

/* The object lies there, and nothing else, until the next. The bytes stay the caller's. The address
 * is written to out, which holds 160. */
void shelf_put(struct shelf *shelf, const char *object, uint64_t area, struct tx_span bytes,
               char *out);

/* Answers whoever stands at listener, with 404 for any other path. */
void shelf_answer(const struct shelf *shelf);

#endif
