/* SPDX-License-Identifier: Apache-2.0 */
#include "enrol.h"

#include "chain.h"
#include "residency.h"
#include "roster.h"
#include "seen.h"
#include "store/areas.h"

#include "format/pass.h"
#include "format/record.h"
#include "format/status.h"

#include <stdio.h>

#define ERRORS_SHOWN 1000
#define SWAPPED_AT_ONCE 20 /* so many first rows exchanged: it is the heading, not the rows */

struct import {
  struct office *office;
  const struct call *call;
  uint64_t area;
  struct seen seen;
  json_t *errors;
  size_t rows, added, updated, unchanged, refused, swapped;
};

static void note_error(struct import *import, const struct roster_error *error) {
  import->refused++;
  import->swapped += error->swapped;
  if (json_array_size(import->errors) >= ERRORS_SHOWN) return;
  json_array_append_new(import->errors,
                        json_pack("{s:I, s:s, s:s, s:s, s:s}", "line", (json_int_t)error->line,
                                  "column", roster_column_zh(error->column), "column_en",
                                  roster_column_en(error->column), "zh", error->problem.zh, "en",
                                  error->problem.en));
}

static enum tx_reason fill(struct import *import, const struct roster_entry *entry,
                           struct resident *out) {
  const struct vault *vault = &import->office->vault;
  vault_hash(vault, "name", entry->name, out->name_hash);
  enum tx_reason reason = vault_seal(vault, "id", out->id_hash, entry->id_number, &out->id);
  if (reason == TX_OK) reason = vault_seal(vault, "name", out->id_hash, entry->name, &out->name);
  if (reason == TX_OK) reason = vault_seal(vault, "phone", out->id_hash, entry->phone, &out->phone);
  if (reason != TX_OK) return reason;
  if (!tx_name_mask(entry->name, out->mask)) return TX_BAD_ARGUMENT;
  identity_tail(entry->id_number, out->tail);
  out->id_type = (int)entry->id_type;
  out->role = entry->role;
  memcpy(out->unit, entry->unit, sizeof out->unit);
  memcpy(out->room, entry->room, sizeof out->room);
  memcpy(out->birth_date, entry->birth_date, sizeof out->birth_date);
  memcpy(out->moved_in, entry->moved_in, sizeof out->moved_in);
  return households_number(import->office->db, import->area, out->unit, out->room, &out->household);
}

static enum tx_reason add_resident(struct import *import, const struct roster_entry *entry,
                                   struct resident *resident) {
  uint32_t max = tx_area_level(import->area) == TX_COMMUNITY ? TX_COUNT_COMMUNITY : TX_COUNT_MAX;
  resident->area = import->area;
  resident->state = TX_STATE_ACTIVE;
  resident->created_at = import->call->now_s;
  enum tx_reason reason = fill(import, entry, resident);
  if (reason == TX_OK)
    reason = areas_take_index(import->office->db, import->area, max, &resident->index);
  if (reason == TX_OK)
    reason = residency_record(import->office, resident, import->call->now_s, &resident->record);
  if (reason == TX_OK) reason = residents_insert(import->office->db, resident);
  import->added += reason == TX_OK;
  return reason;
}

static bool says_the_same(const struct import *import, const struct resident *held,
                          const struct roster_entry *entry) {
  uint8_t name_hash[TX_HASH_SIZE];
  char phone[SEALED_MAX + 1];
  const struct vault *vault = &import->office->vault;
  vault_hash(vault, "name", entry->name, name_hash);
  if (vault_unseal(vault, "phone", held->id_hash, &held->phone, phone, sizeof phone) != TX_OK)
    return false;
  return memcmp(name_hash, held->name_hash, TX_HASH_SIZE) == 0 &&
         strcmp(phone, entry->phone) == 0 && held->id_type == (int)entry->id_type &&
         held->role == entry->role && strcmp(held->unit, entry->unit) == 0 &&
         strcmp(held->room, entry->room) == 0 && strcmp(held->birth_date, entry->birth_date) == 0 &&
         strcmp(held->moved_in, entry->moved_in) == 0;
}

