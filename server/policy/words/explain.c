/* SPDX-License-Identifier: Apache-2.0 */
#include "explain.h"
#include "format/evaluate.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

struct explaining {
  const struct tx_gate *gate;
  struct tx_decision decision;
  struct layers layers;
  struct standing standing;
  struct view view;
  struct policy_reasoning *out;
  bool out_of_memory;
};

/* --- in words --------------------------------------------------------------------------------- */

static void say_rule(const struct policy_step *step, const char *lang, char *out) {
  static const char *const zh[] = {
    [STEP_NO_POLICY] = "",
    [STEP_ORDER_ENDED] = "不在有效期，不适用",
    [STEP_NOT_FOR_THEM] = "不适用于此人、此门或此方向",
    [STEP_REPLACED] = "可由下级调整，已由下级规定代替",
    [STEP_WAIVED] = "就医返回，不执行",
    [STEP_HOLDS] = "满足",
    [STEP_FAILS] = "不满足",
    [STEP_UNKNOWN] = "缺少所需的数据，按不满足处理",
    [STEP_ERROR] = "无法计算，劝返",
  };
  static const char *const en[] = {
    [STEP_NO_POLICY] = "",
    [STEP_ORDER_ENDED] = "not in force now",
    [STEP_NOT_FOR_THEM] = "not for this person, gate or direction",
    [STEP_REPLACED] = "delegable, and replaced by a level below",
    [STEP_WAIVED] = "set aside on the way back from the hospital",
    [STEP_HOLDS] = "holds",
    [STEP_FAILS] = "fails",
    [STEP_UNKNOWN] = "fails, because something that it needs is not known",
    [STEP_ERROR] = "cannot be evaluated: deny",
  };
  bool english = text_is_english(lang);
  const struct tx_finding *rule = &step->rule;
  text_rule_name(rule->policy, rule->order, rule->rule, lang, out, POLICY_SENTENCE);
  text_append(out, POLICY_SENTENCE, english ? ": " : "：");
  text_append(out, POLICY_SENTENCE, (english ? en : zh)[step->kind]);
  if (step->kind != STEP_FAILS && step->kind != STEP_UNKNOWN) return;
  text_append(out, POLICY_SENTENCE, english ? ", so: " : "，因此");
  text_append(out, POLICY_SENTENCE, text_severity((int)rule->rule->on_fail, lang));
}

void policy_say_step(const struct policy_step *step, const char *lang, char out[POLICY_SENTENCE]) {
  bool english = text_is_english(lang);
  const char *level = tx_level_name(step->level, lang);
  if (step->kind == STEP_NO_POLICY) {
    snprintf(out, POLICY_SENTENCE, english ? "%s: no policy in force" : "%s：没有生效的规定",
             level);
    return;
  }
  if (step->kind == STEP_ORDER_ENDED) {
    snprintf(out, POLICY_SENTENCE, english ? "%s: %s is not in force now" : "%s：《%s》不在有效期",
             level, step->rule.order->document);
    return;
  }
  say_rule(step, lang, out);
}

void policy_say_end(const struct policy_reasoning *reasoning, const char *lang,
                    char out[POLICY_SENTENCE]) {
  static const char *const zh[] = { [TX_ALLOW] = "放行", [TX_REVIEW] = "核验", [TX_DENY] = "劝返" };
  bool english = text_is_english(lang);
  char name[512];
  const struct tx_finding *by = &reasoning->by;
  const char *verdict = english ? tx_verdict_name(reasoning->verdict) : zh[reasoning->verdict];
  snprintf(out, POLICY_SENTENCE, english ? "Verdict: %s (%d %s)" : "结论：%s（%d %s）", verdict,
           (int)reasoning->reason, tx_reason_name(reasoning->reason));
  if (!by->rule) return;
  text_rule_name(by->policy, by->order, by->rule, lang, name, sizeof name);
  text_append(out, POLICY_SENTENCE, english ? ", by " : "，依据");
  text_append(out, POLICY_SENTENCE, name);
  text_append(out, POLICY_SENTENCE, english ? ", issued by " : "，发文：");
  text_append(out, POLICY_SENTENCE, by->order->issuer);
  if (!by->order->phone) return;
  text_append(out, POLICY_SENTENCE, english ? ", telephone " : "，电话：");
  text_append(out, POLICY_SENTENCE, by->order->phone);
}

