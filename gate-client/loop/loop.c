/* SPDX-License-Identifier: Apache-2.0 */
#include "loop.h"

#include "eye_part.h"
#include "loop_internal.h"
#include "stdout.h"

#include "output/voice.h"

#include "host/sys/log.h"
#include "host/text/date.h"
#include "host/text/language.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICK_MS 1000
/* Pictures of one source before the others have their turn. */
#define SIGHTS_A_TURN 4

bool gate_loop_open(struct gate_loop *loop, struct gate *gate, struct gate_look *look) {
  *loop = (struct gate_loop){ .gate = gate, .stop_fd = -1, .sampling.size = GATE_TUBE_SIZE };
  loop->look = look;
  loop->texts = malloc(sizeof *loop->texts);
  loop->words = gate_words_create();
  loop->troubles = gate_troubles_create();
  return loop->texts && loop->words && loop->troubles;
}

void gate_loop_close(struct gate_loop *loop) {
  for (size_t i = 0; i < loop->source_count; i++)
    gate_source_close(loop->sources[i]);
  gate_outputs_close(&loop->outputs);
  for (size_t i = 0; i < loop->button_count; i++)
    gate_button_close(loop->buttons[i]);
  gate_words_destroy(loop->words);
  gate_peers_close(loop->peers);
  gate_thermometer_close(loop->thermometer);
  gate_look_close(loop->look);
  gate_troubles_destroy(loop->troubles);
  free(loop->texts);
}

/* --- seeing ----------------------------------------------------------------------------------- */

/* A picture is looked at in another process; meanwhile texts, buttons and people are served. */

static void tell_nothing(struct gate_loop *loop, const struct gate_sight *sight, enum tx_reason why,
                         const char *detail) {
  if (!sight->still) return;
  loop->unreadable++;
  gate_line_nothing(stdout, sight->label, why, detail, loop->lines.json);
}

static void begin_look(struct gate_loop *loop) {
  struct gate_view *view = &loop->view;
  int64_t now_ms = host_monotonic_ms();
  if (gate_look_begin(loop->look, &view->sight, now_ms)) {
    view->stage = GATE_VIEW_LOOKED_AT;
    return;
  }
  /* The eye is being started again. A stream goes on without this picture. */
  if (view->sight.still && now_ms - view->since_ms < GATE_VIEW_PATIENCE_MS) return;
  struct gate_look_fault fault;
  const bool well = gate_look_is_well(loop->look, &fault);
  tell_nothing(loop, &view->sight, well ? TX_NO_CODE : TX_UNREADABLE, NULL);
  view->stage = GATE_VIEW_NONE;
}

static void see(struct gate_loop *loop, const struct gate_source *source,
                const struct gate_sight *sight) {
  switch (sight->kind) {
  case GATE_SIGHT_TEXT:
    gate_loop_show(loop, source, sight, &sight->text, 1);
    return;
  case GATE_SIGHT_UNREADABLE:
    tell_nothing(loop, sight, sight->why, sight->detail);
    return;
  case GATE_SIGHT_FRAME:
  case GATE_SIGHT_FILE:
    break;
  }
  loop->view = (struct gate_view){
    .sight = *sight, .source = source, .stage = GATE_VIEW_WAITS, .since_ms = host_monotonic_ms()
  };
  begin_look(loop);
}

static void show_all(struct gate_loop *loop) {
  const struct gate_view view = loop->view;
  struct tx_span texts[EYE_TEXTS_MAX];
  if (!loop->texts->n) tell_nothing(loop, &view.sight, TX_NO_CODE, NULL);
  for (uint32_t i = 0; i < loop->texts->n; i++)
    texts[i] = tx_span_of(loop->texts->at[i].bytes, loop->texts->at[i].size);
  gate_loop_show(loop, view.source, &view.sight, texts, loop->texts->n);
}

