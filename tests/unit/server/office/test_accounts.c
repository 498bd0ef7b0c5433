/* SPDX-License-Identifier: Apache-2.0 */
/* Activation codes, passwords, and who the founding accounts are. */
#include "server_room.h"

#include "domain/account/account.h"
#include "domain/account/backoff.h"
#include "domain/account/password.h"

#include <pthread.h>
#include <unistd.h>

#define PASSWORD "lantern-orchid-47-tram"

/* --- codes ------------------------------------------------------------------------------------ */

static void a_code_is_read_as_people_type_it(UNUSED void **state) {
  char code[CODE_MAX + 1], shown[CODE_SHOWN_SIZE], read[CODE_MAX + 1];
  assert_true(code_make(12, code));
  code_show(code, shown);
  assert_int_equal(strlen(shown), 14);
  for (char *p = shown; *p; p++)
    *p = *p == '0' ? 'o' : *p == '1' ? 'l' : (char)(*p >= 'A' ? *p | 0x20 : *p);
  assert_true(code_read(shown, 12, read));
  assert_string_equal(read, code);
  assert_false(code_read("0000", 12, read));
  assert_false(code_read("0000-0000-0000-0", 12, read));
}

static void one_mistyped_character_is_told_from_a_wrong_code(UNUSED void **state) {
  static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  char code[CODE_MAX + 1], read[CODE_MAX + 1];
  assert_true(code_make(12, code));
  for (size_t at = 0; at < 12; at++)
    for (size_t i = 0; i < 32; i++) {
      char typed[CODE_MAX + 1];
      memcpy(typed, code, sizeof typed);
      typed[at] = digits[i];
      assert_int_equal(code_read(typed, 12, read), typed[at] == code[at]);
    }
}

/* --- passwords -------------------------------------------------------------------------------- */

static void a_password_that_is_short_or_easy_is_refused_in_words(UNUSED void **state) {
  static const char *const refused[] = { "short",         "aaaaaaaaaaaaaaa",  "1234567890123",
                                         "street-street", "passwordpassword", "qwertyuiop123",
                                         "woaini1314520", "iloveyou1234" };
  struct host_problem problem;
  for (size_t i = 0; i < COUNT(refused); i++) {
    ASSERT_ROW(password_check("street", refused[i], &problem) == TX_BAD_ARGUMENT, refused[i]);
    assert_true(*problem.zh && *problem.en);
  }
  assert_int_equal(password_check("street", PASSWORD, &problem), TX_OK);
}

static void a_password_holds_and_no_other(UNUSED void **state) {
  char encoded[PASSWORD_HASH_SIZE];
  assert_int_equal(password_hash(PASSWORD, encoded), TX_OK);
  assert_non_null(strstr(encoded, "$argon2id$v=19$m=19456,t=2,p=1$"));
  assert_int_equal(password_verify(encoded, PASSWORD), TX_OK);
  assert_int_equal(password_verify(encoded, PASSWORD "."), TX_NOT_ALLOWED);
  assert_int_equal(password_verify("", PASSWORD), TX_NOT_ALLOWED);
}

#define AT_ONCE 40 /* who come in the same moment: two are worked, sixteen wait */

static pthread_barrier_t gathered;

static void *come(void *reason) {
  char encoded[PASSWORD_HASH_SIZE];
  pthread_barrier_wait(&gathered);
  *(enum tx_reason *)reason = password_hash(PASSWORD, encoded);
  return NULL;
}

static void
of_many_passwords_at_once_two_are_worked_sixteen_wait_and_more_are_refused(UNUSED void **state) {
  pthread_t threads[AT_ONCE];
  enum tx_reason reasons[AT_ONCE];
  int done = 0, refused = 0;
  pthread_barrier_init(&gathered, NULL, AT_ONCE);
  for (int i = 0; i < AT_ONCE; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, come, &reasons[i]), 0);
  for (int i = 0; i < AT_ONCE; i++) {
    pthread_join(threads[i], NULL);
    done += reasons[i] == TX_OK;
    refused += reasons[i] == TX_BUSY;
  }
  pthread_barrier_destroy(&gathered);
  assert_int_equal(done + refused, AT_ONCE);
  assert_true(done >= 18);
  assert_true(refused >= 1);
  assert_int_equal(host_reason_status(TX_BUSY), 503);
}

