/* SPDX-License-Identifier: Apache-2.0 */
/* The last half module: no pattern shows it, but misplaced samples mix light and dark. */
#include "grid.h"

#include <math.h>

/* How far apart light and dark are around a node, with everything there shifted. */
static float contrast_about(const struct eye_grid *grid, float cu, float cv, float du, float dv) {
  float sum = 0, squares = 0;
  int n = 0;
  for (int y = -3; y <= 3; y++)
    for (int x = -3; x <= 3; x++) {
      const float u = floorf(cu) + 0.5f + (float)x, v = floorf(cv) + 0.5f + (float)y;
      if (u < 0 || v < 0 || u > (float)grid->symbol.side || v > (float)grid->symbol.side) continue;
      const float value = eye_grid_grey(grid, u + du, v + dv);
      sum += value;
      squares += value * value;
      n++;
    }
  return squares - sum * sum / (float)n;
}

static void settle_node(const struct eye_grid *grid, int i, int j, float *du, float *dv) {
  const float unit = (float)grid->symbol.side / (EYE_MESH - 1);
  const float u = (float)i * unit, v = (float)j * unit, step = 0.2f;
  float best = contrast_about(grid, u, v, 0, 0) * 1.01f;
  *du = *dv = 0;
  for (int y = -2; y <= 2; y++)
    for (int x = -2; x <= 2; x++) {
      const float score = contrast_about(grid, u, v, (float)x * step, (float)y * step);
      if (score <= best) continue;
      best = score;
      *du = (float)x * step;
      *dv = (float)y * step;
    }
}

/* A node's neighbours pull at it: a sheet bends, it does not crumple. */
static void smooth(float in[EYE_MESH][EYE_MESH], float out[EYE_MESH][EYE_MESH]) {
  for (int j = 0; j < EYE_MESH; j++)
    for (int i = 0; i < EYE_MESH; i++) {
      float sum = 0, weight = 0;
      for (int y = j - 1; y <= j + 1; y++)
        for (int x = i - 1; x <= i + 1; x++) {
          if (x < 0 || y < 0 || x >= EYE_MESH || y >= EYE_MESH) continue;
          const float w = x == i && y == j ? 2 : 1;
          sum += w * in[y][x];
          weight += w;
        }
      out[j][i] += sum / weight;
    }
}

void eye_grid_settle(struct eye_grid *grid) {
  float du[EYE_MESH][EYE_MESH], dv[EYE_MESH][EYE_MESH];
  for (int j = 0; j < EYE_MESH; j++)
    for (int i = 0; i < EYE_MESH; i++)
      settle_node(grid, i, j, &du[j][i], &dv[j][i]);
  grid->settled = true;
  smooth(du, grid->du);
  smooth(dv, grid->dv);
}
