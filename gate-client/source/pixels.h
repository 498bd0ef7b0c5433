/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of V4L2 that a code can be read from: JPEG, and whatever has its lightness in the
 * first plane. */
#ifndef GATE_SOURCE_PIXELS_H
#define GATE_SOURCE_PIXELS_H

#include "format/bytes.h"

struct gate_pixels {
  uint32_t fourcc;
  bool jpeg;
  uint8_t step, first; /* bytes from one pixel's lightness to the next, and to the first */
  uint8_t bits;        /* of 16-bit ones, little endian; 0: they are 8-bit */
};

/* Best first; ended by a fourcc of 0. */
extern const struct gate_pixels gate_pixels[];

/* What formats are called, "MJPG, NV12"; out holds 6 bytes for each and one more. */
void gate_pixels_say(const uint32_t *fourcc, size_t n, char *out);

/* Fills width x height bytes of out with lightness. False: bytes are too few for its size. */
bool gate_pixels_grey(const struct gate_pixels *pixels, struct tx_span bytes, uint32_t width,
                      uint32_t height, size_t stride, uint8_t *out);

#endif
