/* SPDX-License-Identifier: Apache-2.0 */
/* WAV files as espeak-ng writes them: 16 bit, one channel. */
#ifndef GATE_OUTPUT_WAV_H
#define GATE_OUTPUT_WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WAVE_MAX (4u << 20) /* bytes of a file: a minute and a half */

struct wave {
  int16_t *samples; /* owned */
  size_t count;
  unsigned rate; /* Hz, 8,000 to 48,000 */
};

/* Reads a file's bytes. False: no PCM of 16 bit and one channel, cut short, or no memory. */
bool wave_read(const uint8_t *bytes, size_t n, struct wave *out);
/* Reads a file. False: as above, or it cannot be read. */
bool wave_load(const char *path, struct wave *out);
void wave_finish(struct wave *wave);

#endif
