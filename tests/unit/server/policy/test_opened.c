/* SPDX-License-Identifier: Apache-2.0 */
/* Policies that are opened once, however often they are asked for. */
#include "city/forge.h"
#include "promise.h"

#include "domain/context/opened.h"

#include <stdlib.h>

#define NOW 1767225600 /* 2026-01-01 */
#define DAY_S 86400

struct scene {
  struct forge forge;
  struct forge_trust draft;
  struct forge_bytes list;
  struct tx_trust *trust;
  struct opened *opened;
};

static int set_up(void **state) {
  struct scene *scene = calloc(1, sizeof *scene);
  if (!scene || !forge_open(&scene->forge, NOW)) return -1;
  forge_trust_draft(&scene->forge, &scene->draft);
  for (size_t i = 0; i < scene->draft.trust.row_count; i++)
    scene->draft.rows[i].verify_until = NOW + 10 * DAY_S;
  scene->list = forge_trust(&scene->forge, &scene->draft, FORGE_ROOT);
  if (tx_trust_reload(forge_span(&scene->list), scene->forge.keys[FORGE_ROOT]->hash,
                      &scene->trust) != TX_OK)
    return -1;
  scene->opened = opened_create(scene->trust);
  *state = scene;
  return scene->opened ? 0 : -1;
}

static int tear_down(void **state) {
  struct scene *scene = *state;
  opened_destroy(scene->opened);
  tx_trust_destroy(scene->trust);
  forge_bytes_free(&scene->list);
  forge_close(&scene->forge);
  free(scene);
  return 0;
}

static struct forge_bytes signed_policy(const struct scene *scene) {
  FORGED json = forge_policy_json(&scene->forge, "{\"===\": [1, 1]}", "warn");
  return forge_policy(&scene->forge, forge_span(&json), FORGE_POLICY);
}

static const struct tx_policy *take(struct scene *scene, const struct forge_bytes *bytes) {
  const struct tx_policy *policy = NULL;
  assert_int_equal(opened_take(scene->opened, forge_span(bytes), NOW, &policy), TX_OK);
  return policy;
}

static void who_asks_again_is_given_what_was_opened(void **state) {
  struct scene *scene = *state;
  FORGED bytes = signed_policy(scene);
  const struct tx_policy *first = take(scene, &bytes);
  assert_ptr_equal(take(scene, &bytes), first); /* while it is held, and … */
  opened_release(scene->opened, first);
  opened_release(scene->opened, first);
  assert_ptr_equal(take(scene, &bytes), first); /* … when nobody does */
  opened_release(scene->opened, first);
}

static void what_was_opened_is_refused_when_its_key_has_ended(void **state) {
  struct scene *scene = *state;
  FORGED bytes = signed_policy(scene);
  const struct tx_policy *policy = take(scene, &bytes), *later = NULL;
  opened_release(scene->opened, policy);
  assert_int_equal(opened_take(scene->opened, forge_span(&bytes), NOW + 10 * DAY_S + 1, &later),
                   TX_KEY_OUT_OF_TIME);
  assert_int_equal(
      opened_take(scene->opened, forge_span(&bytes), (int64_t)policy->seq - TX_AHEAD_S - 1, &later),
      TX_NOT_YET_VALID);
  assert_null(later);
}

static void what_is_no_policy_is_refused_each_time(void **state) {
  struct scene *scene = *state;
  FORGED bytes = signed_policy(scene);
  const struct tx_policy *policy = NULL;
  opened_release(scene->opened, take(scene, &bytes));
  bytes.p[bytes.n - 1] ^= 1; /* of the signature */
  for (int i = 0; i < 2; i++)
    assert_int_equal(opened_take(scene->opened, forge_span(&bytes), NOW, &policy),
                     TX_BAD_SIGNATURE);
}

/* Each signature is another, and so are the bytes. */
static void what_somebody_holds_stays_however_many_others_are_asked_for(void **state) {
  struct scene *scene = *state;
  struct forge_bytes all[OPENED_MOST + 2];
  const struct tx_policy *held[OPENED_MOST + 2];
  for (size_t i = 0; i < OPENED_MOST + 2; i++) {
    all[i] = signed_policy(scene);
    held[i] = take(scene, &all[i]); /* for the last two there is no place */
  }
  for (size_t i = 0; i < OPENED_MOST + 2; i++) {
    assert_int_equal(held[i]->order_count, 1);
    opened_release(scene->opened, held[i]);
  }
  opened_release(scene->opened, take(scene, &all[0]));
  opened_release(scene->opened, take(scene, &all[OPENED_MOST])); /* in the place of all[1] */
  assert_ptr_equal(take(scene, &all[0]), held[0]);
  opened_release(scene->opened, held[0]);
  for (size_t i = 0; i < OPENED_MOST + 2; i++)
    forge_bytes_free(&all[i]);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test_setup_teardown(who_asks_again_is_given_what_was_opened, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_was_opened_is_refused_when_its_key_has_ended, set_up,
                                    tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_policy_is_refused_each_time, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_somebody_holds_stays_however_many_others_are_asked_for,
                                    set_up, tear_down),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