static void whoever_guesses_waits_twice_as_long_each_time_and_nobody_else_does(UNUSED void **s) {
  struct backoff *backoff = backoff_create();
  int64_t now_ms = 1000000, last_ms = 0;
  assert_non_null(backoff);
  for (int i = 0; i < 7; i++) {
    backoff_note(backoff, "street", "192.0.2.1", false, now_ms);
    int64_t wait_ms = backoff_wait_ms(backoff, "street", "192.0.2.1", now_ms);
    assert_int_equal(wait_ms, last_ms ? 2 * last_ms : 1000);
    now_ms += last_ms = wait_ms;
  }
  assert_int_equal(backoff_wait_ms(backoff, "street", "192.0.2.2", now_ms), 0);
  assert_int_equal(backoff_wait_ms(backoff, "office", "192.0.2.1", now_ms), 0);
  backoff_note(backoff, "street", "192.0.2.1", true, now_ms);
  backoff_note(backoff, "street", "192.0.2.1", false, now_ms);
  assert_int_equal(backoff_wait_ms(backoff, "street", "192.0.2.1", now_ms), 1000);
  backoff_destroy(backoff);
}

static void one_address_that_guesses_at_all_accounts_waits_too(UNUSED void **state) {
  struct backoff *backoff = backoff_create();
  char login[16];
  assert_non_null(backoff);
  for (int i = 0; i < 9; i++) {
    snprintf(login, sizeof login, "a%d", i);
    backoff_note(backoff, login, "192.0.2.1", false, 5000);
  }
  assert_int_equal(backoff_wait_ms(backoff, "another", "192.0.2.1", 5000), 1000);
  assert_int_equal(backoff_wait_ms(backoff, "another", "192.0.2.9", 5000), 0);
  backoff_destroy(backoff);
}

/* --- the founding two ------------------------------------------------------------------------- */

static void init_makes_two_accounts_of_two_bodies(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "GET /v1/accounts", NULL);
  const json_t *list = json_object_get(out, "accounts");
  assert_int_equal(json_array_size(list), 2);
  const json_t *office = json_array_get(list, 0), *street = json_array_get(list, 1);
  assert_string_equal(room_text(office, "login"), "office");
  assert_string_equal(room_text(office, "body"), "committee");
  assert_true(json_is_true(json_object_get(office, "active")));
  assert_int_equal(room_int(office, "uid"), geteuid());
  assert_string_equal(room_text(street, "body"), "street");
  assert_false(json_is_true(json_object_get(street, "active")));
  json_decref(out);
}

static json_t *activate(struct room *room, const char *code, const char *password) {
  return room_ask(
      room, "POST /v1/accounts/activations",
      json_pack("{s:s, s:s, s:s}", "login", "street", "code", code, "password", password));
}

