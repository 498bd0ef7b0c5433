/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs.h"

#include "domain/account/session.h"
#include "domain/appeal/appeal.h"
#include "domain/clock/clock.h"
#include "domain/closing/closing.h"
#include "domain/context/peers.h"
#include "domain/context/standby.h"
#include "domain/feed/arrival.h"
#include "domain/feed/swab.h"
#include "domain/holder/session.h"
#include "domain/import/preview.h"
#include "domain/order/orders.h"
#include "domain/privacy/retention.h"
#include "domain/publication/publish.h"
#include "domain/publication/ready.h"
#include "domain/publication/trust_load.h"
#include "domain/report/ends.h"
#include "domain/request/founding_undo.h"
#include "domain/request/request.h"
#include "domain/resident/intake.h"
#include "domain/resident/residency.h"
#include "host/sys/log.h"
#include "host/text/date.h"
#include "reports.h"
#include "store/core/store.h"
#include "store/feed/unmatched.h"
#include "store/gate/events.h"
#include "store/pass/issue_log.h"

#include <stdlib.h>

/* Nothing is done by the wrong time: what ends by it, or is forgotten, does not come back. */
static enum tx_reason ready(struct api *api, struct host_problem *problem) {
  struct request request = request_begin(api->server, api_now(api), "clock");
  enum tx_reason reason = publish_ready(api->server, &request, 0, problem);
  request_end(api->server, &request);
  return reason;
}

/* What a key folder lacks is said once: it is read again when it has changed. */
static enum tx_reason refresh_keys(struct api *api, struct host_problem *problem) {
  bool changed = false;
  struct request request = request_begin(api->server, api_now(api), "keys");
  enum tx_reason reason = signing_refresh(api->server, &request, &changed, problem);
  request_end(api->server, &request);
  if (changed && reason == TX_OK) host_log(HOST_NOTICE, "keys: the folder has changed, read again");
  return reason;
}

/* Before the clock is looked at: what a server with a wrong one holds, no other can do. */
static enum tx_reason release_claims(struct api *api, struct host_problem *problem) {
  (void)problem;
  return publish_release(api->server, api_now(api));
}

static enum tx_reason renew_policies(struct api *api, struct host_problem *problem) {
  size_t count = 0;
  enum tx_reason reason = orders_renew(api->server, api_now(api), &count, problem);
  if (count) host_log(HOST_NOTICE, "policies: %zu signed anew whose key holds no more", count);
  return reason;
}

static enum tx_reason expire(struct api *api, struct host_problem *problem) {
  (void)problem;
  return residency_expire(api->server, api_now(api));
}

static enum tx_reason settle_arrivals(struct api *api, struct host_problem *problem) {
  (void)problem;
  return arrival_settle(api->server, api_now(api));
}

static enum tx_reason settle_swabs(struct api *api, struct host_problem *problem) {
  (void)problem;
  return swab_settle(api->server, api_now(api));
}

static enum tx_reason publish(struct api *api, struct host_problem *problem) {
  size_t count = 0;
  enum tx_reason reason = publish_due(api->server, api_now(api), &count, problem);
  __atomic_add_fetch(&api->publications, count, __ATOMIC_RELAXED);
  return reason;
}

static enum tx_reason settle(struct api *api, struct host_problem *problem) {
  (void)problem;
  preview_expire(api->server, api_now(api));
  return intake_settle(api->server, api_now(api));
}

#define FOUNDING_MS 500 /* of one round: who refused it has waited for most of it */

static enum tx_reason undo_founding(struct api *api, struct host_problem *problem) {
  (void)problem;
  struct founding_undone undone;
  return founding_undo(api->server, api_now(api), host_monotonic_ms() + FOUNDING_MS, &undone);
}

static enum tx_reason end_sessions(struct api *api, struct host_problem *problem) {
  (void)problem;
  enum tx_reason reason = TX_OK;
  for (bool left = true; reason == TX_OK && left;) {
    struct request request = request_begin_slice(api->server, api_now(api), "sessions");
    reason = session_expire(&request);
    if (reason == TX_OK) reason = holder_session_expire(&request, &left);
    request_end(api->server, &request);
  }
  return reason;
}

/* For the metrics, which ask no database. */
static enum tx_reason count_unmatched(struct api *api) {
  int64_t count = 0;
  struct request request = request_begin_reading(api->server, api_now(api), "metrics");
  enum tx_reason reason = unmatched_count_all(request.db, &count);
  request_end(api->server, &request);
  __atomic_store_n(&api->unmatched, count, __ATOMIC_RELAXED);
  return reason;
}

