/* SPDX-License-Identifier: Apache-2.0 */
#include "document.h"

#include "domain/audit/log.h"
#include "domain/key/person.h"
#include "host/text/text.h"
#include "residency.h"
#include "store/feed/arrivals.h"
#include "store/resident/documents.h"
#include "store/resident/residents.h"

#include <stdio.h>

#define WHAT "document"
#define HOMES 64 /* of one person */

/* --- as they rest ----------------------------------------------------------------------------- */

static enum tx_reason seal(const struct request *request, enum id_type type, const char *number,
                           struct document_row *row) {
  uint8_t plain[1 + ID_NUMBER_MAX];
  const size_t n = strlen(number);
  plain[0] = (uint8_t)type;
  memcpy(plain + 1, number, n);
  enum tx_reason reason =
      field_seal(request->fields, WHAT, row->id_hash, tx_span_of(plain, 1 + n), &row->sealed);
  tx_cleanse(plain, sizeof plain);
  return reason;
}

static enum tx_reason open_row(const struct request *request, const struct document_row *row,
                               const struct resident *resident, struct document *out) {
  uint8_t plain[1 + ID_NUMBER_MAX];
  size_t n = 0;
  *out = (struct document){ .added_at = row->added_at };
  enum tx_reason reason =
      field_unseal(request->fields, WHAT, row->id_hash, &row->sealed, plain, sizeof plain, &n);
  if (reason != TX_OK) return reason;
  if (n == 0 || plain[0] >= ID_TYPES) return TX_MALFORMED;
  out->type = (enum id_type)plain[0];
  memcpy(out->number, plain + 1, n - 1);
  tx_cleanse(plain, sizeof plain);
  host_hex(tx_span_of(row->id_hash, DOCUMENT_NAME_SIZE / 2), out->name);
  memcpy(out->id_hash, row->id_hash, TX_HASH_SIZE);
  out->own = memcmp(row->id_hash, resident->id_hash, TX_HASH_SIZE) == 0;
  host_copy(row->added_by, out->added_by, sizeof out->added_by);
  return TX_OK;
}

static enum tx_reason list_rows(const struct request *request, const struct resident *resident,
                                struct document_row out[DOCUMENTS_MAX], size_t *count) {
  *count = 0;
  DB_ROWS rows = documents_of(request->db, resident->area, resident->index);
  while (*count < DOCUMENTS_MAX && db_next(&rows))
    documents_read(&rows, &out[(*count)++]);
  return rows.end;
}

enum tx_reason document_list(const struct request *request, const struct resident *resident,
                             struct document out[DOCUMENTS_MAX], size_t *count) {
  struct document_row rows[DOCUMENTS_MAX];
  enum tx_reason reason = list_rows(request, resident, rows, count);
  for (size_t i = 0; reason == TX_OK && i < *count; i++)
    reason = open_row(request, &rows[i], resident, &out[i]);
  return reason;
}

static enum tx_reason put(const struct request *request, const struct resident *to,
                          const uint8_t id_hash[TX_HASH_SIZE], enum id_type type,
                          const char *number) {
  struct document_row row = { .area = to->area, .index = to->index, .added_at = request->now_s };
  memcpy(row.id_hash, id_hash, TX_HASH_SIZE);
  host_copy(request->actor, row.added_by, sizeof row.added_by);
  enum tx_reason reason = seal(request, type, number, &row);
  return reason == TX_OK ? documents_add(request->db, &row) : reason;
}

/* That of the roster stands among them. */
static enum tx_reason put_own(const struct request *request, struct resident *to) {
  enum tx_reason reason = person_open(request->fields, to);
  if (reason != TX_OK) return reason;
  return put(request, to, to->id_hash, (enum id_type)to->person.id_type, to->person.id_number);
}

/* --- everywhere ------------------------------------------------------------------------------- */

static enum tx_reason note(const struct request *request, const struct resident *resident,
                           const char *action, enum id_type type, const char *words) {
  char detail[DOCUMENT_EVIDENCE_MAX + 80];
  snprintf(detail, sizeof detail, "%s%s%s", id_document_type_zh(type), *words ? ": " : "", words);
  return audit_log_about(request, resident, action, detail);
}

struct homes {
  uint64_t areas[HOMES];
  size_t count;
};