static void an_activation_code_works_once_and_for_seven_days(void **state) {
  struct room *room = *state;
  char code[CODE_SHOWN_SIZE];
  json_t *out = room_get(room, "POST /v1/accounts/street/codes", NULL);
  snprintf(code, sizeof code, "%s", room_text(out, "code"));
  json_decref(out);
  assert_null(activate(room, code, "too short"));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  room->now_s = ROOM_NOW + 7 * 86400 + 1;
  assert_null(activate(room, code, PASSWORD));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  room->now_s = ROOM_NOW + 7 * 86400;
  json_decref(out = activate(room, code, PASSWORD));
  assert_non_null(out);
  assert_null(activate(room, code, PASSWORD));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_null(room_ask(room, "POST /v1/accounts/street/codes", NULL));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

static void a_newer_code_ends_the_older_one(void **state) {
  struct room *room = *state;
  json_t *first = room_get(room, "POST /v1/accounts/street/codes", NULL);
  json_t *second = room_get(room, "POST /v1/accounts/street/codes", NULL);
  assert_null(activate(room, room_text(first, "code"), PASSWORD));
  json_t *out = activate(room, room_text(second, "code"), PASSWORD);
  assert_non_null(out);
  json_decref(out);
  json_decref(first);
  json_decref(second);
}

static void a_user_of_the_machine_who_is_no_account_may_read_the_status_alone(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, "update account set uid = null"), TX_OK);
  request_end(room->server, &request);
  room_do(room, "GET /v1/status", NULL);
  room_do(room, "GET /v1/audit/verification", NULL);
  assert_null(room_ask(room, "GET /v1/residents", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_non_null(strstr(room->problem.en, "account bind"));
  room_do(room, "POST /v1/accounts/bindings", NULL);
  room_do(room, "GET /v1/residents", NULL);
}

static void whoever_binds_a_second_time_hears_whose_the_account_is(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "POST /v1/accounts/bindings", NULL));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "You are the account \"office\" already"));
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, "update account set uid = 65533 where login = 'office'"),
                   TX_OK);
  request_end(room->server, &request);
  assert_null(room_ask(room, "POST /v1/accounts/bindings", NULL));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "user 65533"));
}

static void assert_called(struct room *room, const char *name) {
  json_t *out = room_get(room, "GET /v1/sessions/current", NULL);
  const json_t *named = json_object_get(json_object_get(out, "names"), ROOM_AREA_TEXT);
  if (name)
    assert_string_equal(json_string_value(named), name);
  else
    assert_null(named);
  json_decref(out);
}

static void a_community_is_called_as_its_office_is_or_as_on_its_cards(void **state) {
  struct room *room = *state;
  assert_called(room, NULL); /* 居委会 is what all are called */
  room_sql(room, "update body set name = '长安社区居委会' where id = 'committee'");
  room_sql(room, "update body set name = '长安街道' where id = 'street'");
  assert_called(room, "长安社区居委会");
  room->api.paper.place = "长安花园社区";
  assert_called(room, "长安花园社区");
  room->api.paper.place = "";
  assert_called(room, "长安社区居委会");
  room_sql(room, "update account set area = 610113000000 where login = 'office'");
  room_sql(room, "update body set area = 610113001000"); /* offices of something larger */
  assert_called(room, NULL);
  room_sql(room, "update body set area = 610113000000");
  assert_called(room, NULL);
}

static void who_was_ended_gets_no_code(void **state) {
  struct room *room = *state;
  room_sql(room, "update account set ended_at = 1 where login = 'street'");
  assert_null(room_ask(room, "POST /v1/accounts/street/codes", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_code_is_read_as_people_type_it),
    PROMISE(one_mistyped_character_is_told_from_a_wrong_code),
    PROMISE(a_password_that_is_short_or_easy_is_refused_in_words),
    PROMISE(a_password_holds_and_no_other),
    PROMISE(of_many_passwords_at_once_two_are_worked_sixteen_wait_and_more_are_refused),
    PROMISE(whoever_guesses_waits_twice_as_long_each_time_and_nobody_else_does),
    PROMISE(one_address_that_guesses_at_all_accounts_waits_too),
    IN_A_ROOM(init_makes_two_accounts_of_two_bodies),
    IN_A_ROOM(a_community_is_called_as_its_office_is_or_as_on_its_cards),
    IN_A_ROOM(who_was_ended_gets_no_code),
    IN_A_ROOM(an_activation_code_works_once_and_for_seven_days),
    IN_A_ROOM(a_newer_code_ends_the_older_one),
    IN_A_ROOM(a_user_of_the_machine_who_is_no_account_may_read_the_status_alone),
    IN_A_ROOM(whoever_binds_a_second_time_hears_whose_the_account_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
