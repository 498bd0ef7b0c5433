/* SPDX-License-Identifier: Apache-2.0 */
/* A barrier on a GPIO line: on for a moment at each admission, on for as long as it is held open.
 */
#include "hal/gpio.h"
#include "kinds.h"

#include "host/sys/opening.h"
#include "host/sys/wait.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PULSE_MS 800
#define PULSE_MAX_MS 10000

struct relay {
  struct gate_output base;
  struct gate_line *line;
  int64_t pulse_ms;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int64_t off_at_ms; /* of the pulse under way; 0: none */
  bool held, ending;
  int failed; /* errno of a pulse that did not end; 0: none */
};

/* Ends pulses. Switching on is done by the caller, so that no barrier waits for a thread. */
static void *run(void *argument) {
  struct relay *r = (struct relay *)argument;
  pthread_mutex_lock(&r->lock);
  while (!r->ending) {
    if (r->off_at_ms == 0)
      pthread_cond_wait(&r->changed, &r->lock);
    else if (host_wait_now_ms() < r->off_at_ms)
      host_wait_until(&r->changed, &r->lock, r->off_at_ms);
    else {
      r->off_at_ms = 0;
      if (!r->held && !gate_gpio->set(r->line, false)) r->failed = errno;
    }
  }
  pthread_mutex_unlock(&r->lock);
  return NULL;
}

static bool carry(struct gate_output *output, const struct gate_signal *signal) {
  struct relay *r = (struct relay *)output;
  if (!signal->open) return true;
  pthread_mutex_lock(&r->lock);
  int error = gate_gpio->set(r->line, true) ? r->failed : errno;
  r->failed = 0;
  r->off_at_ms = host_wait_now_ms() + r->pulse_ms;
  pthread_cond_signal(&r->changed);
  pthread_mutex_unlock(&r->lock);
  errno = error;
  return error == 0;
}

static bool hold(struct gate_output *output, bool held) {
  struct relay *r = (struct relay *)output;
  pthread_mutex_lock(&r->lock);
  r->held = held;
  bool done = gate_gpio->set(r->line, held || r->off_at_ms != 0);
  pthread_mutex_unlock(&r->lock);
  return done;
}

static void close_relay(struct gate_output *output) {
  struct relay *r = (struct relay *)output;
  pthread_mutex_lock(&r->lock);
  r->ending = true;
  pthread_cond_signal(&r->changed);
  pthread_mutex_unlock(&r->lock);
  pthread_join(r->thread, NULL);
  gate_gpio->release(r->line);
  pthread_cond_destroy(&r->changed);
  pthread_mutex_destroy(&r->lock);
  free(r);
}

static bool parse(const char *rest, struct gate_line_address *address, int64_t *pulse_ms) {
  const char *more;
  *pulse_ms = PULSE_MS;
  if (!gate_line_parse(rest, address, &more)) return false;
  if (*more == '\0') return true;
  char *end;
  if (strncmp(more, ",ms=", 4) != 0) return false;
  *pulse_ms = strtol(more + 4, &end, 10);
  return *end == '\0' && *pulse_ms >= 1 && *pulse_ms <= PULSE_MAX_MS;
}

static void start(struct relay *r) {
  host_wait_init(&r->changed);
  pthread_mutex_init(&r->lock, NULL);
}

static struct gate_output *open_relay(const char *rest, char *error, size_t cap) {
  struct gate_line_address address;
  int64_t pulse_ms;
  if (!parse(rest, &address, &pulse_ms)) {
    host_open_wrong(error, cap,
                    "relay:%s: write relay:CHIP/LINE[,low][,ms=1-%d], as "
                    "relay:gpiochip0/17,ms=800",
                    rest, PULSE_MAX_MS);
    return NULL;
  }
  struct relay *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  r->pulse_ms = pulse_ms;
  r->line = gate_gpio->output(address.chip, address.offset, address.active_low, false);
  if (!r->line) {
    host_open_absent(error, cap, "relay:%s: the line cannot be had", rest);
    free(r);
    return NULL;
  }
  start(r);
  if (pthread_create(&r->thread, NULL, run, r) == 0) return &r->base;
  gate_gpio->release(r->line);
  free(r);
  errno = EAGAIN;
  host_open_absent(error, cap, "relay:%s: no thread can be started", rest);
  return NULL;
}

const struct gate_output_kind gate_output_relay = {
  .name = "relay",
  .rest = "CHIP/LINE[,low][,ms=N]",
  .zh = "道闸继电器：每次放行接通一次",
  .en = "a barrier's relay on a GPIO line: on once for each admission",
  .open = open_relay,
  .carry = carry,
  .hold = hold,
  .close = close_relay,
};
