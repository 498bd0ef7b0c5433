/* SPDX-License-Identifier: Apache-2.0 */
/* Who is meant by a number whose last digits a spreadsheet has lost. */
#ifndef SERVER_DOMAIN_LIKELY_H
#define SERVER_DOMAIN_LIKELY_H

#include "domain/context/context.h"
#include "domain/roster/roster.h"
#include "model/resident.h"

/* Somebody of the entry's name in the area, whose number begins with the digits that are left of
 * the entry's (6.10113E+17, or 18 digits that end in 000), born on its day where it says one, and
 * of several the one who lives where it says. False: nobody, or several. */
bool likely_find(const struct request *request, uint64_t area, const struct roster_entry *entry,
                 struct resident *out);

/* Adds who it is to what is wrong with the number. */
void likely_say(const struct resident *resident, struct host_problem *problem);

#endif
