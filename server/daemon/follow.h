/* SPDX-License-Identifier: Apache-2.0 */
/* Taking over what other processes over the same database have changed, of what is in memory. */
#ifndef SERVER_DAEMON_FOLLOW_H
#define SERVER_DAEMON_FOLLOW_H

#include "domain/context/context.h"

/* For struct server. What cannot be taken over is logged, and left as it was. */
void follow(struct server *server, struct db *db, int64_t newest);
/* The same up to the last there is: for whoever answers without asking the database. */
void follow_now(struct server *server);
/* All of it, whoever changed what. */
void follow_anew(struct server *server, struct db *db);

#endif
