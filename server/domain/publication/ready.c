/* SPDX-License-Identifier: Apache-2.0 */
#include "ready.h"

#include "ahead.h"
#include "cache.h"
#include "domain/clock/clock.h"
#include "store/publication/ahead.h"

enum tx_reason publish_ready(struct server *server, const struct request *request, uint64_t area,
                             struct host_problem *problem) {
  bool ahead = false;
  int64_t latest_s = request->now_s + TX_AHEAD_S;
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, ahead_areas(request->db, area, latest_s, &ahead));
  if (reason != TX_OK) return reason;
  if (ahead || cache_is_after(server->cache, latest_s)) return ahead_mend(server, request, problem);
  return ahead_overtake(server, request, problem);
}

enum tx_reason publish_ahead_view(const struct request *request, struct ahead_view *out) {
  *out = (struct ahead_view){ 0 };
  enum tx_reason reason = ahead_aside(request->db, &out->aside, &out->last_s);
  if (reason != TX_OK) return reason;
  return ahead_passes(request->db, request->now_s + TX_AHEAD_S, &out->passes);
}
