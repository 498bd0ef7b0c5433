/* SPDX-License-Identifier: Apache-2.0 */
#include "drill.h"

#include "domain/audit/log.h"
#include "host/text/text.h"
#include "store/office/drills.h"

#include <stdio.h>

#define HOUR_S INT64_C(3600)

enum tx_reason drill_list(const struct request *request, uint64_t area,
                          struct drill_row out[DRILLS_MAX], size_t *count,
                          struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = drills_of(request->db, area, DRILLS_MAX);
  while (*count < DRILLS_MAX && db_next(&rows))
    drills_read(&rows, &out[(*count)++]);
  return host_problem_of(problem, rows.end);
}

/* The newest, if it goes on; else TX_NOT_FOUND. */
static enum tx_reason find_now(const struct request *request, uint64_t area,
                               struct drill_row *out) {
  DB_ROWS rows = drills_of(request->db, area, 1);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  drills_read(&rows, out);
  return out->until_s > request->now_s ? TX_OK : TX_NOT_FOUND;
}

static enum tx_reason write_start(const struct request *request, struct drill_row *row) {
  char detail[48];
  struct drill_row now;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = find_now(request, row->area, &now);
  if (reason != TX_NOT_FOUND) return reason == TX_OK ? TX_CONFLICT : reason;
  snprintf(detail, sizeof detail, "until %lld", (long long)row->until_s);
  reason = drills_add(request->db, row);
  if (reason == TX_OK) reason = audit_log_append(request, row->area, "drill start", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason drill_start(const struct request *request, uint64_t area, int64_t hours,
                           struct drill_row *out, struct host_problem *problem) {
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  if (hours < 1 || hours > DRILL_HOURS_MAX)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "演练应为1至%d小时。",
                            "An exercise takes 1 to %d hours.", DRILL_HOURS_MAX);
  *out = (struct drill_row){ .area = area,
                             .from_s = request->now_s,
                             .until_s = request->now_s + hours * HOUR_S };
  host_copy(request->actor, out->started_by, sizeof out->started_by);
  reason = write_start(request, out);
  if (reason != TX_CONFLICT) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "这个区划正在演练。",
                          "An exercise goes on in this area already.");
}

static enum tx_reason write_end(const struct request *request, uint64_t area,
                                struct drill_row *out) {
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = find_now(request, area, out);
  if (reason != TX_OK) return reason;
  out->until_s = request->now_s;
  host_copy(request->actor, out->ended_by, sizeof out->ended_by);
  reason = drills_end(request->db, out);
  if (reason == TX_OK) reason = audit_log_append(request, area, "drill end", "");
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason drill_end(const struct request *request, uint64_t area, struct drill_row *out,
                         struct host_problem *problem) {
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  reason = write_end(request, area, out);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, reason, "这个区划没有演练。",
                          "No exercise goes on in this area.");
}
