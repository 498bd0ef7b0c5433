/* SPDX-License-Identifier: Apache-2.0 */
#include "intake.h"

#include "domain/context/peers.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "residency.h"
#include "store/core/areas.h"
#include "store/feed/statements.h"
#include "store/resident/gone.h"
#include "store/resident/imports.h"
#include "store/resident/residents.h"
#include "store/resident/undo.h"

#include <stdlib.h>

#define PAGE 64
#define WITHDRAWN 500 /* rows taken away at a time */
#define SETTLE_MS 500 /* of one call */
#define SETTLER "intake"

/* --- rows that are wrong ---------------------------------------------------------------------- */

void row_errors_add(struct row_errors *errors, size_t line, const char *column_zh,
                    const char *column_en, const struct host_problem *problem) {
  errors->refused++;
  if (errors->count >= ROW_ERRORS_SHOWN) return;
  if (!errors->items) errors->items = calloc(ROW_ERRORS_SHOWN, sizeof *errors->items);
  if (!errors->items) return;
  errors->items[errors->count++] = (struct row_error){
    .line = line, .column_zh = column_zh, .column_en = column_en, .problem = *problem
  };
}

void row_errors_finish(struct row_errors *errors) {
  free(errors->items);
  *errors = (struct row_errors){ 0 };
}

/* --- whose is it ------------------------------------------------------------------------------ */

/* One that a thread of this process drives. */
struct intake {
  struct intake *next;
  uint64_t area;
  int64_t id;
};

static bool own(struct server *server, const struct import_row *row) {
  struct intake *intake = malloc(sizeof *intake);
  if (!intake) return false;
  pthread_mutex_lock(&server->lock);
  *intake = (struct intake){ .next = server->intakes, .area = row->area, .id = row->id };
  server->intakes = intake;
  pthread_mutex_unlock(&server->lock);
  return true;
}

static void disown(struct server *server, const struct import_row *row) {
  struct intake *found = NULL;
  pthread_mutex_lock(&server->lock);
  for (struct intake **at = &server->intakes; *at && !found; at = found ? at : &(*at)->next) {
    if ((*at)->area != row->area || (*at)->id != row->id) continue;
    found = *at;
    *at = found->next;
  }
  pthread_mutex_unlock(&server->lock);
  free(found);
}

static bool is_owned(struct server *server, const struct import_row *row) {
  bool owned = false;
  pthread_mutex_lock(&server->lock);
  for (const struct intake *at = server->intakes; at && !owned; at = at->next)
    owned = at->area == row->area && at->id == row->id;
  pthread_mutex_unlock(&server->lock);
  return owned;
}

/* --- coming in -------------------------------------------------------------------------------- */

enum tx_reason intake_begin(struct server *server, const struct request *request,
                            struct import_row *row, struct host_problem *problem) {
  row->state = IMPORT_RUNNING;
  row->started_at = request->now_s;
  host_copy(request->actor, row->actor, sizeof row->actor);
  host_copy(peers_self(server->peers), row->owner, sizeof row->owner);
  enum tx_reason reason = imports_add(request->db, row);
  if (reason == TX_CONFLICT)
    return host_problem_say(
        problem, reason, "这个社区正在导入另一份同类文件，请等它完成，或先取消（import --list）。",
        "Another file of this kind is being taken in for this area: wait for it, or cancel it "
        "(import --list).");
  if (reason == TX_OK && !own(server, row)) reason = TX_NO_MEMORY;
  return host_problem_of(problem, reason);
}

enum tx_reason intake_note(const struct request *request, const struct import_row *row,
                           struct host_problem *problem) {
  struct import_row held = { 0 };
  enum tx_reason reason = imports_find(request->db, row->area, row->id, &held);
  if (reason == TX_OK && held.state == IMPORT_CANCELLED) reason = TX_NOT_FOUND;
  if (reason == TX_NOT_FOUND)
    return host_problem_say(problem, TX_CONFLICT, "导入已被取消，什么都没有留下。",
                            "The import was cancelled, and nothing of it stays.");
  if (reason == TX_OK) reason = imports_note(request->db, row);
  return host_problem_of(problem, reason);
}

