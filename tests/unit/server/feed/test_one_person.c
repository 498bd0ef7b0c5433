/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a document is, and who is one person with whom, two people of two bodies say. */
#include "documents_room.h"

static void one_alone_adds_no_document(void **state) {
  struct room *room = *state;
  struct resident resident;
  json_t *asked = room_get(room, "POST " PERSON "/documents", passport(PASSPORT));
  assert_int_equal(room_count(room, "select count(*) from document"), 0);
  assert_int_equal(feed_decide(room, asked, "office", REQUEST_SECOND), TX_NOT_ALLOWED);
  assert_int_equal(feed_decide(room, asked, "keeper", REQUEST_SECOND), TX_NOT_ALLOWED);
  json_decref(asked);
  const struct document_wish wish = { .type = ID_PASSPORT, .number = PASSPORT, .other = -1 };
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  assert_int_equal(document_add(&request, &resident, &wish, "seen", NULL, &room->problem),
                   TX_NOT_ALLOWED);
  request_end(room->server, &request);
  assert_int_equal(room_count(room, "select count(*) from document"), 0);
}

static void the_second_sees_which_document_it_is_and_later_its_tail_is_left(void **state) {
  struct room *room = *state;
  add_passport(room);
  json_t *out = room_get(room, "GET /v1/requests?all=1", NULL);
  const json_t *one = json_array_get(json_object_get(out, "requests"), 0);
  assert_string_equal(room_text(one, "name"), "张*");
  assert_string_equal(room_text(json_object_get(one, "document"), "id_type"), "护照");
  assert_string_equal(room_text(json_object_get(one, "document"), "tail"), "5678");
  json_decref(out);
}

/* --- two who are one -------------------------------------------------------------------------- */

static int64_t index_by(struct room *room, const char *number) {
  json_t *out = room_get(room, "POST /v1/residents/search", json_pack("{s:s}", "resident", number));
  int64_t index = room_int(json_array_get(json_object_get(out, "residents"), 0), "index");
  json_decref(out);
  return index;
}

static void two_of_a_list_who_are_one_person_are_joined_by_two(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, ROOM_AREA_TEXT);
  say_taken(room, token, OTHER_CARD, "a1", NEGATIVE);
  json_t *asked = room_get(room, "POST " PERSON "/documents", other_card());
  const json_t *wish = json_object_get(json_object_get(asked, "request"), "document");
  assert_int_equal(room_int(wish, "other"), 0); /* the second sees whom it ends */
  assert_int_equal(record_in(room, ROOM_AREA, 0).state, TX_STATE_ACTIVE);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  json_decref(asked);
  assert_int_equal(record_in(room, ROOM_AREA, 0).state, TX_STATE_REVOKED);
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(index_by(room, OTHER_CARD), 1);
  assert_int_equal(index_by(room, CARD), 1);
  say_taken(room, token, OTHER_CARD, "r1", RED);
  assert_int_equal(record_in(room, ROOM_AREA, 1).health, TX_HEALTH_RED);
}

static void what_restrains_the_one_restrains_both_once_they_are_joined(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, ROOM_AREA_TEXT);
  say_taken(room, token, OTHER_CARD, "r1", RED);
  assert_int_equal(add(room, other_card()), TX_OK);
  assert_int_equal(record_in(room, ROOM_AREA, 1).health, TX_HEALTH_RED);
}

static void an_entry_that_was_joined_is_not_issued_to_again(void **state) {
  struct room *room = *state;
  assert_int_equal(add(room, other_card()), TX_OK);
  refused(room,
          room_ask(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes",
                   json_pack("{s:b, s:s}", "reissue", 1, "evidence", "came in person")),
          TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "index 1"));
}

static void who_is_suspended_is_joined_with_nobody(void **state) {
  struct room *room = *state;
  room_set_state(room, 0, "suspended");
  refused(room, room_ask(room, "POST " PERSON "/documents", other_card()), TX_CONFLICT);
}

