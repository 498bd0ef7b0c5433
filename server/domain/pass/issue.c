/* SPDX-License-Identifier: Apache-2.0 */
#include "issue.h"

#include "domain/audit/log.h"
#include "domain/bulk/bulk.h"
#include "domain/bulk/founding.h"
#include "domain/key/person.h"
#include "domain/publication/publish.h"
#include "domain/publication/ready.h"
#include "domain/resident/residency.h"
#include "may_issue.h"
#include "store/core/areas.h"
#include "store/pass/issue_log.h"
#include "store/pass/issues.h"
#include "store/resident/residents.h"
#include "store/resident/visitors.h"

#include "format/status.h"

#include <stdio.h>

#define DAY_S 86400

/* What one slice works with. */
struct issue {
  const struct server *server;
  const struct request *request;
  const struct pass_order *order;
  int64_t iat;
  const struct tx_signer *signer;
  const struct tx_key_row *row;
  struct bulk_taken taken;
};

static int64_t later(int64_t a, int64_t b) {
  return a > b ? a : b;
}

/* A pass is never dated earlier than a list of its area that may not contain it. */
static enum tx_reason begin(struct issue *issue, struct host_problem *problem) {
  const struct request *request = issue->request;
  struct area_row area;
  enum tx_reason reason = areas_find(request->db, issue->order->area, &area);
  host_problem_of(problem, reason);
  if (reason != TX_OK) return reason;
  issue->iat = later(area.dated, request->now_s);
  issue->signer = keystore_find(&request->signing->keys, request->signing->trust, TX_USE_ISSUE,
                                issue->order->area, later(issue->iat, issue->order->from_s),
                                &issue->row, problem);
  return issue->signer && issue->row ? TX_OK : TX_UNKNOWN_KEY;
}

/* The list must tell generations apart: none may be four behind while it can still be shown. */
static enum tx_reason raise_generation(const struct request *request, struct resident *resident,
                                       struct host_problem *problem) {
  uint8_t oldest;
  uint8_t next = (resident->generation + 1) & 7;
  struct db *db = request->db;
  enum tx_reason reason =
      issues_oldest_unexpired(db, resident->area, resident->index, request->now_s, &oldest);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  if (reason == TX_OK && ((next - oldest) & 7) > 3)
    return host_problem_set(problem, TX_CONFLICT,
                            "%s的证已补办三次，最早的一张尚未到期，暂不能再补。",
                            "The pass of %s was re-issued three times and the first has not "
                            "expired: no further one yet.",
                            resident->person.mask);
  resident->generation = next;
  reason = residency_record(request, resident, &resident->record);
  if (reason == TX_OK) reason = areas_note_change(db, resident->area);
  return host_problem_of(problem, reason);
}

enum tx_reason pass_end_all(const struct request *request, struct resident *resident,
                            struct host_problem *problem) {
  enum tx_reason reason = raise_generation(request, resident, problem);
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, residents_note(request->db, resident));
}

static enum tx_reason replace(struct issue *issue, struct resident *resident,
                              struct host_problem *problem) {
  const struct pass_order *order = issue->order;
  enum tx_reason reason =
      may_replace(issue->request, order, issue->taken.seconded, resident, problem);
  if (reason != TX_OK) return reason;
  resident->state = TX_STATE_ACTIVE;
  return raise_generation(issue->request, resident, problem);
}

static enum tx_reason prepare(struct issue *issue, struct resident *resident, struct tx_pass *pass,
                              struct host_problem *problem) {
  const struct pass_order *order = issue->order;
  enum tx_reason reason =
      order->reissue ? replace(issue, resident, problem) : may_repeat(resident, problem);
  if (reason != TX_OK) return reason;
  uint8_t role = order->role >= 0 ? (uint8_t)order->role : resident->role;
  pass_describe(resident, role, issue->request->now_s, pass);
  pass->iat = issue->iat;
  pass->exp = issue->iat + (order->days ? order->days * DAY_S : pass_validity_s(role));
  if (order->until_s) pass->exp = order->until_s;
  if (pass->exp > issue->row->verify_until) pass->exp = issue->row->verify_until;
  pass->bound = order->bound;
  pass->holder = order->holder;
  return TX_OK;
}

