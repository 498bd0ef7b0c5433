/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a person met: counted first, named by two hands, forgotten with what it was made of. */
#include "trace_room.h"

#include "domain/privacy/retention.h"
#include "domain/trace/trace.h"
#include "store/core/areas.h"

#define OTHER 610113001002u

/* Somebody's swab that counts, into a tube that is named by someone's hash. */
static void swab(struct room *room, int tube, int index, int minutes_ago) {
  static int seq;
  char sql[500];
  snprintf(sql, sizeof sql,
           "insert into swab (area, gate, seq, tube, at, received_at, undoes, state, due, subject)"
           " select who.area, 'tent', %d, tube.id_hash, %d, %d, 0, 1, 0, who.id_hash from"
           " resident who, resident tube where who.area = " ROOM_AREA_TEXT " and who.idx = %d and"
           " tube.area = " ROOM_AREA_TEXT " and tube.idx = %d",
           ++seq, ROOM_NOW - minutes_ago * 60, ROOM_NOW - minutes_ago * 60, index, tube);
  room_sql(room, sql);
}

static const json_t *trace_in(const json_t *out) {
  return json_object_get(out, "trace");
}

static long long count_of(const json_t *out, int order, const char *name) {
  return room_int(json_array_get(json_object_get(trace_in(out), "orders"), (size_t)order - 1),
                  name);
}

static void assert_counts(const json_t *out, int first, int second) {
  assert_int_equal(room_int(trace_in(out), "first"), first);
  assert_int_equal(room_int(trace_in(out), "second"), second);
}

static void assert_traced(struct room *room, int index, int minutes, int first, int second) {
  json_t *out = make(room, index, minutes);
  assert_counts(out, first, second);
  json_decref(out);
}

static void add_area(struct room *room, uint64_t area) {
  struct request request = room_request(room);
  assert_int_equal(areas_add(request.db, area), TX_OK);
  request_end(room->server, &request);
}

/* --- who is found ----------------------------------------------------------------------------- */

static void whoever_passed_the_same_gate_within_the_minutes_is_counted(void **state) {
  struct room *room = *state;
  pass_east(room, 1, 100);
  pass_east(room, 50, 110); /* just within */
  pass_east(room, 51, 90);
  pass_east(room, 52, 111); /* without */
  pass_east(room, 53, 89);
  pass(room, ROOM_AREA, "west", ROOM_AREA, 54, 100);
  room_sql(room, "update event set verdict = 1 where person_idx = 51"); /* turned away */
  json_t *out = make(room, 1, 10);
  assert_counts(out, 1, 1); /* 52 passed with 50 */
  assert_int_equal(count_of(out, 1, "gate"), 1);
  assert_int_equal(count_of(out, 1, "household"), 0);
  const json_t *gates = json_object_get(trace_in(out), "gates");
  assert_string_equal(room_text(json_array_get(gates, 0), "gate"), "east");
  assert_int_equal(room_int(json_array_get(gates, 0), "first"), 1);
  assert_null(strstr(room_text(trace_in(out), "name"), "张三"));
  json_decref(out);
  json_decref(room_get(room, "GET /v1/traces", NULL));
  out = room_get(room, "GET " TRACE, NULL);
  assert_counts(out, 1, 1);
  json_decref(out);
}

static void
who_shares_a_household_is_a_contact_and_whom_they_met_is_one_of_a_contact(void **state) {
  struct room *room = *state;
  pass_east(room, 0, 600); /* of 101, with the child */
  pass_east(room, 60, 601);
  json_t *out = make(room, 2, 10);
  assert_counts(out, 1, 1);
  assert_int_equal(count_of(out, 1, "household"), 1);
  assert_int_equal(count_of(out, 2, "gate"), 1);
  json_decref(out);
}

