/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"

#include "domain/publication/publish.h"
#include "domain/resident/intake.h"
#include "domain/resident/residency.h"
#include "host/sys/date.h"
#include "host/sys/log.h"

static enum tx_reason expire(struct api *api, struct host_problem *problem) {
  (void)problem;
  return residency_expire(api->server, api_now(api));
}

static enum tx_reason publish(struct api *api, struct host_problem *problem) {
  size_t count = 0;
  enum tx_reason reason = publish_due(api->server, api_now(api), &count, problem);
  __atomic_add_fetch(&api->publications, count, __ATOMIC_RELAXED);
  return reason;
}

static enum tx_reason settle(struct api *api, struct host_problem *problem) {
  (void)problem;
  return intake_settle(api->server, api_now(api));
}

static const struct {
  const char *name;
  int64_t every_ms;
  enum tx_reason (*run)(struct api *api, struct host_problem *problem);
} table[JOBS] = {
  { "expiry", 900, expire },
  { "publishing", 900, publish },
  { "imports", 900, settle },
};

void jobs_run(struct jobs *jobs, struct api *api) {
  for (int i = 0; i < JOBS; i++) {
    struct host_problem problem = { 0 };
    int64_t now_ms = host_monotonic_ms();
    if (jobs->done_ms[i] && now_ms - jobs->done_ms[i] < table[i].every_ms) continue;
    jobs->done_ms[i] = now_ms;
    enum tx_reason reason = host_problem_of(&problem, table[i].run(api, &problem));
    if (reason != TX_OK && reason != jobs->failed[i])
      host_log(HOST_ERROR, "%s: %s; it is tried again", table[i].name, problem.en);
    jobs->failed[i] = reason; /* said once, not every second */
  }
}
