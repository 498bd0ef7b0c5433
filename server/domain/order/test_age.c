/* SPDX-License-Identifier: Apache-2.0 */
#include "test_age.h"

#include "domain/pass/issue.h"
#include "domain/publication/over.h"
#include "host/text/text.h"
#include "policy/words/explain.h"

#define AGES (28 * 48) /* half hours: what a record says of an older swab counts nowhere */

/* One person before one gate, again and again with another result. */
struct trial {
  struct tx_gate gate;
  struct tx_decision person;
  const struct resident *resident;
  struct tx_finding by; /* the rule about tests that failed last */
};

static void set_record(struct trial *trial, enum tx_test test, int64_t sampled_at) {
  struct tx_record record = tx_record_unpack(trial->resident->record);
  record.test = test;
  record.pending = false;
  record.sampled = test == TX_TEST_NONE ? 0 : tx_sampled_from_time(sampled_at);
  trial->person.record = tx_record_pack(&record);
}

static bool fails(const struct policy_step *step) {
  bool failed = step->kind == STEP_FAILS || step->kind == STEP_UNKNOWN;
  return failed && step->rule.rule && step->rule.rule->topic == TX_TOPIC_TEST;
}

/* Whether every rule about tests is content. */
static enum tx_reason weigh(struct trial *trial, bool *content) {
  struct policy_reasoning reasoning = { 0 };
  *content = true;
  if (!policy_explain(&trial->gate, &trial->person, &reasoning)) return TX_NO_MEMORY;
  for (size_t i = 0; i < reasoning.count && *content; i++) {
    if (!fails(&reasoning.steps[i])) continue;
    *content = false;
    trial->by = reasoning.steps[i].rule;
  }
  policy_reasoning_clear(&reasoning);
  return TX_OK;
}

static enum tx_reason weigh_age(struct trial *trial, int half_hours, bool *content) {
  set_record(trial, TX_TEST_NEGATIVE, trial->gate.clock.now_s - half_hours * TX_SAMPLED_UNIT_S);
  return weigh(trial, content);
}

/* The first age that is too old. */
static enum tx_reason search(struct trial *trial, int *first) {
  int good = -1, bad = AGES; /* content, and not */
  while (bad - good > 1) {
    bool content = false;
    int middle = good + (bad - good) / 2;
    enum tx_reason reason = weigh_age(trial, middle, &content);
    if (reason != TX_OK) return reason;
    *(content ? &good : &bad) = middle;
  }
  *first = bad;
  return TX_OK;
}

/* A record rounds down to the half hour, so what is that old there is a little less. */
static enum tx_reason measure(struct trial *trial, struct test_age *out) {
  int first = 0;
  bool content = false;
  set_record(trial, TX_TEST_NONE, 0);
  enum tx_reason reason = weigh(trial, &content);
  out->asked = reason == TX_OK && !content;
  if (!out->asked) return reason;
  reason = search(trial, &first);
  if (reason == TX_OK) reason = weigh_age(trial, first, &content);
  bool whole = trial->gate.clock.now_s % TX_SAMPLED_UNIT_S == 0;
  out->limit_s = (int64_t)(whole && first ? first - 1 : first) * TX_SAMPLED_UNIT_S;
  if (trial->by.order) host_copy(trial->by.order->document, out->document, sizeof out->document);
  return reason;
}

enum tx_reason orders_test_age(const struct request *request, const struct resident *resident,
                               struct test_age *out, struct host_problem *problem) {
  POLICIES_OVER over = { 0 };
  *out = (struct test_age){ 0 };
  enum tx_reason reason = policies_over(request, resident->area, &over);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  struct trial trial = {
    .gate = { .area = resident->area,
              .kind = TX_GATE_PEDESTRIAN,
              .direction = TX_IN,
              .attended = true,
              .clock = { .now_s = request->now_s },
              .trust = request->signing->trust,
              .policies = over.policies,
              .policy_count = over.count },
    .person = { .identified = true,
                .kind = TX_SHOWN_PASS,
                .live = true,
                .data_as_of = request->now_s,
                .listed = true },
    .resident = resident,
  };
  pass_describe(resident, resident->role, request->now_s, &trial.person.pass);
  return host_problem_of(problem, measure(&trial, out));
}
