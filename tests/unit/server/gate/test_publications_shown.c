/* SPDX-License-Identifier: Apache-2.0 */
/* Lists share the wait for the disk; what is published is shown once it lasts, and nothing that is
 * published stays unshown. */
#include "failing_db.h"

#include "domain/publication/publish.h"

#define OTHERS 3 /* areas beside the room's own, by the city's key */

static size_t due(struct room *room) {
  size_t count = 0;
  room->now_s++;
  assert_int_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
  return count;
}

static void add_area(struct room *room, uint64_t area) {
  char sql[200];
  snprintf(sql, sizeof sql,
           "insert into area (area, next_index, last_issue, listed, changed, neighbour_id) values "
           "(%llu, 0, 0, 0, 1, 0)",
           (unsigned long long)area);
  room_sql(room, sql);
}

static uint64_t shown(const struct room *room) {
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_STATUS, ROOM_AREA);
  uint64_t seq = item ? item->seq : 0;
  cache_release(item);
  return seq;
}

static uint64_t kept(struct room *room) {
  return (uint64_t)room_count(room, "select coalesce(max(seq), 0) from publication where kind = "
                                    "'status' and area = 610113001001");
}

/* The city's key, for areas beside the community. */
static int set_up(void **state) {
  if (failing_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_write_key(room, FORGE_STATUS_CITY);
  room_close_office(room);
  room_open_office(room);
  room_import(room);
  return 0;
}

static void lists_share_a_wait_for_the_disk(void **state) {
  struct room *room = *state;
  for (uint64_t i = 1; i <= OTHERS; i++)
    add_area(room, ROOM_AREA + i);
  failing_durable = 0;
  assert_int_equal(due(room), OTHERS + 1);
  assert_int_equal(failing_durable, 1);
}

/* Wherever it fails: what was shown is kept, and the next round shows what is. */
static void what_could_not_be_shown_is_shown_in_the_next_round(void **state) {
  struct room *room = *state;
  bool failed = true;
  for (int n = 1; failed; n++) {
    size_t count = 0;
    room_sql(room, "update area set changed = changed + 1");
    room->now_s++;
    failing_calls = 0;
    failing_at = n;
    (void)publish_due(room->server, room->now_s, &count, &room->problem);
    failed = failing_calls >= n;
    failing_at = 0;
    ASSERT_ROW(shown(room) <= kept(room), failing_sql);
    due(room);
    ASSERT_ROW(shown(room) == kept(room) && due(room) == 0, failing_sql);
  }
}

/* No key of the server's speaks for another province. */
static void an_area_that_fails_keeps_no_other_from_its_list(void **state) {
  struct room *room = *state;
  size_t count = 0;
  add_area(room, 110101001001);
  assert_int_not_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
  assert_int_equal(shown(room), kept(room));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test_setup_teardown(lists_share_a_wait_for_the_disk, set_up, room_tear_down),
    cmocka_unit_test_setup_teardown(what_could_not_be_shown_is_shown_in_the_next_round, set_up,
                                    room_tear_down),
    cmocka_unit_test_setup_teardown(an_area_that_fails_keeps_no_other_from_its_list, set_up,
                                    room_tear_down),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
