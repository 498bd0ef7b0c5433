/* SPDX-License-Identifier: Apache-2.0 */
/* Between the parts of the camera: light on a sensor, in linear units, 1 is full scale. */
#ifndef CITY_CAMERA_SCENE_H
#define CITY_CAMERA_SCENE_H

#include <math.h>

#include "city/camera.h"
#include "city/chance.h"

struct light {
  float *at; /* width x height; owned */
  uint32_t width, height;
  double subject_x, subject_y, subject_size; /* pixels: where the first code is, how large */
};

static inline double chance_real(struct chance *c) {
  return (double)(chance_next(c) >> 11) * 0x1p-53;
}

static inline double chance_span(struct chance *c, double from, double to) {
  return from + chance_real(c) * (to - from);
}

/* Mean 0, deviation 1: twelve uniforms are near enough to a bell. */
static inline double chance_bell(struct chance *c) {
  double sum = -6;
  for (int i = 0; i < 12; i++)
    sum += chance_real(c);
  return sum;
}

/* A street: walls, edges, lines of writing, no codes. */
void scene_background(struct light *light, uint64_t seed);

/* Draws every code of the shot into the scene; false when a text fits no QR code. */
bool scene_codes(struct light *light, const struct camera_shot *shot, double severity);

/* What lamps, lens, sensor and a hand do to it. */
bool lens_spoil(struct light *light, const struct camera_shot *shot, double severity);

#endif
