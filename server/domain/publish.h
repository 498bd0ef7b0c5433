/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing: status lists, deltas, policies, certificate status, each signed once and served for
 * ever. */
#ifndef SERVER_DOMAIN_PUBLISH_H
#define SERVER_DOMAIN_PUBLISH_H

#include "office.h"

#define PUBLISH_EVERY_S 3600
#define PUBLISH_TTL_S 60
#define PUBLISH_LIFE_S (3 * 86400)
#define PUBLISH_KEEP_S (28 * 86400)
#define PUBLISH_DELTA_FROM (64u << 10) /* bytes of a list below which it is simply sent */

/* How the newest list of an area stands. */
struct publish_state {
  bool published;
  uint64_t seq;
  int64_t iat;
  uint32_t count;      /* of the newest list */
  uint32_t next_index; /* of the database */
  bool changed;
};
enum tx_reason publish_state(struct office *office, uint64_t area, struct publish_state *out);

/* Publishes the list of one area (and a delta from the one before, when it is large), and its
 * certificate status. */
enum tx_reason publish_area(struct office *office, int64_t now_s, uint64_t area,
                            struct host_problem *problem);

/* Publishes the areas that changed and those whose list is an hour old. *count says how many. */
enum tx_reason publish_due(struct office *office, int64_t now_s, size_t *count,
                           struct host_problem *problem);

/* {policy?: text of its JSON, accept?} → {policy?: as orders_publish, lists: [{area, seq, count}]}:
 * publishes a policy when one is given, checked against all levels, and every list. */
enum tx_reason publish_all(struct office *office, const struct call *call, const json_t *in,
                           json_t **out, struct host_problem *problem);

/* Signs a policy with the key of its area, seq set to the next, and publishes it. */
enum tx_reason publish_policy(struct office *office, const struct call *call, const char *text,
                              uint64_t *area, uint64_t *seq, struct host_problem *problem);

/* The seq of the next object: the second, and one more than the last where that is not higher. */
uint64_t publish_next_seq(uint64_t last, int64_t now_s);

#endif
