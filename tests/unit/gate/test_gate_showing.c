/* SPDX-License-Identifier: Apache-2.0 */
/* One person has one answer, and the better one is heard. */
#include "gate_look.h"

#define FOREIGN "https://example.org/pay"

/* --- seen together -------------------------------------------------------------------------------
 */

static void a_foreign_code_beside_a_pass_counts_for_nothing(UNUSED void **state) {
  text_t pass;
  scene_static(&scene, 1, pass);
  ANSWERED(TX_OK, FOREIGN, pass);
  SILENT(pass, FOREIGN);
  SILENT(FOREIGN);
}

static void a_foreign_code_behind_an_admission_counts_for_nothing(UNUSED void **state) {
  text_t pass;
  scene_static(&scene, 1, pass);
  ANSWERED(TX_OK, pass);
  for (int s = 0; s < 10; s++) {
    gate_advance(&scene.gate, 1);
    SILENT(FOREIGN);
  }
  gate_advance(&scene.gate, 1);
  ANSWERED(TX_NOT_OURS, FOREIGN); /* it did not prolong the pause */
}

static void a_foreign_code_behind_a_refusal_is_answered(UNUSED void **state) {
  text_t good, suspended;
  scene_static(&scene, 1, good);
  scene_static(&scene, 6, suspended);
  ANSWERED(TX_OK, good);
  ANSWERED(TX_SUSPENDED, suspended);
  ANSWERED(TX_NOT_OURS, FOREIGN);
}

static void a_foreign_code_by_itself_is_answered(UNUSED void **state) {
  text_t suspended;
  scene_static(&scene, 6, suspended);
  ANSWERED(TX_NOT_OURS, FOREIGN);
  SILENT(FOREIGN);
  ANSWERED(TX_SUSPENDED, suspended, FOREIGN);
  ANSWERED(TX_NOT_OURS, "https://example.org/other");
}

static void of_two_passes_seen_together_the_best_decides(UNUSED void **state) {
  text_t good, suspended;
  scene_static(&scene, 1, good);
  scene_static(&scene, 6, suspended);
  ANSWERED(TX_OK, suspended, good);
  assert_int_equal(shown[0].outcome.decision.pass.index, 1);
  SILENT(good, suspended);
  gate_advance(&scene.gate, 9);
  SILENT(suspended); /* one of the two was not read in this look */
  gate_advance(&scene.gate, 2);
  ANSWERED(TX_SUSPENDED, suspended); /* whoever stays behind is answered */
}

static void a_pass_seen_beside_an_admission_that_stands_is_of_that_showing(UNUSED void **state) {
  text_t good, suspended;
  scene_static(&scene, 1, good);
  scene_static(&scene, 6, suspended);
  ANSWERED(TX_OK, good);
  for (int s = 0; s < MINUTE_S; s++) {
    SILENT(good, suspended);
    gate_advance(&scene.gate, 1);
  }
}

static void the_next_in_the_queue_is_answered_behind_an_admission(UNUSED void **state) {
  text_t good, suspended;
  scene_static(&scene, 1, good);
  scene_static(&scene, 6, suspended);
  ANSWERED(TX_OK, good);
  ANSWERED(TX_SUSPENDED, suspended);
}

static void two_who_are_admitted_together_are_both_written_down(UNUSED void **state) {
  text_t one, other;
  scene_static(&scene, 1, one);
  scene_static(&scene, 2, other);
  assert_int_equal(LOOK(one, other, one), 2);
  assert_int_equal(shown[0].outcome.decision.pass.index, 1);
  assert_int_equal(shown[1].outcome.decision.pass.index, 2);
  SILENT(other, one);
}

static void a_card_and_a_phone_of_one_person_are_one_answer(UNUSED void **state) {
  text_t card, phone;
  scene_static(&scene, 1, card);
  ANSWERED(TX_OK, card, fresh(1, phone));
  SILENT(phone, card);
}

static void of_many_refused_together_one_is_told(UNUSED void **state) {
  text_t suspended, revoked;
  scene_static(&scene, 6, suspended);
  scene_static(&scene, 7, revoked);
  ANSWERED(TX_SUSPENDED, FOREIGN, "TX1:BROKEN", suspended, revoked);
}

