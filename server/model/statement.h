/* SPDX-License-Identifier: Apache-2.0 */
/* What a source said of a person. */
#ifndef SERVER_MODEL_STATEMENT_H
#define SERVER_MODEL_STATEMENT_H

#include <stdbool.h>
#include <stdint.h>

enum statement_act {
  STATEMENT_SET,
  STATEMENT_RELEASE,     /* ends what this source set of the field, up to observed_at */
  STATEMENT_RELEASE_ALL, /* the same of every source */
  STATEMENT_RETRACT,     /* what it names was never said */
};

enum statement_method {
  METHOD_UNSAID,
  METHOD_SINGLE, /* one person's swab alone */
  METHOD_MIXED,  /* several in a tube */
  METHOD_ANTIGEN,
};

#define STATEMENT_SOURCE_SIZE 65
#define STATEMENT_ID_SIZE 65

struct statement_row {
  int field; /* enum statement_field of the domain */
  int value;
  enum statement_act act;
  enum statement_method method; /* of a test */
  char source[STATEMENT_SOURCE_SIZE];
  char id[STATEMENT_ID_SIZE];       /* unique within the source; "~…" where it gave none */
  char retracts[STATEMENT_ID_SIZE]; /* the id that STATEMENT_RETRACT names, of the same source */
  int64_t observed_at;
  int64_t reported_at; /* 0: not said */
  int64_t valid_until; /* 0: until it is released */
  int ground;          /* in grounds[], from 1; 0: none */
  int64_t content;     /* of a keyed hash over all of it, where the source gave the id; else 0 */
};

#endif
