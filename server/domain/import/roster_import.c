/* SPDX-License-Identifier: Apache-2.0 */
#include "roster_import_internal.h"

#include "domain/audit/log.h"
#include "domain/bulk/bulk.h"
#include "domain/bulk/founding.h"
#include "host/text/text.h"
#include "store/core/areas.h"
#include "store/feed/arrivals.h"
#include "store/resident/imports.h"
#include "store/resident/residents.h"
#include "store/resident/undo.h"

#include <stdio.h>
#include <stdlib.h>

/* For a day it can be taken back. */
static enum tx_reason note_done(const struct roster_import *import) {
  struct import_done done = { .area = import->row.area,
                              .id = import->row.id,
                              .done_at = import->request->now_s,
                              .added = (int64_t)import->report.added,
                              .updated = (int64_t)import->report.updated };
  host_copy(import->request->actor, done.actor, sizeof done.actor);
  return done_add(import->request->db, &done);
}

/* Marked as seconded are all of them or none. */
static enum tx_reason take(const struct roster_import *import, struct bulk_taken *taken,
                           struct host_problem *problem) {
  const int64_t added = (int64_t)import->report.added;
  enum tx_reason reason =
      bulk_take(import->request, import->row.area, BULK_ADD, added, taken, problem);
  if (reason != TX_OK || !added || !import->seconded || taken->seconded) return reason;
  return host_problem_say(
      problem, TX_CONFLICT, "导入期间获准的人数有变，什么都没有导入，请重新导入。",
      "What was seconded has changed meanwhile and nothing was imported: please "
      "import it again.");
}

static enum tx_reason note_founding(const struct roster_import *import) {
  const struct founding done = { .what = FOUNDING_IMPORT,
                                 .import = import->row.id,
                                 .people = (int64_t)import->report.added,
                                 .at_s = import->row.started_at };
  return founding_note(import->request, import->row.area, 0, &done);
}

