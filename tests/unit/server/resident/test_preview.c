/* SPDX-License-Identifier: Apache-2.0 */
/* What a roster would do is shown before it is done, and dies when nobody wants it. */
#include "server_room.h"

#include "daemon/jobs.h"
#include "domain/clock/clock.h"
#include "domain/import/preview.h"

#define HEADING "姓名,证件号码,电话,楼栋,房号\n"
/* 0 has another telephone and room, 1 is as he was, 2 is missing, one is new, one is refused. */
#define NEWER                                                                                      \
  HEADING "王秀英,990101194912310028,13900000001,3-2,103\n"                                     \
          "张三,99010119800307891X,,3-2,102\n"                                                   \
          "李娜,990101199001010019,,4-1,201\n"                                                   \
          "赵一,990101199001010010,,4-1,202\n"

static json_t *preview(struct room *room, const char *csv) {
  json_t *out = room_send(room, "POST /v1/imports/previews", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", room->problem.en);
  return out;
}

static long long preview_id(struct room *room, const char *csv) {
  json_t *out = preview(room, csv);
  long long id = room_int(out, "preview");
  json_decref(out);
  return id;
}

static json_t *ask(struct room *room, const char *method, long long id, const char *behind) {
  char what[128];
  snprintf(what, sizeof what, "%s /v1/imports/previews/" ROOM_AREA_TEXT "/%lld%s", method, id,
           behind);
  return room_ask(room, what, NULL);
}

static json_t *first_of(struct room *room, long long id, const char *kind, json_t **page) {
  char query[32];
  snprintf(query, sizeof query, "?kind=%s", kind);
  *page = ask(room, "GET", id, query);
  if (!*page) fail_msg("%s", room->problem.en);
  return json_array_get(json_object_get(*page, "items"), 0);
}

static int64_t count_rows(struct room *room, const char *sql) {
  struct request request = room_request(room);
  DB_ROWS rows = db_select(request.db, sql, DB_NONE);
  int64_t count = db_next(&rows) ? db_column_int(&rows, 0) : -1;
  db_rows_finish(&rows);
  request_end(room->server, &request);
  return count;
}

static void a_preview_counts_each_kind_and_writes_nothing_of_people(void **state) {
  struct room *room = *state;
  json_t *out = preview(room, NEWER);
  assert_int_equal(room_int(out, "rows"), 4);
  assert_int_equal(room_int(out, "added"), 1);
  assert_int_equal(room_int(out, "changed"), 1);
  assert_int_equal(room_int(out, "unchanged"), 1);
  assert_int_equal(room_int(out, "gone"), 1);
  assert_int_equal(room_int(out, "refused"), 1);
  json_decref(out);
  assert_int_equal(count_rows(room, "select count(*) from resident"), 3);
  assert_int_equal(count_rows(room, "select count(*) from household"), 2);
  assert_int_equal(count_rows(room, "select count(*) from import"), 0);
  assert_int_equal(count_rows(room, "select imports from area"), 1);
}

static void what_changes_stands_old_beside_new(void **state) {
  struct room *room = *state;
  json_t *page = NULL;
  const json_t *one = first_of(room, preview_id(room, NEWER), "changed", &page);
  const json_t *changes = json_object_get(one, "changes");
  assert_int_equal(room_int(one, "line"), 2);
  assert_int_equal(room_int(one, "index"), 0);
  assert_string_equal(room_text(one, "name"), "王*英");
  assert_int_equal(json_array_size(changes), 2);
  assert_string_equal(room_text(json_array_get(changes, 0), "column"), "电话");
  assert_string_equal(room_text(json_array_get(changes, 0), "old"), "138****0000");
  assert_string_equal(room_text(json_array_get(changes, 0), "new"), "13900000001");
  assert_string_equal(room_text(json_array_get(changes, 1), "column_en"), "room");
  assert_string_equal(room_text(json_array_get(changes, 1), "old"), "101");
  assert_string_equal(room_text(json_array_get(changes, 1), "new"), "103");
  json_decref(page);
}

static void who_is_added_gone_or_refused_is_listed(void **state) {
  struct room *room = *state;
  json_t *page = NULL;
  const long long id = preview_id(room, NEWER);
  const json_t *one = first_of(room, id, "added", &page);
  assert_string_equal(room_text(one, "name"), "李*");
  assert_string_equal(room_text(one, "unit"), "4-1");
  json_decref(page);
  one = first_of(room, id, "gone", &page);
  assert_int_equal(room_int(one, "index"), 2);
  assert_string_equal(room_text(one, "name"), "阿**提");
  json_decref(page);
  one = first_of(room, id, "refused", &page);
  assert_int_equal(room_int(one, "line"), 5);
  assert_string_equal(room_text(one, "column"), "证件号码");
  json_decref(page);
}

/* What is wrong with a row is no reason to ask whether somebody still lives here. */
static void who_stands_in_a_refused_row_is_not_gone(void **state) {
  struct room *room = *state;
  json_t *out = preview(room, HEADING "王秀英,9.90101194912310E+17,,3-2,101\n"
                                      "张三,99010119800307891X,,3-2,\n"
                                      "阿依古丽·买买提,990101201906010021,,3-2,101\n");
  assert_int_equal(room_int(out, "refused"), 2);
  assert_int_equal(room_int(out, "gone"), 0);
  json_decref(out);
}

static void what_was_shown_goes_in_once_it_is_confirmed(void **state) {
  struct room *room = *state;
  const long long id = preview_id(room, NEWER);
  json_t *out = ask(room, "POST", id, "/confirmations");
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "added"), 1);
  assert_int_equal(room_int(out, "updated"), 1);
  json_decref(out);
  assert_int_equal(count_rows(room, "select count(*) from resident"), 4); /* nobody was ended */
  assert_null(ask(room, "POST", id, "/confirmations"));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

