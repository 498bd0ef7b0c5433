/* SPDX-License-Identifier: Apache-2.0 */
/* Policies from a few words, for the tests of what is said about them. */
#ifndef RULEBOOK_H
#define RULEBOOK_H

#include "format/policy.h"

#include <stdio.h>
#include <stdlib.h>

#define RULEBOOK_NOW 1669180000
#define RULEBOOK_CITY 610100000000
#define RULEBOOK_COMMUNITY 610113001001

/* One rule as JSON; more holds further members, each with a comma before it. */
#define RULE(id, topic, on_fail, logic, more)                                                      \
  "{\"id\":\"" id "\",\"topic\":\"" topic "\",\"on_fail\":\"" on_fail                              \
  "\",\"say\":{\"zh\":\"提示\",\"en\":\"Note\"},\"logic\":" logic more "}"
#define RESIDENTS ",\"applies\":{\"roles\":[\"resident\"]}"
#define VISITORS ",\"applies\":{\"roles\":[\"visitor\"]}"
#define OUTWARD ",\"applies\":{\"directions\":[\"out\"]}"
#define DELEGABLE ",\"delegable\":true"
#define KEEPS_HOME ",\"keeps_home\":true"

/* Ends the test when the JSON is no policy. An order has id and document of its number. */
static inline struct tx_policy *rulebook_parse(const char *json) {
  struct tx_policy *policy = NULL;
  struct tx_policy_error error;
  if (tx_policy_parse(tx_span_text(json), &policy, &error) == TX_OK) return policy;
  fprintf(stderr, "%s: %s\n%s\n", error.where, error.en, json);
  abort();
}

/* A policy of one order from an hour ago to until_s. */
static inline struct tx_policy *rulebook_until(uint64_t area, const char *rules, int64_t until_s) {
  char json[8192];
  snprintf(
      json, sizeof json,
      "{\"area\":%llu,\"seq\":1,\"orders\":[{\"id\":\"1\",\"document\":\"1号\",\"issuer\":\"i\","
      "\"valid_from\":%lld,\"valid_to\":%lld,\"rules\":[%s]}]}",
      (unsigned long long)area, RULEBOOK_NOW - 3600ll, (long long)until_s, rules);
  return rulebook_parse(json);
}

static inline struct tx_policy *rulebook(uint64_t area, const char *rules) {
  return rulebook_until(area, rules, RULEBOOK_NOW + 864000);
}

#endif
