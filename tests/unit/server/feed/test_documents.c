/* SPDX-License-Identifier: Apache-2.0 */
/* A person is one, whatever number of documents: what is said, imported, looked for or applied for
 * under any of them is of that person, in each of their lists. */
#include "feed_room.h"
#include "phone_room.h"

#include "domain/privacy/retention.h"
#include "domain/resident/edit.h"
#include "domain/resident/seat.h"
#include "store/core/areas.h"

#define NEIGHBOUR 610113001002u /* another community of the same street */
#define NEIGHBOUR_TEXT "610113001002"
#define DAY INT64_C(86400)
#define PERSON "/v1/residents/" ROOM_AREA_TEXT "/1"
#define CARD "99010119800307891X" /* of person 1 */
#define PASSPORT "E12345678"

#define NEGATIVE "\"method\":\"single\",\"field\":\"test\",\"value\":\"negative\""
#define RED                                                                                            \
  "\"ground\":\"A3\",\"evidence\":\"XH-17\",\"decided_by\":\"区疾控\",\"confirmed_by\":\"街道\"," \
  "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\""

static json_t *passport(const char *number) {
  return json_pack("{s:s, s:s, s:s}", "id_type", "护照", "id_number", number, "evidence",
                   "本人到场，看过原件");
}

static void add_passport(struct room *room) {
  room_do(room, "POST " PERSON "/documents", passport(PASSPORT));
}

/* The name of person 1's passport among their documents; empty: they have none. */
static void find_passport(struct room *room, char out[32]) {
  size_t i;
  const json_t *one;
  json_t *person = room_get(room, "GET " PERSON "?purpose=papers", NULL);
  *out = '\0';
  json_array_foreach(json_object_get(person, "documents"), i, one) {
    if (strcmp(room_text(one, "id_number"), PASSPORT) == 0)
      snprintf(out, 32, "%s", room_text(one, "document"));
    else
      assert_true(json_is_true(json_object_get(one, "own")));
  }
  json_decref(person);
}

static json_t *remove_passport(struct room *room) {
  char name[32], path[120];
  find_passport(room, name);
  snprintf(path, sizeof path, "DELETE " PERSON "/documents/%s", name);
  return room_ask(room, path, NULL);
}

static void refused(struct room *room, json_t *out, enum tx_reason reason) {
  assert_null(out);
  assert_int_equal(room->problem.reason, reason);
  assert_true(*room->problem.zh && *room->problem.en);
}

/* Person 1 stands in the neighbours' list too, by the same document. */
static void stand_in_both(struct room *room) {
  struct resident other;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &other, &room->problem), TX_OK);
  assert_int_equal(areas_add(request.db, NEIGHBOUR), TX_OK);
  other.area = NEIGHBOUR;
  assert_int_equal(seat_put(&request, &other), TX_OK);
  request_end(room->server, &request);
}

/* Somebody who is registered with the neighbours by the passport alone. */
static void live_next_door(struct room *room, const char *name) {
  struct resident other;
  const struct edit edit = { .texts = { [ROSTER_NAME] = name,
                                        [ROSTER_ID_TYPE] = "护照",
                                        [ROSTER_ID_NUMBER] = PASSPORT,
                                        [ROSTER_UNIT] = "1",
                                        [ROSTER_ROOM] = "101" } };
  struct request request = room_request(room);
  assert_int_equal(areas_add(request.db, NEIGHBOUR), TX_OK);
  assert_int_equal(edit_add(&request, NEIGHBOUR, &edit, &other, &room->problem), TX_OK);
  request_end(room->server, &request);
}

static struct tx_record record_in(struct room *room, uint64_t area, uint32_t index) {
  struct resident found;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, area, index, &found, &room->problem), TX_OK);
  request_end(room->server, &request);
  return tx_record_unpack(found.record);
}

static char *make_feed(struct room *room, const char *area) {
  char sql[100];
  char *token = feed_make(room, "cdc", ROOM_AREA_TEXT, json_pack("[s, s]", "health", "test"));
  snprintf(sql, sizeof sql, "update feed set area = %s where source = 'cdc'", area);
  room_sql(room, sql);
  return token;
}

static json_t *say(struct room *room, const char *token, const char *number, const char *id,
                   const char *members) {
  char line[512];
  snprintf(line, sizeof line, "{\"id_number\":\"%s\",\"id\":\"%s\",\"observed_at\":%lld,%s}\n",
           number, id, (long long)room->now_s - 3600, members);
  json_t *receipt = feed_send(room, "cdc", token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", room->problem.en);
  return receipt;
}

static void say_taken(struct room *room, const char *token, const char *number, const char *id,
                      const char *members) {
  json_t *receipt = say(room, token, number, id, members);
  ASSERT_COUNTS(receipt, 1, 0, 0, 0, 0);
  json_decref(receipt);
}

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

static void a_document_of_somebody_else_is_refused_in_one_sentence(void **state) {
  struct room *room = *state;
  json_t *other = json_pack("{s:s, s:s, s:s}", "id_type", "身份证", "id_number",
                            "990101194912310028", "evidence", "看过");
  refused(room, room_ask(room, "POST " PERSON "/documents", other), TX_CONFLICT);
  assert_non_null(strstr(room->problem.zh, "序号0"));
  add_passport(room);
  refused(room, room_ask(room, "POST " PERSON "/documents", passport(PASSPORT)), TX_CONFLICT);
  refused(room,
          room_ask(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/documents", passport(PASSPORT)),
          TX_CONFLICT);
  refused(room,
          room_ask(room, "POST /v1/residents",
                   json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "李四", "id_type", "护照",
                             "id_number", PASSPORT, "unit", "1", "room", "101")),
          TX_CONFLICT);
  refused(room, room_ask(room, "POST " PERSON "/documents", passport("??")), TX_BAD_ARGUMENT);
  json_t *bare = json_pack("{s:s, s:s}", "id_type", "护照", "id_number", "E87654321");
  refused(room, room_ask(room, "POST " PERSON "/documents", bare), TX_BAD_ARGUMENT);
}

static void somebody_who_stands_in_another_list_is_somebody_else(void **state) {
  struct room *room = *state;
  live_next_door(room, "李四");
  refused(room, room_ask(room, "POST " PERSON "/documents", passport(PASSPORT)), TX_CONFLICT);
  assert_null(strstr(room->problem.zh, "序号"));
}

static void a_person_has_eight_documents(void **state) {
  struct room *room = *state;
  char number[16];
  for (int i = 1; i < 8; i++) {
    snprintf(number, sizeof number, "E1234567%d", i);
    room_do(room, "POST " PERSON "/documents", passport(number));
  }
  refused(room, room_ask(room, "POST " PERSON "/documents", passport("E12345679")), TX_TOO_MANY);
}

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
    WITH_BODIES(a_document_of_somebody_else_is_refused_in_one_sentence),
    WITH_BODIES(somebody_who_stands_in_another_list_is_somebody_else),
    WITH_BODIES(a_person_has_eight_documents),
    WITH_BODIES(what_was_said_under_it_goes_with_a_document),
    WITH_BODIES(a_document_that_restrains_stays),
    WITH_BODIES(that_of_the_roster_stays),
    WITH_BODIES(both_stand_in_the_log_under_the_person),
    WITH_PEOPLE(no_number_rests_in_clear_and_it_dies_with_the_person),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
