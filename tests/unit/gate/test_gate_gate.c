/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_scene.h"

#include <dirent.h>
#include <stdio.h>

#define DAY 86400

static void a_gate_that_never_had_news_lets_nobody_in(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_static(&scene, 1, text);
  assert_int_equal(scene_show(&scene, text), TX_NO_TRUST_LIST);
  scene_end(&scene);
}

static void what_a_gate_holds_is_in_force_again_after_a_restart(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1], suspended[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_restart(&scene, SCENE_NOW + 60);
  scene_static(&scene, 1, text);
  scene_static(&scene, 6, suspended);
  assert_int_equal(scene_show(&scene, text), TX_OK);
  assert_int_equal(scene_show(&scene, suspended), TX_SUSPENDED);
  scene_end(&scene);
}

static void after_thirty_days_without_a_network_residents_still_come_home(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  struct tx_pass pass = forge_pass(&scene.forge);
  pass.index = 1;
  pass.exp = SCENE_NOW + 60 * DAY;
  assert_true(forge_pass_text(&scene.forge, &pass, text));
  scene_restart(&scene, SCENE_NOW + 30 * DAY);
  assert_int_equal(scene_show(&scene, text), TX_OK_WITH_NOTICE);
  scene_end(&scene);
}

static void a_live_code_passes_once_also_when_the_gate_was_off_in_between(void **state) {
  (void)state;
  struct scene scene;
  char live[TX_TEXT_MAX + 1], next[TX_TEXT_MAX + 1], other[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_live(&scene, 1, SCENE_NOW - 5, live);
  scene_live(&scene, 1, SCENE_NOW + 10, next);
  scene_live(&scene, 2, SCENE_NOW - 5, other);
  assert_int_equal(scene_show(&scene, live), TX_OK);
  assert_int_equal(scene_show(&scene, live), TX_REPLAYED);
  scene_restart(&scene, SCENE_NOW + 20);
  assert_int_equal(scene_show(&scene, live), TX_REPLAYED);
  assert_int_equal(scene_show(&scene, other), TX_OK);
  assert_int_equal(scene_show(&scene, next), TX_OK);
  scene_end(&scene);
}

static void a_person_holding_a_code_still_is_one_event(void **state) {
  (void)state;
  struct scene scene;
  struct gate_outcome outcome;
  char live[TX_TEXT_MAX + 1], next[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_live(&scene, 1, SCENE_NOW, live);
  scene_live(&scene, 1, SCENE_NOW + 15, next);
  assert_true(gate_show(&scene.gate, &scene, tx_span_text(live), TX_IN, &outcome));
  gate_remember(&scene.gate, &outcome);
  gate_outcome_finish(&outcome);
  for (int second = 0; second < 15; second++) {
    gate_advance(&scene.gate, 1);
    assert_false(gate_show(&scene.gate, &scene, tx_span_text(live), TX_IN, &outcome));
  }
  assert_false(gate_show(&scene.gate, &scene, tx_span_text(next), TX_IN, &outcome));
  gate_advance(&scene.gate, 11);
  assert_true(gate_show(&scene.gate, &scene, tx_span_text(live), TX_IN, &outcome));
  assert_int_equal(outcome.decision.reason, TX_REPLAYED);
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void a_screenshot_refused_does_not_keep_its_owner_from_opening_the_phone(void **state) {
  (void)state;
  struct scene scene;
  struct gate_outcome outcome;
  char bare[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  struct tx_pass pass = forge_bound_pass(&scene.forge);
  pass.index = 1;
  assert_true(forge_pass_text(&scene.forge, &pass, bare));
  scene_live(&scene, 1, SCENE_NOW, live);
  assert_true(gate_show(&scene.gate, &scene, tx_span_text(bare), TX_IN, &outcome));
  assert_int_equal(outcome.decision.reason, TX_LIVE_REQUIRED);
  gate_outcome_finish(&outcome);
  assert_true(gate_show(&scene.gate, &scene, tx_span_text(live), TX_IN, &outcome));
  assert_int_equal(outcome.decision.reason, TX_OK);
  gate_outcome_finish(&outcome);
  scene_end(&scene);
}

static void every_showing_is_an_event_with_what_it_was_decided_on(void **state) {
  (void)state;
  struct scene scene;
  struct tx_event event;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_static(&scene, 1, text);
  scene_show(&scene, text);
  scene_show(&scene, "https://example.org/");
  struct gate_stored_list rows = scene_events(&scene);
  assert_int_equal(rows.count, 2);
  assert_int_equal(tx_event_read(tx_span_of(rows.rows[0].bytes, rows.rows[0].n), &event), TX_OK);
  assert_int_equal(event.reason, TX_OK);
  assert_true(event.identified && event.decided_on && event.has_list_seq);
  assert_int_equal(event.index, 1);
  assert_int_equal(tx_event_read(tx_span_of(rows.rows[1].bytes, rows.rows[1].n), &event), TX_OK);
  assert_int_equal(event.reason, TX_NOT_OURS);
  assert_false(event.identified);
  gate_stored_finish(&rows);
  scene_end(&scene);
}

static void a_refusal_names_the_rule_in_the_journal(void **state) {
  (void)state;
  struct scene scene;
  struct tx_event event;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_trust(&scene);
  scene_list(&scene);
  scene_policy(&scene, "{\"===\": [1, 2]}");
  scene_static(&scene, 1, text);
  assert_int_equal(scene_show(&scene, text), TX_RULE_FAILED);
  struct gate_stored_list rows = scene_events(&scene);
  assert_int_equal(tx_event_read(tx_span_of(rows.rows[0].bytes, rows.rows[0].n), &event), TX_OK);
  assert_true(event.rule.n > 12 && memcmp(event.rule.p, "610113001001/", 13) == 0);
  gate_stored_finish(&rows);
  scene_end(&scene);
}

static void a_clock_in_1970_is_admitted_to_and_nothing_is_refused_for_its_date(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  scene_restart(&scene, 0);
  scene_static(&scene, 1, text);
  assert_int_equal(scene_show(&scene, text), TX_CLOCK_UNSURE);
  struct forge_status list;
  forge_status_draft(&scene.forge, &list);
  list.status.seq += 3600;
  list.status.iat += 3600;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), NULL),
      TX_OK);
  scene_end(&scene);
}

static void a_list_from_the_future_waits_and_makes_the_clock_doubtful(void **state) {
  (void)state;
  struct scene scene;
  struct forge_status list;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  forge_status_draft(&scene.forge, &list);
  list.status.iat = SCENE_NOW + 301;
  list.status.seq = SCENE_NOW + 301;
  list.status.exp = SCENE_NOW + DAY;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), NULL),
      TX_NOT_YET_VALID);
  scene_static(&scene, 1, text);
  assert_int_equal(scene_show(&scene, text), TX_CLOCK_UNSURE);
  scene_end(&scene);
}

