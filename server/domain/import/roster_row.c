/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a roster's row. */
#include "roster_import_internal.h"

#include "compare.h"
#include "domain/key/person.h"
#include "domain/resident/likely.h"
#include "domain/resident/residency.h"
#include "domain/resident/who.h"
#include "store/resident/residents.h"

#include "format/pass.h"
#include "format/status.h"

#include <stdio.h>

#define SWAPPED_AT_ONCE 20 /* so many first rows exchanged: it is the heading, not the rows */

static enum tx_reason note_error(struct roster_import *import, const struct roster_person *person,
                                 const struct roster_error *error) {
  import->swapped += error->swapped;
  if (error->swapped) import->last_swapped = *error;
  if (import->ahead.keeps)
    refused_rows_add(&import->report.refused, &import->ahead.kept, person->row, error);
  row_errors_add(&import->report.errors, error->line, roster_column_zh(error->column),
                 roster_column_en(error->column), &error->problem);
  return import->previewing ? compare_note_refused(import->preview, error) : TX_OK;
}

/* --- a row ------------------------------------------------------------------------------------ */

static enum tx_reason fill(struct roster_import *import, const struct roster_person *person,
                           struct resident *out) {
  const struct roster_entry *entry = &person->entry;
  const struct field_keys *fields = &import->server->fields;
  if (!who_person(entry, &out->person)) return TX_BAD_ARGUMENT;
  out->area = import->row.area;
  out->role = entry->role;
  enum tx_reason reason = person_seal(fields, out);
  if (reason != TX_OK) return reason;
  return household_number(import->request->db, &import->households, &person->place,
                          &out->household);
}

static enum tx_reason write_new(struct roster_import *import, const struct roster_person *person,
                                struct resident *resident) {
  resident->state = TX_STATE_ACTIVE;
  resident->created_at = import->request->now_s;
  resident->seconded = import->seconded;
  enum tx_reason reason = fill(import, person, resident);
  resident->index = import->row.next_index;
  if (reason == TX_OK) reason = residency_record(import->request, resident, &resident->record);
  if (reason == TX_OK)
    reason = residents_put(import->request->db, resident, resident->index, import->row.id);
  if (reason != TX_OK) return reason;
  return identities_add(&import->added, resident->id_hash, resident->index) ? TX_OK : TX_NO_MEMORY;
}

static uint32_t most(const struct roster_import *import) {
  return tx_area_level(import->row.area) == TX_COMMUNITY ? TX_COUNT_COMMUNITY : TX_COUNT_MAX;
}

static enum tx_reason say_full(const struct roster_import *import, struct host_problem *problem) {
  return host_problem_set(
      problem, TX_TOO_MANY,
      "一个区划的名册最多%u人，装不下，什么都没有导入；请核对是否混入了别的社区。",
      "An area's roster has at most %u people and this is more: nothing was "
      "imported; please see whether other communities are in it.",
      most(import));
}

static enum tx_reason add_resident(struct roster_import *import, const struct roster_person *person,
                                   struct resident *resident) {
  if (import->row.next_index >= most(import)) return TX_TOO_MANY;
  enum tx_reason reason = import->previewing ? compare_note_added(import->preview, &person->entry)
                                             : write_new(import, person, resident);
  if (reason != TX_OK) return reason;
  import->row.next_index++;
  import->report.added++;
  return TX_OK;
}

/* Over whom the rows mean and what is known of them: by it an import that was confirmed knows
 * whether it would do what was shown. */
static void note_digest(struct roster_import *import, char kind,
                        const uint8_t id_hash[TX_HASH_SIZE], const struct sealed *held) {
  uint8_t bytes[3 * TX_HASH_SIZE + 1] = { 0 };
  memcpy(bytes, import->digest, TX_HASH_SIZE);
  memcpy(bytes + TX_HASH_SIZE, id_hash, TX_HASH_SIZE);
  if (held) tx_sha256(tx_span_of(held->bytes, held->n), bytes + (size_t)2 * TX_HASH_SIZE);
  bytes[(size_t)3 * TX_HASH_SIZE] = (uint8_t)kind;
  tx_sha256(tx_span_of(bytes, sizeof bytes), import->digest);
}

