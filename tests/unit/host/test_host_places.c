/* SPDX-License-Identifier: Apache-2.0 */
/* Who keeps a place when they run short; sockets are real, so that what is shut is seen to be. */
#include "host/http/places.h"
#include "promise.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define PLACES 16u
#define KEPT 4u /* of them, from strangers */
#define MOST 64

struct connection {
  int ours, theirs;
  struct place *place;
};

static struct places *places;
static struct connection all[MOST];
static size_t count;

static int open_places(UNUSED void **state) {
  places = places_create("test", PLACES);
  count = 0;
  return places ? 0 : -1;
}

static int close_places(UNUSED void **state) {
  for (size_t i = 0; i < count; i++) {
    places_give(places, all[i].place);
    close(all[i].ours);
    close(all[i].theirs);
  }
  places_destroy(places);
  return 0;
}

static struct host_address at(const char *text) {
  struct host_address out;
  assert_true(host_address_read(tx_span_text(text), &out));
  return out;
}

static struct connection *come(const char *from, enum place_kind kind) {
  struct connection *c = &all[count++];
  struct host_address address = at(from);
  int ends[2];
  assert_true(count <= MOST);
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  c->ours = ends[0];
  c->theirs = ends[1];
  c->place = places_take(places, c->ours, &address, kind, 1000 + (int64_t)count);
  assert_non_null(c->place);
  return c;
}

static bool is_shut(const struct connection *c) {
  struct pollfd end = { .fd = c->theirs, .events = POLLIN };
  char byte;
  return poll(&end, 1, 0) == 1 && recv(c->theirs, &byte, 1, MSG_DONTWAIT) == 0;
}

static size_t shut_of(const struct connection *first, size_t n) {
  size_t shut = 0;
  for (size_t i = 0; i < n; i++)
    shut += is_shut(&first[i]);
  return shut;
}

static struct connection *come_many(const char *from, size_t n) {
  struct connection *first = &all[count];
  while (n-- > 0)
    come(from, PLACE_STRANGER);
  return first;
}

/* --- promises --------------------------------------------------------------------------------- */

static void while_there_is_room_one_address_may_hold_it_all(UNUSED void **state) {
  come_many("203.0.113.1", PLACES - KEPT);
  assert_int_equal(shut_of(all, count), 0);
  assert_int_equal(places_taken(places), PLACES - KEPT);
}

static void the_address_that_holds_most_loses_its_idlest(UNUSED void **state) {
  const struct connection *few = come_many("203.0.113.1", 2);
  const struct connection *most = come_many("203.0.113.2", PLACES - KEPT - 2);
  come("203.0.113.3", PLACE_STRANGER);
  assert_int_equal(shut_of(few, 2), 0);
  assert_true(is_shut(&most[0]));
  assert_int_equal(shut_of(most, PLACES - KEPT - 2), 1);
  places_touch(places, most[1].place, PLACE_NO_DEADLINE); /* idlest no more */
  come("203.0.113.4", PLACE_STRANGER);
  assert_false(is_shut(&most[1]));
  assert_true(is_shut(&most[2]));
  assert_int_equal(places_closed(places), 2);
}

static void a_flood_from_one_address_leaves_everybody_a_fair_share(UNUSED void **state) {
  const struct connection *others[4];
  for (size_t i = 0; i < 4; i++) {
    char from[HOST_ADDRESS_TEXT];
    snprintf(from, sizeof from, "198.51.100.%zu", i);
    others[i] = come(from, PLACE_STRANGER);
  }
  come_many("203.0.113.2", 40);
  for (size_t i = 0; i < 4; i++)
    assert_false(is_shut(others[i]));
  assert_int_equal(places_taken(places), PLACES - KEPT);
}

static void of_ipv6_the_network_is_what_floods(UNUSED void **state) {
  const struct connection *other = come("fd00:0:0:2::1", PLACE_STRANGER);
  for (unsigned i = 0; i < 30; i++) {
    char from[HOST_ADDRESS_TEXT];
    snprintf(from, sizeof from, "fd00:0:0:1::%x", i);
    come(from, PLACE_STRANGER);
  }
  assert_false(is_shut(other));
}

static void where_each_has_one_the_one_that_waits_longest_goes(UNUSED void **state) {
  for (unsigned i = 0; i < 20; i++) {
    char from[HOST_ADDRESS_TEXT];
    snprintf(from, sizeof from, "203.0.113.%u", i);
    come(from, PLACE_STRANGER);
  }
  assert_int_equal(shut_of(all, 8), 8);
  assert_int_equal(shut_of(all + 8, 12), 0);
}

