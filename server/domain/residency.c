/* SPDX-License-Identifier: Apache-2.0 */
#include "residency.h"

#include "chain.h"
#include "identity.h"
#include "merge.h"
#include "store/areas.h"

#include "format/pass.h"

#include <stdio.h>
#include <stdlib.h>

#define RESIDENCIES_MAX 64
#define STATEMENTS_MAX 512

/* --- finding ---------------------------------------------------------------------------------- */

static bool read_index(const char *word, uint32_t *index) {
  size_t n = strlen(word);
  if (n == 0 || n > 8 || strspn(word, "0123456789") != n) return false;
  *index = (uint32_t)strtoul(word, NULL, 10);
  return true;
}

static enum tx_reason find_by_name(struct office *office, uint64_t area, const char *name,
                                   struct resident *out, struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
  char indexes[160] = "";
  size_t found = 0;
  vault_hash(&office->vault, "name", name, hash);
  DB_ROWS rows = residents_of_name(office->db, hash);
  while (db_next(&rows)) {
    struct resident one;
    residents_read(&rows, &one);
    if (one.area != area) continue;
    if (found++ == 0) *out = one;
    size_t used = strlen(indexes);
    snprintf(indexes + used, sizeof indexes - used, "%s%u", used ? ", " : "", one.index);
  }
  if (rows.end != TX_OK) return host_problem_of(problem, rows.end);
  if (found == 1) return TX_OK;
  if (found > 1)
    return host_problem_set(problem, TX_CONFLICT, "叫“%s”的有几位,请用序号(%s)或证件号码。",
                       "Several are called \"%s\": please give the index (%s) or identity number.",
                       name, indexes);
  return host_problem_set(
      problem, TX_NOT_FOUND, "名册里没有“%s”,请用序号、证件号码或全名。",
      "Nobody in the list is \"%s\": please give index, identity number or full name.", name);
}

enum tx_reason residency_find(struct office *office, uint64_t area, const char *word,
                              struct resident *out, struct host_problem *problem) {
  uint32_t index;
  char number[ID_NUMBER_MAX + 1];
  uint8_t hash[TX_HASH_SIZE];
  if (read_index(word, &index)) {
    enum tx_reason reason = residents_find(office->db, area, index, out);
    if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
    return host_problem_set(problem, reason, "名册里没有序号%u。", "The list has no index %u.", index);
  }
  if (identity_normalise(word, number)) {
    vault_hash(&office->vault, "id", number, hash);
    enum tx_reason reason = residents_by_identity(office->db, hash, area, out);
    if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  }
  return find_by_name(office, area, word, out, problem);
}

/* --- merging ---------------------------------------------------------------------------------- */

static enum tx_reason load_statements(struct office *office, const uint8_t subject[TX_HASH_SIZE],
                                      struct statement_row *out, size_t *count) {
  DB_ROWS rows = statements_of(office->db, subject);
  while (db_next(&rows)) {
    if (*count == STATEMENTS_MAX) return TX_TOO_MANY;
    statements_read(&rows, &out[(*count)++]);
  }
  return rows.end;
}

enum tx_reason residency_record(struct office *office, const struct resident *resident,
                                int64_t now_s, uint32_t *record) {
  struct statement_row statements[STATEMENTS_MAX];
  size_t count = 0;
  enum tx_reason reason = load_statements(office, resident->id_hash, statements, &count);
  if (reason != TX_OK) return reason;
  *record =
      merge_record((enum tx_state)resident->state, resident->generation, statements, count, now_s);
  return TX_OK;
}

static enum tx_reason set_record(struct office *office, const struct resident *resident,
                                 int64_t now_s, size_t *changed) {
  uint32_t record;
  enum tx_reason reason = residency_record(office, resident, now_s, &record);
  if (reason != TX_OK || record == resident->record) return reason;
  ++*changed;
  reason = residents_set_record(office->db, resident->area, resident->index, record);
  return reason == TX_OK ? areas_note_change(office->db, resident->area, true) : reason;
}

enum tx_reason residency_remerge(struct office *office, const uint8_t subject[TX_HASH_SIZE],
                                 int64_t now_s, size_t *changed) {
  struct resident residencies[RESIDENCIES_MAX];
  size_t count = 0;
  {
    DB_ROWS rows = residents_of_subject(office->db, subject);
    while (count < RESIDENCIES_MAX && db_next(&rows))
      residents_read(&rows, &residencies[count++]);
    if (rows.end != TX_OK) return rows.end;
  }
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = set_record(office, &residencies[i], now_s, changed);
  return reason;
}

static enum tx_reason ended_subjects(struct office *office, int64_t from, int64_t to,
                                     uint8_t (**subjects)[TX_HASH_SIZE], size_t *count) {
  DB_ROWS rows = statements_ended(office->db, from, to);
  while (db_next(&rows)) {
    struct tx_span subject = db_column_bytes(&rows, 0);
    uint8_t(*grown)[TX_HASH_SIZE] = realloc(*subjects, (*count + 1) * sizeof **subjects);
    if (!grown) return TX_NO_MEMORY;
    *subjects = grown;
    if (subject.n == TX_HASH_SIZE) memcpy((*subjects)[(*count)++], subject.p, TX_HASH_SIZE);
  }
  return rows.end;
}

static int64_t read_expired_until(struct office *office) {
  char text[24];
  if (settings_get(office->db, "expired_until", text, sizeof text) != TX_OK) return 0;
  return strtoll(text, NULL, 10);
}

