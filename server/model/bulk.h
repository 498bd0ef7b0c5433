/* SPDX-License-Identifier: Apache-2.0 */
/* What one account does to many people. */
#ifndef SERVER_MODEL_BULK_H
#define SERVER_MODEL_BULK_H

#include <stdint.h>

enum bulk_what {
  BULK_ADD,    /* people come onto the roster */
  BULK_END,    /* passes are suspended or revoked by one, as the holder asked */
  BULK_PASSES, /* passes, for people who came with no seconded import and had no matched claim */
  BULK_CLAIMS, /* claim codes in the place of open ones */
  BULK_WHATS,
};

#define BULK_ALONE 20          /* people, of each of them, that one account alone may … */
#define BULK_WITHIN_S 86400    /* … in so long a time */
#define BULK_PEOPLE_MAX 131072 /* that one request asks for */

/* "add", "end", "passes", "claims" */
const char *bulk_word(enum bulk_what what);
const char *bulk_zh(enum bulk_what what);
const char *bulk_en(enum bulk_what what); /* "people added" */
/* -1: none is called so. */
int bulk_find(const char *word);

/* What is asked for beyond the few. */
struct bulk_wish {
  enum bulk_what what;
  int64_t people;
};

#endif
