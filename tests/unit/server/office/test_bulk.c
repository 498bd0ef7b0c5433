/* SPDX-License-Identifier: Apache-2.0 */
/* What one account alone does to many people: twenty a day of each kind, by every door; the rest
 * once another body has seconded it. */
#include "bodies_room.h"

#include "domain/privacy/retention.h"

#define DAY 86400

/* --- a community ------------------------------------------------------------------------------ */

/* People first to first + count - 1, whose passports tell them apart. */
static json_t *import_people(struct room *room, int first, int count) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  assert_non_null(out);
  fprintf(out, "姓名,证件类型,证件号码,楼栋,房号\n");
  for (int i = first; i < first + count; i++)
    fprintf(out, "李四,护照,E%08d,5-1,%d\n", i, 100 + i);
  fclose(out);
  json_t *answer = room_send(room, "POST /v1/imports", "text/csv", tx_span_of(text, n));
  free(text);
  return answer;
}

static void must_import(struct room *room, int first, int count) {
  json_t *out = import_people(room, first, count);
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "added"), count);
  json_decref(out);
}

static int64_t people(struct room *room) {
  return room_count(room, "select count(*) from resident_now");
}
static int64_t passes(struct room *room) {
  return room_count(room, "select count(*) from issue");
}

static bool issue(struct room *room, int index, bool again) {
  char what[96];
  snprintf(what, sizeof what, "POST /v1/residents/" ROOM_AREA_TEXT "/%d/passes", index);
  json_t *out =
      room_ask(room, what,
               json_pack("{s:b, s:s}", "reissue", again, "evidence", again ? "at the desk" : ""));
  json_decref(out);
  return out != NULL;
}

static bool issue_all(struct room *room, bool again) {
  json_t *out = room_ask(room, "POST /v1/passes", json_pack("{s:b}", "reissue", again));
  json_decref(out);
  return out != NULL;
}

static bool add_one(struct room *room, int number) {
  char document[16], flat[16];
  snprintf(document, sizeof document, "G%08d", number);
  snprintf(flat, sizeof flat, "%d", 100 + number);
  json_t *out = room_ask(room, "POST /v1/residents",
                         json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "赵六", "id_type", "护照",
                                   "id_number", document, "unit", "7-1", "room", flat));
  json_decref(out);
  return out != NULL;
}

static bool refused(const struct room *room, const char *left) {
  return room->problem.reason == TX_NOT_ALLOWED && strstr(room->problem.en, left) &&
         strstr(room->problem.zh, "request bulk");
}

/* --- requests --------------------------------------------------------------------------------- */

static struct request_in bulk_of(const struct bulk_wish *wish) {
  return (struct request_in){ .act = REQUEST_BULK,
                              .area = ROOM_AREA,
                              .bulk = wish,
                              .ground = "",
                              .evidence = "",
                              .words = "new building" };
}

static void ask(struct room *room, enum bulk_what what, int64_t count, struct request_row *row) {
  const struct bulk_wish wish = { what, count };
  const struct request_in in = bulk_of(&wish);
  if (ask_as(room, "office", &in, row) != TX_OK) fail_msg("%s", room->problem.en);
}

static void allow(struct room *room, enum bulk_what what, int64_t count) {
  struct request_row row;
  ask(room, what, count, &row);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
}

/* --- people added ----------------------------------------------------------------------------- */

static void one_account_imports_twenty_people_a_day(void **state) {
  struct room *room = *state;
  int64_t before = people(room); /* three, imported today */
  assert_null(import_people(room, 0, 18));
  assert_true(refused(room, "17 are left, 0 of what was seconded, and this is 18"));
  assert_int_equal(people(room), before); /* and nothing of it stays */
  must_import(room, 0, 17);
  assert_null(import_people(room, 50, 1));
  room->now_s += DAY + 1;
  must_import(room, 50, 20);
}

static void people_added_one_by_one_are_the_same_twenty(void **state) {
  struct room *room = *state;
  must_import(room, 0, 15);
  assert_true(add_one(room, 1));
  assert_true(add_one(room, 2));
  assert_false(add_one(room, 3));
  assert_true(refused(room, "0 are left"));
}

static void another_body_seconds_an_import_and_its_passes_are_that_act(void **state) {
  struct room *room = *state;
  struct request_row row;
  ask(room, BULK_ADD, 40, &row);
  assert_null(import_people(room, 0, 40)); /* not before */
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  must_import(room, 0, 40);
  assert_null(import_people(room, 50, 18)); /* it was for forty, once */
  room->now_s += 30 * DAY;
  assert_true(issue_all(room, false)); /* and the three of before */
  assert_int_equal(passes(room), 43);
}

static void what_was_seconded_holds_for_a_day_and_for_who_asked(void **state) {
  struct room *room = *state;
  allow(room, BULK_ADD, 40);
  room_sql(room, "update bulk set login = 'clerk' where request > 0");
  assert_null(import_people(room, 0, 40));
  room_sql(room, "update bulk set login = 'office'");
  room->now_s += DAY;
  assert_null(import_people(room, 0, 40));
  room->now_s -= 1;
  must_import(room, 0, 40);
}

