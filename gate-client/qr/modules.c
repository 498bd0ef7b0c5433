/* SPDX-License-Identifier: Apache-2.0 */
#include "modules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "range.h"
#include "solve.h"

#define NEAR 5           /* modules to each side that share a level */
#define NEARER 2         /* where some are burnt out */
#define BURNT 5.0f       /* darkness of it, at most; of an inverted code, less than 255 by it */
#define KNOWN_TRUST 3.0f /* how much more a known module says than a believed one */
#define LEAST 1e-6f      /* of a module that is known, to be dark or light at all */
#define TAPS (EYE_TAPS * EYE_TAPS)
#define RIDGE 0.004 /* of the mean power: what noise is presumed */

static float light_of[256]; /* for each grey, 255 at most */

/* What a camera stores is about the 2.2nd root of the light that fell in. */
__attribute__((constructor)) static void fill_light(void) {
  for (int i = 0; i < 256; i++)
    light_of[i] = 255 * powf((float)i / 255, 2.2f);
}

static float in_scale(float grey, enum eye_scale scale) {
  const int i = (int)grey;
  if (scale == EYE_GREY) return grey;
  return i >= 255 ? 255 : light_of[i] + (grey - (float)i) * (light_of[i + 1] - light_of[i]);
}

/* Four places of a module, not only its middle: half the noise. */
static float darkness(const struct eye_grid *grid, enum eye_scale scale, float u, float v,
                      float spread) {
  float sum = 0;
  for (int i = 0; i < 4; i++) {
    const struct eye_point p =
        eye_grid_at(grid, u + (i % 2 ? spread : -spread), v + (i / 2 ? spread : -spread));
    sum += in_scale(eye_grey_at(grid->frame, p.x, p.y), scale);
  }
  return grid->light ? sum / 4 : 255 - sum / 4;
}

/* What is light and what is dark about a place. */
struct shades {
  float low, high;
};

/* The means of those below and of those above a first level. */
static struct shades shades_about(const float *dark, int side, int cx, int cy, int reach) {
  const int x0 = cx < reach ? 0 : cx - reach, x1 = cx + reach >= side ? side - 1 : cx + reach;
  const int y0 = cy < reach ? 0 : cy - reach, y1 = cy + reach >= side ? side - 1 : cy + reach;
  float sum = 0, high = 0, low = 0;
  int n = 0, above = 0;
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++, n++)
      sum += dark[y * side + x];
  const float mean = sum / (float)n;
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++) {
      const float value = dark[y * side + x];
      if (value > mean) {
        high += value;
        above++;
      } else {
        low += value;
      }
    }
  if (above == 0 || above == n) return (struct shades){ mean, mean };
  return (struct shades){ low / (float)(n - above), high / (float)above };
}

/* Halfway between the two; beside glare, what is dark fades from module to module. */
static float level_about(const float *dark, int side, int cx, int cy) {
  struct shades shades = shades_about(dark, side, cx, cy, NEAR);
  if (shades.low < BURNT || shades.high > 255 - BURNT)
    shades = shades_about(dark, side, cx, cy, NEARER);
  return (shades.low + shades.high) / 2;
}

void eye_modules_sample(const struct eye_grid *grid, enum eye_scale scale,
                        struct eye_modules *out) {
  const int side = grid->symbol.side;
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      out->soft[y * side + x] = darkness(grid, scale, (float)x + 0.5f, (float)y + 0.5f, 0.17f);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      out->level[y * side + x] = scale == EYE_LIGHT_FALLEN ? level_about(out->soft, side, x, y)
                                 : x % 2                   ? out->level[y * side + x - 1]
                                 : y % 2                   ? out->level[(y - 1) * side + x]
                                                           : level_about(out->soft, side, x, y);
  for (int i = 0; i < side * side; i++)
    out->soft[i] -= out->level[i];
}

static int fine_width(int side) {
  return 2 * side + 2 * EYE_FINE_MARGIN;
}

static int clamp(int value, int most) {
  return value < 0 ? 0 : value > most ? most : value;
}

/* The taps around a module, top left first. */
static void taps_of(const float *fine, int side, int x, int y, float taps[TAPS]) {
  const int width = fine_width(side), reach = EYE_TAPS / 2;
  const float *row =
      fine + (2 * y + 1 + EYE_FINE_MARGIN - reach) * width + 2 * x + 1 + EYE_FINE_MARGIN - reach;
  for (int i = 0; i < EYE_TAPS; i++)
    memcpy(taps + (ptrdiff_t)i * EYE_TAPS, row + (ptrdiff_t)i * width, EYE_TAPS * sizeof *taps);
}

