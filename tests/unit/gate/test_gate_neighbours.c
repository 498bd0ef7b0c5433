/* SPDX-License-Identifier: Apache-2.0 */
#include "peer/multicast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
/* cmocka wants the two above first */
#include <cmocka.h>

#define NOW 1795392000
#define WINDOW 60

static const struct gate_peer_keys keys = {
  .current = { .id = 2, .bytes = { 2 } },
  .previous = { .id = 1, .bytes = { 1 } },
  .has_current = true,
  .has_previous = true,
};
static struct gate_peers *north, *south;

static int meet(void **state) {
  (void)state;
  char error[256] = "", group[64];
  snprintf(group, sizeof group, "239.255.84.88:%d", 20000 + getpid() % 20000);
  north = gate_peers_open("lo", group, "1111111111111111", error, sizeof error);
  south = gate_peers_open("lo", group, "2222222222222222", error, sizeof error);
  if (!north || !south) print_message("%s\n", error);
  return north && south ? 0 : -1;
}

static int part(void **state) {
  (void)state;
  gate_peers_close(north);
  gate_peers_close(south);
  return 0;
}

static struct tx_admission admission_at(int64_t at) {
  return (struct tx_admission){
    .gate = "1111111111111111",
    .area = 610113001001,
    .index = 5,
    .live_iat = at - 3,
    .at = at,
  };
}

static bool hear(struct tx_admission *out) {
  usleep(20000);
  return gate_peers_receive(south, &keys, NOW, WINDOW, out);
}

static void an_admission_at_one_gate_is_known_at_the_other(void **state) {
  (void)state;
  struct tx_admission told = admission_at(NOW), heard;
  gate_peers_send(north, &told, &keys);
  assert_true(hear(&heard));
  assert_memory_equal(&heard, &told, sizeof heard);
  assert_false(hear(&heard));
  assert_false(gate_peers_receive(north, &keys, NOW, WINDOW, &heard)); /* its own voice */
  assert_int_equal(gate_peers_refused(north), 0);
}

static void news_of_another_key_or_time_counts_for_nothing(void **state) {
  (void)state;
  struct gate_peer_keys shut_out = { .current = { .id = 0, .bytes = { 7 } }, .has_current = true };
  struct tx_admission heard, told = admission_at(NOW), old = admission_at(NOW - WINDOW - 1),
                             ahead = admission_at(NOW + WINDOW + 1);
  gate_peers_send(north, &told, &shut_out);
  gate_peers_send(north, &old, &keys);
  gate_peers_send(north, &ahead, &keys);
  assert_false(hear(&heard));
  assert_int_equal(gate_peers_refused(south), 3);
}

static void a_datagram_played_again_counts_once(void **state) {
  (void)state;
  struct tx_admission heard, told = admission_at(NOW);
  gate_peers_send(north, &told, &keys);
  gate_peers_send(north, &told, &keys);
  assert_true(hear(&heard));
  assert_false(hear(&heard));
  assert_int_equal(gate_peers_refused(south), 1);
}

static void an_area_that_was_just_given_a_new_key_still_hears_the_old(void **state) {
  (void)state;
  struct gate_peer_keys behind = { .current = keys.previous, .has_current = true };
  struct tx_admission heard, told = admission_at(NOW);
  gate_peers_send(north, &told, &behind);
  assert_true(hear(&heard));
}

static void a_group_that_is_none_says_what_to_write(void **state) {
  (void)state;
  static const char *const wrong[] = { "", "239.255.84.88", "10.0.0.1:8488", "239.255.84.88:0",
                                       "x:1" };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    char error[256] = "";
    assert_null(gate_peers_open("lo", wrong[i], "", error, sizeof error));
    assert_non_null(strstr(error, "239.255.84.88:8488"));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(an_admission_at_one_gate_is_known_at_the_other, meet, part),
    cmocka_unit_test_setup_teardown(news_of_another_key_or_time_counts_for_nothing, meet, part),
    cmocka_unit_test_setup_teardown(a_datagram_played_again_counts_once, meet, part),
    cmocka_unit_test_setup_teardown(an_area_that_was_just_given_a_new_key_still_hears_the_old, meet,
                                    part),
    cmocka_unit_test(a_group_that_is_none_says_what_to_write),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