static void whoever_got_the_document_meanwhile_is_not_joined(void **state) {
  struct room *room = *state;
  json_t *asked = room_get(room, "POST " PERSON "/documents", passport(PASSPORT));
  json_t *first =
      room_get(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/documents", passport(PASSPORT));
  assert_int_equal(feed_decide(room, first, "street", REQUEST_SECOND), TX_OK);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_CONFLICT);
  assert_int_equal(record_in(room, ROOM_AREA, 0).state, TX_STATE_ACTIVE);
  json_decref(asked);
  json_decref(first);
}

/* By accounts of both communities: theirs alone is one of them. */
static void two_of_two_communities_who_are_one_stay_in_both_and_share_what_is_known(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, "610113000000");
  live_next_door(room, "张三");
  say_taken(room, token, PASSPORT, "a1", NEGATIVE);
  room_sql(room, "update account set area = 610113001001 where login in ('office', 'street')");
  refused(room, room_ask(room, "POST " PERSON "/documents", passport(PASSPORT)), TX_NOT_ALLOWED);
  room_sql(room, "update account set area = 610113001000 where login = 'office'");
  assert_int_equal(add(room, passport(PASSPORT)), TX_NOT_ALLOWED);
  room_sql(room, "update account set area = 610113001000 where login = 'street'");
  assert_int_equal(add(room, passport(PASSPORT)), TX_OK);
  feed_settle(room);
  feed_settle(room);
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_in(room, NEIGHBOUR, 0).state, TX_STATE_ACTIVE);
  say_taken(room, token, CARD, "r1", RED);
  assert_int_equal(record_in(room, NEIGHBOUR, 0).health, TX_HEALTH_RED);
  say_taken(room, token, PASSPORT, "p1", POSITIVE);
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_POSITIVE);
}

/* --- accounts --------------------------------------------------------------------------------- */

static json_t *ask_account(struct room *room, const char *login, const char *number) {
  return room_ask(room, "POST /v1/accounts",
                  json_pack("{s:s, s:s, s:[s], s:s}", "login", login, "body", "health", "roles",
                            "clerk", "id_number", number));
}

static void make_account(struct room *room, const char *login, const char *number) {
  json_t *asked = ask_account(room, login, number);
  if (!asked) fail_msg("%s", room->problem.en);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  json_decref(asked);
}

static void an_official_of_two_documents_has_one_account(void **state) {
  struct room *room = *state;
  add_passport(room);
  json_t *asked = ask_account(room, "zhang", CARD);
  refused(room, ask_account(room, "zhang-2", PASSPORT), TX_CONFLICT); /* it is asked for */
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  json_decref(asked);
  refused(room, ask_account(room, "zhang-2", PASSPORT), TX_CONFLICT);
  make_account(room, "li", OTHER_CARD); /* somebody else's */
}

static void documents_of_two_accounts_become_one_person_s_once_one_has_ended(void **state) {
  struct room *room = *state;
  make_account(room, "zhang", CARD);
  make_account(room, "zhang-2", OTHER_CARD);
  assert_int_equal(add(room, other_card()), TX_CONFLICT);
  assert_int_equal(record_in(room, ROOM_AREA, 0).state, TX_STATE_ACTIVE);
  room_sql(room, "update account set ended_at = 1 where login = 'zhang-2'");
  assert_int_equal(add(room, other_card()), TX_OK);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(one_alone_adds_no_document),
    WITH_BODIES(the_second_sees_which_document_it_is_and_later_its_tail_is_left),
    WITH_BODIES(two_of_a_list_who_are_one_person_are_joined_by_two),
    WITH_BODIES(what_restrains_the_one_restrains_both_once_they_are_joined),
    WITH_BODIES(an_entry_that_was_joined_is_not_issued_to_again),
    WITH_BODIES(who_is_suspended_is_joined_with_nobody),
    WITH_BODIES(whoever_got_the_document_meanwhile_is_not_joined),
    WITH_BODIES(two_of_two_communities_who_are_one_stay_in_both_and_share_what_is_known),
    WITH_BODIES(an_official_of_two_documents_has_one_account),
    WITH_BODIES(documents_of_two_accounts_become_one_person_s_once_one_has_ended),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
