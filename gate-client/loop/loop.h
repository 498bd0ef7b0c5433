/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of a running gate: sources, eye, decision, barrier, journal. One thread; it waits for
 * none of the others. */
#ifndef GATE_LOOP_H
#define GATE_LOOP_H

#include "operator_queue.h"
#include "part.h"

#include "stdout.h"

#include "core/gate.h"
#include "core/override.h"
#include "core/sampling.h"
#include "decoder/client.h"
#include "output/output.h"
#include "peer/multicast.h"
#include "sensor/button.h"
#include "sensor/thermometer.h"
#include "source/address.h"

#include <pthread.h>

#define GATE_SOURCES_MAX 8
#define GATE_BUTTONS_MAX 4

#define GATE_VIEW_PATIENCE_MS 15000 /* for an eye that is being started again */

/* The picture that the eye looks at, or will when it can. Its source is not asked meanwhile, so
 * what the sight points to stays. */
struct gate_view {
  enum { GATE_VIEW_NONE, GATE_VIEW_WAITS, GATE_VIEW_LOOKED_AT } stage;
  struct gate_sight sight;
  const struct gate_source *source;
  int64_t since_ms;
};

/* What is wrong with a part, the journal or the disk, in words. */
struct gate_trouble_said {
  char label[GATE_ADDRESS_MAX];
  char zh[300], en[300];
  char short_zh[160], short_en[160]; /* for a line of the guard's page */
};

#define GATE_TROUBLES_MAX (GATE_SOURCES_MAX + GATE_PARTS_MAX + GATE_DAMAGED_MAX + 5)

struct gate_troubles {
  pthread_mutex_t lock;
  struct gate_trouble_said at[GATE_TROUBLES_MAX];
  size_t n;
  size_t sources_gone; /* unplugged, silent or absent */
};

/* What the gate last said to whoever works there, besides verdicts. */
struct gate_note {
  unsigned number; /* 0: nothing yet */
  int64_t at;
  char zh[160], en[160];
};

struct gate_loop {
  struct gate *gate;
  struct gate_parts parts;                       /* what it is made of, here or absent */
  struct gate_source *sources[GATE_SOURCES_MAX]; /* NULL: it has ended */
  size_t source_count;
  size_t first_turn; /* of the sources: who is asked first */
  struct gate_look *look;
  struct eye_texts *texts;
  struct gate_view view;
  struct gate_outputs outputs;
  struct gate_button *buttons[GATE_BUTTONS_MAX];
  size_t button_count;
  int64_t pressed_ms;       /* when a guard's button was, last */
  struct gate_words *words; /* what people say, from the page and the socket */
  struct gate_lines lines;  /* what it says on standard output */
  int stop_fd;              /* readable when it is time to end */
  /* Called after the barrier was told of an outcome, and once a second; when set. */
  void (*told)(void *context, const struct gate_outcome *outcome);
  void (*tick)(void *context);
  void *context;
  int64_t ticked_ms, shouted_ms;
  struct gate_troubles *troubles;
  int64_t gathered_ms, sensor_told_ms;

  struct gate_peers *peers;             /* NULL: none are heard */
  struct gate_thermometer *thermometer; /* NULL: there is none */

  struct gate_sampling sampling;
  struct gate_last last;
  struct gate_note note;
  bool signing_on; /* the next pass is a guard's */
  bool held;       /* the barrier is held open */
  bool doubts;     /* the clock was not believed at the last look */
  uint64_t shown, admitted, repeated, unreadable;
};

/* Everything but the gate and its eye empty; the eye, which was started before the gate's key was
 * read, becomes the loop's. False: out of memory or descriptors. */
bool gate_loop_open(struct gate_loop *loop, struct gate *gate, struct gate_look *look);
/* Adds "[in=|out=]KIND:REST". One that is absent is tried again each second, see part.h; false with
 * a sentence in error where it can never be had. So do the four below. address is kept. */
bool gate_loop_add_source(struct gate_loop *loop, const char *address, char *error, size_t cap);
/* Adds "KIND:REST", see output/output.h. */
bool gate_loop_add_output(struct gate_loop *loop, const char *address, char *error, size_t cap);
/* Adds "emergency:…", "hold:…", "let_in:…" or "turn_away:…", see sensor/button.h. */
bool gate_loop_add_button(struct gate_loop *loop, const char *address, char *error, size_t cap);
/* A serial temperature sensor; and the interface on which neighbours are told and heard. */
bool gate_loop_add_thermometer(struct gate_loop *loop, const char *path, char *error, size_t cap);
bool gate_loop_add_peers(struct gate_loop *loop, const char *interface, char *error, size_t cap);
/* Runs until stop_fd is readable or every source has ended; words are carried out all the while. */
void gate_loop_run(struct gate_loop *loop);
void gate_loop_close(struct gate_loop *loop);

/* From any thread: how many sources bring nothing, as of the last second. */
size_t gate_sources_gone(struct gate_troubles *troubles);
/* From any thread: what is wrong as of the last second, one after the other; false: no more. */
bool gate_trouble_at(struct gate_troubles *troubles, size_t i, struct gate_trouble_said *out);

#endif
