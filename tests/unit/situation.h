/* SPDX-License-Identifier: Apache-2.0 */
/* One of docs/situations.json as a scene: policies, a person, a gate. */
#ifndef TESTS_UNIT_SITUATION_H
#define TESTS_UNIT_SITUATION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIDNIGHT 1669132800 /* 2022-11-23T00:00 at UTC+8 */
#define CITY 610100000000
#define COMMUNITY 610113001001
#define INDEX 7

static const char *const level_names[TX_LEVELS] = { "nation", "province", "city",
                                                    "county", "township", "community" };

static struct {
  struct tx_signer *root, *issuer, *holder;
  struct tx_trust *trust;
  json_t *rows;
} fixture;

/* --- keys ------------------------------------------------------------------------------------- */

static inline struct tx_key_row row_of(const struct tx_signer *signer, uint8_t uses,
                                       uint64_t area) {
  return (struct tx_key_row){ .alg = signer->alg,
                              .spki = tx_span_of(signer->spki, signer->spki_len),
                              .uses = uses,
                              .area = area,
                              .sign_from = 0,
                              .sign_until = INT32_MAX,
                              .verify_until = INT32_MAX,
                              .name = tx_span_text("key") };
}

static inline int set_up(void **state) {
  (void)state;
  fixture.root = tx_key_generate(TX_ALG_ES256);
  fixture.issuer = tx_key_generate(TX_ALG_ES256);
  fixture.holder = tx_key_generate(TX_ALG_ES256);
  struct tx_key_row issuer = row_of(fixture.issuer, TX_USE_ISSUE, CITY);
  struct tx_trust list = { .seq = 1, .iat = 1, .exp = INT32_MAX, .root_count = 1 };
  list.roots[0] = row_of(fixture.root, 0, 0);
  list.rows = &issuer;
  list.row_count = 1;
  uint8_t *bytes = NULL;
  size_t n = 0;
  struct tx_pin pin = { .seq = 0 };
  memcpy(pin.root, fixture.root->hash, TX_HASH_SIZE);
  assert_int_equal(tx_trust_sign(&list, fixture.root, &bytes, &n), TX_OK);
  struct tx_clock clock = { .now_s = MIDNIGHT };
  assert_int_equal(tx_trust_take(tx_span_of(bytes, n), NULL, &pin, clock, &fixture.trust), TX_OK);
  free(bytes);
  fixture.rows = json_load_file(TONGXING_SOURCE "/docs/situations.json", 0, NULL);
  return fixture.rows ? 0 : -1;
}

static inline int tear_down(void **state) {
  (void)state;
  json_decref(fixture.rows);
  tx_trust_destroy(fixture.trust);
  tx_signer_destroy(fixture.root);
  tx_signer_destroy(fixture.issuer);
  tx_signer_destroy(fixture.holder);
  return 0;
}

static inline json_t *situations(void) {
  return json_object_get(fixture.rows, "situations");
}

/* --- reading a row ---------------------------------------------------------------------------- */

static inline int64_t number(const json_t *object, const char *name, int64_t otherwise) {
  const json_t *value = json_object_get(object, name);
  return value ? json_integer_value(value) : otherwise;
}

static const char *text(const json_t *object, const char *name, const char *otherwise) {
  const char *value = json_string_value(json_object_get(object, name));
  return value ? value : otherwise;
}

static inline bool flag(const json_t *object, const char *name, bool otherwise) {
  const json_t *value = json_object_get(object, name);
  return value ? json_is_true(value) : otherwise;
}

static inline int level_of(const char *name) {
  for (int level = 0; level < TX_LEVELS; level++)
    if (strcmp(level_names[level], name) == 0) return level;
  fail_msg("no level %s", name);
  return 0;
}

static const char *rule_id(const json_t *rule) {
  return text(rule, "id", text(rule, "topic", ""));
}

/* Whether "LEVEL/RULE" names this rule. */
static inline bool is_named(const json_t *rule, const char *name) {
  char own[128];
  snprintf(own, sizeof own, "%s/%s", text(rule, "level", ""), rule_id(rule));
  return name && strcmp(own, name) == 0;
}

/* --- policies --------------------------------------------------------------------------------- */

static inline json_t *policy_rule(const json_t *rule) {
  json_t *made = json_deep_copy(rule);
  json_object_set_new(made, "id", json_string(rule_id(rule)));
  json_object_set_new(made, "say", json_pack("{s:s}", "zh", "提示"));
  json_object_del(made, "level");
  return made;
}