/* --- passes ----------------------------------------------------------------------------------- */

/* Twenty people of whom nobody but the account says that they are there. */
static void fill(struct room *room) {
  room->now_s += DAY + 1;
  must_import(room, 0, 20);
  room->now_s += DAY + 1;
  must_import(room, 20, 10);
}

static void one_account_issues_to_twenty_people_a_day(void **state) {
  struct room *room = *state;
  fill(room);
  assert_false(issue_all(room, false));
  assert_true(refused(room, "20 are left, 0 of what was seconded, and this is 33"));
  assert_int_equal(passes(room), 0); /* all of them, or none */
  for (int i = 0; i < 20; i++)
    assert_true(issue(room, i, false));
  assert_false(issue(room, 20, false));
  assert_true(refused(room, "0 are left"));
  allow(room, BULK_PASSES, 0); /* as many as there are */
  assert_true(issue_all(room, false));
  assert_int_equal(passes(room), 33);
}

static void passes_made_to_die_are_counted_of_everybody(void **state) {
  struct room *room = *state;
  allow(room, BULK_ADD, 40);
  must_import(room, 0, 40);
  assert_true(issue_all(room, false));
  assert_false(issue_all(room, true));
  assert_true(refused(room, "this is 43"));
  allow(room, BULK_PASSES, 43);
  assert_true(issue_all(room, true));
  assert_int_equal(passes(room), 86);
  for (int i = 0; i < 17; i++) /* three came alone */
    assert_true(issue(room, 3 + i, true));
  assert_false(issue(room, 30, true));
}

/* S8: nobody is kept out by a pass that is made anew and kept in a drawer. */
static void a_pass_that_opens_gates_is_not_replaced_unasked(void **state) {
  static const char passes_of_one[] = "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes";
  struct room *room = *state;
  assert_true(issue(room, 1, false));
  assert_null(room_ask(room, passes_of_one, json_pack("{s:b}", "reissue", 1)));
  assert_true(refused(room, "how the holder asked"));
  assert_false(issue_all(room, true));
  assert_int_equal(passes(room), 1);
  assert_int_equal(record_of(room).generation, 0);
  assert_true(issue(room, 1, true));
  json_t *out = room_get(room, "GET /v1/audit?index=1", NULL);
  const json_t *newest = json_array_get(json_object_get(out, "entries"), 0);
  assert_string_equal(room_text(newest, "action"), "reissue");
  assert_string_equal(room_text(newest, "detail"), "1 B1 at the desk");
  json_decref(out);
  allow(room, BULK_PASSES, 1);
  room_do(room, passes_of_one, json_pack("{s:b}", "reissue", 1));
}

static void where_nothing_dies_a_pass_is_made_anew_without_a_word(void **state) {
  struct room *room = *state;
  assert_true(issue(room, 1, false));
  room->now_s += 200 * DAY; /* it is over */
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:b}", "reissue", 1));
  room_set_state(room, 1, "suspended");
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:b}", "reissue", 1));
}

/* --- passes ended, claim codes ---------------------------------------------------------------- */

static void one_account_ends_twenty_passes_a_day(void **state) {
  struct room *room = *state;
  char what[96];
  fill(room);
  for (int i = 0; i < 20; i++)
    room_set_state(room, i, i % 2 ? "suspended" : "revoked");
  snprintf(what, sizeof what, "PUT /v1/residents/" ROOM_AREA_TEXT "/%d/state", 20);
  assert_null(room_ask(room, what,
                       json_pack("{s:s, s:s, s:s}", "state", "revoked", "ground", "B2", "evidence",
                                 "by telephone")));
  assert_true(refused(room, "request bulk end"));
  assert_int_equal(room_count(room, "select count(*) from resident where state <> 1"), 20);
  assert_int_equal(room_count(room, "select count(*) from request where act = 0"), 20);
  allow(room, BULK_END, 5);
  room_set_state(room, 20, "revoked");
}

static void claim_codes_are_first_made_for_all_and_replaced_for_twenty_homes(void **state) {
  struct room *room = *state;
  fill(room);
  room_do(room, "POST /v1/claims", json_object());
  assert_null(room_ask(room, "POST /v1/claims", json_pack("{s:b}", "renew", 1)));
  assert_true(refused(room, "request bulk claims"));
  assert_int_equal(room_count(room, "select count(*) from claim where closed_at > 0"), 0);
  allow(room, BULK_CLAIMS, 0);
  room_do(room, "POST /v1/claims", json_pack("{s:b}", "renew", 1));
}

/* --- who -------------------------------------------------------------------------------------- */

static void the_second_is_of_another_body_and_an_administrator_asks_for_nothing(void **state) {
  struct room *room = *state;
  struct request_row row;
  ask(room, BULK_PASSES, 40, &row);
  assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "clerk", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "keeper", &row), TX_NOT_ALLOWED); /* property never */
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  room_sql(room, "update account set roles = 32 where login = 'clerk'");
  const struct bulk_wish wish = { BULK_PASSES, 40 };
  const struct request_in in = bulk_of(&wish);
  assert_int_equal(ask_as(room, "clerk", &in, &row), TX_NOT_ALLOWED);
}

