/* SPDX-License-Identifier: Apache-2.0 */
#include "evaluate.h"

#define MAX_AGE_S 86400

/* --- settings --------------------------------------------------------------------------------- */

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* The strictest of all that set a thing; what none sets has its default afterwards. */
static void lay_settings(struct layers *l, const struct tx_policy *p) {
  if (p->live_window_s > 0)
    l->live_window_s =
        l->live_window_s > 0 ? MIN(l->live_window_s, p->live_window_s) : p->live_window_s;
  l->exit_window_s = MAX(l->exit_window_s, p->exit_window_s);
  if (p->stale.max_age_s >= 0)
    l->stale.max_age_s =
        l->stale.max_age_s >= 0 ? MIN(l->stale.max_age_s, p->stale.max_age_s) : p->stale.max_age_s;
  l->stale.then = MAX(l->stale.then, p->stale.then);
  l->stale.no_list = MAX(l->stale.no_list, p->stale.no_list);
}

static void set_defaults(struct layers *l) {
  if (l->live_window_s <= 0) l->live_window_s = TX_LIVE_WINDOW_S;
  if (l->exit_window_s < 0) l->exit_window_s = TX_EXIT_WINDOW_S;
  if (l->stale.max_age_s < 0) l->stale.max_age_s = MAX_AGE_S;
  if (l->stale.then == TX_STALE_UNSET) l->stale.then = TX_STALE_REVIEW;
  if (l->stale.no_list == TX_STALE_UNSET) l->stale.no_list = TX_STALE_REVIEW;
}

void layers_collect(const struct tx_gate *gate, struct layers *out) {
  *out = (struct layers){ .exit_window_s = -1, .stale.max_age_s = -1 };
  for (size_t i = 0; i < gate->policy_count; i++) {
    const struct tx_policy *p = gate->policies[i];
    if (!tx_area_contains(p->area, gate->area)) continue;
    const struct tx_policy **at = &out->at[tx_area_level(p->area)];
    if (!*at || p->seq > (*at)->seq) *at = p;
  }
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    if (out->at[level] && !tx_policy_in_force(out->at[level], gate->clock.now_s))
      out->at[level] = NULL;
    if (!out->at[level]) continue;
    out->any = true;
    lay_settings(out, out->at[level]);
  }
  set_defaults(out);
}

/* --- which rules stand ------------------------------------------------------------------------ */

static void note_rule(struct standing *s, int level, const struct tx_rule *rule) {
  s->levels_of[rule->topic] |= (uint8_t)(1u << level);
  if (!rule->delegable) s->held[rule->topic] |= (uint8_t)(1u << level);
}

void standing_begin(struct standing *s, const struct layers *layers, const struct tx_gate *gate,
                    unsigned role) {
  *s = (struct standing){ .gate = gate, .role = role };
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    const struct tx_policy *p = layers->at[level];
    for (size_t i = 0; p && i < p->order_count; i++) {
      const struct tx_order *order = &p->orders[i];
      for (size_t k = 0; k < order->rule_count; k++)
        if (standing_applies(s, order, &order->rules[k])) note_rule(s, level, &order->rules[k]);
    }
  }
}

bool standing_applies(const struct standing *s, const struct tx_order *order,
                      const struct tx_rule *rule) {
  return tx_order_in_force(order, s->gate->clock.now_s) && (rule->roles >> s->role & 1) &&
         (rule->kinds >> s->gate->kind & 1) && (rule->directions >> s->gate->direction & 1);
}

/* A delegable rule gives way to a level below that has the topic, unless a higher rule of the topic
 * that is not delegable stands: then nobody below may delegate or replace. */
bool standing_replaced(const struct standing *s, enum tx_level level, const struct tx_rule *rule) {
  return rule->delegable && !(s->held[rule->topic] & ((1u << level) - 1)) &&
         s->levels_of[rule->topic] >> (level + 1) != 0;
}

struct weighing {
  const struct tx_gate *gate;
  struct tx_decision *d;
  struct view view;
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct standing standing;
  int worst; /* of the failed rules: enum tx_on_fail, or -1 */
  enum tx_reason reason;
};

/* --- what they say ---------------------------------------------------------------------------- */

