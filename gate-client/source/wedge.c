/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner that types: it stands on the line as a keyboard, and is grabbed so that what it types
 * reaches the gate and no shell. Plugged out, it is opened again. */
#include "hal/keyboard.h"
#include "source/kinds.h"

#include "host/sys/date.h"
#include "host/sys/log.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define REOPEN_S 2
#define TEXT_LIMIT 1100 /* more than any code of ours */

/* head.fd is an epoll that stays; in it are the keyboard, or a timer while that is gone. */
struct wedge {
  struct gate_source head;
  char *path;
  struct gate_keyboard *keyboard;
  int timer;
  bool shift;
  char text[TEXT_LIMIT + 1];
  size_t len;
};

static bool watch(const struct wedge *w, int fd) {
  struct epoll_event readable = { .events = EPOLLIN };
  return epoll_ctl(w->head.fd, EPOLL_CTL_ADD, fd, &readable) == 0;
}

static bool open_keyboard(struct wedge *w) {
  w->keyboard = gate_keyboard->open(w->path);
  w->len = 0;
  w->shift = false;
  if (w->keyboard && watch(w, gate_keyboard->fd(w->keyboard))) return true;
  int why = errno;
  gate_keyboard->close(w->keyboard);
  w->keyboard = NULL;
  errno = why;
  return false;
}

static void set_timer(const struct wedge *w, int seconds) {
  const struct itimerspec every = { .it_value.tv_sec = seconds, .it_interval.tv_sec = seconds };
  timerfd_settime(w->timer, 0, &every, NULL);
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
  w->path = strdup(rest);
  if (w->head.fd >= 0 && w->timer >= 0 && w->path && watch(w, w->timer) && open_keyboard(w))
    return &w->head;
  snprintf(error, cap, "%s: cannot be had as a keyboard: %s", rest, strerror(errno));
  close_wedge(&w->head);
  return NULL;
}

static void lose(struct wedge *w) {
  host_log(HOST_WARNING, "%s: the scanner is gone", w->path);
  w->head.gone = true;
  gate_keyboard->close(w->keyboard);
  w->keyboard = NULL;
  set_timer(w, REOPEN_S);
}

static void look_again(struct wedge *w) {
  uint64_t times;
  if (read(w->timer, &times, sizeof times) != sizeof times || !open_keyboard(w)) return;
  set_timer(w, 0);
  host_log(HOST_NOTICE, "%s: the scanner is back", w->path);
  w->head.gone = false;
}

/* Takes one key. True: Enter ended a text. */
static bool take(struct wedge *w, unsigned code, bool down) {
  if (code == KEY_LEFTSHIFT || code == KEY_RIGHTSHIFT) {
    w->shift = down;
    return false;
  }
  char c = down ? gate_key_character(code, w->shift) : 0;
  if (c == '\n') return w->len > 0;
  /* What is too long is handed out cut short, so that it is refused and seen. */
  if (c && w->len < TEXT_LIMIT) w->text[w->len++] = c;
  return false;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct wedge *w = (struct wedge *)source;
  if (!w->keyboard) look_again(w);
  unsigned code;
  bool down;
  int got;
  while (w->keyboard && (got = gate_keyboard->next(w->keyboard, &code, &down)) != 0) {
    if (got < 0) {
      lose(w);
    } else if (take(w, code, down)) {
      *out = (struct gate_sight){ .kind = GATE_SIGHT_TEXT,
                                  .direction = source->direction,
                                  .at_ms = host_monotonic_ms(),
                                  .text = tx_span_of(w->text, w->len),
                                  .label = w->path };
      w->len = 0;
      return GATE_GOT_SIGHT;
    }
  }
  return GATE_GOT_NOTHING;
}

const struct gate_source_kind gate_source_wedge = {
  .name = "wedge",
  .texts = true,
  .rest = "DEVICE",
  .zh = "键盘口扫码器(独占,按键不会进入其他程序)",
  .en = "a scanner that types: a keyboard under /dev/input, grabbed",
  .open = open_wedge,
  .next = next,
  .close = close_wedge,
};
