/* SPDX-License-Identifier: Apache-2.0 */
#include "decision.h"

#include "domain/account/account.h"
#include "domain/audit/log.h"
#include "domain/bulk/bulk.h"
#include "domain/certificate/edition.h"
#include "domain/closing/closing.h"
#include "domain/feed/held.h"
#include "domain/feed/source.h"
#include "domain/order/orders.h"
#include "domain/pass/exempt.h"
#include "domain/pass/exempt_words.h"
#include "domain/resident/document.h"
#include "domain/resident/residency.h"
#include "domain/statement/statement.h"
#include "domain/trace/trace.h"
#include "host/sys/file.h"
#include "one_account.h"
#include "wanted.h"

#include <jansson.h>
#include <stdio.h>

enum restraint request_restraint(const struct request_row *row) {
  if (row->act == REQUEST_STATEMENT) return statement_restraint(&row->statement);
  if (row->act != REQUEST_STATE) return RESTRAINT_NONE;
  return row->state == TX_STATE_REVOKED ? RESTRAINT_REVOKED : RESTRAINT_SUSPENDED;
}

const char *request_ground(const struct request_row *row) {
  return row->ground < 0 ? "" : grounds[row->ground].code;
}

const char *request_act_word(enum request_act act) {
  static const char *const words[REQUEST_ACTS] = { "state",    "statement", "body",    "account",
                                                   "end",      "policy",    "held",    "feed",
                                                   "bulk",     "edition",   "trace",   "closing",
                                                   "founding", "exemption", "document" };
  return words[act];
}

static json_t *canonical(const struct request_row *row, const char *wanted) {
  char area[13];
  tx_area_format(row->area, area);
  return json_pack("{s:s, s:s, s:I, s:I, s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:I, s:s, s:s}", "act",
                   request_act_word(row->act), "area", area, "id", (json_int_t)row->id, "index",
                   (json_int_t)row->index, "restraint", restraint_en(request_restraint(row)),
                   "ground", request_ground(row), "before", (json_int_t)row->before, "until",
                   (json_int_t)row->until, "evidence", row->evidence, "words", row->words,
                   "asked_by", row->asked_by, "asked_at", (json_int_t)row->asked_at, "source",
                   row->statement.source, "wanted", wanted);
}

enum tx_reason request_hash(const struct request_row *row, uint8_t out[TX_HASH_SIZE]) {
  HOST_FREE char *wanted = wanted_write(row);
  json_t *json = wanted ? canonical(row, wanted) : NULL;
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  json_decref(json);
  if (!text) return TX_NO_MEMORY;
  tx_sha256(tx_span_text(text), out);
  return TX_OK;
}

static void detail_exemption(const struct request_row *row, char *out, size_t cap) {
  char words[EXEMPTION_WORDS_SIZE];
  exemption_words(row->exemption.before & (uint8_t)~row->exemption.after, words);
  snprintf(out, cap, "%u request %lld exempt %s %s", row->index, (long long)row->id, words,
           row->evidence);
}

static void detail_document(const struct request_row *row, char *out, size_t cap) {
  char joins[24] = "";
  if (row->document.other >= 0)
    snprintf(joins, sizeof joins, " of %lld", (long long)row->document.other);
  snprintf(out, cap, "%u request %lld document%s %s", row->index, (long long)row->id, joins,
           row->evidence);
}

void decision_detail(const struct request_row *row, char *out, size_t cap) {
  if (request_restrains(row->act))
    snprintf(out, cap, "%u request %lld %s %s", row->index, (long long)row->id, request_ground(row),
             row->evidence);
  else if (row->act == REQUEST_EXEMPTION)
    detail_exemption(row, out, cap);
  else if (row->act == REQUEST_DOCUMENT)
    detail_document(row, out, cap);
  else if (row->act == REQUEST_HELD)
    snprintf(out, cap, "request %lld held lines %lld", (long long)row->id,
             (long long)row->held.lines);
  else if (row->act == REQUEST_BULK)
    snprintf(out, cap, "request %lld bulk %s %lld", (long long)row->id, bulk_word(row->bulk.what),
             (long long)row->bulk.people);
  else if (row->act == REQUEST_FOUNDING)
    snprintf(out, cap, "request %lld founding %s %lld", (long long)row->id,
             founding_word(row->founding.what), (long long)row->founding.people);
  else if (row->act == REQUEST_TRACE)
    snprintf(out, cap, "request %lld trace %lld", (long long)row->id, (long long)row->trace.trace);
  else if (row->act == REQUEST_POLICY)
    snprintf(out, cap, "request %lld policy draft %lld", (long long)row->id,
             (long long)row->policy.draft);
  else
    snprintf(out, cap, "request %lld %s %s", (long long)row->id, request_act_word(row->act),
             row->act == REQUEST_BODY      ? row->body.id
             : row->act == REQUEST_FEED    ? row->feed.feed.source
             : row->act == REQUEST_EDITION ? row->edition.id
                                           : row->account.login);
}

