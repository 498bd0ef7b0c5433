/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page costs, in steps of SQLite's own machine: the same wherever it begins. A time would
 * say less, and something else on a busy machine.
 */
#include "promise.h"

#include "store/core/migrations.h"
#include "store/feed/statements.h"
#include "store/gate/events.h"
#include "store/gate/figures.h"
#include "store/office/appeals.h"
#include "store/office/applications.h"
#include "store/office/audit.h"
#include "store/office/claims.h"
#include "store/office/requests.h"
#include "store/pass/issues.h"
#include "store/publication/publications.h"
#include "store/resident/holders.h"
#include "store/resident/residents.h"

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

/* --- what ends, what dies --------------------------------------------------------------------- */

#define HASH_OF_I "cast(printf('%033d', i) as blob)"

/* Rows that are all of the time 1,000,000 + i. */
static void fill_office(struct db *db) {
  assert_int_equal(
      db_exec(db,
              FILL("application",
                   "area, id, holder, subject, idx, claim, relation, state, differs, asked_at, "
                   "decided_at, decided_by, origin, sealed",
                   "610113001001, i, " HASH_OF_I ", x'01', i, 0, 0, 0, 0, 1000000 + i, 0, '', "
                   "x'', zeroblob(200)")
                  FILL("claim",
                       "area, id, personal, idx, place, code, made_at, until, wrong, closed_at, "
                       "made_by, sealed",
                       "610113001001, i, 0, 0, x'01', " HASH_OF_I ", 0, 1000000 + i, 0, 0, '', "
                       "zeroblob(200)")
                      FILL("holding",
                           "area, idx, holder, relation, n, generation, iat, exp, ended_at, sealed",
                           "610113001001, i, " HASH_OF_I ", 0, 1, 0, 0, 1000000 + i, 1000000 + i, "
                           "zeroblob(600)")),
      TX_OK);
  assert_int_equal(
      db_exec(db,
              FILL("request",
                   "area, id, act, idx, before, state, field, value, source, observed_at, ground, "
                   "ends_at, asked_by, asked_body, asked_at, outcome, decided_by, decided_body, "
                   "decided_at, sealed, ended",
                   "610113001001, i + 1, 0, i, 0, 0, 0, 0, '', 0, 9, 1000000 + i, '', '', "
                   "1000000 + i, 1, '', '', 0, zeroblob(300), i % 2")
                  FILL("appeal",
                       "area, id, idx, field, way, state, ground, request, asked_body, "
                       "decided_body, made_by, made_at, due_at, above, answered_by, answered_body, "
                       "answered_at, sealed",
                       "610113001001, i, i, 0, 0, 2, 0, 0, '', '', '', 1000000 + i, 0, '', '', '', "
                       "0, zeroblob(300)") FILL("holder_session", "hash, holder, made_at",
                                                HASH_OF_I ", x'01', 1000000 + i")),
      TX_OK);
}

typedef enum tx_reason forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                              bool *left);

static enum tx_reason forget_sessions(struct db *db, uint64_t area, int64_t before, int64_t limit,
                                      bool *left) {
  (void)area;
  return holder_sessions_remove_old(db, before, limit, left);
}

static const struct {
  forget *run;
  const char *count;
} forgetting[] = {
  { applications_forget, "select count(*) from application" },
  { claims_forget, "select count(*) from claim" },
  { holdings_forget, "select count(*) from holding" },
  { requests_forget, "select count(*) from request" },
  { appeals_forget, "select count(*) from appeal" },
  { forget_sessions, "select count(*) from holder_session" },
};

static int64_t count_of(struct db *db, const char *sql) {
  DB_ROWS rows = db_select(db, sql, DB_NONE);
  return db_next(&rows) ? db_column_int(&rows, 0) : -1;
}

