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
  char detail[REQUEST_EVIDENCE_SIZE + 80];
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

/* --- who has it ------------------------------------------------------------------------------- */

/* By a document, in one area. TX_OK and *there false: nobody. */
static enum tx_reason find_other(const struct request *request, uint64_t area,
                                 const uint8_t hash[TX_HASH_SIZE], struct resident *out,
                                 bool *there) {
  enum tx_reason reason = residents_by_identity(request->db, area, hash, out);
  *there = reason == TX_OK;
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static enum tx_reason check_other(const struct request *request, const struct resident *resident,
                                  struct document_wish *wish, struct host_problem *problem) {
  struct resident other;
  bool there = false;
  wish->other = -1;
  enum tx_reason reason = find_other(request, resident->area, wish->id_hash, &other, &there);
  if (reason != TX_OK || !there) return host_problem_of(problem, reason);
  if (other.index == resident->index)
    return host_problem_say(problem, TX_CONFLICT, "此证件已登记在此人名下。",
                            "The person has that document already.");
  wish->other = other.index;
  if (other.state == TX_STATE_ACTIVE || other.state == TX_STATE_REVOKED) return TX_OK;
  return host_problem_set(problem, TX_CONFLICT,
                          "此证件登记在序号%u名下，其通行证已暂停：先恢复，才能合为一人。",
                          "That document is index %u's, whose pass is suspended: reinstate it "
                          "first, then they can be joined.",
                          other.index);
}

/* Who decides what becomes of the people of an area has rights there. */
static enum tx_reason check_homes(const struct request *request, const struct resident *resident,
                                  struct document_wish *wish, struct host_problem *problem) {
  struct homes there;
  enum tx_reason reason = host_problem_of(problem, find_homes(request, wish->id_hash, &there));
  wish->elsewhere = false;
  for (size_t i = 0; i < there.count && reason == TX_OK; i++) {
    if (there.areas[i] == resident->area) continue;
    wish->elsewhere = true;
    if (!request_reaches(request, there.areas[i]))
      reason = host_problem_say(problem, TX_NOT_ALLOWED,
                                "此证件登记在别的社区：须由管辖两处的账号（如街道）提出并复核。",
                                "That document is registered in another community: an account "
                                "whose area has both, such as the street's, asks and seconds.");
  }
  return reason;
}

/* --- what is asked for ------------------------------------------------------------------------ */

static enum tx_reason read_number(const struct request *request, const struct document_in *in,
                                  struct document_wish *out, struct host_problem *problem) {
  const int type = *in->type ? id_document_type_find(in->type) : -1;
  *out = (struct document_wish){ .type = type, .other = -1 };
  if (type < 0 || type == ID_NONE || !id_document_normalise(in->number, out->number))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "证件类型或号码无法识别。",
                            "The document or its number cannot be read.");
  field_hash(request->fields, "id", out->number, out->id_hash);
  return id_document_check((enum id_type)type, out->number, request->now_s, problem);
}

static enum tx_reason check_room(const struct request *request, const struct resident *resident,
                                 const struct document_wish *wish, struct host_problem *problem) {
  struct document_row rows[DOCUMENTS_MAX];
  struct resident other = { .area = resident->area };
  size_t count = 0, more = 0;
  enum tx_reason reason = list_rows(request, resident, rows, &count);
  if (wish->other >= 0) other.index = (uint32_t)wish->other;
  if (reason == TX_OK && wish->other >= 0) reason = list_rows(request, &other, rows, &more);
  if (reason != TX_OK || (count ? count : 1) + (more ? more : 1) <= DOCUMENTS_MAX)
    return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_TOO_MANY, "一个人至多%d种证件。",
                          "A person has at most %d documents.", DOCUMENTS_MAX);
}

static enum tx_reason check(const struct request *request, const struct resident *resident,
                            struct document_wish *wish, struct host_problem *problem) {
  enum tx_reason reason = check_other(request, resident, wish, problem);
  if (reason == TX_OK) reason = check_homes(request, resident, wish, problem);
  return reason == TX_OK ? check_room(request, resident, wish, problem) : reason;
}

enum tx_reason document_check(const struct request *request, const struct resident *resident,
                              const struct document_in *in, struct document_wish *out,
                              struct host_problem *problem) {
  enum tx_reason reason = read_number(request, in, out, problem);
  return reason == TX_OK ? check(request, resident, out, problem) : reason;
}

/* --- added ------------------------------------------------------------------------------------ */

struct adding {
  const struct request *request;
  const struct document_wish *wish;
  const char *evidence;
  const struct decision *decision;
};

