/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Publishing: status lists, deltas, certificate status, each signed once. A list is made in steps
 * that hold the database for a moment each: the caller holds no request while it publishes.
 */
#ifndef SERVER_DOMAIN_PUBLISH_H
#define SERVER_DOMAIN_PUBLISH_H

#include "domain/context/context.h"
#include "model/retention.h"

#define PUBLISH_EVERY_S 3600
#define PUBLISH_TTL_S 60
#define PUBLISH_LIFE_S (3 * 86400)
#define PUBLISH_KEEP_S LISTS_KEPT_S
#define PUBLISH_DELTA_FROM (64u << 10) /* bytes of a list below which it is simply sent */

/* How the newest list of an area stands. */
struct publish_state {
  uint64_t area;
  bool published;
  uint64_t seq;
  int64_t iat;
  uint32_t count;      /* of the newest list */
  uint32_t next_index; /* of the database */
  bool changed;
};
enum tx_reason publish_state(const struct request *request, uint64_t area,
                             struct publish_state *out);

/* Publishes the list of one area (and a delta from the one before, when it is large), and its
 * certificate status. One thread at a time publishes, and one process an area: others wait, for
 * ten seconds at most (TX_BUSY). */
enum tx_reason publish_area(struct server *server, int64_t now_s, uint64_t area,
                            struct host_problem *problem);

/* Publishes the areas that changed and those whose list is an hour old. *count says how many. */
enum tx_reason publish_due(struct server *server, int64_t now_s, size_t *count,
                           struct host_problem *problem);

/* Leaves to others what this process claimed, and could not release when it was done. */
enum tx_reason publish_release(struct server *server, int64_t now_s);

/* Publishes every list. The caller frees *lists. */
enum tx_reason publish_lists(struct server *server, int64_t now_s, struct publish_state **lists,
                             size_t *count, struct host_problem *problem);

#endif