static struct issue_row row_of(const struct issue *issue, const struct resident *resident,
                               const struct tx_pass *pass) {
  struct issue_row row = {
    .area = pass->area,
    .index = pass->index,
    .n = resident->issues,
    .generation = resident->generation,
    .record = pass->record,
    .role = pass->role,
    .iat = pass->iat,
    .exp = pass->exp,
    .bound = pass->bound,
    .holder = pass->holder,
    .actor = issue->request->actor,
  };
  memcpy(row.signer, issue->signer->hash, TX_HASH_SIZE);
  return row;
}

static enum tx_reason write_down(struct issue *issue, struct resident *resident,
                                 const struct tx_pass *pass, struct issue_row *row) {
  resident->issues++;
  *row = row_of(issue, resident, pass);
  enum tx_reason reason = issues_add(issue->request->db, row);
  return reason == TX_OK ? residents_note(issue->request->db, resident) : reason;
}

static enum tx_reason note_founding(const struct issue *issue, size_t count) {
  const struct founding done = { .what = FOUNDING_PASSES,
                                 .people = (int64_t)count,
                                 .at_s = issue->iat };
  if (!issue->taken.founding) return TX_OK;
  return founding_note(issue->request, issue->order->area, 0, &done);
}

/* The last of a transaction: what does not stand in the log's file is not issued either. */
static enum tx_reason write_end(struct issue *issue, const struct issue_row *rows, size_t count) {
  char detail[80 + REQUEST_EVIDENCE_SIZE];
  const struct request *request = issue->request;
  const struct pass_order *order = issue->order;
  int n = snprintf(detail, sizeof detail, count == 1 ? "%u" : "%u and %zu more", rows[0].index,
                   count - 1);
  if (*order->evidence)
    n += snprintf(detail + n, sizeof detail - (size_t)n, " B1 %s", order->evidence);
  if (issue->taken.founding) snprintf(detail + n, sizeof detail - (size_t)n, ", founding");
  enum tx_reason reason = areas_note_issue(request->db, order->area, issue->iat);
  if (reason == TX_OK) reason = note_founding(issue, count);
  const struct audit_entry entry = { .action = order->reissue ? "reissue" : "issue",
                                     .detail = detail,
                                     .subject = count == 1 ? (int64_t)rows[0].index : -1 };
  if (reason == TX_OK) reason = audit_log_add(request, order->area, &entry);
  return reason == TX_OK ? issue_log_add(request->issues, rows, count, request->now_s) : reason;
}

/* Who came with a seconded import is not counted, but for what makes their older pass die. */
static bool is_counted(const struct pass_order *order, const struct resident *resident) {
  return !order->matched && (order->reissue || !resident->seconded);
}

static enum tx_reason take(struct issue *issue, const struct resident *residents, size_t count,
                           struct host_problem *problem) {
  int64_t people = 0;
  for (size_t i = 0; i < count; i++)
    people += is_counted(issue->order, &residents[i]);
  return bulk_take(issue->request, issue->order->area, BULK_PASSES, people, &issue->taken, problem);
}

/* Within a transaction. */
static enum tx_reason write_each(struct issue *issue, struct resident *residents, size_t count,
                                 struct pass_issued *out, struct host_problem *problem) {
  struct issue_row rows[PASS_SLICE] = { 0 };
  enum tx_reason reason = take(issue, residents, count, problem);
  if (reason != TX_OK) return reason;
  for (size_t i = 0; i < count; i++) {
    reason = prepare(issue, &residents[i], &out[i].pass, problem);
    if (reason == TX_OK)
      reason = host_problem_of(problem, write_down(issue, &residents[i], &out[i].pass, &rows[i]));
    if (reason != TX_OK) return reason;
    out[i].generation = residents[i].generation;
    out[i].n = residents[i].issues;
  }
  return host_problem_of(problem, write_end(issue, rows, count));
}

