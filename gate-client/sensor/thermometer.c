/* SPDX-License-Identifier: Apache-2.0 */
#include "thermometer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LINE_MAX_BYTES 64
#define LOWEST 2000
#define HIGHEST 5000

struct gate_thermometer {
  int fd;
  char line[LINE_MAX_BYTES];
  size_t len;
  bool read;
  int32_t centi_celsius;
  int64_t at_ms;
};

struct gate_thermometer *gate_thermometer_open(const char *path, char *error, size_t cap) {
  struct gate_thermometer *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->fd = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (t->fd < 0) {
    snprintf(error, cap, "temperature sensor \"%s\": %s", path, strerror(errno));
    free(t);
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
  close(t->fd);
  free(t);
}

int gate_thermometer_fd(const struct gate_thermometer *t) {
  return t->fd;
}

/* Digits, a point, and at most two digits that count. */
bool gate_thermometer_parse(const char *line, int32_t *centi_celsius) {
  const char *p = line + strcspn(line, "0123456789");
  if (p > line && p[-1] == '-') return false;
  long whole = strtol(p, NULL, 10);
  p += strspn(p, "0123456789");
  long part = 0;
  if (*p == '.') {
    part = p[1] >= '0' && p[1] <= '9' ? (p[1] - '0') * 10 : -1;
    if (part >= 0 && p[2] >= '0' && p[2] <= '9') part += p[2] - '0';
  }
  long value = whole > HIGHEST || part < 0 ? -1 : whole * 100 + part;
  if (value < LOWEST || value > HIGHEST) return false;
  *centi_celsius = (int32_t)value;
  return true;
}

static void take_byte(struct gate_thermometer *t, char c, int64_t now_ms) {
  if (c != '\n' && c != '\r') {
    if (t->len < sizeof t->line - 1) t->line[t->len++] = c;
    return;
  }
  t->line[t->len] = '\0';
  if (t->len > 0 && gate_thermometer_parse(t->line, &t->centi_celsius)) {
    t->read = true;
    t->at_ms = now_ms;
  }
  t->len = 0;
}

bool gate_thermometer_read(struct gate_thermometer *t, int64_t now_ms) {
  char buf[256];
  ssize_t n;
  while ((n = read(t->fd, buf, sizeof buf)) > 0)
    for (ssize_t i = 0; i < n; i++)
      take_byte(t, buf[i], now_ms);
  return n < 0 && errno == EAGAIN;
}

bool gate_thermometer_take(struct gate_thermometer *t, int64_t now_ms, int32_t *centi_celsius) {
  if (!t->read || now_ms - t->at_ms > GATE_READING_FRESH_MS) return false;
  *centi_celsius = t->centi_celsius;
  t->read = false;
  return true;
}
