/* SPDX-License-Identifier: Apache-2.0 */
#include "roster_import.h"

#include "domain/audit/log.h"
#include "duplicates.h"
#include "place.h"
#include "residency.h"
#include "roster.h"
#include "store/areas.h"
#include "store/imports.h"
#include "store/residents.h"

#include "format/pass.h"
#include "format/status.h"

#include <stdio.h>
#include <stdlib.h>

#define SWAPPED_AT_ONCE 20 /* so many first rows exchanged: it is the heading, not the rows */

enum phase { READING, SHOWING, APPLYING, DONE };

struct roster_import {
  struct server *server;
  const struct request *request; /* of the step under way */
  struct roster roster;
  struct import_row row;
  struct duplicates seen;
  struct roster_error last_swapped;
  size_t swapped;
  enum phase phase;
  struct import_report report;
};

static void note_error(struct roster_import *import, const struct roster_error *error) {
  import->swapped += error->swapped;
  if (error->swapped) import->last_swapped = *error;
  row_errors_add(&import->report.errors, error->line, roster_column_zh(error->column),
                 roster_column_en(error->column), &error->problem);
}

/* --- a row ------------------------------------------------------------------------------------ */

static enum tx_reason fill(struct roster_import *import, const struct roster_entry *entry,
                           struct resident *out) {
  const struct field_keys *fields = &import->server->fields;
  field_hash(fields, "name", entry->name, out->name_hash);
  enum tx_reason reason = field_seal(fields, "id", out->id_hash, entry->id_number, &out->id);
  if (reason == TX_OK) reason = field_seal(fields, "name", out->id_hash, entry->name, &out->name);
  if (reason == TX_OK)
    reason = field_seal(fields, "phone", out->id_hash, entry->phone, &out->phone);
  if (reason != TX_OK) return reason;
  if (!tx_name_mask(entry->name, out->mask)) return TX_BAD_ARGUMENT;
  id_document_tail(entry->id_number, out->tail);
  out->id_type = (int)entry->id_type;
  out->role = entry->role;
  memcpy(out->unit, entry->unit, sizeof out->unit);
  memcpy(out->room, entry->room, sizeof out->room);
  memcpy(out->birth_date, entry->birth_date, sizeof out->birth_date);
  memcpy(out->moved_in, entry->moved_in, sizeof out->moved_in);
  char unit[PLACE_KEY_SIZE], room[PLACE_KEY_SIZE];
  place_key(out->unit, unit);
  place_key(out->room, room);
  return households_number(import->request->db, import->row.area, unit, room, &out->household);
}

static enum tx_reason add_resident(struct roster_import *import, const struct roster_entry *entry,
                                   struct resident *resident) {
  uint64_t area = import->row.area;
  uint32_t max = tx_area_level(area) == TX_COMMUNITY ? TX_COUNT_COMMUNITY : TX_COUNT_MAX;
  if (import->row.next_index >= max) return TX_TOO_MANY;
  resident->area = area;
  resident->state = TX_STATE_ACTIVE;
  resident->created_at = import->request->now_s;
  enum tx_reason reason = fill(import, entry, resident);
  resident->index = import->row.next_index;
  if (reason == TX_OK) reason = residency_record(import->request, resident, &resident->record);
  if (reason == TX_OK) reason = residents_insert(import->request->db, resident, import->row.id);
  if (reason != TX_OK) return reason;
  import->row.next_index++;
  import->report.added++;
  return TX_OK;
}

static bool says_the_same(const struct roster_import *import, const struct resident *held,
                          const struct roster_entry *entry) {
  uint8_t name_hash[TX_HASH_SIZE];
  char phone[SEALED_MAX + 1];
  const struct field_keys *fields = &import->server->fields;
  field_hash(fields, "name", entry->name, name_hash);
  if (field_unseal(fields, "phone", held->id_hash, &held->phone, phone, sizeof phone) != TX_OK)
    return false;
  return memcmp(name_hash, held->name_hash, TX_HASH_SIZE) == 0 &&
         strcmp(phone, entry->phone) == 0 && held->id_type == (int)entry->id_type &&
         held->role == entry->role && strcmp(held->unit, entry->unit) == 0 &&
         strcmp(held->room, entry->room) == 0 && strcmp(held->birth_date, entry->birth_date) == 0 &&
         strcmp(held->moved_in, entry->moved_in) == 0;
}

static enum tx_reason change_resident(struct roster_import *import,
                                      const struct roster_entry *entry, struct resident *resident) {
  if (says_the_same(import, resident, entry)) {
    import->report.unchanged++;
    return TX_OK;
  }
  enum tx_reason reason = fill(import, entry, resident);
  if (reason == TX_OK) reason = residents_stage(import->request->db, resident, import->row.id);
  import->report.updated += reason == TX_OK;
  return reason;
}

