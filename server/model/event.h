/* SPDX-License-Identifier: Apache-2.0 */
/* Which events of an area's gates are looked for, and how far one has come. */
#ifndef SERVER_MODEL_EVENT_H
#define SERVER_MODEL_EVENT_H

#include <stdint.h>

struct events_sought {
  uint64_t area;
  const char *gate; /* "": of all */
  int64_t person;   /* by the area's number; -1: of all */
  int64_t from, to; /* from <= at < to */
};
struct event_mark {
  int64_t at;
  char gate[64];
  uint64_t seq;
};

#endif
