/* SPDX-License-Identifier: Apache-2.0 */
/* Limits on who asks, who seconds, and who ends. */
#include "bodies_room.h"

#include <pthread.h>

static struct request_in end_of(const struct account *account) {
  return (struct request_in){ .act = REQUEST_END,
                              .area = ROOM_AREA,
                              .account = account,
                              .ground = "",
                              .evidence = "",
                              .words = "" };
}

static size_t count_asked(struct room *room) {
  json_t *list = room_get(room, "GET /v1/requests?all=1", NULL);
  size_t count = json_array_size(json_object_get(list, "requests"));
  json_decref(list);
  return count;
}

/* --- accounts that stay ----------------------------------------------------------------------- */

static void a_founding_account_never_ends(void **state) {
  static const char *const logins[] = { "office", "street" };
  struct room *room = *state;
  struct request_row row;
  for (size_t i = 0; i < COUNT(logins); i++) {
    struct account account = { .uid = -1 };
    snprintf(account.login, sizeof account.login, "%s", logins[i]);
    struct request_in in = end_of(&account);
    assert_int_equal(ask_as(room, "office", &in, &row), TX_CONFLICT);
    assert_non_null(strstr(room->problem.en, "founded"));
  }
}

static void the_last_administrator_never_ends(void **state) {
  struct room *room = *state;
  struct request_row row;
  struct account keeper = { .login = "keeper", .uid = -1 };
  struct request_in in = end_of(&keeper);
  room_sql(room, "update account set roles = 2 where login in ('office', 'street')");
  room_sql(room, "update account set roles = 34 where login = 'keeper'");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "last administrator"));
  room_sql(room, "update account set roles = 34 where login = 'street'");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  /* Between the two the other goes: whoever seconds it is told, and it is not done. */
  room_sql(room, "update account set roles = 2 where login = 'street'");
  assert_int_equal(second_as(room, "street", &row), TX_CONFLICT);
  room_sql(room, "update account set roles = 34 where login = 'street'");
  assert_int_equal(second_as(room, "street", &row), TX_OK);
}

/* --- the same twice --------------------------------------------------------------------------- */

static void the_same_request_twice_is_one(void **state) {
  struct room *room = *state;
  struct request_row first, second;
  struct request_in in = red_code();
  assert_int_equal(ask_as(room, "office", &in, &first), TX_OK);
  assert_false(first.repeated);
  room->now_s += 60;
  assert_int_equal(ask_as(room, "clerk", &in, &second), TX_OK);
  assert_true(second.repeated);
  assert_int_equal(second.id, first.id);
  assert_string_equal(second.asked_by, "office");
  assert_int_equal(count_asked(room), 1);
  assert_int_equal(second_as(room, "health", &second), TX_OK); /* of the first's hash */
}

static void another_ground_evidence_person_or_end_is_another_request(void **state) {
  struct room *room = *state;
  struct request_row row;
  struct request_in in[] = { red_code(), red_code(), red_code(), red_code(), red_code() };
  in[1].ground = "A1";
  in[2].evidence = "XH-2022-18";
  in[3].index = 2;
  in[4].until = ROOM_NOW + 86400;
  for (size_t i = 0; i < COUNT(in); i++) {
    assert_int_equal(ask_as(room, "office", &in[i], &row), TX_OK);
    assert_false(row.repeated);
  }
  assert_int_equal(count_asked(room), COUNT(in));
}

static void what_was_decided_or_has_lapsed_is_asked_for_anew(void **state) {
  struct room *room = *state;
  struct request_row row;
  struct request_in in = red_code();
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(decide_as(room, "health", row.id, REQUEST_REFUSE, NULL, "no such list"), TX_OK);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_false(row.repeated);
  room->now_s += REQUEST_LIFE_S + 1;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_false(row.repeated);
}

static void a_body_an_account_and_an_end_are_asked_for_once(void **state) {
  static const struct body body = {
    .id = "police", .name = "公安", .kind = BODY_POLICE, .area = ROOM_AREA
  };
  struct room *room = *state;
  struct request_row row;
  struct account wang = { .login = "wang", .body = "committee", .area = ROOM_AREA, .roles = 1 };
  struct account clerk = { .login = "clerk", .uid = -1 };
  struct request_in in[] = { end_of(&wang), end_of(&wang), end_of(&clerk) };
  in[0].act = REQUEST_BODY;
  in[0].body = &body;
  in[1].act = REQUEST_ACCOUNT;
  for (size_t i = 0; i < 2 * COUNT(in); i++) {
    assert_int_equal(ask_as(room, "office", &in[i / 2], &row), TX_OK);
    assert_int_equal(row.repeated, i % 2);
  }
  assert_int_equal(count_asked(room), COUNT(in));
}

/* --- who seconds ------------------------------------------------------------------------------ */

