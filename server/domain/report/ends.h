/* SPDX-License-Identifier: Apache-2.0 */
/* What ends, and when, so that nobody is surprised by it. */
#ifndef SERVER_DOMAIN_REPORT_ENDS_H
#define SERVER_DOMAIN_REPORT_ENDS_H

#include "domain/context/context.h"

enum ending_kind {
  ENDING_TRUST,
  ENDING_KEY,
  ENDING_TLS,
  ENDING_ORDER,
  ENDING_PASSES,
  ENDING_KINDS
};
const char *ending_kind_word(enum ending_kind kind); /* "trust" … */
const char *ending_kind_zh(enum ending_kind kind);

#define ENDING_UID_SIZE 33

struct ending {
  enum ending_kind kind;
  char name[100]; /* of a key, an order's document, or an area */
  int64_t end_s;
  int64_t count;             /* of passes; else 0 */
  int within_days;           /* 60, 30 or 7; 0: later */
  char uid[ENDING_UID_SIZE]; /* the same for as long as it is the same thing, wherever it moves */
};

struct endings {
  struct ending *list; /* the soonest first */
  size_t count;
};
void endings_clear(struct endings *endings);
#define ENDINGS __attribute__((cleanup(endings_clear))) struct endings

#define ENDINGS_DAYS 60 /* from when on it is announced */
/* A pass of less is a visitor's, which ends as it was meant to: nobody has to renew it. */
#define ENDINGS_LASTING_S (30 * (int64_t)86400)
#define ENDINGS_DAYS_MAX 36500 /* that one may look ahead */

/* What ends from now on within that many days. A key whose successor stands is none, and passes are
 * of areas that the caller reaches, in batches of 30 days. tls_cert is the served certificate's
 * file, or NULL. The caller clears *out, which is {0}. */
enum tx_reason ends_list(const struct request *request, const char *tls_cert, int days,
                         struct endings *out);

#endif
