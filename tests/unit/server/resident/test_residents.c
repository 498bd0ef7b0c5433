/* SPDX-License-Identifier: Apache-2.0 */
/* One person added, corrected, moved, and found by the first letters of a name. */
#include "phone_room.h"

#include "domain/resident/edit.h"
#include "domain/resident/residency.h"
#include "domain/roster/initials.h"
#include "model/bulk.h"

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

#define HOMES 400
#define DORMITORY 1100 /* more than a page */

/* Beside those of the roster. */
static void move_in(struct room *room, const char *unit, int people, int a_home) {
  char *csv = NULL, sql[200];
  size_t n = 0;
  snprintf(sql, sizeof sql,
           "insert into bulk (login, what, area, request, at, people)"
           " values ('office', %d, " ROOM_AREA_TEXT ", 1, %lld, %d)",
           BULK_ADD, (long long)room->now_s, people);
  room_sql(room, sql); /* as if another body had seconded it */
  FILE *out = open_memstream(&csv, &n);
  fputs("姓名,证件类型,证件号码,楼栋,房号\n", out);
  for (int i = 0; i < people; i++)
    fprintf(out, "李四,护照,E2%s%06d,%s,%d\n", unit, i, unit, 1000 + i / a_home);
  fclose(out);
  json_decref(room_send(room, "POST /v1/imports", "text/csv", tx_span_of((uint8_t *)csv, n)));
  free(csv);
}

/* Those of a building; how many pages it took. */
static size_t read_homes(struct room *room, const char *unit, size_t out[HOMES], size_t *homes) {
  char path[80];
  size_t i, pages = 0;
  const json_t *home;
  *homes = 0;
  for (long long from = 0; from >= 0; pages++) {
    snprintf(path, sizeof path, "GET /v1/households?unit=%s&from=%lld", unit, from);
    json_t *page = room_get(room, path, NULL);
    json_array_foreach(json_object_get(page, "households"), i, home) out[(*homes)++] =
        json_array_size(json_object_get(home, "people"));
    from = json_object_get(page, "next") ? room_int(page, "next") : -1;
    json_decref(page);
  }
  return pages;
}

static void a_household_is_whole_on_a_page_and_comes_once(void **state) {
  size_t people[HOMES], homes = 0;
  move_in(*state, "9", HOMES * 3, 3);
  assert_int_equal(read_homes(*state, "9", people, &homes), 2);
  assert_int_equal(homes, HOMES);
  for (size_t i = 0; i < homes; i++)
    assert_int_equal(people[i], 3);
  assert_int_equal(read_homes(*state, "7", people, &homes), 1);
  assert_int_equal(homes, 0);
}

static void a_household_of_more_than_a_page_goes_on_on_the_next(void **state) {
  size_t people[HOMES], homes = 0;
  move_in(*state, "8", DORMITORY, DORMITORY);
  assert_int_equal(read_homes(*state, "8", people, &homes), 2);
  assert_int_equal(homes, 2);
  assert_int_equal(people[0] + people[1], DORMITORY);
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
    WITH_PEOPLE(a_household_is_whole_on_a_page_and_comes_once),
    WITH_PEOPLE(a_household_of_more_than_a_page_goes_on_on_the_next),
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
