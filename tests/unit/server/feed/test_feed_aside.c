/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed says of nobody known waits, sealed, for 14 days, and counts when they appear. */
#include "feed_room.h"

#include "daemon/jobs.h"
#include "domain/clock/clock.h"
#include "domain/publication/publish.h"
#include "domain/resident/seat.h"
#include "store/core/areas.h"

#define DAY INT64_C(86400)

/* Of people who are on no roster yet. */
static const char *const strangers[] = { "11010519491231002X", "990101200001010014",
                                         "990101200001010022", "990101200001010030",
                                         "990101200001010049" };

static char *make_lab(struct room *room) {
  return feed_make(room, "lab-7", ROOM_AREA_TEXT, json_pack("[s, s]", "test", "swab"));
}

static void write_line(char *out, size_t cap, const char *number, const char *id,
                       const char *members) {
  snprintf(
      out, cap,
      "{\"id_number\":\"%s\",\"id\":\"%s\",\"observed_at\":1640991600,\"evidence\":\"R-%s\",%s}\n",
      number, id, id, members);
}

#define POSITIVE "\"field\":\"test\",\"value\":\"positive\""
#define NEGATIVE "\"field\":\"test\",\"value\":\"negative\""

static json_t *say(struct room *room, const char *token, const char *number, const char *id,
                   const char *members) {
  char line[512];
  write_line(line, sizeof line, number, id, members);
  json_t *receipt = feed_send(room, "lab-7", token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", room->problem.en);
  return receipt;
}

/* taken, repeated, held, aside, unknown, refused */
static void expect(json_t *receipt, int t, int r, int h, int a, int u, int f) {
  ASSERT_COUNTS(receipt, t, r, h, u, f);
  assert_int_equal(room_int(receipt, "aside"), a);
  json_decref(receipt);
}

/* One who is entered by hand, whose index is 3. */
static void enter(struct room *room, const char *number) {
  room_do(room, "POST /v1/residents",
          json_pack("{s:s, s:s, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "name", "李四",
                    "id_number", number, "unit", "3-2", "room", "301"));
}

static struct tx_record record_at(struct room *room, uint32_t index) {
  struct resident resident;
  struct request request = room_request(room);
  enum tx_reason reason = residency_at(&request, ROOM_AREA, index, &resident, &room->problem);
  request_end(room->server, &request);
  assert_int_equal(reason, TX_OK);
  return tx_record_unpack(resident.record);
}

static long long kept(struct room *room) {
  json_t *status = room_get(room, "GET /v1/status", NULL);
  long long count = room_int(status, "unmatched");
  json_decref(status);
  return count;
}

static void work_at(struct room *room, int64_t now_s) {
  struct jobs jobs = { 0 };
  room->now_s = room->api.fixed_s = now_s;
  clock_give(room->server->clock);
  jobs_run(&jobs, &room->api);
  for (size_t i = 0; i < JOBS; i++)
    if (jobs.failed[i] != TX_OK) fail_msg("job %zu: %d", i, (int)jobs.failed[i]);
}

static void a_line_about_nobody_known_is_kept_once_and_told(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  expect(say(room, token, strangers[0], "n1", POSITIVE), 0, 0, 0, 1, 0, 0);
  expect(say(room, token, strangers[0], "n1", POSITIVE), 0, 1, 0, 0, 0, 0);
  expect(say(room, token, strangers[0], "n1", NEGATIVE), 0, 0, 0, 0, 0, 1);
  assert_int_equal(kept(room), 1);
  json_t *list = room_get(room, "GET /v1/feeds", NULL);
  assert_int_equal(room_int(json_array_get(json_object_get(list, "feeds"), 0), "unmatched"), 1);
  json_decref(list);
}

/* The list after the one held, as a gate that holds it makes it of the newest delta. */
static struct tx_status *next_by_delta(struct room *room, const struct tx_status *held) {
  struct tx_status *next = NULL;
  struct cache_item *delta = cache_take(room->server->cache, PUBLISHED_DELTA, ROOM_AREA);
  assert_non_null(delta);
  const struct signing *signing = signing_take(room->server);
  assert_int_equal(tx_delta_take(delta->body, signing->trust, held,
                                 (struct tx_clock){ .now_s = room->now_s }, &next),
                   TX_OK);
  signing_release(signing);
  cache_release(delta);
  return next;
}

static void who_is_entered_by_hand_gets_it_into_the_next_delta(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  room->server->delta_from = 0;
  work_at(room, ROOM_NOW + 1);
  struct tx_status *held = room_list(room);
  assert_int_equal(held->count, 3);
  json_decref(say(room, token, strangers[0], "n1", POSITIVE));
  enter(room, strangers[0]);
  assert_int_equal(record_at(room, 3).test, TX_TEST_NONE);
  work_at(room, ROOM_NOW + 2); /* publishes, too */
  struct tx_status *next = next_by_delta(room, held);
  assert_int_equal(next->count, 4);
  assert_int_equal(tx_record_unpack(next->records[3]).test, TX_TEST_POSITIVE);
  tx_status_destroy(next);
  tx_status_destroy(held);
  assert_int_equal(kept(room), 0);
}

static void who_comes_by_a_roster_gets_it(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, strangers[0], "n1", NEGATIVE));
  json_decref(say(room, token, strangers[1], "n2", POSITIVE));
  json_decref(
      room_send(room, "POST /v1/imports", "text/csv",
                tx_span_text("姓名,证件号码,楼栋,房号\n李四,11010519491231002X,3-2,301\n")));
  feed_settle(room);
  assert_int_equal(record_at(room, 3).test, TX_TEST_NEGATIVE);
  assert_int_equal(kept(room), 1); /* of somebody else */
}

