/* SPDX-License-Identifier: Apache-2.0 */
#include "statement.h"

#include "domain/audit/log.h"
#include "domain/clock/clock.h"
#include "domain/resident/ends.h"
#include "domain/resident/fold.h"
#include "domain/resident/residency.h"
#include "homes.h"
#include "host/text/text.h"
#include "said.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"

#include <stdio.h>
#include <stdlib.h>

/* --- one by hand ------------------------------------------------------------------------------ */

enum tx_reason statement_parse(const struct server *server, const struct request *request,
                               const struct statement_words *words, struct statement_row *out,
                               struct host_problem *problem) {
  enum feed_member member;
  struct host_problem found = { 0 };
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason != TX_OK) return reason;
  if (statement_read(words, request->now_s, out, &member, &found)) return TX_OK;
  char typed[64];
  host_copy(words->of[member] ? words->of[member] : "", typed, sizeof typed);
  problem->reason = found.reason;
  snprintf(problem->zh, sizeof problem->zh, "%s“%s”%.500s。", feed_member_zh(member), typed,
           found.zh);
  snprintf(problem->en, sizeof problem->en, "The %s \"%s\" %.500s.", feed_member_en(member), typed,
           found.en);
  return found.reason;
}

static enum tx_reason add_in(const struct request *request, uint64_t area,
                             const uint8_t subject[TX_HASH_SIZE], const struct statement_row *said,
                             size_t *changed) {
  char detail[120];
  bool added = false;
  struct resident resident;
  enum tx_reason reason = statements_add(request->db, area, subject, said, (struct tx_span){ 0 },
                                         request->now_s, &added);
  if (reason == TX_OK) reason = residency_remerge(request, area, subject, changed);
  if (reason == TX_OK) reason = residents_by_identity(request->db, area, subject, &resident);
  if (reason == TX_NOT_FOUND) return TX_OK; /* in an import that is not done yet */
  if (reason != TX_OK) return reason;
  snprintf(detail, sizeof detail, "%u field %d value %d", resident.index, said->field, said->value);
  return audit_log_about(request, &resident, "state", detail);
}

/* Within a transaction, in each home of the person: it is of them, and not of a home. */
static enum tx_reason add(const struct request *request, const struct resident *resident,
                          const struct statement_row *statement, size_t *changed) {
  uint64_t homes[HOMES_MAX];
  size_t count = 0;
  struct statement_row said = *statement;
  statement_name(&said);
  enum tx_reason reason = homes_find(request, resident->id_hash, 0, homes, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = add_in(request, homes[i], resident->id_hash, &said, changed);
  return reason;
}

enum tx_reason statement_enter(const struct request *request, const struct resident *resident,
                               const struct statement_row *statement, bool *changed,
                               struct host_problem *problem) {
  size_t count = 0;
  if (statement_restraint(statement)) return host_problem_of(problem, TX_NOT_ALLOWED);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = add(request, resident, statement, &count);
  *changed = count > 0;
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason statement_decide(const struct request *request, const struct resident *resident,
                                const struct statement_row *statement,
                                const struct decision *decision) {
  size_t count = 0;
  return decision ? add(request, resident, statement, &count) : TX_NOT_ALLOWED;
}

/* --- taken back ------------------------------------------------------------------------------- */

static enum tx_reason retract(const struct request *request, uint64_t area,
                              const uint8_t subject[TX_HASH_SIZE],
                              const struct statement_row *said) {
  bool added = false;
  struct statement_row by = { .act = STATEMENT_RETRACT,
                              .field = said->field,
                              .observed_at = request->now_s };
  memcpy(by.source, said->source, sizeof by.source);
  memcpy(by.retracts, said->id, sizeof by.retracts);
  statement_name(&by);
  return statements_add(request->db, area, subject, &by, (struct tx_span){ 0 }, request->now_s,
                        &added);
}

static enum tx_reason note_retracted(const struct request *request, uint64_t area,
                                     const uint8_t subject[TX_HASH_SIZE],
                                     const struct statement_row *said) {
  char detail[64];
  struct resident resident;
  snprintf(detail, sizeof detail, "field %d value %d", said->field, said->value);
  enum tx_reason reason = residents_by_identity(request->db, area, subject, &resident);
  const struct audit_entry entry = { .action = "retract",
                                     .detail = detail,
                                     .subject = reason == TX_OK ? (int64_t)resident.index : -1 };
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  return audit_log_add(request, area, &entry);
}

/* A test by an antigen or in a mixed tube counts for less than it says. */
static int worth_of(const struct statement_row *said) {
  return said->field == STATEMENT_TEST ? (int)fold_worth(said) : said->value;
}

/* *any: there was something to take back. */
static enum tx_reason retract_all(const struct request *request, uint64_t area,
                                  const uint8_t subject[TX_HASH_SIZE],
                                  const struct statement_row *said, bool *any) {
  struct statement_row *rows = NULL;
  size_t count = 0;
  int64_t now_s = 0;
  enum tx_reason reason = ends_time(request, &now_s);
  if (reason == TX_OK) reason = said_all(request, area, subject, &rows, &count);
  *any = false;
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    if (rows[i].field != said->field || worth_of(&rows[i]) != said->value ||
        !fold_stands(rows, count, i, now_s))
      continue;
    *any = true;
    reason = retract(request, area, subject, &rows[i]);
  }
  free(rows);
  return reason;
}

static enum tx_reason retract_in(const struct request *request, uint64_t area,
                                 const uint8_t subject[TX_HASH_SIZE],
                                 const struct statement_row *said) {
  bool any = false;
  size_t changed = 0;
  enum tx_reason reason = retract_all(request, area, subject, said, &any);
  if (reason != TX_OK || !any) return reason;
  reason = residency_remerge(request, area, subject, &changed);
  return reason == TX_OK ? note_retracted(request, area, subject, said) : reason;
}

enum tx_reason statement_retract(const struct request *request, const struct resident *resident,
                                 const struct statement_row *said) {
  uint64_t homes[HOMES_MAX];
  size_t count = 0;
  enum tx_reason reason = homes_find(request, resident->id_hash, 0, homes, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = retract_in(request, homes[i], resident->id_hash, said);
  return reason;
}

/* What was never said is nothing that a log tells of. */
static enum tx_reason retract_one_in(const struct request *request, uint64_t area,
                                     const uint8_t subject[TX_HASH_SIZE],
                                     const struct statement_row *said) {
  bool there = false;
  size_t changed = 0;
  enum tx_reason reason = statements_has(request->db, area, subject, said, &there);
  if (reason == TX_OK) reason = retract(request, area, subject, said);
  if (reason != TX_OK || !there) return reason;
  reason = residency_remerge(request, area, subject, &changed);
  return reason == TX_OK ? note_retracted(request, area, subject, said) : reason;
}

enum tx_reason statement_retract_one(const struct request *request,
                                     const uint8_t subject[TX_HASH_SIZE],
                                     const struct statement_row *said) {
  uint64_t homes[HOMES_MAX];
  size_t count = 0;
  enum tx_reason reason = homes_find(request, subject, 0, homes, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = retract_one_in(request, homes[i], subject, said);
  return reason;
}
