/* SPDX-License-Identifier: Apache-2.0 */
#include "undo.h"

#include "domain/audit/log.h"
#include "store/core/areas.h"
#include "store/resident/imports.h"
#include "store/resident/undo.h"

#include "format/record.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE 64

enum phase { RESTORING, REMOVING, ENDING, DONE };

struct undo {
  struct server *server;
  const struct request *request; /* of the step under way */
  struct import_row lock;        /* as if a roster came in: none does */
  enum phase phase;
  uint32_t from;  /* removing: the next index */
  size_t added;   /* by the import; 0: an undo was cut off, and nobody counts them any more */
  size_t kept_on; /* of these left alone by index */
  struct undo_report report;
};

const char *undo_left_word(enum undo_left why) {
  static const char *const words[] = { "pass", "changed", "used" };
  return words[why];
}

static void leave(struct undo *undo, uint32_t index, enum undo_left why) {
  struct undo_report *report = &undo->report;
  if (report->listed < UNDO_SHOWN)
    report->people[report->listed++] = (struct undo_person){ .index = index, .why = why };
  report->left++;
}

/* --- whom it changed -------------------------------------------------------------------------- */

struct candidate {
  uint32_t index;
  bool has_pass, is_active, is_used;
  uint8_t id_hash[TX_HASH_SIZE];
};

static enum tx_reason read_changed(const struct undo *undo, struct candidate out[PAGE],
                                   size_t *count) {
  DB_ROWS rows = before_page(undo->request->db, undo->report.area, undo->report.id, PAGE);
  for (*count = 0; *count < PAGE && db_next(&rows); ++*count)
    out[*count] = (struct candidate){ .index = (uint32_t)db_column_int(&rows, 0),
                                      .has_pass = db_column_int(&rows, 1) > 0 };
  return rows.end;
}

static enum tx_reason restore_one(struct undo *undo, const struct candidate *one) {
  struct undo_report *report = &undo->report;
  bool back = false;
  enum tx_reason reason =
      before_restore(undo->request->db, report->area, report->id, one->index, &back);
  if (reason != TX_OK) return reason;
  report->restored += back;
  if (!back) leave(undo, one->index, UNDO_LEFT_CHANGED);
  if (!back || !one->has_pass) return TX_OK;
  if (report->holders < UNDO_SHOWN) report->with_pass[report->holders] = one->index;
  report->holders++;
  return TX_OK;
}

