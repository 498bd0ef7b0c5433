/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner that types: it stands on the line as a keyboard, and is grabbed so that what it types
 * reaches the gate and no shell. Plugged out, it is opened again. */
#include "hal/keyboard.h"
#include "line_reader.h"
#include "source/kinds.h"
#include "source/typing.h"

#include "host/sys/log.h"
#include "host/sys/opening.h"
#include "host/sys/wait.h"
#include "host/text/date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define REOPEN_MS 2000

/* head.fd is an epoll that stays; in it are a timer and, unless it is gone, the keyboard. */
struct wedge {
  struct gate_source head;
  char *path;
  struct gate_keyboard *keyboard;
  int timer; /* until a text without an end is whole, or the keyboard is tried again */
  struct gate_typing typing;
  int64_t last_ms; /* CLOCK_MONOTONIC, of the last key */
  unsigned unended;
};

static bool watch(const struct wedge *w, int fd) {
  struct epoll_event readable = { .events = EPOLLIN };
  return epoll_ctl(w->head.fd, EPOLL_CTL_ADD, fd, &readable) == 0;
}

static bool open_keyboard(struct wedge *w) {
  w->keyboard = gate_keyboard->open(w->path);
  w->typing = (struct gate_typing){ 0 };
  if (w->keyboard && watch(w, gate_keyboard->fd(w->keyboard))) return true;
  int why = errno;
  gate_keyboard->close(w->keyboard);
  w->keyboard = NULL;
  errno = why;
  return false;
}

static void set_timer(const struct wedge *w, int64_t ms) {
  const struct itimerspec in = { .it_value = host_timespec(ms) };
  timerfd_settime(w->timer, 0, &in, NULL);
}

/* True when its time is up, once. */
static bool has_rung(const struct wedge *w) {
  uint64_t times;
  return read(w->timer, &times, sizeof times) == sizeof times;
}

static void close_wedge(struct gate_source *source) {
  struct wedge *w = (struct wedge *)source;
  if (!w) return;
  gate_keyboard->close(w->keyboard);
  if (w->timer >= 0) close(w->timer);
  if (w->head.fd >= 0) close(w->head.fd);
  free(w->path);
  free(w);
}

static struct gate_source *open_wedge(const char *rest, enum tx_direction direction, char *error,
                                      size_t cap) {
  (void)direction;
  struct wedge *w = calloc(1, sizeof *w);
  if (!w) return NULL;
  w->head.fd = epoll_create1(EPOLL_CLOEXEC);
  w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  w->head.label = w->path = strdup(rest);
  if (w->head.fd >= 0 && w->timer >= 0 && w->path && watch(w, w->timer) && open_keyboard(w))
    return &w->head;
  host_open_absent(error, cap, "%s: cannot be had as a keyboard", rest);
  const int why = errno;
  close_wedge(&w->head);
  errno = why;
  return NULL;
}

static void lose(struct wedge *w) {
  host_log(HOST_WARNING, "%s: the scanner is gone", w->path);
  w->head.gone = true;
  gate_keyboard->close(w->keyboard);
  w->keyboard = NULL;
  set_timer(w, REOPEN_MS);
}

static void look_again(struct wedge *w) {
  if (!has_rung(w)) return;
  if (!open_keyboard(w)) {
    set_timer(w, REOPEN_MS);
    return;
  }
  host_log(HOST_NOTICE, "%s: the scanner is back", w->path);
  w->head.gone = false;
}

/* True: a text ended. */
static bool take_keys(struct wedge *w) {
  unsigned code;
  bool down;
  int got;
  while ((got = gate_keyboard->next(w->keyboard, &code, &down)) > 0) {
    w->last_ms = host_monotonic_ms();
    if (gate_typing_take(&w->typing, code, down)) return true;
  }
  if (got < 0) lose(w);
  return false;
}

/* True: what was typed without an end is followed by a quiet. */
static bool is_quiet(const struct wedge *w) {
  if (!w->keyboard || !w->typing.len) return false;
  has_rung(w);
  const int64_t left_ms = w->last_ms + GATE_QUIET_MS - host_monotonic_ms();
  if (left_ms > 0) set_timer(w, left_ms);
  return left_ms <= 0;
}

static enum gate_got hand_out(struct wedge *w, bool ended, struct gate_sight *out) {
  const struct gate_heard heard = { .text = tx_span_of(w->typing.text, w->typing.len),
                                    .ended = ended,
                                    .unknown_keys = w->typing.unknown };
  *out = (struct gate_sight){ .kind = GATE_SIGHT_TEXT,
                              .direction = w->head.direction,
                              .at_ms = host_monotonic_ms(),
                              .text = heard.text,
                              .label = w->path };
  gate_source_heard(&w->head, &w->unended, &heard);
  gate_typing_restart(&w->typing);
  return GATE_GOT_SIGHT;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct wedge *w = (struct wedge *)source;
  if (!w->keyboard) look_again(w);
  if (!w->keyboard) return GATE_GOT_NOTHING;
  const bool ended = take_keys(w);
  return ended || is_quiet(w) ? hand_out(w, ended, out) : GATE_GOT_NOTHING;
}

const struct gate_source_kind gate_source_wedge = {
  .name = "wedge",
  .texts = true,
  .rest = "DEVICE",
  .zh = "键盘口扫码器（独占，按键不会进入其他程序）",
  .en = "a scanner that types: a keyboard under /dev/input, grabbed",
  .open = open_wedge,
  .next = next,
  .close = close_wedge,
};
