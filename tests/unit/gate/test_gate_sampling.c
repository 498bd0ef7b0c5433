/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sampling.h"

#include "gate_scene.h"

static void begin(struct scene *scene, bool sealed) {
  scene_begin(scene, TX_GATE_SAMPLING, TX_NEITHER);
  if (sealed)
    scene_trust_sealing(scene);
  else
    scene_trust(scene);
  scene_list(scene);
}

static enum gate_sample take(struct scene *scene, struct gate_sampling *sampling, uint32_t index,
                             struct gate_extra *extra) {
  char text[TX_TEXT_MAX + 1];
  struct gate_outcome outcome;
  scene_static(scene, index, text);
  gate_decide(&scene->gate, tx_span_text(text), TX_NEITHER, &outcome);
  enum gate_sample sample =
      gate_sampling_take(&scene->gate, sampling, tx_span_text(text), &outcome, extra);
  if (sample == GATE_SAMPLE_TAKEN) {
    outcome.extra = extra;
    gate_sampling_kept(sampling, &outcome, gate_remember(&scene->gate, &outcome));
  }
  gate_outcome_finish(&outcome);
  return sample;
}

static void a_tubes_barcode_is_known_from_a_pass(void **state) {
  (void)state;
  assert_true(gate_is_tube(tx_span_text("XA-20261123-0001")));
  assert_false(gate_is_tube(tx_span_text("TX1:ABC")));
  assert_false(gate_is_tube(tx_span_text("123")));
  assert_false(gate_is_tube(tx_span_text("https://example.org/")));
}

static void nobody_is_sampled_without_a_tube_nor_into_a_full_one(void **state) {
  (void)state;
  struct scene scene;
  struct gate_sampling sampling = { .size = 2 };
  struct gate_extra extra;
  begin(&scene, true);
  assert_int_equal(take(&scene, &sampling, 1, &extra), GATE_SAMPLE_NO_TUBE);
  gate_sampling_open(&sampling, tx_span_text("TUBE-1"));
  assert_int_equal(take(&scene, &sampling, 1, &extra), GATE_SAMPLE_TAKEN);
  assert_int_equal(take(&scene, &sampling, 2, &extra), GATE_SAMPLE_TAKEN);
  assert_int_equal(take(&scene, &sampling, 3, &extra), GATE_SAMPLE_FULL);
  gate_sampling_open(&sampling, tx_span_text("TUBE-2"));
  assert_int_equal(take(&scene, &sampling, 3, &extra), GATE_SAMPLE_TAKEN);
  scene_end(&scene);
}

static void the_office_alone_can_open_what_was_shown(void **state) {
  (void)state;
  struct scene scene;
  struct gate_sampling sampling = { .size = 10 };
  struct gate_extra extra;
  uint8_t plain[TX_TEXT_MAX];
  char text[TX_TEXT_MAX + 1];
  size_t n;
  begin(&scene, true);
  gate_sampling_open(&sampling, tx_span_text("TUBE-1"));
  assert_int_equal(take(&scene, &sampling, 1, &extra), GATE_SAMPLE_TAKEN);
  struct tx_span sealed = tx_span_of(extra.sealed, extra.sealed_n);
  scene_static(&scene, 1, text);
  assert_int_not_equal(
      tx_unseal(sealed, scene.forge.keys[FORGE_OTHER_HOLDER], plain, sizeof plain, &n), TX_OK);
  assert_int_equal(tx_unseal(sealed, scene.forge.keys[FORGE_STRANGER], plain, sizeof plain, &n),
                   TX_OK);
  assert_true(n > 4 && memcmp(plain, "TX1:", 4) == 0);
  scene_end(&scene);
}

static void without_a_key_to_seal_to_nothing_is_kept(void **state) {
  (void)state;
  struct scene scene;
  struct gate_sampling sampling = { .size = 10 };
  struct gate_extra extra;
  begin(&scene, false);
  gate_sampling_open(&sampling, tx_span_text("TUBE-1"));
  assert_int_equal(take(&scene, &sampling, 1, &extra), GATE_SAMPLE_NO_SEAL);
  struct gate_stored_list rows = scene_events(&scene);
  assert_int_equal(rows.count, 0);
  gate_stored_finish(&rows);
  scene_end(&scene);
}

static void the_last_sample_and_no_other_can_be_undone(void **state) {
  (void)state;
  struct scene scene;
  struct gate_sampling sampling = { .size = 10 };
  struct gate_outcome undone;
  struct gate_extra extra;
  struct tx_event event;
  begin(&scene, true);
  gate_sampling_open(&sampling, tx_span_text("TUBE-1"));
  take(&scene, &sampling, 1, &extra);
  take(&scene, &sampling, 2, &extra);
  assert_true(gate_sampling_undo(&scene.gate, &sampling, &undone, &extra));
  gate_remember(&scene.gate, &undone);
  assert_int_equal(sampling.count, 1);
  assert_false(gate_sampling_undo(&scene.gate, &sampling, &undone, &extra));
  struct gate_stored_list rows = scene_events(&scene);
  assert_int_equal(rows.count, 3);
  assert_int_equal(tx_event_read(tx_span_of(rows.rows[2].bytes, rows.rows[2].n), &event), TX_OK);
  assert_true(event.undoes);
  assert_int_equal(event.undone_seq, 2);
  gate_stored_finish(&rows);
  scene_end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_tubes_barcode_is_known_from_a_pass),
    cmocka_unit_test(nobody_is_sampled_without_a_tube_nor_into_a_full_one),
    cmocka_unit_test(the_office_alone_can_open_what_was_shown),
    cmocka_unit_test(without_a_key_to_seal_to_nothing_is_kept),
    cmocka_unit_test(the_last_sample_and_no_other_can_be_undone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
