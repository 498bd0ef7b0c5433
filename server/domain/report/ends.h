/* SPDX-License-Identifier: Apache-2.0 */
/* What ends within sixty days, so that nobody is surprised by it. */
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

struct ending {
  enum ending_kind kind;
  char name[100]; /* of a key, an order's document, or an area */
  int64_t end_s;
  int64_t count;   /* of passes; else 0 */
  int within_days; /* 60, 30 or 7 */
};

#define ENDINGS_MAX 100

/* The soonest first, at most ENDINGS_MAX; a key whose successor stands is none, and passes are of
 * areas that the caller reaches. tls_cert is the served certificate's file, or NULL. */
enum tx_reason ends_list(const struct request *request, const char *tls_cert,
                         struct ending out[ENDINGS_MAX], size_t *count);

#endif
