/* SPDX-License-Identifier: Apache-2.0 */
/* What a roster may say of somebody and need not. */
#ifndef SERVER_DOMAIN_ROSTER_ROSTER_OPTIONAL_H
#define SERVER_DOMAIN_ROSTER_ROSTER_OPTIONAL_H

#include "host/sys/problem.h"

#include <stdbool.h>

/* Each reads a value, "" too; false with a sentence, and nothing in *out, where it cannot. */
bool roster_read_phone(const char *value, char out[33], struct host_problem *problem);
bool roster_read_role(const char *value, uint8_t *out, struct host_problem *problem);
/* "own", "rent" or "" */
bool roster_read_tenure(const char *value, char out[5], struct host_problem *problem);
const char *roster_tenure_zh(const char *tenure); /* "" for "" */
bool roster_read_date(const char *value, char out[11], struct host_problem *problem);
/* in_number is the day in the document's number, "" for none: that one counts, and a month that
 * agrees is no contradiction. */
bool roster_read_birth_date(const char *value, const char *in_number, int64_t now_s, char out[11],
                            struct host_problem *problem);

#endif
