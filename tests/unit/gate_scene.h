/* SPDX-License-Identifier: Apache-2.0 */
/* A real gate in a folder of its own, with a city's keys and objects. */
#ifndef TESTS_UNIT_GATE_SCENE_H
#define TESTS_UNIT_GATE_SCENE_H

#include "core/gate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"
#include "tests/city/forge.h"

#define SCENE_NOW 1795392000
#define SCENE_AREA 610113001001

struct scene {
  struct forge forge;
  struct gate gate;
  char *dir;
  int64_t now_s;
};

static inline void scene_open_gate(struct scene *scene) {
  struct host_problem error = { 0 };
  struct gate_options options = { .dir = scene->dir, .now_s = scene->now_s, .journal = true };
  if (gate_open(&scene->gate, &options, &error) != TX_OK) fail_msg("%s", error.en);
}

/* Off and on again, at a time. */
static inline void scene_restart(struct scene *scene, int64_t now_s) {
  gate_close(&scene->gate);
  scene->now_s = now_s;
  scene_open_gate(scene);
}

static inline void scene_begin(struct scene *scene, enum tx_gate_kind kind,
                               enum tx_direction direction) {
  struct host_problem error = { 0 };
  struct gate_identity identity = {
    .area = SCENE_AREA, .kind = kind, .direction = direction, .attended = true
  };
  *scene = (struct scene){ .now_s = SCENE_NOW };
  assert_true(forge_open(&scene->forge, SCENE_NOW));
  scene->dir = scratch_folder();
  assert_non_null(scene->dir);
  memcpy(identity.pin.root, scene->forge.keys[FORGE_ROOT]->hash, TX_HASH_SIZE);
  assert_int_equal(gate_identity_create(scene->dir, &identity, &error), TX_OK);
  gate_identity_finish(&identity);
  scene_open_gate(scene);
}

static inline void scene_end(struct scene *scene) {
  gate_close(&scene->gate);
  forge_close(&scene->forge);
  scratch_drop((void **)&scene->dir);
}

static inline enum tx_reason scene_offer(struct scene *scene, enum gate_object object,
                                         struct forge_bytes bytes, bool *waits) {
  FORGED owned = bytes;
  assert_non_null(owned.p);
  struct gate_offer offer = { .object = object,
                              .area = object == GATE_TRUST ? 0 : SCENE_AREA,
                              .bytes = forge_span(&owned),
                              .pin = &scene->gate.identity.pin };
  return gate_accept(&scene->gate, &offer, waits);
}

static inline void scene_trust(struct scene *scene) {
  struct forge_trust trust;
  forge_trust_draft(&scene->forge, &trust);
  assert_int_equal(
      scene_offer(scene, GATE_TRUST, forge_trust(&scene->forge, &trust, FORGE_ROOT), NULL), TX_OK);
}

/* A trust list with a key that the office opens samples with. */
static inline void scene_trust_sealing(struct scene *scene) {
  struct forge_trust trust;
  forge_trust_draft(&scene->forge, &trust);
  const struct tx_signer *key = scene->forge.keys[FORGE_STRANGER];
  trust.rows[trust.trust.row_count] = trust.rows[0];
  struct tx_key_row *row = &trust.rows[trust.trust.row_count++];
  row->alg = key->alg;
  row->spki = tx_span_of(key->spki, key->spki_len);
  row->uses = TX_USE_SEAL;
  row->area = FORGE_DISTRICT;
  trust.trust.seq++; /* may follow scene_trust */
  assert_int_equal(
      scene_offer(scene, GATE_TRUST, forge_trust(&scene->forge, &trust, FORGE_ROOT), NULL), TX_OK);
}

static inline void scene_list(struct scene *scene) {
  struct forge_status list;
  forge_status_draft(&scene->forge, &list);
  assert_int_equal(
      scene_offer(scene, GATE_STATUS, forge_status(&scene->forge, &list, FORGE_STATUS), NULL),
      TX_OK);
}

static inline void scene_policy(struct scene *scene, const char *logic) {
  FORGED json = forge_policy_json(&scene->forge, logic, "warn");
  assert_int_equal(scene_offer(scene, GATE_POLICY,
                               forge_policy(&scene->forge, forge_span(&json), FORGE_POLICY), NULL),
                   TX_OK);
}

#define SCENE_EVERYBODY "{\"===\": [1, 1]}"

/* Trust list, list and a policy that lets everybody pass. */
static inline void scene_news(struct scene *scene) {
  scene_trust(scene);
  scene_list(scene);
  scene_policy(scene, SCENE_EVERYBODY);
}

/* Shown at the gate and remembered; the reason. */
static inline enum tx_reason scene_show(struct scene *scene, const char *text) {
  struct gate_outcome outcome;
  gate_decide(&scene->gate, tx_span_text(text), scene->gate.identity.direction, &outcome);
  gate_remember(&scene->gate, &outcome);
  enum tx_reason reason = outcome.decision.reason;
  gate_outcome_finish(&outcome);
  return reason;
}

static inline void scene_static(struct scene *scene, uint32_t index, char text[TX_TEXT_MAX + 1]) {
  struct tx_pass pass = forge_pass(&scene->forge);
  pass.index = index;
  assert_true(forge_pass_text(&scene->forge, &pass, text));
}

static inline void scene_live(struct scene *scene, uint32_t index, int64_t iat,
                              char text[TX_TEXT_MAX + 1]) {
  char inner[TX_TEXT_MAX + 1];
  struct tx_pass pass = forge_bound_pass(&scene->forge);
  pass.index = index;
  assert_true(forge_pass_text(&scene->forge, &pass, inner));
  assert_int_equal(tx_live_sign(inner, iat, scene->forge.keys[FORGE_HOLDER], text), TX_OK);
}

/* The events on disk; the caller finishes them. */
static inline struct gate_stored_list scene_events(struct scene *scene) {
  struct gate_stored_list rows;
  assert_true(gate_journal_flush(scene->gate.journal, 5000));
  assert_int_equal(gate_journal_read(scene->gate.journal, 1, 1000, SIZE_MAX, &rows), TX_OK);
  return rows;
}

#endif
