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

static void an_older_list_and_one_of_another_area_are_refused_and_the_held_one_stays(void **state) {
  (void)state;
  struct scene scene;
  struct forge_status list;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  const struct tx_status *held = scene.gate.state->lists[0];
  forge_status_draft(&scene.forge, &list);
  list.status.seq--;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), NULL),
      TX_ROLLBACK);
  forge_status_draft(&scene.forge, &list);
  list.status.seq++;
  list.status.area = FORGE_STREET;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS_CITY), NULL),
      TX_WRONG_JURISDICTION);
  assert_ptr_equal(scene.gate.state->lists[0], held);
  scene_end(&scene);
}

static void a_list_that_names_a_newer_policy_waits_for_it(void **state) {
  (void)state;
  struct scene scene;
  struct forge_status list;
  bool waits = false;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  forge_status_draft(&scene.forge, &list);
  struct tx_seq_of named = { SCENE_AREA, scene.gate.state->policies[0]->seq + 1 };
  list.status.seq++;
  list.status.current.policies = &named;
  list.status.current.count = 1;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), &waits),
      TX_OK);
  assert_true(waits);
  assert_int_equal(scene.gate.state->lists[0]->seq, list.status.seq - 1);
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), NULL),
      TX_OK);
  assert_int_equal(scene.gate.state->lists[0]->seq, list.status.seq);
  scene_end(&scene);
}

static void a_list_of_its_city_that_names_a_newer_trust_list_waits_for_it(void **state) {
  (void)state;
  struct scene scene;
  struct forge_status list;
  bool waits = false;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_trust(&scene);
  forge_status_draft(&scene.forge, &list);
  list.status.current.trust = scene.gate.state->trust->seq + 1;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), &waits),
      TX_OK);
  assert_true(waits);
  assert_int_equal(scene.gate.state->list_count, 0);
  scene_end(&scene);
}

/* The trust list after the one held, without a key: absent, or revoked. */
static void without_key(struct scene *scene, enum forge_key gone, bool revoked) {
  struct forge_trust trust;
  size_t kept = 0;
  forge_trust_draft(&scene->forge, &trust);
  trust.trust.seq++;
  for (size_t i = 0; i < trust.trust.row_count; i++)
    if (!tx_span_equal(trust.rows[i].spki, tx_span_of(scene->forge.keys[gone]->spki,
                                                      scene->forge.keys[gone]->spki_len)))
      trust.rows[kept++] = trust.rows[i];
  assert_int_equal(kept, trust.trust.row_count - 1);
  trust.trust.row_count = kept;
  if (revoked) {
    size_t n = trust.trust.revoked_count++;
    memcpy(trust.revoked[n], scene->forge.keys[gone]->hash, TX_HASH_SIZE);
    if (n > 0 && memcmp(trust.revoked[n - 1], trust.revoked[n], TX_HASH_SIZE) > 0) {
      uint8_t swap[TX_HASH_SIZE];
      memcpy(swap, trust.revoked[n], TX_HASH_SIZE);
      memcpy(trust.revoked[n], trust.revoked[n - 1], TX_HASH_SIZE);
      memcpy(trust.revoked[n - 1], swap, TX_HASH_SIZE);
    }
  }
  assert_int_equal(
      scene_offer(scene, GATE_TRUST, forge_trust(&scene->forge, &trust, FORGE_ROOT), NULL), TX_OK);
}

static enum tx_reason offer_list_below(struct scene *scene, enum forge_key key) {
  struct forge_status list;
  forge_status_draft(&scene->forge, &list);
  list.status.seq--;
  return scene_offer(scene, GATE_STATUS, forge_status(&scene->forge, &list, key), NULL);
}

static void what_a_key_signed_goes_with_the_key_and_nothing_older_comes_back(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  without_key(&scene, FORGE_STATUS, false);
  assert_int_equal(scene.gate.state->list_count, 0);
  assert_int_equal(offer_list_below(&scene, FORGE_STATUS_CITY), TX_ROLLBACK);
  scene_restart(&scene, SCENE_NOW + 60);
  assert_int_equal(scene.gate.state->list_count, 0);
  assert_int_equal(scene.gate.state->policy_count, 1);
  assert_int_equal(offer_list_below(&scene, FORGE_STATUS_CITY), TX_ROLLBACK);
  scene_end(&scene);
}

static void a_revoked_key_leaves_no_floor_that_a_thief_could_have_driven_up(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  without_key(&scene, FORGE_STATUS, true);
  assert_int_equal(scene.gate.state->list_count, 0);
  assert_int_equal(offer_list_below(&scene, FORGE_STATUS_CITY), TX_OK);
  scene_end(&scene);
}

static void a_root_that_was_replaced_is_still_read_after_a_restart(void **state) {
  (void)state;
  struct scene scene;
  struct forge_trust trust;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  forge_trust_draft(&scene.forge, &trust);
  const struct tx_signer *next = scene.forge.keys[FORGE_NEXT_ROOT];
  struct tx_key_row row = { .alg = next->alg, .spki = tx_span_of(next->spki, next->spki_len) };
  trust.trust.seq++;
  trust.trust.roots[1] = row;
  trust.trust.root_count = 2;
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &trust, FORGE_ROOT), NULL), TX_OK);
  trust.trust.seq++;
  trust.trust.roots[0] = row;
  trust.trust.root_count = 1;
  assert_int_equal(
      scene_offer(&scene, GATE_TRUST, forge_trust(&scene.forge, &trust, FORGE_NEXT_ROOT), NULL),
      TX_OK);
  scene_restart(&scene, SCENE_NOW + 60);
  assert_non_null(scene.gate.state->trust);
  assert_int_equal(scene.gate.state->trust->seq, trust.trust.seq);
  assert_int_equal(scene.gate.state->list_count, 1);
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
    cmocka_unit_test(an_older_list_and_one_of_another_area_are_refused_and_the_held_one_stays),
    cmocka_unit_test(a_list_that_names_a_newer_policy_waits_for_it),
    cmocka_unit_test(a_list_of_its_city_that_names_a_newer_trust_list_waits_for_it),
    cmocka_unit_test(what_a_key_signed_goes_with_the_key_and_nothing_older_comes_back),
    cmocka_unit_test(a_revoked_key_leaves_no_floor_that_a_thief_could_have_driven_up),
    cmocka_unit_test(a_root_that_was_replaced_is_still_read_after_a_restart),
    cmocka_unit_test(a_clock_in_1970_is_admitted_to_and_nothing_is_refused_for_its_date),
    cmocka_unit_test(a_list_from_the_future_waits_and_makes_the_clock_doubtful),
    cmocka_unit_test(a_vehicle_waits_for_its_driver_for_a_minute),
    cmocka_unit_test(a_thief_finds_no_name_on_the_disk),
    cmocka_unit_test(a_second_process_is_told_that_the_gate_is_in_use),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