static void what_is_not_old_costs_nothing_and_what_is_goes_some_at_a_time(void **state) {
  struct db *db = *state;
  fill_office(db);
  for (size_t i = 0; i < sizeof forgetting / sizeof *forgetting; i++) {
    bool left = true;
    steps = 0;
    assert_int_equal(forgetting[i].run(db, AREA, 1000000, PAGE, &left), TX_OK);
    if (steps > 500 || left) fail_msg("%s: %llu steps", forgetting[i].count, (long long)steps);
    assert_int_equal(forgetting[i].run(db, AREA, 2000000, PAGE, &left), TX_OK);
    assert_true(left);
    const int64_t gone = ROWS - count_of(db, forgetting[i].count);
    assert_in_range(gone, PAGE, (int64_t)2 * PAGE); /* holdings have two ends */
  }
}

static void whose_end_has_come_is_found_at_once(void **state) {
  struct db *db = *state;
  struct issue_batch passes[ISSUE_BATCHES_MAX];
  size_t count = 0;
  assert_int_equal(db_exec(db, FILL("issue",
                                    "area, idx, n, generation, record, role, iat, exp, signer, "
                                    "actor",
                                    "610113001001, i, 1, 0, 0, 1, 0, 1000000 + i, zeroblob(32), "
                                    "''")),
                   TX_OK);
  steps = 0;
  {
    DB_ROWS rows = requests_ended(db, AREA, 1000000 - 1);
    assert_false(db_next(&rows));
  }
  assert_int_equal(requests_lapse(db, AREA, 2000000, 2000000), TX_OK); /* all are decided */
  assert_int_equal(issues_ending(db, AREA, 0, 1000000 + 2, 0, passes, &count), TX_OK);
  assert_int_equal(count, 1);
  assert_int_equal(passes[0].count, 3);
  assert_true(steps < 500);
}

/* Of the passes that the test before has filled in, all of which are good. */
static void whether_somebody_has_a_pass_costs_the_same_among_however_many(void **state) {
  struct db *db = *state;
  struct resident resident = { .area = AREA, .index = ROWS - 1 };
  bool any = false;
  uint8_t generation = 1;
  int64_t count = 0;
  steps = 0;
  assert_int_equal(issues_any_good(db, &resident, 1, &any), TX_OK);
  assert_true(any);
  assert_in_range(steps, 1, 100);
  steps = 0;
  assert_int_equal(issues_oldest_unexpired(db, AREA, ROWS - 1, 1, &generation), TX_OK);
  assert_int_equal(generation, 0);
  assert_in_range(steps, 1, 100);
  steps = 0;
  assert_int_equal(figures_passes(db, AREA, 1, &count), TX_OK);
  assert_int_equal(count, ROWS);
  assert_in_range(steps, ROWS, (uint64_t)ROWS * 100);
}

/* A phone asks each minute what the orders over its home want. */
static void the_orders_over_an_area_are_found_among_however_many_lists(void **state) {
  struct db *db = *state;
  size_t over = 0, all = 0;
  assert_int_equal(db_exec(db, FILL("publication", "kind, area, seq, iat, body",
                                    "'status', 610114000000 + i, 1, 1, zeroblob(5000)")
                                   FILL("publication", "kind, area, seq, iat, body",
                                        "'policy', case when i < 2 then 610113001001 + i else "
                                        "610115000000 + i end, 1, 1, x'01'")),
                   TX_OK);
  steps = 0;
  {
    DB_ROWS rows = publications_policies_over(db, AREA);
    while (db_next(&rows))
      over++;
  }
  assert_int_equal(over, 1); /* the neighbour's is none */
  assert_in_range(steps, 1, 300);
  steps = 0;
  DB_ROWS rows = publications_policies(db);
  while (db_next(&rows))
    all++;
  assert_int_equal(all, ROWS);
  assert_in_range(steps, ROWS, (uint64_t)ROWS * 60);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_page_costs_the_same_wherever_it_begins),
    PROMISE(records_of_a_part_cost_the_same_wherever_it_lies),
    PROMISE(what_is_not_old_costs_nothing_and_what_is_goes_some_at_a_time),
    PROMISE(whose_end_has_come_is_found_at_once),
    PROMISE(whether_somebody_has_a_pass_costs_the_same_among_however_many),
    PROMISE(the_orders_over_an_area_are_found_among_however_many_lists),
  };
  return cmocka_run_group_tests(promises, open_full, close_full);
}
