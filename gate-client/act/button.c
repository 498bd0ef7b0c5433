/* SPDX-License-Identifier: Apache-2.0 */
#include "button.h"

#include "gpio.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gate_button {
  struct gate_line *line;
  bool holds; /* a contact that holds open, not a button that is pressed */
  bool was_on;
};

struct gate_button *gate_button_open(const char *address, char *error, size_t cap) {
  bool holds = strncmp(address, "hold:", 5) == 0,
       emergency = strncmp(address, "emergency:", 10) == 0;
  struct gate_line_address line;
  const char *more = "";
  if ((!holds && !emergency) || !gate_line_parse(strchr(address, ':') + 1, &line, &more) || *more) {
    snprintf(error, cap, "button \"%s\": write emergency:CHIP/LINE[,low] or hold:CHIP/LINE[,low]",
             address);
    return NULL;
  }
  struct gate_button *b = calloc(1, sizeof *b);
  if (b) b->line = gate_gpio->input(line.chip, line.offset, line.active_low);
  if (b && b->line) {
    b->holds = holds;
    return b;
  }
  snprintf(error, cap, "button \"%s\": the line cannot be had: %s", address, strerror(errno));
  free(b);
  return NULL;
}

int gate_button_fd(const struct gate_button *b) {
  return gate_gpio->fd(b->line);
}

enum gate_press gate_button_read(struct gate_button *b) {
  int value = gate_gpio->get(b->line);
  if (value < 0) return GATE_PRESS_BROKEN;
  bool on = value > 0, changed = on != b->was_on;
  b->was_on = on;
  if (!changed) return GATE_PRESS_NOTHING;
  if (b->holds) return on ? GATE_PRESS_HOLD : GATE_PRESS_RELEASE;
  return on ? GATE_PRESS_EMERGENCY : GATE_PRESS_NOTHING;
}

void gate_button_close(struct gate_button *b) {
  if (!b) return;
  gate_gpio->release(b->line);
  free(b);
}
