/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

#include "domain/resident/residency.h"
#include "sealed_trace.h"
#include "store/gate/traces.h"

/* --- found again ------------------------------------------------------------------------------ */

enum tx_reason trace_list(const struct request *request, uint64_t area, int64_t below, size_t limit,
                          struct trace *out, size_t *count, struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = traces_of(request->db, area, below, (int64_t)limit);
  while (*count < limit && db_next(&rows))
    traces_read(&rows, &out[(*count)++], NULL);
  return host_problem_of(problem, rows.end);
}

enum tx_reason trace_find(const struct request *request, uint64_t area, int64_t id,
                          struct trace *out, struct host_problem *problem) {
  struct tx_span sealed;
  *out = (struct trace){ 0 };
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = traces_one(request->db, area, id);
  if (!db_next(&rows))
    return rows.end != TX_OK
               ? host_problem_of(problem, rows.end)
               : host_problem_set(problem, TX_NOT_FOUND, "没有第%lld号流调，或已到期删除。",
                                  "There is no trace %lld, or it has died.", (long long)id);
  traces_read(&rows, out, &sealed);
  return host_problem_of(problem, trace_open(request, sealed, out));
}

/* --- names ------------------------------------------------------------------------------------ */

enum tx_reason trace_allow(const struct request *request, const struct request_row *row,
                           const struct decision *decision) {
  if (!decision) return TX_NOT_ALLOWED;
  return traces_allow(request->db, row->area, row->trace.trace, row->asked_by, request->now_s);
}

enum tx_reason trace_check_names(const struct request *request, const struct trace *trace,
                                 struct host_problem *problem) {
  const struct caller *caller = request->caller;
  if (caller && *trace->names_by && strcmp(caller->login, trace->names_by) == 0) return TX_OK;
  return host_problem_set(problem, TX_NOT_ALLOWED,
                          "姓名须先提出（trace ask %lld），由另一单位的人复核后，提出人方可查看。",
                          "Names are for who asked for them (trace ask %lld), once a person of "
                          "another body has seconded it.",
                          (long long)trace->id);
}

static enum tx_reason open_one(const struct request *request, const struct trace_contact *contact,
                               struct trace_person *out) {
  struct host_problem gone = { 0 };
  out->contact = contact;
  out->known = false;
  if (!request_reaches(request, contact->area)) return TX_OK;
  const struct audit_read read = TRACE_READ_OF(contact->index);
  enum tx_reason reason =
      residency_at(request, contact->area, contact->index, &out->resident, &gone);
  if (reason == TX_NOT_FOUND) return TX_OK;
  out->known = reason == TX_OK;
  return reason == TX_OK ? audit_log_add_read(request, contact->area, &read) : reason;
}

enum tx_reason trace_people(const struct request *request, const struct trace *trace, size_t from,
                            struct trace_person out[TRACE_PAGE], size_t *count,
                            struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = trace_check_names(request, trace, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  reason = work.begun;
  for (; reason == TX_OK && *count < TRACE_PAGE && from + *count < trace->count; ++*count)
    reason = open_one(request, &trace->contacts[from + *count], &out[*count]);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}
