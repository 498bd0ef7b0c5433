/* SPDX-License-Identifier: Apache-2.0 */
/* A thread for a database that other processes share: it tells them that this one lives, however
 * long its jobs take, looks at who else does, and takes over what they have changed. */
#ifndef SERVER_DAEMON_KEEPER_H
#define SERVER_DAEMON_KEEPER_H

#include "domain/context/context.h"

#include <pthread.h>

#define KEEPER_PAUSE_MS 250

struct keeper {
  struct server *server;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t end;
  bool runs, over;
};

/* Nothing to do where the server has no peers. TX_NO_MEMORY: no thread could be made. It stays
 * where it is. */
enum tx_reason keeper_start(struct keeper *keeper, struct server *server);
void keeper_stop(struct keeper *keeper);

#endif