/* Takes what the eye has read by now. */
static void end_look(struct gate_loop *loop) {
  struct gate_view *view = &loop->view;
  if (view->stage == GATE_VIEW_NONE) return;
  if (view->stage == GATE_VIEW_WAITS) {
    begin_look(loop);
    return;
  }
  switch (gate_look_end(loop->look, host_monotonic_ms(), loop->texts)) {
  case GATE_LOOK_BUSY:
    return;
  case GATE_LOOK_READ:
    show_all(loop);
    break;
  case GATE_LOOK_REFUSED:
    tell_nothing(loop, &view->sight, gate_look_refusal(loop->look), NULL);
    break;
  case GATE_LOOK_LOST:
    /* In a stream the next picture shows the same; one by itself is shown once. */
    view->stage = GATE_VIEW_WAITS;
    if (view->sight.still) return;
    break;
  }
  view->stage = GATE_VIEW_NONE;
}

/* --- the round -------------------------------------------------------------------------------- */

/* A source that yields pictures has its turn when the eye is free. */
static bool may_speak(const struct gate_loop *loop, const struct gate_source *source) {
  return source && (source->kind->texts || loop->view.stage == GATE_VIEW_NONE);
}

/* True when the source may have more at once. */
static bool turn(struct gate_loop *loop, size_t i) {
  struct gate_sight sight;
  struct gate_source *source = loop->sources[i];
  for (int n = 0; n < SIGHTS_A_TURN && may_speak(loop, source); n++) {
    enum gate_got got = gate_source_next(source, &sight);
    if (got == GATE_GOT_SIGHT) {
      if (!source->kind->texts) loop->first_turn = i + 1;
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

#define SHOUT_MS 60000

/* A gate that cannot write goes on admitting by the rules, and says so aloud. */
static void shout(struct gate_loop *loop, int64_t now_ms) {
  if (!loop->gate->journal || (loop->shouted_ms && now_ms - loop->shouted_ms < SHOUT_MS)) return;
  struct gate_journal_counts counts = gate_journal_count(loop->gate->journal);
  if (counts.failing == TX_OK) return;
  loop->shouted_ms = now_ms;
  gate_voice_say(&loop->outputs, "disk_full");
  host_log(HOST_ERROR, "journal: write failed: %llu %s in memory, %llu lost: %s; %s",
           (unsigned long long)counts.waiting,
           host_plural((long long)counts.waiting, "event waits", "events wait"),
           (unsigned long long)counts.unwritten, gate_journal_advice(counts.failing).short_en,
           gate_journal_advice(counts.failing).en);
}

/* A clock that jumped, or that nobody could believe from the start, is said once; so is its end. */
static void watch_clock(struct gate_loop *loop) {
  bool unsure = gate_now(loop->gate).unsure;
  if (unsure == loop->doubts) return;
  loop->doubts = unsure;
  if (unsure)
    host_log(HOST_WARNING, "clock: not trusted: passes need guard review until time sync");
  else
    host_log(HOST_NOTICE, "clock: trusted again");
}

static void gather_troubles(struct gate_loop *loop, int64_t now_ms) {
  if (loop->gathered_ms && now_ms - loop->gathered_ms < TICK_MS) return;
  loop->gathered_ms = now_ms;
  gate_loop_gather_troubles(loop, now_ms);
}

static void tick(struct gate_loop *loop) {
  struct gate_instant at = gate_instant_of(loop->gate);
  shout(loop, host_monotonic_ms());
  gate_loop_drop_gone_outputs(loop);
  if (loop->look)
    gate_parts_tend_decoder(&loop->parts, loop->look, host_monotonic_ms(), loop->texts);
  gate_parts_try(&loop->parts, host_monotonic_ms());
  gather_troubles(loop, host_monotonic_ms());
  watch_clock(loop);
  if (!loop->tick || (loop->ticked_ms && at.mono_ms - loop->ticked_ms < TICK_MS)) return;
  loop->ticked_ms = at.mono_ms;
  loop->tick(loop->context);
}

static void listen_to_neighbours(struct gate_loop *loop) {
  struct tx_admission admission;
  if (!loop->peers) return;
  struct gate_peer_keys keys = gate_peer_keys_received(loop->gate);
  while (gate_peers_receive(loop->peers, &keys, gate_now(loop->gate).now_s, GATE_LIVE_WINDOW_MAX_S,
                            &admission))
    gate_merge_admission(loop->gate, &admission);
}

static void read_thermometer(struct gate_loop *loop) {
  if (!loop->thermometer || gate_thermometer_read(loop->thermometer, host_monotonic_ms())) return;
  gate_parts_lose(&loop->parts, GATE_PART_THERMOMETER, gate_thermometer_path(loop->thermometer),
                  errno);
  gate_thermometer_close(loop->thermometer);
  loop->thermometer = NULL;
}

/* How soon a picture that waits for the eye is tried again. */
#define VIEW_MS 50
#define WATCHED_MAX (5 + GATE_BUTTONS_MAX + GATE_SOURCES_MAX)

/* 0 when every source has ended; a gate without any goes on for its page and its buttons, and one
 * whose sources are absent waits for them. */
static size_t watch(const struct gate_loop *loop, struct pollfd *fds, bool *wait) {
  size_t n = 0, living = gate_parts_absent(&loop->parts, GATE_PART_SOURCE);
  fds[n++] = (struct pollfd){ .fd = loop->stop_fd, .events = POLLIN };
  fds[n++] = (struct pollfd){ .fd = gate_words_fd(loop->words), .events = POLLIN };
  if (loop->peers) fds[n++] = (struct pollfd){ .fd = gate_peers_fd(loop->peers), .events = POLLIN };
  if (loop->thermometer)
    fds[n++] = (struct pollfd){ .fd = gate_thermometer_fd(loop->thermometer), .events = POLLIN };
  for (size_t i = 0; i < loop->button_count; i++)
    fds[n++] = (struct pollfd){ .fd = gate_button_fd(loop->buttons[i]), .events = POLLIN };
  if (loop->view.stage != GATE_VIEW_NONE)
    fds[n++] = (struct pollfd){ .fd = gate_look_fd(loop->look), .events = POLLIN };
  for (size_t i = 0; i < loop->source_count; i++) {
    if (!loop->sources[i]) continue;
    living++;
    if (!may_speak(loop, loop->sources[i])) continue;
    if (loop->sources[i]->fd < 0) *wait = false;
    fds[n++] = (struct pollfd){ .fd = loop->sources[i]->fd, .events = POLLIN };
  }
  return living || loop->source_count == 0 ? n : 0;
}

/* Everybody who may have something to say; true when there may be more at once. */
static bool listen(struct gate_loop *loop) {
  gate_loop_listen_to_people(loop);
  gate_loop_read_buttons(loop);
  listen_to_neighbours(loop);
  read_thermometer(loop);
  gate_recall_late(loop->gate);
  gate_merge_passages(loop->gate);
  bool looked = loop->view.stage != GATE_VIEW_NONE;
  end_look(loop);
  bool more = looked && loop->view.stage == GATE_VIEW_NONE;
  /* Whoever had the eye last is asked last: a stream always has another picture. */
  size_t first = loop->first_turn;
  for (size_t n = 0; n < loop->source_count; n++) {
    size_t i = (first + n) % loop->source_count;
    if (may_speak(loop, loop->sources[i])) more = turn(loop, i) || more;
  }
  return more;
}

void gate_loop_run(struct gate_loop *loop) {
  struct pollfd fds[WATCHED_MAX];
  bool more = true;
  for (;;) {
    bool wait = !more;
    size_t n = watch(loop, fds, &wait);
    if (n == 0) break;
    int patience_ms = loop->view.stage == GATE_VIEW_NONE ? TICK_MS : VIEW_MS;
    poll(fds, n, wait ? patience_ms : 0);
    if (fds[0].revents) break;
    more = listen(loop);
    gate_keep_time(loop->gate);
    tick(loop);
  }
  gate_loop_listen_to_people(loop);
}