static void who_shares_a_tube_is_a_contact_from_then_on(void **state) {
  struct room *room = *state;
  swab(room, 0, 1, 300);
  swab(room, 0, 2, 250); /* of 101, with 0 */
  swab(room, 1, 0, 300); /* another tube */
  swab(room, 1, 3, 1000);
  pass_east(room, 2, 280); /* before */
  pass_east(room, 60, 280);
  json_t *out = make(room, 1, 10);
  assert_counts(out, 1, 1);
  assert_int_equal(count_of(out, 1, "tube"), 1);
  assert_int_equal(count_of(out, 1, "gate"), 0);
  assert_int_equal(count_of(out, 2, "household"), 1);
  assert_int_equal(count_of(out, 2, "tube"), 0);
  json_decref(out);
  room_sql(room, "update swab set state = 2 where subject = (select id_hash from resident where"
                 " area = " ROOM_AREA_TEXT " and idx = 2)"); /* undone */
  assert_traced(room, 1, 10, 0, 0);
}

static void a_barcode_that_came_round_again_is_another_tube(void **state) {
  struct room *room = *state;
  swab(room, 0, 1, 300);
  swab(room, 0, 2, 300 + 1440);
  assert_traced(room, 1, 10, 0, 0);
}

static void a_tube_of_a_gate_that_the_account_does_not_reach_is_left_out(void **state) {
  struct room *room = *state;
  swab(room, 0, 1, 300);
  swab(room, 0, 2, 301);
  room_sql(room, "update swab set area = 620113001001");
  assert_traced(room, 1, 10, 0, 0);
}

static void whom_a_contact_met_before_they_met_the_person_does_not_count(void **state) {
  struct room *room = *state;
  pass_east(room, 50, 3000);
  pass_east(room, 51, 3001); /* before */
  pass_east(room, 1, 2000);
  pass_east(room, 50, 2001);
  pass_east(room, 50, 1000);
  pass_east(room, 52, 1001); /* after */
  assert_traced(room, 1, 10, 1, 1);
}

static void somebody_with_two_homes_is_one_person(void **state) {
  struct room *room = *state;
  add_area(room, OTHER);
  room_sql(room, "insert into resident (area, idx, id_hash, name_hash, sealed, household, role,"
                 " exempt, state, generation, record, issues, created_at) select 610113001002, 7,"
                 " id_hash, name_hash, sealed, household, role, exempt, state, generation, record,"
                 " issues, created_at from resident where area = " ROOM_AREA_TEXT " and idx = 0");
  room_sql(room, "insert into directory (id_hash, area, idx) select id_hash, 610113001002, 7 from"
                 " resident where area = " ROOM_AREA_TEXT " and idx = 0");
  room_sql(room, "update account set area = 610113000000 where login = 'office'");
  pass_east(room, 1, 100);
  pass_east(room, 0, 101);
  pass(room, OTHER, "north", ROOM_AREA, 1, 50);
  pass(room, OTHER, "north", OTHER, 7, 51); /* the same person */
  pass(room, OTHER, "north", OTHER, 7, 20); /* who meets others there */
  pass(room, OTHER, "north", OTHER, 8, 21);
  json_t *out = make(room, 1, 10);
  assert_counts(out, 1, 2); /* the child of 101, and 8 */
  json_decref(out);
}

static void an_account_looks_through_the_areas_that_it_reaches(void **state) {
  struct room *room = *state;
  add_area(room, OTHER);
  pass(room, OTHER, "north", ROOM_AREA, 1, 50);
  pass(room, OTHER, "north", OTHER, 7, 51);
  assert_traced(room, 1, 10, 0, 0);
  room_sql(room, "update account set area = 610113000000 where login = 'office'");
  assert_traced(room, 1, 10, 1, 0);
}

static void days_that_are_no_longer_there_and_minutes_without_bound_are_refused(void **state) {
  static const struct {
    const char *from, *to;
    int minutes;
  } bad[] = {
    { "2021-12-04", "", 10 },
    { "", "2022-01-02", 10 },
    { "2022-01-01", "2021-12-31", 10 },
    { "", "", 0 },
    { "", "", 61 },
  };
  struct room *room = *state;
  for (size_t i = 0; i < COUNT(bad); i++) {
    assert_null(room_ask(room, "POST /v1/traces",
                         json_pack("{s:i, s:s, s:s, s:i}", "index", 1, "from", bad[i].from, "to",
                                   bad[i].to, "minutes", bad[i].minutes)));
    assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  }
  room_do(room, "POST /v1/traces",
          json_pack("{s:i, s:s, s:s}", "index", 1, "from", "2021-12-05", "to", "2022-01-01"));
}

