/* SPDX-License-Identifier: Apache-2.0 */
/* A keyboard of the kernel's, taken for oneself, behind a table of calls that tests replace: the
 * only file that knows libevdev is keyboard.c. */
#ifndef GATE_HAL_KEYBOARD_H
#define GATE_HAL_KEYBOARD_H

#include <stdbool.h>

struct gate_keyboard;

struct gate_keyboard_calls {
  /* Opens a device and grabs it, so that no key of it reaches a shell. NULL: errno says why. */
  struct gate_keyboard *(*open)(const char *path);
  int (*fd)(const struct gate_keyboard *keyboard);
  /* The next key: 1 and code and whether it went down; 0: none waits; -1: the device is gone. */
  int (*next)(struct gate_keyboard *keyboard, unsigned *code, bool *down);
  void (*close)(struct gate_keyboard *keyboard);
};

extern const struct gate_keyboard_calls *gate_keyboard;

/* The character of a key on a US keyboard, which is what scanners type as, its keypad included;
 * '\n' for Enter, '\t' for TAB, 0 for a key without one. */
char gate_key_character(unsigned code, bool shift);

#endif