static void who_was_entered_while_the_clock_was_ahead_gets_it_when_it_is_right(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, strangers[0], "n1", NEGATIVE));
  const int64_t right_s = room->now_s;
  room->now_s += 365 * (int64_t)86400;
  enter(room, strangers[0]);
  room->now_s = right_s;
  feed_settle(room);
  assert_int_equal(record_at(room, 3).test, TX_TEST_NEGATIVE);
}

/* What restrains waits for two where it would have, had the person been known. */
static void what_restrains_beyond_the_threshold_is_held_when_they_appear(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, strangers[0], "n1", POSITIVE));
  room_sql(room, "update feed set hold_above = 0, hold_share = 0");
  enter(room, strangers[0]);
  feed_settle(room);
  assert_int_equal(record_at(room, 3).test, TX_TEST_NONE);
  json_t *list = room_get(room, "GET /v1/requests", NULL);
  const json_t *request = json_array_get(json_object_get(list, "requests"), 0);
  assert_string_equal(room_text(request, "act"), "held");
  assert_string_equal(room_text(request, "asked_by"), "feed:lab-7");
  json_t *asked = json_pack("{s:O}", "request", request);
  assert_int_equal(feed_decide(room, asked, "street", REQUEST_SECOND), TX_OK);
  room_settle(room);
  assert_int_equal(record_at(room, 3).test, TX_TEST_POSITIVE);
  json_decref(asked);
  json_decref(list);
}

static void it_is_there_after_13_days_and_gone_after_15(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, strangers[0], "n1", NEGATIVE));
  work_at(room, ROOM_NOW + 13 * DAY);
  assert_int_equal(kept(room), 1);
  work_at(room, ROOM_NOW + 15 * DAY);
  assert_int_equal(kept(room), 0);
  enter(room, strangers[0]);
  work_at(room, ROOM_NOW + 15 * DAY + 1);
  assert_int_equal(record_at(room, 3).test, TX_TEST_NONE);
}

/* Three people live there. */
static void as_much_of_a_feed_is_kept_as_people_live_in_its_area(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  for (int i = 0; i < 3; i++)
    expect(say(room, token, strangers[i], "n", NEGATIVE), 0, 0, 0, 1, 0, 0);
  expect(say(room, token, strangers[3], "n", NEGATIVE), 0, 0, 0, 0, 1, 0);
  expect(say(room, token, strangers[1], "n", NEGATIVE), 0, 1, 0, 0, 0, 0);
  char body[2048] = "";
  for (int i = 0; i < 5; i++)
    write_line(body + strlen(body), 400, strangers[i], "m", NEGATIVE);
  json_t *receipt = feed_send(room, "lab-7", token, NULL, tx_span_text(body));
  expect(receipt, 0, 0, 0, 0, 5, 0);
  assert_int_equal(kept(room), 3);
}

/* A laboratory of the whole district is no neighbour. */
static void nothing_is_kept_of_a_feed_from_outside_the_servers_areas(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  room_sql(room, "update feed set area = 610113000000");
  expect(say(room, token, strangers[0], "n1", NEGATIVE), 0, 0, 0, 0, 1, 0);
  assert_int_equal(kept(room), 0);
}

