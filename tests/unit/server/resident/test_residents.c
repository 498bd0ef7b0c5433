/* SPDX-License-Identifier: Apache-2.0 */
/* One person added, corrected, moved, and found by the first letters of a name. */
#include "phone_room.h"

#include "domain/resident/edit.h"
#include "domain/resident/residency.h"
#include "domain/roster/initials.h"

#define ZHANG "/v1/residents/" ROOM_AREA_TEXT "/1"

static json_t *newcomer(const char *number) {
  return json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "单晓燕", "id_type", "护照", "id_number",
                   number, "unit", "3号楼2单元", "room", "102");
}

static const char *found_by(struct room *room, const char *part) {
  static char text[64];
  size_t i;
  const json_t *one;
  json_t *out = room_get(room, "POST /v1/residents/search", json_pack("{s:s}", "part", part));
  text[0] = '\0';
  json_array_foreach(json_object_get(out, "residents"), i, one) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%lld", used ? " " : "",
             (long long)room_int(one, "index"));
  }
  json_decref(out);
  return text;
}

/* --- added ------------------------------------------------------------------------------------ */

static void who_moves_in_is_added_to_the_household_of_the_room(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST /v1/residents", newcomer("E10000001"));
  assert_int_equal(room_int(out, "index"), 3);
  long long household = room_int(out, "household");
  json_decref(out);
  out = room_get(room, "GET /v1/households?unit=3-2", NULL);
  const json_t *home = json_array_get(json_object_get(out, "households"), 1);
  assert_int_equal(json_array_size(json_object_get(out, "households")), 2);
  assert_string_equal(room_text(home, "room"), "102");
  assert_int_equal(room_int(home, "household"), household);
  assert_int_equal(json_array_size(json_object_get(home, "people")), 2);
  json_decref(out);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/3/passes", json_object());
}

static void nobody_is_added_twice_or_half(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/residents", newcomer("E10000001"));
  assert_null(room_ask(room, "POST /v1/residents", newcomer("E10000001")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_null(room_ask(room, "POST /v1/residents", newcomer("")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_non_null(strstr(room->problem.zh, "“证件号码”"));
  json_t *all = room_get(room, "GET /v1/residents", NULL);
  assert_int_equal(json_array_size(json_object_get(all, "residents")), 4);
  json_decref(all);
}

/* An import counts indexes of its own: what is added meanwhile would have one of them. */
static void an_import_that_goes_on_is_not_crossed(void **state) {
  struct room *room = *state;
  room_sql(room, "insert into import (area, id, kind, state, actor, started_at, rows, total,"
                 " next_index) values (610113001001, 77, 'roster', 'running', 'x', 1, 0, 0, 3)");
  assert_null(room_ask(room, "POST /v1/residents", newcomer("E10000001")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  room_sql(room, "delete from import where id = 77");
  room_do(room, "POST /v1/residents", newcomer("E10000001"));
}

static void who_was_added_after_applying_can_be_approved(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  json_t *form = newcomer("E10000001");
  long long id = phone_apply_to(&phone, form, "waiting");
  room_do(room, "POST /v1/residents", newcomer("E10000001"));
  char what[96];
  snprintf(what, sizeof what, "POST /v1/applications/" ROOM_AREA_TEXT "/%lld/decisions", id);
  room_do(room, what, json_pack("{s:s, s:s}", "decision", "approve", "words", "看过租房合同"));
  json_t *me = phone_me(&phone);
  assert_int_equal(room_int(phone_first(me, "passes"), "index"), 3);
  json_decref(me);
}

/* --- changed ---------------------------------------------------------------------------------- */

static void what_is_not_given_stays(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "PATCH " ZHANG, json_pack("{s:s}", "phone", "13900000001"));
  assert_string_equal(room_text(out, "name"), "张三");
  assert_string_equal(room_text(out, "room"), "102");
  assert_string_equal(room_text(out, "phone"), "13900000001");
  json_decref(out);
  assert_string_equal(found_by(room, "13900000001"), "1");
}

/* Two clerks at one record: the second to save is told, and nothing of the first is lost. */
static void who_read_an_older_entry_writes_nothing(void **state) {
  struct room *room = *state;
  struct resident first, second;
  struct host_problem problem = { 0 };
  const struct edit phone = { .texts = { [ROSTER_PHONE] = "13900000001" } };
  const struct edit flat = { .texts = { [ROSTER_ROOM] = "101" } };
  char before[EDIT_VERSION_SIZE], after[EDIT_VERSION_SIZE];
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &first, &problem), TX_OK);
  second = first;
  edit_version(&first, before);
  assert_int_equal(edit_change(&request, &phone, &first, &problem), TX_OK);
  edit_version(&first, after);
  assert_string_not_equal(before, after);
  assert_int_equal(edit_change(&request, &flat, &second, &problem), TX_CONFLICT);
  assert_non_null(strstr(problem.en, "Somebody else"));
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &second, &problem), TX_OK);
  assert_string_equal(second.person.phone, "13900000001");
  assert_string_equal(second.person.room, "102");
  request_end(room->server, &request);
}

static void who_moves_to_another_room_joins_that_household(void **state) {
  struct room *room = *state;
  room_do(room, "PATCH " ZHANG, json_pack("{s:s}", "room", "101"));
  json_t *out = room_get(room, "GET /v1/households", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "households")), 1);
  json_decref(out);
}

