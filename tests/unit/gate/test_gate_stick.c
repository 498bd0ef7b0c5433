/* SPDX-License-Identifier: Apache-2.0 */
#include "sync/usb.h"

#include "gate_scene.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *dir, const char *address, uint64_t seq, struct forge_bytes bytes) {
  FORGED object = bytes;
  HOST_FREE char *folder = host_path(dir, "tongxing/v1/sync/%s", address);
  HOST_FREE char *path = host_path(folder, "%llu", (unsigned long long)seq);
  assert_non_null(object.p);
  assert_int_equal(host_mkdirs(folder, 0755), TX_OK);
  assert_int_equal(host_file_write(path, forge_span(&object), 0644), TX_OK);
}

static void fill(struct scene *scene, const char *dir) {
  struct forge_trust trust;
  struct forge_status list;
  forge_trust_draft(&scene->forge, &trust);
  put(dir, "trust", trust.trust.seq, forge_trust(&scene->forge, &trust, FORGE_ROOT));
  forge_status_draft(&scene->forge, &list);
  put(dir, "status/610113001001", list.status.seq,
      forge_status(&scene->forge, &list, FORGE_STATUS));
  list.status.seq--;
  put(dir, "status/610113001001", list.status.seq,
      forge_status(&scene->forge, &list, FORGE_STATUS));
  FORGED json = forge_policy_json(&scene->forge, SCENE_EVERYBODY, "warn");
  put(dir, "policy/610113001001", 1, forge_policy(&scene->forge, forge_span(&json), FORGE_POLICY));
}

static void a_stick_brings_the_newest_of_everything_once(void **state) {
  struct scene scene;
  struct gate_usb_counts counts = { 0 };
  char text[TX_TEXT_MAX + 1];
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  const struct gate_usb_gate held_to = gate_usb_at_rest(&scene.gate);
  fill(&scene, *state);
  assert_true(gate_usb_take(&held_to, *state, &counts));
  assert_int_equal(counts.taken, 3);
  assert_int_equal(counts.refused, 0);
  scene_static(&scene, 1, text);
  assert_int_equal(scene_show(&scene, text), TX_OK);
  assert_true(gate_usb_take(&held_to, *state, &counts));
  assert_int_equal(counts.taken, 3);
  assert_int_equal(counts.same, 3);
  scene_end(&scene);
}

static void a_damaged_file_does_not_hide_the_good_one_before_it(void **state) {
  struct scene scene;
  struct forge_status list;
  struct gate_usb_counts counts = { 0 };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  const struct gate_usb_gate held_to = gate_usb_at_rest(&scene.gate);
  fill(&scene, *state);
  forge_status_draft(&scene.forge, &list);
  struct forge_bytes cut = forge_status(&scene.forge, &list, FORGE_STATUS);
  cut.n /= 2;
  put(*state, "status/610113001001", list.status.seq + 1, cut);
  assert_true(gate_usb_take(&held_to, *state, &counts));
  assert_int_equal(counts.taken, 3);
  assert_int_equal(counts.refused, 1);
  assert_int_equal(gate_state_list(scene.gate.state, SCENE_AREA)->seq, list.status.seq);
  scene_end(&scene);
}

/* Neither followed nor waited for: the test would not end. */
static void a_pipe_or_a_link_on_a_stick_hides_no_good_file(void **state) {
  struct scene scene;
  struct forge_status list;
  struct gate_usb_counts counts = { 0 };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  const struct gate_usb_gate held_to = gate_usb_at_rest(&scene.gate);
  fill(&scene, *state);
  forge_status_draft(&scene.forge, &list);
  HOST_FREE char *folder = host_path(*state, "tongxing/v1/sync/status/610113001001");
  HOST_FREE char *pipe_ = host_path(folder, "%llu", (unsigned long long)list.status.seq + 1);
  HOST_FREE char *link_ = host_path(folder, "%llu", (unsigned long long)list.status.seq + 2);
  assert_int_equal(mkfifo(pipe_, 0644), 0);
  assert_int_equal(symlink("/dev/zero", link_), 0);
  assert_true(gate_usb_take(&held_to, *state, &counts));
  assert_int_equal(counts.taken, 3);
  assert_int_equal(counts.refused, 2);
  assert_int_equal(gate_state_list(scene.gate.state, SCENE_AREA)->seq, list.status.seq);
  scene_end(&scene);
}

static void a_forged_stick_changes_nothing(void **state) {
  struct scene scene;
  struct forge_trust trust;
  struct gate_usb_counts counts = { 0 };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  const struct gate_usb_gate held_to = gate_usb_at_rest(&scene.gate);
  forge_trust_draft(&scene.forge, &trust);
  put(*state, "trust", trust.trust.seq, forge_trust(&scene.forge, &trust, FORGE_STRANGER));
  assert_true(gate_usb_take(&held_to, *state, &counts));
  assert_int_equal(counts.taken, 0);
  assert_int_equal(counts.refused, 1);
  assert_null(scene.gate.state->trust);
  scene_end(&scene);
}

