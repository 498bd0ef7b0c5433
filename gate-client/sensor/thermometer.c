/* SPDX-License-Identifier: Apache-2.0 */
#include "thermometer.h"

#include "host/sys/opening.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LINE_MAX_BYTES 160

struct gate_thermometer {
  int fd;
  char *path;
  char line[LINE_MAX_BYTES];
  size_t len;
  bool cut; /* the line is longer than there is room */
  unsigned unread;
  char sample[GATE_SAMPLE_MAX]; /* of the lines without a reading, the first */
  bool read;
  int32_t centi_celsius;
  int64_t at_ms;
};

struct gate_thermometer *gate_thermometer_open(const char *path, char *error, size_t cap) {
  struct gate_thermometer *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->path = strdup(path);
  t->fd = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (t->fd < 0 || !t->path) {
    host_open_absent(error, cap, "temperature sensor \"%s\"", path);
    const int why = errno;
    gate_thermometer_close(t);
    errno = why;
    return NULL;
  }
  struct termios line;
  if (tcgetattr(t->fd, &line) == 0) {
    cfmakeraw(&line);
    cfsetspeed(&line, B9600);
    line.c_cflag |= CLOCAL | CREAD;
    tcsetattr(t->fd, TCSANOW, &line);
  }
  return t;
}

void gate_thermometer_close(struct gate_thermometer *t) {
  if (!t) return;
  if (t->fd >= 0) close(t->fd);
  free(t->path);
  free(t);
}

const char *gate_thermometer_path(const struct gate_thermometer *t) {
  return t->path;
}

int gate_thermometer_fd(const struct gate_thermometer *t) {
  return t->fd;
}

/* For people: what is no plain ASCII becomes a question mark. */
static void keep_sample(struct gate_thermometer *t) {
  size_t n = 0;
  for (; n < sizeof t->sample - 1 && t->line[n]; n++)
    t->sample[n] = t->line[n] >= 0x20 && t->line[n] < 0x7f ? t->line[n] : '?';
  t->sample[n] = '\0';
}

static void miss(struct gate_thermometer *t) {
  if (t->unread == 0) keep_sample(t);
  if (t->unread < GATE_UNREAD_LINES) t->unread++;
}

static void take_line(struct gate_thermometer *t, int64_t now_ms) {
  t->line[t->len] = '\0';
  if (t->cut || !gate_thermometer_parse(t->line, &t->centi_celsius)) {
    miss(t);
    return;
  }
  t->unread = 0;
  t->read = true;
  t->at_ms = now_ms;
}

static void take_byte(struct gate_thermometer *t, char c, int64_t now_ms) {
  if (c != '\n' && c != '\r') {
    t->cut |= t->len == sizeof t->line - 1;
    if (!t->cut) t->line[t->len++] = c ? c : '?';
    return;
  }
  if (t->len > 0) take_line(t, now_ms);
  t->len = 0;
  t->cut = false;
}

const char *gate_thermometer_unread(const struct gate_thermometer *t) {
  return t->unread == GATE_UNREAD_LINES ? t->sample : NULL;
}

bool gate_thermometer_read(struct gate_thermometer *t, int64_t now_ms) {
  char buf[256];
  ssize_t n;
  while ((n = read(t->fd, buf, sizeof buf)) > 0)
    for (ssize_t i = 0; i < n; i++)
      take_byte(t, buf[i], now_ms);
  if (n == 0) errno = ENODEV; /* hung up */
  return n < 0 && errno == EAGAIN;
}

bool gate_thermometer_take(struct gate_thermometer *t, int64_t now_ms, int32_t *centi_celsius) {
  if (!t->read || now_ms - t->at_ms > GATE_READING_FRESH_MS) return false;
  *centi_celsius = t->centi_celsius;
  t->read = false;
  return true;
}