static float trust(const struct eye_modules *modules, int at) {
  return modules->known[at] == EYE_DATA ? 1 : KNOWN_TRUST;
}

void eye_modules_forget(const struct eye_symbol *symbol, struct eye_modules *modules) {
  for (int i = 0; i < symbol->side * symbol->side; i++)
    modules->known[i] = symbol->fixed[i] == EYE_INFO ? EYE_DATA : symbol->fixed[i];
}

void eye_modules_recall(const struct eye_symbol *symbol, struct eye_modules *modules) {
  for (int i = 0; i < symbol->side * symbol->side; i++)
    if (modules->known[i] != EYE_DATA && symbol->fixed[i] == EYE_DATA)
      modules->soft[i] = (float)modules->known[i] * eye_max(fabsf(modules->soft[i]), LEAST);
}

static void gather_gram(const struct eye_symbol *symbol, struct eye_modules *modules) {
  float gram[TAPS][TAPS] = { { 0 } }, taps[TAPS];
  const int side = symbol->side;
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      const float weight = trust(modules, y * side + x);
      taps_of(modules->fine, side, x, y, taps);
      for (int i = 0; i < TAPS; i++) {
        const float tap = taps[i] * weight;
        for (int j = 0; j <= i; j++)
          gram[i][j] += tap * taps[j];
      }
    }
  double power = 0;
  for (int i = 0; i < TAPS; i++)
    power += (double)gram[i][i] / TAPS;
  for (int i = 0; i < TAPS; i++)
    for (int j = 0; j <= i; j++)
      modules->gram[i * TAPS + j] = (double)gram[i][j] + (i == j ? RIDGE * power : 0);
}

void eye_modules_sample_fine(const struct eye_grid *grid, struct eye_modules *modules) {
  const int side = grid->symbol.side, width = fine_width(side);
  eye_modules_sample(grid, EYE_LIGHT_FALLEN, modules);
  for (int y = 0; y < width; y++)
    for (int x = 0; x < width; x++) {
      const float u = (float)(x - EYE_FINE_MARGIN) / 2, v = (float)(y - EYE_FINE_MARGIN) / 2;
      const int at = clamp((int)v, side - 1) * side + clamp((int)u, side - 1);
      const struct eye_point p = eye_grid_at(grid, u, v);
      const float light = in_scale(eye_grey_at(grid->frame, p.x, p.y), EYE_LIGHT_FALLEN);
      modules->fine[y * width + x] = (grid->light ? light : 255 - light) - modules->level[at];
    }
  gather_gram(&grid->symbol, modules);
}

/* -1 to 1: known modules are what they are, others what they seem. */
static float belief(const struct eye_modules *modules, int at, float scale) {
  if (modules->known[at] != EYE_DATA) return (float)modules->known[at];
  const float value = modules->soft[at] * scale;
  return value > 1 ? 1 : value < -1 ? -1 : value;
}

static float mean_size(const float *values, int n) {
  float sum = 0;
  for (int i = 0; i < n; i++)
    sum += fabsf(values[i]);
  return sum / (float)n;
}

void eye_modules_sharpen(const struct eye_symbol *symbol, struct eye_modules *modules) {
  static _Thread_local double gram[TAPS * TAPS];
  double weights[TAPS] = { 0 };
  float taps[TAPS], filter[TAPS];
  const int side = symbol->side;
  const float scale = 1.5f / eye_max(mean_size(modules->soft, side * side), 1e-6f);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      const int at = y * side + x;
      const float value = belief(modules, at, scale) * trust(modules, at);
      taps_of(modules->fine, side, x, y, taps);
      for (int i = 0; i < TAPS; i++)
        weights[i] += (double)(taps[i] * value);
    }
  memcpy(gram, modules->gram, sizeof gram);
  if (!eye_solve_symmetric(gram, weights, TAPS)) return;
  for (int i = 0; i < TAPS; i++)
    filter[i] = (float)weights[i];
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      float sum = 0;
      taps_of(modules->fine, side, x, y, taps);
      for (int i = 0; i < TAPS; i++)
        sum += taps[i] * filter[i];
      modules->soft[y * side + x] = sum;
    }
}
