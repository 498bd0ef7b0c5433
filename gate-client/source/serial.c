/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner on a serial line: /dev/ttyS0 or /dev/ttyACM0, 9600 baud unless @BAUD says otherwise. It
 * sends each code's text and a line end, or falls silent. Plugged out, it is opened again. */
#include "line_reader.h"
#include "source/kinds.h"

#include "host/sys/log.h"
#include "host/sys/opening.h"
#include "host/sys/wait.h"
#include "host/text/date.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <unistd.h>

#define REOPEN_MS 2000

/* head.fd is an epoll that stays; in it are a timer and, unless it is gone, the line. */
struct scanner {
  struct gate_source head;
  char *path;
  speed_t speed;
  int line;
  int timer; /* until a text without an end is whole, or a line is tried again */
  struct gate_lines lines;
  unsigned unended;
};

static const struct {
  int baud;
  speed_t speed;
} speeds[] = {
  { 9600, B9600 }, { 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 }
};

static bool find_speed(int baud, speed_t *out) {
  for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
    if (speeds[i].baud != baud) continue;
    *out = speeds[i].speed;
    return true;
  }
  return false;
}

static bool watch(const struct scanner *scanner, int fd) {
  struct epoll_event readable = { .events = EPOLLIN };
  return epoll_ctl(scanner->head.fd, EPOLL_CTL_ADD, fd, &readable) == 0;
}

static bool open_line(struct scanner *scanner) {
  int fd = open(scanner->path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return false;
  struct termios line;
  if (tcgetattr(fd, &line) == 0) {
    cfmakeraw(&line);
    cfsetspeed(&line, scanner->speed);
    line.c_cflag |= CLOCAL | CREAD;
    tcsetattr(fd, TCSANOW, &line);
  }
  if (!watch(scanner, fd)) {
    close(fd);
    return false;
  }
  scanner->line = fd;
  scanner->lines = (struct gate_lines){ .tabs = true };
  return true;
}

static bool make_watch(struct scanner *scanner) {
  scanner->head.fd = epoll_create1(EPOLL_CLOEXEC);
  scanner->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  return scanner->head.fd >= 0 && scanner->timer >= 0 && watch(scanner, scanner->timer);
}

static void set_timer(const struct scanner *scanner, int64_t ms) {
  const struct itimerspec in = { .it_value = host_timespec(ms) };
  timerfd_settime(scanner->timer, 0, &in, NULL);
}

/* True when its time is up, once. */
static bool has_rung(const struct scanner *scanner) {
  uint64_t times;
  return read(scanner->timer, &times, sizeof times) == sizeof times;
}

static void close_scanner(struct gate_source *source) {
  struct scanner *scanner = (struct scanner *)source;
  if (!scanner) return;
  if (scanner->line >= 0) close(scanner->line);
  if (scanner->timer >= 0) close(scanner->timer);
  if (scanner->head.fd >= 0) close(scanner->head.fd);
  free(scanner->path);
  free(scanner);
}

/* "PATH" or "PATH@BAUD". */
static bool parse(struct scanner *scanner, const char *rest) {
  scanner->speed = B9600;
  scanner->path = strdup(rest);
  if (!scanner->path) return false;
  char *at = strrchr(scanner->path, '@');
  if (!at) return true;
  *at = 0;
  return find_speed((int)strtol(at + 1, NULL, 10), &scanner->speed);
}

static struct gate_source *open_scanner(const char *rest, enum tx_direction direction, char *error,
                                        size_t cap) {
  (void)direction;
  struct scanner *scanner = calloc(1, sizeof *scanner);
  if (!scanner) return NULL;
  scanner->head.fd = scanner->line = scanner->timer = -1;
  if (parse(scanner, rest)) {
    scanner->head.label = scanner->path;
    if (make_watch(scanner) && open_line(scanner)) return &scanner->head;
    host_open_absent(error, cap, "%s: cannot be opened", scanner->path);
  } else {
    host_open_wrong(error, cap, "%s: the speed must be 9600, 19200, 38400, 57600 or 115200", rest);
  }
  const int why = errno;
  close_scanner(&scanner->head);
  errno = why;
  return NULL;
}

static void lose(struct scanner *scanner) {
  host_log(HOST_WARNING, "%s: the scanner is gone", scanner->path);
  scanner->head.gone = true;
  close(scanner->line);
  scanner->line = -1;
  set_timer(scanner, REOPEN_MS);
}

static void look_again(struct scanner *scanner) {
  if (!has_rung(scanner)) return;
  if (!open_line(scanner)) {
    set_timer(scanner, REOPEN_MS);
    return;
  }
  scanner->head.gone = false;
  host_log(HOST_NOTICE, "%s: the scanner is back", scanner->path);
}

static enum gate_got hear(struct scanner *scanner, struct tx_span *text) {
  int64_t left_ms = 0;
  struct gate_heard heard = { .ended = true };
  enum gate_got got = gate_lines_next(&scanner->lines, scanner->line, text);
  if (got == GATE_GOT_NOTHING) {
    has_rung(scanner);
    heard.ended = !gate_lines_take_rest(&scanner->lines, host_monotonic_ms(), text, &left_ms);
    if (!heard.ended) got = GATE_GOT_SIGHT;
    if (left_ms > 0) set_timer(scanner, left_ms);
  }
  heard.text = *text;
  if (got == GATE_GOT_SIGHT) gate_source_heard(&scanner->head, &scanner->unended, &heard);
  return got;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct scanner *scanner = (struct scanner *)source;
  if (scanner->head.gone) look_again(scanner);
  if (scanner->head.gone) return GATE_GOT_NOTHING;
  *out = (struct gate_sight){ .kind = GATE_SIGHT_TEXT,
                              .direction = source->direction,
                              .at_ms = host_monotonic_ms(),
                              .label = scanner->path };
  enum gate_got got = hear(scanner, &out->text);
  if (got != GATE_GOT_END) return got;
  lose(scanner);
  return GATE_GOT_NOTHING;
}

const struct gate_source_kind gate_source_serial = {
  .name = "serial",
  .texts = true,
  .rest = "DEVICE[@BAUD]",
  .zh = "串口扫码器",
  .en = "a scanner on a serial line",
  .open = open_scanner,
  .next = next,
  .close = close_scanner,
};