static enum tx_reason write_change(struct roster_import *import, const struct roster_person *person,
                                   struct resident *resident) {
  enum tx_reason reason = fill(import, person, resident);
  return reason == TX_OK ? residents_stage(import->request->db, resident, import->row.id) : reason;
}

static enum tx_reason change_resident(struct roster_import *import,
                                      const struct roster_person *person,
                                      struct resident *resident) {
  enum tx_reason reason = person_open(import->request->fields, resident);
  if (reason != TX_OK) return reason;
  struct roster_person all = *person;
  compare_complete(resident, &all.entry);
  const unsigned columns = compare_columns(resident, &all.entry);
  note_digest(import, columns ? 'C' : 'U', resident->id_hash, columns ? &resident->sealed : NULL);
  if (!columns) {
    import->report.unchanged++;
    return TX_OK;
  }
  reason = import->previewing ? compare_note_changed(import->preview, resident, &all.entry, columns)
                              : write_change(import, &all, resident);
  import->report.updated += reason == TX_OK;
  return reason;
}

static enum tx_reason note_twice(struct roster_import *import, const struct roster_person *person,
                                 size_t first) {
  struct roster_error error = { .line = person->entry.line, .column = ROSTER_ID_NUMBER };
  if (person->entry.id_type == ID_NONE)
    host_problem_set(
        &error.problem, TX_CONFLICT, "与第%zu行的姓名、出生日期、楼栋和房号都相同，此行未导入",
        "is missing, and name, birth and home are those of line %zu, this row was left "
        "out",
        first);
  else
    host_problem_set(&error.problem, TX_CONFLICT, "与第%zu行是同一个证件号码，此行未导入",
                     "is the same number as on line %zu, this row was left out", first);
  return note_error(import, person, &error);
}

/* Who stands in the file is not gone, be the row refused. */
static enum tx_reason note_present(struct roster_import *import,
                                   const uint8_t id_hash[TX_HASH_SIZE], size_t line) {
  return duplicates_note(&import->present, id_hash, line) == SIZE_MAX ? TX_NO_MEMORY : TX_OK;
}

/* A number that checks and ends in 000, of somebody whose other number begins with its digits: once
 * in eleven a rounded number checks. */
static enum tx_reason refuse_rounded(struct roster_import *import,
                                     const struct roster_person *person,
                                     const struct resident *known) {
  struct roster_error error = { .line = person->entry.line, .column = ROSTER_ID_NUMBER };
  host_problem_say(&error.problem, TX_CONFLICT,
                   "末三位是000，像是表格软件四舍五入了，此行未导入（确是另一人的，请单独登记）",
                   "ends in 000, as a spreadsheet rounds it, and this row was left out (if it is "
                   "another person, add them one by one)");
  likely_say(known, &error.problem);
  enum tx_reason reason = note_present(import, known->id_hash, error.line);
  return reason == TX_OK ? note_error(import, person, &error) : reason;
}

/* By whichever of their documents: once in a file. */
static enum tx_reason take_known(struct roster_import *import, const struct roster_person *person,
                                 struct resident *resident) {
  if (memcmp(resident->id_hash, person->id_hash, TX_HASH_SIZE) != 0) {
    size_t first = duplicates_note(&import->seen, resident->id_hash, person->entry.line);
    if (first == SIZE_MAX) return TX_NO_MEMORY;
    if (first) return note_twice(import, person, first);
  }
  return change_resident(import, person, resident);
}

/* Looks through all of a name: that of a first roster would read its own rows again and again. */
static bool find_likely(const struct roster_import *import, const struct roster_entry *entry,
                        struct resident *out) {
  return !import->first && likely_find(import->request, import->row.area, entry, out);
}