enum tx_reason residency_expire(struct office *office, int64_t now_s) {
  uint8_t(*subjects)[TX_HASH_SIZE] = NULL;
  size_t count = 0, changed = 0;
  char until[24];
  snprintf(until, sizeof until, "%lld", (long long)now_s);
  enum tx_reason reason =
      ended_subjects(office, read_expired_until(office), now_s, &subjects, &count);
  DB_TRANSACTION work = { .begun = TX_OK };
  if (reason == TX_OK && count) {
    work = db_begin(office->db);
    reason = work.begun;
    for (size_t i = 0; i < count && reason == TX_OK; i++)
      reason = residency_remerge(office, subjects[i], now_s, &changed);
    if (reason == TX_OK) reason = settings_set(office->db, "expired_until", until);
    if (reason == TX_OK) reason = db_commit(&work);
  }
  free(subjects);
  return reason;
}

/* --- state ------------------------------------------------------------------------------------ */

static enum tx_reason write_state(struct office *office, const struct call *call,
                                  struct resident *resident, enum tx_state state,
                                  const char *action, const char *why) {
  char detail[160];
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  resident->state = (uint8_t)state;
  enum tx_reason reason = residency_record(office, resident, call->now_s, &resident->record);
  if (reason == TX_OK) reason = residents_note(office->db, resident);
  if (reason == TX_OK) reason = areas_note_change(office->db, resident->area, true);
  snprintf(detail, sizeof detail, "%u %s", resident->index, why);
  if (reason == TX_OK) reason = chain_append(office, call, resident->area, action, detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason refuse_state(const struct resident *resident, enum tx_state state,
                                   struct host_problem *problem) {
  if (resident->state == (uint8_t)state)
    return host_problem_set(problem, TX_CONFLICT, "%s已经是这个状态(%s)。", "%s is %s already.",
                       resident->mask, tx_state_word(state));
  if (resident->state == TX_STATE_REVOKED)
    return host_problem_set(problem, TX_CONFLICT, "%s的通行证已注销,请重新签发(issue --reissue)。",
                       "The pass of %s was revoked: please re-issue it (issue --reissue).",
                       resident->mask);
  return TX_OK;
}

static enum tx_reason change_state(struct office *office, const struct call *call, const json_t *in,
                                   json_t **out, struct host_problem *problem, enum tx_state state,
                                   const char *action) {
  uint64_t area;
  struct resident resident = { 0 };
  char digits[13];
  enum tx_reason reason = in_area(office, in, &area, problem);
  if (reason == TX_OK)
    reason = residency_find(office, area, in_text(in, "resident", ""), &resident, problem);
  if (reason == TX_OK) reason = refuse_state(&resident, state, problem);
  if (reason != TX_OK) return reason;
  reason = write_state(office, call, &resident, state, action, in_text(in, "reason", ""));
  if (reason != TX_OK) return host_problem_of(problem, reason);
  tx_area_format(area, digits);
  *out = json_pack("{s:s, s:I, s:s, s:s}", "area", digits, "index", (json_int_t)resident.index,
                   "name", resident.mask, "state", tx_state_word(state));
  return TX_OK;
}

enum tx_reason residency_suspend(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct host_problem *problem) {
  return change_state(office, call, in, out, problem, TX_STATE_SUSPENDED, "suspend");
}

enum tx_reason residency_revoke(struct office *office, const struct call *call, const json_t *in,
                                json_t **out, struct host_problem *problem) {
  return change_state(office, call, in, out, problem, TX_STATE_REVOKED, "revoke");
}

enum tx_reason residency_reinstate(struct office *office, const struct call *call, const json_t *in,
                                   json_t **out, struct host_problem *problem) {
  return change_state(office, call, in, out, problem, TX_STATE_ACTIVE, "reinstate");
}

/* --- listing ---------------------------------------------------------------------------------- */

static json_t *describe(struct office *office, const struct resident *resident, bool full_name) {
  char name[SEALED_MAX + 1];
  struct tx_record record = tx_record_unpack(resident->record);
  snprintf(name, sizeof name, "%s", resident->mask);
  if (full_name)
    vault_unseal(&office->vault, "name", resident->id_hash, &resident->name, name, sizeof name);
  const char *role = tx_role_word(resident->role);
  return json_pack("{s:I, s:s, s:s, s:s, s:i, s:s?, s:s, s:s, s:s, s:s, s:I, s:i, s:I}", "index",
                   (json_int_t)resident->index, "name", name, "tail", resident->tail, "unit",
                   resident->unit, "household", resident->household, "role", role, "state",
                   tx_state_word(record.state), "health", tx_health_word(record.health), "travel",
                   tx_travel_word(record.travel), "test", tx_test_word(record.test), "record",
                   (json_int_t)resident->record, "generation", resident->generation, "passes",
                   (json_int_t)resident->issues);
}

enum tx_reason residency_list(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem) {
  uint64_t area;
  bool names = in_flag(in, "names");
  enum tx_reason reason = in_area(office, in, &area, problem);
  if (reason == TX_OK && names)
    reason = host_problem_of(problem, chain_append(office, call, area, "read names", ""));
  if (reason != TX_OK) return reason;
  json_t *list = json_array();
  DB_ROWS rows = residents_of_area(office->db, area);
  while (db_next(&rows)) {
    struct resident resident;
    residents_read(&rows, &resident);
    json_array_append_new(list, describe(office, &resident, names));
  }
  *out = json_pack("{s:o}", "residents", list);
  return host_problem_of(problem, rows.end);
}