/* --- names ------------------------------------------------------------------------------------ */

static void names_take_a_person_of_another_body(void **state) {
  struct room *room = *state;
  uint8_t hash[TX_HASH_SIZE];
  json_decref(make(room, 2, 10));
  assert_null(room_ask(room, "GET " TRACE "/people", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_null(room_ask(room, "POST " TRACE "/requests", json_object()));
  assert_non_null(strstr(room->problem.en, "what names are needed for"));
  const int64_t id = ask(room, hash);
  assert_null(room_ask(room, "GET " TRACE "/people", NULL));
  assert_int_equal(decide_as(room, "office", id, REQUEST_SECOND, hash, ""), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "clerk", id, REQUEST_SECOND, hash, ""), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "keeper", id, REQUEST_SECOND, hash, ""), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "chief", id, REQUEST_SECOND, hash, ""), TX_OK);
  json_t *out = room_get(room, "GET " TRACE "/people", NULL);
  const json_t *one = json_array_get(json_object_get(out, "people"), 0);
  assert_string_equal(room_text(one, "name"), "王秀英");
  assert_string_equal(room_text(one, "phone"), "13800000000");
  assert_null(json_object_get(one, "id_number"));
  json_decref(out);
}

static enum tx_reason people_as(struct room *room, const char *login) {
  static struct trace_person people[TRACE_PAGE];
  size_t count = 0;
  struct trace trace;
  struct caller caller = who(room, login);
  struct request request = room_request(room);
  request.caller = &caller;
  assert_int_equal(trace_find(&request, ROOM_AREA, 1, &trace, &room->problem), TX_OK);
  enum tx_reason reason = trace_people(&request, &trace, 0, people, &count, &room->problem);
  trace_finish(&trace);
  request_end(room->server, &request);
  return reason;
}

static void names_are_for_who_asked_alone(void **state) {
  struct room *room = *state;
  json_decref(make(room, 2, 10));
  name(room);
  assert_int_equal(people_as(room, "office"), TX_OK);
  assert_int_equal(people_as(room, "health"), TX_NOT_ALLOWED); /* who seconded it */
  assert_int_equal(people_as(room, "chief"), TX_NOT_ALLOWED);
  struct request request = room_request(room);
  const struct request_row row = { .area = ROOM_AREA, .trace = { .trace = 1 } };
  assert_int_equal(trace_allow(&request, &row, NULL), TX_NOT_ALLOWED); /* no way around */
  request_end(room->server, &request);
}

static size_t count_reads(struct room *room, int index) {
  char what[80];
  snprintf(what, sizeof what, "GET /v1/audit?index=%d&reads=1", index);
  json_t *out = room_get(room, what, NULL);
  const json_t *entries = json_object_get(out, "entries"), *entry;
  size_t count = 0, i;
  json_array_foreach(entries, i, entry) count +=
      strcmp(room_text(entry, "action"), "read.trace") == 0;
  json_decref(out);
  return count;
}

static void whoever_is_traced_and_each_who_is_named_can_read_who_looked(void **state) {
  struct room *room = *state;
  json_decref(make(room, 2, 10));
  assert_int_equal(count_reads(room, 2), 1);
  assert_int_equal(count_reads(room, 0), 0); /* counted, not looked at */
  name(room);
  json_decref(room_get(room, "GET " TRACE "/people", NULL));
  assert_int_equal(count_reads(room, 0), 1);
}

