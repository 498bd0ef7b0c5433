/* SPDX-License-Identifier: Apache-2.0 */
#include "retention.h"

#include "domain/audit/log.h"
#include "domain/context/each_area.h"
#include "domain/resident/outlived.h"
#include "domain/visitor/visit.h"
#include "host/text/date.h"
#include "left.h"
#include "store/core/answers.h"
#include "store/core/changes.h"
#include "store/feed/receipts.h"
#include "store/feed/tubes.h"
#include "store/feed/unmatched.h"
#include "store/gate/events.h"
#include "store/gate/traces.h"
#include "store/office/applications.h"
#include "store/office/bulks.h"
#include "store/office/claims.h"
#include "store/office/requests.h"
#include "store/pass/certificates.h"
#include "store/publication/drafts.h"
#include "store/resident/gone.h"
#include "store/resident/holders.h"
#include "store/resident/undo.h"

#include "format/decide.h"

#define AT_ONCE 500
#define FEW_AT_ONCE 200 /* of what rests sealed, or has several indexes */
#define RUN_MS 500
#define STATEMENTS_MS 20000
#define RETENTION "retention"

/* What is of no area, and seldom more than a few. */
static enum tx_reason forget_counts(struct server *server, int64_t now_s) {
  struct request request = request_begin(server, now_s, RETENTION);
  enum tx_reason reason = changes_forget(request.db);
  if (reason == TX_OK) reason = bulks_forget(request.db, now_s - BULK_WITHIN_S);
  request_end(server, &request);
  return reason;
}

/* Most of the time there is nothing of any of them. */
static const struct {
  enum tx_reason (*forget)(struct db *db, uint64_t area, int64_t before, int64_t limit, bool *left);
  int64_t kept_s;
} few[] = {
  { applications_forget, APPLICATIONS_KEPT_S },
  { answers_forget, ANSWERS_KEPT_S },
  { gone_forget, UNDO_KEPT_S },
  { done_forget, UNDO_KEPT_S },
  { claims_forget, APPLICATIONS_KEPT_S },
  { holdings_forget, HOLDINGS_KEPT_S },
  { requests_forget, REQUESTS_KEPT_S },
  { drafts_forget, DRAFTS_KEPT_S },
  { certificates_forget, CERTIFICATES_KEPT_S },
  { traces_forget, TRACES_KEPT_S },
};
#define FEW (sizeof few / sizeof *few)

/* One slice; *kind is how far it has come, FEW + 1 at the end. */
static enum tx_reason forget_few_some(struct server *server, int64_t now_s, uint64_t area,
                                      size_t *kind) {
  struct request request = request_begin_slice(server, now_s, RETENTION);
  struct slice slice = slice_begin(&request);
  enum tx_reason reason = TX_OK;
  {
    DB_TRANSACTION work = db_begin_relaxed(request.db);
    reason = work.begun;
    while (reason == TX_OK && *kind <= FEW && !slice_over(&slice)) {
      bool left = false;
      reason = *kind < FEW ? few[*kind].forget(request.db, area, now_s - few[*kind].kept_s,
                                               FEW_AT_ONCE, &left)
                           : visit_forget(&request, area, &left);
      if (!left) ++*kind;
    }
    if (reason == TX_OK) reason = db_commit(&work);
  }
  request_end(server, &request);
  return reason;
}

static enum tx_reason forget_few(struct server *server, int64_t now_s, uint64_t area) {
  enum tx_reason reason = TX_OK;
  for (size_t kind = 0; reason == TX_OK && kind <= FEW;)
    reason = forget_few_some(server, now_s, area, &kind);
  return reason;
}

/* Phones of which an area knows nothing any more, a page at a time. */
static enum tx_reason forget_holders(struct server *server, int64_t now_s, uint64_t area,
                                     int64_t until_ms) {
  struct holder_key after = { 0 };
  enum tx_reason reason = TX_OK;
  for (bool left = true; reason == TX_OK && left && host_monotonic_ms() < until_ms;) {
    struct request request = request_begin_slice(server, now_s, RETENTION);
    reason = holders_forget(request.db, area, &after, FEW_AT_ONCE, &left);
    request_end(server, &request);
  }
  return reason;
}

