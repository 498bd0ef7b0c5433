/* SPDX-License-Identifier: Apache-2.0 */
/* S8 by the file: what restrains people in a CSV waits for a second person of another body. */
#include "bodies_room.h"

#include "domain/resident/intake.h"

#define HEADING "id_number,field,value,source,observed_at,valid_until\n"
#define WHO "99010119800307891X"

static json_t *send(struct room *room, const char *rows) {
  char csv[1200];
  snprintf(csv, sizeof csv, HEADING "%s", rows);
  return room_send(room, "POST /v1/feeds", "text/csv", tx_span_text(csv));
}

/* As an account whose roles are those of clerks. */
static void be_a_clerk(struct room *room) {
  room_sql(room, "update account set roles = 1 where login = 'office'");
}

static struct request_row held_request(struct room *room, int64_t id) {
  struct request_row *rows = NULL, found = { 0 };
  size_t count = 0;
  struct request request = room_request(room);
  assert_int_equal(request_list(&request, ROOM_AREA, false, &(struct list_page){ .limit = 1000 },
                                &rows, &count, &room->problem),
                   TX_OK);
  request_end(room->server, &request);
  for (size_t i = 0; i < count; i++)
    if (rows[i].id == id) found = rows[i];
  free(rows);
  assert_int_equal(found.act, REQUEST_HELD);
  return found;
}

static void settle(struct room *room) {
  room_settle(room);
}

/* A red, an isolation and a positive of one person, and a negative of another. */
static struct request_row hold(struct room *room) {
  json_t *out = send(room, WHO ",health,red,city,2021-12-31 20:00,2022-01-10\n" WHO
                               ",state,away,cdc,2021-12-31 20:00,2022-01-10\n" WHO
                               ",test,positive,lab,2021-12-31 20:00,\n"
                               "990101194912310028,test,negative,lab,2021-12-31 20:00,\n");
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "held"), 3);
  assert_int_equal(room_int(out, "added") + room_int(out, "repeated"), 1);
  struct request_row row = held_request(room, room_int(out, "request"));
  json_decref(out);
  return row;
}

static void a_clerks_file_sets_no_colour_state_or_positive(void **state) {
  struct room *room = *state;
  be_a_clerk(room);
  struct request_row row = hold(room);
  settle(room);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
  assert_int_equal(record_of(room).state, TX_STATE_ACTIVE);
  assert_int_equal(record_of(room).test, TX_TEST_NONE);
  assert_int_equal(row.held.lines, 3);
  assert_int_equal(row.held.counts[RESTRAINT_RED], 1);
  assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "street", &row), TX_NOT_ALLOWED);
}

static void it_counts_once_a_health_body_has_seconded(void **state) {
  struct room *room = *state;
  struct request_row row = hold(room), other = row;
  other.held.digest[0] ^= 1; /* not what was seen */
  assert_int_equal(second_as(room, "health", &other), TX_CONFLICT);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  settle(room);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
  assert_int_equal(record_of(room).state, TX_STATE_AWAY);
  assert_int_equal(record_of(room).test, TX_TEST_POSITIVE);
}

static int64_t rows_waiting(struct room *room) {
  struct request request = room_request(room);
  int64_t n = -1;
  {
    DB_ROWS rows = db_select(request.db, "select count(*) from staged_statement", DB_NONE);
    while (db_next(&rows))
      n = db_column_int(&rows, 0);
  }
  request_end(room->server, &request);
  return n;
}

static void what_is_refused_withdrawn_or_forgotten_for_a_day_goes(void **state) {
  struct room *room = *state;
  struct request_row row = hold(room);
  assert_int_equal(rows_waiting(room), 3);
  assert_int_equal(decide_as(room, "health", row.id, REQUEST_REFUSE, NULL, "who says so?"), TX_OK);
  settle(room);
  assert_int_equal(rows_waiting(room), 0);
  row = hold(room);
  assert_int_equal(decide_as(room, "office", row.id, REQUEST_WITHDRAW, NULL, ""), TX_OK);
  settle(room);
  assert_int_equal(rows_waiting(room), 0);
  row = hold(room);
  room->now_s += REQUEST_LIFE_S + 1;
  assert_int_equal(request_expire(room->server, room->now_s), TX_OK);
  settle(room);
  assert_int_equal(rows_waiting(room), 0);
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

static void several_files_wait_beside_each_other_and_none_is_cancelled_as_an_import(void **state) {
  struct room *room = *state;
  char path[80];
  struct request_row first = hold(room), second = hold(room);
  assert_int_not_equal(first.id, second.id);
  snprintf(path, sizeof path, "DELETE /v1/imports/" ROOM_AREA_TEXT "/%lld",
           (long long)first.held.import);
  assert_null(room_ask(room, path, NULL));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_int_equal(second_as(room, "health", &first), TX_OK);
  assert_int_equal(second_as(room, "health", &second), TX_OK);
  settle(room);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
}

static void a_clerks_file_ends_nothing(void **state) {
  struct room *room = *state;
  room_feed(room, 1, "health", "red", "2022-01-08");
  room_feed(room, 1, "test", "mixed_positive", "2022-01-03");
  be_a_clerk(room);
  json_t *out = room_send(room, "POST /v1/feeds", "text/csv",
                          tx_span_text("id_number,field,value,source,observed_at,method\n" WHO
                                       ",health,unknown,hospital,2021-12-31 23:00,\n" WHO
                                       ",test,none,hospital,2021-12-31 23:00,\n" WHO
                                       ",test,negative,lab,2021-12-31 23:00,single\n"));
  assert_non_null(out);
  assert_int_equal(room_int(out, "refused"), 2);
  json_decref(out);
  assert_int_equal(record_of(room).health, TX_HEALTH_RED);
  assert_int_equal(record_of(room).test, TX_TEST_MIXED_POSITIVE);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_clerks_file_sets_no_colour_state_or_positive),
    WITH_BODIES(it_counts_once_a_health_body_has_seconded),
    WITH_BODIES(what_is_refused_withdrawn_or_forgotten_for_a_day_goes),
    WITH_BODIES(several_files_wait_beside_each_other_and_none_is_cancelled_as_an_import),
    WITH_BODIES(a_clerks_file_ends_nothing),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
