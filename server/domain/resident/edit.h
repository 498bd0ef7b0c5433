/* SPDX-License-Identifier: Apache-2.0 */
/* One person added to the roster, or one row of it changed, by hand. */
#ifndef SERVER_DOMAIN_RESIDENT_EDIT_H
#define SERVER_DOMAIN_RESIDENT_EDIT_H

#include "domain/context/context.h"
#include "domain/roster/roster.h"

/* What somebody typed, by column; NULL: nothing. */
struct edit {
  const char *texts[ROSTER_COLUMNS];
};

/* Somebody moves in; out is opened. TX_BAD_ARGUMENT (a text), TX_CONFLICT (on the roster already,
 * or an import of the area goes on), TX_TOO_MANY, with a sentence. */
enum tx_reason edit_add(const struct request *request, uint64_t area, const struct edit *edit,
                        struct resident *out, struct host_problem *problem);

/* Changes what is not NULL of an opened resident, who may move within the community. The document
 * is who somebody is: TX_CONFLICT where it would become another's, and where somebody else changed
 * the entry since it was opened. */
enum tx_reason edit_change(const struct request *request, const struct edit *edit,
                           struct resident *resident, struct host_problem *problem);

/* Which entry it is: other digits after each change. */
#define EDIT_VERSION_SIZE 33
void edit_version(const struct resident *resident, char out[EDIT_VERSION_SIZE]);
/* TX_CONFLICT with a sentence. */
enum tx_reason edit_refuse_stale(struct host_problem *problem);

#endif
