/* SPDX-License-Identifier: Apache-2.0 */
/* A community in some numbers. */
#include "domain/gate/registry.h"
#include "domain/request/request.h"
#include "format/pass.h"
#include "format/record.h"
#include "model/appeal.h"
#include "model/application.h"
#include "store/gate/figures.h"
#include "table.h"

#include <stdlib.h>

#define HOUR_S 3600
#define SILENT_S HOUR_S
#define REST_BITS 22 /* of a record, below what figures_people groups by */

const struct report_column measures[MEASURES] = {
  [MEASURE_RESIDENTS] = { "residents", "在册人数", "people on the roster" },
  [MEASURE_PASSES] = { "passes", "有效通行证", "passes in force" },
  [MEASURE_ISSUED] = { "issued", "签发通行证", "passes issued" },
  [MEASURE_IN] = { "in", "进", "in" },
  [MEASURE_OUT] = { "out", "出", "out" },
  [MEASURE_REFUSED] = { "refused", "未放行", "not let pass" },
  [MEASURE_VISITS] = { "visits", "访客", "visits" },
  [MEASURE_TESTED] = { "tested", "已检测", "tested" },
  [MEASURE_AWAITING] = { "awaiting", "已采样待结果", "awaiting a result" },
  [MEASURE_UNTESTED] = { "untested", "未检测", "not tested" },
  [MEASURE_EXEMPT] = { "exempt", "免检", "exempt" },
  [MEASURE_GREEN] = { "green", "绿码", "green" },
  [MEASURE_YELLOW] = { "yellow", "黄码", "yellow" },
  [MEASURE_RED] = { "red", "红码", "red" },
  [MEASURE_MONITORING] = { "monitoring", "健康监测", "monitoring" },
  [MEASURE_HOME] = { "home_isolation", "居家隔离", "isolation at home" },
  [MEASURE_AWAY] = { "away", "集中隔离", "isolation elsewhere" },
  [MEASURE_MIXED] = { "mixed_positive", "混采阳性", "mixed positive" },
  [MEASURE_POSITIVE] = { "positive", "阳性", "positive" },
  [MEASURE_SUSPENDED] = { "suspended", "暂停通行证", "passes suspended" },
  [MEASURE_APPLICATIONS] = { "applications", "待办申请", "applications that wait" },
  [MEASURE_REQUESTS] = { "requests", "待复核", "requests that wait for a second person" },
  [MEASURE_HELD] = { "held", "待复核的数据行", "lines held" },
  [MEASURE_APPEALS] = { "appeals", "未答复申诉", "appeals not answered" },
  [MEASURE_LATE] = { "late", "逾期未答复申诉", "appeals not answered in time" },
  [MEASURE_GATES] = { "gates", "在用门禁", "gates in service" },
  [MEASURE_SILENT] = { "silent", "一小时没有消息的门禁", "gates silent for an hour" },
};

/* --- people ----------------------------------------------------------------------------------- */

bool role_stays(uint8_t role) {
  return role != TX_ROLE_VISITOR && role != TX_ROLE_COURIER && role != TX_ROLE_VEHICLE &&
         role != TX_ROLE_SUPPLY;
}

uint32_t tested_since(const struct report_plan *plan, int64_t now_s) {
  return tx_sampled_from_time(now_s - (int64_t)plan->hours * HOUR_S);
}

enum tested tested_of(uint32_t record, uint8_t exempt, uint32_t since) {
  const struct tx_record read = tx_record_unpack(record);
  if (read.test != TX_TEST_NONE && read.sampled >= since) return TESTED;
  if (read.pending) return TEST_AWAITED;
  return exempt & TX_EXEMPT_SWAB ? TEST_EXEMPT : NOT_TESTED;
}

/* Counts of words of a record, from its second on: what is usual has none. */
static void add_words(const struct tx_record *record, int64_t n, int64_t counts[MEASURES]) {
  static const enum measure health[] = { [TX_HEALTH_GREEN] = MEASURE_GREEN,
                                         [TX_HEALTH_YELLOW] = MEASURE_YELLOW,
                                         [TX_HEALTH_RED] = MEASURE_RED };
  if (record->health != TX_HEALTH_UNKNOWN) counts[health[record->health]] += n;
  if (record->state == TX_STATE_MONITORING) counts[MEASURE_MONITORING] += n;
  if (record->state == TX_STATE_HOME_ISOLATION) counts[MEASURE_HOME] += n;
  if (record->state == TX_STATE_AWAY) counts[MEASURE_AWAY] += n;
  if (record->state == TX_STATE_SUSPENDED) counts[MEASURE_SUSPENDED] += n;
  if (record->test == TX_TEST_MIXED_POSITIVE) counts[MEASURE_MIXED] += n;
  if (record->test == TX_TEST_POSITIVE) counts[MEASURE_POSITIVE] += n;
}

static void add_group(const struct db_rows *rows, uint32_t since, int64_t counts[MEASURES]) {
  static const enum measure tests[TESTED_KINDS] = { [TESTED] = MEASURE_TESTED,
                                                    [TEST_AWAITED] = MEASURE_AWAITING,
                                                    [TEST_EXEMPT] = MEASURE_EXEMPT,
                                                    [NOT_TESTED] = MEASURE_UNTESTED };
  const uint32_t recent = db_column_int(rows, 3) ? since : 0;
  const uint32_t bits = (uint32_t)db_column_int(rows, 2) << REST_BITS | recent;
  const struct tx_record record = tx_record_unpack(bits);
  const int64_t n = db_column_int(rows, 4);
  if (!role_stays((uint8_t)db_column_int(rows, 0)) || record.state >= TX_STATE_REVOKED) return;
  counts[MEASURE_RESIDENTS] += n;
  counts[tests[tested_of(bits, (uint8_t)db_column_int(rows, 1), since)]] += n;
  add_words(&record, n, counts);
}