enum tx_reason decision_note(const struct request *request, const struct request_row *row,
                             const char *action, const char *detail) {
  const bool person =
      request_restrains(row->act) || row->act == REQUEST_EXEMPTION || row->act == REQUEST_DOCUMENT;
  const struct audit_entry entry = { .action = action,
                                     .detail = detail,
                                     .subject = person ? (int64_t)row->index : -1 };
  return audit_log_add(request, row->area, &entry);
}

/* --- carrying out ----------------------------------------------------------------------------- */

static enum tx_reason change_office(const struct decision *decision, const struct request *request,
                                    struct host_problem *problem) {
  const struct request_row *row = decision->row;
  enum tx_reason reason = TX_OK;
  if (row->act == REQUEST_BODY)
    reason = account_add_body(request, row->body, decision);
  else if (row->act == REQUEST_ACCOUNT)
    reason = account_add(request, row->account, decision);
  else if (row->act == REQUEST_FEED)
    reason = feed_set(request, &row->feed, decision);
  else if (row->act == REQUEST_EDITION)
    reason = edition_set(request, row->area, &row->edition, decision);
  else
    reason = account_end(request, row->account.login, decision);
  if (reason != TX_CONFLICT && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "提出以后情况已变，或此人已有账号，不能照办。",
                          "Things have changed since this was asked for, or the person has an "
                          "account already.");
}

static enum tx_reason change_person(const struct decision *decision, const struct request *request,
                                    struct host_problem *problem) {
  const struct request_row *row = decision->row;
  struct resident resident;
  char detail[REQUEST_EVIDENCE_SIZE + 64];
  enum tx_reason reason = residency_at(request, row->area, row->index, &resident, problem);
  if (reason != TX_OK) return reason;
  if (resident.record != row->before)
    return host_problem_say(problem, TX_CONFLICT, "提出以后此人的记录已有变化，请重新提出。",
                            "The person's record has changed since this was asked for: please ask "
                            "anew.");
  decision_detail(row, detail, sizeof detail);
  if (row->act == REQUEST_STATEMENT)
    return host_problem_of(problem,
                           statement_decide(request, &resident, &row->statement, decision));
  return residency_restrain(request, &resident, row->state, decision, detail, problem);
}

static enum tx_reason end_exemption(const struct decision *decision, const struct request *request,
                                    struct host_problem *problem) {
  const struct request_row *row = decision->row;
  struct resident resident;
  char detail[REQUEST_EVIDENCE_SIZE + 96];
  enum tx_reason reason = residency_at(request, row->area, row->index, &resident, problem);
  if (reason != TX_OK) return reason;
  decision_detail(row, detail, sizeof detail);
  resident.exempt = row->exemption.before; /* else it is found to be another */
  return exemption_take(request, &resident, row->exemption.after, decision, detail, problem);
}

static enum tx_reason add_document(const struct decision *decision, const struct request *request,
                                   struct host_problem *problem) {
  const struct request_row *row = decision->row;
  struct resident resident;
  enum tx_reason reason = residency_at(request, row->area, row->index, &resident, problem);
  if (reason != TX_OK) return reason;
  reason = document_add(request, &resident, &row->document, row->evidence, decision, problem);
  if (reason == TX_OK) reason = one_account_left(request, &resident, problem);
  tx_cleanse(&resident, sizeof resident);
  return reason;
}

static enum tx_reason let_go(const struct request *request, const struct request_row *row,
                             struct host_problem *problem) {
  enum tx_reason reason = held_let_go(request, row);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "这些行已不再等待复核。",
                          "The lines wait no more.");
}

static enum tx_reason name_trace(const struct decision *decision, const struct request *request,
                                 struct host_problem *problem) {
  enum tx_reason reason = trace_allow(request, decision->row, decision);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "这次流调已到期删除。", "The trace has died.");
}

enum tx_reason decision_drop(const struct request *request, const struct request_row *row) {
  if (row->act != REQUEST_HELD) return TX_OK;
  enum tx_reason reason = held_drop(request, row);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

enum tx_reason decision_carry_out(const struct decision *decision, const struct request *request,
                                  uint64_t *policy, struct host_problem *problem) {
  const struct request_row *row = decision->row;
  *policy = 0;
  if (row->act == REQUEST_FOUNDING) return TX_OK; /* it is done already */
  if (request_restrains(row->act)) return change_person(decision, request, problem);
  if (row->act == REQUEST_EXEMPTION) return end_exemption(decision, request, problem);
  if (row->act == REQUEST_DOCUMENT) return add_document(decision, request, problem);
  if (row->act == REQUEST_HELD) return let_go(request, row, problem);
  if (row->act == REQUEST_BULK) return host_problem_of(problem, bulk_allow(request, row, decision));
  if (row->act == REQUEST_TRACE) return name_trace(decision, request, problem);
  if (row->act == REQUEST_CLOSING) {
    *policy = row->area;
    return closing_begin(request, row, decision, problem);
  }
  if (row->act != REQUEST_POLICY) return change_office(decision, request, problem);
  return orders_publish(request, &row->policy, row->words, decision, policy, problem);
}