static enum tx_reason evaluate(struct weighing *w, const struct tx_rule *rule) {
  struct tx_value result;
  switch (tx_logic_evaluate(rule->logic, &w->view.value, TX_NULLS_END, w->scratch, TX_LOGIC_SCRATCH,
                            &result)) {
  case TX_LOGIC_VALUE:
    break;
  case TX_LOGIC_NULL_MET:
    return TX_RULE_FAILED;
  case TX_LOGIC_ERROR:
    return TX_RULE_ERROR;
  }
  int truth = tx_value_truth(&result);
  return truth > 0 ? TX_OK : truth == 0 ? TX_RULE_FAILED : TX_RULE_ERROR;
}

/* After leaving on medical grounds nobody is kept out by quota, hour or zone. */
bool rule_waived(enum tx_topic topic, bool medical_return) {
  return medical_return &&
         (topic == TX_TOPIC_HOUSEHOLD || topic == TX_TOPIC_CURFEW || topic == TX_TOPIC_ZONE);
}

static void weigh_rule(struct weighing *w, const struct tx_policy *p, const struct tx_order *order,
                       const struct tx_rule *rule) {
  enum tx_level level = tx_area_level(p->area);
  if (standing_replaced(&w->standing, level, rule) ||
      rule_waived(rule->topic, w->d->medical_return))
    return;
  enum tx_reason reason = evaluate(w, rule);
  if (reason == TX_OK) return;
  struct tx_finding finding = { .policy = p, .order = order, .rule = rule };
  int severity = reason == TX_RULE_ERROR ? TX_FAIL_DENY : (int)rule->on_fail;
  if (severity == TX_FAIL_WARN && w->d->notice_count < TX_NOTICES)
    w->d->notices[w->d->notice_count++] = finding;
  if (severity <= w->worst) return;
  w->worst = severity;
  if (severity == TX_FAIL_WARN) return;
  w->reason = reason;
  w->d->by = finding;
}

static void weigh_policy(struct weighing *w, const struct tx_policy *p) {
  for (size_t i = 0; i < p->order_count; i++) {
    const struct tx_order *order = &p->orders[i];
    for (size_t k = 0; k < order->rule_count; k++)
      if (standing_applies(&w->standing, order, &order->rules[k]))
        weigh_rule(w, p, order, &order->rules[k]);
  }
}

static bool driver_missing(const struct weighing *w) {
  return w->gate->kind == TX_GATE_VEHICLE && w->d->pass.role == TX_ROLE_VEHICLE;
}

static enum tx_reason answer(const struct weighing *w, enum tx_verdict *verdict) {
  *verdict = TX_ALLOW;
  if (w->worst > TX_FAIL_WARN) {
    *verdict = w->worst == TX_FAIL_DENY ? TX_DENY : TX_REVIEW;
    return w->reason;
  }
  if (driver_missing(w)) {
    *verdict = TX_REVIEW;
    return TX_DRIVER_AWAITED;
  }
  bool notice = w->worst == TX_FAIL_WARN || w->d->stale_notice || w->d->medical_return;
  return notice ? TX_OK_WITH_NOTICE : TX_OK;
}

static void remember(const struct tx_gate *gate, const struct layers *layers, struct tx_decision *d,
                     struct tx_history *out) {
  *out = (struct tx_history){ -1, -1, -1, -1, false };
  if (gate->memory) gate->memory->history(gate->memory, &d->pass, layers->exit_window_s, out);
  d->medical_return = out->medical_return && gate->direction == TX_IN;
}

enum tx_reason layers_weigh(const struct layers *layers, const struct tx_gate *gate,
                            struct tx_decision *d, enum tx_verdict *verdict) {
  struct weighing w;
  w.gate = gate;
  w.d = d;
  w.worst = -1;
  w.reason = TX_OK;
  struct tx_history history;
  remember(gate, layers, d, &history);
  view_build(&w.view, layers, gate, d, &history);
  standing_begin(&w.standing, layers, gate, d->pass.role);
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    const struct tx_policy *p = layers->at[level];
    if (!p) continue;
    view_set_offset(&w.view, gate->clock.now_s, p->utc_offset_s);
    weigh_policy(&w, p);
  }
  return answer(&w, verdict);
}
