/* SPDX-License-Identifier: Apache-2.0 */
/* What is seen together, or seen again within the pause, is one showing with one answer; only a
 * better answer is given after it. */
#include "gate.h"

#include <limits.h>

/* One look at a source. */
struct look {
  struct gate *gate;
  const void *source;
  enum tx_direction direction;
  int64_t at_ms;
  uint64_t news;
  struct gate_shown *answers; /* those that do not stand yet */
  size_t count;
  bool admitted;    /* someone seen here was admitted before */
  unsigned present; /* the best verdict of all that is seen here; UINT_MAX: none */
};

/* What answers depend on besides the text: the objects in force, and whether the clock is
 * believed. */
static uint64_t news_of(struct gate *gate) {
  bool unsure = gate_now(gate).unsure;
  pthread_mutex_lock(&gate->lock);
  uint64_t news = gate->news;
  pthread_mutex_unlock(&gate->lock);
  return news << 1 | unsure;
}

/* Whether the holder showed it, if not always in time; a screenshot of a bare pass, or a code that
 * somebody else signed, is another matter. */
static bool is_holders(const struct tx_decision *decision) {
  return decision->identified &&
         (decision->reason < TX_LIVE_REQUIRED || decision->reason > TX_LIVE_BAD_SIGNATURE);
}

static bool reaches_rules(const struct tx_decision *decision) {
  return decision->identified &&
         (decision->reason < TX_NOT_OURS || decision->reason >= TX_RULE_FAILED);
}

static bool is_of_temperature(const struct tx_decision *decision) {
  return decision->by.rule && decision->by.rule->topic == TX_TOPIC_TEMPERATURE;
}

/* Less is better. Among equals whoever is known, then what is meant to be ours. */
static unsigned rank(const struct tx_decision *decision) {
  unsigned stranger = decision->reason == TX_NOT_OURS ? 2 : 1;
  return decision->verdict * 3 + (decision->identified ? 0 : stranger);
}

/* --- one text ------------------------------------------------------------------------------------
 */

/* The same text gets another answer only after something else changed. */
static bool may_change(const struct look *look, const struct gate_seen *seen,
                       struct gate_reading *reading) {
  if (seen->verdict == TX_ALLOW) return false;
  if (seen->measured && gate_measure(look->gate, NULL, reading)) return true;
  return seen->news != look->news;
}

static void note(struct look *look, enum tx_verdict verdict) {
  if ((unsigned)verdict < look->present) look->present = verdict;
}

/* Who only stands beside somebody has no pause of their own. */
static bool goes_on(struct look *look, struct gate_seen *seen, struct tx_span text) {
  int64_t at_ms = seen->beside ? seen->last_ms : look->at_ms;
  gate_debounce_continue(seen, text, at_ms);
  seen->news = look->news;
  if (seen->beside) return true;
  note(look, seen->verdict);
  look->admitted |= seen->verdict == TX_ALLOW;
  return true;
}

static struct gate_seen *find_person(const struct look *look, const struct tx_decision *decision) {
  if (!is_holders(decision)) return NULL;
  return gate_debounce_pass(&look->gate->debounce, look->source, decision->pass.area,
                            decision->pass.index, look->at_ms);
}

/* A reading is taken for whoever it may help, and waited for once a person. */
static void measure(const struct look *look, struct tx_span text, bool patient,
                    struct gate_outcome *out) {
  struct gate_reading reading;
  if (out->has_reading || !reaches_rules(&out->decision)) return;
  if (!gate_measure(look->gate, patient ? out->state : NULL, &reading)) return;
  gate_outcome_finish(out);
  gate_decide_by(look->gate, text, look->direction, &reading, out);
}

/* Whether the answer that stands goes on; else out is another, for the caller to finish. */
static bool stands(struct look *look, struct tx_span text, struct gate_outcome *out) {
  struct gate_reading reading = { 0 };
  struct gate_seen *seen =
      gate_debounce_text(&look->gate->debounce, look->source, text, look->at_ms);
  if (seen && !may_change(look, seen, &reading)) return goes_on(look, seen, text);
  gate_decide_by(look->gate, text, look->direction, &reading, out);
  if (!seen) seen = find_person(look, &out->decision);
  if (!seen || seen->verdict != TX_ALLOW) measure(look, text, !seen, out);
  if (!seen || out->decision.verdict < seen->verdict) return false;
  seen->measured = is_of_temperature(&out->decision);
  gate_outcome_finish(out);
  return goes_on(look, seen, text);
}