static enum tx_reason find_homes(const struct request *request, const uint8_t hash[TX_HASH_SIZE],
                                 struct homes *out) {
  out->count = 0;
  DB_ROWS rows = directory_areas(request->db, hash);
  while (out->count < HOMES && db_next(&rows))
    out->areas[out->count++] = (uint64_t)db_column_int(&rows, 0);
  return rows.end;
}

/* --- added ------------------------------------------------------------------------------------ */

static enum tx_reason read_number(const struct document_in *in, int64_t now_s, struct document *out,
                                  struct host_problem *problem) {
  const int type = *in->type ? id_document_type_find(in->type) : -1;
  if (type < 0 || type == ID_NONE || !id_document_normalise(in->number, out->number))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "证件类型或号码无法识别。",
                            "The document or its number cannot be read.");
  out->type = (enum id_type)type;
  if (!*in->evidence || strlen(in->evidence) > DOCUMENT_EVIDENCE_MAX)
    return host_problem_set(problem, TX_BAD_ARGUMENT,
                            "请写明如何核对（如“本人到场，看过原件”），至多%d个字节。",
                            "Please say how it was checked, such as \"came in person, original "
                            "seen\", in at most %d bytes.",
                            DOCUMENT_EVIDENCE_MAX);
  return id_document_check(out->type, out->number, now_s, problem);
}

static enum tx_reason refuse_known(const struct request *request, const struct resident *resident,
                                   const uint8_t hash[TX_HASH_SIZE], const struct homes *there,
                                   struct host_problem *problem) {
  struct resident other;
  enum tx_reason reason = residents_by_identity(request->db, resident->area, hash, &other);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  if (reason == TX_OK && other.index == resident->index)
    return host_problem_say(problem, TX_CONFLICT, "此证件已登记在此人名下。",
                            "The person has that document already.");
  if (reason == TX_OK)
    return host_problem_set(problem, TX_CONFLICT, "此证件是另一人（序号%u）的，不能再登记给此人。",
                            "That document is somebody else's (index %u).", other.index);
  if (!there->count) return TX_OK;
  return host_problem_say(problem, TX_CONFLICT, "此证件是别的社区里另一人的，不能再登记给此人。",
                          "That document is somebody else's, of another community.");
}

static enum tx_reason check_room(const struct request *request, const struct resident *resident,
                                 struct host_problem *problem) {
  struct document all[DOCUMENTS_MAX];
  size_t count = 0;
  enum tx_reason reason = document_list(request, resident, all, &count);
  tx_cleanse(all, sizeof all);
  if (reason != TX_OK || count < DOCUMENTS_MAX) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_TOO_MANY, "一个人至多%d种证件。",
                          "A person has at most %d documents.", DOCUMENTS_MAX);
}

static enum tx_reason add_in(const struct request *request, uint64_t area,
                             const struct resident *resident, const struct document *document,
                             const char *evidence) {
  struct resident home;
  size_t changed = 0;
  enum tx_reason reason = residents_by_identity(request->db, area, resident->id_hash, &home);
  if (reason == TX_NOT_FOUND) return TX_OK; /* in an import that is not done: seen to then */
  if (reason == TX_OK) reason = put_own(request, &home);
  if (reason == TX_OK)
    reason = put(request, &home, document->id_hash, document->type, document->number);
  tx_cleanse(&home.person, sizeof home.person);
  if (reason == TX_OK) reason = residents_touch(request->db, home.area, home.index);
  if (reason == TX_OK) reason = arrivals_put(request->db, area, document->id_hash, request->now_s);
  if (reason == TX_OK) reason = residency_remerge(request, area, home.id_hash, &changed);
  return reason == TX_OK ? note(request, &home, "document added", document->type, evidence)
                         : reason;
}

