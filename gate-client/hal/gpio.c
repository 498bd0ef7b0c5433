/* SPDX-License-Identifier: Apache-2.0 */
#include "gpio.h"

#include <gpiod.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CONSUMER "tongxing-gate"

struct gate_line {
  struct gpiod_chip *chip;
  struct gpiod_line *line;
  bool is_input;
};

static struct gate_line *take(const char *chip, unsigned offset, bool active_low, bool input,
                              bool on) {
  struct gate_line *l = calloc(1, sizeof *l);
  if (!l) return NULL;
  l->is_input = input;
  l->chip = gpiod_chip_open_lookup(chip);
  l->line = l->chip ? gpiod_chip_get_line(l->chip, offset) : NULL;
  int flags = active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
  int taken = !l->line ? -1
              : input  ? gpiod_line_request_both_edges_events_flags(l->line, CONSUMER, flags)
                       : gpiod_line_request_output_flags(l->line, CONSUMER, flags, on);
  if (taken == 0) return l;
  if (l->chip) gpiod_chip_close(l->chip);
  free(l);
  return NULL;
}

static struct gate_line *take_output(const char *chip, unsigned offset, bool active_low, bool on) {
  return take(chip, offset, active_low, false, on);
}

static struct gate_line *take_input(const char *chip, unsigned offset, bool active_low) {
  return take(chip, offset, active_low, true, false);
}

static bool set(struct gate_line *l, bool on) {
  return gpiod_line_set_value(l->line, on) == 0;
}

static int fd(struct gate_line *l) {
  return l->is_input ? gpiod_line_event_get_fd(l->line) : -1;
}

static int get(struct gate_line *l) {
  static const struct timespec at_once = { 0 };
  struct gpiod_line_event event;
  while (l->is_input && gpiod_line_event_wait(l->line, &at_once) == 1)
    if (gpiod_line_event_read(l->line, &event) != 0) return -1;
  return gpiod_line_get_value(l->line);
}

static void release(struct gate_line *l) {
  if (!l) return;
  gpiod_chip_close(l->chip); /* gives back its lines, too */
  free(l);
}

static const struct gate_gpio_calls calls = {
  .output = take_output,
  .input = take_input,
  .set = set,
  .fd = fd,
  .get = get,
  .release = release,
};
const struct gate_gpio_calls *gate_gpio = &calls;

bool gate_line_parse(const char *text, struct gate_line_address *out, const char **rest) {
  const char *slash = strchr(text, '/');
  if (!slash || slash == text || (size_t)(slash - text) >= sizeof out->chip) return false;
  memcpy(out->chip, text, (size_t)(slash - text));
  out->chip[slash - text] = '\0';
  if (slash[1] < '0' || slash[1] > '9') return false;
  char *end;
  unsigned long offset = strtoul(slash + 1, &end, 10);
  if (offset > UINT16_MAX) return false;
  out->offset = (unsigned)offset;
  out->active_low = strncmp(end, ",low", 4) == 0;
  if (out->active_low) end += 4;
  *rest = end;
  return *end == '\0' || *end == ',' || *end == ' ';
}