/* --- all that is seen together -------------------------------------------------------------------
 */

static bool is_same_person(const struct gate_shown *a, const struct gate_shown *b) {
  const struct tx_decision *one = &a->outcome.decision, *other = &b->outcome.decision;
  if (tx_span_equal(a->text, b->text)) return true;
  return is_holders(one) && is_holders(other) && one->pass.area == other->pass.area &&
         one->pass.index == other->pass.index;
}

/* Of two texts of one person the better counts. */
static void add(struct look *look, const struct gate_shown *answer) {
  note(look, answer->outcome.decision.verdict);
  for (size_t i = 0; i < look->count; i++) {
    struct gate_shown *other = &look->answers[i];
    if (!is_same_person(other, answer)) continue;
    bool better = rank(&answer->outcome.decision) < rank(&other->outcome.decision);
    struct gate_shown worse = better ? *other : *answer;
    if (better) *other = *answer;
    gate_outcome_finish(&worse.outcome);
    return;
  }
  look->answers[look->count++] = *answer;
}

static bool is_behind_an_admission(const struct look *look, const struct gate_outcome *outcome) {
  return outcome->decision.reason == TX_NOT_OURS &&
         gate_debounce_admitted(&look->gate->debounce, look->source, look->at_ms);
}

static void weigh(struct look *look, struct tx_span text) {
  struct gate_shown answer = { .text = text };
  if (stands(look, text, &answer.outcome)) return;
  if (is_behind_an_admission(look, &answer.outcome))
    gate_outcome_finish(&answer.outcome);
  else
    add(look, &answer);
}

static void keep(const struct look *look, const struct gate_shown *answer, bool beside) {
  const struct tx_decision *decision = &answer->outcome.decision;
  const struct gate_seen seen = { .identified = is_holders(decision),
                                  .area = decision->pass.area,
                                  .index = decision->pass.index,
                                  .verdict =
                                      beside ? (enum tx_verdict)look->present : decision->verdict,
                                  .news = look->news,
                                  .measured = is_of_temperature(decision),
                                  .beside = beside };
  gate_debounce_begin(&look->gate->debounce, look->source, answer->text, &seen, look->at_ms);
}

/* Of what is seen together the best decides, and everybody who is admitted counts. */
static size_t choose(const struct look *look) {
  unsigned best = look->admitted ? 0 : UINT_MAX;
  size_t given = 0;
  for (size_t i = 0; i < look->count; i++) {
    unsigned own = rank(&look->answers[i].outcome.decision);
    if (own < best) best = own;
  }
  for (size_t i = 0; i < look->count; i++) {
    struct gate_shown answer = look->answers[i];
    const struct tx_decision *decision = &answer.outcome.decision;
    bool counts = rank(decision) == best && (given == 0 || decision->verdict == TX_ALLOW);
    keep(look, &answer, !counts);
    if (counts)
      look->answers[given++] = answer;
    else
      gate_outcome_finish(&answer.outcome);
  }
  return given;
}

/* Whoever stands beside a better answer has none of their own for as long as they do. */
static void go_on_beside(const struct look *look, const struct tx_span *texts, size_t n) {
  for (size_t i = 0; i < n; i++) {
    struct gate_seen *seen =
        gate_debounce_text(&look->gate->debounce, look->source, texts[i], look->at_ms);
    if (seen && seen->beside && look->present <= (unsigned)seen->verdict)
      seen->last_ms = look->at_ms;
  }
}

size_t gate_show_together(struct gate *gate, const void *source, const struct tx_span *texts,
                          size_t n, enum tx_direction direction, struct gate_shown *answers) {
  struct look look = { .gate = gate,
                       .source = source,
                       .direction = direction,
                       .at_ms = gate_instant_of(gate).mono_ms,
                       .news = news_of(gate),
                       .answers = answers,
                       .present = UINT_MAX };
  for (size_t i = 0; i < n; i++)
    weigh(&look, texts[i]);
  size_t given = choose(&look);
  if (n > 1) go_on_beside(&look, texts, n);
  return given;
}

bool gate_show(struct gate *gate, const void *source, struct tx_span text,
               enum tx_direction direction, struct gate_outcome *out) {
  struct gate_shown answer;
  if (gate_show_together(gate, source, &text, 1, direction, &answer) == 0) return false;
  *out = answer.outcome;
  return true;
}
