/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page costs, in steps of SQLite's own machine: the same wherever it begins. A time would
 * say less, and something else on a busy machine.
 */
#include "promise.h"

#include "store/audit.h"
#include "store/events.h"
#include "store/migrations.h"
#include "store/residents.h"
#include "store/statements.h"

#include <sqlite3.h>

#define AREA 610113001001u
#define ROWS 4000
#define PAGE 50

static uint64_t steps;

static int count_step(void *context) {
  (void)context;
  steps++;
  return 0;
}

/* sqlite3_auto_extension: the handle of whatever is opened. */
static int count_steps_of(sqlite3 *handle, char **error, const void *routines) {
  (void)error;
  (void)routines;
  sqlite3_progress_handler(handle, 1, count_step, NULL);
  return SQLITE_OK;
}

#define FILL(table, columns, values)                                                               \
  "with recursive n (i) as (select 0 union all select i + 1 from n where i < 3999) "               \
  "insert into " table " (" columns ") select " values " from n;"

static int open_full(void **state) {
  struct db *db = NULL;
  sqlite3_auto_extension((void (*)(void))count_steps_of);
  assert_int_equal(db_open(&db_sqlite, ":memory:", &store_schema, &db), TX_OK);
  assert_int_equal(
      db_exec(db,
              FILL("resident",
                   "area, idx, id_hash, name_hash, sealed, household, role, exempt, "
                   "state, generation, record, issues, created_at",
                   "610113001001, i, x'01', x'02', x'03', 0, 0, 0, 0, 0, 7, 0, 0")
                  FILL("audit", "area, n, at, actor, action, sealed, hash, head",
                       "610113001001, i, 0, 'a', 'b', x'01', zeroblob(32), zeroblob(32)")
                      FILL("event",
                           "area, gate, seq, received_at, at, direction, verdict, reason, sealed",
                           "610113001001, 'east', i, i, i, 0, 0, 0, x'01'")
                          FILL("staged_statement",
                               "area, import, n, subject, field, source, value, observed_at, "
                               "valid_until",
                               "610113001001, 1, i, x'01', 1, 'lab', 1, 1, 0")),
      TX_OK);
  *state = db;
  return 0;
}

static int close_full(void **state) {
  sqlite3_cancel_auto_extension((void (*)(void))count_steps_of);
  db_close(*state);
  return 0;
}

typedef struct db_rows page(struct db *db, int64_t from);

static uint64_t cost_of(struct db *db, page *read, int64_t from) {
  int64_t n = 0;
  steps = 0;
  DB_ROWS rows = read(db, from);
  while (n < PAGE && db_next(&rows))
    n++;
  assert_int_equal(n, PAGE);
  return steps;
}

static void costs_the_same_anywhere(struct db *db, page *read) {
  uint64_t first = cost_of(db, read, 0), last = cost_of(db, read, ROWS - PAGE - 1);
  assert_true(first >= PAGE); /* they are counted */
  assert_true(last <= first + first / 2);
}

static struct db_rows of_residents(struct db *db, int64_t from) {
  return residents_from(db, AREA, (uint32_t)from, PAGE);
}

static struct db_rows of_the_audit_log(struct db *db, int64_t from) {
  return audit_after(db, AREA, from, PAGE);
}

static struct db_rows of_events(struct db *db, int64_t from) {
  return events_of_gate(db, AREA, "east", (uint64_t)from, PAGE);
}

static struct db_rows of_events_between(struct db *db, int64_t from) {
  return events_between(db, AREA, from, from + PAGE);
}

static struct db_rows of_staged_statements(struct db *db, int64_t from) {
  return statements_staged(db, AREA, 1, from, PAGE);
}

static void a_page_costs_the_same_wherever_it_begins(void **state) {
  static page *const pages[] = { of_residents, of_the_audit_log, of_events, of_events_between,
                                 of_staged_statements };
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
    costs_the_same_anywhere(*state, pages[i]);
}

static uint64_t cost_of_records(struct db *db, uint32_t from) {
  static uint32_t records[ROWS];
  steps = 0;
  assert_int_equal(residents_records(db, AREA, records, from, from + PAGE), TX_OK);
  assert_int_equal(records[from + PAGE - 1], 7);
  return steps;
}

static void records_of_a_part_cost_the_same_wherever_it_lies(void **state) {
  uint64_t first = cost_of_records(*state, 0), last = cost_of_records(*state, ROWS - PAGE);
  assert_true(last <= first + first / 2);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_page_costs_the_same_wherever_it_begins),
    PROMISE(records_of_a_part_cost_the_same_wherever_it_lies),
  };
  return cmocka_run_group_tests(promises, open_full, close_full);
}
