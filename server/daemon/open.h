/* SPDX-License-Identifier: Apache-2.0 */
/* A server's data folder: made, locked, opened, closed. */
#ifndef SERVER_DAEMON_OPEN_H
#define SERVER_DAEMON_OPEN_H

#include "domain/context/context.h"

struct server_plan {
  const char *data_dir;
  uint64_t area;
  struct tx_span trust; /* the trust list as signed */
  const char *keys_dir;
  const char *passphrase_file; /* of the keys; NULL: they have none */
  bool demo;
};

/* Makes a new data folder: database, key file, TLS certificate, settings, trust list. Nothing that
 * exists is touched (TX_CONFLICT). */
enum tx_reason server_init(const struct server_plan *plan, int64_t now_s,
                           struct host_problem *problem);

/* Opens it. The caller has locked the folder (server_claim). */
enum tx_reason server_open(const char *data_dir, struct server **out, struct host_problem *problem);
void server_close(struct server *server);

/* Locks a data folder for this process, waiting up to wait_ms; *fd is closed to let go. TX_BUSY. */
enum tx_reason server_claim(const char *data_dir, unsigned wait_ms, int *fd);

#endif
