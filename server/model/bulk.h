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
  BULK_NAMES,  /* people whose full names are taken out in a list */
  BULK_WHATS,
};

#define BULK_WITHIN_S 86400    /* the time for which people are counted */
#define BULK_PEOPLE_MAX 131072 /* that one request asks for */

/* "add", "end", "passes", "claims", "names" */
const char *bulk_word(enum bulk_what what);
const char *bulk_zh(enum bulk_what what);
const char *bulk_en(enum bulk_what what); /* "people added" */
/* -1: none is called so. */
int bulk_find(const char *word);
/* People to whom one account alone may do it within BULK_WITHIN_S. */
int64_t bulk_alone(enum bulk_what what);
/* Whoever has one of these rights may ask for more. */
uint32_t bulk_rights(enum bulk_what what);

/* What is asked for beyond the few. */
struct bulk_wish {
  enum bulk_what what;
  int64_t people;
};

#endif
