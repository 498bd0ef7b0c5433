/* SPDX-License-Identifier: Apache-2.0 */
/* Whole frames made into others, for second looks. */
#ifndef EYE_PIXELS_H
#define EYE_PIXELS_H

#include "qr/frame.h"

enum eye_change { EYE_AS_IS, EYE_INVERTED, EYE_TWICE, EYE_HALF, EYE_SHARPENED, EYE_LEVELLED };

/* A frame that owns its pixels. */
struct eye_picture {
  struct eye_frame frame; /* points into grey */
  uint8_t *grey;          /* NULL: none */
  float scale;            /* of its pixels to those of the frame it was made from */
};

/* Makes a changed copy; false when memory is out or the result would exceed EYE_PIXELS_MAX. */
bool eye_change(const struct eye_frame *frame, enum eye_change change, struct eye_picture *out);
void eye_picture_free(struct eye_picture *picture);

/* Whether the frame's numbers hold together and stay within the limits. */
bool eye_frame_valid(const struct eye_frame *frame);

#endif
