/* SPDX-License-Identifier: Apache-2.0 */
/* What an office types: a draft in words, to a policy, to its findings and sentences. */
#include "fuzz.h"

#include "host/text/people_time.h"
#include "policy/check/check.h"
#include "policy/words/compile.h"

#include <stdlib.h>

static const struct policy_times times = { FUZZ_NOW, host_people_time_parse };

/* A check may take long over many rules; here it is its soundness that is tried. */
#define RULES_MAX 8

static size_t rule_count(const struct tx_policy *policy) {
  size_t count = 0;
  for (size_t i = 0; i < policy->order_count; i++)
    count += policy->orders[i].rule_count;
  return count;
}

static void say_all(const struct tx_policy *policy) {
  char out[256];
  for (size_t i = 0; i < policy->order_count; i++)
    for (size_t k = 0; k < policy->orders[i].rule_count; k++) {
      const struct tx_finding rule = { policy, &policy->orders[i], &policy->orders[i].rules[k] };
      policy_words_rule(&rule, k % 2 ? "zh" : "en", out, sizeof out);
      FUZZ_PROMISE(memchr(out, '\0', sizeof out) && out[0]);
    }
}

static void check(const struct tx_policy *policy) {
  const struct tx_policy *policies[] = { policy, fuzz_city()->policies[0] };
  const uint64_t community = FUZZ_AREA;
  const struct policy_check run = { .policies = policies,
                                    .policy_count = 2,
                                    .draft = policy,
                                    .jurisdiction = FUZZ_CITY,
                                    .communities = &community,
                                    .community_count = 1,
                                    .now_s = FUZZ_NOW };
  struct policy_findings findings;
  policy_check_run(&run, &findings);
  for (size_t i = 0; i < findings.count; i++)
    FUZZ_PROMISE(findings.items[i].zh[0] && findings.items[i].en[0]);
  policy_findings_clear(&findings);
}

static void look_at(json_t *expanded) {
  char *text = json_dumps(expanded, 0);
  struct tx_policy *policy = NULL;
  if (text && tx_policy_parse(tx_span_text(text), &policy, NULL) == TX_OK) {
    say_all(policy);
    if (rule_count(policy) <= RULES_MAX) check(policy);
  }
  tx_policy_destroy(policy);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  json_t *draft = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
  if (!draft) return 0;
  json_t *expanded = NULL;
  struct tx_policy_error error = { 0 };
  enum tx_reason reason = policy_words_expand(draft, &times, &expanded, &error);
  FUZZ_PROMISE((reason == TX_OK) == (expanded != NULL));
  FUZZ_PROMISE(reason == TX_OK || (error.zh[0] && error.en[0]));
  if (expanded) look_at(expanded);
  json_decref(expanded);
  json_decref(draft);
  return 0;
}
