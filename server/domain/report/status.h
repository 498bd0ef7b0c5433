/* SPDX-License-Identifier: Apache-2.0 */
/* The state of the server in a few numbers. */
#ifndef SERVER_DOMAIN_STATUS_H
#define SERVER_DOMAIN_STATUS_H

#include "domain/publication/publish.h"

struct status_area {
  struct publish_state list;
  int64_t residents, passes;
};

struct status_report {
  char database[256]; /* which one, and where: as db_describe */
  uint64_t trust;     /* seq of the trust list */
  int64_t events;
  int64_t drills;    /* events of exercises, which are none of those */
  int64_t unmatched; /* statements of feeds about nobody known */
  int64_t swabs;     /* that wait to be opened */
  size_t gates;      /* in service */
  bool bound;        /* some user of this machine is an account */
  struct status_area *areas;
  size_t area_count;
};

/* The caller finishes *out. */
enum tx_reason status_report(const struct server *server, const struct request *request,
                             struct status_report *out, struct host_problem *problem);
void status_report_finish(struct status_report *report);

/* Keeps a list of another area, where there are keys for it. */
enum tx_reason area_add(const struct request *request, uint64_t area, struct host_problem *problem);

#endif