static enum tx_reason take_entry(struct roster_import *import, const struct roster_entry *entry) {
  struct resident resident = { 0 };
  uint8_t id_hash[TX_HASH_SIZE];
  field_hash(&import->server->fields, "id", entry->id_number, id_hash);
  size_t first = duplicates_note(&import->seen, id_hash, entry->line);
  if (first == SIZE_MAX) return TX_NO_MEMORY;
  if (first) {
    struct roster_error error = { .line = entry->line, .column = ROSTER_ID_NUMBER };
    host_problem_set(&error.problem, TX_CONFLICT, "与第%zu行是同一个证件号码，此行未导入",
                     "is the same number as on line %zu, this row was left out", first);
    note_error(import, &error);
    return TX_OK;
  }
  enum tx_reason reason =
      residents_by_identity(import->request->db, import->row.area, id_hash, &resident);
  if (reason == TX_OK) return change_resident(import, entry, &resident);
  if (reason != TX_NOT_FOUND) return reason;
  memcpy(resident.id_hash, id_hash, TX_HASH_SIZE);
  return add_resident(import, entry, &resident);
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum tx_reason refuse_swapped(const struct roster_import *import,
                                     struct host_problem *problem) {
  const struct host_problem *last = &import->last_swapped.problem;
  problem->reason = TX_BAD_ARGUMENT;
  snprintf(problem->zh, sizeof problem->zh, "列对调了：%.500s。什么都没有导入，请改正表头后再试。",
           last->zh);
  snprintf(problem->en, sizeof problem->en,
           "Columns are exchanged: %.500s. Nothing was imported, please correct the heading and "
           "try again.",
           last->en);
  host_problem_tidy(problem);
  return problem->reason;
}

static bool is_all_swapped(const struct roster_import *import) {
  return import->swapped > 0 && import->swapped == import->report.rows;
}

/* One row; *end after the last. */
static enum tx_reason read_row(struct roster_import *import, bool *end,
                               struct host_problem *problem) {
  struct roster_entry entry;
  struct roster_error error;
  enum roster_end read = roster_next(&import->roster, &entry, &error);
  *end = read == ROSTER_END;
  if (read == ROSTER_BROKEN) return *problem = error.problem, problem->reason;
  if (*end) return TX_OK;
  import->report.rows++;
  if (read == ROSTER_WRONG) note_error(import, &error);
  if (import->report.rows == SWAPPED_AT_ONCE && is_all_swapped(import))
    return refuse_swapped(import, problem);
  return read == ROSTER_ENTRY ? host_problem_of(problem, take_entry(import, &entry)) : TX_OK;
}

static enum tx_reason check_end(const struct roster_import *import, struct host_problem *problem) {
  if (is_all_swapped(import)) return refuse_swapped(import, problem);
  if (import->report.rows) return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT, "名册里只有表头，没有居民。",
                          "The roster has a heading and nobody below it.");
}

/* All rows are in: from this commit on they are seen. It is the first that has to last. */
static enum tx_reason show_all(struct roster_import *import) {
  const struct import_report *report = &import->report;
  struct db *db = import->request->db;
  struct import_row *row = &import->row;
  char detail[120];
  if (report->added + report->updated == 0) return imports_end(db, row->area, row->id);
  snprintf(detail, sizeof detail, "added %zu, updated %zu, refused %zu", report->added,
           report->updated, report->errors.refused);
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = imports_move(db, row->area, row->id, IMPORT_RUNNING, IMPORT_APPLYING);
  if (reason == TX_OK) reason = areas_set_next_index(db, row->area, row->next_index);
  if (reason == TX_OK) reason = areas_note_change(db, row->area);
  if (reason == TX_OK) reason = audit_log_append(import->request, row->area, "import", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason show(struct roster_import *import, struct host_problem *problem) {
  enum tx_reason reason = intake_note(import->request, &import->row, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, show_all(import));
  if (reason == TX_OK)
    import->phase = import->report.added + import->report.updated ? APPLYING : DONE;
  return reason;
}

static enum tx_reason read_slice(struct roster_import *import, struct host_problem *problem) {
  struct slice slice = slice_begin();
  bool end = false;
  DB_TRANSACTION work = db_begin_relaxed(import->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = intake_note(import->request, &import->row, problem);
  while (reason == TX_OK && !end && !slice_over(&slice))
    reason = read_row(import, &end, problem);
  if (reason == TX_OK && end) reason = check_end(import, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason == TX_OK && end) import->phase = SHOWING;
  return reason;
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
  if (import->phase == READING)
    reason = read_slice(import, problem);
  else if (import->phase == SHOWING)
    reason = show(import, problem);
  else if (import->phase == APPLYING)
    reason = host_problem_of(problem, intake_apply(request, &import->row, &applied));
  if (applied) import->phase = DONE;
  *done = import->phase == DONE;
  import->report.per_mille = csv_progress(&import->roster.csv, import->roster.text);
  import->row.rows = (int64_t)import->report.rows;
  bool nothing = reason == TX_DISK_FULL && import->phase != APPLYING;
  return nothing ? say_disk_full(problem) : reason;
}

const struct import_report *roster_import_report(const struct roster_import *import) {
  return &import->report;
}

void roster_import_close(struct roster_import *import) {
  if (!import) return;
  if (import->row.id) intake_leave(import->server, &import->row);
  roster_close(&import->roster);
  duplicates_finish(&import->seen);
  row_errors_finish(&import->report.errors);
  free(import);
}

static enum tx_reason begin(struct roster_import *import, const struct request *request,
                            struct tx_span bytes, struct host_problem *problem) {
  struct area_row area;
  uint64_t code = import->row.area;
  enum tx_reason reason = area_known(request, code, problem);
  if (reason == TX_OK) reason = roster_open(&import->roster, bytes, request->now_s, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, areas_find(request->db, code, &area));
  if (reason != TX_OK) return reason;
  import->row.next_index = area.next_index;
  reason = intake_begin(import->server, request, &import->row, problem);
  import->report.id = import->row.id;
  import->report.area = code;
  import->report.roster = &import->roster;
  return reason;
}

enum tx_reason roster_import_open(struct server *server, const struct request *request,
                                  uint64_t area, struct tx_span bytes, struct roster_import **out,
                                  struct host_problem *problem) {
  struct roster_import *import = calloc(1, sizeof *import);
  if (!import) return host_problem_of(problem, TX_NO_MEMORY);
  import->server = server;
  import->row = (struct import_row){ .area = area, .kind = "roster" };
  *out = import;
  return begin(import, request, bytes, problem);
}
