/* SPDX-License-Identifier: Apache-2.0 */
#include "timing.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "range.h"

#define UNSHIFTED 40
#define SHIFTS (2 * UNSHIFTED + 1) /* of a timing pattern's module, an eighth of a module apart */
#define SHIFT_STEP 0.125f
#define SHIFT_SPEED 3   /* steps that it may change by from one module to the next */
#define SHIFT_COST 0.1f /* of an eighth of a module that it changes by */
#define END_SLACK 4.0f  /* steps, beside a finder */
#define NEVER 1e9f
#define BEND_COST 0.06f /* of agreement, before a sheet is thought to be bent at its ends */
#define SHADE_REACH 5   /* modules along a timing pattern that share their light */

static float shift_of(int state) {
  return (float)(state - UNSHIFTED) * SHIFT_STEP;
}

/* Grey to -1 for the lightest and 1 for the darkest nearby: shadows and glare fall across codes. */
static void level_timing(const struct eye_grid *grid, float dark[][SHIFTS]) {
  static _Thread_local float low[EYE_SIDE_MOST], high[EYE_SIDE_MOST];
  const int first = 8, last = grid->symbol.side - 9;
  for (int i = first; i <= last; i++) {
    low[i] = 255;
    high[i] = 0;
    for (int s = UNSHIFTED - 4; s <= UNSHIFTED + 4; s++) {
      low[i] = eye_min(low[i], dark[i][s]);
      high[i] = eye_max(high[i], dark[i][s]);
    }
  }
  for (int i = first; i <= last; i++) {
    float least = 255, most = 0;
    for (int j = i - SHADE_REACH; j <= i + SHADE_REACH; j++) {
      if (j < first || j > last) continue;
      least = eye_min(least, low[j]);
      most = eye_max(most, high[j]);
    }
    const float scale = (grid->light ? 2 : -2) / eye_max(most - least, 8);
    for (int s = 0; s < SHIFTS; s++)
      dark[i][s] = eye_clamp((dark[i][s] - (most + least) / 2) * scale, -1, 1);
  }
}

static float grey_along(const struct eye_grid *grid, bool downwards, float t) {
  return downwards ? eye_grid_grey(grid, 6.5f, t) : eye_grid_grey(grid, t, 6.5f);
}

/* How dark each place along a bent timing pattern is, for every shift. */
static void sample_bent(const struct eye_grid *grid, bool downwards, const float *curve,
                        float dark[][SHIFTS]) {
  for (int i = 8; i <= grid->symbol.side - 9; i++)
    for (int s = 0; s < SHIFTS; s++)
      dark[i][s] = grey_along(grid, downwards, (float)i + 0.5f + curve[i] + shift_of(s));
  level_timing(grid, dark);
}

/* The same for one that is straight: shifts of one module are shifts of the next. */
static void sample_straight(const struct eye_grid *grid, bool downwards, float dark[][SHIFTS]) {
  enum { STEPS = 8 }; /* a module */
  static _Thread_local float line[EYE_SIDE_MOST * STEPS + SHIFTS];
  const int first = 8, last = grid->symbol.side - 9;
  for (int i = 0; i < (last - first) * STEPS + SHIFTS; i++)
    line[i] = grey_along(grid, downwards, (float)first + 0.5f + shift_of(i));
  for (int i = first; i <= last; i++)
    memcpy(dark[i], line + (ptrdiff_t)(i - first) * STEPS, sizeof *dark);
  level_timing(grid, dark);
}

/* Beside a finder the shift is the one expected, give or take half a module. */
static float cost_of_end(int state, float expected) {
  const float off = fabsf((float)(state - UNSHIFTED) - expected);
  return off <= END_SLACK ? SHIFT_COST * off : NEVER;
}

/* The best way to every state of module i, from those of the one before. By steps and not by
 * states, which compiles to a few at a time. */
static void step_on(const float dark[SHIFTS], int i, float best[SHIFTS], uint8_t from[SHIFTS]) {
  float next[SHIFTS], way[SHIFTS], padded[SHIFTS + 2 * SHIFT_SPEED];
  for (int s = 0; s < SHIFT_SPEED; s++)
    padded[s] = padded[SHIFTS + 2 * SHIFT_SPEED - 1 - s] = -2 * NEVER;
  memcpy(padded + SHIFT_SPEED, best, sizeof next);
  for (int s = 0; s < SHIFTS; s++) {
    next[s] = -3 * NEVER;
    way[s] = 0;
  }
  for (int step = -SHIFT_SPEED; step <= SHIFT_SPEED; step++) {
    const float cost = SHIFT_COST * fabsf((float)step), *before = padded + SHIFT_SPEED - step;
    for (int s = 0; s < SHIFTS; s++) {
      const float value = before[s] - cost;
      way[s] = value > next[s] ? (float)step : way[s];
      next[s] = value > next[s] ? value : next[s];
    }
  }
  for (int s = 0; s < SHIFTS; s++) {
    const int before = s - (int)way[s];
    from[s] = (uint8_t)(before < 0 ? 0 : before >= SHIFTS ? SHIFTS - 1 : before);
    best[s] = next[s] + (i % 2 ? -dark[s] : dark[s]);
  }
}

