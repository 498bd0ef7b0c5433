/* SPDX-License-Identifier: Apache-2.0 */
/* A light of three GPIO lines: green, yellow, red. It shows the last verdict until the next. */
#include "hal/gpio.h"
#include "kinds.h"

#include "host/sys/opening.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLOURS 3 /* in the order of enum tx_verdict: allow, review, deny */

struct light {
  struct gate_output base;
  struct gate_line *lines[COLOURS];
};

static bool show(struct light *l, int colour) {
  bool done = true;
  for (int i = 0; i < COLOURS; i++)
    done &= gate_gpio->set(l->lines[i], i == colour);
  return done;
}

static bool carry(struct gate_output *output, const struct gate_signal *signal) {
  return show((struct light *)output, (int)signal->verdict);
}

static bool hold(struct gate_output *output, bool held) {
  return show((struct light *)output, held ? TX_ALLOW : -1);
}

static void close_light(struct gate_output *output) {
  struct light *l = (struct light *)output;
  for (int i = 0; i < COLOURS; i++)
    if (l->lines[i]) gate_gpio->release(l->lines[i]);
  free(l);
}

static bool take_lines(struct light *l, const char *rest, char *error, size_t cap) {
  const char *all = rest;
  for (int i = 0; i < COLOURS; i++) {
    struct gate_line_address address;
    const char *more;
    if (!gate_line_parse(rest, &address, &more) || (*more == '\0') != (i == COLOURS - 1)) {
      host_open_wrong(error, cap,
                      "light:%s: write light:GREEN,YELLOW,RED, each CHIP/LINE, as "
                      "light:gpiochip0/22,gpiochip0/23,gpiochip0/24",
                      all);
      return false;
    }
    l->lines[i] = gate_gpio->output(address.chip, address.offset, address.active_low, false);
    if (!l->lines[i]) {
      host_open_absent(error, cap, "light:%s: a line cannot be had", all);
      return false;
    }
    rest = more + 1;
  }
  return true;
}

static struct gate_output *open_light(const char *rest, char *error, size_t cap) {
  struct light *l = calloc(1, sizeof *l);
  if (!l) return NULL;
  if (take_lines(l, rest, error, cap)) return &l->base;
  const int why = errno;
  close_light(&l->base);
  errno = why;
  return NULL;
}

const struct gate_output_kind gate_output_light = {
  .name = "light",
  .rest = "GREEN,YELLOW,RED (each CHIP/LINE[,low])",
  .zh = "三色灯：绿、黄、红",
  .en = "a light of three GPIO lines: green, yellow, red",
  .open = open_light,
  .carry = carry,
  .hold = hold,
  .close = close_light,
};
