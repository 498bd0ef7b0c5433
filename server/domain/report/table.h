/* SPDX-License-Identifier: Apache-2.0 */
/* How each report fills its table. Private to the room. */
#ifndef SERVER_DOMAIN_REPORT_TABLE_H
#define SERVER_DOMAIN_REPORT_TABLE_H

#include "report.h"

/* One row more, its counts 0; NULL: no memory. Until the next. */
struct report_row *table_add(struct report *report, const char *of, const char *name,
                             const char *zh, const char *en);
/* Seen from outside 1 to 4 are few, and a sum of what is hidden is no exact one. */
void table_hide(struct report *report);

/* What each community is counted by, in one order everywhere. */
enum measure {
  MEASURE_RESIDENTS,
  MEASURE_PASSES,
  MEASURE_ISSUED,
  MEASURE_IN, /* the three of passages_add */
  MEASURE_OUT,
  MEASURE_REFUSED,
  MEASURE_VISITS,
  MEASURE_TESTED,
  MEASURE_AWAITING,
  MEASURE_UNTESTED,
  MEASURE_EXEMPT,
  MEASURE_GREEN,
  MEASURE_YELLOW,
  MEASURE_RED,
  MEASURE_MONITORING,
  MEASURE_HOME,
  MEASURE_AWAY,
  MEASURE_MIXED,
  MEASURE_POSITIVE,
  MEASURE_SUSPENDED,
  MEASURE_APPLICATIONS,
  MEASURE_REQUESTS,
  MEASURE_HELD,
  MEASURE_APPEALS,
  MEASURE_LATE,
  MEASURE_GATES,
  MEASURE_SILENT,
  MEASURES,
};
extern const struct report_column measures[MEASURES];

/* Within a request: an area's measures are added to counts. */
enum tx_reason measures_add(const struct server *server, const struct request *request,
                            const struct report_plan *plan, uint64_t area,
                            int64_t counts[MEASURES]);

/* A row of figures_passages into in, out and not let pass. */
void passages_add(const struct db_rows *rows, int64_t counts[3]);

/* How somebody stands who should be tested, by a record. */
enum tested { TESTED, TEST_AWAITED, TEST_EXEMPT, NOT_TESTED, TESTED_KINDS };
enum tested tested_of(uint32_t record, uint8_t exempt, uint32_t since);
/* The oldest swab that counts, in half hours. */
uint32_t tested_since(const struct report_plan *plan, int64_t now_s);
/* Who lives or works there, and is no visitor, courier, supplier or car. */
bool role_stays(uint8_t role);

/* Within a request each takes one area in: what a report of that kind has of it. */
typedef enum tx_reason table_take(const struct server *server, const struct request *request,
                                  uint64_t area, struct report *report);
table_take table_of_day, table_of_passages, table_of_figures, table_of_hours, table_of_grounds;
/* These open people, page by page, and hold no request. */
enum tx_reason table_of_tests(struct server *server, const struct asker *asker,
                              struct report *report);
enum tx_reason table_of_people(struct server *server, const struct asker *asker,
                               struct report *report);

#endif
