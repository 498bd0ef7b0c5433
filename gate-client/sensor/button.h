/* SPDX-License-Identifier: Apache-2.0 */
/* What a person or a building presses: the emergency button, a fire contact or key switch that
 * holds the barrier open, the two buttons of a guard who has no screen. GPIO inputs, behind the
 * same table as outputs. */
#ifndef GATE_SENSOR_BUTTON_H
#define GATE_SENSOR_BUTTON_H

#include <stdbool.h>
#include <stddef.h>

enum gate_press {
  GATE_PRESS_NOTHING,
  GATE_PRESS_EMERGENCY, /* open at once */
  GATE_PRESS_HOLD,      /* hold open from now on */
  GATE_PRESS_RELEASE,   /* and no longer */
  GATE_PRESS_LET_IN,    /* whoever was shown last, or stands there */
  GATE_PRESS_TURN_AWAY, /* the same */
  GATE_PRESS_BROKEN,    /* the line cannot be read any more; errno says why */
};

struct gate_button;

/* "KIND:CHIP/LINE[,low]"; KIND is emergency, hold, let_in or turn_away. NULL, and one sentence in
 * error. */
struct gate_button *gate_button_open(const char *address, char *error, size_t cap);
/* As it was given to gate_button_open, cut to 95 bytes; owned by the button. */
const char *gate_button_address(const struct gate_button *button);
/* Readable when gate_button_read is worth a call. */
int gate_button_fd(const struct gate_button *button);
/* What has happened since. A contact that was closed at the start says HOLD at the first call. */
enum gate_press gate_button_read(struct gate_button *button);
/* NULL is nothing to close. */
void gate_button_close(struct gate_button *button);

#endif