static void a_document_does_not_become_another(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "PATCH " ZHANG,
                       json_pack("{s:s, s:s}", "id_type", "护照", "id_number", "E10000001")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_null(room_ask(room, "PATCH " ZHANG, json_pack("{s:s}", "birth_date", "1999-01-01")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
}

/* --- found ------------------------------------------------------------------------------------ */

static void people_are_found_by_the_first_letters_of_their_names(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/residents", newcomer("E10000001"));
  assert_string_equal(found_by(room, "wxy"), "0");
  assert_string_equal(found_by(room, "ZS"), "1");
  assert_string_equal(found_by(room, "aygl"), "2");
  assert_string_equal(found_by(room, "sxy"), "3"); /* 单, a surname, is read Shan … */
  assert_string_equal(found_by(room, "dxy"), "3"); /* … and a word, Dan */
  assert_string_equal(found_by(room, "sxy 102"), "3");
  assert_string_equal(found_by(room, "qq"), "");
}

static void surnames_of_two_readings_are_found_by_either(UNUSED void **state) {
  static const struct {
    const char *name, *one, *other;
  } rows[] = {
    { "单田芳", "stf", "dtf" }, { "曾志伟", "zzw", "czw" }, { "区志明", "ozm", "qzm" },
    { "仇和", "qh", "ch" },     { "解晓东", "xxd", "jxd" }, { "查良镛", "zly", "cly" },
    { "翟天", "zt", "dt" },     { "覃海洋", "qhy", "thy" }, { "朴树", "ps", "ps" },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    ASSERT_ROW(initials_match(rows[i].name, rows[i].one), rows[i].name);
    ASSERT_ROW(initials_match(rows[i].name, rows[i].other), rows[i].name);
    ASSERT_ROW(!initials_match(rows[i].name, "vvv"), rows[i].name);
  }
}

static void initials_are_of_letters_whatever_the_name_holds(UNUSED void **state) {
  assert_true(initials_match("阿依古丽·买买提", "aglmmt") == false);
  assert_true(initials_match("阿依古丽·买买提", "ayglmmt"));
  assert_true(initials_match("John 张", "johnz"));
  assert_false(initials_match("张三", ""));
  assert_false(initials_match("张三", "z3"));
  assert_false(initials_match("张三", "zsx"));
  assert_false(initials_match("\xe5\xbc", "z")); /* cut in the middle */
  assert_false(initials_match("\xf0\xa0\x80\x80", "z"));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(who_moves_in_is_added_to_the_household_of_the_room),
    WITH_PEOPLE(nobody_is_added_twice_or_half),
    WITH_PEOPLE(an_import_that_goes_on_is_not_crossed),
    WITH_PEOPLE(who_was_added_after_applying_can_be_approved),
    WITH_PEOPLE(what_is_not_given_stays),
    WITH_PEOPLE(who_read_an_older_entry_writes_nothing),
    WITH_PEOPLE(who_moves_to_another_room_joins_that_household),
    WITH_PEOPLE(a_document_does_not_become_another),
    WITH_PEOPLE(people_are_found_by_the_first_letters_of_their_names),
    PROMISE(surnames_of_two_readings_are_found_by_either),
    PROMISE(initials_are_of_letters_whatever_the_name_holds),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
