/* SPDX-License-Identifier: Apache-2.0 */
#include "hours.h"

#include "store/gate/events.h"

#define HOUR_S 3600

void gate_hour_add(struct gate_hour *hour, enum tx_direction direction, enum tx_verdict verdict,
                   int64_t n) {
  if (verdict != TX_ALLOW)
    hour->refused += n;
  else if (direction == TX_IN)
    hour->in += n;
  else if (direction == TX_OUT)
    hour->out += n;
}

enum tx_reason gate_hours(const struct request *request, uint64_t area, size_t count,
                          struct gate_hour out[GATE_HOURS_MAX], int64_t *first_s,
                          struct host_problem *problem) {
  const int64_t first = request->now_s / HOUR_S - (int64_t)count + 1;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  memset(out, 0, count * sizeof *out);
  *first_s = first * HOUR_S;
  DB_ROWS rows = events_by_hour(request->db, area, *first_s, *first_s + (int64_t)count * HOUR_S);
  while (db_next(&rows)) {
    const int64_t hour = db_column_int(&rows, 0) - first;
    if (hour < 0 || hour >= (int64_t)count) continue;
    gate_hour_add(&out[hour], (enum tx_direction)db_column_int(&rows, 1),
                  (enum tx_verdict)db_column_int(&rows, 2), db_column_int(&rows, 3));
  }
  return host_problem_of(problem, rows.end);
}
