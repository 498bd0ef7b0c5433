/* SPDX-License-Identifier: Apache-2.0 */
/* A picture in memory, wherever it came from. */
#ifndef GATE_FRAME_H
#define GATE_FRAME_H

#include <stddef.h>
#include <stdint.h>

/* A grey picture, 8 bits a pixel. Somebody else owns the pixels. */
struct gate_frame {
  const uint8_t *grey;
  uint32_t width, height;
  size_t stride; /* bytes from one row to the next; at least width */
};

#endif
