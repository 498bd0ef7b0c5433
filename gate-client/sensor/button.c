/* SPDX-License-Identifier: Apache-2.0 */
#include "button.h"

#include "hal/gpio.h"

#include "host/sys/opening.h"
#include "host/text/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is pressed, and what it says when it closes and when it opens. */
struct kind {
  const char *name;
  enum gate_press on, off;
};
static const struct kind kinds[] = {
  { "emergency", GATE_PRESS_EMERGENCY, GATE_PRESS_NOTHING },
  { "hold", GATE_PRESS_HOLD, GATE_PRESS_RELEASE },
  { "let_in", GATE_PRESS_LET_IN, GATE_PRESS_NOTHING },
  { "turn_away", GATE_PRESS_TURN_AWAY, GATE_PRESS_NOTHING },
};

struct gate_button {
  const struct kind *kind;
  struct gate_line *line;
  char address[96];
  bool was_on;
};

static const struct kind *find_kind(const char *address, const char **rest) {
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    size_t n = strlen(kinds[i].name);
    if (strncmp(address, kinds[i].name, n) != 0 || address[n] != ':') continue;
    *rest = address + n + 1;
    return &kinds[i];
  }
  return NULL;
}

struct gate_button *gate_button_open(const char *address, char *error, size_t cap) {
  struct gate_line_address line;
  const char *rest, *more = "";
  const struct kind *kind = find_kind(address, &rest);
  if (!kind || !gate_line_parse(rest, &line, &more) || *more) {
    host_open_wrong(error, cap,
                    "button \"%s\": write emergency:CHIP/LINE[,low], or hold:, let_in:, "
                    "turn_away: and the same",
                    address);
    return NULL;
  }
  struct gate_button *b = calloc(1, sizeof *b);
  if (b) b->line = gate_gpio->input(line.chip, line.offset, line.active_low);
  if (b && b->line) {
    b->kind = kind;
    host_copy(address, b->address, sizeof b->address);
    return b;
  }
  host_open_absent(error, cap, "button \"%s\": the line cannot be had", address);
  free(b);
  return NULL;
}

const char *gate_button_address(const struct gate_button *b) {
  return b->address;
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
  return on ? b->kind->on : b->kind->off;
}

void gate_button_close(struct gate_button *b) {
  if (!b) return;
  gate_gpio->release(b->line);
  free(b);
}