static enum tx_reason add_people(const struct request *request, uint64_t area, uint32_t since,
                                 int64_t counts[MEASURES]) {
  DB_ROWS rows = figures_people(request->db, area, since);
  while (db_next(&rows))
    add_group(&rows, since, counts);
  return rows.end;
}

/* --- gates ------------------------------------------------------------------------------------ */

static enum tx_reason add_passages(const struct request *request, const struct report_plan *plan,
                                   uint64_t area, int64_t counts[MEASURES]) {
  DB_ROWS rows = figures_passages(request->db, area, plan->from_s, plan->to_s);
  while (db_next(&rows))
    passages_add(&rows, &counts[MEASURE_IN]);
  return rows.end;
}

static enum tx_reason add_gates(const struct server *server, const struct request *request,
                                uint64_t area, int64_t counts[MEASURES]) {
  struct gate_row *gates = NULL;
  size_t count = 0;
  enum tx_reason reason = gate_registry_read(request->db, &gates, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    if (gates[i].area != area || gates[i].removed_at) continue;
    const int64_t heard = gate_registry_heard(server->gates, gates[i].name);
    counts[MEASURE_GATES]++;
    counts[MEASURE_SILENT] += request->now_s - heard > SILENT_S;
  }
  free(gates);
  return reason;
}

/* --- what waits ------------------------------------------------------------------------------- */

static enum tx_reason add_requests(const struct request *request, uint64_t area,
                                   int64_t counts[MEASURES]) {
  struct request_row *rows = NULL;
  struct host_problem ignored;
  size_t count = 0;
  enum tx_reason reason = request_list(
      request, area, true, &(struct list_page){ .limit = INT32_MAX }, &rows, &count, &ignored);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    counts[MEASURE_HELD] += rows[i].act == REQUEST_HELD ? rows[i].held.lines : 0;
  counts[MEASURE_REQUESTS] += (int64_t)count;
  free(rows);
  return reason;
}

static enum tx_reason add_counts(const struct request *request, const struct report_plan *plan,
                                 uint64_t area, int64_t counts[MEASURES]) {
  struct db *db = request->db;
  int64_t n[6] = { 0 };
  enum tx_reason reason = figures_passes(db, area, request->now_s, &n[0]);
  if (reason == TX_OK) reason = figures_issued(db, area, plan->from_s, plan->to_s, &n[1]);
  if (reason == TX_OK) reason = figures_visits(db, area, plan->from_s, plan->to_s, &n[2]);
  if (reason == TX_OK) reason = figures_applications(db, area, APPLICATION_WAITING, &n[3]);
  if (reason == TX_OK) reason = figures_appeals(db, area, APPEAL_ESCALATED, &n[4]);
  if (reason == TX_OK)
    reason = figures_late(db, area, APPEAL_OPEN, APPEAL_ESCALATED, request->now_s, &n[5]);
  counts[MEASURE_PASSES] += n[0];
  counts[MEASURE_ISSUED] += n[1];
  counts[MEASURE_VISITS] += n[2];
  counts[MEASURE_APPLICATIONS] += n[3];
  counts[MEASURE_APPEALS] += n[4];
  counts[MEASURE_LATE] += n[5];
  return reason;
}

enum tx_reason measures_add(const struct server *server, const struct request *request,
                            const struct report_plan *plan, uint64_t area,
                            int64_t counts[MEASURES]) {
  enum tx_reason reason = add_people(request, area, tested_since(plan, request->now_s), counts);
  if (reason == TX_OK) reason = add_passages(request, plan, area, counts);
  if (reason == TX_OK) reason = add_counts(request, plan, area, counts);
  if (reason == TX_OK) reason = add_requests(request, area, counts);
  return reason == TX_OK ? add_gates(server, request, area, counts) : reason;
}

/* --- tables ----------------------------------------------------------------------------------- */

enum tx_reason table_of_day(const struct server *server, const struct request *request,
                            uint64_t area, struct report *report) {
  int64_t counts[MEASURES] = { 0 };
  enum tx_reason reason = measures_add(server, request, &report->plan, area, counts);
  for (size_t i = 0; reason == TX_OK && i < MEASURES; i++) {
    const struct report_column *one = &measures[i];
    struct report_row *row = table_add(report, "", one->name, one->zh, one->en);
    if (!row) return TX_NO_MEMORY;
    row->counts[0] = counts[i];
  }
  return reason;
}

/* The first row is the sum of all. */
enum tx_reason table_of_figures(const struct server *server, const struct request *request,
                                uint64_t area, struct report *report) {
  char digits[13];
  tx_area_format(area, digits);
  if (!report->count) {
    struct report_row *sum = table_add(report, "", "all", "合计", "all");
    if (!sum) return TX_NO_MEMORY;
    sum->sum = true;
  }
  struct report_row *row = table_add(report, digits, digits, digits, digits);
  if (!row) return TX_NO_MEMORY;
  enum tx_reason reason = measures_add(server, request, &report->plan, area, row->counts);
  for (size_t i = 0; i < MEASURES; i++)
    report->rows[0].counts[i] += row->counts[i];
  return reason;
}
