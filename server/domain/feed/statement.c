/* SPDX-License-Identifier: Apache-2.0 */
#include "statement.h"

#include "domain/audit/log.h"
#include "domain/clock/clock.h"
#include "domain/resident/residency.h"
#include "host/sys/text.h"
#include "store/statements.h"

#include <stdio.h>

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

/* Within a transaction. */
static enum tx_reason add(const struct request *request, const struct resident *resident,
                          const struct statement_row *statement, size_t *changed) {
  char detail[120];
  bool added = false;
  struct statement_row said = *statement;
  statement_name(&said);
  snprintf(detail, sizeof detail, "%u field %d value %d", resident->index, said.field, said.value);
  enum tx_reason reason = statements_add(request->db, resident->area, resident->id_hash, &said,
                                         (struct tx_span){ 0 }, request->now_s, &added);
  if (reason == TX_OK)
    reason = residency_remerge(request, resident->area, resident->id_hash, changed);
  return reason == TX_OK ? audit_log_append(request, resident->area, "state", detail) : reason;
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

enum tx_reason statement_retract(const struct request *request, const struct resident *resident,
                                 const struct statement_row *said) {
  char detail[64];
  size_t changed = 0;
  snprintf(detail, sizeof detail, "field %d value %d", said->field, said->value);
  const struct audit_entry entry = { .action = "retract",
                                     .detail = detail,
                                     .subject = resident->index };
  enum tx_reason reason =
      statements_retract(request->db, resident->area, resident->id_hash, said->field, said->value);
  if (reason == TX_OK)
    reason = residency_remerge(request, resident->area, resident->id_hash, &changed);
  return reason == TX_OK ? audit_log_add(request, resident->area, &entry) : reason;
}
