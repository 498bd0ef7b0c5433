/* SPDX-License-Identifier: Apache-2.0 */
#include "image_codec.h"

#include "image.h"

#include <stdio.h>

enum image_fault image_set_size(struct image_raw *out, uint32_t width, uint32_t height) {
  out->width = width;
  out->height = height;
  snprintf(out->words, sizeof out->words, "%u x %u", width, height);
  const bool fits = width <= GATE_IMAGE_SIDE_MAX && height <= GATE_IMAGE_SIDE_MAX &&
                    (uint64_t)width * height <= GATE_IMAGE_PIXELS_MAX;
  return fits ? IMAGE_FINE : IMAGE_TOO_MANY_PIXELS;
}
