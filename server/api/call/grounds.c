/* SPDX-License-Identifier: Apache-2.0 */
#include "grounds.h"

#include "context.h"
#include "model/ground.h"

#include "format/record.h"

struct value {
  const char *field, *word;
};

/* As PUT …/state and POST …/statements take it. */
static struct value value_of(enum restraint restraint) {
  switch (restraint) {
  case RESTRAINT_NONE:
  case RESTRAINTS:
    break;
  case RESTRAINT_YELLOW:
    return (struct value){ "health", tx_health_word(TX_HEALTH_YELLOW) };
  case RESTRAINT_RED:
    return (struct value){ "health", tx_health_word(TX_HEALTH_RED) };
  case RESTRAINT_MONITORING:
    return (struct value){ "state", tx_state_word(TX_STATE_MONITORING) };
  case RESTRAINT_HOME:
    return (struct value){ "state", tx_state_word(TX_STATE_HOME_ISOLATION) };
  case RESTRAINT_AWAY:
    return (struct value){ "state", tx_state_word(TX_STATE_AWAY) };
  case RESTRAINT_MIXED:
    return (struct value){ "test", tx_test_word(TX_TEST_MIXED_POSITIVE) };
  case RESTRAINT_POSITIVE:
    return (struct value){ "test", tx_test_word(TX_TEST_POSITIVE) };
  case RESTRAINT_SUSPENDED:
    return (struct value){ "pass", tx_state_word(TX_STATE_SUSPENDED) };
  case RESTRAINT_REVOKED:
    return (struct value){ "pass", tx_state_word(TX_STATE_REVOKED) };
  }
  return (struct value){ "", "" };
}

static json_t *allows_json(uint32_t allows) {
  json_t *list = json_array();
  for (int i = 0; i < RESTRAINTS; i++) {
    const enum restraint restraint = (enum restraint)i;
    const struct value value = value_of(restraint);
    if (!(allows & 1u << i)) continue;
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "field", value.field, "value",
                                          value.word, "zh", restraint_zh(restraint), "en",
                                          restraint_en(restraint)));
  }
  return list;
}

static json_t *ground_json(const struct ground *ground) {
  return json_pack("{s:s, s:s, s:s, s:i, s:b, s:o}", "ground", ground->code, "zh", ground->zh, "en",
                   ground->en, "days", ground->days, "alone", ground->alone, "allows",
                   allows_json(ground->allows));
}

void api_grounds_show(struct host_request *http, void *context) {
  (void)context;
  json_t *list = json_array();
  for (size_t i = 0; i < GROUNDS; i++)
    json_array_append_new(list, ground_json(&grounds[i]));
  answer_json(http, 200, json_pack("{s:o}", "grounds", list));
}
