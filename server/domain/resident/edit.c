/* SPDX-License-Identifier: Apache-2.0 */
#include "edit.h"

#include "domain/audit/log.h"
#include "domain/bulk/bulk.h"
#include "domain/bulk/founding.h"
#include "domain/key/person.h"
#include "domain/roster/form.h"
#include "host/text/text.h"
#include "household.h"
#include "residency.h"
#include "seat.h"
#include "store/resident/residents.h"
#include "who.h"

#include "format/pass.h"

#include <stdio.h>

static enum tx_reason find_household(const struct request *request, struct resident *resident) {
  struct household_place place;
  struct households households = { 0 };
  const struct person *person = &resident->person;
  household_place_of(request->fields, resident->area, person->unit, person->room, &place);
  enum tx_reason reason = household_number(request->db, &households, &place, &resident->household);
  households_finish(&households);
  return reason;
}

static enum tx_reason fill(const struct request *request, const struct roster_entry *entry,
                           struct resident *out, struct host_problem *problem) {
  out->role = entry->role;
  if (!who_person(entry, &out->person)) return host_problem_of(problem, TX_BAD_ARGUMENT);
  enum tx_reason reason = person_seal(request->fields, out);
  if (reason == TX_OK) reason = find_household(request, out);
  return host_problem_of(problem, reason);
}

static enum tx_reason note(const struct request *request, const struct resident *resident,
                           const char *action) {
  char detail[16];
  snprintf(detail, sizeof detail, "%u", resident->index);
  return audit_log_about(request, resident, action, detail);
}

/* --- added ------------------------------------------------------------------------------------ */

static enum tx_reason refuse_twice(const struct resident *there, struct host_problem *problem) {
  return host_problem_set(problem, TX_CONFLICT, "名册里已有此人：序号%u。",
                          "The roster has that person already: index %u.", there->index);
}

static enum tx_reason insert(const struct request *request, const struct roster_entry *entry,
                             struct resident *out, struct host_problem *problem) {
  struct bulk_taken taken;
  enum tx_reason reason = bulk_take(request, out->area, BULK_ADD, 1, &taken, problem);
  out->seconded = taken.seconded;
  if (reason == TX_OK) reason = seat_take_new(request, out, problem);
  if (reason == TX_OK) reason = fill(request, entry, out, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, seat_put(request, out));
  const struct founding done = { .what = FOUNDING_ADD, .people = 1, .at_s = request->now_s };
  if (reason == TX_OK && taken.founding)
    reason = host_problem_of(problem, founding_note(request, out->area, out->index, &done));
  if (reason != TX_OK) return reason;
  return host_problem_of(
      problem, note(request, out, taken.founding ? "resident added, founding" : "resident added"));
}

enum tx_reason edit_add(const struct request *request, uint64_t area, const struct edit *edit,
                        struct resident *out, struct host_problem *problem) {
  struct roster_entry entry;
  struct resident there;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason == TX_OK) reason = form_read(edit->texts, request->now_s, &entry, problem);
  if (reason != TX_OK) return reason;
  *out = (struct resident){ .area = area, .state = TX_STATE_ACTIVE, .created_at = request->now_s };
  who_hash(request->fields, &entry, out->id_hash);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = residents_by_identity(request->db, area, out->id_hash, &there);
  if (reason == TX_OK) return refuse_twice(&there, problem);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  reason = insert(request, &entry, out, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

/* --- changed ---------------------------------------------------------------------------------- */

/* What the roster has where nothing was typed. */
static void complete(const struct edit *edit, const struct resident *resident,
                     const char *texts[ROSTER_COLUMNS]) {
  const struct person *person = &resident->person;
  const char *const held[ROSTER_COLUMNS] = {
    [ROSTER_NAME] = person->name,
    [ROSTER_ID_TYPE] = id_document_type_zh((enum id_type)person->id_type),
    [ROSTER_ID_NUMBER] = person->id_number,
    [ROSTER_PHONE] = person->phone,
    [ROSTER_UNIT] = person->unit,
    [ROSTER_ROOM] = person->room,
    [ROSTER_BIRTH_DATE] = person->birth_date,
    [ROSTER_ROLE] = tx_role_word(resident->role),
    [ROSTER_MOVED_IN] = person->moved_in,
    [ROSTER_TENURE] = person->tenure,
  };
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    texts[i] = edit->texts[i] ? edit->texts[i] : held[i];
}

/* The statements hang on it, and its passes show the tail. */
static enum tx_reason check_document(const struct request *request,
                                     const struct roster_entry *entry,
                                     const struct resident *resident,
                                     struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
  if (resident->person.id_type == ID_NONE && entry->id_type == ID_NONE) return TX_OK;
  who_hash(request->fields, entry, hash);
  if (memcmp(hash, resident->id_hash, sizeof hash) == 0) return TX_OK;
  return host_problem_say(problem, TX_CONFLICT,
                          "证件不能改成另一个：请注销此人（revoke），再登记新的（resident add）。",
                          "A document does not become another: please revoke this one (revoke) and "
                          "add the person anew (resident add).");
}

enum tx_reason edit_refuse_stale(struct host_problem *problem) {
  return host_problem_say(problem, TX_CONFLICT,
                          "别人刚改过此人的登记，没有保存：请看过新的内容再改。",
                          "Somebody else has just changed this entry, nothing was saved: please "
                          "look at it and change it again.");
}

/* Each sealing takes a fresh nonce, so equal contents are told apart as well. */
void edit_version(const struct resident *resident, char out[EDIT_VERSION_SIZE]) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(tx_span_of(resident->sealed.bytes, resident->sealed.n), hash);
  host_hex(tx_span_of(hash, EDIT_VERSION_SIZE / 2), out);
}

static enum tx_reason write_change(const struct request *request, const struct roster_entry *entry,
                                   struct resident *resident, struct host_problem *problem) {
  const struct sealed before = resident->sealed;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = fill(request, entry, resident, problem);
  if (reason != TX_OK) return reason;
  reason = residents_change(request->db, resident, &before);
  if (reason == TX_CONFLICT) return edit_refuse_stale(problem);
  if (reason == TX_OK) reason = note(request, resident, "resident changed");
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason edit_change(const struct request *request, const struct edit *edit,
                           struct resident *resident, struct host_problem *problem) {
  const char *texts[ROSTER_COLUMNS];
  struct roster_entry entry;
  complete(edit, resident, texts);
  enum tx_reason reason = form_read(texts, request->now_s, &entry, problem);
  if (reason == TX_OK) reason = check_document(request, &entry, resident, problem);
  return reason == TX_OK ? write_change(request, &entry, resident, problem) : reason;
}