/* --- seen again ----------------------------------------------------------------------------------
 */

static void a_phone_held_up_for_a_minute_after_its_admission_is_one_event(UNUSED void **state) {
  text_t phone;
  ANSWERED(TX_OK, fresh(1, phone));
  for (int s = 1; s <= MINUTE_S; s++) {
    gate_advance(&scene.gate, 1);
    if (s % 15 == 0) fresh(1, phone);
    SILENT(phone);
  }
}

static void a_code_refreshed_after_it_was_used_is_heard_at_once(UNUSED void **state) {
  text_t used, phone;
  ANSWERED(TX_OK, fresh(1, used));
  gate_advance(&scene.gate, 11);
  ANSWERED(TX_REPLAYED, used);
  SILENT(used);
  gate_advance(&scene.gate, 1);
  ANSWERED(TX_OK, fresh(1, phone));
  SILENT(used); /* the last word stands, whatever is left on the screen */
  SILENT(phone);
}

static void a_code_refreshed_after_its_time_is_heard_at_once(UNUSED void **state) {
  text_t old, phone;
  scene_live(&scene, 1, SCENE_NOW - 5 * MINUTE_S, old);
  ANSWERED(TX_LIVE_OUT_OF_WINDOW, old);
  ANSWERED(TX_OK, fresh(1, phone));
  SILENT(old);
}

static void a_picture_of_a_pass_stays_refused_behind_its_holder(UNUSED void **state) {
  text_t bare, phone;
  struct tx_pass pass = forge_bound_pass(&scene.forge);
  pass.index = 1;
  assert_true(forge_pass_text(&scene.forge, &pass, bare));
  ANSWERED(TX_OK, fresh(1, phone));
  ANSWERED(TX_LIVE_REQUIRED, bare);
}

static void
whoever_is_cleared_meanwhile_is_heard_without_taking_the_code_away(UNUSED void **state) {
  text_t card;
  struct forge_status list;
  scene_static(&scene, 6, card);
  ANSWERED(TX_SUSPENDED, card);
  SILENT(card);
  forge_status_draft(&scene.forge, &list);
  list.records[6] = list.records[1];
  list.status.seq++;
  list.status.iat++;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), NULL),
      TX_OK);
  ANSWERED(TX_OK, card);
  SILENT(card);
}

static void news_that_change_nothing_are_no_second_answer(UNUSED void **state) {
  text_t card;
  struct forge_status list;
  scene_static(&scene, 6, card);
  ANSWERED(TX_SUSPENDED, card);
  forge_status_draft(&scene.forge, &list);
  list.status.seq++;
  list.status.iat++;
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS), NULL),
      TX_OK);
  SILENT(card);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    SHOWN(a_foreign_code_beside_a_pass_counts_for_nothing),
    SHOWN(a_foreign_code_behind_an_admission_counts_for_nothing),
    SHOWN(a_foreign_code_behind_a_refusal_is_answered),
    SHOWN(a_foreign_code_by_itself_is_answered),
    SHOWN(of_two_passes_seen_together_the_best_decides),
    SHOWN(a_pass_seen_beside_an_admission_that_stands_is_of_that_showing),
    SHOWN(the_next_in_the_queue_is_answered_behind_an_admission),
    SHOWN(two_who_are_admitted_together_are_both_written_down),
    SHOWN(a_card_and_a_phone_of_one_person_are_one_answer),
    SHOWN(of_many_refused_together_one_is_told),
    SHOWN(a_phone_held_up_for_a_minute_after_its_admission_is_one_event),
    SHOWN(a_code_refreshed_after_it_was_used_is_heard_at_once),
    SHOWN(a_code_refreshed_after_its_time_is_heard_at_once),
    SHOWN(a_picture_of_a_pass_stays_refused_behind_its_holder),
    SHOWN(whoever_is_cleared_meanwhile_is_heard_without_taking_the_code_away),
    SHOWN(news_that_change_nothing_are_no_second_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
