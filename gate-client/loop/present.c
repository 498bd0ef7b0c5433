/* SPDX-License-Identifier: Apache-2.0 */
/* What follows a showing: the barrier, the memory, the neighbours, the page; a sample where samples
 * are taken. */
#include "loop_internal.h"

#include "stdout.h"

#include "output/voice.h"

#include "host/sys/log.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

static void tell_neighbours(struct gate_loop *loop, const struct gate_outcome *outcome) {
  struct tx_admission admission;
  if (!loop->peers) return;
  struct gate_peer_keys keys = gate_peer_keys_of(loop->gate);
  if (gate_admission(loop->gate, outcome, &keys, &admission))
    gate_peers_send(loop->peers, &admission, &keys);
}

/* At a sampling point people hear their number instead of an invitation to pass. What a rule wants
 * looked at is no refusal, though it has the refusal's reason. */
static const char *prompt_of(const struct gate_loop *loop, const struct gate_outcome *outcome,
                             char count[16]) {
  const struct tx_decision *decision = &outcome->decision;
  if (outcome->extra && outcome->extra->tube[0]) {
    gate_sampling_count(&loop->sampling, count);
    return count;
  }
  if (outcome->call) return "call_office";
  bool looked_at = decision->verdict == TX_REVIEW && decision->reason == TX_RULE_FAILED;
  return looked_at ? "staff_will_check" : NULL;
}

void gate_loop_miss_barrier(struct gate_loop *loop) {
  if (!gate_parts_lack_barrier(&loop->parts)) return;
  host_log(HOST_ERROR, "barrier: absent, not opened; open it by hand and check its wiring");
  gate_outputs_alarm(&loop->outputs);
  gate_loop_note(loop, NULL, "道闸打不开，请手动开闸",
                 "The barrier cannot be driven, open it by hand");
}

uint64_t gate_loop_carry_out(struct gate_loop *loop, const struct gate_outcome *outcome) {
  char count[16];
  json_t *json = gate_outcome_json(outcome);
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  struct gate_signal signal = { .verdict = outcome->decision.verdict,
                                .reason = outcome->decision.reason,
                                .open = outcome->decision.verdict == TX_ALLOW,
                                .prompt = prompt_of(loop, outcome, count),
                                .json = text };
  gate_outputs_carry(&loop->outputs, &signal); /* says itself which output failed */
  if (signal.open) gate_loop_miss_barrier(loop);
  uint64_t seq = gate_remember(loop->gate, outcome);
  tell_neighbours(loop, outcome);
  if (loop->told) loop->told(loop->context, outcome);
  gate_line_outcome(outcome, &loop->lines);
  json_decref(json);
  free(text);
  loop->admitted += signal.open;
  return seq;
}

static void keep_last(struct gate_loop *loop, const struct gate_outcome *outcome) {
  loop->last = (struct gate_last){ .outcome = *outcome,
                                   .at_ms = gate_instant_of(loop->gate).mono_ms,
                                   .known = true };
  loop->last.outcome.state = NULL;
  loop->last.outcome.label = NULL;
  loop->last.outcome.call = NULL;
}

void gate_loop_note(struct gate_loop *loop, const char *word, const char *zh, const char *en) {
  struct gate_note *note = &loop->note;
  note->number++;
  note->at = gate_now(loop->gate).now_s;
  host_copy(zh, note->zh, sizeof note->zh);
  host_copy(en, note->en, sizeof note->en);
  loop->ticked_ms = 0; /* the page hears with the next round */
  if (word) gate_voice_say(&loop->outputs, word);
}

static void sign_on(struct gate_loop *loop, const struct gate_outcome *outcome) {
  loop->signing_on = false;
  if (gate_override_sign_on(loop->gate, outcome)) {
    gate_loop_note(loop, "signed_on", "值守已登录", "Signed on");
    host_log(HOST_NOTICE, "guard %s: signed on", loop->gate->guard);
  } else {
    gate_loop_note(loop, "not_signed_on", "此码不能值守：须是在岗的社区工作者、志愿者或物业保安",
                   "This pass cannot sign on: it takes an active worker, volunteer or guard");
    host_log(HOST_WARNING,
             "guard: pass not authorized for guard sign-on; show one of an active worker, "
             "volunteer or guard of this area");
  }
}

