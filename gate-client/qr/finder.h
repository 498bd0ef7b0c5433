/* SPDX-License-Identifier: Apache-2.0 */
/* Finder patterns: the squares in three corners of a QR code, whose sections are 1:1:3:1:1. */
#ifndef EYE_FINDER_H
#define EYE_FINDER_H

#include "frame.h"

#define EYE_FINDERS_MAX 96

struct eye_finder {
  float x, y;     /* middle, in pixels; pixel centres are at .5 */
  float module;   /* pixels, mean of across and down */
  float likeness; /* correlation with a finder, 0 to 1 */
  bool light;     /* of an inverted code */
  bool blurred;   /* found by its rings, as no edges show it; see rings.h */
};

/* What is looked for; the likest first. Cheap enough for every frame. */
uint32_t eye_find_finders(const struct eye_frame *frame, struct eye_finder out[EYE_FINDERS_MAX]);

/* Whether the frame is so grainy, as in the dusk, that edges drown in it; then a look at it in half
 * the size, where grains cancel out, finds more. */
bool eye_frame_grainy(const struct eye_frame *frame);

/* Looks for a finder that two others let expect near x, y, within reach pixels: by its likeness
 * alone, which shadow and glare leave where they break its edges. like has its module and shade.
 * False when nothing there is like one. */
bool eye_seek_finder(const struct eye_frame *frame, const struct eye_finder *like, float angle,
                     float reach, struct eye_finder *out);

/* Crosses a finder along a direction (a unit vector) and sets its module in that direction and how
 * far along its middle lies from x, y. False when there is no 1:1:3:1:1 about there. */
bool eye_cross_finder(const struct eye_frame *frame, const struct eye_finder *finder, float dx,
                      float dy, float *module, float *offset);

/* Grey at a place, between pixels; outside the frame that of its border. */
float eye_grey_at(const struct eye_frame *frame, float x, float y);

#endif