void intake_leave(struct server *server, const struct import_row *row) {
  struct request request = request_begin(server, row->started_at, SETTLER);
  imports_move(request.db, row->area, row->id, IMPORT_RUNNING, IMPORT_CANCELLED);
  request_end(server, &request);
  disown(server, row);
}

/* --- showing and cancelling ------------------------------------------------------------------- */

enum tx_reason intake_list(const struct request *request, struct import_row **out, size_t *count) {
  *out = NULL;
  *count = 0;
  DB_ROWS rows = imports_all(request->db);
  while (db_next(&rows)) {
    struct import_row *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    imports_read(&rows, &grown[*count]);
    if (request_reaches(request, grown[*count].area)) ++*count;
  }
  return rows.end;
}

enum tx_reason intake_cancel(const struct request *request, uint64_t area, int64_t id,
                             struct host_problem *problem) {
  struct import_row row;
  enum tx_reason reason = area_reached(request, area, problem);
  if (reason != TX_OK) return reason;
  reason = imports_find(request->db, area, id, &row);
  if (reason == TX_NOT_FOUND)
    return host_problem_set(problem, reason, "没有第%lld号导入，或早已完成。",
                            "There is no import %lld, or it is over.", (long long)id);
  if (reason == TX_OK && row.state == IMPORT_HELD)
    return host_problem_say(problem, TX_CONFLICT,
                            "这些行正等待复核，请不同意或撤回相应的请求（request list）。",
                            "Its rows wait for a second person: please refuse or withdraw the "
                            "request (request list).");
  if (reason == TX_OK && row.state == IMPORT_APPLYING)
    return host_problem_say(problem, TX_CONFLICT, "全部行已经导入，不能再取消。",
                            "All of its rows are in: it can be cancelled no more.");
  if (reason == TX_OK)
    reason = imports_move(request->db, area, id, IMPORT_RUNNING, IMPORT_CANCELLED);
  return host_problem_of(problem, reason == TX_NOT_FOUND ? TX_OK : reason);
}

/* --- what follows ----------------------------------------------------------------------------- */

static enum tx_reason apply_roster(const struct request *request, struct import_row *row,
                                   bool *done) {
  struct resident staged[PAGE];
  size_t count = 0;
  {
    DB_ROWS rows = residents_staged(request->db, row->area, row->id, PAGE);
    while (count < PAGE && db_next(&rows))
      residents_read(&rows, &staged[count++]);
    if (rows.end != TX_OK) return rows.end;
  }
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    reason = before_keep(request->db, row->area, row->id, staged[i].index);
    if (reason == TX_OK) reason = residents_apply(request->db, &staged[i], row->id);
  }
  if (reason == TX_OK && count) reason = areas_note_change(request->db, row->area);
  *done = count < PAGE;
  return reason;
}

/* Rows in the order in which they came, for a feed that nobody sorts any more. */
static enum tx_reason apply_feed(const struct request *request, struct import_row *row,
                                 bool *done) {
  int64_t numbers[PAGE];
  size_t count = 0;
  bool left = true;
  {
    DB_ROWS rows = statements_staged(request->db, row->area, row->id, row->applied, PAGE);
    while (count < PAGE && db_next(&rows))
      numbers[count++] = db_column_int(&rows, 0);
    if (rows.end != TX_OK) return rows.end;
  }
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    size_t changed = 0;
    struct staged_row staged = { 0 };
    bool added = false;
    reason = statements_read_staged(request->db, row->area, row->id, numbers[i], &staged);
    if (reason == TX_OK)
      reason = residency_say(request, row->area, staged.subject, &staged.said,
                             host_span(&staged.sealed), &added, &changed);
    if (reason == TX_CONFLICT) reason = TX_OK; /* the first under that id counts */
    host_bytes_finish(&staged.sealed);
    row->applied = numbers[i];
  }
  if (reason == TX_OK && count < PAGE)
    reason = statements_withdraw(request->db, row->area, row->id, WITHDRAWN, &left);
  *done = !left;
  return reason;
}