/* Every byte of the folder, the key of it apart. */
static void nothing_of_it_can_be_read_in_the_database(void **state) {
  static const char *const words[] = { "110105194912", "positive", "R-n1", "n1-secret" };
  struct room *room = *state;
  if (room->database) skip(); /* the dump is a file's */
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, strangers[0], "n1-secret", POSITIVE));
  room_sql(room, "pragma wal_checkpoint(truncate)");
  HOST_FREE char *path = host_path(room->data, "office.db");
  HOST_BYTES bytes = { 0 };
  assert_int_equal(host_file_read(path, 64u << 20, &bytes), TX_OK);
  assert_non_null(memmem(bytes.p, bytes.n, "lab-7", 5));
  for (size_t i = 0; i < COUNT(words); i++)
    ASSERT_ROW(!memmem(bytes.p, bytes.n, words[i], strlen(words[i])), words[i]);
}

/* A row that somebody altered says nothing, and holds nobody up. */
static void an_altered_line_counts_for_nothing(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, strangers[0], "n1", POSITIVE));
  json_decref(say(room, token, strangers[1], "n2", NEGATIVE));
  room_sql(room,
           "update unmatched set sealed = (select sealed from unmatched order by sealed limit 1)");
  enter(room, strangers[0]);
  enter(room, strangers[1]);
  feed_settle(room);
  int found = (record_at(room, 3).test == TX_TEST_POSITIVE) + (record_at(room, 4).test != 0);
  assert_int_equal(found, 1); /* the line that stands where it stood */
  assert_int_equal(kept(room), 0);
}

/* As a roster's people are until all of it is there. */
static void who_is_in_an_import_that_goes_on_gets_it_when_that_is_done(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  room_sql(room, "insert into import (area, id, kind, state, actor, started_at, rows, total,"
                 " next_index) values (610113001001, 77, 'roster', 'running', '', 1, 1, 1, 9)");
  room_sql(room, "update resident set import = 77 where idx = 1");
  expect(say(room, token, "99010119800307891X", "n1", NEGATIVE), 1, 0, 0, 0, 0, 0);
  feed_settle(room);
  room_sql(room, "delete from import where id = 77");
  assert_int_equal(record_at(room, 1).test, TX_TEST_NONE);
  room->now_s += 2;
  feed_settle(room);
  assert_int_equal(record_at(room, 1).test, TX_TEST_NEGATIVE);
}

#define OTHER 610113001002u

/* A grandmother with two homes: what one knows, the other knows. */
static void who_is_entered_in_another_area_brings_along_what_is_known(void **state) {
  struct room *room = *state;
  struct resident other = { 0 };
  HOST_FREE char *token = make_lab(room);
  json_decref(say(room, token, "99010119800307891X", "n1", NEGATIVE));
  room_feed(room, 1, "travel", "starred", "2022-01-08");
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &other, &room->problem), TX_OK);
  assert_int_equal(areas_add(request.db, OTHER), TX_OK);
  other.area = OTHER;
  assert_int_equal(seat_put(&request, &other), TX_OK);
  request_end(room->server, &request);
  feed_settle(room);
  request = room_request(room);
  assert_int_equal(residency_at(&request, OTHER, 1, &other, &room->problem), TX_OK);
  request_end(room->server, &request);
  const struct tx_record record = tx_record_unpack(other.record);
  assert_int_equal(record.travel, TX_TRAVEL_STARRED); /* the hospital's */
  assert_int_equal(record.test, TX_TEST_NONE);        /* the laboratory speaks of one area */
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_line_about_nobody_known_is_kept_once_and_told),
    WITH_BODIES(who_is_entered_by_hand_gets_it_into_the_next_delta),
    WITH_BODIES(who_comes_by_a_roster_gets_it),
    WITH_BODIES(who_was_entered_while_the_clock_was_ahead_gets_it_when_it_is_right),
    WITH_BODIES(what_restrains_beyond_the_threshold_is_held_when_they_appear),
    WITH_BODIES(it_is_there_after_13_days_and_gone_after_15),
    WITH_BODIES(as_much_of_a_feed_is_kept_as_people_live_in_its_area),
    WITH_BODIES(nothing_is_kept_of_a_feed_from_outside_the_servers_areas),
    WITH_BODIES(nothing_of_it_can_be_read_in_the_database),
    WITH_BODIES(an_altered_line_counts_for_nothing),
    WITH_BODIES(who_is_in_an_import_that_goes_on_gets_it_when_that_is_done),
    WITH_BODIES(who_is_entered_in_another_area_brings_along_what_is_known),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
