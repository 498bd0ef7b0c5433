/* SPDX-License-Identifier: Apache-2.0 */
/* A reading is one person's, and a better one is heard. */
#include "gate_look.h"

struct sensor {
  bool has;
  int32_t centi_celsius;
  unsigned waited;
};

static bool measure(void *context, const struct gate_state *state, int32_t *centi_celsius) {
  struct sensor *sensor = context;
  bool has = sensor->has;
  sensor->waited += state != NULL;
  sensor->has = false;
  *centi_celsius = sensor->centi_celsius;
  return has;
}

static void ask_for_temperature(struct sensor *sensor) {
  FORGED json = forge_policy_json(&scene.forge,
                                  "{\"<\": [{\"var\": \"reading.centi_celsius\"}, 3730]}", "warn");
  char *topic = strstr((char *)json.p, "\"other\"");
  char *text = NULL;
  *topic = '\0';
  assert_true(asprintf(&text, "%s\"temperature\"%s", (char *)json.p, topic + 7) > 0);
  char *seq = strstr(text, "\"seq\": 1");
  assert_non_null(seq);
  seq[16]++; /* the last of ten digits */
  assert_int_equal(scene_offer(&scene, GATE_POLICY,
                               forge_policy(&scene.forge, tx_span_text(text), FORGE_POLICY), NULL),
                   TX_OK);
  free(text);
  scene.gate.measure = measure;
  scene.gate.measure_context = sensor;
}

static void have_reading(struct sensor *sensor, int32_t centi_celsius) {
  sensor->has = true;
  sensor->centi_celsius = centi_celsius;
}

static void a_second_normal_temperature_is_heard_at_once(UNUSED void **state) {
  struct sensor sensor = { 0 };
  text_t card, phone;
  ask_for_temperature(&sensor);
  have_reading(&sensor, 3760);
  ANSWERED(TX_RULE_FAILED, fresh(1, phone));
  gate_advance(&scene.gate, 1);
  SILENT(fresh(1, phone));
  have_reading(&sensor, 3640);
  gate_advance(&scene.gate, 1);
  ANSWERED(TX_OK, fresh(1, phone));
  assert_int_equal(shown[0].outcome.centi_celsius, 3640);
  scene_static(&scene, 2, card);
  ANSWERED(TX_RULE_FAILED, card); /* nobody measured */
  have_reading(&sensor, 3780);
  SILENT(card);
  have_reading(&sensor, 3650);
  ANSWERED(TX_OK, card); /* a card has no other text to show */
}

static void a_reading_is_left_for_whoever_it_may_help(UNUSED void **state) {
  struct sensor sensor = { 0 };
  text_t first, second, suspended;
  ask_for_temperature(&sensor);
  have_reading(&sensor, 3640);
  ANSWERED(TX_OK, fresh(1, first));
  have_reading(&sensor, 3650);
  gate_advance(&scene.gate, 1);
  SILENT(fresh(1, first)); /* still in view */
  scene_static(&scene, 6, suspended);
  ANSWERED(TX_SUSPENDED, suspended);
  ANSWERED(TX_MALFORMED, "TX1:BROKEN");
  ANSWERED(TX_OK, fresh(2, second));
  assert_int_equal(shown[0].outcome.centi_celsius, 3650);
}

static void nobody_is_waited_for_twice(UNUSED void **state) {
  struct sensor sensor = { 0 };
  text_t phone;
  ask_for_temperature(&sensor);
  ANSWERED(TX_RULE_FAILED, fresh(1, phone));
  assert_int_equal(sensor.waited, 1);
  for (int s = 0; s < MINUTE_S; s++) {
    gate_advance(&scene.gate, 1);
    SILENT(fresh(1, phone));
  }
  assert_int_equal(sensor.waited, 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    SHOWN(a_second_normal_temperature_is_heard_at_once),
    SHOWN(a_reading_is_left_for_whoever_it_may_help),
    SHOWN(nobody_is_waited_for_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
