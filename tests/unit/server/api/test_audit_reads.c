/* SPDX-License-Identifier: Apache-2.0 */
/* S9: who reads of people is written down, sees to it that it dies on time, and the chain stands.
 */
#include "bodies_room.h"

#include "domain/audit/log.h"
#include "domain/privacy/retention.h"
#include "domain/publication/publish.h"
#include "gate_room.h"
#include "http/routes.h"
#include "model/purpose.h"

#define RECORD "/v1/residents/" ROOM_AREA_TEXT "/1"

static json_t *entries(struct room *room, const char *query) {
  char what[80];
  snprintf(what, sizeof what, "GET /v1/audit%s", query);
  return room_get(room, what, NULL);
}

static size_t count_entries(struct room *room) {
  json_t *out = entries(room, "");
  size_t count = json_array_size(json_object_get(out, "entries"));
  json_decref(out);
  return count;
}

static void assert_newest(struct room *room, const char *action, long long subject) {
  json_t *out = entries(room, "");
  const json_t *newest = json_array_get(json_object_get(out, "entries"), 0);
  assert_string_equal(room_text(newest, "action"), action);
  assert_string_equal(room_text(newest, "account"), "office");
  assert_string_equal(room_text(newest, "body"), "committee");
  assert_true(json_is_true(json_object_get(newest, "read")));
  assert_int_equal(json_object_get(newest, "index") ? room_int(newest, "index") : -1, subject);
  json_decref(out);
}

static bool is_whole(struct room *room) {
  json_t *out = room_get(room, "GET /v1/audit/verification", NULL);
  bool whole = json_is_true(json_object_get(out, "whole"));
  json_decref(out);
  return whole;
}

static void a_record_is_opened_for_one_of_six_purposes(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "GET " RECORD, NULL));
  assert_null(room_ask(room, "GET " RECORD "?purpose=curiosity", NULL));
  for (size_t i = 0; i < PURPOSES; i++)
    assert_non_null(strstr(room->problem.en, purposes[i].word));
  json_t *out = room_get(room, "GET " RECORD "?purpose=visit", NULL);
  assert_string_equal(room_text(out, "name"), "张三");
  assert_string_equal(room_text(out, "id_number"), "99010119800307891X");
  json_decref(out);
  assert_newest(room, "read.person", 1);
}

static void the_record_says_who_restrained_the_person_why_and_until_when(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  json_t *out = room_get(room, "GET " RECORD "?purpose=health", NULL);
  const json_t *one = json_array_get(json_object_get(out, "restraints"), 0);
  assert_string_equal(room_text(one, "ground"), "A3");
  assert_string_equal(room_text(one, "evidence"), "XH-2022-17");
  assert_non_null(strstr(room_text(one, "by"), "疾控"));
  assert_int_equal(room_int(one, "until"), row.until);
  json_decref(out);
  room->now_s = row.until + 1;
  assert_int_equal(residency_expire(room->server, room->now_s), TX_OK);
  out = room_get(room, "GET " RECORD "?purpose=health", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "restraints")), 0);
  json_decref(out);
}

/* How each route by which somebody reads of people is asked. */
static const struct {
  const char *method, *pattern, *what, *body, *action;
} reads[] = {
  { "GET", "/v1/residents", "GET /v1/residents", NULL, "read.list" },
  { "GET", "/v1/residents", "GET /v1/residents?names=1", NULL, "read.names" },
  { "POST", "/v1/residents/search", "POST /v1/residents/search", "{\"resident\": \"1\"}",
    "read.search" },
  { "POST", "/v1/residents/search", "POST /v1/residents/search", "{\"part\": \"张\"}",
    "read.search" },
  { "GET", "/v1/passes", "GET /v1/passes", NULL, "read.passes" },
  { "GET", "/v1/claims", "GET /v1/claims", NULL, "read.claims" },
  { "POST", "/v1/passes/search", "POST /v1/passes/search", "{\"part\": \"张\"}", "read.search" },
  { "GET", "/v1/residents/{area}/{index}", "GET " RECORD "?purpose=papers", NULL, "read.person" },
  { "POST", "/v1/residents/{area}/{index}/explanations", "POST " RECORD "/explanations", NULL,
    "read.explanation" },
  { "GET", "/v1/requests", "GET /v1/requests", NULL, "read.requests" },
  { "GET", "/v1/appeals", "GET /v1/appeals", NULL, "read.appeals" },
  { "GET", "/v1/households", "GET /v1/households?unit=3-2", NULL, "read.households" },
  { "GET", "/v1/reports/tests/people", "GET /v1/reports/tests/people", NULL, "read.untested" },
  { "GET", "/v1/visitors", "GET /v1/visitors", NULL, "read.list" },
  { "GET", "/v1/applications", "GET /v1/applications", NULL, "read.applications" },
  { "GET", "/v1/certificates", "GET /v1/certificates", NULL, "read.certificates" },
  { "POST", "/v1/certificates/answers", "POST /v1/certificates/answers",
    "{\"index\": 1, \"kind\": \"work\"}", "read.certificate" },
  { "POST", "/v1/traces", "POST /v1/traces", "{\"index\": 1}", "read.trace" },
  { "GET", "/v1/traces", "GET /v1/traces", NULL, "read.traces" },
  { "GET", "/v1/traces/{area}/{id}", "GET /v1/traces/" ROOM_AREA_TEXT "/1", NULL, "read.trace" },
  { "GET", "/v1/events", "GET /v1/events", NULL, "read.events" },
  { "GET", "/v1/events", "GET /v1/events?index=1&purpose=health", NULL, "read.events" },
  { "GET", "/v1/gates/{gate}/events", "GET /v1/gates/east/events", NULL, "read.events" },
};

