/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate.h"
#include "format/evaluate.h"
#include "history.h"

#include <stdlib.h>

#define HOUR_S 3600
#define DRIVER_WAIT_S 60

struct trying {
  const struct policy_try *rehearsal;
  struct policy_try_result *out;
  struct past *past;
  size_t event;           /* that is being replayed */
  struct tx_policy draft; /* a copy whose orders are in force all the time */
  struct tx_order *orders;
  const struct tx_policy **policies;
  int64_t hour;
  size_t in_hour;
};

/* --- policies --------------------------------------------------------------------------------- */

void policy_widen(const struct tx_policy *draft, int64_t now_s, struct tx_order *orders,
                  struct tx_policy *out) {
  *out = *draft;
  out->orders = orders;
  out->order_count = 0;
  for (size_t i = 0; i < draft->order_count; i++) {
    if (draft->orders[i].valid_to <= now_s) continue;
    struct tx_order *order = &orders[out->order_count++];
    *order = draft->orders[i];
    order->valid_from = INT64_MIN;
    order->valid_to = INT64_MAX;
  }
}

static bool prepare(struct trying *t) {
  const struct policy_try *rehearsal = t->rehearsal;
  size_t order_count = rehearsal->draft ? rehearsal->draft->order_count : 0;
  t->past = past_create(rehearsal->events, rehearsal->event_count);
  t->orders = calloc(order_count + 1, sizeof *t->orders);
  t->policies = calloc(rehearsal->policy_count + 1, sizeof *t->policies);
  if (!t->past || !t->orders || !t->policies) return false;
  if (rehearsal->draft) policy_widen(rehearsal->draft, rehearsal->now_s, t->orders, &t->draft);
  for (size_t i = 0; i < rehearsal->policy_count; i++)
    t->policies[i] =
        rehearsal->policies[i] == rehearsal->draft ? &t->draft : rehearsal->policies[i];
  return true;
}

struct tx_finding policy_unwiden(const struct tx_policy *draft, const struct tx_policy *widened,
                                 struct tx_finding finding) {
  if (finding.policy != widened) return finding;
  for (size_t i = 0; i < draft->order_count; i++)
    if (draft->orders[i].rules == finding.order->rules)
      return (struct tx_finding){ draft, &draft->orders[i], finding.rule };
  return finding;
}

/* --- one event -------------------------------------------------------------------------------- */

/* The gate's memory, behind the library's interface. */
struct recollection {
  struct tx_memory memory;
  const struct trying *t;
};

static bool never_replayed(const struct tx_memory *memory, uint64_t area, uint32_t index,
                           int64_t live_iat) {
  (void)memory, (void)area, (void)index, (void)live_iat;
  return false;
}

static void recall(const struct tx_memory *memory, const struct tx_pass *pass,
                   int64_t exit_window_s, struct tx_history *out) {
  const struct trying *t = ((const struct recollection *)memory)->t;
  (void)pass;
  past_find(t->past, t->event, exit_window_s, out);
}

/* Only what rules and records decided is decided anew. */
static bool is_replayed(const struct try_event *event) {
  switch (event->reason) {
  case TX_OK:
  case TX_OK_WITH_NOTICE:
  case TX_NOT_LISTED:
  case TX_SUPERSEDED:
  case TX_SUSPENDED:
  case TX_REVOKED:
  case TX_RULE_FAILED:
  case TX_RULE_ERROR:
  case TX_NO_POLICY:
  case TX_DRIVER_AWAITED:
    return event->identified && event->known;
  default:
    return false;
  }
}

static bool find_record(const struct try_event *event, struct tx_decision *decision) {
  struct tx_clock clock = { .now_s = event->at };
  struct tx_counted counted = { 0 };
  enum tx_reason reason = tx_record_that_counts(event->pass.record, event->pass.iat,
                                                event->pass.index, event->list, clock, &counted);
  enum tx_state state = tx_record_unpack(counted.record).state;
  decision->record = counted.record;
  decision->data_as_of = counted.data_as_of;
  decision->listed = counted.listed;
  return reason == TX_OK && state < TX_STATE_SUSPENDED;
}

/* The vehicle that waited for its driver at this gate a moment before. */
static bool find_vehicle(const struct trying *t, const struct try_event *driver,
                         struct tx_vehicle *out) {
  if (driver->kind != TX_GATE_VEHICLE || driver->pass.role == TX_ROLE_VEHICLE) return false;
  for (size_t i = t->event; i-- > 0;) {
    const struct try_event *event = &t->rehearsal->events[i];
    struct tx_decision decision = { 0 };
    if (driver->at - event->at >= DRIVER_WAIT_S) return false;
    if (strcmp(event->gate, driver->gate) != 0) continue;
    if (!event->known || event->reason != TX_DRIVER_AWAITED) return false;
    (void)find_record(event, &decision);
    *out = (struct tx_vehicle){ .role = event->pass.role,
                                .state = tx_record_unpack(decision.record).state };
    memcpy(out->plate, event->pass.name, sizeof out->plate);
    return true;
  }
  return false;
}

