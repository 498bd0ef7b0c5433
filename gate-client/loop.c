/* SPDX-License-Identifier: Apache-2.0 */
#include "loop.h"

#include "lines.h"

#include "act/voice.h"

#include "host/date.h"
#include "host/log.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define TICK_MS 1000
/* Pictures of one source before the others have their turn. */
#define SIGHTS_A_TURN 4

bool gate_loop_open(struct gate_loop *loop, struct gate *gate, struct gate_look *look) {
  *loop = (struct gate_loop){ .gate = gate, .stop_fd = -1, .sampling.size = GATE_TUBE_SIZE };
  loop->look = look;
  loop->texts = malloc(sizeof *loop->texts);
  loop->words = gate_words_create();
  return loop->texts && loop->words;
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
  gate_neighbours_close(loop->neighbours);
  gate_thermometer_close(loop->thermometer);
  gate_look_close(loop->look);
  free(loop->texts);
}

/* --- temperature ---------------------------------------------------------------------------------
 */

static bool asks_for_temperature(const struct gate_state *state, int64_t now_s) {
  for (size_t i = 0; i < state->policy_count; i++) {
    const struct tx_policy *policy = state->policies[i];
    for (size_t j = 0; tx_policy_in_force(policy, now_s) && j < policy->order_count; j++)
      for (size_t k = 0; k < policy->orders[j].rule_count; k++)
        if (policy->orders[j].rules[k].topic == TX_TOPIC_TEMPERATURE) return true;
  }
  return false;
}

/* The reading of whoever stands there. A policy that asks for one is worth a moment's patience. */
static bool measure(void *context, const struct gate_state *state, int32_t *centi_celsius) {
  struct gate_loop *loop = context;
  int64_t until_ms = host_monotonic_ms();
  if (!loop->thermometer) return false;
  if (asks_for_temperature(state, gate_now(loop->gate).now_s)) until_ms += GATE_READING_PATIENCE_MS;
  for (;;) {
    int64_t now_ms = host_monotonic_ms();
    if (gate_thermometer_take(loop->thermometer, now_ms, centi_celsius)) return true;
    struct pollfd fd = { .fd = gate_thermometer_fd(loop->thermometer), .events = POLLIN };
    if (now_ms >= until_ms || poll(&fd, 1, (int)(until_ms - now_ms)) <= 0) return false;
    if (!gate_thermometer_read(loop->thermometer, host_monotonic_ms())) return false;
  }
}

bool gate_loop_add_thermometer(struct gate_loop *loop, const char *path, char *error, size_t cap) {
  loop->thermometer = gate_thermometer_open(path, error, cap);
  loop->gate->measure = measure;
  loop->gate->measure_context = loop;
  return loop->thermometer != NULL;
}

bool gate_loop_add_neighbours(struct gate_loop *loop, const char *interface, char *error,
                              size_t cap) {
  loop->neighbours =
      gate_neighbours_open(interface, GATE_NEIGHBOURS_GROUP, loop->gate->identity.id, error, cap);
  return loop->neighbours != NULL;
}

/* --- what follows a decision -------------------------------------------------------------------
 */

static void print(const struct gate_loop *loop, const struct gate_outcome *outcome,
                  const json_t *json) {
  if (!loop->json) {
    gate_line_words(outcome, loop->lang);
    return;
  }
  if (json && json_dumpf(json, stdout, JSON_COMPACT) == 0) putchar('\n');
  fflush(stdout);
}

static void tell_neighbours(struct gate_loop *loop, const struct gate_outcome *outcome) {
  struct tx_admission admission;
  if (!loop->neighbours) return;
  struct gate_neighbour_keys keys = gate_neighbour_keys_of(loop->gate);
  if (gate_admission(loop->gate, outcome, &keys, &admission))
    gate_neighbours_tell(loop->neighbours, &admission, &keys);
}

/* The barrier first; then the memory, that the next decision needs; then everything for people.
 * Returns the event's number. */
