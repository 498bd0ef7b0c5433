/* SPDX-License-Identifier: Apache-2.0 */
/* Several processes over one database: who lives, who has claimed what, and what that protects. */
#include "server_room.h"

#include "daemon/jobs.h"
#include "domain/context/peers.h"
#include "domain/publication/list.h"
#include "domain/publication/publish.h"
#include "store/resident/imports.h"

#define LATER_MS (10 * 86400000LL) /* than the clock of this machine, for what joins now */

static struct peers *one, *two;

static void have_two(struct request *request, int64_t now_ms) {
  one = peers_create("/one");
  two = peers_create("/two");
  assert_int_equal(peers_join(one, request->db, now_ms), TX_OK);
  assert_int_equal(peers_join(two, request->db, now_ms), TX_OK);
}

static void have_none(struct request *request) {
  peers_leave(one, request->db);
  peers_leave(two, request->db);
  peers_destroy(one);
  peers_destroy(two);
}

static void what_one_that_lives_has_claimed_is_left_to_it(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  have_two(&request, 1000);
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, 1000), TX_OK);
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, 1000), TX_OK);
  for (int64_t now_ms = 1000; now_ms < 60000; now_ms += PEER_STILL_MS - 1) {
    assert_int_equal(peers_beat(one, request.db, now_ms), TX_OK);
    assert_int_equal(peers_claim(two, request.db, ROOM_AREA, now_ms), TX_CONFLICT);
  }
  assert_int_equal(peers_confirm(one, request.db, ROOM_AREA), TX_OK);
  assert_int_equal(peers_release(one, request.db, ROOM_AREA), TX_OK);
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 60000), TX_OK);
  have_none(&request);
  request_end(room->server, &request);
}

static void what_one_that_died_had_claimed_is_taken_over_and_it_hears_so(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  have_two(&request, 1000);
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, 1000), TX_OK);
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 1000 + PEER_STILL_MS - 1), TX_CONFLICT);
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 1000 + PEER_STILL_MS), TX_OK);
  assert_int_equal(peers_confirm(one, request.db, ROOM_AREA), TX_CONFLICT);
  assert_int_equal(peers_release(one, request.db, ROOM_AREA), TX_OK); /* of nothing */
  assert_int_equal(peers_confirm(two, request.db, ROOM_AREA), TX_OK);
  have_none(&request);
  request_end(room->server, &request);
}

/* It slept, and so did its own view of the others. */
static void one_that_slept_takes_nothing_from_one_that_did_not(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  have_two(&request, 1000);
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 1000), TX_OK);
  assert_int_equal(peers_beat(one, request.db, 1000), TX_OK);
  assert_int_equal(peers_beat(two, request.db, 90000), TX_OK);
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, 90000), TX_CONFLICT);
  have_none(&request);
  request_end(room->server, &request);
}

static void whoever_leaves_or_has_its_folder_opened_anew_leaves_its_claims(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  have_two(&request, 1000);
  assert_int_equal(peers_claim(one, request.db, PEER_CHORES, 1000), TX_OK);
  peers_leave(one, request.db);
  assert_int_equal(peers_claim(two, request.db, PEER_CHORES, 1000), TX_OK);
  assert_int_equal(peers_join(one, request.db, 1000), TX_OK);
  struct peers *again = peers_create("/two");
  assert_int_equal(peers_join(again, request.db, 1000), TX_OK);
  assert_int_equal(peers_beat(one, request.db, 1000), TX_OK);
  assert_int_equal(peers_claim(one, request.db, PEER_CHORES, 1000), TX_OK);
  peers_leave(again, request.db);
  peers_destroy(again);
  have_none(&request);
  request_end(room->server, &request);
}

static void run_sql(struct request *request, const char *sql) {
  assert_int_equal(db_exec(request->db, sql), TX_OK);
}

/* The database fails as one lets go, or claims: nobody else would ever have what it does nothing
 * with, as long as it lives. */
static void what_could_not_be_released_is_released_later(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  have_two(&request, 1000);
  assert_false(peers_owes(one));
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, 1000), TX_OK);
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 1000), TX_CONFLICT);
  assert_false(peers_owes(two)); /* of what is another's */
  run_sql(&request, "alter table lease rename to lease_away");
  assert_int_not_equal(peers_release(one, request.db, ROOM_AREA), TX_OK);
  assert_int_not_equal(peers_release_all(one, request.db), TX_OK);
  run_sql(&request, "alter table lease_away rename to lease");
  assert_true(peers_owes(one));
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 1000), TX_CONFLICT);
  assert_int_equal(peers_release_all(one, request.db), TX_OK);
  assert_false(peers_owes(one));
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, 1000), TX_OK);
  assert_int_equal(peers_release_all(one, request.db), TX_OK); /* and of nobody else's */
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, 1000), TX_CONFLICT);
  have_none(&request);
  request_end(room->server, &request);
}

/* --- publishing ------------------------------------------------------------------------------- */

static int64_t lists(struct room *room) {
  struct request request = room_request(room);
  DB_ROWS rows =
      db_select(request.db, "select count(*) from publication where kind = 'status'", DB_NONE);
  int64_t count = db_next(&rows) ? db_column_int(&rows, 0) : -1;
  db_rows_finish(&rows);
  request_end(room->server, &request);
  return count;
}

