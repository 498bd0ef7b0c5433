/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies and accounts are made and ended by two people of two bodies. */
#include "server_room.h"

#include "domain/account/account.h"
#include "domain/account/password.h"
#include "store/office/accounts.h"

#include <unistd.h>

#define PASSWORD "lantern-orchid-47-tram"

/* The street's account has signed in, and its password is known. */
static int set_up(void **state) {
  char encoded[PASSWORD_HASH_SIZE], sql[320];
  if (room_set_up(state) != 0 || password_hash(PASSWORD, encoded) != TX_OK) return -1;
  snprintf(sql, sizeof sql, "update account set activated_at = 1, password = '%s'", encoded);
  room_sql(*state, sql);
  return 0;
}

#define SIGNED_IN(name) cmocka_unit_test_setup_teardown(name, set_up, room_tear_down)

static json_t *account(const char *login, const char *body, const char *role, const char *number) {
  return json_pack("{s:s, s:s, s:[s], s:s}", "login", login, "body", body, "roles", role,
                   "id_number", number);
}

/* Sends a request's decision as another account: its user of the machine changes for a while. */
static json_t *decide_as(struct room *room, const char *login, const char *decision) {
  char sql[160];
  json_t *list = room_get(room, "GET /v1/requests", NULL);
  const json_t *row = json_array_get(json_object_get(list, "requests"), 0);
  char what[80], hash[80];
  assert_non_null(row);
  snprintf(what, sizeof what, "POST /v1/requests/" ROOM_AREA_TEXT "/%lld/decisions",
           room_int(row, "id"));
  snprintf(hash, sizeof hash, "%s", room_text(row, "hash"));
  json_decref(list);
  room_sql(room, "update account set uid = null");
  snprintf(sql, sizeof sql, "update account set uid = %ld where login = '%s'", (long)geteuid(),
           login);
  room_sql(room, sql);
  json_t *out = room_ask(room, what,
                         json_pack("{s:s, s:s, s:s, s:s}", "decision", decision, "hash", hash,
                                   "password", PASSWORD, "words", "as agreed"));
  struct host_problem problem = room->problem;
  room_sql(room, "update account set uid = null");
  snprintf(sql, sizeof sql, "update account set uid = %ld where login = 'office'", (long)geteuid());
  room_sql(room, sql);
  room->problem = problem;
  return out;
}

static bool there_is(struct room *room, const char *login) {
  struct caller caller;
  struct request request = room_request(room);
  enum tx_reason reason = account_caller(request.db, login, &caller);
  request_end(room->server, &request);
  return reason == TX_OK;
}

static void an_account_is_made_by_two_and_activated_by_its_code(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/accounts", account("wang", "committee", "clerk", "99010119800307891X"));
  assert_false(there_is(room, "wang"));
  assert_null(decide_as(room, "office", "second"));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  json_decref(decide_as(room, "street", "second"));
  assert_true(there_is(room, "wang"));
  json_t *code = room_get(room, "POST /v1/accounts/wang/codes", NULL);
  room_do(room, "POST /v1/accounts/activations",
          json_pack("{s:s, s:s, s:s}", "login", "wang", "code", room_text(code, "code"), "password",
                    PASSWORD));
  json_decref(code);
}

static void one_person_has_one_open_account(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/accounts", account("wang", "committee", "clerk", "99010119800307891X"));
  json_decref(decide_as(room, "street", "second"));
  room_do(room, "POST /v1/accounts", account("li", "street", "lead", "990101 19800307 891x"));
  assert_null(decide_as(room, "street", "second"));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_false(there_is(room, "li"));
  room_do(room, "DELETE /v1/accounts/wang", NULL);
  json_t *list = room_get(room, "GET /v1/requests", NULL);
  assert_string_equal(room_text(json_array_get(json_object_get(list, "requests"), 0), "login"),
                      "wang");
  json_decref(list);
  json_decref(decide_as(room, "street", "second"));
  assert_false(there_is(room, "wang"));
  json_t *out = decide_as(room, "street", "second"); /* li, who is another now */
  assert_non_null(out);
  json_decref(out);
  assert_true(there_is(room, "li"));
}

static void a_body_is_made_by_two_and_its_accounts_too(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/bodies",
          json_pack("{s:s, s:s, s:s}", "id", "cdc", "name", "灞桥区疾控中心", "kind", "health"));
  json_decref(decide_as(room, "street", "second"));
  room_do(room, "POST /v1/accounts", account("doctor", "cdc", "health", "E99887766"));
  json_decref(decide_as(room, "street", "second"));
  assert_true(there_is(room, "doctor"));
  json_t *bodies = room_get(room, "GET /v1/bodies", NULL);
  assert_int_equal(json_array_size(json_object_get(bodies, "bodies")), 3);
  json_decref(bodies);
}

static void what_cannot_be_an_account_is_refused_in_words(void **state) {
  struct room *room = *state;
  json_t *wrong[] = {
    account("Wang Wu", "committee", "clerk", "E99887766"),
    account("wang", "nobodys", "clerk", "E99887766"),
    account("wang", "committee", "king", "E99887766"),
    account("wang", "committee", "health", "E99887766"),
    account("wang", "committee", "clerk", ""),
    account("street", "committee", "clerk", "E99887766"),
  };
  for (size_t i = 0; i < COUNT(wrong); i++) {
    assert_null(room_ask(room, "POST /v1/accounts", wrong[i]));
    assert_true(*room->problem.zh && *room->problem.en);
  }
  assert_null(room_ask(room, "DELETE /v1/accounts/nobody", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  json_t *list = room_get(room, "GET /v1/requests?all=1", NULL);
  assert_int_equal(json_array_size(json_object_get(list, "requests")), 0);
  json_decref(list);
}

static void a_clerk_of_another_body_seconds_no_account(void **state) {
  struct room *room = *state;
  room_sql(room, "update account set roles = 1 where login = 'street'");
  room_do(room, "POST /v1/accounts", account("wang", "committee", "clerk", "E99887766"));
  assert_null(decide_as(room, "street", "second"));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

static void no_door_to_an_account_goes_around_two(void **state) {
  struct room *room = *state;
  struct account made = { .login = "wang", .body = "committee", .area = ROOM_AREA, .roles = 1 };
  struct body body = { .id = "cdc", .name = "cdc", .area = ROOM_AREA };
  struct request request = room_request(room);
  assert_int_equal(account_add(&request, made, NULL), TX_NOT_ALLOWED);
  assert_int_equal(account_add_body(&request, body, NULL), TX_NOT_ALLOWED);
  assert_int_equal(account_end(&request, "street", NULL), TX_NOT_ALLOWED);
  request_end(room->server, &request);
  assert_false(there_is(room, "wang"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    SIGNED_IN(an_account_is_made_by_two_and_activated_by_its_code),
    SIGNED_IN(one_person_has_one_open_account),
    SIGNED_IN(a_body_is_made_by_two_and_its_accounts_too),
    SIGNED_IN(what_cannot_be_an_account_is_refused_in_words),
    SIGNED_IN(a_clerk_of_another_body_seconds_no_account),
    SIGNED_IN(no_door_to_an_account_goes_around_two),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