static void who_may_not_second_is_told_who_may(void **state) {
  struct room *room = *state;
  struct request_row row;
  struct request_in in = red_code();
  assert_int_equal(ask_as(room, "clerk", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "chief", &row), TX_NOT_ALLOWED); /* sees no accounts */
  assert_non_null(strstr(room->problem.en, "bodies: health; roles: lead, health, command"));
  assert_null(strstr(room->problem.en, "accounts:"));
  assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED); /* does */
  assert_non_null(strstr(room->problem.en, "accounts: health"));
  assert_non_null(strstr(room->problem.zh, "单位：疾控；角色：负责人、疾控、指挥；账号：health"));
}

static void who_asks_is_told_who_seconds_and_when_nobody_can(void **state) {
  struct room *room = *state;
  const char *what = "POST /v1/residents/" ROOM_AREA_TEXT "/1/statements";
  for (int i = 0; i < 2; i++) {
    json_t *out = room_get(room, what,
                           json_pack("{s:s, s:s, s:s, s:s}", "field", "health", "value", "red",
                                     "ground", "A3", "evidence", "XH-2022-17"));
    const json_t *asked = json_object_get(out, "request");
    const json_t *who = json_object_get(asked, "seconders");
    assert_int_equal(json_is_true(json_object_get(asked, "repeated")), i);
    assert_string_equal(json_string_value(json_array_get(json_object_get(who, "bodies"), 0)),
                        "health");
    assert_int_equal(json_array_size(json_object_get(who, "accounts")), 1 - i);
    if (i) assert_non_null(strstr(room_text(who, "en"), "no such account"));
    json_decref(out);
    room_sql(room, "update account set ended_at = 1 where login = 'health'");
  }
}

static void an_administrator_as_such_decides_nothing_about_people(void **state) {
  struct room *room = *state;
  struct request_row row;
  struct request_in in = red_code();
  room_sql(room, "update account set roles = 32 where login in ('clerk', 'health')");
  assert_int_equal(ask_as(room, "clerk", &in, &row), TX_NOT_ALLOWED);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_NOT_ALLOWED);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

/* --- time ------------------------------------------------------------------------------------- */

static int64_t count_unended(struct room *room) {
  int64_t count = -1;
  struct request request = room_request(room);
  DB_ROWS rows = db_select(request.db, "select count(*) from request where ended = 0", DB_NONE);
  while (db_next(&rows))
    count = db_column_int(&rows, 0);
  db_rows_finish(&rows);
  request_end(room->server, &request);
  return count;
}

static void *expire(void *context) {
  struct room *room = context;
  enum tx_reason reason = request_expire(room->server, ROOM_NOW);
  return reason == TX_OK ? context : NULL;
}

static void while_requests_end_others_have_their_turn(void **state) {
  struct room *room = *state;
  pthread_t other;
  void *good = NULL;
  bool seen = false;
  room_sql(room, "insert into request (area, id, act, idx, before, state, field, value, source,"
                 " observed_at, ground, ends_at, asked_by, asked_body, asked_at, outcome,"
                 " decided_by, decided_body, decided_at)"
                 " with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)"
                 " select 610113001001, i, 0, 1000 + i, 0, 0, 3, 3, '', 0, 2, 1640995000, 'office',"
                 " 'committee', 1640994000, 1, 'street', 'street', 1640994100 from n");
  assert_int_equal(pthread_create(&other, NULL, expire, room), 0);
  for (int64_t left = 2000; left > 0;) {
    left = count_unended(room);
    seen |= left > 0 && left < 2000;
  }
  pthread_join(other, &good);
  assert_non_null(good);
  assert_true(seen);
}

/* --- this machine's users --------------------------------------------------------------------- */

static void the_status_says_whether_a_user_of_the_machine_is_an_account(void **state) {
  struct room *room = *state;
  for (int i = 0; i < 2; i++) {
    json_t *out = room_get(room, "GET /v1/status", NULL);
    assert_int_equal(json_is_true(json_object_get(out, "bound")), 1 - i);
    json_decref(out);
    room_sql(room, "update account set uid = null");
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_founding_account_never_ends),
    WITH_BODIES(the_last_administrator_never_ends),
    WITH_BODIES(the_same_request_twice_is_one),
    WITH_BODIES(another_ground_evidence_person_or_end_is_another_request),
    WITH_BODIES(what_was_decided_or_has_lapsed_is_asked_for_anew),
    WITH_BODIES(a_body_an_account_and_an_end_are_asked_for_once),
    WITH_BODIES(who_may_not_second_is_told_who_may),
    WITH_BODIES(who_asks_is_told_who_seconds_and_when_nobody_can),
    WITH_BODIES(an_administrator_as_such_decides_nothing_about_people),
    WITH_BODIES(while_requests_end_others_have_their_turn),
    WITH_BODIES(the_status_says_whether_a_user_of_the_machine_is_an_account),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