/* Nobody is new or other: that it came, and whom it did not name, is kept all the same. */
static enum tx_reason end_unchanged(const struct roster_import *import) {
  struct db *db = import->request->db;
  DB_TRANSACTION work = db_begin_relaxed(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = imports_end(db, import->row.area, import->row.id);
  if (reason == TX_OK) reason = note_done(import);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* All rows are in: from this commit on they are seen. It is the first that has to last. */
static enum tx_reason show_all(struct roster_import *import, struct host_problem *problem) {
  const struct import_report *report = &import->report;
  struct db *db = import->request->db;
  struct import_row *row = &import->row;
  char detail[120];
  struct bulk_taken taken;
  if (report->added + report->updated == 0) return end_unchanged(import);
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = take(import, &taken, problem);
  snprintf(detail, sizeof detail, "added %zu, updated %zu, refused %zu, without a document %zu%s",
           report->added, report->updated, report->errors.refused,
           import->roster.notices[ROSTER_NO_NUMBER].rows, taken.founding ? ", founding" : "");
  if (reason == TX_OK)
    reason = imports_move(db, row->area, row->id, IMPORT_RUNNING, IMPORT_APPLYING);
  if (reason == TX_OK) reason = areas_set_next_index(db, row->area, row->next_index);
  if (reason == TX_OK) reason = areas_note_change(db, row->area);
  if (reason == TX_OK) reason = note_done(import);
  if (reason == TX_OK && taken.founding) reason = note_founding(import);
  if (reason == TX_OK) reason = audit_log_append(import->request, row->area, "import", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason show(struct roster_import *import, struct host_problem *problem) {
  enum tx_reason reason = intake_note(import->request, &import->row, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, show_all(import, problem));
  if (reason == TX_OK)
    import->phase = import->report.added + import->report.updated ? APPLYING : DONE;
  return reason;
}

static enum tx_reason read_slice(struct roster_import *import, struct host_problem *problem) {
  struct slice slice = slice_begin(import->request);
  bool end = false;
  DB_TRANSACTION work = db_begin_relaxed(import->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = intake_note(import->request, &import->row, problem);
  roster_ahead_begin(&import->ahead);
  households_finish(&import->households); /* the office may have numbered some since */
  while (reason == TX_OK && !end && !slice_over(&slice))
    reason = roster_read_row(import, &end, problem);
  if (reason == TX_OK && end) reason = roster_check_end(import, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason == TX_OK && end) import->phase = COMPARING;
  return reason;
}

/* Whom it does not name, for the office to confirm. Whoever comes in by it is not seen yet. */
static enum tx_reason compare_slice(struct roster_import *import, struct host_problem *problem) {
  struct slice slice = slice_begin(import->request);
  bool end = false;
  DB_TRANSACTION work = db_begin_relaxed(import->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = intake_note(import->request, &import->row, problem);
  if (reason != TX_OK) return reason;
  while (reason == TX_OK && !end && !slice_over(&slice))
    reason = roster_compare_page(import, &end);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK && end) import->phase = ENTERING;
  return host_problem_of(problem, reason);
}

/* Into the directory, where nobody is found before the import is shown. */
static enum tx_reason enter_slice(struct roster_import *import, struct host_problem *problem) {
  struct slice slice = slice_begin(import->request);
  struct db *db = import->request->db;
  bool left = true;
  DB_TRANSACTION work = db_begin_relaxed(db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = intake_note(import->request, &import->row, problem);
  if (reason != TX_OK) return reason;
  while (reason == TX_OK && left && !slice_over(&slice)) {
    const struct identity *one = identities_next(&import->added);
    left = one != NULL;
    if (left) reason = directory_add(db, import->row.area, one->id_hash, one->index);
    if (left && reason == TX_OK)
      reason = arrivals_note(db, import->row.area, one->id_hash, import->request->now_s);
  }
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK && !left) import->phase = SHOWING;
  return host_problem_of(problem, reason);
}

/* --- the steps -------------------------------------------------------------------------------- */

static enum tx_reason say_disk_full(struct host_problem *problem) {
  return host_problem_say(problem, TX_DISK_FULL, "磁盘已满，什么都没有导入；腾出空间后再试即可。",
                          "The disk is full and nothing was imported; make room and try again.");
}

enum tx_reason roster_import_step(struct roster_import *import, const struct request *request,
                                  bool *done, struct host_problem *problem) {
  bool applied = false;
  import->request = request;
  enum tx_reason reason = TX_OK;
  if (import->previewing)
    reason = roster_preview_step(import, problem);
  else if (import->phase == READING)
    reason = read_slice(import, problem);
  else if (import->phase == COMPARING)
    reason = compare_slice(import, problem);
  else if (import->phase == ENTERING)
    reason = enter_slice(import, problem);
  else if (import->phase == SHOWING)
    reason = show(import, problem);
  else if (import->phase == APPLYING)
    reason = host_problem_of(problem, intake_apply(request, &import->row, &applied));
  if (applied) import->phase = DONE;
  *done = import->phase == DONE;
  import->report.per_mille = csv_progress(&import->roster.csv, import->roster.text.p);
  import->row.rows = (int64_t)import->report.rows;
  bool nothing = reason == TX_DISK_FULL && import->phase != APPLYING;
  return nothing ? say_disk_full(problem) : reason;
}

enum tx_reason roster_import_keep_refused(struct roster_import *import) {
  import->ahead.keeps = true;
  return refused_rows_heading(&import->report.refused, &import->roster) ? TX_OK : TX_NO_MEMORY;
}

const struct import_report *roster_import_report(const struct roster_import *import) {
  return &import->report;
}

static void give_back(struct roster_import *import) {
  if (import->previewing)
    preview_release(import->server, import->preview);
  else
    preview_give_back(import->server, import->preview, import->stale || import->phase >= APPLYING);
}

void roster_import_close(struct roster_import *import) {
  if (!import) return;
  if (import->row.id) intake_leave(import->server, &import->row);
  give_back(import);
  roster_close(&import->roster);
  duplicates_finish(&import->seen);
  duplicates_finish(&import->present);
  households_finish(&import->households);
  identities_finish(&import->added);
  row_errors_finish(&import->report.errors);
  refused_rows_finish(&import->report.refused);
  roster_ahead_finish(&import->ahead);
  row_errors_finish(&import->report.notes);
  free(import);
}

enum tx_reason roster_import_open(struct server *server, const struct request *request,
                                  uint64_t area, struct tx_span bytes, const char *map,
                                  struct roster_import **out, struct host_problem *problem) {
  struct roster_import *import = roster_import_create(server, area);
  if (!import) return host_problem_of(problem, TX_NO_MEMORY);
  *out = import;
  return roster_import_begin(import, request, bytes, map, problem);
}

enum tx_reason roster_import_confirm(struct server *server, const struct request *request,
                                     uint64_t area, int64_t id, struct roster_import **out,
                                     struct host_problem *problem) {
  struct roster_import *import = roster_import_create(server, area);
  if (!import) return host_problem_of(problem, TX_NO_MEMORY);
  *out = import;
  enum tx_reason reason = preview_claim(server, request, area, id, &import->preview, problem);
  if (reason != TX_OK) return reason;
  const struct preview *preview = import->preview;
  return roster_import_begin(import, request, preview->file, preview->map, problem);
}
