/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is signed is told field by field, with who signed it and whether it holds here. */
#include "gate_scene.h"

#include "inspect/inspect.h"

#include "format/enrol.h"
#include "format/event.h"
#include "format/login.h"

static int begin(void **state) {
  static struct scene scene;
  scene_begin(&scene, TX_GATE_PEDESTRIAN, TX_IN);
  *state = &scene;
  return 0;
}

static int end(void **state) {
  scene_end(*state);
  return 0;
}

/* A number where a name should stand: a field that nobody described. A text that is empty: one that
 * should not stand at all. */
static void names_every_field(const json_t *fields) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)fields, name, value) {
    if (strspn(name, "-0123456789") > 0) fail_msg("field %s has no name", name);
    if (json_is_string(value) && !json_string_length(value)) fail_msg("%s says nothing", name);
    names_every_field(value);
  }
}

static void expect(json_t *view, const char *kind, enum tx_reason reason) {
  const char *said = json_string_value(json_object_get(view, "kind"));
  assert_non_null(view);
  assert_string_equal(said, kind);
  assert_string_equal(json_string_value(json_object_get(view, "name")), tx_reason_name(reason));
  assert_int_equal(json_is_true(json_object_get(view, "valid")), reason == TX_OK);
  assert_true(json_object_size(json_object_get(view, "fields")) > 0);
  names_every_field(json_object_get(view, "fields"));
  names_every_field(json_object_get(view, "pass"));
  json_decref(view);
}

static void expect_bytes(struct scene *scene, struct forge_bytes bytes, const char *kind,
                         enum tx_reason reason) {
  FORGED owned = bytes;
  assert_non_null(owned.p);
  expect(gate_inspect_bytes(&scene->gate, forge_span(&owned)), kind, reason);
}

static struct forge_bytes batch_of(const struct tx_signer *key) {
  uint8_t body[512] = { 0 };
  static uint8_t journal[TX_JOURNAL_NAME_SIZE];
  struct forge_bytes out = { 0 };
  const struct tx_event event = {
    .at = SCENE_NOW, .verdict = TX_DENY, .reason = TX_NOT_OURS, .live = -1
  };
  const struct tx_batch_head head = {
    .first = 3, .lost_from = 1, .lost_to = 2, .journal = journal
  };
  struct tx_span events[1] = { tx_span_of(body, 0) };
  assert_int_equal(tx_event_write(&event, body, sizeof body, &events[0].n), TX_OK);
  assert_int_equal(tx_batch_sign(key, &head, events, 1, &out.p, &out.n), TX_OK);
  return out;
}

static struct forge_bytes sign_in(const char *who, const struct tx_signer *key) {
  const struct tx_login login = { .who = tx_span_text(who),
                                  .audience = tx_span_text("server"),
                                  .iat = SCENE_NOW };
  struct forge_bytes out = { malloc(512), 0 };
  assert_int_equal(tx_login_sign(&login, key, out.p, 512, &out.n), TX_OK);
  return out;
}

static struct forge_bytes delta(struct scene *scene, bool other_base) {
  struct forge_status before, after;
  struct forge_bytes out = { 0 };
  forge_status_draft(&scene->forge, &before);
  forge_status_draft(&scene->forge, &after);
  before.status.seq -= other_base;
  after.status.seq++;
  after.records[0] = forge_record(&scene->forge, TX_STATE_REVOKED);
  assert_int_equal(
      tx_delta_sign(&before.status, &after.status, scene->forge.keys[FORGE_STATUS], &out.p, &out.n),
      TX_OK);
  return out;
}

static struct forge_bytes trust_of(struct scene *scene, enum forge_key signer) {
  struct forge_trust draft;
  forge_trust_draft(&scene->forge, &draft);
  return forge_trust(&scene->forge, &draft, signer);
}

static struct forge_bytes policy_of(struct scene *scene, enum forge_key signer) {
  FORGED json = forge_policy_json(&scene->forge, SCENE_EVERYBODY, "warn");
  return forge_policy(&scene->forge, forge_span(&json), signer);
}

static struct forge_bytes list_of(struct scene *scene, enum forge_key signer) {
  struct forge_status draft;
  forge_status_draft(&scene->forge, &draft);
  return forge_status(&scene->forge, &draft, signer);
}

static struct forge_bytes certs_of(struct scene *scene, enum forge_key signer) {
  static uint8_t bits[8];
  struct forge_bytes out = { 0 };
  const struct tx_certs certs = { .area = FORGE_DISTRICT,
                                  .seq = 1,
                                  .iat = SCENE_NOW,
                                  .exp = SCENE_NOW + FORGE_DAY_S,
                                  .ttl_s = 60,
                                  .count = 8,
                                  .withdrawn = bits };
  assert_int_equal(tx_certs_sign(&certs, scene->forge.keys[signer], &out.p, &out.n), TX_OK);
  return out;
}

