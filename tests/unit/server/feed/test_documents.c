/* SPDX-License-Identifier: Apache-2.0 */
/* A person is one, whatever number of documents: what is said, imported, looked for or applied for
 * under any of them is of that person, in each of their lists. */
#include "documents_room.h"

/* --- what feeds say --------------------------------------------------------------------------- */

static void a_result_under_the_passport_reaches_the_person_and_both_lists(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, "610113000000");
  stand_in_both(room);
  feed_settle(room);
  add_passport(room);
  say_taken(room, token, PASSPORT, "a1", NEGATIVE);
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_in(room, NEIGHBOUR, 1).test, TX_TEST_NEGATIVE);
}

/* There they are known by the passport alone. */
static void a_home_that_comes_later_is_reached_by_each_document(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, "610113000000");
  say_taken(room, token, CARD, "a1", NEGATIVE);
  add_passport(room);
  live_next_door(room, "张三");
  feed_settle(room);
  feed_settle(room);
  assert_int_equal(record_in(room, NEIGHBOUR, 0).test, TX_TEST_NEGATIVE);
  say_taken(room, token, CARD, "r1", RED);
  assert_int_equal(record_in(room, NEIGHBOUR, 0).health, TX_HEALTH_RED);
  assert_int_equal(record_in(room, ROOM_AREA, 1).health, TX_HEALTH_RED);
}

static void what_was_kept_aside_counts_once_the_document_is_known(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, ROOM_AREA_TEXT);
  json_t *receipt = say(room, token, PASSPORT, "a1", NEGATIVE);
  assert_int_equal(room_int(receipt, "aside"), 1);
  json_decref(receipt);
  add_passport(room);
  feed_settle(room);
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(room_count(room, "select count(*) from unmatched"), 0);
}

/* Or one alone could turn somebody red by the number of somebody who is. */
static void what_restrains_and_was_kept_aside_waits_for_two(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, ROOM_AREA_TEXT);
  json_decref(say(room, token, PASSPORT, "r1", RED));
  add_passport(room);
  feed_settle(room);
  assert_int_equal(record_in(room, ROOM_AREA, 1).health, TX_HEALTH_UNKNOWN);
  json_t *out = room_get(room, "GET /v1/requests", NULL);
  const json_t *one = json_array_get(json_object_get(out, "requests"), 0);
  assert_string_equal(room_text(one, "act"), "held");
  json_decref(out);
}

/* --- whoever is looked for -------------------------------------------------------------------- */

#define HEADING "姓名,证件类型,证件号码,电话,楼栋,房号\n"

static void a_row_by_any_document_is_of_the_one_person(void **state) {
  struct room *room = *state;
  static const char csv[] = HEADING "张三,护照," PASSPORT ",13900000009,3-2,102\n"
                                    "张三,身份证," CARD ",13900000008,3-2,102\n";
  add_passport(room);
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(csv));
  assert_int_equal(room_int(out, "added"), 0);
  assert_int_equal(room_int(out, "updated"), 1);
  assert_int_equal(room_int(out, "refused"), 1); /* the same person twice */
  json_decref(out);
  out = room_get(room, "GET " PERSON "?purpose=papers", NULL);
  assert_string_equal(room_text(out, "phone"), "13900000009");
  assert_string_equal(room_text(out, "id_number"), CARD);
  json_decref(out);
  assert_int_equal(room_count(room, "select count(*) from resident"), 3);
}

static void whoever_is_looked_for_by_any_document_is_found(void **state) {
  struct room *room = *state;
  add_passport(room);
  json_t *out =
      room_get(room, "POST /v1/residents/search", json_pack("{s:s}", "resident", PASSPORT));
  assert_int_equal(room_int(json_array_get(json_object_get(out, "residents"), 0), "index"), 1);
  json_decref(out);
}

static void who_applies_by_any_document_is_matched(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  char code[16];
  add_passport(room);
  phone_code(room, 1, false, code);
  json_t *form = phone_change(phone_form(1, code), "id_number", PASSPORT);
  (void)phone_apply_to(&phone, phone_change(form, "id_type", "护照"), "approved");
}

/* --- added, removed --------------------------------------------------------------------------- */

static void what_is_no_further_document_is_refused_in_one_sentence(void **state) {
  struct room *room = *state;
  add_passport(room);
  refused(room, room_ask(room, "POST " PERSON "/documents", passport(PASSPORT)), TX_CONFLICT);
  refused(room,
          room_ask(room, "POST /v1/residents",
                   json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "李四", "id_type", "护照",
                             "id_number", PASSPORT, "unit", "1", "room", "101")),
          TX_CONFLICT);
  refused(room, room_ask(room, "POST " PERSON "/documents", passport("??")), TX_BAD_ARGUMENT);
  json_t *bare = json_pack("{s:s, s:s}", "id_type", "护照", "id_number", "E87654321");
  refused(room, room_ask(room, "POST " PERSON "/documents", bare), TX_BAD_ARGUMENT);
}

