/* SPDX-License-Identifier: Apache-2.0 */
#include "residency.h"

#include "domain/audit/log.h"
#include "domain/key/person.h"
#include "domain/roster/id_document.h"
#include "ends.h"
#include "fold.h"
#include "joined.h"
#include "model/request.h"
#include "store/core/areas.h"
#include "store/feed/arrivals.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"
#include "store/resident/visitors.h"

#include <stdio.h>
#include <stdlib.h>

/* --- finding ---------------------------------------------------------------------------------- */

static bool read_index(const char *word, uint32_t *index) {
  size_t n = strlen(word);
  if (n == 0 || n > 8 || strspn(word, "0123456789") != n) return false;
  *index = (uint32_t)strtoul(word, NULL, 10);
  return true;
}

/* The one among these; TX_NOT_FOUND without a sentence. */
static enum tx_reason find_among(const struct request *request, struct db_rows *rows,
                                 const char *word, struct resident *out,
                                 struct host_problem *problem) {
  char indexes[160] = "";
  size_t found = 0;
  while (db_next(rows)) {
    struct resident one;
    residents_read(rows, &one);
    if (found++ == 0) *out = one;
    size_t used = strlen(indexes);
    snprintf(indexes + used, sizeof indexes - used, "%s%u", used ? ", " : "", one.index);
  }
  if (rows->end != TX_OK) return host_problem_of(problem, rows->end);
  if (found == 1) return host_problem_of(problem, person_open(request->fields, out));
  if (found == 0) return TX_NOT_FOUND;
  return host_problem_set(problem, TX_CONFLICT, "“%s”对应几个人，请用序号（%s）或证件号码。",
                          "\"%s\" is several people: please give the index (%s) or identity "
                          "number.",
                          word, indexes);
}

static enum tx_reason find_by_phone(const struct request *request, uint64_t area, const char *phone,
                                    struct resident *out, struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
  person_phone_hash(request->fields, area, phone, hash);
  DB_ROWS rows = residents_of_phone(request->db, area, hash);
  return find_among(request, &rows, phone, out, problem);
}

static enum tx_reason find_by_name(const struct request *request, uint64_t area, const char *name,
                                   struct resident *out, struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
  field_hash_in(request->fields, "name", area, name, hash);
  DB_ROWS rows = residents_of_name(request->db, area, hash);
  enum tx_reason reason = find_among(request, &rows, name, out, problem);
  if (reason != TX_NOT_FOUND) return reason;
  return host_problem_set(problem, TX_NOT_FOUND,
                          "名册里没有“%s”，请用序号、证件号码、完整的电话或全名。",
                          "Nobody in the list is \"%s\": please give index, identity number, whole "
                          "telephone number or full name.",
                          name);
}

enum tx_reason residency_at(const struct request *request, uint64_t area, uint32_t index,
                            struct resident *out, struct host_problem *problem) {
  enum tx_reason reason = residents_find(request->db, area, index, out);
  if (reason == TX_OK) reason = person_open(request->fields, out);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "名册里没有序号%u。", "The list has no index %u.",
                          index);
}

enum tx_reason residency_find(const struct request *request, uint64_t area, const char *word,
                              struct resident *out, struct host_problem *problem) {
  uint32_t index;
  char number[ID_NUMBER_MAX + 1];
  uint8_t hash[TX_HASH_SIZE];
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  if (read_index(word, &index)) return residency_at(request, area, index, out, problem);
  if (id_document_normalise(word, number)) {
    field_hash(request->fields, "id", number, hash);
    reason = residents_by_identity(request->db, area, hash, out);
    if (reason == TX_OK) reason = person_open(request->fields, out);
    if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  }
  if (person_phone_is_whole(word)) {
    reason = find_by_phone(request, area, word, out, problem);
    if (reason != TX_NOT_FOUND) return reason;
  }
  return find_by_name(request, area, word, out, problem);
}

/* --- merging ---------------------------------------------------------------------------------- */

#define STATEMENTS_USUAL 32

/* As many as there are: on the stack as far as they have room there. */
struct loaded {
  struct statement_row usual[STATEMENTS_USUAL], *more;
  size_t count, cap;
};

static struct statement_row *all_of(struct loaded *loaded) {
  return loaded->more ? loaded->more : loaded->usual;
}

static bool grow(struct loaded *loaded) {
  size_t cap = loaded->cap * 2;
  struct statement_row *more = realloc(loaded->more, cap * sizeof *more);
  if (!more) return false;
  if (!loaded->more) memcpy(more, loaded->usual, sizeof loaded->usual);
  loaded->more = more;
  loaded->cap = cap;
  return true;
}

static enum tx_reason load_statements(const struct request *request,
                                      const struct resident *resident, struct loaded *out) {
  out->more = NULL;
  out->count = 0;
  out->cap = STATEMENTS_USUAL;
  DB_ROWS rows = statements_of(request->db, resident->area, resident->id_hash);
  while (db_next(&rows)) {
    if (out->count == out->cap && !grow(out)) return TX_NO_MEMORY;
    statements_read(&rows, &all_of(out)[out->count++]);
  }
  return rows.end;
}

enum tx_reason residency_record(const struct request *request, const struct resident *resident,
                                uint32_t *record) {
  struct loaded loaded;
  int64_t now_s = 0;
  enum tx_reason reason = load_statements(request, resident, &loaded);
  if (reason == TX_OK && loaded.count) reason = ends_time(request, &now_s);
  if (reason == TX_OK)
    *record = fold_record((enum tx_state)resident->state, resident->generation, all_of(&loaded),
                          loaded.count, now_s);
  free(loaded.more);
  return reason;
}

