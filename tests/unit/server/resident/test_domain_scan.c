/* SPDX-License-Identifier: Apache-2.0 */
/* What no hash can find is found by opening an area in memory. */
#include "server_room.h"

#define HEADING "姓名,证件类型,证件号码,电话,楼栋,房号\n"
#define ROSTER                                                                                     \
  HEADING "王秀英,护照,E10000001,13800000001,10号楼,501室\n"                               \
          "张秀兰,护照,E10000002,13800000002,3-2,101\n"                                       \
          "李秀英,护照,E10000003,13900000003,3-2,1002\n"                                      \
          "王建国,护照,E10000004,,3栋,201\n"

static void fill(struct room *room) {
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(ROSTER));
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "added"), 4);
  json_decref(out);
}

/* The indexes that are found, in their order: "0 2". */
static const char *indexes(struct room *room, json_t *question, bool *more) {
  static char text[64];
  size_t i;
  const json_t *one;
  json_t *out = room_get(room, "POST /v1/residents/search", question);
  text[0] = '\0';
  json_array_foreach(json_object_get(out, "residents"), i, one) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%lld", used ? " " : "",
             (long long)room_int(one, "index"));
  }
  if (more) *more = json_is_true(json_object_get(out, "more"));
  json_decref(out);
  return text;
}

static const char *parts(struct room *room, const char *part) {
  return indexes(room, json_pack("{s:s}", "part", part), NULL);
}

static void part_of_a_name_finds_all_who_have_it(void **state) {
  struct room *room = *state;
  fill(room);
  assert_string_equal(parts(room, "秀英"), "0 2");
  assert_string_equal(parts(room, "王"), "0 3");
  assert_string_equal(parts(room, "欧阳"), "");
}

static void a_building_and_a_room_are_found_however_they_are_written(void **state) {
  struct room *room = *state;
  fill(room);
  assert_string_equal(parts(room, "10栋"), "0");
  assert_string_equal(parts(room, "3#"), "3");
  assert_string_equal(parts(room, "3号楼2单元"), "1 2");
  assert_string_equal(parts(room, "3-2 1002室"), "2");
  assert_string_equal(parts(room, "501"), "0");
}

static void a_tail_and_part_of_a_telephone_find_their_owner(void **state) {
  struct room *room = *state;
  fill(room);
  assert_string_equal(parts(room, "0003"), "2");
  assert_string_equal(parts(room, "1390000"), "2");
  assert_string_equal(parts(room, "秀 138"), "0 1");
}

/* Somebody whose seal is broken: whoever opened the area for it would fail. */
static void break_another_seal(struct room *room) {
  room_sql(room, "update resident set sealed = (select sealed from resident where idx = 3)"
                 " where idx = 2");
}

static void a_whole_telephone_is_found_by_its_hash(void **state) {
  struct room *room = *state;
  fill(room);
  break_another_seal(room);
  assert_string_equal(parts(room, "13800000001"), "0");
  assert_string_equal(parts(room, "+86 138-0000-0002"), "1");
  assert_null(room_ask(room, "POST /v1/residents/search", json_pack("{s:s}", "part", "1380000")));
}

/* The one that is asked for by it: {"resident": …}. */
static int64_t owner_of(struct room *room, const char *phone) {
  json_t *out = room_ask(room, "POST /v1/residents/search", json_pack("{s:s}", "resident", phone));
  int64_t index =
      out ? room_int(json_array_get(json_object_get(out, "residents"), 0), "index") : -1;
  json_decref(out);
  return index;
}

static void a_telephone_names_its_owner_and_of_several_none(void **state) {
  struct room *room = *state;
  fill(room);
  assert_int_equal(owner_of(room, "139 0000 0003"), 2);
  assert_int_equal(owner_of(room, "13900000009"), -1);
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  json_decref(room_get(room, "PATCH /v1/residents/" ROOM_AREA_TEXT "/3",
                       json_pack("{s:s}", "phone", "13900000003")));
  assert_int_equal(owner_of(room, "13900000003"), -1);
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "2, 3"));
  assert_string_equal(parts(room, "13900000003"), "2 3");
}

#define CHANGED                                                                                    \
  HEADING "王秀英,护照,E10000001,13811111111,10号楼,501室\n"                               \
          "张秀兰,护照,E10000002,,3-2,101\n"

