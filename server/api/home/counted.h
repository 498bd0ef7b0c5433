/* SPDX-License-Identifier: Apache-2.0 */
/* What the home page counts over everybody of a community. All desks ask at once when something has
 * changed, and each minute: one of them counts, the others get the same (ADR 0082). */
#ifndef SERVER_API_HOME_COUNTED_H
#define SERVER_API_HOME_COUNTED_H

#include "api/call/context.h"

struct counted;

struct counted *counted_create(void); /* NULL: out of memory */
void counted_destroy(struct counted *counted);

/* Residents without a good pass, and today's REPORT_TESTS as JSON, which the caller gets. Of
 * before, where no request has changed anything here since (live.h), a minute old at most: what
 * other processes, feeds and jobs do shows then. The call holds no connection, and its caller may
 * read the area. TX_NO_MEMORY and the database's reasons, with a sentence. */
enum tx_reason counted_read(struct call *call, uint64_t area, int64_t *lacking, json_t **tests);

#endif
