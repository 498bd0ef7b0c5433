/* SPDX-License-Identifier: Apache-2.0 */
#include "repair.h"

#include "domain/audit/log.h"
#include "domain/privacy/retention.h"
#include "domain/resident/residency.h"
#include "store/core/areas.h"
#include "store/pass/certificates.h"
#include "store/pass/issue_log.h"
#include "store/resident/residents.h"

#include "host/text/date.h"

#include <stdio.h>

#define AT_ONCE 64
#define CERTIFICATES_SKIPPED 1000 /* numbers that were given since the backup, at most */
#define RUNS_MAX 1000             /* of the retention, each of half a second at most */
#define RUN_FULL_MS 400

struct repair {
  const struct request *request;
  struct restore_report *out;
};

/* --- the issue log ---------------------------------------------------------------------------- */

/* An index behind all that the backup knows is somebody's all the same. */
static enum tx_reason leave_free(const struct repair *repair, const struct issue_row *row) {
  struct area_row area;
  repair->out->unknown++;
  enum tx_reason reason = areas_find(repair->request->db, row->area, &area);
  if (reason == TX_NOT_FOUND || (reason == TX_OK && row->index < area.next_index)) return TX_OK;
  return reason == TX_OK ? areas_set_next_index(repair->request->db, row->area, row->index + 1)
                         : reason;
}

static enum tx_reason put_back(const struct repair *repair, struct resident *resident,
                               const struct issue_row *row) {
  struct db *db = repair->request->db;
  struct issue_row issue = *row;
  issue.record = resident->record;
  issue.actor = "issue log";
  resident->issues = row->n;
  resident->generation = row->generation;
  enum tx_reason reason = residency_record(repair->request, resident, &resident->record);
  if (reason == TX_OK) reason = issues_add(db, &issue);
  if (reason == TX_OK) reason = residents_note(db, resident);
  if (reason == TX_OK) reason = areas_note_issue(db, row->area, row->iat);
  if (reason == TX_OK) reason = areas_note_change(db, row->area);
  repair->out->replayed += reason == TX_OK;
  return reason;
}

static enum tx_reason replay_row(void *context, const struct issue_row *row) {
  const struct repair *repair = context;
  struct resident resident;
  enum tx_reason reason = residents_find(repair->request->db, row->area, row->index, &resident);
  if (reason == TX_NOT_FOUND) return leave_free(repair, row);
  if (reason != TX_OK || row->n <= resident.issues) return reason;
  return put_back(repair, &resident, row);
}

static enum tx_reason replay(const struct repair *repair, const char *folder,
                             struct host_problem *problem) {
  struct issue_log_walk walk;
  struct repair own = *repair;
  enum tx_reason reason = issue_log_read(folder, replay_row, &own, &walk);
  repair->out->damaged += walk.damaged;
  if (reason == TX_NOT_FOUND)
    return host_problem_set(problem, reason, "没有 %s 这个目录，请给出签发日志所在的目录。",
                            "There is no folder %s: please name the folder of the issue log.",
                            folder);
  return host_problem_of(problem, reason);
}

/* A person's later pass counts, whichever log has it. */
static enum tx_reason replay_all(const struct repair *repair, const char *const *folders,
                                 struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  for (; reason == TX_OK && *folders; folders++)
    reason = replay(repair, *folders, problem);
  return reason;
}

/* --- generations ------------------------------------------------------------------------------ */

static enum tx_reason raise_one(const struct repair *repair, struct resident *resident) {
  resident->generation = (resident->generation + 1) & 7;
  enum tx_reason reason = residency_record(repair->request, resident, &resident->record);
  if (reason == TX_OK) reason = residents_note(repair->request->db, resident);
  repair->out->raised += reason == TX_OK;
  return reason;
}

static enum tx_reason raise_some(const struct repair *repair, uint64_t area, uint32_t *from,
                                 size_t *count) {
  struct resident residents[AT_ONCE];
  *count = 0;
  DB_ROWS rows = residents_from(repair->request->db, area, *from, AT_ONCE);
  while (*count < AT_ONCE && db_next(&rows))
    residents_read(&rows, &residents[(*count)++]);
  enum tx_reason reason = rows.end;
  for (size_t i = 0; reason == TX_OK && i < *count; i++)
    reason = raise_one(repair, &residents[i]);
  if (*count) *from = residents[*count - 1].index + 1;
  return reason;
}

static enum tx_reason raise_area(const struct repair *repair, uint64_t area) {
  uint32_t from = 0;
  size_t count = AT_ONCE;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && count == AT_ONCE)
    reason = raise_some(repair, area, &from, &count);
  return reason == TX_OK ? areas_note_change(repair->request->db, area) : reason;
}

/* --- each area -------------------------------------------------------------------------------- */

static enum tx_reason write_down(const struct repair *repair, uint64_t area) {
  char detail[96], when[HOST_DATE_SIZE];
  host_date_utc(repair->out->at_s, when);
  snprintf(detail, sizeof detail, "of %s; what followed it is not in this log", when);
  return audit_log_append(repair->request, area, "restore", detail);
}

static enum tx_reason repair_area(const struct repair *repair, const struct restore_plan *plan,
                                  uint64_t area) {
  struct area_row row;
  struct db *db = repair->request->db;
  enum tx_reason reason = areas_find(db, area, &row);
  if (reason == TX_OK && plan->skip)
    reason = areas_set_next_index(db, area, row.next_index + plan->skip);
  if (reason == TX_OK) reason = certificates_skip(db, area, CERTIFICATES_SKIPPED);
  if (reason == TX_OK && plan->passes == RESTORE_RAISE) reason = raise_area(repair, area);
  return reason == TX_OK ? write_down(repair, area) : reason;
}

static enum tx_reason repair_all(const struct repair *repair, const struct restore_plan *plan) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  enum tx_reason reason = areas_list(repair->request->db, areas, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = repair_area(repair, plan, areas[i]);
  return reason;
}

static enum tx_reason repair_rows(struct server *server, const struct restore_plan *plan,
                                  int64_t now_s, struct restore_report *out,
                                  struct host_problem *problem) {
  struct request request = request_begin(server, now_s, "restore");
  const struct repair repair = { .request = &request, .out = out };
  enum tx_reason reason;
  {
    DB_TRANSACTION work = db_begin(request.db);
    reason = host_problem_of(problem, work.begun);
    if (reason == TX_OK) reason = replay_all(&repair, plan->issues, problem);
    if (reason == TX_OK) reason = host_problem_of(problem, repair_all(&repair, plan));
    if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  }
  request_end(server, &request);
  return reason;
}

/* What should have died since the backup does so before anybody is served. */
static enum tx_reason forget(struct server *server, int64_t now_s) {
  int64_t took_ms = RUN_FULL_MS;
  enum tx_reason reason = residency_expire(server, now_s);
  for (int i = 0; reason == TX_OK && took_ms >= RUN_FULL_MS && i < RUNS_MAX; i++) {
    const int64_t begun_ms = host_monotonic_ms();
    reason = retention_run(server, now_s);
    took_ms = host_monotonic_ms() - begun_ms;
  }
  if (reason == TX_OK) reason = retention_run_statements(server, now_s);
  return reason;
}

enum tx_reason repair_office(struct server *server, const struct restore_plan *plan, int64_t now_s,
                             struct restore_report *out, struct host_problem *problem) {
  enum tx_reason reason = repair_rows(server, plan, now_s, out, problem);
  return reason == TX_OK ? host_problem_of(problem, forget(server, now_s)) : reason;
}
