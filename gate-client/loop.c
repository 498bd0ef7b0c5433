/* SPDX-License-Identifier: Apache-2.0 */
#include "loop.h"

#include "lines.h"

#include "host/log.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define TICK_MS 1000
/* Pictures of one source before the others have their turn. */
#define SIGHTS_A_TURN 4

bool gate_loop_open(struct gate_loop *loop, struct gate *gate) {
  *loop = (struct gate_loop){ .gate = gate, .stop_fd = -1 };
  loop->look = gate_look_open();
  loop->texts = malloc(sizeof *loop->texts);
  loop->words = gate_words_create();
  return loop->look && loop->texts && loop->words;
}

bool gate_loop_add_source(struct gate_loop *loop, const char *address, char *error, size_t cap) {
  if (loop->source_count == GATE_SOURCES_MAX) {
    snprintf(error, cap, "%s: at most %d sources", address, GATE_SOURCES_MAX);
    return false;
  }
  struct gate_source *source =
      gate_source_open(address, loop->gate->identity.direction, error, cap);
  if (source) loop->sources[loop->source_count++] = source;
  return source != NULL;
}

bool gate_loop_add_button(struct gate_loop *loop, const char *address, char *error, size_t cap) {
  if (loop->button_count == GATE_BUTTONS_MAX) {
    snprintf(error, cap, "%s: at most %d buttons", address, GATE_BUTTONS_MAX);
    return false;
  }
  struct gate_button *button = gate_button_open(address, error, cap);
  if (button) loop->buttons[loop->button_count++] = button;
  return button != NULL;
}

void gate_loop_close(struct gate_loop *loop) {
  for (size_t i = 0; i < loop->source_count; i++)
    gate_source_close(loop->sources[i]);
  gate_acts_close(&loop->acts);
  for (size_t i = 0; i < loop->button_count; i++)
    gate_button_close(loop->buttons[i]);
  gate_words_destroy(loop->words);
  gate_look_close(loop->look);
  free(loop->texts);
}

/* --- what follows a decision ------------------------------------------------------------------- */

static void print(const struct gate_loop *loop, const struct gate_outcome *outcome,
                  const json_t *json) {
  if (!loop->json) {
    gate_line_words(outcome, loop->lang);
    return;
  }
  if (json && json_dumpf(json, stdout, JSON_COMPACT) == 0) putchar('\n');
  fflush(stdout);
}

/* The barrier first; then the memory, that the next decision needs; then everything for people. */
static void carry_out(struct gate_loop *loop, const struct gate_outcome *outcome) {
  json_t *json = gate_outcome_json(outcome);
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  struct gate_signal signal = { .verdict = outcome->decision.verdict,
                                .reason = outcome->decision.reason,
                                .open = outcome->decision.verdict == TX_ALLOW,
                                .json = text };
  if (!gate_acts_carry(&loop->acts, &signal))
    host_log(HOST_ERROR, "an act could not be carried out, look at the barrier");
  gate_remember(loop->gate, outcome);
  if (loop->told) loop->told(loop->context, outcome);
  print(loop, outcome, json);
  json_decref(json);
  free(text);
  loop->admitted += signal.open;
}

static void keep_last(struct gate_loop *loop, const struct gate_outcome *outcome) {
  loop->last = (struct gate_last){ .outcome = *outcome,
                                   .at_ms = gate_instant_of(loop->gate).mono_ms,
                                   .known = true };
  loop->last.outcome.state = NULL;
  loop->last.outcome.label = NULL;
}

static void sign_on(struct gate_loop *loop, const struct gate_outcome *outcome) {
  loop->signing_on = false;
  if (gate_hand_sign_on(loop->gate, outcome))
    host_log(HOST_NOTICE, "a guard signed on: %s", loop->gate->guard);
  else
    host_log(HOST_WARNING, "what was shown may not sign a guard on");
}