static inline json_t *zones_of(const json_t *short_zones) {
  json_t *zones = json_deep_copy(short_zones);
  size_t i;
  json_t *zone;
  json_array_foreach(zones, i, zone) {
    if (!json_object_get(zone, "area")) json_object_set_new(zone, "area", json_integer(COMMUNITY));
    json_object_set_new(zone, "from", json_integer(0));
    json_object_set_new(zone, "to", json_integer(INT32_MAX));
  }
  return zones;
}

static inline void set_settings(json_t *policy, const json_t *settings, int level,
                                const char *without) {
  json_t *own = json_object_get(settings, level_names[level]);
  const char *name;
  json_t *value;
  json_object_foreach(own, name, value) {
    char full[64];
    snprintf(full, sizeof full, "%s:%s", level_names[level], name);
    if (without && strcmp(full, without) == 0) continue;
    if (strcmp(name, "zones") == 0)
      json_object_set_new(policy, name, zones_of(value));
    else
      json_object_set(policy, name, value);
  }
}

/* The policy of one level with all rules of the row but the one that is taken out; NULL when the
 * row has nothing of that level. */
static inline struct tx_policy *make_policy(const json_t *row, int level, const char *without) {
  json_t *rules = json_array();
  json_t *rule;
  size_t i;
  bool any = json_object_get(json_object_get(row, "settings"), level_names[level]) != NULL;
  json_array_foreach(json_object_get(row, "rules"), i, rule) {
    if (level_of(text(rule, "level", "")) != level) continue;
    any = true;
    if (!is_named(rule, without)) json_array_append_new(rules, policy_rule(rule));
  }
  json_t *policy =
      json_pack("{s:I, s:I, s:[{s:s, s:s, s:s, s:I, s:I, s:o}]}", "area",
                (json_int_t)tx_area_at(COMMUNITY, (enum tx_level)level), "seq", (json_int_t)1,
                "orders", "id", "1", "document", "1号", "issuer", level_names[level], "valid_from",
                (json_int_t)0, "valid_to", (json_int_t)INT32_MAX, "rules", rules);
  set_settings(policy, json_object_get(row, "settings"), level, without);
  char *json = json_dumps(policy, 0);
  json_decref(policy);
  struct tx_policy *parsed = NULL;
  struct tx_policy_error error;
  if (any && tx_policy_parse(tx_span_text(json), &parsed, &error) != TX_OK)
    fail_msg("row %d: %s %s", (int)number(row, "n", 0), error.where, error.en);
  free(json);
  return parsed;
}

/* --- the person and what the gate knows of them ----------------------------------------------- */

static inline int find_word(const char *(*word)(unsigned), const char *name) {
  for (unsigned i = 0; i < 16; i++)
    if (word(i) && strcmp(word(i), name) == 0) return (int)i;
  fail_msg("no word %s", name);
  return 0;
}

static const char *state_word(unsigned i) {
  return i < 7 ? tx_state_word((enum tx_state)i) : NULL;
}
static const char *health_word(unsigned i) {
  return i < 4 ? tx_health_word((enum tx_health)i) : NULL;
}
static const char *travel_word(unsigned i) {
  return i < 4 ? tx_travel_word((enum tx_travel)i) : NULL;
}
static const char *test_word(unsigned i) {
  return i < 4 ? tx_test_word((enum tx_test)i) : NULL;
}
static const char *age_word(unsigned i) {
  return i < 5 ? tx_age_word(i) : NULL;
}

static inline uint32_t record_of(const json_t *person, int64_t now_s) {
  struct tx_record record = {
    .state = (enum tx_state)find_word(state_word, text(person, "state", "active")),
    .health = (enum tx_health)find_word(health_word, text(person, "health", "green")),
    .travel = (enum tx_travel)find_word(travel_word, text(person, "travel", "none")),
    .test = (enum tx_test)find_word(test_word, text(person, "test", "negative")),
    .sampled = tx_sampled_from_time(now_s - number(person, "sampled_age_s", 36000)),
  };
  return tx_record_pack(&record);
}

static inline struct tx_pass pass_of(const json_t *person, int64_t now_s) {
  struct tx_pass pass = {
    .iat = now_s - 86400,
    .exp = now_s + 86400,
    .area = (uint64_t)number(person, "area", COMMUNITY),
    .index = INDEX,
    .record = record_of(person, now_s),
    .role = (uint8_t)find_word(tx_role_word, text(person, "role", "resident")),
    .age = (uint8_t)find_word(age_word, text(person, "age", "18to69")),
    .household = (int32_t)number(person, "household", 12),
  };
  snprintf(pass.name, sizeof pass.name, "%s", text(person, "name", "张*三"));
  snprintf(pass.unit, sizeof pass.unit, "%s", text(person, "unit", "3-2"));
  return pass;
}

struct memory {
  struct tx_memory memory;
  const json_t *history;
};

