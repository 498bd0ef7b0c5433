/* SPDX-License-Identifier: Apache-2.0 */
/* The office looks at what waits, and decides. */
#ifndef SERVER_DOMAIN_APPLICATION_DECIDE_H
#define SERVER_DOMAIN_APPLICATION_DECIDE_H

#include "apply.h"

/* One with whom the roster has for it. */
struct application_view {
  struct application application; /* opened */
  bool found;
  struct resident resident; /* opened, where found */
};

struct application_page {
  uint64_t area;
  enum application_state state;
  int64_t after; /* the last id of the page before; 0 */
  size_t limit;
};

/* Oldest first; at most page->limit into out. */
enum tx_reason application_list(const struct request *request, const struct application_page *page,
                                struct application_view *out, size_t *count,
                                struct host_problem *problem);

struct application_verdict {
  uint64_t area;
  int64_t id;
  bool approve;
  const char *words; /* how it was checked, or why not; not "" */
  int64_t index;     /* who of the roster is meant; -1: who has that document */
};

/* Approves: the pass is issued to that phone, and what another phone holds of it dies; somebody's
 * pass on a relative's phone stands beside it. Or refuses. TX_BAD_ARGUMENT (no words), TX_CONFLICT
 * (decided already; nobody of the roster; suspended), TX_NOT_FOUND, TX_NOT_ALLOWED, with a
 * sentence. The caller has called pass_issue_prepare. */
enum tx_reason application_decide(const struct request *request,
                                  const struct application_verdict *verdict,
                                  struct application_view *out, struct host_problem *problem);

#endif
