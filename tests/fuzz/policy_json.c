/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of a policy: read strictly, and every rule in it evaluated over a person. */
#include "fuzz.h"

static void check_error(const struct tx_policy_error *error) {
  FUZZ_PROMISE(error->zh[0] && error->en[0]);
  FUZZ_PROMISE(memchr(error->where, '\0', sizeof error->where) != NULL);
  FUZZ_PROMISE(memchr(error->zh, '\0', sizeof error->zh) != NULL);
}

static const struct tx_member record[] = {
  { { (const uint8_t *)"health", 6 },
    { .kind = TX_VALUE_TEXT, .text = { (const uint8_t *)"green", 5 } } },
  { { (const uint8_t *)"sampled_age_s", 13 }, { .kind = TX_VALUE_INT, .integer = 3600 } },
  { { (const uint8_t *)"test", 4 }, { .kind = TX_VALUE_NULL } },
};
static const struct tx_member root[] = {
  { { (const uint8_t *)"record", 6 }, { .kind = TX_VALUE_OBJECT, .count = 3, .members = record } },
};

static void evaluate(const struct tx_rule *rule) {
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out;
  struct tx_value data = tx_value_object(root, 1);
  for (int nulls = TX_NULLS_PUBLIC; nulls <= TX_NULLS_END; nulls++) {
    enum tx_logic_end end = tx_logic_evaluate(rule->logic, &data, (enum tx_logic_nulls)nulls,
                                              scratch, TX_LOGIC_SCRATCH, &out);
    FUZZ_PROMISE(end != TX_LOGIC_NULL_MET || nulls == TX_NULLS_END);
    if (end == TX_LOGIC_VALUE) (void)tx_value_truth(&out);
  }
}

static void check_rule(const struct tx_rule *rule) {
  FUZZ_PROMISE(rule->id[0] && !strchr(rule->id, '/') && rule->say_count > 0);
  FUZZ_PROMISE(tx_rule_words(rule, "zh") && rule->roles && rule->kinds && rule->directions);
  evaluate(rule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct tx_policy *policy = NULL;
  struct tx_policy_error error = { 0 };
  enum tx_reason reason = tx_policy_parse(tx_span_of(data, size), &policy, &error);
  FUZZ_PROMISE(reason == TX_OK || reason == TX_MALFORMED_CLAIMS);
  FUZZ_PROMISE((reason == TX_OK) == (policy != NULL));
  if (!policy) {
    check_error(&error);
    return 0;
  }
  FUZZ_PROMISE(tx_area_valid(policy->area));
  for (size_t i = 0; i < policy->order_count; i++)
    for (size_t k = 0; k < policy->orders[i].rule_count; k++)
      check_rule(&policy->orders[i].rules[k]);
  tx_policy_destroy(policy);
  return 0;
}
