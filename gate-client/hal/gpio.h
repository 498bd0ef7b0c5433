/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a GPIO chip, behind a table of calls that tests replace: the only file that knows
 * libgpiod is gpio.c. */
#ifndef GATE_HAL_GPIO_H
#define GATE_HAL_GPIO_H

#include <stdbool.h>
#include <stddef.h>

struct gate_line; /* one line, as the driver has it */

struct gate_gpio_calls {
  /* Takes a line as an output at a level, or as an input. NULL: not to be had, errno says why. */
  struct gate_line *(*output)(const char *chip, unsigned offset, bool active_low, bool on);
  struct gate_line *(*input)(const char *chip, unsigned offset, bool active_low);
  bool (*set)(struct gate_line *line, bool on);
  /* Readable when an input changed; -1 for an output. */
  int (*fd)(struct gate_line *line);
  /* Whether an input is on at present; takes its waiting events away. -1: it cannot be read. */
  int (*get)(struct gate_line *line);
  void (*release)(struct gate_line *line);
};

extern const struct gate_gpio_calls *gate_gpio;

/* "gpiochip0/17" or "gpiochip0/17,low" at the start of text; *rest is what follows. */
struct gate_line_address {
  char chip[64];
  unsigned offset;
  bool active_low;
};
bool gate_line_parse(const char *text, struct gate_line_address *out, const char **rest);

#endif