static void a_person_has_eight_documents(void **state) {
  struct room *room = *state;
  char number[16];
  for (int i = 1; i < 8; i++) {
    snprintf(number, sizeof number, "E1234567%d", i);
    assert_int_equal(add(room, passport(number)), TX_OK);
  }
  refused(room, room_ask(room, "POST " PERSON "/documents", passport("E12345679")), TX_TOO_MANY);
}

/* --- taken away ------------------------------------------------------------------------------- */

static void what_was_said_under_it_goes_with_a_document(void **state) {
  struct room *room = *state;
  char name[32];
  HOST_FREE char *token = make_feed(room, ROOM_AREA_TEXT);
  add_passport(room);
  say_taken(room, token, PASSPORT, "a1", NEGATIVE);
  json_decref(remove_passport(room));
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_NONE);
  find_passport(room, name);
  assert_string_equal(name, "");
  refused(room, room_ask(room, "DELETE " PERSON "/documents/0123456789abcdef", NULL), TX_NOT_FOUND);
  json_t *receipt = say(room, token, PASSPORT, "a2", NEGATIVE);
  assert_int_equal(room_int(receipt, "aside"), 1);
  json_decref(receipt);
  add_passport(room);
  assert_int_equal(record_in(room, ROOM_AREA, 1).test, TX_TEST_NEGATIVE);
}

/* A restraint ends by its source. */
static void a_document_that_restrains_stays(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_feed(room, ROOM_AREA_TEXT);
  add_passport(room);
  say_taken(room, token, PASSPORT, "r1", RED);
  refused(room, remove_passport(room), TX_CONFLICT);
  assert_int_equal(record_in(room, ROOM_AREA, 1).health, TX_HEALTH_RED);
}

static void that_of_the_roster_stays(void **state) {
  struct room *room = *state;
  char path[120];
  add_passport(room);
  json_t *out = room_get(room, "GET " PERSON "?purpose=papers", NULL);
  size_t i;
  const json_t *one;
  *path = '\0';
  json_array_foreach(json_object_get(out, "documents"), i,
                     one) if (json_is_true(json_object_get(one, "own")))
      snprintf(path, sizeof path, "DELETE " PERSON "/documents/%s", room_text(one, "document"));
  json_decref(out);
  refused(room, room_ask(room, path, NULL), TX_CONFLICT);
}

static void both_stand_in_the_log_under_the_person(void **state) {
  struct room *room = *state;
  add_passport(room);
  json_decref(remove_passport(room));
  assert_int_equal(room_count(room, "select count(*) from audit where subject = 1 and action in "
                                    "('document added', 'document removed')"),
                   2);
}

/* --- at rest ---------------------------------------------------------------------------------- */

static void no_number_rests_in_clear_and_it_dies_with_the_person(void **state) {
  struct room *room = *state;
  add_passport(room);
  assert_int_equal(room_count(room, "select count(*) from document"), 2);
  assert_int_equal(room_count(room, "select count(*) from directory"), 4);
  struct request request = room_request(room);
  DB_ROWS rows = db_select(request.db, "select sealed, id_hash from document", DB_NONE);
  while (db_next(&rows))
    for (int column = 0; column < 2; column++) {
      const struct tx_span held = db_column_bytes(&rows, column);
      assert_null(memmem(held.p, held.n, PASSPORT, strlen(PASSPORT)));
      assert_null(memmem(held.p, held.n, CARD, strlen(CARD)));
    }
  db_rows_finish(&rows);
  request_end(room->server, &request);
  room_set_state(room, 1, "revoked");
  room->now_s = ROOM_NOW + 28 * DAY + 1;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_int_equal(retention_run_statements(room->server, room->now_s), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from document"), 0);
  assert_int_equal(room_count(room, "select count(*) from directory"), 2);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_result_under_the_passport_reaches_the_person_and_both_lists),
    WITH_BODIES(a_home_that_comes_later_is_reached_by_each_document),
    WITH_BODIES(what_was_kept_aside_counts_once_the_document_is_known),
    WITH_BODIES(what_restrains_and_was_kept_aside_waits_for_two),
    WITH_BODIES(a_row_by_any_document_is_of_the_one_person),
    WITH_BODIES(whoever_is_looked_for_by_any_document_is_found),
    WITH_BODIES(who_applies_by_any_document_is_matched),
    WITH_BODIES(what_is_no_further_document_is_refused_in_one_sentence),
    WITH_BODIES(a_person_has_eight_documents),
    WITH_BODIES(what_was_said_under_it_goes_with_a_document),
    WITH_BODIES(a_document_that_restrains_stays),
    WITH_BODIES(that_of_the_roster_stays),
    WITH_BODIES(both_stand_in_the_log_under_the_person),
    WITH_BODIES(no_number_rests_in_clear_and_it_dies_with_the_person),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