static void every_route_that_reads_of_people_leaves_an_entry(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  room_set_state(room, 1, "suspended");
  room_do(room, "POST /v1/appeals",
          json_pack("{s:i, s:s, s:s, s:s}", "index", 1, "field", "state", "way", "paper", "words",
                    "我没有挂失"));
  for (size_t i = 0; i < COUNT(reads); i++) {
    json_t *body = reads[i].body ? json_loads(reads[i].body, 0, NULL) : NULL;
    size_t before = count_entries(room);
    room_do(room, reads[i].what, body);
    ASSERT_ROW(count_entries(room) == before + 1, reads[i].what);
    json_t *out = entries(room, "");
    const json_t *newest = json_array_get(json_object_get(out, "entries"), 0);
    ASSERT_ROW(strcmp(room_text(newest, "action"), reads[i].action) == 0, reads[i].what);
    json_decref(out);
  }
}

/* Of an office's right that show nobody, or somebody as above (test_home.c). */
static const char *const silent[] = { "/v1/home", "/v1/certificates/editions",
                                      "/v1/certificates/{area}/{serial}" };

static bool reads_of_people(const struct host_route *route) {
  if (route->needs & (RIGHT_SEARCH | RIGHT_OPEN)) return true;
  if (!(route->needs & RIGHT_PASSES) || strcmp(route->method, "GET") != 0) return false;
  for (size_t i = 0; i < COUNT(silent); i++)
    if (strcmp(route->pattern, silent[i]) == 0) return false;
  return true;
}

/* One that is added later has to stand above. */
static void no_route_by_which_people_are_read_of_is_left_out(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    if (!reads_of_people(route)) continue;
    size_t n = 0;
    while (n < COUNT(reads) && (strcmp(reads[n].method, route->method) != 0 ||
                                strcmp(reads[n].pattern, route->pattern) != 0))
      n++;
    ASSERT_ROW(n < COUNT(reads), route->pattern);
  }
}

static void who_is_no_auditor_sees_their_own_entries_alone(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "clerk", &in, &row), TX_OK);
  json_t *all = entries(room, "");
  room_sql(room, "update account set roles = 47 where login = 'office'"); /* all but auditor */
  json_t *own = entries(room, "");
  assert_true(json_array_size(json_object_get(own, "entries")) <
              json_array_size(json_object_get(all, "entries")));
  size_t i;
  const json_t *entry;
  json_array_foreach(json_object_get(own, "entries"), i, entry)
      assert_string_equal(room_text(entry, "account"), "office");
  json_decref(own);
  json_decref(all);
}

static void a_read_publishes_no_list(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/publications", NULL);
  struct tx_status *before = room_list(room), *after = NULL;
  size_t count = 0;
  room->now_s += 60;
  room_do(room, "GET " RECORD "?purpose=visit", NULL);
  assert_int_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
  assert_int_equal(count, 0);
  after = room_list(room);
  assert_int_equal(after->seq, before->seq);
  tx_status_destroy(before);
  tx_status_destroy(after);
}

/* Neither a list nor a person. */
static void what_cannot_be_written_down_is_not_read(void **state) {
  struct room *room = *state;
  room_sql(room, "alter table audit rename to audit_away");
  assert_null(room_ask(room, "GET " RECORD "?purpose=visit", NULL));
  assert_null(room_ask(room, "GET /v1/residents", NULL));
  room_sql(room, "alter table audit_away rename to audit");
  room_do(room, "GET /v1/residents", NULL);
}

/* --- time ------------------------------------------------------------------------------------- */

static int64_t dead_of(struct room *room, bool reads_alone) {
  struct request request = room_request(room);
  struct db_rows rows =
      db_select(request.db, "select n, hash from audit where sealed is null", DB_NONE);
  int64_t count = 0;
  while (db_next(&rows))
    count += !reads_alone || (db_column_bytes(&rows, 1).p[TX_HASH_SIZE - 1] & 1);
  db_rows_finish(&rows);
  request_end(room->server, &request);
  return count;
}