static uint64_t carry_out(struct gate_loop *loop, const struct gate_outcome *outcome) {
  json_t *json = gate_outcome_json(outcome);
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  struct gate_signal signal = { .verdict = outcome->decision.verdict,
                                .reason = outcome->decision.reason,
                                .open = outcome->decision.verdict == TX_ALLOW,
                                .json = text };
  if (!gate_acts_carry(&loop->acts, &signal))
    host_log(HOST_ERROR, "an act could not be carried out, look at the barrier");
  uint64_t seq = gate_remember(loop->gate, outcome);
  tell_neighbours(loop, outcome);
  if (loop->told) loop->told(loop->context, outcome);
  print(loop, outcome, json);
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

static void say_sample(const struct gate_loop *loop, enum gate_sample sample) {
  char zh[160], en[160];
  gate_sampling_say(&loop->sampling, sample, "zh", zh, sizeof zh);
  gate_sampling_say(&loop->sampling, sample, "en", en, sizeof en);
  if (loop->json) return;
  printf("%s\n%s\n", zh, en);
  fflush(stdout);
}

/* An admitted showing at a sampling point becomes a sample of the open tube, or nothing at all. */
static bool sample(struct gate_loop *loop, struct gate_outcome *outcome, struct tx_span text) {
  struct gate_extra extra;
  enum gate_sample taken = gate_sampling_take(loop->gate, &loop->sampling, text, outcome, &extra);
  if (taken == GATE_SAMPLE_TAKEN) {
    outcome->extra = &extra;
    gate_sampling_kept(&loop->sampling, outcome, carry_out(loop, outcome));
    outcome->extra = NULL;
  }
  if (taken == GATE_SAMPLE_NO_SEAL)
    host_log(HOST_ERROR, "a sample could not be sealed, and was not kept");
  say_sample(loop, taken);
  return taken == GATE_SAMPLE_TAKEN;
}

static bool opens_tube(struct gate_loop *loop, struct tx_span text) {
  if (loop->gate->identity.kind != TX_GATE_SAMPLING || !gate_is_tube(text)) return false;
  if (tx_span_equal(text, tx_span_text(loop->sampling.tube))) return true;
  gate_sampling_open(&loop->sampling, text);
  say_sample(loop, GATE_SAMPLE_TAKEN);
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
    carry_out(loop, outcome);
  else if (!sample(loop, outcome, text))
    gate_pause_forget(&loop->gate->pause, source, text);
  keep_last(loop, outcome);
}

static void show(struct gate_loop *loop, const struct gate_source *source,
                 const struct gate_sight *sight, struct tx_span text) {
  struct gate_outcome outcome;
  if (moves_time(loop, text) || opens_tube(loop, text)) return;
  loop->shown++;
  if (!gate_show(loop->gate, source, text, sight->direction, &outcome)) {
    loop->repeated++;
    return;
  }
  outcome.label = sight->label;
  settle(loop, source, &outcome, text);
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
  if (sight->kind == GATE_SIGHT_FILE)
    count = gate_look_read_file(loop->look, sight->file, sight->still, loop->texts);
  for (uint32_t i = 0; i < count; i++)
    show(loop, source, sight, tx_span_of(loop->texts->at[i].bytes, loop->texts->at[i].size));
  if (count || !sight->still) return;
  loop->unreadable++;
  enum tx_reason why = sight->kind == GATE_SIGHT_UNREADABLE ? sight->why : TX_NO_CODE;
  gate_line_nothing(sight->label, why, sight->detail, loop->json);
}

/* --- what people say and press ------------------------------------------------------------------
 */

static void hold(struct gate_loop *loop, bool held) {
  loop->held = held;
  if (!gate_acts_hold(&loop->acts, held))
    host_log(HOST_ERROR, "the barrier could not be held, look at it");
}

static void carry_out_by_hand(struct gate_loop *loop, const struct gate_word *word) {
  struct gate_outcome outcome;
  struct gate_extra extra;
  gate_hand_decide(loop->gate, word, &loop->last, &outcome);
  if (word->kind == GATE_WORD_REGISTER) {
    outcome.extra = &extra;
    if (!gate_hand_register(loop->gate, word, &extra))
      host_log(HOST_WARNING, "no key to seal a number to: only its end was kept");
  }
  carry_out(loop, &outcome);
}

static void next_tube(struct gate_loop *loop, const struct gate_word *word) {
  struct tx_span tube = tx_span_text(word->number);
  if (loop->gate->identity.kind != TX_GATE_SAMPLING) return;
  gate_sampling_open(&loop->sampling, tube);
  say_sample(loop, tube.n ? GATE_SAMPLE_TAKEN : GATE_SAMPLE_NO_TUBE);
}

static void undo_sample(struct gate_loop *loop) {
  struct gate_outcome outcome;
  struct gate_extra extra;
  if (!gate_sampling_undo(loop->gate, &loop->sampling, &outcome, &extra)) return;
  gate_remember(loop->gate, &outcome);
  say_sample(loop, GATE_SAMPLE_TAKEN);
}

static void obey(struct gate_loop *loop, const struct gate_word *word) {
  switch (word->kind) {
  case GATE_WORD_SIGN_ON:
    loop->signing_on = true;
    return;
  case GATE_WORD_SIGN_OFF:
    loop->signing_on = false;
    loop->gate->guard[0] = 0;
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

/* --- the round
 * ------------------------------------------------------------------------------------ */

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

#define SHOUT_MS 60000

/* A gate that cannot write goes on admitting by the rules, and says so aloud. */
static void shout(struct gate_loop *loop, int64_t now_ms) {
  if (!loop->gate->journal || (loop->shouted_ms && now_ms - loop->shouted_ms < SHOUT_MS)) return;
  struct gate_journal_counts counts = gate_journal_count(loop->gate->journal);
  if (counts.failing == TX_OK) return;
  loop->shouted_ms = now_ms;
  gate_voice_say(&loop->acts, "disk_full");
  host_log(HOST_ERROR, "journal: %llu events wait for the disk, %llu were lost: %s",
           (unsigned long long)counts.waiting, (unsigned long long)counts.unwritten,
           tx_reason_text(counts.failing, "en"));
}

static void tick(struct gate_loop *loop) {
  struct gate_instant at = gate_instant_of(loop->gate);
  shout(loop, host_monotonic_ms());
  if (!loop->tick || (loop->ticked_ms && at.mono_ms - loop->ticked_ms < TICK_MS)) return;
  loop->ticked_ms = at.mono_ms;
  loop->tick(loop->context);
}

static void listen_to_neighbours(struct gate_loop *loop) {
  struct tx_admission admission;
  if (!loop->neighbours) return;
  struct gate_neighbour_keys keys = gate_neighbour_keys_of(loop->gate);
  while (gate_neighbours_hear(loop->neighbours, &keys, gate_now(loop->gate).now_s,
                              GATE_LIVE_WINDOW_MAX_S, &admission))
    gate_hear(loop->gate, &admission);
}

static void read_thermometer(struct gate_loop *loop) {
  if (!loop->thermometer || gate_thermometer_read(loop->thermometer, host_monotonic_ms())) return;
  host_log(HOST_ERROR, "the thermometer is gone");
  gate_thermometer_close(loop->thermometer);
  loop->thermometer = NULL;
}

#define WATCHED_MAX (4 + GATE_BUTTONS_MAX + GATE_SOURCES_MAX)

/* 0 when every source has ended; a gate without any goes on for its page and its buttons. */
static size_t watch(const struct gate_loop *loop, struct pollfd *fds, bool *wait) {
  size_t n = 0, living = 0;
  fds[n++] = (struct pollfd){ .fd = loop->stop_fd, .events = POLLIN };
  fds[n++] = (struct pollfd){ .fd = gate_words_fd(loop->words), .events = POLLIN };
  if (loop->neighbours)
    fds[n++] = (struct pollfd){ .fd = gate_neighbours_fd(loop->neighbours), .events = POLLIN };
  if (loop->thermometer)
    fds[n++] = (struct pollfd){ .fd = gate_thermometer_fd(loop->thermometer), .events = POLLIN };
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
    listen_to_neighbours(loop);
    read_thermometer(loop);
    gate_take_in(loop->gate);
    more = false;
    for (size_t i = 0; i < loop->source_count; i++)
      if (loop->sources[i]) more = turn(loop, i) || more;
    save_time(loop);
    tick(loop);
  }
  listen_to_people(loop);
}
