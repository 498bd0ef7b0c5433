/* SPDX-License-Identifier: Apache-2.0 */
/* From modules to pixels: the plane, and what bends it. */
#include "grid.h"

#include "range.h"
#include "timing.h"

/* Linear between the values at module middles. */
static float between(const float *values, int n, float at) {
  const float t = eye_clamp(at - 0.5f, 0, (float)n - 1.001f);
  const int i = (int)t;
  return values[i] + (t - (float)i) * (values[i + 1] - values[i]);
}

static float of_mesh(const float mesh[EYE_MESH][EYE_MESH], float s, float t) {
  s = eye_clamp(s, 0, EYE_MESH - 1.001f);
  t = eye_clamp(t, 0, EYE_MESH - 1.001f);
  const int i = (int)s, j = (int)t;
  const float a = s - (float)i, b = t - (float)j;
  return (1 - b) * ((1 - a) * mesh[j][i] + a * mesh[j][i + 1]) +
         b * ((1 - a) * mesh[j + 1][i] + a * mesh[j + 1][i + 1]);
}

struct eye_point eye_grid_flat(const struct eye_grid *grid, float u, float v) {
  const int side = grid->symbol.side;
  struct eye_point flat = { u + between(grid->along, side, u) - EYE_FINDER_MIDDLE,
                            v + between(grid->down, side, v) - EYE_FINDER_MIDDLE };
  if (!grid->settled) return flat;
  const float unit = (EYE_MESH - 1) / (float)side;
  flat.x += of_mesh(grid->du, u * unit, v * unit);
  flat.y += of_mesh(grid->dv, u * unit, v * unit);
  return flat;
}

struct eye_point eye_grid_project(const struct eye_grid *grid, struct eye_point flat) {
  const double *h = grid->h;
  const double w = h[6] * (double)flat.x + h[7] * (double)flat.y + h[8];
  return (struct eye_point){ (float)((h[0] * (double)flat.x + h[1] * (double)flat.y + h[2]) / w),
                             (float)((h[3] * (double)flat.x + h[4] * (double)flat.y + h[5]) / w) };
}

struct eye_point eye_grid_at(const struct eye_grid *grid, float u, float v) {
  return eye_grid_project(grid, eye_grid_flat(grid, u, v));
}

float eye_grid_grey(const struct eye_grid *grid, float u, float v) {
  const struct eye_point p = eye_grid_at(grid, u, v);
  return eye_grey_at(grid->frame, p.x, p.y);
}
