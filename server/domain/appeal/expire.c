/* SPDX-License-Identifier: Apache-2.0 */
/* What nobody answered in time. */
#include "appeal_internal.h"

#include "domain/audit/log.h"
#include "domain/context/each_area.h"
#include "model/ground.h"
#include "store/office/accounts.h"
#include "store/office/appeals.h"

#include <stdio.h>

#define EXPIRY "appeals"
#define FORGOTTEN_AT_ONCE 200

/* Of a larger area, or of the same one and of a kind that watches committees. */
static bool is_above(const struct body *body, const struct body *asked) {
  if (body->kind == BODY_PROPERTY || !tx_area_contains(body->area, asked->area)) return false;
  if (body->area != asked->area) return true;
  return asked->kind <= BODY_PROPERTY &&
         (body->kind == BODY_STREET || body->kind == BODY_COMMAND || body->kind == BODY_INSPECTION);
}

/* The nearest one above the body that asked, which took no part itself. */
static enum tx_reason find_above(const struct request *request, struct appeal *row) {
  struct body asked = { .kind = BODY_COMMITTEE, .area = row->area }, body;
  int best = -1;
  if (*row->asked_body) bodies_find(request->db, row->asked_body, &asked);
  row->above[0] = '\0';
  DB_ROWS rows = bodies_all(request->db);
  while (db_next(&rows)) {
    bodies_read(&rows, &body);
    if (!is_above(&body, &asked) || strcmp(body.id, row->decided_body) == 0) continue;
    if ((int)tx_area_level(body.area) <= best) continue;
    best = (int)tx_area_level(body.area);
    memcpy(row->above, body.id, sizeof row->above);
  }
  return rows.end;
}

static enum tx_reason go_on(const struct request *request, struct appeal *row,
                            struct host_problem *problem) {
  char detail[80];
  bool lapses = row->ground >= 0 && grounds[row->ground].code[0] == 'B';
  enum tx_reason reason = find_above(request, row);
  row->state = lapses ? APPEAL_LAPSED : APPEAL_ESCALATED;
  if (!lapses) row->due_at = request->now_s + APPEAL_DUE_A_S;
  if (reason == TX_OK) reason = appeals_settle(request->db, row, APPEAL_OPEN);
  if (reason == TX_OK && lapses) reason = appeal_lift(request, row, problem);
  snprintf(detail, sizeof detail, "appeal %lld %s %s", (long long)row->id,
           appeal_state_word(row->state), row->above);
  const struct audit_entry entry = { .action = "appeal.overdue",
                                     .detail = detail,
                                     .subject = row->index };
  return reason == TX_OK ? audit_log_add(request, row->area, &entry) : reason;
}

static enum tx_reason read_row(const struct request *request, uint64_t area, int64_t id,
                               struct appeal *out) {
  DB_ROWS rows = appeals_one(request->db, area, id);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  return appeal_open(request, &rows, out);
}

/* Who is gone meanwhile has nothing to be lifted. */
static enum tx_reason expire_one(const struct request *request, uint64_t area, int64_t id) {
  struct appeal row;
  struct host_problem problem = { 0 };
  enum tx_reason reason = read_row(request, area, id, &row);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  reason = go_on(request, &row, &problem);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* One slice; *left: more may be overdue, or old. */
static enum tx_reason expire_some(struct server *server, int64_t now_s, uint64_t area, bool *left) {
  int64_t id = 0;
  struct request request = request_begin_slice(server, now_s, EXPIRY);
  struct slice slice = slice_begin(&request);
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && !slice_over(&slice)) {
    reason = appeals_overdue(request.db, area, now_s, &id);
    if (reason == TX_OK) reason = expire_one(&request, area, id);
  }
  *left = true;
  if (reason == TX_NOT_FOUND)
    reason = appeals_forget(request.db, area, now_s - APPEAL_KEPT_S, FORGOTTEN_AT_ONCE, left);
  request_end(server, &request);
  return reason;
}

enum tx_reason appeal_expire(struct server *server, int64_t now_s) {
  return each_area(server, now_s, EXPIRY, expire_some);
}