/* The surest way along a timing pattern, from beside one finder, where the shift should be start,
 * to beside the other, where it should be the opposite: each step may bend a little, at a cost.
 * Returns the mean agreement. */
static float follow(float dark[][SHIFTS], int side, float start, float *shift) {
  static _Thread_local uint8_t from[EYE_SIDE_MOST][SHIFTS];
  const int first = 8, last = side - 9;
  const float bend = eye_clamp(start, -1.5f, 1.5f) / SHIFT_STEP;
  float best[SHIFTS];
  for (int s = 0; s < SHIFTS; s++)
    best[s] = -cost_of_end(s, bend);
  for (int i = first; i <= last; i++)
    step_on(dark[i], i, best, from[i]);
  int state = 0;
  for (int s = 0; s < SHIFTS; s++) {
    best[s] -= cost_of_end(s, -bend);
    if (best[s] > best[state]) state = s;
  }
  const float score = best[state] / (float)(last - first + 1);
  memset(shift, 0, sizeof *shift * (size_t)side);
  for (int i = last; i >= first; i--) {
    shift[i] = shift_of(state);
    state = from[i][state];
  }
  return score;
}

/* What of a timing pattern's shifts is the plane's slope, in modules at its middle: shifts that
 * follow the arch between the finders. The rest is bending. */
static float arch_of(const float *shift, int side) {
  const float n = (float)side - 7;
  float product = 0, squares = 0;
  for (int i = 8; i <= side - 9; i++) {
    const float u = (float)i - 3, arch = u * (n - u) / n;
    product += shift[i] * arch;
    squares += arch * arch;
  }
  return squares > 0 ? product / squares : 0;
}

/* A sheet bends, it does not jump. */
static void smooth_shifts(const float *in, int side, float *out) {
  for (int i = 0; i < side; i++) {
    float sum = 0;
    int n = 0;
    for (int j = i - 2; j <= i + 2; j++) {
      if (j < 0 || j >= side) continue;
      sum += in[j];
      n++;
    }
    out[i] = sum / (float)n;
  }
}

/* Within a finder the shift is nothing in the middle and what was seen beside it at its edge. */
static void bend_finders(float *shift, int side) {
  for (int i = 0; i < 8; i++) {
    const float part = (float)(i - 3) / 5;
    shift[i] = shift[8] * part;
    shift[side - 1 - i] = shift[side - 9] * part;
  }
}

struct eye_track eye_timing_track(struct eye_grid *grid, bool downwards, float start) {
  static _Thread_local float dark[EYE_SIDE_MOST][SHIFTS];
  float flat[EYE_SIDE_MOST], bent[EYE_SIDE_MOST] = { 0 },
                             *out = downwards ? grid->down : grid->along;
  const int side = grid->symbol.side;
  memset(out, 0, sizeof *out * (size_t)side);
  sample_straight(grid, downwards, dark);
  const float as_flat = follow(dark, side, 0, flat);
  const float as_bent = start != 0 ? follow(dark, side, start, bent) : as_flat;
  const bool bends = as_bent > as_flat + BEND_COST;
  float *shift = bends ? bent : flat;
  const struct eye_track track = { bends ? as_bent : as_flat, arch_of(shift, side) };
  bend_finders(shift, side);
  smooth_shifts(shift, side, out);
  return track;
}

float eye_timing_track_bent(struct eye_grid *grid, bool downwards, float angle) {
  static _Thread_local float dark[EYE_SIDE_MOST][SHIFTS];
  float curve[EYE_SIDE_MOST] = { 0 }, shift[EYE_SIDE_MOST],
        *out = downwards ? grid->down : grid->along;
  const int side = grid->symbol.side;
  const float half = (float)(side - 7) / 2;
  for (int i = 0; i < side; i++) {
    const float at = ((float)i - 3) / half - 1;
    curve[i] = angle > 0 ? half * (sinf(angle * at) / sinf(angle) - at) : 0;
  }
  memset(out, 0, sizeof *out * (size_t)side);
  sample_bent(grid, downwards, curve, dark);
  const float agreement = follow(dark, side, 0, shift);
  bend_finders(shift, side);
  smooth_shifts(shift, side, out);
  for (int i = 0; i < side; i++)
    out[i] += curve[i];
  return agreement;
}
