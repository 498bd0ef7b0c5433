/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger.h"

#include "domain/key/person.h"
#include "domain/resident/household.h"
#include "format/record.h"
#include "holding.h"
#include "store/office/claims.h"
#include "store/pass/issues.h"
#include "store/resident/holders.h"
#include "store/resident/residents.h"

static enum tx_reason count_phones(const struct request *request, struct ledger_row *row) {
  struct holding holding;
  struct tx_span sealed;
  DB_ROWS rows = holdings_of(request->db, row->resident.area, row->resident.index);
  while (db_next(&rows)) {
    holdings_read(&rows, &holding, &sealed);
    row->phones += holding_lives(&holding, &row->resident, request->now_s);
  }
  return rows.end;
}

static enum tx_reason find_slip(const struct request *request, struct ledger_row *row) {
  struct household_place place;
  const struct resident *resident = &row->resident;
  household_place_of(request->fields, resident->area, resident->person.unit, resident->person.room,
                     &place);
  return claims_newest(request->db, resident->area, resident->index, place.room, &row->slip_at);
}

static enum tx_reason look_up(const struct request *request, struct ledger_row *row) {
  struct issue_row issue;
  const struct resident *resident = &row->resident;
  enum tx_reason reason = find_slip(request, row);
  if (reason != TX_OK || !resident->issues) return reason;
  reason = issues_numbered(request->db, resident->area, resident->index, resident->issues, &issue);
  if (reason != TX_OK) return reason == TX_NOT_FOUND ? TX_OK : reason;
  row->has = true;
  row->iat = issue.iat;
  row->exp = issue.exp;
  row->bound = issue.bound;
  row->good = issue.generation == resident->generation && issue.exp > request->now_s &&
              resident->state == TX_STATE_ACTIVE;
  return count_phones(request, row);
}

enum tx_reason ledger_page(const struct request *request, uint64_t area, uint32_t from,
                           size_t limit, struct ledger_row *out, size_t *count,
                           struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = residents_from(request->db, area, from, (int64_t)limit);
  while (reason == TX_OK && *count < limit && db_next(&rows)) {
    struct ledger_row *row = &out[(*count)++];
    *row = (struct ledger_row){ 0 };
    residents_read(&rows, &row->resident);
    reason = person_open(request->fields, &row->resident);
    if (reason == TX_OK) reason = look_up(request, row);
  }
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}

enum tx_reason ledger_of(const struct request *request, const struct resident *people, size_t count,
                         struct ledger_row *out, struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    out[i] = (struct ledger_row){ .resident = people[i] };
    reason = look_up(request, &out[i]);
  }
  return host_problem_of(problem, reason);
}
