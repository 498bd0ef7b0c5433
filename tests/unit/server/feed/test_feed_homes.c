/* SPDX-License-Identifier: Apache-2.0 */
/* A person is one, whatever number of homes: a feed's line reaches each list that they stand in,
 * and the next list of each. */
#include "feed_room.h"

#include "domain/publication/publish.h"
#include "domain/resident/seat.h"
#include "store/core/areas.h"

#define NEIGHBOUR 610113001002u /* another community of the same street */
#define DISTRICT 610113000000u
#define AWAY 610114001001u /* of another district */

/* Person 1 stands in that area's list too. */
static void stand_in(struct room *room, uint64_t area, uint8_t role) {
  struct resident other;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &other, &room->problem), TX_OK);
  assert_int_equal(areas_add(request.db, area), TX_OK);
  other.area = area;
  other.role = role;
  assert_int_equal(seat_put(&request, &other), TX_OK);
  request_end(room->server, &request);
}

static struct tx_record record_in(struct room *room, uint64_t area) {
  struct resident found;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, area, 1, &found, &room->problem), TX_OK);
  request_end(room->server, &request);
  return tx_record_unpack(found.record);
}

/* A feed of the district. */
static char *make_district_feed(struct room *room) {
  char *token = feed_make(room, "cdc", ROOM_AREA_TEXT, json_pack("[s, s]", "health", "test"));
  room_sql(room, "update feed set area = 610113000000 where source = 'cdc'");
  return token;
}

static void say(struct room *room, const char *token, const char *id, const char *members) {
  char line[512];
  snprintf(line, sizeof line,
           "{\"id_number\":\"99010119800307891X\",\"id\":\"%s\",\"observed_at\":%lld,%s}\n", id,
           (long long)room->now_s - 3600, members);
  json_t *receipt = feed_send(room, "cdc", token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", room->problem.en);
  ASSERT_COUNTS(receipt, 1, 0, 0, 0, 0);
  json_decref(receipt);
}

#define NEGATIVE "\"method\":\"single\",\"field\":\"test\",\"value\":\"negative\""
#define RED                                                                                            \
  "\"ground\":\"A3\",\"evidence\":\"XH-17\",\"decided_by\":\"区疾控\",\"confirmed_by\":\"街道\"," \
  "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\""

static void one_result_reaches_both_homes_and_the_districts_list_of_couriers(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_district_feed(room);
  stand_in(room, NEIGHBOUR, TX_ROLE_RESIDENT);
  stand_in(room, DISTRICT, TX_ROLE_COURIER);
  feed_settle(room);
  say(room, token, "a1", NEGATIVE);
  assert_int_equal(record_in(room, ROOM_AREA).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_in(room, NEIGHBOUR).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_in(room, DISTRICT).test, TX_TEST_NEGATIVE);
}

static void a_home_outside_the_feeds_area_is_not_spoken_of(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_district_feed(room);
  stand_in(room, AWAY, TX_ROLE_RESIDENT);
  feed_settle(room);
  say(room, token, "a1", NEGATIVE);
  assert_int_equal(record_in(room, ROOM_AREA).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_in(room, AWAY).test, TX_TEST_NONE);
}

/* The job that publishes runs each 900 ms (daemon/jobs.c). */
static void a_worsening_is_in_the_list_that_is_published_next(void **state) {
  struct room *room = *state;
  size_t count = 0;
  HOST_FREE char *token = make_district_feed(room);
  room_do(room, "POST /v1/publications", NULL);
  room->now_s++;
  say(room, token, "r1", RED);
  assert_int_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
  struct tx_status *list = room_list(room);
  assert_int_equal(tx_record_unpack(list->records[1]).health, TX_HEALTH_RED);
  tx_status_destroy(list);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(one_result_reaches_both_homes_and_the_districts_list_of_couriers),
    WITH_BODIES(a_home_outside_the_feeds_area_is_not_spoken_of),
    WITH_BODIES(a_worsening_is_in_the_list_that_is_published_next),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