static void a_vehicle_waits_for_its_driver_for_a_minute(void **state) {
  (void)state;
  struct scene scene;
  char vehicle[TX_TEXT_MAX + 1], driver[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_VEHICLE, TX_IN);
  scene_trust(&scene);
  scene_list(&scene);
  scene_policy(&scene, "{\"if\": [{\"===\": [{\"var\": \"pass.role\"}, \"vehicle\"]}, true,"
                       " {\"===\": [{\"var\": \"vehicle.role\"}, \"vehicle\"]}]}");
  struct tx_pass pass = forge_pass(&scene.forge);
  pass.index = 2;
  pass.role = TX_ROLE_VEHICLE;
  assert_true(forge_pass_text(&scene.forge, &pass, vehicle));
  scene_static(&scene, 1, driver);
  assert_int_equal(scene_show(&scene, driver), TX_RULE_FAILED);
  assert_int_equal(scene_show(&scene, vehicle), TX_DRIVER_AWAITED);
  gate_advance(&scene.gate, 59);
  assert_int_equal(scene_show(&scene, driver), TX_OK);
  assert_int_equal(scene_show(&scene, vehicle), TX_DRIVER_AWAITED);
  gate_advance(&scene.gate, 60);
  assert_int_equal(scene_show(&scene, driver), TX_RULE_FAILED);
  scene_end(&scene);
}

static bool file_holds(const char *path, const char *needle) {
  HOST_BYTES bytes = { 0 };
  if (host_file_read(path, 64u << 20, &bytes) != TX_OK) return false;
  return memmem(bytes.p, bytes.n, needle, strlen(needle)) != NULL;
}

static bool folder_holds(const char *folder, const char *needle) {
  bool found = false;
  DIR *dir = opendir(folder);
  assert_non_null(dir);
  for (struct dirent *entry; (entry = readdir(dir));) {
    HOST_FREE char *path = host_path(folder, "%s", entry->d_name);
    found = file_holds(path, needle) || found;
  }
  closedir(dir);
  return found;
}

static void a_thief_finds_no_name_on_the_disk(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  struct tx_pass pass = forge_pass(&scene.forge);
  pass.index = 1;
  assert_true(forge_pass_text(&scene.forge, &pass, text));
  scene_show(&scene, text);
  assert_true(gate_journal_flush(scene.gate.journal, 5000));
  HOST_FREE char *objects = host_path(scene.dir, "objects");
  assert_true(pass.name[0] && pass.tail[0]);
  assert_false(folder_holds(scene.dir, pass.name) || folder_holds(scene.dir, pass.tail));
  assert_false(folder_holds(objects, pass.name) || folder_holds(objects, pass.tail));
  assert_true(folder_holds(scene.dir, "PRIVATE KEY"));
  scene_end(&scene);
}

static void a_second_process_is_told_that_the_gate_is_in_use(void **state) {
  (void)state;
  struct scene scene;
  struct gate second;
  struct host_problem error = { 0 };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  struct gate_options options = { .dir = scene.dir, .now_s = SCENE_NOW, .journal = true };
  assert_int_equal(gate_open(&second, &options, &error), TX_BUSY);
  assert_non_null(strstr(error.en, "in use"));
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_gate_that_never_had_news_lets_nobody_in),
    cmocka_unit_test(what_a_gate_holds_is_in_force_again_after_a_restart),
    cmocka_unit_test(after_thirty_days_without_a_network_residents_still_come_home),
    cmocka_unit_test(a_live_code_passes_once_also_when_the_gate_was_off_in_between),
    cmocka_unit_test(a_person_holding_a_code_still_is_one_event),
    cmocka_unit_test(a_screenshot_refused_does_not_keep_its_owner_from_opening_the_phone),
    cmocka_unit_test(every_showing_is_an_event_with_what_it_was_decided_on),
    cmocka_unit_test(a_refusal_names_the_rule_in_the_journal),
    cmocka_unit_test(a_clock_in_1970_is_admitted_to_and_nothing_is_refused_for_its_date),
    cmocka_unit_test(a_list_from_the_future_waits_and_makes_the_clock_doubtful),
    cmocka_unit_test(a_vehicle_waits_for_its_driver_for_a_minute),
    cmocka_unit_test(a_thief_finds_no_name_on_the_disk),
    cmocka_unit_test(a_second_process_is_told_that_the_gate_is_in_use),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