static void
a_stick_takes_the_journal_away_and_the_gate_keeps_it_until_it_is_acknowledged(void **state) {
  struct scene scene;
  struct gate_usb_counts counts = { 0 };
  struct tx_batch *batch = NULL;
  HOST_BYTES bytes = { 0 };
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  const struct gate_usb_gate held_to = gate_usb_at_rest(&scene.gate);
  for (int i = 0; i < 3; i++)
    scene_show(&scene, "https://example.org/");
  assert_true(gate_journal_flush(scene.gate.journal, 5000));
  assert_false(gate_usb_take(&held_to, *state, &counts));
  assert_int_equal(gate_usb_give(&held_to, *state, &counts), TX_OK);
  assert_int_equal(counts.events, 3);
  HOST_FREE char *path = host_path(*state, "tongxing/journal/%s/1.cose", scene.gate.identity.id);
  assert_int_equal(host_file_read(path, TX_BATCH_MAX, &bytes), TX_OK);
  const struct tx_signer *key = scene.gate.identity.key;
  assert_int_equal(
      tx_batch_take(host_span(&bytes), key->alg, tx_span_of(key->spki, key->spki_len), &batch),
      TX_OK);
  assert_int_equal(batch->first, 1);
  assert_int_equal(batch->count, 3);
  tx_batch_destroy(batch);
  assert_int_equal(gate_journal_stored(scene.gate.journal), 3);
  scene_end(&scene);
}

/* --- two sides ---------------------------------------------------------------------------------*/

#define TAKEN 40

struct side {
  struct scene *scene;
  enum gate_object object;
  uint64_t held; /* the seq that it took last */
  unsigned lost; /* times that it was not held, or not taken */
};

static uint64_t held_seq(struct gate *gate, enum gate_object object) {
  struct gate_state *state = gate_state_of(gate);
  const struct tx_status *list = gate_state_list(state, SCENE_AREA);
  uint64_t seq = object == GATE_TRUST ? state->trust->seq : list ? list->seq : 0;
  gate_state_unref(state);
  return seq;
}

static struct forge_bytes newer(struct scene *scene, enum gate_object object, uint64_t by) {
  struct forge_trust trust;
  struct forge_status list;
  forge_trust_draft(&scene->forge, &trust);
  forge_status_draft(&scene->forge, &list);
  trust.trust.seq += by;
  list.status.seq += by;
  return object == GATE_TRUST ? forge_trust(&scene->forge, &trust, FORGE_ROOT)
                              : forge_status(&scene->forge, &list, FORGE_STATUS);
}

static void *take_many(void *context) {
  struct side *side = context;
  struct gate *gate = &side->scene->gate;
  uint64_t held = held_seq(gate, side->object);
  for (uint64_t by = 1; by <= TAKEN; by++) {
    FORGED bytes = newer(side->scene, side->object, by);
    struct gate_offer offer = { .object = side->object,
                                .area = side->object == GATE_TRUST ? 0 : SCENE_AREA,
                                .bytes = forge_span(&bytes),
                                .pin = &gate->identity.pin };
    side->lost += held_seq(gate, side->object) != held++;
    side->lost += gate_accept(gate, &offer, NULL) != TX_OK;
  }
  side->held = held;
  return NULL;
}

static void what_comes_by_line_and_by_stick_at_once_is_all_taken(void **state) {
  (void)state;
  struct scene scene;
  struct side line = { &scene, .object = GATE_TRUST }, stick = { &scene, .object = GATE_STATUS };
  pthread_t other;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  scene_news(&scene);
  assert_int_equal(pthread_create(&other, NULL, take_many, &line), 0);
  take_many(&stick);
  pthread_join(other, NULL);
  assert_int_equal(line.lost, 0);
  assert_int_equal(stick.lost, 0);
  assert_int_equal(held_seq(&scene.gate, GATE_TRUST), line.held);
  assert_int_equal(held_seq(&scene.gate, GATE_STATUS), stick.held);
  scene_end(&scene);
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_stick_brings_the_newest_of_everything_once),
    PROMISE(a_pipe_or_a_link_on_a_stick_hides_no_good_file),
    PROMISE(a_forged_stick_changes_nothing),
    PROMISE(a_damaged_file_does_not_hide_the_good_one_before_it),
    PROMISE(what_comes_by_line_and_by_stick_at_once_is_all_taken),
    PROMISE(a_stick_takes_the_journal_away_and_the_gate_keeps_it_until_it_is_acknowledged),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