static void forget_at(struct room *room, int64_t now_s) {
  room->now_s = now_s;
  assert_int_equal(retention_run(room->server, now_s), TX_OK);
}

static void reads_die_after_180_days_changes_after_a_year_and_the_chain_stands(void **state) {
  struct room *room = *state;
  room_do(room, "GET " RECORD "?purpose=visit", NULL); /* behind the import, a change */
  forget_at(room, ROOM_NOW + AUDIT_READS_KEPT_S - 1);
  assert_int_equal(dead_of(room, false), 0);
  forget_at(room, ROOM_NOW + AUDIT_READS_KEPT_S);
  assert_int_equal(dead_of(room, true), 1);
  assert_int_equal(dead_of(room, false), 1);
  assert_true(is_whole(room));
  forget_at(room, ROOM_NOW + AUDIT_KEPT_S - 1);
  assert_int_equal(dead_of(room, false), 1);
  forget_at(room, ROOM_NOW + AUDIT_KEPT_S);
  assert_int_equal(dead_of(room, false), 2);
  assert_true(is_whole(room));
  room_do(room, "GET " RECORD "?purpose=visit", NULL);
  assert_true(is_whole(room));
}

static void of_a_dead_entry_nothing_but_its_hashes_is_left(void **state) {
  struct room *room = *state;
  room_do(room, "GET " RECORD "?purpose=visit", NULL);
  forget_at(room, ROOM_NOW + AUDIT_READS_KEPT_S);
  struct request request = room_request(room);
  struct db_rows rows = db_select(request.db,
                                  "select at, actor, action, body, subject from audit"
                                  " where sealed is null",
                                  DB_NONE);
  assert_true(db_next(&rows));
  assert_int_equal(db_column_int(&rows, 0), 0);
  for (int i = 1; i < 4; i++)
    assert_string_equal(db_column_text(&rows, i), "");
  assert_int_equal(db_column_int(&rows, 4), -1);
  db_rows_finish(&rows);
  request_end(room->server, &request);
}

/* Whoever would hide what they did by letting it die early. */
static void an_entry_buried_before_its_time_is_found(void **state) {
  static const char bury[] = "update audit set at = 0, actor = '', action = '', body = '', subject"
                             " = -1, sealed = null where n = ";
  struct room *room = *state;
  char sql[200];
  room_do(room, "GET " RECORD "?purpose=visit", NULL);
  room_do(room, "GET " RECORD "?purpose=visit", NULL);
  assert_true(is_whole(room));
  snprintf(sql, sizeof sql, "%s3", bury);
  room_sql(room, sql);
  assert_false(is_whole(room));
}

/* A change is no read, and does not die as one. */
static void a_change_buried_as_a_read_is_found(void **state) {
  struct room *room = *state;
  room_set_state(room, 1, "suspended");
  room_sql(room, "update audit set at = 0, actor = '', action = '', body = '', sealed = null"
                 " where n = 2");
  room->now_s = ROOM_NOW + AUDIT_READS_KEPT_S + 1;
  assert_false(is_whole(room));
  room->now_s = ROOM_NOW + AUDIT_KEPT_S + 1;
  assert_true(is_whole(room));
}

static void whom_a_read_was_about_cannot_be_changed(void **state) {
  static const char *const changes[] = { "subject = 2",     "body = 'street'",
                                         "actor = 'clerk'", "action = 'read.list'",
                                         "at = at - 60",    "form = 1" };
  struct room *room = *state;
  room_do(room, "GET " RECORD "?purpose=visit", NULL);
  room_sql(room, "create table kept as select * from audit");
  for (size_t i = 0; i < COUNT(changes); i++) {
    char sql[120];
    snprintf(sql, sizeof sql, "update audit set %s where n = 2", changes[i]);
    room_sql(room, sql);
    ASSERT_ROW(!is_whole(room), changes[i]);
    room_sql(room, "delete from audit");
    room_sql(room, "insert into audit select * from kept");
    ASSERT_ROW(is_whole(room), changes[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(a_record_is_opened_for_one_of_six_purposes),
    WITH_BODIES(the_record_says_who_restrained_the_person_why_and_until_when),
    WITH_BODIES(every_route_that_reads_of_people_leaves_an_entry),
    PROMISE(no_route_by_which_people_are_read_of_is_left_out),
    WITH_BODIES(who_is_no_auditor_sees_their_own_entries_alone),
    WITH_BODIES(a_read_publishes_no_list),
    WITH_BODIES(what_cannot_be_written_down_is_not_read),
    WITH_BODIES(reads_die_after_180_days_changes_after_a_year_and_the_chain_stands),
    WITH_BODIES(of_a_dead_entry_nothing_but_its_hashes_is_left),
    WITH_BODIES(an_entry_buried_before_its_time_is_found),
    WITH_BODIES(a_change_buried_as_a_read_is_found),
    WITH_BODIES(whom_a_read_was_about_cannot_be_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
