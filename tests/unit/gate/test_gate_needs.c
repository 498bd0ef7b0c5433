/* SPDX-License-Identifier: Apache-2.0 */
/* Passages die when no rule in force needs them; time is moved. */
#include "gate_scene.h"

#include "history/needs.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define INSIDE "{\"===\": [{\"var\": \"history.inside\"}, false]}"
#define EXITS "{\"<\": [{\"var\": \"history.household_exits\"}, 2]}"
#define AGES "{\">\": [{\"var\": \"history.last_exit_age_s\"}, 60]}"
#define LATE "{\">\": [{\"var\": \"clock.minute_of_day\"}, 60]}"

static int64_t need_of(const char *logic, int64_t after_s) {
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_trust(&scene);
  scene_policy(&scene, logic);
  struct gate_state *state = gate_state_of(&scene.gate);
  int64_t need_s = gate_history_need_s(state->policies, state->policy_count,
                                       gate_now(&scene.gate).now_s + after_s);
  gate_state_unref(state);
  scene_end(&scene);
  return need_s;
}

static void what_rules_look_at_says_how_long_passages_are_needed(void **state) {
  (void)state;
  assert_int_equal(need_of(SCENE_EVERYBODY, 0), DAY);
  assert_int_equal(need_of(LATE, 0), DAY);
  assert_int_equal(need_of(EXITS, 0), TX_EXIT_WINDOW_S);
  assert_int_equal(need_of(AGES, 0), TX_EXIT_WINDOW_S);
  assert_int_equal(need_of(INSIDE, 0), 14 * DAY);
}

static void an_order_that_has_ended_needs_nothing_more(void **state) {
  (void)state;
  assert_int_equal(need_of(INSIDE, 3650 * DAY), DAY);
}

/* A passage now; whether a gate that is started again so much later still knows of it. */
static bool outlives(const char *logic, int64_t after_s) {
  struct scene scene;
  struct gate_memory memory;
  struct tx_history found;
  const uint8_t key[TX_HASH_SIZE] = { 0 };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_trust(&scene);
  scene_policy(&scene, logic);
  int64_t now_s = gate_now(&scene.gate).now_s, later = now_s + after_s;
  const struct gate_entry entry = {
    .at = now_s,
    .passed = true,
    .passage = { .area = CITY_AREA, .index = 1, .at = now_s, .direction = TX_IN }
  };
  assert_true(gate_journal_add(scene.gate.journal, &entry, NULL));
  gate_save_time(&scene.gate, later);
  assert_true(gate_journal_flush(scene.gate.journal, 10000));
  gate_memory_start(&memory, key);
  assert_int_equal(gate_journal_recall(scene.gate.journal, &memory, later), TX_OK);
  memory.now_s = later;
  gate_history_find(&memory.history, CITY_AREA, 1, (const uint64_t[]){ 0 }, 1, later, 365 * DAY,
                    &found);
  gate_memory_finish(&memory);
  scene_end(&scene);
  return found.last_entry_age_s >= 0;
}

static void passages_die_when_no_rule_needs_them(void **state) {
  (void)state;
  assert_true(outlives(SCENE_EVERYBODY, 23 * HOUR));
  assert_false(outlives(SCENE_EVERYBODY, 25 * HOUR));
  assert_true(outlives(EXITS, 47 * HOUR));
  assert_false(outlives(EXITS, 49 * HOUR));
  assert_true(outlives(INSIDE, 5 * DAY));
}

static void no_rule_keeps_a_passage_for_more_than_fourteen_days(void **state) {
  (void)state;
  assert_false(outlives(INSIDE, 14 * DAY + HOUR));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test(what_rules_look_at_says_how_long_passages_are_needed),
    cmocka_unit_test(an_order_that_has_ended_needs_nothing_more),
    cmocka_unit_test(passages_die_when_no_rule_needs_them),
    cmocka_unit_test(no_rule_keeps_a_passage_for_more_than_fourteen_days),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
