/* SPDX-License-Identifier: Apache-2.0 */
#include "community.h"

static void take_lists(struct community *c) {
  forge_trust_draft(&c->forge, &c->trust_draft);
  FORGED trust = forge_trust(&c->forge, &c->trust_draft, FORGE_ROOT);
  assert_int_equal(tx_trust_take(forge_span(&trust), NULL, &c->pin, at(NOW), &c->trust), TX_OK);
  forge_status_draft(&c->forge, &c->list_draft);
  FORGED list = forge_status(&c->forge, &c->list_draft, FORGE_STATUS);
  assert_int_equal(tx_status_take(forge_span(&list), c->trust, NULL, at(NOW), &c->list), TX_OK);
  FORGED json = forge_policy_json(&c->forge, "true", "warn");
  assert_int_equal(tx_policy_parse(forge_span(&json), &c->policy, NULL), TX_OK);
}

int community_open(void **state) {
  struct community *c = calloc(1, sizeof *c);
  if (!c || !forge_open(&c->forge, NOW)) return -1;
  memcpy(c->pin.root, c->forge.keys[FORGE_ROOT]->hash, sizeof c->pin.root);
  take_lists(c);
  c->lists[0] = c->list;
  c->policies[0] = c->policy;
  c->gate = (struct tx_gate){ .area = CITY_AREA,
                              .clock = at(NOW),
                              .trust = c->trust,
                              .lists = c->lists,
                              .list_count = 1,
                              .policies = c->policies,
                              .policy_count = 1 };
  *state = c;
  return 0;
}

int community_close(void **state) {
  struct community *c = *state;
  tx_policy_destroy(c->policy);
  tx_status_destroy(c->list);
  tx_trust_destroy(c->trust);
  forge_close(&c->forge);
  free(c);
  return 0;
}

static struct tx_policy *parse(const char *json) {
  struct tx_policy_error error;
  struct tx_policy *policy = NULL;
  if (tx_policy_parse(tx_span_text(json), &policy, &error) != TX_OK)
    fail_msg("%s: %s", error.where, error.en);
  return policy;
}

struct tx_policy *community_policy(const char *format, ...) {
  char *json = NULL;
  va_list arguments;
  va_start(arguments, format);
  assert_true(vasprintf(&json, format, arguments) >= 0);
  va_end(arguments);
  struct tx_policy *policy = parse(json);
  free(json);
  return policy;
}

struct tx_policy *community_rules(uint64_t area, const char *rules) {
  return community_policy("{\"area\": %llu, \"seq\": %lld, \"orders\": [{\"id\": \"o\","
                          " \"document\": \"1\", \"issuer\": \"i\", \"valid_from\": 0,"
                          " \"valid_to\": %lld, \"rules\": [%s]}]}",
                          (unsigned long long)area, (long long)NOW - FORGE_DAY_S,
                          (long long)NOW + FORGE_DAY_S, rules);
}

struct tx_decision show_text(const struct tx_gate *gate, const char *text) {
  struct tx_decision decision;
  tx_decide(tx_span_text(text), gate, NULL, &decision);
  return decision;
}

struct tx_decision show_pass(const struct community *c, const struct tx_gate *gate,
                             const struct tx_pass *pass) {
  char text[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, pass, text));
  return show_text(gate, text);
}

struct tx_decision show_live(const struct community *c, const struct tx_gate *gate,
                             const struct tx_pass *pass, int64_t iat) {
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  assert_true(forge_pass_text(&c->forge, pass, text));
  assert_int_equal(tx_live_sign(text, iat, c->forge.keys[FORGE_HOLDER], live), TX_OK);
  return show_text(gate, live);
}
