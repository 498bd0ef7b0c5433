/* SPDX-License-Identifier: Apache-2.0 */
#include "core/override.h"

#include "gate_scene.h"

static struct gate_last shown(struct scene *scene, const char *text) {
  struct gate_outcome outcome;
  gate_decide(&scene->gate, tx_span_text(text), TX_IN, &outcome);
  gate_outcome_finish(&outcome);
  return (struct gate_last){ .outcome = outcome,
                             .at_ms = gate_instant_of(&scene->gate).mono_ms,
                             .known = true };
}

static struct gate_outcome say(struct scene *scene, enum gate_word_kind kind,
                               const struct gate_last *last) {
  struct gate_outcome outcome;
  struct gate_word word = { .kind = kind, .why = GATE_WHY_KNOWN };
  gate_override_decide(&scene->gate, &word, last, &outcome);
  return outcome;
}

static void begin(struct scene *scene) {
  scene_begin(scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(scene);
}

static void letting_in_by_hand_names_who_stood_there_and_who_said_so(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  begin(&scene);
  scene_static(&scene, 6, text);
  struct gate_last last = shown(&scene, text);
  assert_int_equal(last.outcome.decision.reason, TX_SUSPENDED);
  struct gate_outcome outcome = say(&scene, GATE_WORD_LET_IN, &last);
  assert_int_equal(outcome.decision.reason, TX_LET_IN_BY_HAND);
  assert_int_equal(outcome.decision.verdict, TX_ALLOW);
  assert_int_equal(outcome.decision.pass.index, 6);
  assert_true(outcome.by_hand);
  assert_int_equal(outcome.why, GATE_WHY_KNOWN);
  assert_string_equal(outcome.by, scene.gate.identity.id);
  scene_end(&scene);
}

static void whoever_was_shown_long_ago_is_not_the_one_who_stands_there_now(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  begin(&scene);
  scene_static(&scene, 6, text);
  struct gate_last last = shown(&scene, text);
  gate_advance(&scene.gate, GATE_STANDS_MS / 1000 + 1);
  assert_false(say(&scene, GATE_WORD_LET_IN, &last).decision.identified);
  scene_end(&scene);
}

static void an_emergency_opens_and_is_nobodys_in_particular(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  begin(&scene);
  scene_static(&scene, 6, text);
  struct gate_last last = shown(&scene, text);
  struct gate_outcome outcome = say(&scene, GATE_WORD_EMERGENCY, &last);
  assert_int_equal(outcome.decision.verdict, TX_ALLOW);
  assert_int_equal(outcome.decision.reason, TX_EMERGENCY_OPENED);
  assert_false(outcome.decision.identified);
  scene_end(&scene);
}

static void a_medical_exit_is_out_allowed_and_covers_the_return(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  begin(&scene);
  scene_static(&scene, 1, text);
  struct gate_last last = shown(&scene, text);
  struct gate_outcome outcome = say(&scene, GATE_WORD_MEDICAL_EXIT, &last);
  assert_int_equal(outcome.direction, TX_OUT);
  gate_remember(&scene.gate, &outcome);
  gate_advance(&scene.gate, 3600);
  assert_int_equal(scene_show(&scene, text), TX_OK_WITH_NOTICE);
  scene_end(&scene);
}

static void a_live_code_let_in_by_hand_does_not_pass_a_second_time(void **state) {
  (void)state;
  struct scene scene;
  char live[TX_TEXT_MAX + 1];
  begin(&scene);
  scene_live(&scene, 1, SCENE_NOW, live);
  struct gate_last last = shown(&scene, live);
  struct gate_outcome outcome = say(&scene, GATE_WORD_LET_IN, &last);
  gate_remember(&scene.gate, &outcome);
  assert_int_equal(scene_show(&scene, live), TX_REPLAYED);
  scene_end(&scene);
}

static bool signs_on(struct scene *scene, unsigned role, uint32_t index) {
  char text[TX_TEXT_MAX + 1];
  struct gate_outcome outcome;
  struct tx_pass pass = forge_pass(&scene->forge);
  pass.index = index;
  pass.role = (uint8_t)role;
  assert_true(forge_pass_text(&scene->forge, &pass, text));
  gate_decide(&scene->gate, tx_span_text(text), TX_IN, &outcome);
  gate_outcome_finish(&outcome);
  return gate_override_sign_on(&scene->gate, &outcome);
}

static void only_workers_volunteers_and_property_guards_who_are_active_sign_on(void **state) {
  (void)state;
  struct scene scene;
  begin(&scene);
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++) {
    bool may = role == TX_ROLE_WORKER || role == TX_ROLE_VOLUNTEER || role == TX_ROLE_PROPERTY;
    assert_int_equal(signs_on(&scene, role, 1), may);
  }
  assert_string_equal(scene.gate.guard, "610113001001/1");
  assert_false(signs_on(&scene, TX_ROLE_WORKER, 6));
  assert_string_equal(say(&scene, GATE_WORD_EMERGENCY, &(struct gate_last){ 0 }).by,
                      "610113001001/1");
  scene_end(&scene);
}

