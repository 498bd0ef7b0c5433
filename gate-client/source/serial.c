/* SPDX-License-Identifier: Apache-2.0 */
/* A scanner on a serial line: /dev/ttyS0 or /dev/ttyACM0, 9600 baud unless @BAUD says otherwise. It
 * sends each code's text and a line end. Plugged out, it is opened again. */
#include "line_reader.h"
#include "source/kinds.h"

#include "host/sys/date.h"
#include "host/sys/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <unistd.h>

#define REOPEN_S 2

struct scanner {
  struct gate_source head; /* fd is the line, or a timer while it is gone */
  char *path;
  speed_t speed;
  struct gate_lines lines;
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

static int open_line(const struct scanner *scanner) {
  int fd = open(scanner->path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return -1;
  struct termios line;
  if (tcgetattr(fd, &line) == 0) {
    cfmakeraw(&line);
    cfsetspeed(&line, scanner->speed);
    line.c_cflag |= CLOCAL | CREAD;
    tcsetattr(fd, TCSANOW, &line);
  }
  return fd;
}

static int open_timer(void) {
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  struct itimerspec in = { .it_value = { .tv_sec = REOPEN_S } };
  if (fd >= 0) timerfd_settime(fd, 0, &in, NULL);
  return fd;
}

static void close_scanner(struct gate_source *source) {
  struct scanner *scanner = (struct scanner *)source;
  if (!scanner) return;
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
  scanner->head.fd = -1;
  if (parse(scanner, rest)) {
    scanner->head.fd = open_line(scanner);
    if (scanner->head.fd >= 0) return &scanner->head;
    snprintf(error, cap, "%s: cannot be opened: %s", scanner->path, strerror(errno));
  } else {
    snprintf(error, cap, "%s: the speed must be 9600, 19200, 38400, 57600 or 115200", rest);
  }
  close_scanner(&scanner->head);
  return NULL;
}

/* Gone: a timer stands for the line until it can be opened again. */
static void lose(struct scanner *scanner) {
  if (!scanner->head.gone) host_log(HOST_WARNING, "%s: the scanner is gone", scanner->path);
  scanner->head.gone = true;
  close(scanner->head.fd);
  scanner->head.fd = open_timer();
}

static void look_again(struct scanner *scanner) {
  uint64_t times;
  if (read(scanner->head.fd, &times, sizeof times) != sizeof times) return;
  int fd = open_line(scanner);
  if (fd < 0) {
    lose(scanner);
    return;
  }
  close(scanner->head.fd);
  scanner->head.fd = fd;
  scanner->head.gone = false;
  scanner->lines = (struct gate_lines){ 0 };
  host_log(HOST_NOTICE, "%s: the scanner is back", scanner->path);
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct scanner *scanner = (struct scanner *)source;
  if (scanner->head.gone) look_again(scanner);
  if (scanner->head.gone) return GATE_GOT_NOTHING;
  *out = (struct gate_sight){ .kind = GATE_SIGHT_TEXT,
                              .direction = source->direction,
                              .at_ms = host_monotonic_ms(),
                              .label = scanner->path };
  enum gate_got got = gate_lines_next(&scanner->lines, source->fd, &out->text);
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