/* With a fixed time, "@SECONDS" on a line moves it on: so a test can let a pause pass. */
static bool moves_time(struct gate_loop *loop, struct tx_span text) {
  if (!loop->gate->fixed || text.n < 2 || text.n > 12 || text.p[0] != '@') return false;
  char digits[16] = { 0 };
  memcpy(digits, text.p + 1, text.n - 1);
  gate_advance(loop->gate, strtoll(digits, NULL, 10));
  return true;
}

static void show(struct gate_loop *loop, const struct gate_source *source,
                 const struct gate_sight *sight, struct tx_span text) {
  struct gate_outcome outcome;
  if (moves_time(loop, text)) return;
  loop->shown++;
  if (!gate_show(loop->gate, source, text, sight->direction, &outcome)) {
    loop->repeated++;
    return;
  }
  outcome.label = sight->label;
  if (loop->signing_on && outcome.decision.identified) {
    sign_on(loop, &outcome);
  } else {
    carry_out(loop, &outcome);
    keep_last(loop, &outcome);
  }
  gate_outcome_finish(&outcome);
}

static void see(struct gate_loop *loop, const struct gate_source *source,
                const struct gate_sight *sight) {
  if (sight->kind == GATE_SIGHT_TEXT) {
    show(loop, source, sight, sight->text);
    return;
  }
  uint32_t count = 0;
  if (sight->kind == GATE_SIGHT_FRAME)
    count = gate_look_read(loop->look, &sight->frame, sight->still, loop->texts);
  for (uint32_t i = 0; i < count; i++)
    show(loop, source, sight, tx_span_of(loop->texts->at[i].bytes, loop->texts->at[i].size));
  if (count || !sight->still) return;
  loop->unreadable++;
  enum tx_reason why = sight->kind == GATE_SIGHT_FRAME ? TX_NO_CODE : sight->why;
  gate_line_nothing(sight->label, why, sight->detail, loop->json);
}

/* --- what people say and press ------------------------------------------------------------------ */

static void hold(struct gate_loop *loop, bool held) {
  loop->held = held;
  if (!gate_acts_hold(&loop->acts, held))
    host_log(HOST_ERROR, "the barrier could not be held, look at it");
}

static void carry_out_by_hand(struct gate_loop *loop, const struct gate_word *word) {
  struct gate_outcome outcome;
  gate_hand_decide(loop->gate, word, &loop->last, &outcome);
  carry_out(loop, &outcome);
}

static void obey(struct gate_loop *loop, const struct gate_word *word) {
  switch (word->kind) {
  case GATE_WORD_SIGN_ON: loop->signing_on = true; return;
  case GATE_WORD_SIGN_OFF:
    loop->signing_on = false;
    loop->gate->guard[0] = 0;
    return;
  case GATE_WORD_RELEASE: hold(loop, false); return;
  case GATE_WORD_HOLD: hold(loop, true); break;
  case GATE_WORD_NEXT_TUBE:
  case GATE_WORD_UNDO:
  case GATE_WORD_COUNT: return;
  case GATE_WORD_LET_IN:
  case GATE_WORD_TURN_AWAY:
  case GATE_WORD_MEDICAL_EXIT:
  case GATE_WORD_EMERGENCY:
  case GATE_WORD_REGISTER: break;
  }
  carry_out_by_hand(loop, word);
}

static void listen_to_people(struct gate_loop *loop) {
  struct gate_word word;
  while (gate_words_hear(loop->words, &word))
    obey(loop, &word);
}

static void press(struct gate_loop *loop, enum gate_press pressed) {
  static const enum gate_word_kind words[] = { [GATE_PRESS_EMERGENCY] = GATE_WORD_EMERGENCY,
                                               [GATE_PRESS_HOLD] = GATE_WORD_HOLD,
                                               [GATE_PRESS_RELEASE] = GATE_WORD_RELEASE };
  obey(loop, &(struct gate_word){ .kind = words[pressed] });
}

