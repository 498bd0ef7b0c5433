/* SPDX-License-Identifier: Apache-2.0 */
/* What people say and press at a gate. */
#include "loop_internal.h"

#include "host/sys/log.h"
#include "host/text/date.h"

#include <errno.h>
#include <string.h>

static void hold(struct gate_loop *loop, bool held) {
  loop->held = held;
  gate_outputs_hold(&loop->outputs, held); /* says itself which output failed */
  if (held) gate_loop_miss_barrier(loop);
}

static void carry_out_by_hand(struct gate_loop *loop, const struct gate_word *word) {
  struct gate_outcome outcome;
  struct gate_extra extra;
  gate_override_decide(loop->gate, word, &loop->last, &outcome);
  if (word->kind == GATE_WORD_REGISTER) {
    outcome.extra = &extra;
    if (!gate_override_register(loop->gate, word, &extra))
      host_log(HOST_WARNING, "registration: no encryption key (use 16): stored the last 4 digits "
                             "only; publish a trust "
                             "list with such a key");
  }
  gate_loop_carry_out(loop, &outcome);
  const struct tx_decision *decision = &outcome.decision;
  if (decision->verdict == TX_ALLOW && decision->identified)
    gate_debounce_admit(&loop->gate->debounce, decision->pass.area, decision->pass.index);
}

static void next_tube(struct gate_loop *loop, const struct gate_word *word) {
  struct tx_span tube = tx_span_text(word->number);
  if (loop->gate->identity.kind != TX_GATE_SAMPLING) return;
  if (!gate_is_tube(tube)) tube.n = 0;
  gate_sampling_open(&loop->sampling, tube);
  gate_loop_say_sample(loop, tube.n ? GATE_SAMPLE_OPENED : GATE_SAMPLE_NO_TUBE);
}

static void undo_sample(struct gate_loop *loop) {
  struct gate_outcome outcome;
  struct gate_extra extra;
  if (!gate_sampling_undo(loop->gate, &loop->sampling, &outcome, &extra)) return;
  gate_remember(loop->gate, &outcome);
  gate_loop_say_sample(loop, GATE_SAMPLE_UNDONE);
}

static void ask_for_guard_s_pass(struct gate_loop *loop) {
  loop->signing_on = true;
  gate_debounce_forget_people(&loop->gate->debounce);
  gate_loop_note(loop, NULL, "请出示您本人的通行码", "Now show your own pass");
}

/* Before the pass was shown it takes the question back. */
static void sign_off(struct gate_loop *loop) {
  if (loop->signing_on)
    gate_loop_note(loop, NULL, "值守登录已取消", "Signing on was cancelled");
  else if (loop->gate->guard[0])
    gate_loop_note(loop, NULL, "已退出值守", "Signed off");
  loop->signing_on = false;
  loop->gate->guard[0] = 0;
}

static void obey(struct gate_loop *loop, const struct gate_word *word) {
  switch (word->kind) {
  case GATE_WORD_SIGN_ON:
    ask_for_guard_s_pass(loop);
    return;
  case GATE_WORD_SIGN_OFF:
    sign_off(loop);
    return;
  case GATE_WORD_RELEASE:
    hold(loop, false);
    return;
  case GATE_WORD_HOLD:
    hold(loop, true);
    break;
  case GATE_WORD_NEXT_TUBE:
    next_tube(loop, word);
    return;
  case GATE_WORD_UNDO:
    undo_sample(loop);
    return;
  case GATE_WORD_COUNT:
    return;
  case GATE_WORD_LET_IN:
  case GATE_WORD_TURN_AWAY:
  case GATE_WORD_MEDICAL_EXIT:
  case GATE_WORD_EMERGENCY:
  case GATE_WORD_REGISTER:
    break;
  }
  carry_out_by_hand(loop, word);
}

void gate_loop_listen_to_people(struct gate_loop *loop) {
  struct gate_word word;
  while (gate_words_hear(loop->words, &word))
    obey(loop, &word);
}

/* A contact bounces for some milliseconds; nobody lets two people in within half a second. */
#define BOUNCE_MS 500

static bool bounces(struct gate_loop *loop, enum gate_press pressed) {
  int64_t now_ms = host_monotonic_ms();
  if (pressed != GATE_PRESS_LET_IN && pressed != GATE_PRESS_TURN_AWAY) return false;
  bool again = loop->pressed_ms && now_ms - loop->pressed_ms < BOUNCE_MS;
  loop->pressed_ms = now_ms;
  return again;
}

static void press(struct gate_loop *loop, enum gate_press pressed) {
  static const enum gate_word_kind words[] = { [GATE_PRESS_EMERGENCY] = GATE_WORD_EMERGENCY,
                                               [GATE_PRESS_HOLD] = GATE_WORD_HOLD,
                                               [GATE_PRESS_RELEASE] = GATE_WORD_RELEASE,
                                               [GATE_PRESS_LET_IN] = GATE_WORD_LET_IN,
                                               [GATE_PRESS_TURN_AWAY] = GATE_WORD_TURN_AWAY };
  if (!bounces(loop, pressed)) obey(loop, &(struct gate_word){ .kind = words[pressed] });
}

void gate_loop_read_buttons(struct gate_loop *loop) {
  for (size_t i = 0; i < loop->button_count; i++) {
    enum gate_press pressed;
    while ((pressed = gate_button_read(loop->buttons[i])) != GATE_PRESS_NOTHING) {
      if (pressed == GATE_PRESS_BROKEN) {
        gate_parts_lose(&loop->parts, GATE_PART_BUTTON, gate_button_address(loop->buttons[i]),
                        errno);
        gate_button_close(loop->buttons[i]);
        loop->buttons[i] = loop->buttons[--loop->button_count];
        return;
      }
      press(loop, pressed);
    }
  }
}
