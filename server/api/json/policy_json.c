/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_json.h"

#include "api/call/context.h"
#include "domain/gate/registry.h"
#include "policy/words/compile.h"

#define SENTENCE 1024

static json_t *rule_json(const struct tx_finding *one) {
  char zh[SENTENCE], en[SENTENCE];
  policy_words_rule(one, "zh", zh, sizeof zh);
  policy_words_rule(one, "en", en, sizeof en);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "order", one->order->id, "id", one->rule->id,
                   "topic", tx_topic_word(one->rule->topic), "topic_zh",
                   tx_topic_zh(one->rule->topic), "zh", zh, "en", en);
}

static json_t *rules_standing(const struct tx_policy *policy,
                              const struct policy_standing *standing) {
  json_t *rules = json_array();
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    for (size_t j = 0; j < order->rule_count; j++) {
      const struct tx_finding one = { policy, order, &order->rules[j] };
      json_t *rule = rule_json(&one);
      if (standing)
        json_object_set_new(rule, "stands",
                            json_string(policy_stands_word(policy_standing_of(standing, &one))));
      json_array_append_new(rules, rule);
    }
  }
  return rules;
}

json_t *rules_json(const struct tx_policy *policy) {
  return rules_standing(policy, NULL);
}

json_t *policy_json(const struct tx_policy *policy, const struct policy_standing *standing) {
  json_t *orders = json_array();
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    json_array_append_new(orders, json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "id", order->id,
                                            "document", order->document, "issuer", order->issuer,
                                            "valid_from", (json_int_t)order->valid_from, "valid_to",
                                            (json_int_t)order->valid_to, "rules",
                                            (json_int_t)order->rule_count));
  }
  const enum tx_level level = tx_area_level(policy->area);
  return json_pack("{s:o, s:s, s:s, s:I, s:o, s:o}", "area", area_json(policy->area), "level",
                   tx_level_name(level, "en"), "level_zh", tx_level_name(level, "zh"), "seq",
                   (json_int_t)policy->seq, "orders", orders, "rules",
                   rules_standing(policy, standing));
}

json_t *findings_json(const struct policy_findings *findings) {
  static const char *const weights[] = { "note", "warning", "error" };
  json_t *list = json_array();
  for (size_t i = 0; i < findings->count; i++) {
    const struct policy_finding *one = &findings->items[i];
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:I}", "kind",
                                          policy_finding_name(one->kind), "weight",
                                          weights[one->weight], "zh", one->zh, "en", one->en,
                                          "example_zh", one->example_zh, "example_en",
                                          one->example_en, "community", area_json(one->community),
                                          "communities", (json_int_t)one->community_count));
  }
  return list;
}

static json_t *step_json(const struct policy_step *step) {
  char zh[POLICY_SENTENCE], en[POLICY_SENTENCE];
  policy_say_step(step, "zh", zh);
  policy_say_step(step, "en", en);
  return json_pack("{s:i, s:s, s:s, s:s}", "kind", (int)step->kind, "level",
                   tx_level_name(step->level, "en"), "zh", zh, "en", en);
}

json_t *reasoning_json(const struct policy_reasoning *reasoning, const char *name) {
  char zh[POLICY_SENTENCE], en[POLICY_SENTENCE];
  json_t *steps = json_array();
  for (size_t i = 0; i < reasoning->count; i++)
    json_array_append_new(steps, step_json(&reasoning->steps[i]));
  policy_say_end(reasoning, "zh", zh);
  policy_say_end(reasoning, "en", en);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", name, "verdict",
                   tx_verdict_name(reasoning->verdict), "reason", tx_reason_name(reasoning->reason),
                   "zh", zh, "en", en, "steps", steps);
}

/* --- rehearsals ------------------------------------------------------------------------------- */

static json_t *denied_rules_json(const struct policy_try_result *result) {
  json_t *rules = json_array();
  for (size_t i = 0; i < result->rule_count; i++) {
    const struct try_rule *one = &result->rules[i];
    char name[160], zh[SENTENCE], en[SENTENCE];
    tx_finding_name(&one->rule, name, sizeof name);
    policy_words_rule(&one->rule, "zh", zh, sizeof zh);
    policy_words_rule(&one->rule, "en", en, sizeof en);
    json_array_append_new(rules, json_pack("{s:s, s:s, s:s, s:I, s:I}", "rule", name, "zh", zh,
                                           "en", en, "denied", (json_int_t)one->denied, "reviewed",
                                           (json_int_t)one->reviewed));
  }
  return rules;
}

static json_t *gates_json(const struct server *server, const struct policy_try_result *result) {
  json_t *gates = json_array();
  for (size_t i = 0; i < result->gate_count; i++) {
    const struct try_gate *one = &result->gates[i];
    struct gate_row row = { 0 };
    gate_registry_find(server->gates, one->name, &row);
    json_array_append_new(gates, json_pack("{s:s, s:s, s:I, s:I}", "gate", one->name, "name",
                                           row.label, "denied", (json_int_t)one->denied, "reviewed",
                                           (json_int_t)one->reviewed));
  }
  return gates;
}

static json_t *heads_json(const struct headcount *heads) {
  json_t *groups = json_array();
  for (size_t i = 0; i < heads->group_count; i++) {
    const struct headcount_group *one = &heads->groups[i];
    char name[160];
    tx_finding_name(&one->rule, name, sizeof name);
    json_array_append_new(
        groups, json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "rule", name, "why",
                          headcount_why_word(one->why), "zh", headcount_why_text(one->why, "zh"),
                          "en", headcount_why_text(one->why, "en"), "stopped",
                          (json_int_t)one->stopped, "reviewed", (json_int_t)one->reviewed));
  }
  return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o}", "residents", (json_int_t)heads->residents,
                   "stopped", (json_int_t)heads->stopped, "reviewed", (json_int_t)heads->reviewed,
                   "stopped_before", (json_int_t)heads->stopped_before, "reviewed_before",
                   (json_int_t)heads->reviewed_before, "groups", groups);
}

json_t *rehearsal_json(const struct server *server, const struct order_rehearsal *rehearsal) {
  const struct policy_try_result *result = &rehearsal->result;
  size_t same = 0;
  for (int i = 0; i < 3; i++)
    same += result->verdicts[i][i];
  json_t *json =
      json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:I}", "from",
                (json_int_t)rehearsal->from, "to", (json_int_t)rehearsal->to, "replayed",
                (json_int_t)result->replayed, "kept_apart", (json_int_t)result->kept_apart, "same",
                (json_int_t)same, "denied", (json_int_t)result->denied, "reviewed",
                (json_int_t)result->reviewed, "let_in", (json_int_t)result->let_in, "rules",
                denied_rules_json(result), "gates", gates_json(server, result), "busiest_count",
                (json_int_t)result->busiest_count);
  json_object_set_new(json, "today", heads_json(&rehearsal->heads));
  if (result->busiest_count)
    json_object_set_new(json, "busiest_hour", json_integer((json_int_t)result->busiest_hour));
  return json;
}
