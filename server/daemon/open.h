/* SPDX-License-Identifier: Apache-2.0 */
/* A server's data folder: made, locked, opened, closed. */
#ifndef SERVER_DAEMON_OPEN_H
#define SERVER_DAEMON_OPEN_H

#include "domain/context/context.h"

/* Where a server keeps what it knows. */
struct server_place {
  const char *data_dir;
  const char *database;           /* a connection string of PostgreSQL; NULL: SQLite in data_dir */
  const struct db_driver *driver; /* NULL: as database says */
  enum standby standby;           /* of that database */
};

struct server_plan {
  struct server_place place;
  uint64_t area;
  struct tx_span trust; /* the trust list as signed */
  const char *keys_dir;
  const char *passphrase_file; /* of the keys; NULL: they have none */
  bool demo;
  bool health; /* the second body is of kind health, not the street */
};

/* Makes a new data folder with its key file and TLS certificate, and in the database the schema,
 * settings, trust list, and the first account, bound to the user who runs this. Nothing that exists
 * is touched (TX_CONFLICT). */
enum tx_reason server_init(const struct server_plan *plan, int64_t now_s,
                           struct host_problem *problem);

/* Opens it. The caller has locked the folder (server_claim). */
enum tx_reason server_open(const struct server_place *place, struct server **out,
                           struct host_problem *problem);
void server_close(struct server *server);

/* Locks a data folder for this process, waiting up to wait_ms; *fd is closed to let go. TX_BUSY. */
enum tx_reason server_claim(const char *data_dir, unsigned wait_ms, int *fd);

#endif