static enum tx_reason take_person(struct roster_import *import,
                                  const struct roster_person *person) {
  const struct roster_entry *entry = &person->entry;
  struct resident resident = { 0 };
  size_t first = duplicates_note(&import->seen, person->id_hash, entry->line);
  if (first == SIZE_MAX) return TX_NO_MEMORY;
  if (first) return note_twice(import, person, first);
  enum tx_reason reason =
      residents_by_identity(import->request->db, import->row.area, person->id_hash, &resident);
  if (reason == TX_OK) return take_known(import, person, &resident);
  if (reason != TX_NOT_FOUND) return reason;
  if (id_document_is_rounded(entry->id_number) && find_likely(import, entry, &resident))
    return refuse_rounded(import, person, &resident);
  resident = (struct resident){ 0 };
  memcpy(resident.id_hash, person->id_hash, TX_HASH_SIZE);
  note_digest(import, 'A', person->id_hash, NULL);
  return add_resident(import, person, &resident);
}

/* Of a rounded number the likely person is offered, and never taken: somebody has to look. */
static enum tx_reason refuse_row(struct roster_import *import, const struct roster_person *person,
                                 struct roster_error *error) {
  const struct roster_entry *entry = &person->entry;
  struct resident found;
  uint8_t id_hash[TX_HASH_SIZE];
  enum tx_reason reason = TX_OK;
  if (error->rounded && find_likely(import, entry, &found)) {
    likely_say(&found, &error->problem);
    reason = note_present(import, found.id_hash, error->line);
  } else if (error->known) {
    who_hash(&import->server->fields, entry, id_hash);
    reason = residents_by_identity(import->request->db, import->row.area, id_hash, &found);
    if (reason == TX_OK || reason == TX_NOT_FOUND)
      reason = note_present(import, reason == TX_OK ? found.id_hash : id_hash, error->line);
  }
  return reason == TX_OK ? note_error(import, person, error) : reason;
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

/* What was left out of a row that was taken. */
static void note_left_out(struct roster_import *import, const struct roster_entry *entry) {
  for (size_t i = 0; i < entry->notes_count; i++) {
    const struct roster_error *note = &entry->notes[i];
    row_errors_add(&import->report.notes, note->line, roster_column_zh(note->column),
                   roster_column_en(note->column), &note->problem);
  }
}

/* One row; *end after the last. */
enum tx_reason roster_read_row(struct roster_import *import, bool *end,
                               struct host_problem *problem) {
  const struct roster_person *person = NULL;
  struct roster_error error;
  const struct roster_place to = { import->request, &import->households, import->row.area };
  enum roster_end read = roster_ahead_next(&import->ahead, &import->roster, &to, &person, &error);
  *end = read == ROSTER_END;
  if (read == ROSTER_BROKEN) return *problem = error.problem, problem->reason;
  if (*end) return TX_OK;
  import->report.rows++;
  enum tx_reason reason = read == ROSTER_WRONG ? refuse_row(import, person, &error) : TX_OK;
  if (read == ROSTER_ENTRY) note_left_out(import, &person->entry);
  if (import->report.rows == SWAPPED_AT_ONCE && is_all_swapped(import))
    return refuse_swapped(import, problem);
  if (read == ROSTER_ENTRY) reason = take_person(import, person);
  if (reason == TX_TOO_MANY) return say_full(import, problem);
  return host_problem_of(problem, reason);
}

/* What was confirmed is what was shown, or nothing. */
static enum tx_reason check_shown(struct roster_import *import, struct host_problem *problem) {
  if (import->previewing || !import->preview ||
      memcmp(import->digest, import->preview->digest, TX_HASH_SIZE) == 0)
    return TX_OK;
  import->stale = true;
  return host_problem_say(problem, TX_CONFLICT,
                          "预览之后名册有变动，什么都没有导入；请重新上传，看过预览再确认。",
                          "The roster has changed since the preview and nothing was imported: "
                          "please upload it again, look, and confirm.");
}

enum tx_reason roster_check_end(struct roster_import *import, struct host_problem *problem) {
  if (is_all_swapped(import)) return refuse_swapped(import, problem);
  if (import->report.rows) return check_shown(import, problem);
  return host_problem_say(problem, TX_BAD_ARGUMENT, "名册里只有表头，没有居民。",
                          "The roster has a heading and nobody below it.");
}