static void what_changed_since_it_was_shown_is_not_overwritten(void **state) {
  struct room *room = *state;
  const long long id = preview_id(room, NEWER);
  room_do(room, "PATCH /v1/residents/" ROOM_AREA_TEXT "/0",
          json_pack("{s:s}", "phone", "13700000000"));
  assert_null(ask(room, "POST", id, "/confirmations"));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.zh, "预览之后"));
  room_settle(room);
  assert_int_equal(count_rows(room, "select count(*) from resident"), 3);
  assert_null(ask(room, "GET", id, ""));
}

static void what_nobody_confirms_dies_after_an_hour(void **state) {
  struct room *room = *state;
  struct jobs jobs = { 0 };
  const long long id = preview_id(room, NEWER);
  room->now_s += PREVIEW_KEPT_S - 1;
  json_decref(ask(room, "GET", id, ""));
  assert_int_equal(room->problem.reason, TX_OK);
  room->now_s += 1;
  room->api.fixed_s = room->now_s;
  clock_give(room->server->clock);
  jobs_run(&jobs, &room->api); /* out of memory, before anybody asks */
  assert_null(room->server->previews);
  assert_null(ask(room, "POST", id, "/confirmations"));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

static void an_account_has_one_preview_of_an_area_and_can_forget_it(void **state) {
  struct room *room = *state;
  const long long first = preview_id(room, NEWER), second = preview_id(room, NEWER);
  assert_null(ask(room, "GET", first, ""));
  json_t *list = room_get(room, "GET /v1/imports", NULL);
  const json_t *one = json_array_get(json_object_get(list, "previews"), 0);
  assert_int_equal(json_array_size(json_object_get(list, "previews")), 1);
  assert_int_equal(room_int(one, "preview"), second);
  assert_int_equal(room_int(one, "gone"), 1);
  json_decref(list);
  json_decref(ask(room, "DELETE", second, ""));
  assert_null(room->server->previews);
}

static void four_wait_at_a_time(void **state) {
  struct room *room = *state;
  for (int i = 0; i < PREVIEWS_MAX; i++) {
    preview_id(room, NEWER);
    snprintf(room->server->previews->actor, sizeof room->server->previews->actor, "other %d", i);
  }
  assert_null(room_send(room, "POST /v1/imports/previews", "text/csv", tx_span_text(NEWER)));
  assert_int_equal(room->problem.reason, TX_BUSY);
}

static void a_long_list_comes_in_pages(void **state) {
  struct room *room = *state;
  char csv[32768];
  size_t n = (size_t)sprintf(csv, "姓名,证件类型,证件号码,楼栋,房号\n");
  for (int i = 0; i < 201; i++)
    n += (size_t)sprintf(csv + n, "李娜,护照,E1%07d,4-1,201\n", i);
  json_t *page = NULL;
  const long long id = preview_id(room, csv);
  first_of(room, id, "added", &page);
  assert_int_equal(json_array_size(json_object_get(page, "items")), 200);
  assert_int_equal(room_int(page, "next"), 200);
  json_decref(page);
  page = ask(room, "GET", id, "?kind=added&from=200");
  assert_int_equal(json_array_size(json_object_get(page, "items")), 1);
  assert_int_equal(room_int(page, "next"), 0);
  json_decref(page);
}

static void a_look_at_a_preview_is_an_entry_of_the_audit_log(void **state) {
  struct room *room = *state;
  json_t *page = NULL;
  first_of(room, preview_id(room, NEWER), "gone", &page);
  json_decref(page);
  json_t *log = room_get(room, "GET /v1/audit", NULL);
  const json_t *newest = json_array_get(json_object_get(log, "entries"), 0);
  assert_string_equal(room_text(newest, "action"), "read.preview");
  json_decref(log);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_PEOPLE(a_preview_counts_each_kind_and_writes_nothing_of_people),
    WITH_PEOPLE(what_changes_stands_old_beside_new),
    WITH_PEOPLE(who_is_added_gone_or_refused_is_listed),
    WITH_PEOPLE(who_stands_in_a_refused_row_is_not_gone),
    WITH_PEOPLE(what_was_shown_goes_in_once_it_is_confirmed),
    WITH_PEOPLE(what_changed_since_it_was_shown_is_not_overwritten),
    WITH_PEOPLE(what_nobody_confirms_dies_after_an_hour),
    WITH_PEOPLE(an_account_has_one_preview_of_an_area_and_can_forget_it),
    WITH_PEOPLE(four_wait_at_a_time),
    WITH_PEOPLE(a_long_list_comes_in_pages),
    WITH_PEOPLE(a_look_at_a_preview_is_an_entry_of_the_audit_log),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
