/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal_internal.h"

#include "domain/resident/residency.h"
#include "domain/statement/statement.h"
#include "model/request.h"
#include "store/office/requests.h"

static int value_of(const struct appeal *row, const struct resident *resident) {
  struct tx_record record = tx_record_unpack(resident->record);
  if (row->field == APPEAL_STATE) return (int)record.state;
  return row->field == APPEAL_HEALTH ? (int)record.health : (int)record.test;
}

/* Every statement that holds the record where it is. */
static enum tx_reason retract_all(const struct request *request, const struct appeal *row,
                                  const struct resident *resident, struct host_problem *problem) {
  static const enum statement_field fields[APPEAL_FIELDS] = { STATEMENT_STATE, STATEMENT_HEALTH,
                                                              STATEMENT_TEST };
  const struct statement_row said = { .field = (int)fields[row->field],
                                      .value = value_of(row, resident) };
  return host_problem_of(problem, statement_retract(request, resident, &said));
}

enum tx_reason appeal_lift(const struct request *request, const struct appeal *row,
                           struct host_problem *problem) {
  struct resident resident;
  enum tx_reason reason = residency_at(request, row->area, row->index, &resident, problem);
  if (reason != TX_OK) return reason;
  if (row->field == APPEAL_STATE && resident.state >= (uint8_t)TX_STATE_SUSPENDED)
    return host_problem_of(problem, residency_lift(request, &resident, "by an appeal"));
  return retract_all(request, row, &resident, problem);
}