static void each_object_that_holds_is_told_with_all_its_fields(void **state) {
  struct scene *scene = *state;
  expect_bytes(scene, trust_of(scene, FORGE_ROOT), "trust", TX_OK);
  scene_news(scene);
  expect_bytes(scene, trust_of(scene, FORGE_ROOT), "trust", TX_OK);
  expect_bytes(scene, list_of(scene, FORGE_STATUS), "status", TX_OK);
  expect_bytes(scene, delta(scene, false), "delta", TX_OK);
  expect_bytes(scene, policy_of(scene, FORGE_POLICY), "policy", TX_OK);
  expect_bytes(scene, certs_of(scene, FORGE_CERTIFICATE), "certs", TX_OK);
  expect_bytes(scene, batch_of(scene->gate.identity.key), "batch", TX_OK);
  expect_bytes(scene, sign_in(scene->gate.identity.id, scene->gate.identity.key), "login", TX_OK);
}

static void what_does_not_hold_is_told_with_why(void **state) {
  struct scene *scene = *state;
  struct tx_signer *stranger = scene->forge.keys[FORGE_STRANGER];
  expect_bytes(scene, list_of(scene, FORGE_STATUS), "status", TX_NO_TRUST_LIST);
  expect_bytes(scene, trust_of(scene, FORGE_STRANGER), "trust", TX_BAD_SIGNATURE);
  scene_trust(scene);
  expect_bytes(scene, delta(scene, false), "delta", TX_WRONG_BASE);
  scene_list(scene);
  expect_bytes(scene, delta(scene, true), "delta", TX_WRONG_BASE);
  expect_bytes(scene, list_of(scene, FORGE_STRANGER), "status", TX_UNKNOWN_KEY);
  expect_bytes(scene, policy_of(scene, FORGE_STRANGER), "policy", TX_UNKNOWN_KEY);
  expect_bytes(scene, certs_of(scene, FORGE_STRANGER), "certs", TX_UNKNOWN_KEY);
  expect_bytes(scene, batch_of(stranger), "batch", TX_UNKNOWN_KEY);
  expect_bytes(scene, sign_in("another", scene->gate.identity.key), "login", TX_UNKNOWN_KEY);
  expect_bytes(scene, sign_in(scene->gate.identity.id, stranger), "login", TX_BAD_SIGNATURE);
}

static void expect_text(struct scene *scene, const char *text, const char *kind,
                        enum tx_reason reason) {
  expect(gate_inspect_text(&scene->gate, tx_span_text(text)), kind, reason);
}

static void each_code_is_told_with_all_its_fields(void **state) {
  struct scene *scene = *state;
  char text[TX_TEXT_MAX + 1];
  struct tx_enrol enrol = { .pin = scene->gate.identity.pin };
  const struct tx_certificate certificate = forge_certificate(&scene->forge);
  scene_news(scene);
  scene_static(scene, 5, text);
  expect_text(scene, text, "pass", TX_OK);
  struct tx_pass untested = forge_pass(&scene->forge);
  struct tx_record record = tx_record_unpack(untested.record);
  record.sampled = 0;
  untested.record = tx_record_pack(&record);
  assert_true(forge_pass_text(&scene->forge, &untested, text));
  expect_text(scene, text, "pass", TX_OK);
  scene_live(scene, 5, SCENE_NOW, text);
  expect_text(scene, text, "live", TX_OK);
  assert_int_equal(tx_certificate_sign(&certificate, scene->forge.keys[FORGE_CERTIFICATE], text),
                   TX_OK);
  scene_offer(scene, GATE_CERTS, certs_of(scene, FORGE_CERTIFICATE), NULL);
  json_t *view = gate_inspect_text(&scene->gate, tx_span_text(text));
  assert_string_equal(json_string_value(json_object_get(view, "kind")), "certificate");
  names_every_field(json_object_get(view, "fields"));
  json_decref(view);
  snprintf(enrol.url, sizeof enrol.url, "https://server.example");
  assert_int_equal(tx_enrol_write(&enrol, text), TX_OK);
  expect_text(scene, text, "enrol", TX_OK);
}

static void nothing_of_ours_is_nothing(void **state) {
  struct scene *scene = *state;
  char long_text[TX_TEXT_MAX + 2] = "TX1:";
  memset(long_text + 4, '0', sizeof long_text - 4);
  assert_null(gate_inspect_text(&scene->gate, tx_span_of(long_text, sizeof long_text)));
  assert_null(gate_inspect_text(&scene->gate, tx_span_text("TX")));
  assert_null(gate_inspect_text(&scene->gate, tx_span_text("HC1:6BFOXN")));
  assert_null(gate_inspect_bytes(&scene->gate, tx_span_text("TX1:ABC")));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test_setup_teardown(each_object_that_holds_is_told_with_all_its_fields, begin, end),
    cmocka_unit_test_setup_teardown(what_does_not_hold_is_told_with_why, begin, end),
    cmocka_unit_test_setup_teardown(each_code_is_told_with_all_its_fields, begin, end),
    cmocka_unit_test_setup_teardown(nothing_of_ours_is_nothing, begin, end),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