static enum tx_reason forget(struct api *api, struct host_problem *problem) {
  (void)problem;
  enum tx_reason reason = retention_run(api->server, api_now(api));
  return reason == TX_OK ? count_unmatched(api) : reason;
}

static enum tx_reason forget_statements(struct api *api, struct host_problem *problem) {
  (void)problem;
  return retention_run_statements(api->server, api_now(api));
}

static enum tx_reason end_requests(struct api *api, struct host_problem *problem) {
  (void)problem;
  return request_expire(api->server, api_now(api));
}

/* So that a power cut takes a second of it at most. */
static enum tx_reason flush_issues(struct api *api, struct host_problem *problem) {
  (void)problem;
  enum tx_reason reason = issue_log_flush(api->server->issues);
  return reason == TX_OK ? issue_log_prune(api->server->issues, api_now(api)) : reason;
}

static enum tx_reason end_appeals(struct api *api, struct host_problem *problem) {
  (void)problem;
  return appeal_expire(api->server, api_now(api));
}

static enum tx_reason close_areas(struct api *api, struct host_problem *problem) {
  return closing_run(api->server, api_now(api), problem);
}

static enum tx_reason keep_months(struct api *api, struct host_problem *problem) {
  (void)problem;
  struct request request = request_begin(api->server, api_now(api), "months");
  enum tx_reason reason = events_keep_months(request.db, request.now_s);
  request_end(api->server, &request);
  return reason;
}

/* Who fails over tells nobody that there is no standby any more. */
static enum tx_reason look_for_standby(struct api *api, struct host_problem *problem) {
  (void)problem;
  return standby_look(api->server);
}

#define ENDS_SAID 100 /* lines in a day's log */

/* Said each day; the soonest of each kind goes into the metrics. */
static enum tx_reason announce_ends(struct api *api, struct host_problem *problem) {
  ENDINGS endings = { 0 };
  (void)problem;
  struct request request = request_begin(api->server, api_now(api), "ends");
  enum tx_reason reason = ends_list(&request, api->tls_cert, ENDINGS_DAYS, &endings);
  request_end(api->server, &request);
  int64_t soonest[ENDING_KINDS] = { 0 };
  for (size_t i = 0; i < endings.count; i++) {
    const struct ending *one = &endings.list[i];
    char at[HOST_DATE_SIZE];
    host_date_shanghai_minute(one->end_s, at);
    if (!soonest[one->kind]) soonest[one->kind] = one->end_s;
    if (i >= ENDS_SAID) continue;
    host_log(HOST_WARNING, "%s %s ends within %d days, at %s: please renew it in time",
             ending_kind_word(one->kind), one->name, one->within_days, at);
  }
  for (int kind = 0; kind < ENDING_KINDS; kind++)
    __atomic_store_n(&api->ends[kind], soonest[kind], __ATOMIC_RELAXED);
  return reason;
}

#define STIRRED 0      /* in the round after something was written or the clock was set … */
#define STILL_MS 10000 /* … or it failed; else this often, for what comes with time */
#define SET_S 2        /* a clock that moves no more by itself, beside what is cut off */

enum who {
  EACH,    /* every process over a database … */
  CHORE,   /* … one of them, for all … */
  OVERDUE, /* … that one, and a command that finds no server at work */
};

static const struct {
  const char *name;
  int64_t every_ms;
  enum tx_reason (*run)(struct api *api, struct host_problem *problem);
  enum who who;
} table[JOBS] = {
  { "claims", 900, release_claims, EACH },
  { "keys", 5000, refresh_keys, EACH },
  { "clock", STIRRED, ready, EACH },
  { "policies", 5000, renew_policies, CHORE },
  { "expiry", STIRRED, expire, OVERDUE },
  { "arrivals", STIRRED, settle_arrivals, OVERDUE },
  { "swabs", STIRRED, settle_swabs, OVERDUE },
  { "publishing", STIRRED, publish, CHORE },
  { "imports", STIRRED, settle, EACH },
  { "issue log", 900, flush_issues, EACH },
  { "sessions", 60000, end_sessions, OVERDUE },
  { "retention", 10000, forget, OVERDUE },
  { "requests", 10000, end_requests, OVERDUE },
  { "appeals", 10000, end_appeals, OVERDUE },
  { "ends", 86400000, announce_ends, EACH },
  { "closings", STIRRED, close_areas, OVERDUE },
  { "founding", 10000, undo_founding, OVERDUE },
  { "old statements", 3600000, forget_statements, OVERDUE },
  { "months", 3600000, keep_months, OVERDUE },
  { "standby", 60000, look_for_standby, EACH },
  { "reports", STIRRED, reports_write_due, CHORE },
  { "old reports", 3600000, reports_forget, EACH },
};