/* An event that a wrong clock dated ahead is as old as its arrival. */
static enum tx_reason forget_some(struct server *server, int64_t now_s, uint64_t area, bool *left) {
  const struct events_dead dead = { .area = area,
                                    .before = now_s - EVENTS_KEPT_S,
                                    .ahead = now_s + TX_AHEAD_S };
  struct request request = request_begin_slice(server, now_s, RETENTION);
  enum tx_reason reason = TX_OK;
  {
    DB_TRANSACTION work = db_begin_relaxed(request.db);
    reason = work.begun;
    if (reason == TX_OK) reason = events_forget(request.db, &dead, AT_ONCE, left);
    if (reason == TX_OK) reason = db_commit(&work);
  }
  request_end(server, &request);
  return reason;
}

static enum tx_reason bury_some(struct server *server, int64_t now_s, uint64_t area, bool *left) {
  struct request request = request_begin_slice(server, now_s, RETENTION);
  enum tx_reason reason = TX_OK;
  {
    DB_TRANSACTION work = db_begin_relaxed(request.db);
    reason = work.begun;
    if (reason == TX_OK) reason = audit_log_forget(&request, area, left);
    if (reason == TX_OK) reason = db_commit(&work);
  }
  request_end(server, &request);
  return reason;
}

/* What feeds were told, and what they said of tubes or of nobody who appeared: of no area, and
 * many. */
static const struct {
  enum tx_reason (*forget)(struct db *db, int64_t before, int64_t limit, bool *left);
  int64_t kept_s;
} many[] = { { receipts_forget, RECEIPTS_KEPT_S },
             { unmatched_forget, UNMATCHED_KEPT_S },
             { tubes_forget, EVENTS_KEPT_S } };
#define MANY (sizeof many / sizeof *many)

static enum tx_reason forget_many(struct server *server, int64_t now_s, int64_t until_ms) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < MANY; i++)
    for (bool left = true; reason == TX_OK && left && host_monotonic_ms() < until_ms;) {
      struct request request = request_begin_slice(server, now_s, RETENTION);
      reason = many[i].forget(request.db, now_s - many[i].kept_s, AT_ONCE, &left);
      request_end(server, &request);
    }
  return reason;
}

enum tx_reason retention_run(struct server *server, int64_t now_s) {
  static area_slice_fn *const kinds[] = { forget_some, bury_some };
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  int64_t until_ms = host_monotonic_ms() + RUN_MS;
  enum tx_reason reason = areas_now(server, now_s, RETENTION, areas, &count);
  if (reason == TX_OK) reason = forget_counts(server, now_s);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = forget_few(server, now_s, areas[i]);
  if (reason == TX_OK) reason = forget_many(server, now_s, until_ms);
  for (size_t i = 0; i < count * 2; i++)
    for (bool left = true; reason == TX_OK && left && host_monotonic_ms() < until_ms;)
      reason = kinds[i % 2](server, now_s, areas[i / 2], &left);
  return reason;
}

enum tx_reason retention_run_statements(struct server *server, int64_t now_s) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  int64_t until_ms = host_monotonic_ms() + STATEMENTS_MS;
  enum tx_reason reason = areas_now(server, now_s, RETENTION, areas, &count);
  for (size_t i = 0; i < count && reason == TX_OK && host_monotonic_ms() < until_ms; i++)
    reason = outlived_forget(server, now_s, areas[i], until_ms);
  for (size_t i = 0; i < count && reason == TX_OK && host_monotonic_ms() < until_ms; i++)
    reason = left_forget(server, now_s, areas[i], until_ms);
  for (size_t i = 0; i < count && reason == TX_OK && host_monotonic_ms() < until_ms; i++)
    reason = forget_holders(server, now_s, areas[i], until_ms);
  return reason;
}