static void read_buttons(struct gate_loop *loop) {
  for (size_t i = 0; i < loop->button_count; i++) {
    enum gate_press pressed;
    while ((pressed = gate_button_read(loop->buttons[i])) != GATE_PRESS_NOTHING) {
      if (pressed == GATE_PRESS_BROKEN) {
        host_log(HOST_ERROR, "a button cannot be read any more");
        gate_button_close(loop->buttons[i]);
        loop->buttons[i] = loop->buttons[--loop->button_count];
        return;
      }
      press(loop, pressed);
    }
  }
}

/* --- the round ------------------------------------------------------------------------------------ */

/* True when the source may have more at once. */
static bool turn(struct gate_loop *loop, size_t i) {
  struct gate_sight sight;
  struct gate_source *source = loop->sources[i];
  for (int n = 0; n < SIGHTS_A_TURN; n++) {
    enum gate_got got = source->kind->next(source, &sight);
    if (got == GATE_GOT_SIGHT) {
      see(loop, source, &sight);
      continue;
    }
    if (got == GATE_GOT_END) {
      gate_source_close(source);
      loop->sources[i] = NULL;
    }
    return false;
  }
  return true;
}

static void save_time(struct gate_loop *loop) {
  struct gate *gate = loop->gate;
  int64_t mono_ms = gate_instant_of(gate).mono_ms;
  if (!gate->journal || gate->fixed) return;
  if (gate->time_saved_ms && mono_ms - gate->time_saved_ms < GATE_CLOCK_SAVE_S * 1000) return;
  struct tx_clock clock = gate_now(gate);
  if (clock.unsure) return;
  pthread_mutex_lock(&gate->lock);
  gate_clock_confirm(&gate->clock, gate_instant_of(gate));
  pthread_mutex_unlock(&gate->lock);
  gate->time_saved_ms = mono_ms;
  gate_journal_save_time(gate->journal, clock.now_s);
}

static void tick(struct gate_loop *loop) {
  struct gate_instant at = gate_instant_of(loop->gate);
  if (!loop->tick || (loop->ticked_ms && at.mono_ms - loop->ticked_ms < TICK_MS)) return;
  loop->ticked_ms = at.mono_ms;
  loop->tick(loop->context);
}

#define WATCHED_MAX (2 + GATE_BUTTONS_MAX + GATE_SOURCES_MAX)

/* 0 when every source has ended; a gate without any goes on for its page and its buttons. */
static size_t watch(const struct gate_loop *loop, struct pollfd *fds, bool *wait) {
  size_t n = 0, living = 0;
  fds[n++] = (struct pollfd){ .fd = loop->stop_fd, .events = POLLIN };
  fds[n++] = (struct pollfd){ .fd = gate_words_fd(loop->words), .events = POLLIN };
  for (size_t i = 0; i < loop->button_count; i++)
    fds[n++] = (struct pollfd){ .fd = gate_button_fd(loop->buttons[i]), .events = POLLIN };
  for (size_t i = 0; i < loop->source_count; i++) {
    if (!loop->sources[i]) continue;
    living++;
    if (loop->sources[i]->fd < 0) *wait = false;
    fds[n++] = (struct pollfd){ .fd = loop->sources[i]->fd, .events = POLLIN };
  }
  return living || loop->source_count == 0 ? n : 0;
}

void gate_loop_run(struct gate_loop *loop) {
  struct pollfd fds[WATCHED_MAX];
  bool more = true;
  for (;;) {
    bool wait = !more;
    size_t n = watch(loop, fds, &wait);
    if (n == 0) break;
    poll(fds, n, wait ? TICK_MS : 0);
    if (fds[0].revents) break;
    listen_to_people(loop);
    read_buttons(loop);
    more = false;
    for (size_t i = 0; i < loop->source_count; i++)
      if (loop->sources[i]) more = turn(loop, i) || more;
    save_time(loop);
    tick(loop);
  }
  listen_to_people(loop);
}