static enum tx_reason write_all(struct issue *issue, struct resident *residents, size_t count,
                                struct pass_issued *out, struct host_problem *problem) {
  DB_TRANSACTION work = db_begin(issue->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = write_each(issue, residents, count, out, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

static enum tx_reason issue_batch(struct issue *issue, struct resident *residents, size_t count,
                                  struct pass_issued *out, struct host_problem *problem) {
  enum tx_reason reason = write_all(issue, residents, count, out, problem);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = host_problem_of(problem, tx_pass_sign(&out[i].pass, issue->signer, out[i].text));
  return reason;
}

enum tx_reason pass_issue_one(const struct server *server, const struct request *request,
                              const struct pass_order *order, const struct resident *resident,
                              struct pass_issued *out, struct host_problem *problem) {
  struct issue issue = { .server = server, .request = request, .order = order };
  struct resident one = *resident;
  enum tx_reason reason = begin(&issue, problem);
  return reason == TX_OK ? issue_batch(&issue, &one, 1, out, problem) : reason;
}

enum tx_reason pass_write_one(const struct request *request, const struct pass_order *order,
                              const struct resident *resident, struct pass_issued *out,
                              struct host_problem *problem) {
  struct issue issue = { .request = request, .order = order };
  struct resident one = *resident;
  enum tx_reason reason = begin(&issue, problem);
  return reason == TX_OK ? write_each(&issue, &one, 1, out, problem) : reason;
}

enum tx_reason pass_sign_written(const struct request *request, const struct resident *resident,
                                 uint32_t n, struct pass_issued *out,
                                 struct host_problem *problem) {
  return pass_sign_from(request, resident, n, 0, out, problem);
}

enum tx_reason pass_sign_from(const struct request *request, const struct resident *resident,
                              uint32_t n, int64_t from_s, struct pass_issued *out,
                              struct host_problem *problem) {
  struct issue_row row;
  const struct tx_key_row *key;
  enum tx_reason reason = issues_numbered(request->db, resident->area, resident->index, n, &row);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct tx_signer *signer =
      keystore_find(&request->signing->keys, request->signing->trust, TX_USE_ISSUE, row.area,
                    later(row.iat, from_s), &key, problem);
  if (!signer) return TX_UNKNOWN_KEY;
  pass_describe(resident, row.role, row.iat, &out->pass);
  out->pass.record = row.record;
  out->pass.iat = later(row.iat, from_s);
  out->pass.exp = row.exp;
  out->pass.bound = row.bound;
  out->pass.holder = row.holder;
  out->generation = row.generation;
  out->n = n;
  return host_problem_of(problem, tx_pass_sign(&out->pass, signer, out->text));
}

/* Whoever is active, and has none that is good; re-issued it is for all. Who comes for a limited
 * time is asked for one by one. */
static enum tx_reason is_meant(const struct request *request, const struct pass_order *order,
                               const struct resident *resident, bool *meant) {
  bool has_one = false;
  struct visitor visitor;
  *meant = false;
  enum tx_reason reason =
      resident->role == TX_ROLE_RESIDENT
          ? TX_NOT_FOUND
          : visitors_find(request->db, resident->area, resident->index, &visitor);
  if (reason != TX_NOT_FOUND) return reason;
  reason = TX_OK;
  if (!order->reissue && resident->issues)
    reason = issues_any_good(request->db, resident, request->now_s, &has_one);
  *meant = resident->state == TX_STATE_ACTIVE && !has_one;
  return reason;
}

/* The next residents from an index on; *kept of them are to have a pass. */
static enum tx_reason next_residents(const struct request *request, const struct pass_order *order,
                                     uint32_t *from, struct resident *out, size_t *kept,
                                     bool *done) {
  size_t read = 0;
  DB_ROWS rows = residents_from(request->db, order->area, *from, PASS_SLICE);
  for (; read < PASS_SLICE && db_next(&rows); read++) {
    bool meant = false;
    residents_read(&rows, &out[*kept]);
    *from = out[*kept].index + 1;
    enum tx_reason reason = person_open(request->fields, &out[*kept]);
    if (reason == TX_OK) reason = is_meant(request, order, &out[*kept], &meant);
    if (reason != TX_OK) return reason;
    *kept += meant;
  }
  *done = read < PASS_SLICE;
  return rows.end;
}

/* Everybody at once, where that is allowed: then nobody has to be counted. */
static enum tx_reason foresee_all(const struct request *request, const struct pass_order *order,
                                  bool *done) {
  int64_t people = 0;
  struct bulk_taken taken;
  struct host_problem ignored = { 0 };
  enum tx_reason reason = residents_count(request->db, order->area, &people);
  if (reason != TX_OK) return reason;
  reason = bulk_foresee(request, order->area, BULK_PASSES, people, &taken, &ignored);
  *done = reason == TX_OK;
  return reason == TX_NOT_ALLOWED ? TX_OK : reason;
}

static enum tx_reason count_some(const struct request *request, const struct pass_order *order,
                                 uint32_t *from, int64_t *people, bool *done) {
  size_t read = 0;
  struct resident resident;
  DB_ROWS rows = residents_from(request->db, order->area, *from, PASS_SLICE);
  for (; db_next(&rows); read++) {
    bool meant = false;
    residents_read(&rows, &resident);
    *from = resident.index + 1;
    if (!is_counted(order, &resident)) continue;
    enum tx_reason reason = is_meant(request, order, &resident, &meant);
    if (reason != TX_OK) return reason;
    *people += meant;
  }
  *done = read < PASS_SLICE;
  return rows.end;
}

enum tx_reason pass_issue_foresee(const struct request *request, const struct pass_order *order,
                                  uint32_t *from, int64_t *people, bool *done,
                                  struct host_problem *problem) {
  struct bulk_taken taken;
  struct slice slice = slice_begin(request);
  *done = false;
  enum tx_reason reason = *from ? TX_OK : foresee_all(request, order, done);
  if (reason != TX_OK || *done) return host_problem_of(problem, reason);
  while (reason == TX_OK && !*done && !slice_over(&slice))
    reason = count_some(request, order, from, people, done);
  if (reason != TX_OK || !*done) return host_problem_of(problem, reason);
  return bulk_foresee(request, order->area, BULK_PASSES, *people, &taken, problem);
}

enum tx_reason pass_issue_some(const struct server *server, const struct request *request,
                               const struct pass_order *order, uint32_t *from,
                               struct pass_issued *out, size_t *count, bool *done,
                               struct host_problem *problem) {
  struct issue issue = { .server = server, .request = request, .order = order };
  struct resident residents[PASS_SLICE];
  *count = 0;
  enum tx_reason reason =
      host_problem_of(problem, next_residents(request, order, from, residents, count, done));
  if (reason == TX_OK && *count) reason = begin(&issue, problem);
  if (reason != TX_OK || !*count) return reason;
  return issue_batch(&issue, residents, *count, out, problem);
}

enum tx_reason pass_issue_prepare(struct server *server, int64_t now_s, uint64_t area,
                                  struct host_problem *problem) {
  struct publish_state state;
  struct request request = request_begin(server, now_s, "publisher");
  enum tx_reason reason = area_known(&request, area, problem);
  if (reason == TX_OK) reason = publish_ready(server, &request, area, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, publish_state(&request, area, &state));
  request_end(server, &request);
  if (reason != TX_OK) return reason;
  if (!state.published || state.next_index < state.count + TX_NEW_MAX) return TX_OK;
  return publish_area(server, now_s, area, problem);
}
