/* SPDX-License-Identifier: Apache-2.0 */
/* fminf and fmaxf are calls, for the sake of numbers that are none; these compile to one step. */
#ifndef EYE_RANGE_H
#define EYE_RANGE_H

static inline float eye_min(float a, float b) {
  return a < b ? a : b;
}

static inline float eye_max(float a, float b) {
  return a > b ? a : b;
}

static inline float eye_clamp(float value, float low, float high) {
  return eye_min(eye_max(value, low), high);
}

#endif