/* With a fixed time, "@SECONDS" on a line moves it on: so a test can let a pause pass. */
static bool moves_time(struct gate_loop *loop, struct tx_span text) {
  if (!loop->gate->fixed || text.n < 2 || text.n > 12 || text.p[0] != '@') return false;
  char digits[16] = { 0 };
  memcpy(digits, text.p + 1, text.n - 1);
  gate_advance(loop->gate, strtoll(digits, NULL, 10));
  return true;
}

void gate_loop_say_sample(struct gate_loop *loop, enum gate_sample sample) {
  char zh[160], en[160];
  gate_sampling_say(&loop->sampling, sample, "zh", zh, sizeof zh);
  gate_sampling_say(&loop->sampling, sample, "en", en, sizeof en);
  gate_loop_note(loop, gate_sampling_word(sample), zh, en);
  if (loop->lines.json) return;
  printf("%s\n%s\n", zh, en);
  fflush(stdout);
}

/* An admitted showing at a sampling point becomes a sample of the open tube, or nothing at all. */
static bool sample(struct gate_loop *loop, struct gate_outcome *outcome, struct tx_span text) {
  struct gate_extra extra;
  enum gate_sample taken = gate_sampling_take(loop->gate, &loop->sampling, text, outcome, &extra);
  if (taken == GATE_SAMPLE_TAKEN) {
    outcome->extra = &extra;
    gate_sampling_kept(&loop->sampling, outcome, gate_loop_carry_out(loop, outcome));
    outcome->extra = NULL;
  }
  if (taken == GATE_SAMPLE_NO_SEAL)
    host_log(HOST_ERROR,
             "sample: no encryption key (use 16): not recorded; publish a trust list with such a "
             "key");
  gate_loop_say_sample(loop, taken);
  return taken == GATE_SAMPLE_TAKEN;
}

static bool opens_tube(struct gate_loop *loop, struct tx_span text) {
  if (loop->gate->identity.kind != TX_GATE_SAMPLING || !gate_is_tube(text)) return false;
  if (tx_span_equal(text, tx_span_text(loop->sampling.tube))) return true;
  gate_sampling_open(&loop->sampling, text);
  gate_loop_say_sample(loop, GATE_SAMPLE_OPENED);
  return true;
}

static void settle(struct gate_loop *loop, const struct gate_source *source,
                   struct gate_outcome *outcome, struct tx_span text) {
  bool sampling = loop->gate->identity.kind == TX_GATE_SAMPLING;
  if (loop->signing_on && outcome->decision.identified) {
    sign_on(loop, outcome);
    return;
  }
  if (!sampling || outcome->decision.verdict != TX_ALLOW)
    gate_loop_carry_out(loop, outcome);
  else if (!sample(loop, outcome, text))
    gate_debounce_forget(&loop->gate->debounce, source, text);
  keep_last(loop, outcome);
}

/* What is no showing: a time to move to, a tube. How many of the texts remain. */
static size_t take_commands(struct gate_loop *loop, const struct tx_span *texts, size_t n,
                            struct tx_span *shown) {
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    if (!moves_time(loop, texts[i]) && !opens_tube(loop, texts[i])) shown[count++] = texts[i];
  return count;
}

void gate_loop_show(struct gate_loop *loop, const struct gate_source *source,
                    const struct gate_sight *sight, const struct tx_span *texts, size_t n) {
  struct tx_span shown[EYE_TEXTS_MAX];
  struct gate_shown answers[EYE_TEXTS_MAX];
  size_t count = take_commands(loop, texts, n, shown);
  size_t given = gate_show_together(loop->gate, source, shown, count, sight->direction, answers);
  loop->shown += count;
  loop->repeated += count - given;
  for (size_t i = 0; i < given; i++) {
    answers[i].outcome.label = sight->label;
    settle(loop, source, &answers[i].outcome, answers[i].text);
    gate_outcome_finish(&answers[i].outcome);
  }
}