enum tx_reason intake_apply(const struct request *request, struct import_row *row, bool *done) {
  DB_TRANSACTION work = db_begin_relaxed(request->db);
  if (work.begun != TX_OK) return work.begun;
  bool feed = strcmp(row->kind, "roster") != 0;
  struct slice slice = slice_begin(request);
  enum tx_reason reason = TX_OK;
  *done = false;
  while (reason == TX_OK && !*done && !slice_over(&slice))
    reason = feed ? apply_feed(request, row, done) : apply_roster(request, row, done);
  if (reason == TX_OK) reason = db_commit(&work);
  return reason == TX_OK && *done ? imports_end(request->db, row->area, row->id) : reason;
}

static enum tx_reason withdraw(const struct request *request, struct import_row *row, bool *done) {
  bool residents = false, statements = false, gone = false;
  DB_TRANSACTION work = db_begin_relaxed(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason =
      residents_withdraw(request->db, row->area, row->id, WITHDRAWN, &residents);
  if (reason == TX_OK)
    reason = statements_withdraw(request->db, row->area, row->id, WITHDRAWN, &statements);
  if (reason == TX_OK) reason = gone_withdraw(request->db, row->area, row->id, WITHDRAWN, &gone);
  *done = !residents && !statements && !gone;
  if (reason == TX_OK && *done) reason = imports_end(request->db, row->area, row->id);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* As far as the time goes. */
static enum tx_reason settle_one(struct server *server, int64_t now_s, int64_t until_ms,
                                 struct import_row *row) {
  enum tx_reason reason = TX_OK;
  for (bool done = false; reason == TX_OK && !done && host_monotonic_ms() < until_ms;) {
    struct request request = request_begin_slice(server, now_s, SETTLER);
    reason = row->state == IMPORT_CANCELLED ? withdraw(&request, row, &done)
                                            : intake_apply(&request, row, &done);
    request_end(server, &request);
  }
  return reason;
}

/* One that nobody drives: whoever left it could not write that down. */
static enum tx_reason cancel_abandoned(struct server *server, int64_t now_s,
                                       struct import_row *row) {
  struct request request = request_begin(server, now_s, SETTLER);
  enum tx_reason reason =
      imports_move(request.db, row->area, row->id, IMPORT_RUNNING, IMPORT_CANCELLED);
  request_end(server, &request);
  if (reason == TX_OK) row->state = IMPORT_CANCELLED;
  return reason == TX_NOT_FOUND ? TX_OK : reason; /* it has moved on meanwhile */
}

/* Of one that another process drove, and that has died. *ours: nobody else settles it now. */
static enum tx_reason adopt(struct server *server, int64_t now_s, struct import_row *row,
                            bool *ours) {
  const char *self = peers_self(server->peers);
  *ours = strcmp(row->owner, self) == 0;
  if (*ours) return TX_OK;
  struct request request = request_begin(server, now_s, SETTLER);
  bool live = false;
  enum tx_reason reason =
      peers_live(server->peers, request.db, row->owner, host_monotonic_ms(), &live);
  if (reason == TX_OK && !live) {
    reason = imports_adopt(request.db, row, self);
    *ours = reason == TX_OK;
  }
  request_end(server, &request);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static enum tx_reason settle_unowned(struct server *server, int64_t now_s, int64_t until_ms,
                                     struct import_row *row) {
  bool ours = false;
  enum tx_reason reason = adopt(server, now_s, row, &ours);
  if (reason != TX_OK || !ours) return reason;
  if (row->state == IMPORT_RUNNING) reason = cancel_abandoned(server, now_s, row);
  if (reason != TX_OK || row->state == IMPORT_RUNNING) return reason;
  return settle_one(server, now_s, until_ms, row);
}

enum tx_reason intake_settle(struct server *server, int64_t now_s) {
  struct import_row *rows = NULL;
  size_t count = 0;
  int64_t until_ms = host_monotonic_ms() + SETTLE_MS;
  struct request request = request_begin(server, now_s, SETTLER);
  enum tx_reason reason = intake_list(&request, &rows, &count);
  request_end(server, &request);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    if (rows[i].state != IMPORT_HELD && !is_owned(server, &rows[i]))
      reason = settle_unowned(server, now_s, until_ms, &rows[i]);
  free(rows);
  return reason;
}
