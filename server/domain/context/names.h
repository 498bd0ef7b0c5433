/* SPDX-License-Identifier: Apache-2.0 */
/* What this server is called by those who ask it: the names of its settings, and of the URLs that
 * stood in enrolment codes, which are kept. Names are as host_authority_read writes them. */
#ifndef SERVER_DOMAIN_NAMES_H
#define SERVER_DOMAIN_NAMES_H

#include "host/db/db.h"

struct names;

struct names *names_create(void); /* NULL: out of memory */
void names_destroy(struct names *names);

/* Whether it is called so. From any thread; asks no database. */
bool names_has(struct names *names, const char *name);

/* For as long as it runs. Nothing happens when it is there. */
enum tx_reason names_add(struct names *names, const char *name);
/* For good: in the caller's transaction, too. The oldest of many are forgotten. */
enum tx_reason names_keep(struct names *names, struct db *db, const char *name);
/* Those that were kept. */
enum tx_reason names_load(struct names *names, struct db *db);

#endif