/* --- step by step ----------------------------------------------------------------------------- */

static void add_step(struct explaining *e, enum policy_step_kind kind, enum tx_level level,
                     struct tx_finding rule) {
  struct policy_reasoning *out = e->out;
  struct policy_step *grown = realloc(out->steps, (out->count + 1) * sizeof *grown);
  if (!grown) {
    e->out_of_memory = true;
    return;
  }
  out->steps = grown;
  out->steps[out->count++] = (struct policy_step){ .kind = kind, .level = level, .rule = rule };
}

static enum policy_step_kind evaluate(struct explaining *e, const struct tx_rule *rule) {
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out = { 0 };
  enum tx_logic_end end =
      tx_logic_evaluate(rule->logic, &e->view.value, TX_NULLS_END, scratch, TX_LOGIC_SCRATCH, &out);
  if (end == TX_LOGIC_NULL_MET) return STEP_UNKNOWN;
  int truth = end == TX_LOGIC_VALUE ? tx_value_truth(&out) : -1;
  return truth > 0 ? STEP_HOLDS : truth == 0 ? STEP_FAILS : STEP_ERROR;
}

static enum policy_step_kind judge(struct explaining *e, enum tx_level level,
                                   const struct tx_order *order, const struct tx_rule *rule) {
  if (!standing_applies(&e->standing, order, rule)) return STEP_NOT_FOR_THEM;
  if (standing_replaced(&e->standing, level, rule)) return STEP_REPLACED;
  if (rule_waived(rule->topic, e->decision.medical_return)) return STEP_WAIVED;
  return evaluate(e, rule);
}

static void explain_order(struct explaining *e, enum tx_level level, const struct tx_policy *policy,
                          const struct tx_order *order) {
  if (!tx_order_in_force(order, e->gate->clock.now_s)) {
    add_step(e, STEP_ORDER_ENDED, level, (struct tx_finding){ policy, order, NULL });
    return;
  }
  for (size_t i = 0; i < order->rule_count; i++)
    add_step(e, judge(e, level, order, &order->rules[i]), level,
             (struct tx_finding){ policy, order, &order->rules[i] });
}

static void explain_level(struct explaining *e, enum tx_level level) {
  const struct tx_policy *policy = e->layers.at[level];
  if (!policy) {
    add_step(e, STEP_NO_POLICY, level, (struct tx_finding){ 0 });
    return;
  }
  view_set_offset(&e->view, e->gate->clock.now_s, policy->utc_offset_s);
  for (size_t i = 0; i < policy->order_count; i++)
    explain_order(e, level, policy, &policy->orders[i]);
}

/* --- the end of it ---------------------------------------------------------------------------- */

static void conclude(struct explaining *e) {
  struct policy_reasoning *out = e->out;
  struct tx_decision decision = e->decision;
  out->reason = TX_NO_POLICY;
  out->verdict = tx_reason_verdict(TX_NO_POLICY);
  if (e->layers.any) {
    out->reason = layers_weigh(&e->layers, e->gate, &decision, &out->verdict);
    out->by = decision.by;
  }
}

static void look_at(struct explaining *e) {
  const struct tx_gate *gate = e->gate;
  struct tx_history history = { -1, -1, -1, -1, false };
  layers_collect(gate, &e->layers);
  if (gate->memory)
    gate->memory->history(gate->memory, &e->decision.pass, e->layers.exit_window_s, &history);
  e->decision.medical_return = history.medical_return && gate->direction == TX_IN;
  standing_begin(&e->standing, &e->layers, gate, e->decision.pass.role);
  view_build(&e->view, &e->layers, gate, &e->decision, &history);
}

bool policy_explain(const struct tx_gate *gate, const struct tx_decision *person,
                    struct policy_reasoning *out) {
  struct explaining e = { .gate = gate, .decision = *person, .out = out };
  *out = (struct policy_reasoning){ 0 };
  e.decision.notice_count = 0;
  look_at(&e);
  for (int level = TX_NATION; level < TX_LEVELS; level++)
    explain_level(&e, (enum tx_level)level);
  conclude(&e);
  if (e.out_of_memory) policy_reasoning_clear(out);
  return !e.out_of_memory;
}

void policy_reasoning_clear(struct policy_reasoning *reasoning) {
  free(reasoning->steps);
  *reasoning = (struct policy_reasoning){ 0 };
}