static enum tx_reason restore_page(struct undo *undo) {
  struct candidate page[PAGE];
  size_t count = 0;
  enum tx_reason reason = read_changed(undo, page, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = restore_one(undo, &page[i]);
  if (reason == TX_OK && count < PAGE) undo->phase = REMOVING;
  return reason;
}

/* --- whom it added ---------------------------------------------------------------------------- */

static enum tx_reason read_added(const struct undo *undo, struct candidate out[PAGE],
                                 size_t *count) {
  DB_ROWS rows =
      added_page(undo->request->db, undo->report.area, undo->report.id, undo->from, PAGE);
  for (*count = 0; *count < PAGE && db_next(&rows); ++*count) {
    struct candidate *one = &out[*count];
    const struct tx_span hash = db_column_bytes(&rows, 1);
    *one = (struct candidate){ .index = (uint32_t)db_column_int(&rows, 0),
                               .has_pass = db_column_int(&rows, 2) > 0,
                               .is_active = db_column_int(&rows, 3) == TX_STATE_ACTIVE,
                               .is_used = db_column_int(&rows, 4) > 0 };
    if (hash.n == TX_HASH_SIZE) memcpy(one->id_hash, hash.p, TX_HASH_SIZE);
  }
  return rows.end;
}

static enum tx_reason remove_one(struct undo *undo, const struct candidate *one) {
  undo->from = one->index + 1;
  if (one->has_pass || !one->is_active || one->is_used) {
    undo->kept_on++;
    leave(undo, one->index,
          one->has_pass  ? UNDO_LEFT_PASS
          : one->is_used ? UNDO_LEFT_USED
                         : UNDO_LEFT_CHANGED);
    return TX_OK;
  }
  undo->report.removed++;
  return added_remove(undo->request->db, undo->report.area, undo->report.id, one->index,
                      one->id_hash);
}

static enum tx_reason remove_page(struct undo *undo) {
  struct candidate page[PAGE];
  size_t count = 0;
  enum tx_reason reason = read_added(undo, page, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = remove_one(undo, &page[i]);
  if (reason == TX_OK && count < PAGE) undo->phase = ENDING;
  return reason;
}

/* --- the steps -------------------------------------------------------------------------------- */

/* Who was added and changed by somebody since is not the import's any more. */
static void count_changed(struct undo *undo) {
  const size_t seen = undo->report.removed + undo->kept_on;
  if (undo->added > seen) undo->report.left += undo->added - seen;
}

static enum tx_reason end(struct undo *undo) {
  const struct undo_report *report = &undo->report;
  count_changed(undo);
  struct db *db = undo->request->db;
  char detail[120];
  snprintf(detail, sizeof detail, "import %lld: removed %zu, restored %zu, left alone %zu",
           (long long)report->id, report->removed, report->restored, report->left);
  enum tx_reason reason = done_note(db, report->area, report->id, UNDO_DONE);
  if (reason == TX_OK) reason = imports_end(db, undo->lock.area, undo->lock.id);
  if (reason == TX_OK)
    reason = audit_log_append(undo->request, report->area, "import undone", detail);
  if (reason == TX_OK) undo->phase = DONE;
  return reason;
}

static enum tx_reason step(struct undo *undo) {
  if (undo->phase == RESTORING) return restore_page(undo);
  return undo->phase == REMOVING ? remove_page(undo) : end(undo);
}

enum tx_reason undo_step(struct undo *undo, const struct request *request, bool *done,
                         struct host_problem *problem) {
  struct slice slice = slice_begin(request);
  undo->request = request;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = intake_note(request, &undo->lock, problem);
  while (reason == TX_OK && undo->phase != DONE && !slice_over(&slice))
    reason = step(undo);
  if (reason == TX_OK) reason = areas_note_change(request->db, undo->report.area);
  if (reason == TX_OK) reason = db_commit(&work);
  *done = reason == TX_OK && undo->phase == DONE;
  return host_problem_of(problem, reason);
}

const struct undo_report *undo_report(const struct undo *undo) {
  return &undo->report;
}

void undo_close(struct undo *undo) {
  if (!undo) return;
  if (undo->lock.id) intake_leave(undo->server, &undo->lock);
  free(undo);
}

/* --- begun ------------------------------------------------------------------------------------ */

static enum tx_reason check(const struct request *request, struct undo *undo,
                            struct host_problem *problem) {
  const struct undo_report *report = &undo->report;
  struct import_done done = { 0 };
  enum tx_reason reason = area_known(request, report->area, problem);
  if (reason != TX_OK) return reason;
  reason = done_find(request->db, report->area, report->id, &done);
  if (reason == TX_OK && done.done_at <= request->now_s - UNDO_KEPT_S) reason = TX_NOT_FOUND;
  if (reason == TX_NOT_FOUND)
    return host_problem_set(problem, reason, "最近一天内没有第%lld号导入，不能撤销。",
                            "No import %lld is of the last day, and none can be undone later.",
                            (long long)report->id);
  if (reason == TX_OK && done.undo == UNDO_DONE)
    return host_problem_say(problem, TX_CONFLICT, "这次导入已经撤销。",
                            "That import was undone already.");
  undo->added = done.undo == UNDO_OPEN ? (size_t)done.added : 0;
  return host_problem_of(problem, reason);
}

enum tx_reason undo_open(struct server *server, const struct request *request, uint64_t area,
                         int64_t id, struct undo **out, struct host_problem *problem) {
  struct undo *undo = calloc(1, sizeof *undo);
  if (!undo) return host_problem_of(problem, TX_NO_MEMORY);
  *out = undo;
  undo->server = server;
  undo->report.area = area;
  undo->report.id = id;
  enum tx_reason reason = check(request, undo, problem);
  if (reason != TX_OK) return reason;
  undo->lock = (struct import_row){ .area = area, .kind = "roster" };
  reason = intake_begin(server, request, &undo->lock, problem);
  if (reason != TX_OK) undo->lock.id = 0;
  if (reason == TX_OK)
    reason = host_problem_of(problem, done_note(request->db, area, id, UNDO_BEGUN));
  return reason;
}

enum tx_reason undo_list(const struct request *request, struct import_done **out, size_t *count) {
  uint64_t areas[AREAS_MAX];
  size_t area_count = 0;
  *out = NULL;
  *count = 0;
  enum tx_reason reason = areas_list(request->db, areas, &area_count);
  for (size_t i = 0; i < area_count && reason == TX_OK; i++) {
    if (!request_reaches(request, areas[i])) continue;
    DB_ROWS rows = done_of_area(request->db, areas[i], request->now_s - UNDO_KEPT_S);
    while (db_next(&rows)) {
      struct import_done *grown = realloc(*out, (*count + 1) * sizeof *grown);
      if (!grown) return TX_NO_MEMORY;
      *out = grown;
      done_read(&rows, &grown[(*count)++]);
    }
    reason = rows.end;
  }
  return reason;
}