static void of_a_telephone_only_its_end_is_kept_in_the_clear(void **state) {
  (void)state;
  struct scene scene;
  struct gate_extra extra;
  begin(&scene);
  struct gate_word word = {
    .kind = GATE_WORD_REGISTER, .role = TX_ROLE_VISITOR, .number = "13912345678", .host_unit = "3-2"
  };
  gate_override_register(&scene.gate, &word, &extra);
  assert_string_equal(extra.registered, "5678");
  assert_string_equal(extra.host_unit, "3-2");
  word.role = TX_ROLE_VEHICLE;
  strcpy(word.number, "陕A12345");
  gate_override_register(&scene.gate, &word, &extra);
  assert_string_equal(extra.registered, "陕A12345");
  scene_end(&scene);
}

/* Whatever a guard types, the event is written. */
static void what_is_no_telephone_is_cut_between_its_characters(void **state) {
  (void)state;
  struct scene scene;
  struct gate_outcome outcome;
  struct gate_extra extra;
  struct gate_word word = { .kind = GATE_WORD_REGISTER, .role = TX_ROLE_COURIER, .why = 1 };
  begin(&scene);
  strcpy(word.number, "送水的王师傅");
  gate_override_decide(&scene.gate, &word, &(struct gate_last){ 0 }, &outcome);
  gate_override_register(&scene.gate, &word, &extra);
  assert_string_equal(extra.registered, "傅");
  outcome.extra = &extra;
  assert_int_equal(gate_remember(&scene.gate, &outcome), 1);
  struct gate_stored_list rows = scene_events(&scene);
  assert_int_equal(rows.count, 1);
  assert_int_equal(gate_journal_count(scene.gate.journal).unwritten, 0);
  gate_stored_finish(&rows);
  scene_end(&scene);
}

static void an_event_that_cannot_be_written_down_is_counted_as_lost(void **state) {
  (void)state;
  struct scene scene;
  begin(&scene);
  struct gate_outcome outcome = say(&scene, GATE_WORD_EMERGENCY, &(struct gate_last){ 0 });
  gate_remember(&scene.gate, &outcome);
  strcpy(outcome.by, "\xb6\xab\xc3\xc5");
  gate_remember(&scene.gate, &outcome);
  struct gate_stored_list rows = scene_events(&scene);
  assert_int_equal(rows.count, 1);
  assert_int_equal(gate_journal_count(scene.gate.journal).unwritten, 1);
  assert_int_equal(gate_journal_count(scene.gate.journal).next_seq, 2);
  gate_stored_finish(&rows);
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(letting_in_by_hand_names_who_stood_there_and_who_said_so),
    cmocka_unit_test(whoever_was_shown_long_ago_is_not_the_one_who_stands_there_now),
    cmocka_unit_test(an_emergency_opens_and_is_nobodys_in_particular),
    cmocka_unit_test(a_medical_exit_is_out_allowed_and_covers_the_return),
    cmocka_unit_test(a_live_code_let_in_by_hand_does_not_pass_a_second_time),
    cmocka_unit_test(only_workers_volunteers_and_property_guards_who_are_active_sign_on),
    cmocka_unit_test(of_a_telephone_only_its_end_is_kept_in_the_clear),
    cmocka_unit_test(what_is_no_telephone_is_cut_between_its_characters),
    cmocka_unit_test(an_event_that_cannot_be_written_down_is_counted_as_lost),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