static enum tx_verdict decide(const struct trying *t, const struct try_event *event,
                              struct tx_finding *by) {
  struct tx_vehicle vehicle;
  struct recollection recollection = { .memory = { never_replayed, recall }, .t = t };
  struct tx_gate gate = { .area = event->gate_area,
                          .kind = event->kind,
                          .direction = event->direction,
                          .attended = event->attended,
                          .clock.now_s = event->at,
                          .policies = t->policies,
                          .policy_count = t->rehearsal->policy_count,
                          .memory = &recollection.memory,
                          .has_reading = event->has_reading,
                          .centi_celsius = event->centi_celsius };
  struct tx_decision decision = { .pass = event->pass, .live = event->live, .identified = true };
  struct layers layers;
  enum tx_verdict verdict = TX_DENY;
  if (!find_record(event, &decision)) return TX_DENY;
  if (find_vehicle(t, event, &vehicle)) gate.vehicle = &vehicle;
  layers_collect(&gate, &layers);
  if (!layers.any) return TX_REVIEW;
  layers_weigh(&layers, &gate, &decision, &verdict);
  *by = policy_unwiden(t->rehearsal->draft, &t->draft, decision.by);
  return verdict;
}

/* --- counting --------------------------------------------------------------------------------- */

static bool count_rule(struct policy_try_result *out, const struct tx_finding *by, bool denied) {
  size_t i = 0;
  while (i < out->rule_count && out->rules[i].rule.rule != by->rule)
    i++;
  if (i == out->rule_count) {
    struct try_rule *grown = realloc(out->rules, (i + 1) * sizeof *grown);
    if (!grown) return false;
    out->rules = grown;
    out->rules[out->rule_count++] = (struct try_rule){ .rule = *by };
  }
  if (denied)
    out->rules[i].denied++;
  else
    out->rules[i].reviewed++;
  return true;
}

static bool count_gate(struct policy_try_result *out, const char *name, bool denied) {
  size_t i = 0;
  while (i < out->gate_count && strcmp(out->gates[i].name, name) != 0)
    i++;
  if (i == out->gate_count) {
    struct try_gate *grown = realloc(out->gates, (i + 1) * sizeof *grown);
    if (!grown) return false;
    out->gates = grown;
    out->gates[out->gate_count++] = (struct try_gate){ .name = name };
  }
  if (denied)
    out->gates[i].denied++;
  else
    out->gates[i].reviewed++;
  return true;
}

/* Events come in the order of time, so an hour that is left never comes back. */
static void count_hour(struct trying *t, int64_t at) {
  int64_t hour = at - at % HOUR_S;
  t->in_hour = hour == t->hour ? t->in_hour + 1 : 1;
  t->hour = hour;
  if (t->in_hour <= t->out->busiest_count) return;
  t->out->busiest_count = t->in_hour;
  t->out->busiest_hour = hour;
}

static bool count(struct trying *t, const struct try_event *event, enum tx_verdict verdict,
                  const struct tx_finding *by) {
  struct policy_try_result *out = t->out;
  out->replayed++;
  out->verdicts[event->verdict][verdict]++;
  if (verdict < event->verdict) out->let_in++;
  if (verdict <= event->verdict) return true;
  bool denied = verdict == TX_DENY;
  if (denied)
    out->denied++;
  else
    out->reviewed++;
  count_hour(t, event->at);
  return (!by->rule || count_rule(out, by, denied)) && count_gate(out, event->gate, denied);
}

static int by_rule(const void *a, const void *b) {
  const struct try_rule *x = a;
  const struct try_rule *y = b;
  if (x->denied != y->denied) return x->denied < y->denied ? 1 : -1;
  return x->reviewed < y->reviewed ? 1 : x->reviewed > y->reviewed ? -1 : 0;
}

static int by_gate(const void *a, const void *b) {
  const struct try_gate *x = a;
  const struct try_gate *y = b;
  if (x->denied != y->denied) return x->denied < y->denied ? 1 : -1;
  return x->reviewed < y->reviewed ? 1 : x->reviewed > y->reviewed ? -1 : 0;
}

static bool replay_all(struct trying *t) {
  for (t->event = 0; t->event < t->rehearsal->event_count; t->event++) {
    const struct try_event *event = &t->rehearsal->events[t->event];
    struct tx_finding by = { 0 };
    if (!is_replayed(event))
      t->out->kept_apart++;
    else if (!count(t, event, decide(t, event, &by), &by))
      return false;
  }
  if (t->out->rule_count) qsort(t->out->rules, t->out->rule_count, sizeof *t->out->rules, by_rule);
  if (t->out->gate_count) qsort(t->out->gates, t->out->gate_count, sizeof *t->out->gates, by_gate);
  return true;
}

bool policy_try_run(const struct policy_try *rehearsal, struct policy_try_result *out) {
  struct trying t = { .rehearsal = rehearsal, .out = out, .hour = -1 };
  *out = (struct policy_try_result){ 0 };
  bool done = prepare(&t) && replay_all(&t);
  past_destroy(t.past);
  free(t.orders);
  free(t.policies);
  if (!done) policy_try_clear(out);
  return done;
}

void policy_try_clear(struct policy_try_result *result) {
  free(result->rules);
  free(result->gates);
  *result = (struct policy_try_result){ 0 };
}