enum tx_reason residency_remerge(const struct request *request, uint64_t area,
                                 const uint8_t subject[TX_HASH_SIZE], size_t *changed) {
  struct resident resident;
  uint32_t record;
  enum tx_reason reason = residents_by_identity(request->db, area, subject, &resident);
  if (reason == TX_NOT_FOUND) return arrivals_put(request->db, area, subject, request->now_s);
  if (reason != TX_OK) return reason;
  reason = residency_record(request, &resident, &record);
  if (reason != TX_OK || record == resident.record) return reason;
  ++*changed;
  reason = residents_set_record(request->db, area, resident.index, record);
  return reason == TX_OK ? areas_note_change(request->db, area) : reason;
}

/* All that is asked goes out together: the statements are those after this one. */
static enum tx_reason foresee_say(const struct request *request, uint64_t area,
                                  const uint8_t subject[TX_HASH_SIZE],
                                  const struct statement_row *said, struct tx_span sealed) {
  struct db *db = request->db;
  enum tx_reason reason = statements_foresee_add(db, area, subject, said, sealed, request->now_s);
  if (reason == TX_OK) reason = residents_foresee(db, area, subject);
  if (reason == TX_OK) reason = ends_foresee(request);
  return reason == TX_OK ? statements_foresee(db, area, subject) : reason;
}

enum tx_reason residency_say(const struct request *request, uint64_t area,
                             const uint8_t subject[TX_HASH_SIZE], const struct statement_row *said,
                             struct tx_span sealed, bool *added, size_t *changed) {
  *added = false;
  enum tx_reason reason = foresee_say(request, area, subject, said, sealed);
  if (reason != TX_OK) return reason;
  reason = statements_add(request->db, area, subject, said, sealed, request->now_s, added);
  if (reason != TX_OK && reason != TX_CONFLICT) return reason;
  /* What was foreseen is taken in any case: the next of that person would be told it. */
  if (!*added && !db_foresees(request->db)) return reason;
  enum tx_reason merged = residency_remerge(request, area, subject, changed);
  return merged == TX_OK ? reason : merged;
}

/* --- state ------------------------------------------------------------------------------------ */

static const char *action_of(enum tx_state state) {
  return state == TX_STATE_SUSPENDED ? "suspend"
         : state == TX_STATE_REVOKED ? "revoke"
                                     : "reinstate";
}

/* Within a transaction. */
static enum tx_reason write_state(const struct request *request, struct resident *resident,
                                  enum tx_state state, const char *words) {
  char detail[REQUEST_WORDS_SIZE + 16];
  resident->state = (uint8_t)state;
  enum tx_reason reason = residency_record(request, resident, &resident->record);
  if (reason == TX_OK) reason = residents_note(request->db, resident);
  if (reason == TX_OK) reason = areas_note_change(request->db, resident->area);
  snprintf(detail, sizeof detail, "%u %s", resident->index, words);
  return reason == TX_OK ? audit_log_about(request, resident, action_of(state), detail) : reason;
}

enum tx_reason residency_check(const struct resident *resident, enum tx_state state,
                               struct host_problem *problem) {
  if (resident->state == (uint8_t)state)
    return host_problem_set(problem, TX_CONFLICT, "%s已经是这个状态（%s）。%.0s",
                            "%s is %.0s%s already.", resident->person.mask, tx_state_zh(state),
                            tx_state_word(state));
  if (resident->state == TX_STATE_REVOKED)
    return host_problem_set(problem, TX_CONFLICT, "%s的通行证已注销，请补办（reissue）。",
                            "The pass of %s was revoked: please re-issue it (reissue).",
                            resident->person.mask);
  return TX_OK;
}

enum tx_reason residency_restrain(const struct request *request, struct resident *resident,
                                  enum tx_state state, const struct decision *decision,
                                  const char *words, struct host_problem *problem) {
  if (!decision) return host_problem_of(problem, TX_NOT_ALLOWED);
  enum tx_reason reason = residency_check(resident, state, problem);
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, write_state(request, resident, state, words));
}

enum tx_reason residency_reinstate(const struct request *request, struct resident *resident,
                                   const char *words, struct host_problem *problem) {
  enum tx_reason reason = residency_check(resident, TX_STATE_ACTIVE, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = write_state(request, resident, TX_STATE_ACTIVE, words);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason residency_lift(const struct request *request, struct resident *resident,
                              const char *words) {
  struct host_problem problem = { 0 };
  enum tx_reason reason = joined_check(request, resident, &problem);
  return reason == TX_OK ? write_state(request, resident, TX_STATE_ACTIVE, words) : reason;
}

enum tx_reason residency_take_back(const struct request *request, struct resident *resident,
                                   int64_t host) {
  struct visitor visitor;
  enum tx_reason reason = visitors_find(request->db, resident->area, resident->index, &visitor);
  if (reason == TX_NOT_FOUND || (reason == TX_OK && (host < 0 || visitor.host != host)))
    return TX_NOT_ALLOWED;
  if (reason != TX_OK) return reason;
  return write_state(request, resident, TX_STATE_REVOKED, "its host takes the visit back");
}

/* --- listing ---------------------------------------------------------------------------------- */

enum tx_reason residency_list(const struct request *request, uint64_t area, uint32_t from,
                              size_t limit, struct resident *out, size_t *count,
                              struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = residents_from(request->db, area, from, (int64_t)limit);
  for (; reason == TX_OK && *count < limit && db_next(&rows); ++*count) {
    residents_read(&rows, &out[*count]);
    reason = person_open(request->fields, &out[*count]);
  }
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}
