/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_scene.h"

static struct tx_admission news(enum tx_gate_kind kind, enum tx_direction direction,
                                int64_t live_iat) {
  return (struct tx_admission){ .gate = "0123456789abcdef",
                                .kind = kind,
                                .direction = direction,
                                .area = SCENE_AREA,
                                .index = 1,
                                .live_iat = live_iat,
                                .at = SCENE_NOW - 1 };
}

static struct tx_history known(struct scene *scene) {
  struct tx_history out;
  struct tx_pass pass = forge_pass(&scene->forge);
  pass.index = 1;
  scene->gate.memory.now_s = SCENE_NOW;
  scene->gate.memory.asked.history(&scene->gate.memory.asked, &pass, 86400, &out);
  return out;
}

static void a_live_code_admitted_next_door_is_refused_here_also_after_a_restart(void **state) {
  (void)state;
  struct scene scene;
  char live[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_live(&scene, 1, SCENE_NOW - 4, live);
  struct tx_admission heard = news(TX_GATE_PEDESTRIAN, TX_IN, SCENE_NOW - 4);
  gate_merge_admission(&scene.gate, &heard);
  assert_int_equal(scene_show(&scene, live), TX_REPLAYED);
  scene_restart(&scene, SCENE_NOW + 5);
  assert_int_equal(scene_show(&scene, live), TX_REPLAYED);
  scene_end(&scene);
}

static void the_same_code_may_come_in_here_and_go_out_next_door(void **state) {
  (void)state;
  struct scene scene;
  char live[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_live(&scene, 1, SCENE_NOW - 4, live);
  struct tx_admission out = news(TX_GATE_PEDESTRIAN, TX_OUT, SCENE_NOW - 4);
  struct tx_admission door = news(TX_GATE_BUILDING, TX_IN, SCENE_NOW - 4);
  gate_merge_admission(&scene.gate, &out);
  gate_merge_admission(&scene.gate, &door);
  assert_int_equal(scene_show(&scene, live), TX_OK);
  scene_end(&scene);
}

static void a_terminal_for_both_ways_hears_of_both(void **state) {
  (void)state;
  struct scene scene;
  char live[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_NEITHER);
  scene_news(&scene);
  scene.gate.directions = 1u << TX_IN | 1u << TX_OUT;
  struct tx_admission in = news(TX_GATE_PEDESTRIAN, TX_IN, SCENE_NOW - 4);
  gate_merge_admission(&scene.gate, &in);
  scene_live(&scene, 1, SCENE_NOW - 4, live);
  assert_int_equal(scene_show(&scene, live), TX_REPLAYED);
  scene_end(&scene);
}

static void
pedestrian_and_vehicle_gates_are_one_perimeter_and_a_buildings_door_its_own(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  struct tx_admission door = news(TX_GATE_BUILDING, TX_IN, -1);
  gate_merge_admission(&scene.gate, &door);
  assert_int_equal(known(&scene).inside, -1);
  struct tx_admission vehicle = news(TX_GATE_VEHICLE, TX_OUT, -1);
  gate_merge_admission(&scene.gate, &vehicle);
  assert_int_equal(known(&scene).inside, 0);
  scene_end(&scene);
}

static void a_household_is_counted_under_the_areas_key_and_the_one_before(void **state) {
  (void)state;
  struct scene scene;
  struct gate_outcome outcome;
  char text[TX_TEXT_MAX + 1];
  struct gate_peer_keys first = { .current = { .id = 1, .bytes = { 1 } }, .has_current = true };
  struct gate_peer_keys second = { .current = { .id = 2, .bytes = { 2 } },
                                   .previous = first.current,
                                   .has_current = true,
                                   .has_previous = true };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_OUT);
  scene_news(&scene);
  scene_static(&scene, 1, text);
  gate_set_peer_keys(&scene.gate, &first);
  gate_decide(&scene.gate, tx_span_text(text), TX_OUT, &outcome);
  struct gate_peer_keys keys = gate_peer_keys_of(&scene.gate);
  struct tx_admission told;
  assert_true(gate_admission(&scene.gate, &outcome, &keys, &told));
  assert_true(told.has_household);
  gate_outcome_finish(&outcome);
  gate_merge_admission(&scene.gate, &told);
  gate_merge_admission(&scene.gate, &told);
  gate_set_peer_keys(&scene.gate, &second);
  gate_decide(&scene.gate, tx_span_text(text), TX_OUT, &outcome);
  gate_outcome_finish(&outcome);
  assert_int_equal(known(&scene).household_exits, 1);
  scene_end(&scene);
}

static void the_key_of_a_gate_that_was_shut_out_is_heard_for_an_hour_at_most(void **state) {
  (void)state;
  struct scene scene;
  const struct gate_peer_keys first = { .current = { .id = 1 }, .has_current = true }, second = {
    .current = { .id = 2 }, .previous = { .id = 1 }, .has_current = true, .has_previous = true
  };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  gate_set_peer_keys(&scene.gate, &first);
  gate_advance(&scene.gate, 7200);
  gate_set_peer_keys(&scene.gate, &second);
  gate_advance(&scene.gate, GATE_OLD_KEY_MS / 1000 - 1);
  gate_set_peer_keys(&scene.gate, &second);
  assert_true(gate_peer_keys_received(&scene.gate).has_previous);
  gate_advance(&scene.gate, 1);
  assert_false(gate_peer_keys_received(&scene.gate).has_previous);
  assert_int_equal(gate_peer_keys_received(&scene.gate).current.id, 2);
  assert_true(gate_peer_keys_of(&scene.gate).has_previous); /* households are counted for days */
  scene_end(&scene);
}

/* What a neighbour says under a key, as this gate's loop hears it. */
static enum tx_reason hear_under(struct scene *scene, const struct tx_neighbour_key *key,
                                 int64_t live_iat) {
  uint8_t datagram[TX_NEIGHBOUR_MAX];
  size_t n;
  struct tx_admission told = news(TX_GATE_PEDESTRIAN, TX_IN, live_iat), heard;
  struct gate_peer_keys keys = gate_peer_keys_received(&scene->gate);
  assert_int_equal(tx_admission_write(&told, key, datagram, sizeof datagram, &n), TX_OK);
  enum tx_reason reason =
      tx_admission_read(tx_span_of(datagram, n), keys.has_current ? &keys.current : NULL,
                        keys.has_previous ? &keys.previous : NULL, &heard);
  if (reason == TX_OK) gate_merge_admission(&scene->gate, &heard);
  return reason;
}

static void after_a_power_cut_without_a_network_neighbours_are_still_believed(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  const struct gate_peer_keys keys = { .current = { .id = 4, .bytes = { 4 } },
                                       .has_current = true };
  const struct tx_neighbour_key strange = { .id = 4, .bytes = { 5 } };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  gate_set_peer_keys(&scene.gate, &keys);
  scene_restart(&scene, SCENE_NOW + 1);
  scene_live(&scene, 1, SCENE_NOW - 4, text);
  assert_int_equal(hear_under(&scene, &strange, SCENE_NOW - 4), TX_BAD_SIGNATURE);
  assert_int_equal(hear_under(&scene, &keys.current, SCENE_NOW - 4), TX_OK);
  assert_int_equal(scene_show(&scene, text), TX_REPLAYED);
  scene_end(&scene);
}

static void a_key_that_the_server_no_longer_gives_is_forgotten_also_on_disk(void **state) {
  (void)state;
  struct scene scene;
  struct gate_peer_keys keys = { .current = { .id = 4, .bytes = { 4 } },
                                 .previous = { .id = 3, .bytes = { 3 } },
                                 .has_current = true,
                                 .has_previous = true };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  gate_set_peer_keys(&scene.gate, &keys);
  keys.has_previous = false;
  gate_set_peer_keys(&scene.gate, &keys);
  scene_restart(&scene, SCENE_NOW + 1);
  struct gate_peer_keys held = gate_peer_keys_of(&scene.gate);
  assert_true(held.has_current);
  assert_false(held.has_previous);
  scene_end(&scene);
}

static void nobody_is_told_of_a_refusal(void **state) {
  (void)state;
  struct scene scene;
  struct gate_outcome outcome;
  struct tx_admission told;
  char text[TX_TEXT_MAX + 1];
  const struct gate_peer_keys key = { .current = { .id = 1 }, .has_current = true };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  gate_set_peer_keys(&scene.gate, &key);
  scene_static(&scene, 6, text);
  gate_decide(&scene.gate, tx_span_text(text), TX_IN, &outcome);
  struct gate_peer_keys keys = gate_peer_keys_of(&scene.gate);
  assert_false(gate_admission(&scene.gate, &outcome, &keys, &told));
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void what_the_server_tells_is_known_once_the_loop_took_it_in(void **state) {
  (void)state;
  struct scene scene;
  const struct gate_passage passage = {
    .area = SCENE_AREA, .index = 1, .at = SCENE_NOW - 60, .direction = TX_IN
  };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  gate_enqueue_passage(&scene.gate, &passage);
  assert_int_equal(known(&scene).inside, -1);
  gate_merge_passages(&scene.gate);
  assert_int_equal(known(&scene).inside, 1);
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_live_code_admitted_next_door_is_refused_here_also_after_a_restart),
    cmocka_unit_test(the_same_code_may_come_in_here_and_go_out_next_door),
    cmocka_unit_test(a_terminal_for_both_ways_hears_of_both),
    cmocka_unit_test(pedestrian_and_vehicle_gates_are_one_perimeter_and_a_buildings_door_its_own),
    cmocka_unit_test(a_household_is_counted_under_the_areas_key_and_the_one_before),
    cmocka_unit_test(the_key_of_a_gate_that_was_shut_out_is_heard_for_an_hour_at_most),
    cmocka_unit_test(after_a_power_cut_without_a_network_neighbours_are_still_believed),
    cmocka_unit_test(a_key_that_the_server_no_longer_gives_is_forgotten_also_on_disk),
    cmocka_unit_test(nobody_is_told_of_a_refusal),
    cmocka_unit_test(what_the_server_tells_is_known_once_the_loop_took_it_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
