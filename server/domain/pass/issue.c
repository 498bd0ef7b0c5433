/* SPDX-License-Identifier: Apache-2.0 */
#include "issue.h"

#include "domain/audit/log.h"
#include "domain/publication/publish.h"
#include "domain/resident/residency.h"
#include "store/areas.h"
#include "store/issues.h"
#include "store/residents.h"

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
};

/* A pass is never dated earlier than a list of its area that may not contain it. */
static enum tx_reason begin(struct issue *issue, struct host_problem *problem) {
  const struct request *request = issue->request;
  struct area_row area;
  enum tx_reason reason = areas_find(request->db, issue->order->area, &area);
  host_problem_of(problem, reason);
  if (reason != TX_OK) return reason;
  issue->iat = area.dated > request->now_s ? area.dated : request->now_s;
  issue->signer = keystore_find(&request->signing->keys, request->signing->trust, TX_USE_ISSUE,
                                issue->order->area, issue->iat, &issue->row, problem);
  return issue->signer && issue->row ? TX_OK : TX_UNKNOWN_KEY;
}

/* The list must tell generations apart: none may be four behind while it can still be shown. */
static enum tx_reason raise_generation(struct issue *issue, struct resident *resident,
                                       struct host_problem *problem) {
  uint8_t oldest;
  uint8_t next = (resident->generation + 1) & 7;
  struct db *db = issue->request->db;
  enum tx_reason reason =
      issues_oldest_unexpired(db, resident->area, resident->index, issue->request->now_s, &oldest);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  if (reason == TX_OK && ((next - oldest) & 7) > 3)
    return host_problem_set(problem, TX_CONFLICT,
                            "%s的证已补办三次，最早的一张尚未到期，暂不能再补。",
                            "The pass of %s was re-issued three times and the first has not "
                            "expired: no further one yet.",
                            resident->mask);
  resident->generation = next;
  resident->state = TX_STATE_ACTIVE;
  reason = residency_record(issue->request, resident, &resident->record);
  if (reason == TX_OK) reason = areas_note_change(db, resident->area);
  return host_problem_of(problem, reason);
}

static enum tx_reason refuse_dead(const struct resident *resident, struct host_problem *problem) {
  if (resident->state == TX_STATE_ACTIVE) return TX_OK;
  if (resident->state == TX_STATE_REVOKED)
    return host_problem_set(problem, TX_CONFLICT, "%s的证已注销，请用 --reissue 补办。",
                            "The pass of %s was revoked: please use --reissue.", resident->mask);
  return host_problem_set(problem, TX_CONFLICT, "%s的证已暂停，请先恢复（reinstate）。",
                          "The pass of %s is suspended: please reinstate it first.",
                          resident->mask);
}

static enum tx_reason prepare(struct issue *issue, struct resident *resident, struct tx_pass *pass,
                              struct host_problem *problem) {
  char name[SEALED_MAX + 1];
  const struct pass_order *order = issue->order;
  enum tx_reason reason =
      order->reissue ? raise_generation(issue, resident, problem) : refuse_dead(resident, problem);
  if (reason != TX_OK) return reason;
  reason = field_unseal(&issue->server->fields, "name", resident->id_hash, &resident->name, name,
                        sizeof name);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  uint8_t role = order->role >= 0 ? (uint8_t)order->role : resident->role;
  pass_describe(resident, name, role, issue->request->now_s, pass);
  pass->iat = issue->iat;
  pass->exp = issue->iat + (order->days ? order->days * DAY_S : pass_validity_s(role));
  if (pass->exp > issue->row->verify_until) pass->exp = issue->row->verify_until;
  pass->bound = order->bound;
  pass->holder = order->holder;
  return TX_OK;
}

static enum tx_reason write_down(struct issue *issue, struct resident *resident,
                                 const struct tx_pass *pass) {
  struct issue_row row = {
    .area = pass->area,
    .index = pass->index,
    .n = ++resident->issues,
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
  enum tx_reason reason = issues_add(issue->request->db, &row);
  return reason == TX_OK ? residents_note(issue->request->db, resident) : reason;
}

static enum tx_reason write_all(struct issue *issue, struct resident *residents, size_t count,
                                struct pass_issued *out, struct host_problem *problem) {
  char detail[80];
  const struct pass_order *order = issue->order;
  DB_TRANSACTION work = db_begin(issue->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  for (size_t i = 0; i < count; i++) {
    enum tx_reason reason = prepare(issue, &residents[i], &out[i].pass, problem);
    if (reason == TX_OK)
      reason = host_problem_of(problem, write_down(issue, &residents[i], &out[i].pass));
    if (reason != TX_OK) return reason;
    out[i].generation = residents[i].generation;
  }
  snprintf(detail, sizeof detail, count == 1 ? "%u" : "%u and %zu more", residents[0].index,
           count - 1);
  enum tx_reason reason = areas_note_issue(issue->request->db, order->area, issue->iat);
  if (reason == TX_OK)
    reason =
        audit_log_append(issue->request, order->area, order->reissue ? "reissue" : "issue", detail);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
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

/* The next residents from an index on; *kept of them may have a pass. */
static enum tx_reason next_residents(const struct request *request, uint64_t area, uint32_t *from,
                                     struct resident *out, size_t *kept, bool *done) {
  size_t read = 0;
  DB_ROWS rows = residents_from(request->db, area, *from, PASS_SLICE);
  while (read < PASS_SLICE && db_next(&rows)) {
    residents_read(&rows, &out[*kept]);
    *from = out[*kept].index + 1;
    *kept += out[*kept].state == TX_STATE_ACTIVE;
    read++;
  }
  *done = read < PASS_SLICE;
  return rows.end;
}

enum tx_reason pass_issue_some(const struct server *server, const struct request *request,
                               const struct pass_order *order, uint32_t *from,
                               struct pass_issued *out, size_t *count, bool *done,
                               struct host_problem *problem) {
  struct issue issue = { .server = server, .request = request, .order = order };
  struct resident residents[PASS_SLICE];
  *count = 0;
  enum tx_reason reason =
      host_problem_of(problem, next_residents(request, order->area, from, residents, count, done));
  if (reason == TX_OK && *count) reason = begin(&issue, problem);
  if (reason != TX_OK || !*count) return reason;
  return issue_batch(&issue, residents, *count, out, problem);
}

enum tx_reason pass_issue_prepare(struct server *server, int64_t now_s, uint64_t area,
                                  struct host_problem *problem) {
  struct publish_state state;
  struct request request = request_begin(server, now_s, "publisher");
  enum tx_reason reason = area_known(&request, area, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, publish_state(&request, area, &state));
  request_end(server, &request);
  if (reason != TX_OK) return reason;
  if (!state.published || state.next_index < state.count + TX_NEW_MAX) return TX_OK;
  return publish_area(server, now_s, area, problem);
}