static void whoever_lives_where_the_account_does_not_reach_stays_a_number(void **state) {
  struct room *room = *state;
  pass_east(room, 2, 100);
  pass(room, ROOM_AREA, "east", FAR, 9, 101);
  assert_traced(room, 2, 10, 2, 0);
  uint8_t hash[TX_HASH_SIZE];
  json_t *out = room_get(room, "POST " TRACE "/requests", json_pack("{s:s}", "words", "XH-17"));
  const json_t *asked = json_object_get(out, "request");
  assert_true(host_unhex(room_text(asked, "hash"), hash, sizeof hash));
  assert_int_equal(decide_as(room, "health", room_int(asked, "id"), REQUEST_SECOND, hash, ""),
                   TX_OK);
  json_decref(out);
  out = room_get(room, "GET " TRACE "/people", NULL);
  size_t i, numbers = 0;
  const json_t *one;
  json_array_foreach(json_object_get(out, "people"), i, one) {
    if (strcmp(room_text(one, "area"), "620113001001") != 0) continue;
    assert_null(json_object_get(one, "name"));
    numbers++;
  }
  assert_int_equal(numbers, 1);
  json_decref(out);
}

static void the_list_is_a_file_of_csv(void **state) {
  struct room *room = *state;
  struct socket_answer answer = { 0 };
  json_decref(make(room, 2, 10));
  name(room);
  socket_ask(room->socket, "GET", TRACE "/people?format=csv&lang=zh", NULL, (struct tx_span){ 0 },
             &answer);
  assert_int_equal(answer.status, 200);
  assert_non_null(strstr(answer.text, "密切接触者,王秀英,13800000000,3-2,101"));
  free(answer.text);
}

/* --- how long --------------------------------------------------------------------------------- */

static void a_trace_dies_28_days_after_the_last_day_that_it_looks_at(void **state) {
  struct room *room = *state;
  const int64_t end_s = trace_day_s(ROOM_NOW) + DAY;
  json_decref(make(room, 2, 10));
  room->now_s = end_s + 28 * DAY - 1;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  json_decref(room_get(room, "GET " TRACE, NULL));
  room->now_s = end_s + 28 * DAY + 1;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_null(room_ask(room, "GET " TRACE, NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

static void whom_a_trace_found_rests_sealed(void **state) {
  struct room *room = *state;
  json_decref(make(room, 2, 10));
  struct request request = room_request(room);
  DB_ROWS rows = db_select(request.db, "select sealed from trace", DB_NONE);
  assert_true(db_next(&rows));
  const struct tx_span sealed = db_column_bytes(&rows, 0);
  assert_null(memmem(sealed.p, sealed.n, ROOM_AREA_TEXT, 12));
  assert_null(memmem(sealed.p, sealed.n, "contacts", 8));
  while (db_next(&rows)) {
  }
  db_rows_finish(&rows);
  request_end(room->server, &request);
  room_sql(room, "update trace set idx = 1, id = 2"); /* another's place */
  assert_null(room_ask(room, "GET /v1/traces/" ROOM_AREA_TEXT "/2", NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(whoever_passed_the_same_gate_within_the_minutes_is_counted),
    WITH_BODIES(who_shares_a_tube_is_a_contact_from_then_on),
    WITH_BODIES(a_barcode_that_came_round_again_is_another_tube),
    WITH_BODIES(a_tube_of_a_gate_that_the_account_does_not_reach_is_left_out),
    WITH_BODIES(who_shares_a_household_is_a_contact_and_whom_they_met_is_one_of_a_contact),
    WITH_BODIES(whom_a_contact_met_before_they_met_the_person_does_not_count),
    WITH_BODIES(somebody_with_two_homes_is_one_person),
    WITH_BODIES(an_account_looks_through_the_areas_that_it_reaches),
    WITH_BODIES(days_that_are_no_longer_there_and_minutes_without_bound_are_refused),
    WITH_BODIES(names_take_a_person_of_another_body),
    WITH_BODIES(names_are_for_who_asked_alone),
    WITH_BODIES(whoever_is_traced_and_each_who_is_named_can_read_who_looked),
    WITH_BODIES(whoever_lives_where_the_account_does_not_reach_stays_a_number),
    WITH_BODIES(the_list_is_a_file_of_csv),
    WITH_BODIES(a_trace_dies_28_days_after_the_last_day_that_it_looks_at),
    WITH_BODIES(whom_a_trace_found_rests_sealed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
