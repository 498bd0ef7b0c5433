/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A database that fails, at each statement of each request in turn: the request is refused as a
 * fault of the server's and never for what was asked, and nothing of it is kept; or it was kept,
 * and is answered.
 */
#include "api_bodies.h"
#include "failing_db.h"
#include "key_room.h"
#include "snapshot.h"

#include "http/routes.h"
#include "pattern.h"

/* --- requests --------------------------------------------------------------------------------- */

static bool is_the_servers_fault(enum tx_reason reason) {
  return reason == TX_IO_FAILED || reason == TX_BUSY || reason == TX_NO_MEMORY;
}

/* What may be there although the request was refused. */
static const struct {
  const char *what; /* the request's beginning */
  const char *table;
} kept[] = {
  { "POST /v1/applications", "nonce" }, /* used up, so that nobody uses it twice */
  { "POST /v1/policies?", "draft" },    /* saved before it is asked for, and dies by itself */
  { "POST /v1/visitors", "" }, /* signed once it is kept; there under its Idempotency-Key */
};

static bool may_be_kept(const char *what, const char *table) {
  for (size_t i = 0; i < COUNT(kept); i++)
    if (strncmp(what, kept[i].what, strlen(kept[i].what)) == 0 && strstr(table, kept[i].table))
      return true;
  return false;
}

/* The table that changed, or NULL; excused: that may not be kept. That somebody looked is written
 * before anything is read: it is no change. */
static const char *find_change(const char *what, bool excused, snapshot before, snapshot after) {
  for (size_t i = 0; snapshot_tables[i]; i++)
    if (memcmp(before[i], after[i], TX_HASH_SIZE) != 0 &&
        !strstr(snapshot_tables[i], "\"audit\"") &&
        !(excused && may_be_kept(what, snapshot_tables[i])))
      return snapshot_tables[i];
  return NULL;
}

static int wrong;

static void find_wrong(const struct room *room, const char *what, const json_t *out,
                       snapshot before, snapshot after) {
  const char *done = find_change(what, false, before, after);
  const char *left = find_change(what, true, before, after);
  if (out && !done && ++wrong)
    print_error("%s: answered as if this had not failed: %s\n", what, failing_sql);
  if (!out && left && ++wrong)
    print_error("%s: refused, and done (%s), when this fails: %s\n", what, left, failing_sql);
  if (!out && !is_the_servers_fault(room->problem.reason) && ++wrong)
    print_error("%s: \"%s\", when this fails: %s\n", what, room->problem.en, failing_sql);
}

/* False: the request took fewer statements. */
static bool fail_once(struct room *room, const char *what, json_t *body, int n) {
  static snapshot before, after;
  room->now_s++; /* publishing wants a later second */
  snapshot_read(room, before);
  failing_calls = 0;
  failing_at = n;
  json_t *out = room_ask(room, what, body);
  bool failed = failing_calls >= n;
  failing_at = 0;
  snapshot_read(room, after);
  if (failed) find_wrong(room, what, out, before, after);
  json_decref(out);
  return failed;
}

static void fail_each(struct room *room, const char *what) {
  int n = 1;
  while (fail_once(room, what, NULL, n))
    n++;
}

static int open_scene(void **state) {
  if (failing_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_import(room);
  room_sql(room, "update account set activated_at = 1");
  /* What a server makes of its clock is kept before anybody asks: no change of a request. */
  room_do(room, "POST /v1/clock/confirmations", json_pack("{s:s}", "words", "a phone"));
  applicant = phone_of(room, FORGE_HOLDER);
  return 0;
}

/* The first import names them all but one, who was there before it. */
static int open_looks(void **state) {
  if (failing_set_up(state) != 0) return -1;
  room_do(*state, "POST /v1/residents", resident_body(1));
  room_import(*state);
  return 0;
}

/* What is one act. What goes in slices is hidden until it is done: tests/faults kills it midway. */
static void a_change_whose_database_fails_is_refused_whole(void **state) {
  char what[128];
  for (size_t row = 0; row < COUNT(rows); row++) {
    size_t n = 1;
    snprintf(what, sizeof what, "%s %s", rows[row].method, rows[row].path);
    while (fail_once(*state, what, make_body(row, n), (int)n))
      n++;
  }
  fail_each(*state, "DELETE /v1/drills/" ROOM_AREA_TEXT);
  fail_each(*state, "POST /v1/accounts/street/codes");
  assert_int_equal(wrong, 0);
}

/* But the one that goes on for as long as somebody listens. */
static void a_look_whose_database_fails_is_no_shorter_list(void **state) {
  char what[128] = "GET ";
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    if (strcmp(route->method, "GET") != 0 || strcmp(route->pattern, "/v1/changes") == 0) continue;
    fill_pattern(route->pattern, ROOM_AREA_TEXT, what + 4, sizeof what - 4);
    fail_each(*state, what);
  }
  fail_each(*state, "GET /v1/imports/" ROOM_AREA_TEXT "/2/gone");
  assert_int_equal(wrong, 0);
}

/* Whether it fails before, with or after what it makes: sent again it is made, once. */
static void what_fails_under_a_key_is_done_once_when_it_is_sent_again(void **state) {
  struct room *room = *state;
  const int64_t before = room_count(room, "select count(*) from resident");
  int64_t n = 0;
  bool failed = true;
  while (failed) {
    char key[24];
    room_sql(room, "delete from bulk"); /* an account adds twenty a day */
    snprintf(key, sizeof key, "key-%lld", (long long)++n);
    failing_calls = 0;
    failing_at = (int)n;
    long status = status_of(sent(room, "/v1/residents", key, resident_body((size_t)n)));
    failed = failing_calls >= n;
    failing_at = 0;
    ASSERT_ROW(failed ? status >= 500 : status == 201, failing_sql);
    ASSERT_ROW(status_of(sent(room, "/v1/residents", key, resident_body((size_t)n))) == 201,
               failing_sql);
    ASSERT_ROW(room_count(room, "select count(*) from resident") == before + n, failing_sql);
  }
  assert_true(n > 20);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test_setup_teardown(a_change_whose_database_fails_is_refused_whole, open_scene,
                                    room_tear_down),
    cmocka_unit_test_setup_teardown(what_fails_under_a_key_is_done_once_when_it_is_sent_again,
                                    open_scene, room_tear_down),
    cmocka_unit_test_setup_teardown(a_look_whose_database_fails_is_no_shorter_list, open_looks,
                                    room_tear_down),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
