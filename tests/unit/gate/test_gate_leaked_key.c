/* SPDX-License-Identifier: Apache-2.0 */
/* How far a thief who has a status key can push a gate whose clock is not believed. */
#include "gate_scene.h"

#define SIGN_UNTIL (SCENE_NOW + (int64_t)365 * FORGE_DAY_S) /* of the forge's status key */

/* A list by the thief's key. */
static enum tx_reason push(struct scene *scene, int64_t iat) {
  struct forge_status list;
  forge_status_draft(&scene->forge, &list);
  list.status.iat = iat;
  list.status.seq = (uint64_t)iat;
  list.status.exp = iat + FORGE_DAY_S;
  return scene_offer(scene, GATE_STATUS, forge_status(&scene->forge, &list, FORGE_STATUS), NULL);
}

static void begin_in_1970(struct scene *scene) {
  scene_begin(scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(scene);
  scene_restart(scene, 0);
}

static void revoke_the_key(struct scene *scene) {
  struct forge_trust trust;
  forge_trust_draft(&scene->forge, &trust);
  const struct tx_signer *gone = scene->forge.keys[FORGE_STATUS];
  size_t kept = 0, n = 0;
  for (size_t i = 0; i < trust.trust.row_count; i++)
    if (!tx_span_equal(trust.rows[i].spki, tx_span_of(gone->spki, gone->spki_len)))
      trust.rows[kept++] = trust.rows[i];
  trust.trust.row_count = kept;
  trust.trust.seq++;
  for (n = trust.trust.revoked_count++;
       n > 0 && memcmp(trust.revoked[n - 1], gone->hash, TX_HASH_SIZE) > 0; n--)
    memcpy(trust.revoked[n], trust.revoked[n - 1], TX_HASH_SIZE);
  memcpy(trust.revoked[n], gone->hash, TX_HASH_SIZE);
  assert_int_equal(
      scene_offer(scene, GATE_TRUST, forge_trust(&scene->forge, &trust, FORGE_ROOT), NULL), TX_OK);
}

static void a_clock_that_is_believed_is_not_pushed_at_all(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  int64_t floor_s = scene.gate.clock.floor_s;
  assert_int_equal(push(&scene, SCENE_NOW + TX_AHEAD_S + 1), TX_NOT_YET_VALID);
  assert_int_equal(push(&scene, SIGN_UNTIL), TX_NOT_YET_VALID);
  assert_int_equal(scene.gate.clock.floor_s, floor_s);
  scene_end(&scene);
}

static void one_that_is_not_is_pushed_as_far_as_the_key_may_sign(void **state) {
  (void)state;
  struct scene scene;
  begin_in_1970(&scene);
  assert_int_equal(push(&scene, SIGN_UNTIL + 1), TX_KEY_OUT_OF_TIME);
  assert_int_equal(push(&scene, SIGN_UNTIL), TX_OK);
  assert_int_equal(scene.gate.clock.floor_s, SIGN_UNTIL);
  assert_int_equal(push(&scene, SIGN_UNTIL + 1), TX_KEY_OUT_OF_TIME);
  scene_end(&scene);
}

static void pushed_it_admits_nobody_by_itself_and_refuses_nobody_for_a_date(void **state) {
  (void)state;
  struct scene scene;
  char text[TX_TEXT_MAX + 1];
  begin_in_1970(&scene);
  assert_int_equal(push(&scene, SIGN_UNTIL), TX_OK);
  for (int day = 0; day < 2; day++) {
    scene_static(&scene, 1, text);
    assert_int_equal(tx_reason_verdict(scene_show(&scene, text)), TX_REVIEW);
    scene_restart(&scene, SCENE_NOW + FORGE_DAY_S); /* the right time makes it no surer */
  }
  assert_int_equal(push(&scene, SCENE_NOW + FORGE_DAY_S), TX_ROLLBACK);
  scene_end(&scene);
}

static void the_trust_list_that_revokes_the_key_takes_the_push_along(void **state) {
  (void)state;
  struct scene scene;
  begin_in_1970(&scene);
  assert_int_equal(push(&scene, SIGN_UNTIL), TX_OK);
  revoke_the_key(&scene);
  assert_true(scene.gate.clock.floor_s <= SCENE_NOW);
  struct forge_status list;
  forge_status_draft(&scene.forge, &list);
  assert_int_equal(
      scene_offer(&scene, GATE_STATUS, forge_status(&scene.forge, &list, FORGE_STATUS_CITY), NULL),
      TX_OK);
  scene_restart(&scene, SCENE_NOW + 60);
  assert_false(gate_now(&scene.gate).unsure);
  scene_end(&scene);
}

/* A minute after the list in force, by another key. */
static void take_delta(struct scene *scene, enum forge_key by) {
  struct forge_status before, after;
  struct forge_bytes delta = { 0 };
  forge_status_draft(&scene->forge, &before);
  after = before;
  after.status.records = after.records;
  after.status.iat += 60;
  after.status.seq += 60;
  after.records[5] = forge_record(&scene->forge, TX_STATE_SUSPENDED);
  assert_int_equal(
      tx_delta_sign(&before.status, &after.status, scene->forge.keys[by], &delta.p, &delta.n),
      TX_OK);
  assert_int_equal(scene_offer(scene, GATE_DELTA, delta, NULL), TX_OK);
}

static bool holds_the_list(struct scene *scene) {
  struct gate_state *now = gate_state_of(&scene->gate);
  const bool held = gate_state_list(now, SCENE_AREA) != NULL;
  gate_state_unref(now);
  return held;
}

static void what_deltas_stand_on_goes_with_its_key_and_not_at_a_restart(void **state) {
  (void)state;
  struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  take_delta(&scene, FORGE_STATUS_CITY);
  scene_restart(&scene, SCENE_NOW);
  assert_true(holds_the_list(&scene));
  revoke_the_key(&scene);
  assert_false(holds_the_list(&scene));
  scene_restart(&scene, SCENE_NOW);
  assert_false(holds_the_list(&scene));
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_clock_that_is_believed_is_not_pushed_at_all),
    cmocka_unit_test(one_that_is_not_is_pushed_as_far_as_the_key_may_sign),
    cmocka_unit_test(pushed_it_admits_nobody_by_itself_and_refuses_nobody_for_a_date),
    cmocka_unit_test(the_trust_list_that_revokes_the_key_takes_the_push_along),
    cmocka_unit_test(what_deltas_stand_on_goes_with_its_key_and_not_at_a_restart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