static void
a_roster_that_changes_a_telephone_changes_what_is_found_and_its_undoing_back(void **state) {
  struct room *room = *state;
  fill(room);
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(CHANGED));
  if (!out) fail_msg("%s", room->problem.en);
  char undo[96];
  snprintf(undo, sizeof undo, "POST /v1/imports/" ROOM_AREA_TEXT "/%lld/undo",
           (long long)room_int(out, "import"));
  json_decref(out);
  assert_string_equal(parts(room, "13811111111"), "0");
  assert_string_equal(parts(room, "13800000001"), "");
  json_decref(room_get(room, undo, NULL));
  assert_string_equal(parts(room, "13811111111"), "");
  assert_string_equal(parts(room, "13800000001"), "0");
}

static void who_was_here_before_there_were_hashes_is_found_by_them_after_a_start(void **state) {
  struct room *room = *state;
  fill(room);
  room_sql(room, "update resident set phone_hash = null;"
                 "update setting set value = 'due' where name = 'telephones'");
  assert_int_equal(owner_of(room, "13800000001"), -1);
  room_close_office(room);
  room_open_office(room);
  assert_int_equal(owner_of(room, "13800000001"), 0);
  assert_int_equal(owner_of(room, "13900000003"), 2);
  room_sql(room, "update resident set phone_hash = null");
  room_close_office(room);
  room_open_office(room);
  assert_int_equal(owner_of(room, "13800000001"), -1); /* once in a database's life */
}

static void places_and_names_sort_as_people_read_them(void **state) {
  struct room *room = *state;
  bool more = false;
  fill(room);
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "", "sort", "place"), NULL),
                      "3 1 2 0");
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "秀", "sort", "name"), NULL),
                      "1 2 0");
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "秀", "sort", "-name"), NULL),
                      "0 2 1");
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "秀", "sort", "-index"), NULL),
                      "2 1 0");
  assert_string_equal(
      indexes(room, json_pack("{s:s, s:s, s:i}", "part", "", "sort", "place", "limit", 2), &more),
      "3 1");
  assert_true(more);
}

static void people_are_sorted_by_state_and_by_when_they_were_entered(void **state) {
  struct room *room = *state;
  fill(room);
  room_set_state(room, 1, "suspended");
  room_set_state(room, 2, "revoked");
  room_sql(room, "update resident set created_at = created_at - 60 where idx = 3");
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "", "sort", "state"), NULL),
                      "0 3 1 2");
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "秀", "sort", "-state"), NULL),
                      "2 1 0");
  assert_string_equal(indexes(room, json_pack("{s:s, s:s}", "part", "", "sort", "time"), NULL),
                      "3 0 1 2");
}

/* A table of any length is read where it is looked at. */
static void a_list_goes_on_from_where_somebody_looks(void **state) {
  struct room *room = *state;
  bool more = true;
  fill(room);
  json_t *question =
      json_pack("{s:s, s:s, s:i, s:i}", "part", "", "sort", "place", "from", 2, "limit", 9);
  json_t *out = room_get(room, "POST /v1/residents/search", json_incref(question));
  assert_int_equal(room_int(out, "count"), 4);
  json_decref(out);
  assert_string_equal(indexes(room, question, &more), "2 0");
  assert_false(more);
}

static void who_is_found_is_shown_masked(void **state) {
  struct room *room = *state;
  fill(room);
  json_t *out = room_get(room, "POST /v1/residents/search", json_pack("{s:s}", "part", "秀兰"));
  const json_t *one = json_array_get(json_object_get(out, "residents"), 0);
  assert_string_equal(room_text(one, "name"), "张*兰");
  json_decref(out);
}

static void a_sort_that_is_none_is_refused_in_words(void **state) {
  struct room *room = *state;
  fill(room);
  assert_null(room_ask(room, "POST /v1/residents/search",
                       json_pack("{s:s, s:s}", "part", "", "sort", "age")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_non_null(strstr(room->problem.en, "place"));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(part_of_a_name_finds_all_who_have_it),
    IN_A_ROOM(a_building_and_a_room_are_found_however_they_are_written),
    IN_A_ROOM(a_tail_and_part_of_a_telephone_find_their_owner),
    IN_A_ROOM(a_whole_telephone_is_found_by_its_hash),
    IN_A_ROOM(a_telephone_names_its_owner_and_of_several_none),
    IN_A_ROOM(a_roster_that_changes_a_telephone_changes_what_is_found_and_its_undoing_back),
    IN_A_ROOM(who_was_here_before_there_were_hashes_is_found_by_them_after_a_start),
    IN_A_ROOM(places_and_names_sort_as_people_read_them),
    IN_A_ROOM(people_are_sorted_by_state_and_by_when_they_were_entered),
    IN_A_ROOM(a_list_goes_on_from_where_somebody_looks),
    IN_A_ROOM(who_is_found_is_shown_masked),
    IN_A_ROOM(a_sort_that_is_none_is_refused_in_words),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
