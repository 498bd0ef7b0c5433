/* SPDX-License-Identifier: Apache-2.0 */
#include "source/typing.h"

#include "hal/keyboard.h"

#include <ctype.h>
#include <linux/input-event-codes.h>

void gate_typing_restart(struct gate_typing *t) {
  t->len = 0;
  t->unknown = false;
}

/* A text ends as it does on a line: CR, LF, TAB. */
static bool add(struct gate_typing *t, unsigned character) {
  if (character == '\r' || character == '\n' || character == '\t') return t->len > 0;
  if (character && t->len < sizeof t->text)
    t->text[t->len++] = (char)(character < 0x100 ? character : '?');
  return false;
}

/* True when Alt was let go after digits: they are a character's number. */
static bool hold_alt(struct gate_typing *t, bool down) {
  const bool ended = !down && t->alt && t->alt_digits > 0;
  t->alt = down;
  t->alt_digits = 0;
  return ended;
}

static void count_digit(struct gate_typing *t, char digit) {
  t->alt_digits++;
  if (t->alt_number < 100000) t->alt_number = t->alt_number * 10 + (unsigned)(digit - '0');
}

static bool press(struct gate_typing *t, unsigned code) {
  const char c = gate_key_character(code, t->shift);
  const char digit = gate_key_character(code, false);
  if (t->alt && isdigit((unsigned char)digit)) {
    count_digit(t, digit);
    return false;
  }
  if (!c) t->unknown = true;
  if (t->ctrl) return add(t, c >= '@' ? (unsigned)c & 0x1f : 0);
  return add(t, (unsigned char)c);
}

bool gate_typing_take(struct gate_typing *t, unsigned code, bool down) {
  switch (code) {
  case KEY_LEFTSHIFT:
  case KEY_RIGHTSHIFT:
    t->shift = down;
    return false;
  case KEY_LEFTCTRL:
  case KEY_RIGHTCTRL:
    t->ctrl = down;
    return false;
  case KEY_LEFTALT:
  case KEY_RIGHTALT:
    if (!hold_alt(t, down)) {
      t->alt_number = 0;
      return false;
    }
    const unsigned number = t->alt_number;
    t->alt_number = 0;
    return add(t, number);
  case KEY_CAPSLOCK:
  case KEY_NUMLOCK:
  case KEY_SCROLLLOCK:
    return false;
  default:
    return down && press(t, code);
  }
}