static inline bool never_replayed(const struct tx_memory *memory, uint64_t area, uint32_t index,
                                  int64_t live_iat) {
  (void)memory, (void)area, (void)index, (void)live_iat;
  return false;
}

static inline void recall(const struct tx_memory *memory, const struct tx_pass *pass,
                          int64_t exit_window_s, struct tx_history *out) {
  const json_t *history = ((const struct memory *)memory)->history;
  (void)pass;
  out->household_exits = 0;
  size_t i;
  json_t *age;
  json_array_foreach(json_object_get(history, "exit_ages_s"), i, age) out->household_exits +=
      json_integer_value(age) < exit_window_s;
  out->medical_return = flag(history, "medical_return", false);
}

/* --- one gate, one person --------------------------------------------------------------------- */

struct scene {
  struct tx_policy *policies[TX_LEVELS];
  const struct tx_policy *shown[TX_LEVELS]; /* in the order in which they arrived */
  size_t policy_count;
  uint32_t records[INDEX + 1];
  struct tx_status list;
  const struct tx_status *lists[1];
  struct memory memory;
  struct tx_vehicle vehicle;
  struct tx_gate gate;
  char shown_text[TX_TEXT_MAX + 1];
};

static inline void show_pass(struct scene *scene, const json_t *row, int64_t now_s) {
  struct tx_pass pass = pass_of(json_object_get(row, "person"), now_s);
  bool live = json_object_get(row, "live_age_s") != NULL;
  char card[TX_TEXT_MAX + 1];
  if (live) {
    /* The point of an uncompressed key: 0x04, x, y, at the end of its SubjectPublicKeyInfo. */
    const uint8_t *point = fixture.holder->spki + fixture.holder->spki_len - 64;
    pass.bound = true;
    memcpy(pass.holder.x, point, 32);
    pass.holder.y_odd = point[63] & 1;
  }
  assert_int_equal(tx_pass_sign(&pass, fixture.issuer, card), TX_OK);
  if (!live)
    memcpy(scene->shown_text, card, sizeof card);
  else
    assert_int_equal(
        tx_live_sign(card, now_s - number(row, "live_age_s", 0), fixture.holder, scene->shown_text),
        TX_OK);
  scene->records[INDEX] = pass.record;
  scene->list.area = pass.area;
}

static inline void set_gate(struct scene *scene, const json_t *row, int64_t now_s) {
  const json_t *gate = json_object_get(row, "gate");
  const json_t *vehicle = json_object_get(row, "vehicle");
  snprintf(scene->vehicle.plate, sizeof scene->vehicle.plate, "%s", text(vehicle, "plate", ""));
  scene->vehicle.role = TX_ROLE_VEHICLE;
  scene->vehicle.state = TX_STATE_ACTIVE;
  scene->memory = (struct memory){ .memory = { never_replayed, recall },
                                   .history = json_object_get(row, "history") };
  scene->gate = (struct tx_gate){
    .area = COMMUNITY,
    .kind = (enum tx_gate_kind)tx_gate_kind_find(text(gate, "kind", "pedestrian")),
    .direction = (enum tx_direction)tx_direction_find(text(gate, "direction", "in")),
    .attended = flag(gate, "attended", true),
    .clock = { .now_s = now_s },
    .trust = fixture.trust,
    .lists = scene->lists,
    .list_count = flag(row, "listed", true),
    .policies = scene->shown,
    .policy_count = scene->policy_count,
    .memory = &scene->memory.memory,
    .has_reading = json_object_get(gate, "centi_celsius") != NULL,
    .centi_celsius = (int32_t)number(gate, "centi_celsius", 0),
    .vehicle = vehicle ? &scene->vehicle : NULL,
  };
}

static inline void scene_build(struct scene *scene, const json_t *row, const char *without) {
  int64_t now_s = MIDNIGHT + 60 * number(row, "minute_of_day", 720);
  memset(scene, 0, sizeof *scene);
  for (int level = 0; level < TX_LEVELS; level++) {
    scene->policies[level] = make_policy(row, level, without);
    if (scene->policies[level]) scene->shown[scene->policy_count++] = scene->policies[level];
  }
  show_pass(scene, row, now_s);
  scene->list.seq = 1;
  scene->list.iat = now_s - number(row, "data_age_s", 60);
  scene->list.exp = INT32_MAX;
  scene->list.count = INDEX + 1;
  scene->list.records = scene->records;
  scene->lists[0] = &scene->list;
  set_gate(scene, row, now_s);
}

static inline void scene_clear(struct scene *scene) {
  for (int level = 0; level < TX_LEVELS; level++)
    tx_policy_destroy(scene->policies[level]);
}

#endif
