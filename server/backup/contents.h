/* SPDX-License-Identifier: Apache-2.0 */
/* What a backup holds, by name. Private to the room. */
#ifndef SERVER_BACKUP_CONTENTS_H
#define SERVER_BACKUP_CONTENTS_H

#include "host/sys/problem.h"

#define BACKUP_STAGING ".backup"   /* in the data folder, while one is made or restored */
#define BACKUP_ROWS "office.db"    /* SQLite */
#define BACKUP_DUMP "office.dump"  /* PostgreSQL, as pg_dump writes it */
#define BACKUP_ABOUT "backup.json" /* {"format": 1, "at": UTC seconds} */
#define BACKUP_SECRET "at-rest.key"
#define BACKUP_TLS_CERT "tls.crt"
#define BACKUP_TLS_KEY "tls.key"

/* Removes a folder with all that is in it, if it is there; follows no link. */
enum tx_reason contents_remove(const char *folder);

#endif