enum tx_reason document_add(const struct request *request, const struct resident *resident,
                            const struct document_in *in, struct document *out,
                            struct host_problem *problem) {
  struct homes homes, there;
  *out = (struct document){ .added_at = request->now_s };
  enum tx_reason reason = read_number(in, request->now_s, out, problem);
  if (reason != TX_OK) return reason;
  field_hash(request->fields, "id", out->number, out->id_hash);
  host_hex(tx_span_of(out->id_hash, DOCUMENT_NAME_SIZE / 2), out->name);
  host_copy(request->actor, out->added_by, sizeof out->added_by);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = host_problem_of(problem, find_homes(request, out->id_hash, &there));
  if (reason == TX_OK) reason = refuse_known(request, resident, out->id_hash, &there, problem);
  if (reason == TX_OK) reason = check_room(request, resident, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, find_homes(request, resident->id_hash, &homes));
  for (size_t i = 0; reason == TX_OK && i < homes.count; i++)
    reason = host_problem_of(problem, add_in(request, homes.areas[i], resident, out, in->evidence));
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

/* --- removed ---------------------------------------------------------------------------------- */

/* A restraint ends by its source, and not because somebody is known by one number less. */
static bool is_eased(uint32_t before, uint32_t after) {
  const struct tx_record was = tx_record_unpack(before), is = tx_record_unpack(after);
  return (was.health > TX_HEALTH_GREEN && is.health < was.health) ||
         (was.travel > TX_TRAVEL_NONE && is.travel < was.travel) ||
         (was.test > TX_TEST_NEGATIVE && is.test < was.test) ||
         (was.state > TX_STATE_ACTIVE && is.state < was.state);
}

static enum tx_reason remove_in(const struct request *request, uint64_t area,
                                const struct document *document, struct host_problem *problem) {
  struct resident home;
  uint32_t record = 0;
  size_t changed = 0;
  enum tx_reason reason = residents_by_identity(request->db, area, document->id_hash, &home);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (memcmp(home.id_hash, document->id_hash, TX_HASH_SIZE) == 0) return TX_OK;
  reason = documents_remove(request->db, area, home.index, document->id_hash);
  if (reason == TX_OK) reason = residency_record(request, &home, &record);
  if (reason == TX_OK && is_eased(home.record, record))
    return host_problem_say(problem, TX_CONFLICT,
                            "此证件名下的结果正使此人受限，请先由来源解除，再删去证件。",
                            "What was said under that document restrains the person: its source "
                            "has to release that first.");
  if (reason == TX_OK) reason = residency_remerge(request, area, home.id_hash, &changed);
  if (reason == TX_OK) reason = note(request, &home, "document removed", document->type, "");
  return host_problem_of(problem, reason);
}

static enum tx_reason find(const struct request *request, const struct resident *resident,
                           const char *name, struct document *out, struct host_problem *problem) {
  struct document all[DOCUMENTS_MAX];
  size_t count = 0;
  enum tx_reason reason = host_problem_of(problem, document_list(request, resident, all, &count));
  bool found = false;
  for (size_t i = 0; reason == TX_OK && i < count && !found; i++)
    if ((found = strcmp(all[i].name, name) == 0)) *out = all[i];
  tx_cleanse(all, sizeof all);
  if (reason != TX_OK) return reason;
  if (!found)
    return host_problem_say(problem, TX_NOT_FOUND, "此人没有这一证件。",
                            "The person has no such document.");
  if (!out->own) return TX_OK;
  return host_problem_say(problem, TX_CONFLICT, "名册上登记的证件不能删去。",
                          "The document of the roster stays.");
}

enum tx_reason document_remove(const struct request *request, const struct resident *resident,
                               const char *name, struct host_problem *problem) {
  struct document document = { 0 };
  struct homes homes;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = find(request, resident, name, &document, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, find_homes(request, document.id_hash, &homes));
  for (size_t i = 0; reason == TX_OK && i < homes.count; i++)
    reason = remove_in(request, homes.areas[i], &document, problem);
  tx_cleanse(&document, sizeof document);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

/* --- a home that is new ----------------------------------------------------------------------- */

enum tx_reason document_carry(const struct request *request, const struct resident *from,
                              struct resident *to) {
  struct document_row rows[DOCUMENTS_MAX];
  size_t before = 0, count = 0;
  enum tx_reason reason = list_rows(request, to, rows, &before);
  if (reason == TX_OK) reason = documents_carry(request->db, from, to);
  if (reason == TX_OK) reason = list_rows(request, to, rows, &count);
  if (reason != TX_OK || count == before) return reason;
  reason = put_own(request, to);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = arrivals_put(request->db, to->area, rows[i].id_hash, request->now_s);
  return reason;
}
