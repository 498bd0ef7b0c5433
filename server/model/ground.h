/* SPDX-License-Identifier: Apache-2.0 */
/* The closed list of grounds (依据) on which somebody may be kept from passing. Nothing else is
 * one. */
#ifndef SERVER_MODEL_GROUND_H
#define SERVER_MODEL_GROUND_H

#include <stdbool.h>
#include <stdint.h>

/* What is done to somebody. */
enum restraint {
  RESTRAINT_NONE, /* it improves, or ends */
  RESTRAINT_YELLOW,
  RESTRAINT_RED,
  RESTRAINT_MONITORING,
  RESTRAINT_HOME,  /* isolation at home */
  RESTRAINT_AWAY,  /* isolation elsewhere */
  RESTRAINT_MIXED, /* a mixed tube's positive */
  RESTRAINT_POSITIVE,
  RESTRAINT_SUSPENDED,
  RESTRAINT_REVOKED,
  RESTRAINTS,
};
const char *restraint_zh(enum restraint restraint);
const char *restraint_en(enum restraint restraint);

struct ground {
  const char *code; /* "A1" */
  const char *zh, *en;
  uint32_t allows; /* 1 << enum restraint */
  int days;        /* the longest; 0: until it is released, or for good */
  bool alone;      /* the holder asked for it: one person may */
};

#define GROUNDS 14
extern const struct ground grounds[GROUNDS];

/* -1: there is none of that code. */
int ground_find(const char *code);

#endif
