/* SPDX-License-Identifier: Apache-2.0 */
/* A statement in people's words, from a row of a file or from a form. */
#ifndef SERVER_DOMAIN_STATEMENT_H
#define SERVER_DOMAIN_STATEMENT_H

#include "domain/context/context.h"
#include "domain/resident/merge.h"
#include "model/resident.h"

enum feed_column {
  FEED_ID,
  FEED_FIELD,
  FEED_VALUE,
  FEED_SOURCE,
  FEED_AT,
  FEED_UNTIL,
  FEED_COLUMNS
};

/* 证件号码 and "id_number" … */
const char *feed_column_zh(enum feed_column column);
const char *feed_column_en(enum feed_column column);

struct statement_words {
  const char *field, *value, *source;
  const char *at, *until; /* times as people write them; until may be "" */
};

/* False: *column is wrong, and problem says how, to follow the column's name. */
bool statement_read(const struct statement_words *words, int64_t now_s, struct statement_row *out,
                    enum feed_column *column, struct host_problem *problem);

/* Enters one statement of one resident. *changed: the record became another. TX_BAD_ARGUMENT with a
 * sentence. */
enum tx_reason statement_enter(const struct request *request, const struct resident *resident,
                               const struct statement_words *words, bool *changed,
                               struct host_problem *problem);

#endif
