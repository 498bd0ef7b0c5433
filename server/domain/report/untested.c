/* SPDX-License-Identifier: Apache-2.0 */
#include "untested.h"

#include "domain/key/person.h"
#include "store/resident/residents.h"
#include "table.h"

enum tx_reason untested_list(const struct request *request, uint64_t area, int hours, uint32_t from,
                             struct resident out[UNTESTED_MAX], size_t *count,
                             struct host_problem *problem) {
  const struct report_plan plan = { .area = area, .hours = hours };
  const uint32_t since = tested_since(&plan, request->now_s);
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = residents_untested(request->db, area, from, since, UNTESTED_MAX);
  while (reason == TX_OK && *count < UNTESTED_MAX && db_next(&rows)) {
    struct resident *one = &out[*count];
    residents_read(&rows, one);
    reason = person_open(request->fields, one);
    *count += reason == TX_OK;
  }
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}