/* Gives the room's server a process of its own, and another beside it that has the area. */
static void be_second(struct room *room, int64_t other_seen_ms) {
  struct request request = room_request(room);
  peers_destroy(room->server->peers);
  have_two(&request, other_seen_ms);
  room->server->peers = one;
  peers_beat(one, request.db, other_seen_ms);
  assert_int_equal(peers_claim(two, request.db, ROOM_AREA, other_seen_ms), TX_OK);
  request_end(room->server, &request);
}

static void be_alone(struct room *room) {
  struct request request = room_request(room);
  room->server->peers = NULL;
  have_none(&request);
  request_end(room->server, &request);
}

static void a_list_that_another_process_is_making_is_left_to_it(void **state) {
  struct room *room = *state;
  size_t count = 0;
  room_import(room);
  be_second(room, LATER_MS);
  assert_int_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
  assert_int_equal(count, 0);
  assert_int_equal(lists(room), 0);
  be_alone(room);
}

static void a_list_that_a_dead_process_was_making_is_made(void **state) {
  struct room *room = *state;
  size_t count = 0;
  room_import(room);
  be_second(room, -LATER_MS);
  assert_int_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
  assert_int_equal(lists(room), 1);
  be_alone(room);
}

/* It claimed, slept while it signed, and woke when its claim was another's. */
static void whoever_lost_its_claim_publishes_nothing(void **state) {
  struct room *room = *state;
  room_import(room);
  be_second(room, LATER_MS);
  assert_int_equal(list_store(room->server, room->now_s, ROOM_AREA, &room->problem), TX_CONFLICT);
  assert_int_equal(lists(room), 0);
  be_alone(room);
}

static void each_round_begins_with_what_is_to_be_released(void **state) {
  struct room *room = *state;
  struct api api = { .server = room->server, .fixed_s = room->now_s };
  struct jobs jobs = { 0 };
  be_second(room, LATER_MS);
  struct request request = room_request(room);
  assert_int_equal(peers_claim(two, request.db, PEER_CHORES, LATER_MS), TX_OK);
  assert_int_equal(peers_release(two, request.db, ROOM_AREA), TX_OK);
  assert_int_equal(peers_claim(one, request.db, ROOM_AREA, LATER_MS), TX_OK);
  run_sql(&request, "alter table lease rename to lease_away");
  assert_int_not_equal(peers_release(one, request.db, ROOM_AREA), TX_OK);
  run_sql(&request, "alter table lease_away rename to lease");
  request_end(room->server, &request);
  jobs_run(&jobs, &api);
  request = room_request(room);
  const enum tx_reason reason = peers_claim(two, request.db, ROOM_AREA, LATER_MS);
  request_end(room->server, &request);
  assert_int_equal(reason, TX_OK);
  be_alone(room);
}

/* --- imports ---------------------------------------------------------------------------------- */

static int64_t begin_import(struct room *room, const char *owner) {
  struct import_row row = { .area = ROOM_AREA, .kind = "roster", .started_at = ROOM_NOW };
  snprintf(row.owner, sizeof row.owner, "%s", owner);
  struct request request = room_request(room);
  assert_int_equal(imports_add(request.db, &row), TX_OK);
  request_end(room->server, &request);
  return row.id;
}

static enum tx_reason find_import(struct room *room, int64_t id, struct import_row *out) {
  struct request request = room_request(room);
  enum tx_reason reason = imports_find(request.db, ROOM_AREA, id, out);
  request_end(room->server, &request);
  return reason;
}

static void
an_import_is_left_to_a_process_that_lives_and_cleared_after_one_that_died(void **state) {
  struct room *room = *state;
  struct import_row row;
  be_second(room, LATER_MS);
  int64_t id = begin_import(room, peers_self(two));
  assert_int_equal(intake_settle(room->server, ROOM_NOW), TX_OK);
  assert_int_equal(find_import(room, id, &row), TX_OK);
  assert_int_equal(row.state, IMPORT_RUNNING);
  struct request request = room_request(room);
  peers_leave(two, request.db);
  assert_int_equal(peers_beat(one, request.db, LATER_MS), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(intake_settle(room->server, ROOM_NOW), TX_OK);
  assert_int_equal(find_import(room, id, &row), TX_NOT_FOUND);
  be_alone(room);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(what_one_that_lives_has_claimed_is_left_to_it),
    IN_A_ROOM(what_one_that_died_had_claimed_is_taken_over_and_it_hears_so),
    IN_A_ROOM(one_that_slept_takes_nothing_from_one_that_did_not),
    IN_A_ROOM(whoever_leaves_or_has_its_folder_opened_anew_leaves_its_claims),
    IN_A_ROOM(what_could_not_be_released_is_released_later),
    IN_A_ROOM(each_round_begins_with_what_is_to_be_released),
    IN_A_ROOM(a_list_that_another_process_is_making_is_left_to_it),
    IN_A_ROOM(a_list_that_a_dead_process_was_making_is_made),
    IN_A_ROOM(whoever_lost_its_claim_publishes_nothing),
    IN_A_ROOM(an_import_is_left_to_a_process_that_lives_and_cleared_after_one_that_died),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
