/* SPDX-License-Identifier: Apache-2.0 */
/* What the server does by itself each second is done all day and all night: it costs no more where
 * more is kept. SQLite counts the steps of each query. */
#include "server_room.h"

#include "daemon/jobs.h"

#include <sqlite3.h>
#include <stdio.h>

#define FEW 200
#define MANY 3000
#define QUERIES 400
#define SLACK 400 /* steps: of a page more, and of a tree that is deeper */

static sqlite3 *database;

/* Each connection of the program comes by; the room has one. */
static int keep(sqlite3 *db, const char **error, const struct sqlite3_api_routines *routines) {
  (void)error, (void)routines;
  database = db;
  return SQLITE_OK;
}

/* Rows that nobody has to do anything about yet: of the last hour, or decided. Of gaps, drills and
 * what offices write down themselves there are few. */
static const char *const kept[] = {
  "insert into event (area, gate, seq, received_at, at, direction, verdict, reason, sealed) select"
  " :area, 'g', i, :now - i, :now - i, 1, 0, 0, x'00' from n",
  "insert into swab (area, gate, seq, tube, at, received_at, undoes, state, due) select :area,"
  " 'g', i, cast(i as blob), :now - i, :now - i, 0, 1, 0 from n",
  "insert into statement (area, subject, source, id, field, act, value, method, observed_at,"
  " reported_at, valid_until, ground, retracts, content, received_at) select :area,"
  " cast(printf('%032d', i) as blob), 's', 'i' || i, 1, 0, 1, 0, :now - i, 0, :now + 3600 + i, 0,"
  " '', i, :now - i from n",
  "insert into tube_result (area, tube, name, source, content, received_at, restrains, sealed)"
  " select :area, cast(i as blob), cast(i as blob), 's', i, :now - i, 0, x'00' from n",
  "insert into unmatched (subject, name, source, content, received_at, sealed) select"
  " cast(i as blob), cast(i as blob), 's', i, :now - i, x'00' from n",
  "insert into feed_receipt (source, id, made_at, digest, body) select 's', 'r' || i, :now - i,"
  " x'00', '{}' from n",
  "insert into import_gone (area, import, idx, ended_at, generation) select :area, 900, 5000 + i,"
  " 0, 0 from n",
  "insert into application (area, id, holder, subject, idx, claim, relation, state, differs,"
  " asked_at, decided_at, decided_by, origin, sealed) select :area, 9000 + i, x'01', x'02', i, 0,"
  " 0, 1, 0, :now - i, :now - i, 'a', x'03', x'00' from n",
  "insert into claim (area, id, personal, idx, place, code, made_at, until, wrong, closed_at,"
  " made_by, sealed) select :area, 9000 + i, 1, i, x'01', cast(i as blob), :now - i,"
  " :now + 86400, 0, 0, 'a', x'00' from n",
  "insert into holding (area, idx, holder, relation, n, generation, iat, exp, ended_at) select"
  " :area, i, cast(i as blob), 0, 1, 1, :now - i, :now + 86400, 0 from n",
  "insert into issue (area, idx, n, generation, record, role, iat, exp, signer, actor) select"
  " :area, 9000 + i, 1, 1, 0, 0, :now - i, :now + 86400, x'00', 'a' from n",
  "insert into certificate (area, serial, idx, subject, kind, iat, exp, edition, body, issued_by,"
  " withdrawn_at, withdrawn_body, withdrawn_by, sealed) select :area, 9000 + i, i, x'01', 1,"
  " :now - i, :now + 86400, 'e', 'b', 'a', 0, '', '', x'00' from n",
  "insert into appeal (area, id, idx, field, way, state, ground, request, asked_body,"
  " decided_body, made_by, made_at, due_at, above, answered_by, answered_body, answered_at) select"
  " :area, 9000 + i, i, 0, 0, 2, 0, 0, '', '', 'a', :now - i, :now, '', 'b', 'b', :now - i from n",
  "insert into trace (area, id, idx, from_s, to_s, minutes, made_by, made_body, made_at, names_by,"
  " names_at, first, second, sealed) select :area, 9000 + i, i, 0, 0, 1, 'a', 'b', :now - i, '',"
  " 0, 0, 0, x'00' from n",
  "insert into request (area, id, act, idx, before, state, field, value, source, observed_at,"
  " ground, ends_at, asked_by, asked_body, asked_at, outcome, decided_by, decided_body,"
  " decided_at, ended) select :area, 9000 + i, 0, i, 0, 0, 0, 0, '', 0, 0, 0, 'a', 'b', :now - i,"
  " 2, 'c', 'd', :now - i, 1 from n",
  "insert into visitor (area, idx, visit, host, home, n, from_s, until_s, made_at, ended_at) select"
  " :area, 20000 + i, i, 0, x'00', 1, :now - i, :now + 86400, :now - i, 0 from n",
  "insert into holder_session (hash, holder, made_at) select cast(i as blob), x'01', :now - i"
  " from n",
  "insert into nonce (value, expires_at) select cast(i as blob), :now + 600 from n",
  "insert into publication (kind, area, seq, iat, body) select 'status', 710000000000 + i, :now - "
  "i,"
  " :now - i, x'00' from n",
  "insert into bulk (login, what, area, request, at, people) select 'l' || i, 0, :area, i,"
  " :now - i, 1 from n",
};