static void some_places_are_kept_for_the_known_and_for_this_machine(UNUSED void **state) {
  struct connection *gate = come("203.0.113.2", PLACE_STRANGER);
  struct host_address whose = at("203.0.113.2");
  places_move(places, gate->place, &whose, PLACE_KNOWN, 1000);
  come_many("203.0.113.3", 40);
  const struct connection *here = come("127.0.0.1", PLACE_LOCAL);
  const struct connection *again = come("127.0.0.1", PLACE_LOCAL);
  assert_false(is_shut(gate) || is_shut(here) || is_shut(again));
  assert_int_equal(places_taken(places), PLACES - KEPT + 3);
}

static void whoever_was_known_at_an_address_is_expected_there_for_an_hour(UNUSED void **state) {
  struct connection *gate = come("203.0.113.2", PLACE_STRANGER);
  struct host_address whose = at("203.0.113.2");
  places_move(places, gate->place, &whose, PLACE_KNOWN, 1000);
  const struct connection *again = come("203.0.113.2", PLACE_STRANGER);
  come_many("203.0.113.2", 6); /* who shares it takes from it alone */
  come_many("203.0.113.3", 20);
  assert_false(is_shut(again));
  struct place *late = places_take(places, again->ours, &whose, PLACE_STRANGER, 1000 + 3600 * 1000);
  assert_true(is_shut(&all[8])); /* a stranger, for whom another stranger goes */
  places_give(places, late);
}

static void where_all_places_are_taken_by_the_known_a_stranger_is_heard(UNUSED void **state) {
  for (unsigned i = 0; i < PLACES; i++)
    come("203.0.113.9", PLACE_KNOWN);
  const struct connection *fresh = come("203.0.113.1", PLACE_STRANGER);
  assert_false(is_shut(fresh));
  assert_true(is_shut(&all[0]));
  const struct connection *here = come("127.0.0.1", PLACE_LOCAL);
  assert_false(is_shut(here));
}

static void what_sleeps_is_not_closed_for_another(UNUSED void **state) {
  come_many("203.0.113.2", PLACES - KEPT);
  for (size_t i = 0; i < PLACES - KEPT; i++)
    places_sleep(places, all[i].place, true);
  const struct connection *one_more = come("203.0.113.3", PLACE_STRANGER);
  assert_int_equal(shut_of(all, PLACES - KEPT), 0);
  assert_true(is_shut(one_more));
  places_sleep(places, all[3].place, false);
  assert_false(is_shut(come("203.0.113.3", PLACE_STRANGER)));
  assert_true(is_shut(&all[3]));
}

static void a_deadline_shuts_what_drips(UNUSED void **state) {
  struct connection *slow = come("203.0.113.2", PLACE_STRANGER);
  struct connection *done = come("203.0.113.2", PLACE_STRANGER);
  places_touch(places, slow->place, 5000);
  places_touch(places, done->place, 5000);
  places_touch(places, done->place, PLACE_NO_DEADLINE);
  places_sweep(places, 4999);
  assert_false(is_shut(slow));
  places_sweep(places, 5000);
  assert_true(is_shut(slow));
  assert_false(is_shut(done));
  assert_int_equal(places_taken(places), 1);
}

/* --- the log ---------------------------------------------------------------------------------- */

static size_t lines_of(FILE *log, const char *words) {
  char line[1024];
  size_t found = 0;
  rewind(log);
  while (fgets(line, sizeof line, log))
    found += strstr(line, words) != NULL;
  return found;
}

static void one_line_says_that_places_are_short_and_one_that_they_are_not(UNUSED void **state) {
  FILE *log = tmpfile();
  int terminal = dup(STDERR_FILENO);
  assert_true(log && terminal >= 0);
  dup2(fileno(log), STDERR_FILENO);
  come_many("203.0.113.2", 40); /* at 1000 ms and after */
  places_sweep(places, 2000);
  places_sweep(places, 9000);
  places_sweep(places, 90000);
  dup2(terminal, STDERR_FILENO);
  close(terminal);
  assert_int_equal(lines_of(log, "places are taken"), 1);
  assert_int_equal(lines_of(log, "28 connections were closed"), 1);
  assert_int_equal(lines_of(log, "places"), 2);
  fclose(log);
}

#define IN_PLACES(name) cmocka_unit_test_setup_teardown(name, open_places, close_places)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_PLACES(while_there_is_room_one_address_may_hold_it_all),
    IN_PLACES(the_address_that_holds_most_loses_its_idlest),
    IN_PLACES(a_flood_from_one_address_leaves_everybody_a_fair_share),
    IN_PLACES(of_ipv6_the_network_is_what_floods),
    IN_PLACES(where_each_has_one_the_one_that_waits_longest_goes),
    IN_PLACES(some_places_are_kept_for_the_known_and_for_this_machine),
    IN_PLACES(whoever_was_known_at_an_address_is_expected_there_for_an_hour),
    IN_PLACES(where_all_places_are_taken_by_the_known_a_stranger_is_heard),
    IN_PLACES(what_sleeps_is_not_closed_for_another),
    IN_PLACES(a_deadline_shuts_what_drips),
    IN_PLACES(one_line_says_that_places_are_short_and_one_that_they_are_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
