/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of which sources speak, and their values in words. What they come to: fold.h. */
#ifndef SERVER_DOMAIN_MERGE_H
#define SERVER_DOMAIN_MERGE_H

#include "format/record.h"
#include "model/statement.h"

enum statement_field {
  STATEMENT_HEALTH, /* enum tx_health; 0 in words releases */
  STATEMENT_TRAVEL, /* enum tx_travel */
  STATEMENT_TEST,   /* enum tx_test; observed_at is when the swab was taken */
  STATEMENT_STATE,  /* active (releases), monitoring, home isolation, away */
  STATEMENT_SWAB,   /* 1: a swab was taken, its result is awaited */
  STATEMENT_FIELDS,
};

/* Words of fields and values in Chinese and English; -1 for none. */
int statement_field_find(const char *given);
int statement_value_find(enum statement_field field, const char *given);

/* The same the other way; "" for what is none. */
const char *statement_field_word(enum statement_field field, bool english);
const char *statement_value_word(enum statement_field field, int value, bool english);

/* "阴性、阳性 …" or "negative, positive …": the words of a field. */
void statement_values_list(enum statement_field field, bool english, char *out, size_t cap);

#endif