/* --- who does the chores ---------------------------------------------------------------------- */

static void tell_chores(struct jobs *jobs, bool ours) {
  if (jobs->chores == ours) return;
  jobs->chores = ours;
  host_log(HOST_NOTICE, ours ? "chores: this server publishes, expires and forgets from now on"
                             : "chores: another server publishes, expires and forgets now");
}

/* TX_CONFLICT: another has them. While the database is away nobody has. */
static enum tx_reason claim_chores(struct api *api) {
  if (!api->server->peers) return TX_OK;
  struct request request = request_begin(api->server, api_now(api), "chores");
  enum tx_reason reason =
      peers_claim(api->server->peers, request.db, PEER_CHORES, host_monotonic_ms());
  request_end(api->server, &request);
  return reason;
}

/* Asked once a round. */
static bool has_chores(struct jobs *jobs, struct api *api) {
  enum tx_reason reason = claim_chores(api);
  const bool known = reason == TX_OK || reason == TX_CONFLICT;
  if (api->server->peers && known) tell_chores(jobs, reason == TX_OK);
  return reason == TX_OK;
}

static enum tx_reason release_chores(struct api *api) {
  if (!api->server->peers) return TX_OK;
  struct request request = request_begin(api->server, api_now(api), "chores");
  enum tx_reason reason = peers_release(api->server->peers, request.db, PEER_CHORES);
  request_end(api->server, &request);
  return reason;
}

/* Another may have the right time. */
static void leave_chores(struct jobs *jobs, struct api *api) {
  if (jobs->chores && release_chores(api) == TX_OK) tell_chores(jobs, false);
}

/* ---------------------------------------------------------------------------------------------- */

/* Its length without the full stop: the line goes on. */
static int unstopped(const char *sentence) {
  size_t n = strlen(sentence);
  return (int)(n > 0 && sentence[n - 1] == '.' ? n - 1 : n);
}

static void run(struct jobs *jobs, struct api *api, int i) {
  struct host_problem problem = { 0 };
  enum tx_reason reason = host_problem_of(&problem, table[i].run(api, &problem));
  if (reason != TX_OK && reason != jobs->failed[i] && reason != TX_CLOCK_UNSURE)
    host_log(HOST_ERROR, "%s: %.*s; it is tried again", table[i].name, unstopped(problem.en),
             problem.en);
  jobs->failed[i] = reason; /* said once, not every second */
}

/* Since the round before. What is written while this one runs stirs the next. */
static bool is_stirred(struct jobs *jobs, const struct api *api) {
  const int64_t written = store_written(api->server->store);
  const int64_t ahead_s = api_now(api) - host_monotonic_ms() / 1000;
  const bool same =
      written >= 0 && written == jobs->written && llabs(ahead_s - jobs->ahead_s) <= SET_S;
  jobs->written = written;
  jobs->ahead_s = ahead_s;
  return !same;
}

static bool is_due(const struct jobs *jobs, int i, bool stirred, int64_t now_ms) {
  const bool waits = table[i].every_ms == STIRRED && !stirred && jobs->failed[i] == TX_OK;
  return !jobs->done_ms[i] || now_ms - jobs->done_ms[i] >= (waits ? STILL_MS : table[i].every_ms);
}

void jobs_run(struct jobs *jobs, struct api *api) {
  enum { UNASKED, OURS, ANOTHERS } chores = UNASKED;
  const bool stirred = is_stirred(jobs, api);
  for (int i = 0; i < JOBS; i++) {
    int64_t now_ms = host_monotonic_ms();
    bool due = is_due(jobs, i, stirred, now_ms);
    if (due && table[i].who != EACH && chores == UNASKED)
      chores = has_chores(jobs, api) ? OURS : ANOTHERS;
    bool ours = table[i].who == EACH || chores != ANOTHERS;
    if (!ours) jobs->failed[i] = TX_OK;
    if (due && ours) {
      jobs->done_ms[i] = now_ms;
      run(jobs, api, i);
    }
    if (jobs->failed[i] != TX_CLOCK_UNSURE) continue;
    leave_chores(jobs, api);
    return;
  }
}

void jobs_catch_up(struct api *api) {
  struct jobs jobs = { 0 };
  if (clock_look(api->server->clock).verdict != CLOCK_RIGHT || claim_chores(api) != TX_OK) return;
  for (int i = 0; i < JOBS; i++)
    if (table[i].who == OVERDUE) run(&jobs, api, i);
  release_chores(api);
}