static enum tx_reason take_entry(struct import *import, const struct roster_entry *entry) {
  struct resident resident = { 0 };
  uint8_t id_hash[TX_HASH_SIZE];
  vault_hash(&import->office->vault, "id", entry->id_number, id_hash);
  size_t first = seen_note(&import->seen, id_hash, entry->line);
  if (first == SIZE_MAX) return TX_NO_MEMORY;
  if (first) {
    struct roster_error error = { .line = entry->line, .column = ROSTER_ID_NUMBER };
    host_problem_set(&error.problem, TX_CONFLICT, "与第%zu行是同一个证件号码,此行未导入",
                "is the same number as on line %zu, this row was left out", first);
    note_error(import, &error);
    return TX_OK;
  }
  enum tx_reason reason =
      residents_by_identity(import->office->db, id_hash, import->area, &resident);
  if (reason == TX_NOT_FOUND) {
    memcpy(resident.id_hash, id_hash, TX_HASH_SIZE);
    return add_resident(import, entry, &resident);
  }
  if (reason != TX_OK) return reason;
  if (says_the_same(import, &resident, entry)) {
    import->unchanged++;
    return TX_OK;
  }
  reason = fill(import, entry, &resident);
  if (reason == TX_OK) reason = residents_update(import->office->db, &resident);
  import->updated += reason == TX_OK;
  return reason;
}

static enum tx_reason refuse_swapped(struct host_problem *problem, const struct roster_error *error) {
  problem->reason = TX_BAD_ARGUMENT;
  snprintf(problem->zh, sizeof problem->zh, "列对调了:%.500s。什么都没有导入,请改正表头后再试。",
           error->problem.zh);
  snprintf(problem->en, sizeof problem->en,
           "Columns are exchanged: %.500s. Nothing was imported, please correct the heading and "
           "try again.",
           error->problem.en);
  return problem->reason;
}

static bool is_all_swapped(const struct import *import) {
  return import->swapped > 0 && import->swapped == import->rows;
}

static enum tx_reason read_rows(struct import *import, struct roster *roster,
                                struct host_problem *problem) {
  struct roster_entry entry;
  struct roster_error error, swapped = { 0 };
  for (;;) {
    enum roster_end end = roster_next(roster, &entry, &error);
    if (end == ROSTER_END) break;
    if (end == ROSTER_BROKEN) return *problem = error.problem, problem->reason;
    import->rows++;
    if (end == ROSTER_WRONG) note_error(import, &error);
    if (error.swapped) swapped = error;
    if (import->rows == SWAPPED_AT_ONCE && is_all_swapped(import))
      return refuse_swapped(problem, &swapped);
    enum tx_reason reason = end == ROSTER_ENTRY ? take_entry(import, &entry) : TX_OK;
    if (reason != TX_OK) return host_problem_of(problem, reason);
    if (import->office->progress && import->rows % 1000 == 0)
      import->office->progress(csv_progress(&roster->csv, roster->text));
  }
  if (is_all_swapped(import)) return refuse_swapped(problem, &swapped);
  if (import->rows) return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT, "名册里只有表头,没有居民。",
                     "The roster has a heading and nobody below it.");
}

static enum tx_reason run_import(struct import *import, struct roster *roster,
                                 struct host_problem *problem) {
  char detail[120];
  DB_TRANSACTION work = db_begin(import->office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = read_rows(import, roster, problem);
  if (reason != TX_OK) return reason;
  snprintf(detail, sizeof detail, "added %zu, updated %zu, refused %zu", import->added,
           import->updated, import->refused);
  if (import->added + import->updated == 0) return TX_OK; /* nothing to write */
  reason = areas_note_change(import->office->db, import->area, true);
  if (reason == TX_OK)
    reason = chain_append(import->office, import->call, import->area, "import", detail);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

static json_t *report(const struct import *import) {
  char area[13];
  tx_area_format(import->area, area);
  return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:O, s:I}", "area", area, "rows",
                   (json_int_t)import->rows, "added", (json_int_t)import->added, "updated",
                   (json_int_t)import->updated, "unchanged", (json_int_t)import->unchanged,
                   "refused", (json_int_t)import->refused, "errors", import->errors, "more",
                   (json_int_t)(import->refused - json_array_size(import->errors)));
}

static enum tx_reason say_disk_full(struct host_problem *problem) {
  return host_problem_say(problem, TX_DISK_FULL, "磁盘已满,什么都没有导入;腾出空间后再试即可。",
                     "The disk is full and nothing was imported; make room and try again.");
}

enum tx_reason enrol_import(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  struct import import = { .office = office, .call = call };
  struct roster roster = { 0 };
  const char *csv = in_text(in, "csv", "");
  enum tx_reason reason = in_area(office, in, &import.area, problem);
  if (reason == TX_OK) reason = roster_open(&roster, tx_span_text(csv), call->now_s, problem);
  if (reason == TX_OK) {
    import.errors = json_array();
    reason = run_import(&import, &roster, problem);
  }
  roster_close(&roster);
  seen_finish(&import.seen);
  if (reason == TX_OK) *out = report(&import);
  json_decref(import.errors);
  return reason == TX_DISK_FULL ? say_disk_full(problem) : reason;
}
