/* SPDX-License-Identifier: Apache-2.0 */
/* The isolation that a certificate is about, found among statements. Pure; private to the room. */
#ifndef SERVER_DOMAIN_CERTIFICATE_ISOLATION_H
#define SERVER_DOMAIN_CERTIFICATE_ISOLATION_H

#include "judge.h"

#define ISOLATION_ROWS 512 /* of a person that are looked at */

/* What joins without a gap is one. */
struct isolation {
  int64_t from_s, until_s; /* INT64_MAX: no end is known */
  bool released;           /* its last part, by its source */
  const char *source;      /* of it */
};

/* The latest of the kind. False: there is none. */
bool isolation_find(const struct certificate_facts *facts, struct isolation *out);

/* Days since 1970, by the calendar of China. */
int64_t isolation_day(int64_t at_s);
int64_t isolation_day_begins(int64_t day);

#endif
