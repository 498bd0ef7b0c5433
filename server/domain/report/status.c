/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "domain/audit/log.h"
#include "domain/gate/registry.h"
#include "store/core/areas.h"
#include "store/feed/tubes.h"
#include "store/feed/unmatched.h"
#include "store/gate/events.h"
#include "store/office/accounts.h"
#include "store/pass/issues.h"
#include "store/resident/residents.h"

#include <stdlib.h>

static enum tx_reason read_area(const struct request *request, struct status_area *out) {
  uint64_t area = out->list.area;
  enum tx_reason reason = residents_count(request->db, area, &out->residents);
  if (reason == TX_OK) reason = issues_count(request->db, area, &out->passes);
  return reason == TX_OK ? publish_state(request, area, &out->list) : reason;
}

static enum tx_reason list_areas(const struct request *request, struct status_report *out) {
  DB_ROWS rows = areas_all(request->db);
  while (db_next(&rows)) {
    struct area_row row;
    areas_read(&rows, &row);
    struct status_area *grown = realloc(out->areas, (out->area_count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    out->areas = grown;
    grown[out->area_count++] = (struct status_area){ .list.area = row.area };
  }
  return rows.end;
}

enum tx_reason status_report(const struct server *server, const struct request *request,
                             struct status_report *out, struct host_problem *problem) {
  *out = (struct status_report){ .trust = request->signing->trust->seq,
                                 .gates = gate_registry_count(server->gates) };
  int64_t bound = 0;
  db_describe(request->db, out->database, sizeof out->database);
  enum tx_reason reason = events_count(request->db, &out->events);
  if (reason == TX_OK) reason = events_count_drills(request->db, &out->drills);
  out->events -= out->drills;
  if (reason == TX_OK) reason = unmatched_count_all(request->db, &out->unmatched);
  if (reason == TX_OK) reason = swabs_waiting(request->db, &out->swabs);
  if (reason == TX_OK) reason = accounts_bound(request->db, &bound);
  out->bound = bound > 0;
  if (reason == TX_OK) reason = list_areas(request, out);
  for (size_t i = 0; i < out->area_count && reason == TX_OK; i++)
    reason = read_area(request, &out->areas[i]);
  return host_problem_of(problem, reason);
}

void status_report_finish(struct status_report *report) {
  free(report->areas);
  *report = (struct status_report){ 0 };
}

static enum tx_reason add(const struct request *request, uint64_t area) {
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = areas_add(request->db, area);
  if (reason == TX_OK) reason = audit_log_append(request, area, "area add", "");
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason area_add(const struct request *request, uint64_t area,
                        struct host_problem *problem) {
  static const enum tx_use uses[] = { TX_USE_ISSUE, TX_USE_STATUS };
  const struct tx_key_row *row;
  for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
    if (!keystore_find(&request->signing->keys, request->signing->trust, uses[i], area,
                       request->now_s, &row, problem))
      return problem->reason;
  return host_problem_of(problem, add(request, area));
}
