/* SPDX-License-Identifier: Apache-2.0 */
/* A loudspeaker behind a table of calls that tests replace: the only file that knows ALSA is
 * sound.c. */
#ifndef GATE_HAL_SOUND_H
#define GATE_HAL_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gate_speaker;

struct gate_sound_calls {
  struct gate_speaker *(*open)(const char *device, unsigned rate); /* NULL: not to be had */
  /* Plays samples of one channel; waits until they have been taken. */
  bool (*play)(struct gate_speaker *speaker, const int16_t *samples, size_t count);
  void (*cut)(struct gate_speaker *speaker);   /* silence at once */
  void (*drain)(struct gate_speaker *speaker); /* waits until all was heard */
  void (*close)(struct gate_speaker *speaker);
};

extern const struct gate_sound_calls *gate_sound;

#endif
