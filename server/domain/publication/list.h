/* SPDX-License-Identifier: Apache-2.0 */
/* The making of one status list. Private to the room. */
#ifndef SERVER_DOMAIN_LIST_H
#define SERVER_DOMAIN_LIST_H

#include "model/publication.h"
#include "publish.h"
#include "store/core/areas.h"

#include "format/status.h"

struct making {
  struct server *server;
  int64_t now_s;
  struct area_row area;
  struct publication before; /* seq 0: there is none */
  struct tx_status status;   /* records are owned */
  struct tx_seq_of policies[TX_LEVELS];
};

/* Makes the list of an area and what goes with it, and stores them. */
enum tx_reason list_store(struct server *server, int64_t now_s, uint64_t area,
                          struct host_problem *problem);
/* Shows what was stored of some areas to gates, once it lasts. */
enum tx_reason list_show(struct server *server, int64_t now_s, const uint64_t *areas, size_t count);

#endif
