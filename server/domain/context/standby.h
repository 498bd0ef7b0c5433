/* SPDX-License-Identifier: Apache-2.0 */
/* What this server expects of its database: that what it acknowledges is on a second machine. */
#ifndef SERVER_DOMAIN_STANDBY_H
#define SERVER_DOMAIN_STANDBY_H

#include "context.h"

const char *standby_word(enum standby standby);
/* STANDBY_NONE for any other word. */
enum standby standby_find(const char *word);

/* TX_BAD_ARGUMENT with a sentence: a file has none. */
enum tx_reason standby_expect(struct server *server, enum standby standby,
                              struct host_problem *problem);

/* On how many machines a commit is, as far as known; 0: in a file. Asks no database. */
int standby_machines(const struct server *server);
/* Whether one is expected and not there. */
bool standby_missing(const struct server *server);
/* Asks the database. */
enum tx_reason standby_look(struct server *server);

#endif