/* The other of the same area ends, and all that it is known by is the one's. */
static enum tx_reason end_other(const struct adding *adding, const struct resident *home,
                                struct host_problem *problem) {
  const struct request *request = adding->request;
  struct resident other;
  bool there = false;
  enum tx_reason reason = host_problem_of(
      problem, find_other(request, home->area, adding->wish->id_hash, &other, &there));
  if (reason != TX_OK || !there || other.index == home->index) return reason;
  reason = host_problem_of(problem, put_own(request, &other));
  if (reason == TX_OK && other.state != TX_STATE_REVOKED)
    reason = residency_restrain(request, &other, TX_STATE_REVOKED, adding->decision,
                                adding->evidence, problem);
  tx_cleanse(&other.person, sizeof other.person);
  if (reason != TX_OK) return reason;
  reason = residents_touch(request->db, other.area, other.index);
  if (reason == TX_OK) reason = documents_move(request->db, home->area, other.index, home->index);
  return host_problem_of(problem, reason);
}

/* What comes under any of them is looked at anew, and what is known elsewhere is brought. */
static enum tx_reason expect(const struct request *request, const struct resident *home) {
  struct document_row rows[DOCUMENTS_MAX];
  size_t count = 0, changed = 0;
  enum tx_reason reason = list_rows(request, home, rows, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = arrivals_put(request->db, home->area, rows[i].id_hash, request->now_s);
  return reason == TX_OK ? residency_remerge(request, home->area, home->id_hash, &changed) : reason;
}

static enum tx_reason add_in(const struct adding *adding, uint64_t area,
                             const uint8_t person[TX_HASH_SIZE], struct host_problem *problem) {
  const struct request *request = adding->request;
  const struct document_wish *wish = adding->wish;
  struct resident home;
  enum tx_reason reason = residents_by_identity(request->db, area, person, &home);
  if (reason == TX_NOT_FOUND) return TX_OK; /* in an import that is not done: seen to then */
  if (reason == TX_OK) reason = put_own(request, &home);
  tx_cleanse(&home.person, sizeof home.person);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  reason = end_other(adding, &home, problem);
  if (reason != TX_OK) return reason;
  reason = put(request, &home, wish->id_hash, (enum id_type)wish->type, wish->number);
  if (reason == TX_OK) reason = residents_touch(request->db, home.area, home.index);
  if (reason == TX_OK) reason = expect(request, &home);
  if (reason == TX_OK)
    reason = note(request, &home, "document added", (enum id_type)wish->type, adding->evidence);
  return host_problem_of(problem, reason);
}

/* Whoever is known by it elsewhere has the documents of here from now on, and the other way round.
 */
static enum tx_reason share(const struct adding *adding, const struct resident *here,
                            uint64_t area) {
  const struct request *request = adding->request;
  struct resident there;
  bool known = false;
  enum tx_reason reason = find_other(request, area, adding->wish->id_hash, &there, &known);
  if (reason != TX_OK || !known) return reason;
  reason = put_own(request, &there);
  tx_cleanse(&there.person, sizeof there.person);
  if (reason == TX_OK) reason = documents_carry(request->db, here, &there);
  if (reason == TX_OK) reason = documents_carry(request->db, &there, here);
  if (reason == TX_OK) reason = residents_touch(request->db, there.area, there.index);
  if (reason == TX_OK) reason = expect(request, &there);
  if (reason == TX_OK) reason = expect(request, here);
  if (reason != TX_OK) return reason;
  return note(request, &there, "document added", (enum id_type)adding->wish->type,
              adding->evidence);
}

/* In all homes of the person, and then in all of whoever has it elsewhere. */
static enum tx_reason add_everywhere(const struct adding *adding, const struct resident *resident,
                                     struct host_problem *problem) {
  struct homes homes, there;
  const struct request *request = adding->request;
  enum tx_reason reason = find_homes(request, adding->wish->id_hash, &there);
  if (reason == TX_OK) reason = find_homes(request, resident->id_hash, &homes);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  for (size_t i = 0; reason == TX_OK && i < homes.count; i++)
    reason = add_in(adding, homes.areas[i], resident->id_hash, problem);
  for (size_t i = 0; reason == TX_OK && i < there.count; i++)
    if (there.areas[i] != resident->area)
      reason = host_problem_of(problem, share(adding, resident, there.areas[i]));
  return reason;
}

enum tx_reason document_add(const struct request *request, const struct resident *resident,
                            const struct document_wish *wish, const char *evidence,
                            const struct decision *decision, struct host_problem *problem) {
  struct document_wish now = *wish;
  if (!decision) return host_problem_of(problem, TX_NOT_ALLOWED);
  enum tx_reason reason = check(request, resident, &now, problem);
  if (reason != TX_OK) return reason;
  if (now.other != wish->other || now.elsewhere != wish->elsewhere)
    return host_problem_say(problem, TX_CONFLICT, "提出以后此证件的登记已有变化，请重新提出。",
                            "Who has that document has changed since this was asked for: please "
                            "ask anew.");
  const struct adding adding = { request, wish, evidence, decision };
  return add_everywhere(&adding, resident, problem);
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
