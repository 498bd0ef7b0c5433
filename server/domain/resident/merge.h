/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The merge: a resident's statements folded to one record. A pure function of the set, so the order
 * in which statements arrive and how often they do change nothing.
 */
#ifndef SERVER_DOMAIN_MERGE_H
#define SERVER_DOMAIN_MERGE_H

#include "format/record.h"
#include "model/statement.h"

enum statement_field {
  STATEMENT_HEALTH, /* enum tx_health; 0 releases */
  STATEMENT_TRAVEL, /* enum tx_travel */
  STATEMENT_TEST,   /* enum tx_test; observed_at is when the swab was taken */
  STATEMENT_STATE,  /* active (releases), monitoring, home isolation, away */
  STATEMENT_SWAB,   /* 1: a swab was taken, its result is awaited */
  STATEMENT_FIELDS,
};

/* The record of a residency: the office's state and generation, and what the sources say. Of each
 * source the newest statement of a field counts, unless its validity is over; across sources the
 * worst does. */
uint32_t merge_record(enum tx_state office_state, uint8_t generation,
                      const struct statement_row *statements, size_t count, int64_t now_s);

/* Words of fields and values in Chinese and English; -1 for none. */
int statement_field_find(const char *given);
int statement_value_find(enum statement_field field, const char *given);

/* "阴性、阳性 …" or "negative, positive …": the words of a field. */
void statement_values_list(enum statement_field field, bool english, char *out, size_t cap);

#endif
