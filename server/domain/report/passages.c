/* SPDX-License-Identifier: Apache-2.0 */
/* Who passed, by hour and gate. */
#include "domain/gate/hours.h"
#include "domain/gate/registry.h"
#include "host/text/date.h"
#include "store/gate/figures.h"
#include "table.h"

#include <stdio.h>

#define HOUR_S 3600
#define DAY_HOURS 24

void passages_add(const struct db_rows *rows, int64_t counts[3]) {
  struct gate_hour one = { 0 };
  gate_hour_add(&one, (enum tx_direction)db_column_int(rows, 2),
                (enum tx_verdict)db_column_int(rows, 3), db_column_int(rows, 4));
  counts[0] += one.in;
  counts[1] += one.out;
  counts[2] += one.refused;
}

/* The hour of the day in China. */
static int hour_of(int64_t hour) {
  return (int)((hour + HOST_SHANGHAI_S / HOUR_S) % DAY_HOURS);
}

/* A row an hour of the day, at *first. */
static enum tx_reason add_day(struct report *report, const char *of, bool sum, size_t *first) {
  char name[16];
  *first = report->count;
  for (int i = 0; i < DAY_HOURS; i++) {
    snprintf(name, sizeof name, "%02d:00", i);
    struct report_row *row = table_add(report, of, name, name, name);
    if (!row) return TX_NO_MEMORY;
    row->sum = sum;
  }
  return TX_OK;
}

static void add(struct report *report, const struct db_rows *rows, size_t first) {
  const size_t hour = (size_t)hour_of(db_column_int(rows, 1));
  passages_add(rows, report->rows[first + hour].counts);
}

/* All gates together first, then each that somebody passed. */
enum tx_reason table_of_passages(const struct server *server, const struct request *request,
                                 uint64_t area, struct report *report) {
  char before[65] = "", label[65];
  size_t all = 0, first = 0;
  enum tx_reason reason = add_day(report, "", true, &all);
  DB_ROWS rows = figures_passages(request->db, area, report->plan.from_s, report->plan.to_s);
  while (reason == TX_OK && db_next(&rows)) {
    const char *gate = db_column_text(&rows, 0);
    if (strcmp(gate, before) != 0) {
      snprintf(before, sizeof before, "%.64s", gate);
      gate_registry_label(server->gates, before, label);
      reason = add_day(report, label, false, &first);
    }
    if (reason == TX_OK) add(report, &rows, all);
    if (reason == TX_OK) add(report, &rows, first);
  }
  return reason == TX_OK ? rows.end : reason;
}

enum tx_reason table_of_hours(const struct server *server, const struct request *request,
                              uint64_t area, struct report *report) {
  size_t first = 0;
  (void)server;
  enum tx_reason reason = report->count ? TX_OK : add_day(report, "", false, &first);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = figures_passages(request->db, area, report->plan.from_s, report->plan.to_s);
  while (db_next(&rows))
    add(report, &rows, 0);
  return rows.end;
}