static void fill(int from, int to) {
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
    char sql[1200];
    snprintf(sql, sizeof sql,
             "with recursive n (i) as (select %d union all select i + 1 from n where i < %d) %s",
             from, to, kept[i]);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
      fail_msg("%s: %s", kept[i], sqlite3_errmsg(database));
    int area = sqlite3_bind_parameter_index(statement, ":area");
    int now = sqlite3_bind_parameter_index(statement, ":now");
    if (area) sqlite3_bind_int64(statement, area, ROOM_AREA);
    if (now) sqlite3_bind_int64(statement, now, ROOM_NOW);
    if (sqlite3_step(statement) != SQLITE_DONE)
      fail_msg("%s: %s", kept[i], sqlite3_errmsg(database));
    sqlite3_finalize(statement);
  }
}

struct cost {
  sqlite3_stmt *statement; /* it is kept by the connection */
  int steps;
};

/* Of what is done each minute or oftener, once all of it was done. */
static size_t round_of(struct room *room, struct cost costs[QUERIES]) {
  struct jobs jobs = { 0 };
  size_t count = 0;
  jobs_run(&jobs, &room->api);
  for (size_t i = 0; i < JOBS; i++) {
    if (jobs.failed[i] != TX_OK) fail_msg("job %zu: %d", i, (int)jobs.failed[i]);
    jobs.done_ms[i] -= 60000;
  }
  room_sql(room, "update area set changed = changed + 1"); /* a list is due */
  sqlite3_stmt *one = NULL;
  while ((one = sqlite3_next_stmt(database, one)))
    sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 1);
  jobs_run(&jobs, &room->api);
  while ((one = sqlite3_next_stmt(database, one)) && count < QUERIES)
    costs[count++] = (struct cost){ one, sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 1) };
  return count;
}

static int before(const struct cost *costs, size_t count, sqlite3_stmt *statement) {
  for (size_t i = 0; i < count; i++)
    if (costs[i].statement == statement) return costs[i].steps;
  return 0;
}

static void a_round_of_the_jobs_costs_no_more_where_more_is_kept(void **state) {
  static struct cost few[QUERIES], many[QUERIES];
  struct room *room = *state;
  if (!database) skip(); /* it is compared with another one */
  assert_int_equal(sqlite3_exec(database,
                                "insert into import_done (area, id, actor, done_at, added, updated,"
                                " undo) values (" ROOM_AREA_TEXT ", 900, 'a', 1640995200, 0, 0, 0)",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  fill(1, FEW);
  size_t few_count = round_of(room, few), dear = 0;
  fill(FEW + 1, MANY);
  size_t many_count = round_of(room, many);
  assert_true(few_count > 20 && many_count < QUERIES);
  for (size_t i = 0; i < many_count; i++) {
    int steps = before(few, few_count, many[i].statement);
    if (many[i].steps <= 2 * steps + SLACK) continue;
    print_error("%d steps, and %d before: %s\n", many[i].steps, steps,
                sqlite3_sql(many[i].statement));
    dear++;
  }
  assert_int_equal(dear, 0);
}

/* As when a second has passed. Where the keys are is asked each five of them. */
static int steps_of_a_second(struct room *room, struct jobs *jobs) {
  int steps = 0;
  for (size_t i = 0; i < JOBS; i++)
    jobs->done_ms[i] -= 1000;
  sqlite3_stmt *one = NULL;
  while ((one = sqlite3_next_stmt(database, one)))
    sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 1);
  jobs_run(jobs, &room->api);
  while ((one = sqlite3_next_stmt(database, one)))
    if (!strstr(sqlite3_sql(one), "from setting"))
      steps += sqlite3_stmt_status(one, SQLITE_STMTSTATUS_VM_STEP, 1);
  return steps;
}

static void a_second_in_which_nothing_was_written_asks_the_database_nothing(void **state) {
  struct room *room = *state;
  struct jobs jobs = { 0 };
  if (!database) skip(); /* others write to it, too */
  jobs_run(&jobs, &room->api);
  steps_of_a_second(room, &jobs); /* what the first wrote */
  assert_int_equal(steps_of_a_second(room, &jobs), 0);
  room_sql(room, "update area set changed = changed + 1");
  assert_true(steps_of_a_second(room, &jobs) > 0);
  steps_of_a_second(room, &jobs);
  assert_int_equal(steps_of_a_second(room, &jobs), 0);
  room->api.fixed_s += 3600; /* a clock that was set */
  assert_true(steps_of_a_second(room, &jobs) > 0);
  steps_of_a_second(room, &jobs);
  int steps = 0;
  for (int second = 0; second < 10; second++)
    steps += steps_of_a_second(room, &jobs);
  assert_true(steps > 0); /* what comes with time */
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_round_of_the_jobs_costs_no_more_where_more_is_kept),
    IN_A_ROOM(a_second_in_which_nothing_was_written_asks_the_database_nothing),
  };
  /* As SQLite's documentation has it: the pointer is cast. */
  if (!getenv("TONGXING_TEST_DATABASE")) sqlite3_auto_extension((void (*)(void))keep);
  return cmocka_run_group_tests(promises, NULL, NULL);
}
