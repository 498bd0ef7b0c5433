/* SPDX-License-Identifier: Apache-2.0 */
/* Where a frame is as busy as a code, line by line: writing has quiet lines, walls are quiet. */
#ifndef EYE_BUSY_H
#define EYE_BUSY_H

#include "qr/frame.h"

/* The variance of a pixel by noise alone: half of all neighbours but one differ by no more. */
float eye_noise_of(const struct eye_frame *frame);

/* The largest part that may hold a code, with a margin, and where it lies; it points into frame.
 * False: there is none. Cheap enough for every frame. */
bool eye_busy_part(const struct eye_frame *frame, struct eye_frame *part, float *left, float *top);

#endif
