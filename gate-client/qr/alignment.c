/* SPDX-License-Identifier: Apache-2.0 */
#include "alignment.h"

#include <math.h>
#include <string.h>

#include "range.h"
#include "solve.h"

#define ALIGNMENT_LEAST 0.45f /* correlation at which a pattern counts as seen */
#define OFF_MOST 1.0f         /* modules that a pattern may lie off the plane that others say */
#define POINTS_MAX (3 + EYE_ALIGNMENTS_MAX * EYE_ALIGNMENTS_MAX)

/* Correlation of what is at u, v with an alignment pattern. */
static float alignment_at(const struct eye_grid *grid, float u, float v) {
  float sum = 0, squares = 0, product = 0;
  int pattern_sum = 0;
  for (int y = -2; y <= 2; y++)
    for (int x = -2; x <= 2; x++) {
      const bool dark = (x == 0 && y == 0) || x == 2 || x == -2 || y == 2 || y == -2;
      const int sign = dark != grid->light ? -1 : 1;
      const float value = eye_grid_grey(grid, u + (float)x, v + (float)y);
      sum += value;
      squares += value * value;
      product += (float)sign * value;
      pattern_sum += sign;
    }
  const float mean = sum / 25, spread = squares / 25 - mean * mean;
  const float pattern_mean = (float)pattern_sum / 25,
              pattern_spread = 1 - pattern_mean * pattern_mean;
  if (spread < 4) return 0;
  return (product / 25 - mean * pattern_mean) / sqrtf(spread * pattern_spread);
}

struct sighting {
  float u, v, score; /* where it was found, in modules as the grid now stands */
};

static struct sighting search(const struct eye_grid *grid, float u, float v, float reach,
                              float step) {
  struct sighting best = { u, v, -1 };
  const int steps = (int)(reach / step);
  for (int j = -steps; j <= steps; j++)
    for (int i = -steps; i <= steps; i++) {
      const float du = (float)i * step, dv = (float)j * step;
      /* Of two that agree alike, the nearer. */
      const float score = alignment_at(grid, u + du, v + dv) - 0.02f * hypotf(du, dv);
      if (score > best.score) best = (struct sighting){ u + du, v + dv, score };
    }
  return best;
}

static struct sighting find_alignment(const struct eye_grid *grid, float u, float v, float reach) {
  const struct sighting rough = search(grid, u, v, reach, 0.5f);
  if (rough.score < ALIGNMENT_LEAST - 0.1f) return rough;
  return search(grid, rough.u, rough.v, 0.375f, 0.125f);
}

struct pairs {
  int n;
  struct eye_point flat[POINTS_MAX], pixel[POINTS_MAX];
};

static void add_finders(const struct eye_grid *grid, const struct eye_finder corner[3],
                        struct pairs *out) {
  const float far = (float)grid->symbol.side - EYE_FINDER_MIDDLE;
  const float at[3][2] = { { EYE_FINDER_MIDDLE, EYE_FINDER_MIDDLE },
                           { far, EYE_FINDER_MIDDLE },
                           { EYE_FINDER_MIDDLE, far } };
  for (int i = 0; i < 3; i++) {
    out->flat[i] = eye_grid_flat(grid, at[i][0], at[i][1]);
    out->pixel[i] = (struct eye_point){ corner[i].x, corner[i].y };
  }
  out->n = 3;
}

static bool refit(struct eye_grid *grid, const struct pairs *pairs) {
  double h[9];
  if (pairs->n < 4 || !eye_solve_plane(pairs->flat, pairs->pixel, pairs->n, h)) return false;
  memcpy(grid->h, h, sizeof h);
  return true;
}

static bool add_alignment(const struct eye_grid *grid, int row, int column, float reach,
                          struct pairs *pairs) {
  const float u = (float)grid->symbol.alignment[column] + 0.5f;
  const float v = (float)grid->symbol.alignment[row] + 0.5f;
  const struct sighting seen = find_alignment(grid, u, v, reach);
  if (seen.score < ALIGNMENT_LEAST) return false;
  pairs->flat[pairs->n] = eye_grid_flat(grid, u, v);
  pairs->pixel[pairs->n++] = eye_grid_at(grid, seen.u, seen.v);
  return true;
}

/* How well the alignment patterns are seen where the grid has them, on average. */
static float agreement_of(const struct eye_grid *grid) {
  const int last = grid->symbol.alignments - 1;
  float sum = 0;
  int n = 0;
  for (int row = 0; row <= last; row++)
    for (int column = 0; column <= last; column++) {
      if (!eye_symbol_aligns(&grid->symbol, row, column)) continue;
      sum += alignment_at(grid, (float)grid->symbol.alignment[column] + 0.5f,
                          (float)grid->symbol.alignment[row] + 0.5f);
      n++;
    }
  return n > 0 ? sum / (float)n : 0;
}

/* Chance has patterns in the wrong place, too: those that the others contradict go. */
static void refit_most(struct eye_grid *grid, struct pairs *pairs) {
  for (int round = 0; round < 3 && refit(grid, pairs); round++) {
    int kept = 0;
    for (int i = 0; i < pairs->n; i++) {
      const struct eye_point seen = pairs->pixel[i], laid = eye_grid_project(grid, pairs->flat[i]);
      const struct eye_point beside =
          eye_grid_project(grid, (struct eye_point){ pairs->flat[i].x + 1, pairs->flat[i].y });
      const float off = hypotf(seen.x - laid.x, seen.y - laid.y);
      if (i >= 3 && off > OFF_MOST * hypotf(beside.x - laid.x, beside.y - laid.y)) continue;
      pairs->flat[kept] = pairs->flat[i];
      pairs->pixel[kept++] = seen;
    }
    if (kept == pairs->n) break;
    pairs->n = kept;
  }
}

static void keep_better(struct eye_grid *grid, double h[9], float *best) {
  const float agreement = agreement_of(grid);
  if (agreement > *best) {
    *best = agreement;
    memcpy(h, grid->h, sizeof grid->h);
  } else {
    memcpy(grid->h, h, sizeof grid->h);
  }
}

/* The pattern that is furthest from all finders says most; then the others fall into place. Of the
 * planes on the way the one stays that the patterns agree with most. */
float eye_grid_straighten(struct eye_grid *grid, const struct eye_finder corner[3]) {
  const int last = grid->symbol.alignments - 1;
  struct pairs pairs;
  double h[9];
  if (last < 1) return 0;
  float best = agreement_of(grid);
  memcpy(h, grid->h, sizeof h);
  add_finders(grid, corner, &pairs);
  const float reach = 2.5f + (float)grid->symbol.side / 24;
  const bool seen = add_alignment(grid, last, last, reach, &pairs);
  if (seen && refit(grid, &pairs)) keep_better(grid, h, &best);
  if (last < 2) return best;
  struct pairs all;
  add_finders(grid, corner, &all);
  for (int row = 0; row <= last; row++)
    for (int column = 0; column <= last; column++)
      if (eye_symbol_aligns(&grid->symbol, row, column))
        add_alignment(grid, row, column, seen ? 1.0f : 2.0f, &all);
  refit_most(grid, &all);
  keep_better(grid, h, &best);
  return best;
}
