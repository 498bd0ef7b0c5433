/* SPDX-License-Identifier: Apache-2.0 */
#include "orders_explain.h"

#include "host/sys/file.h"
#include "orders.h"
#include "passes.h"
#include "policy_explain.h"
#include "residency.h"

struct question {
  struct tx_gate gate;
  struct tx_decision person;
};

static enum tx_reason read_gate(const struct office *office, const struct call *call,
                                const json_t *in, uint64_t area, struct tx_gate *gate,
                                struct host_problem *problem) {
  int kind = tx_gate_kind_find(in_text(in, "kind", "pedestrian"));
  int direction = tx_direction_find(in_text(in, "direction", "in"));
  if (kind < 0 || direction < 0)
    return host_problem_say(
        problem, TX_BAD_ARGUMENT,
        "门禁种类应为 pedestrian、vehicle、building 或 sampling,方向应为 in 或 out。",
        "A gate is pedestrian, vehicle, building or sampling; its direction is in or "
        "out.");
  *gate = (struct tx_gate){ .area = area,
                            .kind = (enum tx_gate_kind)kind,
                            .direction = (enum tx_direction)direction,
                            .attended = true,
                            .clock = { .now_s = call->now_s },
                            .trust = office->trust };
  return TX_OK;
}

static void describe_person(const struct call *call, const json_t *in,
                            const struct resident *resident, struct tx_decision *person) {
  *person = (struct tx_decision){ .identified = true,
                                  .kind = TX_SHOWN_PASS,
                                  .live = in_flag(in, "live"),
                                  .record = (uint32_t)in_int(in, "record", resident->record),
                                  .data_as_of = call->now_s,
                                  .listed = true };
  passes_describe(resident, resident->mask, resident->role, call->now_s, &person->pass);
}

static json_t *describe_steps(const struct policy_reasoning *reasoning) {
  json_t *steps = json_array();
  for (size_t i = 0; i < reasoning->count; i++)
    json_array_append_new(steps,
                          json_pack("{s:i, s:s, s:s, s:s}", "kind", (int)reasoning->steps[i].kind,
                                    "level", tx_level_name(reasoning->steps[i].level, "en"), "zh",
                                    reasoning->steps[i].zh, "en", reasoning->steps[i].en));
  return steps;
}

static enum tx_reason reason_out(const struct question *question, json_t **out,
                                 struct host_problem *problem) {
  struct policy_reasoning reasoning = { 0 };
  if (!policy_explain(&question->gate, &question->person, &reasoning))
    return host_problem_of(problem, TX_NO_MEMORY);
  *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "name", question->person.pass.name, "verdict",
                   tx_verdict_name(reasoning.verdict), "reason", tx_reason_name(reasoning.reason),
                   "zh", reasoning.zh, "en", reasoning.en, "steps", describe_steps(&reasoning));
  policy_reasoning_clear(&reasoning);
  return TX_OK;
}

enum tx_reason orders_explain(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem) {
  HOST_FREE char *draft = NULL;
  struct orders_book book = { 0 };
  struct question question;
  struct resident resident;
  uint64_t area;
  enum tx_reason reason = in_area(office, in, &area, problem);
  if (reason == TX_OK) reason = read_gate(office, call, in, area, &question.gate, problem);
  if (reason == TX_OK)
    reason = residency_find(office, area, in_text(in, "resident", ""), &resident, problem);
  if (reason == TX_OK && (in_int(in, "draft", 0) || in_text(in, "policy", NULL)))
    reason = orders_draft_text(office, in, &draft, problem);
  if (reason == TX_OK) reason = orders_open(office, call->now_s, draft, &book, problem);
  if (reason != TX_OK) return reason;
  describe_person(call, in, &resident, &question.person);
  question.gate.policies = (const struct tx_policy *const *)book.policies;
  question.gate.policy_count = book.count;
  reason = reason_out(&question, out, problem);
  orders_close(&book);
  return reason;
}