static void a_request_says_how_many_and_what_for(void **state) {
  struct room *room = *state;
  struct request_row row;
  const struct bulk_wish wishes[] = {
    { BULK_ADD, 0 }, { BULK_END, 0 }, { BULK_PASSES, -1 }, { BULK_ADD, BULK_PEOPLE_MAX + 1 }
  };
  for (size_t i = 0; i < COUNT(wishes); i++) {
    const struct request_in in = bulk_of(&wishes[i]);
    assert_int_equal(ask_as(room, "office", &in, &row), TX_BAD_ARGUMENT);
  }
  const struct bulk_wish wish = { BULK_ADD, 30 };
  struct request_in in = bulk_of(&wish);
  in.words = "";
  assert_int_equal(ask_as(room, "office", &in, &row), TX_BAD_ARGUMENT);
}

static void a_request_is_made_over_http_and_read_as_it_was_made(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST /v1/requests",
                         json_pack("{s:s, s:s, s:i, s:s}", "act", "bulk", "what", "add", "people",
                                   300, "words", "new building"));
  assert_string_equal(room_text(json_object_get(out, "request"), "outcome"), "asked");
  json_decref(out);
  out = room_get(room, "GET /v1/requests", NULL);
  const json_t *bulk = json_object_get(json_array_get(json_object_get(out, "requests"), 0), "bulk");
  assert_string_equal(room_text(bulk, "what"), "add");
  assert_int_equal(room_int(bulk, "people"), 300);
  json_decref(out);
  assert_null(room_ask(room, "POST /v1/requests",
                       json_pack("{s:s, s:s, s:s}", "act", "state", "what", "add", "words", "x")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
}

static void until_the_second_account_signs_in_the_first_founds_the_community(void **state) {
  struct room *room = *state;
  room_sql(room, "update account set activated_at = null where login = 'street'");
  must_import(room, 0, 60);
  assert_true(issue_all(room, false));
  assert_int_equal(passes(room), 63);
  json_t *out = room_get(room, "GET /v1/audit", NULL);
  char *text = json_dumps(out, 0);
  assert_non_null(strstr(text, "added 60, updated 0, refused 0, without a document 0, founding"));
  free(text);
  json_decref(out);
  room_sql(room, "update account set activated_at = 1 where login = 'street'");
  room_sql(room, "delete from issue");
  assert_true(issue_all(room, false)); /* who came then is known */
  assert_null(import_people(room, 100, 30));
}

static void a_preview_says_that_it_takes_two(void **state) {
  struct room *room = *state;
  char what[96], csv[2000] = "姓名,证件类型,证件号码,楼栋,房号\n";
  for (int i = 0; i < 18; i++)
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "李四,护照,E%08d,5-1,%d\n", i, 100 + i);
  json_t *out = room_send(room, "POST /v1/imports/previews", "text/csv", tx_span_text(csv));
  assert_non_null(out);
  snprintf(what, sizeof what, "GET /v1/imports/previews/" ROOM_AREA_TEXT "/%lld",
           room_int(out, "preview"));
  json_decref(out);
  out = room_get(room, what, NULL);
  assert_non_null(strstr(room_text(json_object_get(out, "beyond"), "zh"), "还剩17人"));
  json_decref(out);
  allow(room, BULK_ADD, 18);
  out = room_get(room, what, NULL);
  assert_null(json_object_get(out, "beyond"));
  json_decref(out);
}

static void counts_die_after_a_day(void **state) {
  struct room *room = *state;
  must_import(room, 0, 10);
  allow(room, BULK_ADD, 40);
  room->now_s += DAY - 1;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from bulk"), 2);
  room->now_s += 1;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from bulk"), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(one_account_imports_twenty_people_a_day),
    WITH_BODIES(people_added_one_by_one_are_the_same_twenty),
    WITH_BODIES(another_body_seconds_an_import_and_its_passes_are_that_act),
    WITH_BODIES(what_was_seconded_holds_for_a_day_and_for_who_asked),
    WITH_BODIES(one_account_issues_to_twenty_people_a_day),
    WITH_BODIES(passes_made_to_die_are_counted_of_everybody),
    WITH_BODIES(a_pass_that_opens_gates_is_not_replaced_unasked),
    WITH_BODIES(where_nothing_dies_a_pass_is_made_anew_without_a_word),
    WITH_BODIES(one_account_ends_twenty_passes_a_day),
    WITH_BODIES(claim_codes_are_first_made_for_all_and_replaced_for_twenty_homes),
    WITH_BODIES(the_second_is_of_another_body_and_an_administrator_asks_for_nothing),
    WITH_BODIES(a_request_says_how_many_and_what_for),
    WITH_BODIES(a_request_is_made_over_http_and_read_as_it_was_made),
    WITH_BODIES(until_the_second_account_signs_in_the_first_founds_the_community),
    WITH_BODIES(a_preview_says_that_it_takes_two),
    WITH_BODIES(counts_die_after_a_day),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
