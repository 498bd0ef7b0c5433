/* SPDX-License-Identifier: Apache-2.0 */
/* What a gate takes of the news that it is offered, and what it keeps. */
#include "gate_scene.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_older_list_and_one_of_another_area_are_refused_and_the_held_one_stays),
    cmocka_unit_test(a_list_that_names_a_newer_policy_waits_for_it),
    cmocka_unit_test(a_list_of_its_city_that_names_a_newer_trust_list_waits_for_it),
    cmocka_unit_test(what_a_key_signed_goes_with_the_key_and_nothing_older_comes_back),
    cmocka_unit_test(a_revoked_key_leaves_no_floor_that_a_thief_could_have_driven_up),
    cmocka_unit_test(a_root_that_was_replaced_is_still_read_after_a_restart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
